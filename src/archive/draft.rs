//! The draft of the coming issue: written whole or not at all, with what it was made from.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::layout::SOURCE;
use super::{Disk, IssueName, Layout, broken, lock};
use crate::bulletin::IssueOptions;
use crate::error::{Error, Result};
use crate::render::Output;
use crate::value::sha256_of;

/// What an issue is made from, as it is frozen with it: enough to make it again, without any absolute path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// Number, day.
    pub options: IssueOptions,
    /// The catalog with the workspace's configuration in it, as JSON.
    pub catalog: String,
    /// Templates that the workspace replaced: name, text.
    pub templates: Vec<(String, String)>,
    /// `waivers.toml`, where there is one.
    pub waivers: Option<String>,
    /// When each workbook was last written, in seconds of Unix time, the as-of day at the latest: copies bear another time.
    #[serde(default)]
    pub times: Vec<(String, i64)>,
    /// Version of the program.
    pub version: String,
}

/// An input file: name relative to the input folder, where it lies, its sum as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// With `/` on every system.
    pub name: String,
    /// Where it lies now.
    pub path: PathBuf,
    /// Of the bytes that were read.
    pub sha256: String,
}

/// A finished draft, ready to be written.
#[derive(Debug)]
pub struct Fresh<'a> {
    /// Which issue.
    pub name: IssueName,
    /// Its files.
    pub outputs: &'a [Output],
    /// What it was made from.
    pub recipe: &'a Recipe,
    /// The inputs it was made from.
    pub inputs: &'a [InputFile],
    /// Where those lie; what is kept of it is the way there from `output/`.
    pub drop_folder: &'a Path,
}

/// A draft as it lies in `output/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which issue.
    pub name: IssueName,
    /// What it was made from.
    pub recipe: Recipe,
    /// The folder with the inputs it was made from.
    pub input: PathBuf,
    /// The drop folder it was built from, where that is known.
    pub drop_folder: Option<PathBuf>,
}

/// Writes the outputs and what they were made from into `output/YYYY-NNN`, in one step for whoever looks.
/// Gives the folder. On any failure the last build stands as it was.
pub fn write_draft(disk: &dyn Disk, layout: &Layout, draft: &Fresh<'_>) -> Result<PathBuf> {
    let name = draft.name;
    disk.create_dir_all(&layout.root)
        .map_err(|error| broken("建不了", &layout.root, error))?;
    let _lock = lock::take(layout)?;
    recover(disk, layout)?;
    if layout.bag(name).exists() {
        return Err(Error::Refused(format!(
            "{}已经印发，不能再改；更正写在下一期（用 --issue 指定别的期数）",
            name.title()
        )));
    }
    let incoming = layout.incoming(name);
    let written = write_folder(disk, &incoming, draft.outputs)
        .and_then(|()| write_source(disk, &incoming.join(SOURCE), draft.recipe, draft.inputs))
        .and_then(|()| take_place(disk, layout, name));
    if written.is_err() {
        // The first failure is the one to report; a leftover is cleared by the next start.
        let _ = disk.remove_dir_all(&incoming);
    }
    written?;
    let pointer = layout.pointer();
    let text = format!("{name}\n{}", layout.way_to(draft.drop_folder).unwrap_or_default());
    disk.write(&pointer, text.as_bytes())
        .map_err(|error| broken("写不了", &pointer, error))?;
    Ok(layout.issue(name))
}

/// Writes a folder of `output/` that is no issue's – the blank ledgers – whole, in the place of the one before.
pub fn replace_folder(disk: &dyn Disk, layout: &Layout, name: &str, outputs: &[Output]) -> Result<PathBuf> {
    disk.create_dir_all(&layout.root)
        .map_err(|error| broken("建不了", &layout.root, error))?;
    let _lock = lock::take(layout)?;
    let (incoming, place) = (layout.root.join(format!(".new-{name}")), layout.root.join(name));
    if incoming.exists() {
        disk.remove_dir_all(&incoming)
            .map_err(|error| broken("清不掉", &incoming, error))?;
    }
    write_folder(disk, &incoming, outputs)?;
    if place.exists() {
        disk.remove_dir_all(&place)
            .map_err(|error| held_open(&place, error))?;
    }
    disk.rename(&incoming, &place)
        .map_err(|error| broken("写不了", &place, error))?;
    Ok(place)
}

/// The draft that the last build left; `None` where there is none.
pub fn read_draft(layout: &Layout) -> Result<Option<Draft>> {
    let text = fs::read_to_string(layout.pointer()).unwrap_or_default();
    let (first, drop_folder) = text.split_once('\n').unwrap_or((text.as_str(), ""));
    let pointed = IssueName::parse(first.trim());
    let lying = Layout::issues_in(&layout.root);
    let Some(name) = pointed
        .into_iter()
        .chain(lying.into_iter().rev())
        .find(|&name| layout.source(name).is_dir() && !layout.bag(name).exists())
    else {
        return Ok(None);
    };
    let source = layout.source(name);
    let path = source.join("recipe.json");
    let text = fs::read_to_string(&path).map_err(|error| broken("读不了", &path, error))?;
    let recipe = serde_json::from_str(&text)
        .map_err(|_| Error::Refused(format!("{} 已经损坏；重新运行 jianbao build", path.display())))?;
    Ok(Some(Draft {
        name,
        recipe,
        input: source.join("input"),
        drop_folder: Some(drop_folder)
            .filter(|folder| !folder.is_empty() && pointed == Some(name))
            .map(|folder| layout.root.join(folder)),
    }))
}

