//! How files are read: side by side, results in the folder's order whatever the threads do.

use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::folder::{Folder, FolderEntry, Sort};
use super::{Aside, AsideKind};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::finding::{Code, Finding, Findings, Place};
use crate::narrative::{self, Narrative};
use crate::record::{self, Submission};
use crate::value::sha256;

/// How workbooks are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// In this process: for tests and fuzzing.
    InProcess,
    /// Each in a process of its own.
    Processes {
        /// This very program.
        program: PathBuf,
        /// How many at a time; `None`: as many as there are processors.
        jobs: Option<usize>,
    },
}

impl Reader {
    /// In this process.
    pub const fn in_process() -> Reader {
        Reader::InProcess
    }

    /// In processes of `program`.
    pub const fn processes(program: PathBuf, jobs: Option<usize>) -> Reader {
        Reader::Processes { program, jobs }
    }
}

/// Told of what goes on, for a bar on a terminal.
pub trait Progress: Sync {
    /// A stage begins: 读取台账, so many files.
    fn begin(&self, stage: &str, total: usize);
    /// One file is done.
    fn step(&self, file: &str);
}

/// Nobody watches.
impl Progress for () {
    fn begin(&self, _stage: &str, _total: usize) {}
    fn step(&self, _file: &str) {}
}

/// What the folder held.
#[derive(Debug, Default)]
pub struct Intake {
    /// Workbooks, read or refused, in the folder's order.
    pub submissions: Vec<Submission>,
    /// 文字材料
    pub narratives: Vec<Narrative>,
    /// The rest.
    pub asides: Vec<Aside>,
}

/// What became of one file.
enum Outcome {
    Submission(Box<Submission>),
    Narrative(Option<Narrative>, Findings),
    Aside(Aside, Option<Finding>),
}

/// Reads every file.
pub fn read_all(
    folder: &Folder,
    _reader: &Reader,
    catalog: &Catalog,
    as_of: NaiveDate,
    progress: &dyn Progress,
    findings: &mut Findings,
) -> Result<Intake> {
    progress.begin("读取台账", folder.entries.len());
    let outcomes: Vec<Result<Outcome>> = folder
        .entries
        .par_iter()
        .map(|entry| {
            let outcome = read_one(entry, catalog, as_of);
            progress.step(&entry.name);
            outcome
        })
        .collect();
    let mut intake = Intake::default();
    for outcome in outcomes {
        match outcome? {
            Outcome::Submission(submission) => intake.submissions.push(*submission),
            Outcome::Narrative(narrative, found) => {
                intake.narratives.extend(narrative);
                findings.extend(found.0);
            }
            Outcome::Aside(aside, finding) => {
                intake.asides.push(aside);
                findings.extend(finding);
            }
        }
    }
    Ok(intake)
}

fn read_one(entry: &FolderEntry, catalog: &Catalog, as_of: NaiveDate) -> Result<Outcome> {
    let aside = |kind, sha256, why: &str| Aside {
        file: entry.name.clone(),
        sha256,
        kind,
        unit: None,
        why: why.to_owned(),
    };
    match entry.sort {
        Sort::Skipped => Ok(Outcome::Aside(
            aside(AsideKind::Skipped, None, "临时文件，已跳过"),
            None,
        )),
        Sort::NotAFile => Ok(Outcome::Aside(
            aside(AsideKind::NotASpreadsheet, None, "是链接或设备，没有打开"),
            Some(not_a_file(&entry.name)),
        )),
        Sort::Narrative => {
            let bytes = fs::read(&entry.path).map_err(|error| Error::disk("读不了", &entry.path, error))?;
            let mut found = Findings::default();
            let narrative = narrative::read(&bytes, &entry.name, catalog, &mut found);
            Ok(Outcome::Narrative(narrative, found))
        }
        Sort::Workbook => {
            let bytes = fs::read(&entry.path).map_err(|error| Error::disk("读不了", &entry.path, error))?;
            let submission = record::read(&bytes, &entry.name, catalog, as_of);
            let refusal = submission
                .findings
                .iter()
                .find(|finding| finding.code == Code::F09);
            Ok(match refusal {
                Some(finding) => Outcome::Aside(
                    aside(AsideKind::NotASpreadsheet, Some(sha256(&bytes)), &finding.message),
                    Some(finding.clone()),
                ),
                None => Outcome::Submission(Box::new(submission)),
            })
        }
    }
}

fn not_a_file(name: &str) -> Finding {
    Finding::new(
        Code::F09,
        Place::file(name),
        "是链接或设备，不是文件，没有打开",
        "把文件本身复制进来",
    )
}
