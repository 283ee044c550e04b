//! The folder the office works in, and what a run of a command needs from it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::args::{Common, Reading};
use crate::archive::{self, IssueName, Layout};
use crate::bulletin::IssueOptions;
use crate::catalog::{Catalog, Settings};
use crate::error::{Error, Result};
use crate::ledger::Previous;
use crate::render::Templates;

/// The name of the configuration file.
pub(super) const CONFIGURATION: &str = "jianbao.toml";
/// The name of the file with the accepted findings.
pub(super) const WAIVERS: &str = "waivers.toml";

/// A workspace with its configuration.
#[derive(Debug)]
pub(super) struct Workspace {
    /// The folder.
    pub(super) root: PathBuf,
    /// The preset, with `jianbao.toml` over it.
    pub(super) catalog: Catalog,
    /// What else `jianbao.toml` says.
    pub(super) settings: Settings,
    /// `output/`
    pub(super) layout: Layout,
}

/// What makes a run: folders, day, number, history.
#[derive(Debug)]
pub(super) struct Run {
    /// `input/`
    pub(super) input: PathBuf,
    /// Number and day.
    pub(super) options: IssueOptions,
    /// The last published issue before this one.
    pub(super) previous: Option<Previous>,
}

impl Workspace {
    /// The nearest folder upward that holds a `jianbao.toml` or an `input/`; `-C` names one and does not walk.
    pub(super) fn find(common: &Common) -> Result<Workspace> {
        let root = match &common.workspace {
            Some(folder) if folder.is_dir() => folder.clone(),
            Some(folder) => {
                return Err(Error::Refused(format!(
                    "找不到文件夹：{}。先建好它，或运行 jianbao init",
                    folder.display()
                )));
            }
            None => nearest()?,
        };
        let (catalog, settings) = configuration(&root)?;
        let named = settings.output.as_ref().map(|folder| root.join(folder));
        let output = common
            .output
            .clone()
            .or(named)
            .unwrap_or_else(|| root.join("output"));
        Ok(Workspace {
            layout: Layout::new(output),
            root,
            catalog,
            settings,
        })
    }

    /// The drop folder, which must be there.
    pub(super) fn input(&self, reading: &Reading) -> Result<PathBuf> {
        let named = self.settings.input.as_ref().map(|folder| self.root.join(folder));
        let input = reading
            .input
            .clone()
            .or(named)
            .unwrap_or_else(|| self.root.join("input"));
        if !input.is_dir() {
            return Err(Error::Refused(format!(
                "找不到输入文件夹：{}。先运行 jianbao init，或用 --input 指明",
                input.display()
            )));
        }
        if lies_within(&self.layout.root, &input) {
            return Err(Error::Refused(format!(
                "输出文件夹 {} 在输入文件夹 {} 里，下一次会把自己的材料当成台账；用 --output 或 --input 指到别处",
                self.layout.root.display(),
                input.display()
            )));
        }
        Ok(input)
    }

    /// Folders, day, number and history of a run that reads `input/`.
    pub(super) fn run(&self, reading: &Reading) -> Result<Run> {
        let input = self.input(reading)?;
        self.run_on(input, reading)
    }

    /// The same for a run that reads some files wherever they lie.
    pub(super) fn run_without_input(&self, reading: &Reading) -> Result<Run> {
        self.run_on(self.root.clone(), reading)
    }

    /// The issue that forms are handed out for: where nobody says its day, a week after the last one.
    pub(super) fn coming_run(&self, reading: &Reading) -> Result<Run> {
        let week_later = |(last, _): (Previous, String)| last.ledger.as_of + TimeDelta::weeks(1);
        let as_of = match reading.as_of.or(self.settings.as_of) {
            None => archive::history(&self.layout, None, &self.catalog)?.map(week_later),
            said => said,
        };
        self.run_without_input(&Reading {
            as_of,
            ..reading.clone()
        })
    }

    fn run_on(&self, input: PathBuf, reading: &Reading) -> Result<Run> {
        let as_of = reading.as_of.or(self.settings.as_of).map_or_else(today, Ok)?;
        let newest = self.layout.published().last().copied();
        let name = match (reading.issue, newest) {
            (Some(number), _) => IssueName {
                year: as_of.year(),
                number,
            },
            (None, Some(newest)) => newest.next_in(as_of.year()),
            (None, None) => IssueName {
                year: as_of.year(),
                number: 1,
            },
        };
        let history = archive::history(&self.layout, Some(name), &self.catalog)?;
        let (previous, seal_before) = history.map_or((None, None), |(state, seal)| (Some(state), Some(seal)));
        if let Some(last) = previous.as_ref().map(|state| state.ledger.as_of)
            && as_of < last
        {
            return Err(Error::Refused(format!(
                "截止日{as_of}早于上一期的{last}；用 --as-of 写明这一期的截止日"
            )));
        }
        let series = previous.as_ref().map_or(name.number, series_after);
        let options = IssueOptions {
            year: name.year,
            number: name.number,
            as_of,
            is_draft: true,
            series,
            seal_before,
        };
        Ok(Run {
            input,
            options,
            previous,
        })
    }