/// Writes files below a folder that is not there yet.
pub(super) fn write_folder(disk: &dyn Disk, folder: &Path, outputs: &[Output]) -> Result<()> {
    let mut folders = BTreeSet::from([folder.to_path_buf()]);
    for output in outputs {
        let path = folder.join(&output.path);
        folders.extend(path.parent().map(Path::to_path_buf));
    }
    for path in &folders {
        disk.create_dir_all(path)
            .map_err(|error| broken("建不了", path, error))?;
    }
    for output in outputs {
        let path = folder.join(&output.path);
        disk.write(&path, &output.bytes)
            .map_err(|error| broken("写不了", &path, error))?;
    }
    Ok(())
}

fn write_source(disk: &dyn Disk, source: &Path, recipe: &Recipe, inputs: &[InputFile]) -> Result<()> {
    write_recipe(disk, source, recipe)?;
    copy_inputs(disk, &source.join("input"), inputs)
}

/// `recipe.json`.
pub(super) fn write_recipe(disk: &dyn Disk, folder: &Path, recipe: &Recipe) -> Result<()> {
    disk.create_dir_all(folder)
        .map_err(|error| broken("建不了", folder, error))?;
    let path = folder.join("recipe.json");
    let text = serde_json::to_string_pretty(recipe).unwrap_or_default();
    disk.write(&path, text.as_bytes())
        .map_err(|error| broken("写不了", &path, error))
}

/// Copies the inputs, and makes sure that each is still what was read.
pub(super) fn copy_inputs(disk: &dyn Disk, folder: &Path, inputs: &[InputFile]) -> Result<()> {
    disk.create_dir_all(folder)
        .map_err(|error| broken("建不了", folder, error))?;
    for input in inputs {
        let to = folder.join(&input.name);
        if let Some(parent) = to.parent() {
            disk.create_dir_all(parent)
                .map_err(|error| broken("建不了", parent, error))?;
        }
        disk.copy(&input.path, &to)
            .map_err(|error| broken("复制不了", &input.path, error))?;
        let file = fs::File::open(&to).map_err(|error| broken("读不了", &to, error))?;
        let (sum, _) = sha256_of(file).map_err(|error| broken("读不了", &to, error))?;
        if sum != input.sha256 {
            return Err(Error::Refused(format!(
                "“{}”在生成期间被修改；等它存好后再运行一次",
                input.name
            )));
        }
    }
    Ok(())
}

/// Puts the complete new folder in the place of the old one.
pub(super) fn take_place(disk: &dyn Disk, layout: &Layout, name: IssueName) -> Result<()> {
    let (incoming, place, outgoing) = (layout.incoming(name), layout.issue(name), layout.outgoing(name));
    if !place.exists() {
        return disk
            .rename(&incoming, &place)
            .map_err(|error| broken("写不了", &place, error));
    }
    match disk.exchange(&incoming, &place) {
        Ok(()) => {
            // What was replaced now bears the incoming name; a leftover is cleared by the next start.
            let _ = disk.remove_dir_all(&incoming);
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported || is_not_known(&error) => {
            disk.rename(&place, &outgoing)
                .map_err(|error| held_open(&place, error))?;
            if let Err(error) = disk.rename(&incoming, &place) {
                let _ = disk.rename(&outgoing, &place);
                return Err(broken("写不了", &place, error));
            }
            let _ = disk.remove_dir_all(&outgoing);
            Ok(())
        }
        Err(error) => Err(held_open(&place, error)),
    }
}

/// File systems (shares, FUSE) that know no exchange say "invalid argument" or "not implemented".
fn is_not_known(error: &std::io::Error) -> bool {
    matches!(error.raw_os_error(), Some(22 | 38 | 95)) && cfg!(unix)
}

/// Names the file that somebody holds open, where one can be found.
fn held_open(place: &Path, error: std::io::Error) -> Error {
    let mut folders = vec![place.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if fs::OpenOptions::new().append(true).open(&path).is_err() {
                return Error::Refused(format!(
                    "写不了 {}：文件正被 Excel 或别的程序打开。关掉它再运行一次；上一次的结果没有动",
                    path.display()
                ));
            }
        }
    }
    broken("写不了", place, error)
}

/// Sets right what a killed run left: brings back a folder that was being replaced, clears half-written ones.
pub(super) fn recover(disk: &dyn Disk, layout: &Layout) -> Result<()> {
    for folder in [layout.root.clone(), layout.archive()] {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.filter_map(std::result::Result::ok) {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let path = entry.path();
            if let Some(issue) = name.strip_prefix(".old-").and_then(IssueName::parse) {
                if layout.issue(issue).exists() {
                    disk.remove_dir_all(&path)
                        .map_err(|error| broken("清不掉", &path, error))?;
                } else {
                    disk.rename(&path, &layout.issue(issue))
                        .map_err(|error| broken("写不了", &path, error))?;
                }
            } else if name.strip_prefix(".new-").and_then(IssueName::parse).is_some() {
                disk.remove_dir_all(&path)
                    .map_err(|error| broken("清不掉", &path, error))?;
            }
        }
    }
    Ok(())
}
