//! What lies in the drop folder: regular files only, in one order on every system, no link ever followed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, io};

use chrono::{NaiveDate, TimeDelta};

use crate::error::{Error, Result};

/// The office's clock is +08:00 wherever the program runs.
pub(super) const OFFICE_CLOCK: TimeDelta = TimeDelta::hours(8);

/// What sort of file it is, as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// To be opened as a workbook, whatever its ending.
    Workbook,
    /// `.md`, `.txt`, `.docx`
    Narrative,
    /// Temporary and system files: never opened.
    Skipped,
    /// A link, a pipe, a device: never opened.
    NotAFile,
}

/// One entry of the drop folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FolderEntry {
    /// Relative to the input folder, `/` on every system.
    pub(super) name: String,
    /// Where it lies.
    pub(super) path: PathBuf,
    /// What sort it is.
    pub(super) sort: Sort,
    /// When it was last written, in seconds of Unix time; `None` where the system does not say.
    pub(super) saved: Option<i64>,
}

/// The drop folder: every file at any depth, sorted by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    pub(super) entries: Vec<FolderEntry>,
}

impl Folder {
    /// Nothing in it but what is skipped.
    pub fn is_empty(&self) -> bool {
        self.entries.iter().all(|entry| entry.sort == Sort::Skipped)
    }

    /// Name and place of every regular file, skipped ones included.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.entries
            .iter()
            .filter(|entry| entry.sort != Sort::NotAFile)
            .map(|entry| (entry.name.as_str(), entry.path.as_path()))
    }

    /// The same without temporary and system files.
    pub fn ledgers(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.entries
            .iter()
            .filter(|entry| !matches!(entry.sort, Sort::NotAFile | Sort::Skipped))
            .map(|entry| (entry.name.as_str(), entry.path.as_path()))
    }

    /// When each workbook was last written, in seconds of Unix time: a part of the input, since it may tell which of two
    /// versions is the newer. A time beyond the as-of day is the moment of a copy; it stands for the end of that day,
    /// so that copies of a folder make the same bytes.
    pub fn times(&self, as_of: NaiveDate) -> Vec<(String, i64)> {
        let end = as_of
            .and_hms_opt(23, 59, 59)
            .map_or(i64::MAX, |end| (end - OFFICE_CLOCK).and_utc().timestamp());
        let saved = |entry: &FolderEntry| Some((entry.name.clone(), entry.saved?.min(end)));
        let workbooks = self.entries.iter().filter(|entry| entry.sort == Sort::Workbook);
        workbooks.filter_map(saved).collect()
    }

    /// The folder with the times its files had when they were first read, whatever its copies bear.
    #[must_use]
    pub fn with_times(mut self, times: &[(String, i64)]) -> Folder {
        let known: BTreeMap<&str, i64> = times.iter().map(|(name, time)| (name.as_str(), *time)).collect();
        for entry in &mut self.entries {
            entry.saved = known.get(entry.name.as_str()).copied();
        }
        self
    }

    /// The bytes of a file; `None` where it is gone or cannot be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        fs::read(&entry.path).ok()
    }

    /// These files, and what lies in these folders; named as they were given.
    pub fn of_paths(paths: &[PathBuf]) -> Result<Folder> {
        let mut folder = Folder::default();
        for path in paths {
            let about = fs::symlink_metadata(path).map_err(|error| Error::disk("读不了", path, error))?;
            let name = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned();
            if about.is_dir() {
                walk(path, "", &mut folder.entries)?;
            } else {
                let sort = if about.is_file() {
                    sort_of(&name)
                } else {
                    Sort::NotAFile
                };
                folder.entries.push(FolderEntry {
                    name,
                    path: path.clone(),
                    sort,
                    saved: saved(about.modified()),
                });
            }
        }
        Ok(folder)
    }
}

/// Walks the drop folder.
pub fn gather(input: &Path) -> Result<Folder> {
    let mut folder = Folder::default();
    walk(input, "", &mut folder.entries)?;
    folder.entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(folder)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<FolderEntry>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|error| Error::disk("打不开", folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Error::disk("打不开", folder, error))?;
        let own = entry.file_name().to_string_lossy().into_owned();
        let name = format!("{prefix}{own}");
        let about = entry
            .file_type()
            .map_err(|error| Error::disk("打不开", &entry.path(), error))?;
        if about.is_dir() {
            if !is_hidden(&own) {
                walk(&entry.path(), &format!("{name}/"), found)?;
            }
            continue;
        }
        let sort = if about.is_file() {
            sort_of(&own)
        } else {
            Sort::NotAFile
        };
        found.push(FolderEntry {
            name,
            path: entry.path(),
            sort,
            saved: entry.metadata().ok().and_then(|about| saved(about.modified())),
        });
    }
    Ok(())
}

/// Seconds of Unix time.
fn saved(modified: io::Result<SystemTime>) -> Option<i64> {
    let since = modified.ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name == "__MACOSX"
}

fn sort_of(name: &str) -> Sort {
    let lower = name.to_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_system = matches!(lower.as_str(), "thumbs.db" | "desktop.ini");
    if is_hidden(name)
        || name.starts_with("~$")
        || is_system
        || matches!(ending, "tmp" | "crdownload" | "part")
    {
        Sort::Skipped
    } else if matches!(ending, "md" | "txt" | "docx") {
        Sort::Narrative
    } else {
        Sort::Workbook
    }
}