    /// The templates, with the workspace's own in the place of those of the same name.
    pub(super) fn templates(&self) -> Result<(Templates, Vec<(String, String)>)> {
        let overrides = template_files(&self.root.join("templates"))?;
        Ok((Templates::load(&overrides)?, overrides))
    }

    /// `waivers.toml`, where there is one.
    pub(super) fn waivers(&self) -> Result<Option<String>> {
        read_optional(&self.root.join(WAIVERS), WAIVERS)
    }
}

/// Does a folder, which need not be there yet, lie in another one?
fn lies_within(inner: &Path, outer: &Path) -> bool {
    let Ok(outer) = outer.canonicalize() else {
        return false;
    };
    let inner = std::path::absolute(inner).unwrap_or_default();
    let standing = inner.ancestors().find_map(|folder| folder.canonicalize().ok());
    standing.is_some_and(|folder| folder.starts_with(outer))
}

/// A path as people read it: from where they stand, if it lies below.
pub(super) fn shown(path: &Path) -> String {
    let current = env::current_dir().unwrap_or_default();
    path.strip_prefix(current).unwrap_or(path).display().to_string()
}

/// The program itself, for reading processes.
pub(super) fn program() -> Result<PathBuf> {
    env::current_exe()
        .map_err(|error| Error::Refused(format!("找不到程序自己：{}", crate::error::reason(&error))))
}

/// Today at +08:00, the only clock there is.
pub(super) fn today() -> Result<NaiveDate> {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    let days = (since.as_secs() + 8 * 3600) / 86_400;
    i64::try_from(days)
        .ok()
        .and_then(chrono::TimeDelta::try_days)
        .and_then(|days| NaiveDate::default().checked_add_signed(days))
        .ok_or_else(|| Error::Refused("电脑的日期不对；用 --as-of 写明截止日".to_owned()))
}

/// 总期号: the series started with the first issue's own number and has run on since.
fn series_after(state: &Previous) -> u32 {
    let first = state.issues.first().map_or(1, |issue| issue.number);
    first + u32::try_from(state.issues.len()).unwrap_or(0)
}

fn nearest() -> Result<PathBuf> {
    let current = env::current_dir()
        .map_err(|error| Error::Refused(format!("当前文件夹打不开：{}", crate::error::reason(&error))))?;
    let found = current
        .ancestors()
        .find(|folder| folder.join(CONFIGURATION).is_file() || folder.join("input").is_dir());
    Ok(found.map_or_else(|| current.clone(), Path::to_path_buf))
}

fn configuration(root: &Path) -> Result<(Catalog, Settings)> {
    let path = root.join(CONFIGURATION);
    match fs::read(&path) {
        Ok(bytes) => Catalog::load(Some((CONFIGURATION, &decoded(CONFIGURATION, bytes)?))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Catalog::load(None),
        Err(error) => Err(Error::disk("读不了", &path, error)),
    }
}

/// Text of a file of the workspace, named as staff know it: UTF-8, with or without its mark. Notepad's ANSI is answered, not guessed.
fn decoded(name: &str, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes)
        .map(|text| text.trim_start_matches('\u{FEFF}').to_owned())
        .map_err(|error| {
            let upto = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            Error::Config {
                file: name.to_owned(),
                line: String::from_utf8_lossy(upto).matches('\n').count() + 1,
                problem: "编码不是 UTF-8；用记事本另存，编码选 UTF-8".to_owned(),
            }
        })
}

fn read_optional(path: &Path, name: &str) -> Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => decoded(name, bytes).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::disk("读不了", path, error)),
    }
}

/// Template files below the workspace's `templates/`: name with `/`, text. The repository's own lie there too and are the same.
fn template_files(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.filter_map(std::result::Result::ok) {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            let is_text = path
                .extension()
                .is_some_and(|ending| ["html", "css", "js"].iter().any(|known| ending == *known));
            if path.is_dir() {
                folders.push((path, format!("{name}/")));
            } else if is_text {
                let text = read_optional(&path, &format!("templates/{name}"))?.unwrap_or_default();
                let is_embedded = crate::render::EMBEDDED
                    .iter()
                    .any(|(known, own)| *known == name && *own == text);
                if !is_embedded {
                    files.push((name, text));
                }
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}
