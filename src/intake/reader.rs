//! How files are read: side by side, results in the folder's order whatever the threads do.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use rayon::prelude::*;

use super::file::{self, Version};
use super::folder::{Folder, FolderEntry, OFFICE_CLOCK, Sort};
use super::job::{Answer, Job, Target};
use super::process::{Seat, Setting, Verdict};
use super::{Aside, AsideKind, Copies, worker};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::finding::{Code, Finding, Findings, Place};
use crate::narrative::Narrative;
use crate::record::{self, Knowledge, Submission};
use crate::sheet::Format;

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
    /// A stage begins: 读取台账, so many files; 0 where there is nothing to count.
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
    /// Their cells.
    pub copies: Copies,
    /// 文字材料
    pub narratives: Vec<Narrative>,
    /// The rest.
    pub asides: Vec<Aside>,
}

/// What became of one file.
enum Outcome {
    Submission(Box<Submission>, Option<Vec<u8>>),
    Narrative(Option<Box<Narrative>>, Findings),
    Aside(Aside, Option<Box<Finding>>),
}

/// Reads every file. The order is the folder's, whatever the threads do.
pub fn read_all(
    folder: &Folder,
    reader: &Reader,
    catalog: &Catalog,
    as_of: NaiveDate,
    progress: &dyn Progress,
    findings: &mut Findings,
) -> Result<Intake> {
    progress.begin("读取台账", folder.entries.len());
    let outcomes = match reader {
        Reader::InProcess => {
            let knowledge = Knowledge::of(catalog);
            folder
                .entries
                .par_iter()
                .map(|entry| {
                    let ask = |job: &Job| Ok(perform(job, &knowledge, catalog, as_of));
                    let outcome = read_one(entry, catalog, as_of, ask);
                    progress.step(&entry.name);
                    outcome
                })
                .collect()
        }
        Reader::Processes { program, jobs } => {
            let setting = Setting {
                program,
                catalog,
                as_of,
            };
            side_by_side(folder, &setting, *jobs, progress)
        }
    };
    let mut intake = Intake::default();
    for (entry, outcome) in folder.entries.iter().zip(outcomes) {
        match outcome? {
            Outcome::Submission(submission, cells) => {
                if let Some(cells) = cells {
                    intake.copies.keep(&submission.file, cells);
                }
                intake.submissions.push(Submission {
                    saved_at: entry.saved.and_then(moment),
                    ..*submission
                });
            }
            Outcome::Narrative(narrative, found) => {
                intake.narratives.extend(narrative.map(|narrative| *narrative));
                findings.extend(found.0);
            }
            Outcome::Aside(aside, finding) => {
                intake.asides.push(aside);
                findings.extend(finding.map(|finding| *finding));
            }
        }
    }
    Ok(intake)
}

/// A moment on the office's clock, which goes by +08:00 wherever the program runs.
fn moment(unix: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(unix, 0).map(|utc| utc.naive_utc() + OFFICE_CLOCK)
}

