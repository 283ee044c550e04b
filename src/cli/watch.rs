//! `watch`: builds again whenever something lands in `input/`. Polls, since shares tell nobody.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use super::args::{Build, Common, Reading};
use super::print::Printer;
use super::workspace::Workspace;
use super::{build, fail};
use crate::error::Result;
use crate::pipeline;

/// How often the folder is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// Name → size and time of change.
type Look = BTreeMap<String, (u64, Option<SystemTime>)>;

/// Runs until it is stopped.
pub(super) fn run(workspace: &Workspace, reading: &Reading, common: &Common) -> Result<()> {
    let input = workspace.input(reading)?;
    let mut printer = Printer::new(common);
    printer.now(&format!("正在值守 {}；按 Ctrl-C 结束", input.display()));
    let mut built: Option<Look> = None;
    let mut last = look(&input);
    loop {
        if built.as_ref() != Some(&last) {
            if let Some(before) = &built {
                announce(&mut printer, before, &last);
            }
            again(reading, common);
            built = Some(last.clone());
        }
        thread::sleep(INTERVAL);
        let now = look(&input);
        // Something still being copied changes from one look to the next: wait until two looks agree.
        if now != last {
            last = now;
            loop {
                thread::sleep(INTERVAL);
                let next = look(&input);
                if next == last {
                    break;
                }
                last = next;
            }
        }
    }
}

/// One build; the configuration is read anew, and a failure is said and survived.
fn again(reading: &Reading, common: &Common) {
    let mut printer = Printer::new(common);
    let built = Workspace::find(common).and_then(|workspace| {
        build::run(
            &mut printer,
            &workspace,
            &Build {
                reading: reading.clone(),
                strict: false,
            },
            common,
        )
    });
    match built.and_then(|_| printer.finish()) {
        Ok(()) => {}
        Err(error) => fail(&error),
    }
}

fn look(input: &Path) -> Look {
    let Ok(folder) = pipeline::gather(input) else {
        return Look::new();
    };
    folder
        .files()
        .filter(|(name, _)| !folder.is_skipped(name))
        .map(|(name, path)| {
            let about = std::fs::metadata(path).ok();
            let size = about.as_ref().map_or(0, std::fs::Metadata::len);
            (
                name.to_owned(),
                (size, about.and_then(|about| about.modified().ok())),
            )
        })
        .collect()
}

fn announce(printer: &mut Printer, before: &Look, now: &Look) {
    let new: Vec<&str> = now
        .keys()
        .filter(|name| !before.contains_key(*name))
        .map(String::as_str)
        .collect();
    let gone: Vec<&str> = before
        .keys()
        .filter(|name| !now.contains_key(*name))
        .map(String::as_str)
        .collect();
    let changed: Vec<&str> = now
        .iter()
        .filter(|(name, about)| before.get(*name).is_some_and(|then| then != *about))
        .map(|(name, _)| name.as_str())
        .collect();
    for (word, names) in [("新到", new), ("改动", changed), ("移走", gone)] {
        if !names.is_empty() {
            printer.now(&format!("{word}：{}", names.join("、")));
        }
    }
}
