//! `watch`: builds again whenever something lands in `input/`. Polls, since shares tell nobody.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use super::args::{Build, Common, Reading};
use super::print::Printer;
use super::workspace::{CONFIGURATION, WAIVERS, Workspace};
use super::{build, fail};
use crate::error::Result;
use crate::pipeline;

/// How often the folder is looked at.
const INTERVAL: Duration = Duration::from_secs(1);
/// Names said of many that changed at once.
const FEW: usize = 6;

/// Name → size and time of change.
type Look = BTreeMap<String, (u64, Option<SystemTime>)>;

/// Runs until it is stopped.
pub(super) fn run(workspace: &Workspace, reading: &Reading, common: &Common) -> Result<()> {
    let input = workspace.input(reading)?;
    let look = || look(&input, &workspace.root);
    let mut printer = Printer::new(common);
    printer.now(&format!(
        "正在值守 {}：放进来、改动、移走文件都会重新生成；按 Ctrl-C 结束",
        input.display()
    ));
    let mut built: Option<Look> = None;
    let mut last = look();
    let mut is_reachable = true;
    loop {
        match &last {
            Some(now) if built.as_ref() != Some(now) => {
                if let Some(before) = &built {
                    announce(&mut printer, before, now);
                }
                again(reading, common);
                built = Some(now.clone());
            }
            _ => {}
        }
        if is_reachable != last.is_some() {
            is_reachable = last.is_some();
            printer.now(&if is_reachable {
                format!("{} 又能打开了，继续值守", input.display())
            } else {
                format!("{} 打不开（移走了，或网络盘断了）；等它回来", input.display())
            });
        }
        last = settled(last.as_ref(), look);
    }
}

/// The next look; what is still being copied changes from one look to the next and is waited for.
fn settled(last: Option<&Look>, look: impl Fn() -> Option<Look>) -> Option<Look> {
    thread::sleep(INTERVAL);
    let mut now = look();
    let mut before = last.cloned();
    while now != before {
        thread::sleep(INTERVAL);
        before = std::mem::replace(&mut now, look());
    }
    now
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

/// What lies in the drop folder, and the configuration; `None` where the folder cannot be opened.
fn look(input: &Path, root: &Path) -> Option<Look> {
    let folder = pipeline::gather(input).ok()?;
    let configuration = [CONFIGURATION, WAIVERS].map(|name| (name, root.join(name)));
    let files = folder
        .ledgers()
        .chain(configuration.iter().map(|(name, path)| (*name, path.as_path())));
    let look = files
        .filter_map(|(name, path)| {
            let about = std::fs::metadata(path).ok()?;
            Some((name.to_owned(), (about.len(), about.modified().ok())))
        })
        .collect();
    Some(look)
}

fn announce(printer: &mut Printer, before: &Look, now: &Look) {
    let only = |one: &Look, other: &Look| -> Vec<String> {
        let own = one.keys().filter(|name| !other.contains_key(*name));
        own.cloned().collect()
    };
    let changed = now
        .iter()
        .filter(|(name, about)| before.get(*name).is_some_and(|then| then != *about))
        .map(|(name, _)| name.clone())
        .collect();
    for (word, names) in [
        ("新到", only(now, before)),
        ("改动", changed),
        ("移走", only(before, now)),
    ] {
        if !names.is_empty() {
            let more = if names.len() > FEW {
                format!("等{}个", names.len())
            } else {
                String::new()
            };
            printer.now(&format!(
                "{word}：{}{more}",
                names[..names.len().min(FEW)].join("、")
            ));
        }
    }
}