/// A few processes, each taking the next file that nobody has taken.
fn side_by_side(
    folder: &Folder,
    setting: &Setting<'_>,
    jobs: Option<usize>,
    progress: &dyn Progress,
) -> Vec<Result<Outcome>> {
    let processors = || thread::available_parallelism().map_or(1, usize::from);
    let seats = jobs
        .unwrap_or_else(processors)
        .clamp(1, folder.entries.len().max(1));
    let next = AtomicUsize::new(0);
    let mut outcomes: Vec<(usize, Result<Outcome>)> = thread::scope(|scope| {
        let seated: Vec<_> = (0..seats)
            .map(|_| {
                scope.spawn(|| {
                    let mut seat = Seat::new(setting);
                    let mut done = Vec::new();
                    while let at = next.fetch_add(1, Ordering::Relaxed)
                        && let Some(entry) = folder.entries.get(at)
                    {
                        let ask = |job: &Job| {
                            seat.ask(job)
                                .map_err(|error| Error::disk("启动不了", setting.program, error))
                        };
                        done.push((at, read_one(entry, setting.catalog, setting.as_of, ask)));
                        progress.step(&entry.name);
                    }
                    done
                })
            })
            .collect();
        seated
            .into_iter()
            .flat_map(|seat| seat.join().unwrap_or_default())
            .collect()
    });
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Does a job in this process.
fn perform(job: &Job, knowledge: &Knowledge<'_>, catalog: &Catalog, as_of: NaiveDate) -> Verdict {
    match job {
        Job::Read(target) => Verdict::Answered(worker::read(target, knowledge, &catalog.limits, as_of)),
        Job::Narrate(target) => Verdict::Answered(worker::narrate(target, knowledge, catalog, as_of)),
        Job::Begin { .. } => Verdict::Fell,
    }
}

/// What to do about a file that costs too much.
const TOO_BIG: &str = "请删去多余的空白行列、图片和无关的表，另存后重新报送";

/// Reads one entry of the folder; `ask` has a job done.
fn read_one(
    entry: &FolderEntry,
    catalog: &Catalog,
    as_of: NaiveDate,
    mut ask: impl FnMut(&Job) -> Result<Verdict>,
) -> Result<Outcome> {
    let target = || Target {
        path: entry.path.clone().into_os_string(),
        file: entry.name.clone(),
    };
    let job = match entry.sort {
        Sort::Skipped => return Ok(set_aside(entry, AsideKind::Skipped, skipped(&entry.name))),
        Sort::NotAFile => return Ok(not_a_file(entry)),
        Sort::Narrative => Job::Narrate(target()),
        Sort::Workbook => Job::Read(target()),
    };
    let version = Version::of(&entry.path);
    let unread = |code, message: &str, help: &str| {
        Ok(unreadable(
            entry,
            catalog,
            as_of,
            Finding::new(code, Place::file(entry.name.as_str()), message, help),
        ))
    };
    let most = catalog.limits.file_bytes;
    if let Some(size) = version.map(Version::size)
        && size > most
    {
        // Not even its sum is taken: that alone could take minutes.
        return unread(
            Code::F08,
            &format!(
                "超过安全限度，没有读：文件有{}MB，限度是{}MB",
                size >> 20,
                most >> 20
            ),
            TOO_BIG,
        );
    }
    let mut verdict = ask(&job)?;
    if version.is_some_and(Version::is_young) && could_be_half(&verdict) {
        // Formats that know their own length need no waiting: only what looks cut, or cannot tell, is read again.
        if !file::settle(&entry.path) {
            verdict = Verdict::Answered(Answer::Changed);
        } else if Version::of(&entry.path) != version || !is_whole(&verdict) {
            verdict = ask(&job)?;
        }
    }
    match verdict {
        Verdict::Answered(Answer::Submission(submission, cells)) => Ok(taken(entry, submission, cells)),
        Verdict::Answered(Answer::Narrative(narrative, found)) => Ok(Outcome::Narrative(narrative, found)),
        Verdict::Answered(Answer::Changed) => unread(
            Code::F01,
            "文件在读取时还在变化（可能还在复制），这一次没有采用",
            "请等文件复制完、关闭正在编辑它的程序后重新运行",
        ),
        Verdict::Answered(Answer::Withheld(why)) => unread(
            Code::F01,
            &format!("文件打不开：{why}"),
            "请关闭正在使用它的程序，或检查权限后重新运行",
        ),
        Verdict::TooLong => unread(
            Code::F08,
            &format!(
                "读了{}秒还没有读完，已停止，不影响其他文件",
                catalog.limits.read_seconds
            ),
            TOO_BIG,
        ),
        Verdict::TooMuch => unread(
            Code::F08,
            &format!(
                "读它需要的内存超过{}MB，已停止，不影响其他文件",
                catalog.limits.read_memory_mib
            ),
            TOO_BIG,
        ),
        Verdict::Fell => unread(
            Code::F01,
            "文件内部结构有误，读取时出错，已停止，不影响其他文件",
            "请用 Excel 或 WPS 打开确认内容完整，另存为 .xlsx 后重新报送",
        ),
    }
}

/// A workbook that was opened; what turned out to be none is set aside.
fn taken(entry: &FolderEntry, submission: Box<Submission>, cells: Option<Vec<u8>>) -> Outcome {
    match submission
        .findings
        .iter()
        .find(|finding| finding.code == Code::F09)
    {
        Some(finding) => Outcome::Aside(
            Aside {
                file: entry.name.clone(),
                sha256: Some(submission.sha256.clone()),
                kind: AsideKind::NotASpreadsheet,
                unit: submission.whose.unit(),
                why: finding.message.clone(),
            },
            Some(Box::new(finding.clone())),
        ),
        None => Outcome::Submission(submission, cells),
    }
}

/// Did the file come to its end, as far as its format can tell?
fn is_whole(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Answered(Answer::Submission(submission, _)) => submission.format.is_some(),
        Verdict::Answered(Answer::Narrative(narrative, _)) => narrative.is_some(),
        _ => false,
    }
}

/// Could it be half a copy? Text and web pages look whole wherever they end.
fn could_be_half(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Answered(Answer::Submission(submission, _)) => {
            matches!(submission.format, None | Some(Format::Csv | Format::Html))
                && submission
                    .findings
                    .iter()
                    .all(|finding| finding.code != Code::F09)
        }
        _ => true,
    }
}

/// A workbook nothing could be read of: as a file without content, but with its own sum and finding.
fn unreadable(entry: &FolderEntry, catalog: &Catalog, as_of: NaiveDate, finding: Finding) -> Outcome {
    if entry.sort == Sort::Narrative {
        return Outcome::Narrative(None, Findings(vec![finding]));
    }
    let mut submission = record::read(&[], &entry.name, catalog, as_of);
    submission.sha256 = file::sum(&entry.path, catalog.limits.file_bytes).unwrap_or_default();
    let unit = submission.whose.unit();
    submission.findings = vec![finding.unit(unit)];
    Outcome::Submission(Box::new(submission), None)
}

fn set_aside(entry: &FolderEntry, kind: AsideKind, why: &str) -> Outcome {
    Outcome::Aside(
        Aside {
            file: entry.name.clone(),
            sha256: None,
            kind,
            unit: None,
            why: why.to_owned(),
        },
        None,
    )
}

/// Why a file is not looked at.
fn skipped(name: &str) -> &'static str {
    let own = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    if own.starts_with("~$") || own.starts_with(".~") {
        "表格打开时的临时文件，已跳过；同名的表可能还开着"
    } else if [".tmp", ".crdownload", ".part"]
        .iter()
        .any(|ending| own.ends_with(ending))
    {
        "还没有下载完或复制完，已跳过"
    } else {
        "系统文件，已跳过"
    }
}

fn not_a_file(entry: &FolderEntry) -> Outcome {
    let why = "是链接或设备，不是文件，没有打开";
    let finding = Finding::new(
        Code::F09,
        Place::file(entry.name.as_str()),
        why,
        "请把文件本身复制进来",
    );
    match set_aside(entry, AsideKind::NotASpreadsheet, why) {
        Outcome::Aside(aside, _) => Outcome::Aside(aside, Some(Box::new(finding))),
        other => other,
    }
}
