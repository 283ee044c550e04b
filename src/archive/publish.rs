//! Freezing an issue: a bag written beside the archive, synced, then renamed into it in one step.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::bag::{self, Info};
use super::draft::{copy_inputs, recover, take_place, write_folder, write_recipe};
use super::{Disk, InputFile, IssueName, Layout, Recipe, broken, lock};
use crate::catalog::{Catalog, EarlierLists};
use crate::error::{Error, Result};
use crate::ledger::Previous;
use crate::render::Output;
use crate::value::{sha256, sha256_of};

/// A finished issue, ready to be frozen.
#[derive(Debug)]
pub struct Final<'a> {
    /// Which issue.
    pub name: IssueName,
    /// Its outputs, drafts' marks gone.
    pub outputs: &'a [Output],
    /// What it was made from.
    pub recipe: &'a Recipe,
    /// The inputs, from the draft.
    pub inputs: &'a [InputFile],
    /// What the next issue needs to know.
    pub state: &'a Previous,
    /// 批准人
    pub approved_by: Option<String>,
    /// Errors and warnings still open.
    pub open_findings: (usize, usize),
}

/// What `publish` shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The bag.
    pub folder: PathBuf,
    /// Files frozen in it.
    pub files: usize,
    /// 校验值: the sum of the tag manifest.
    pub seal: String,
}

/// Writes the bag and then the published outputs in `output/YYYY-NNN`.
///
/// Killed or failing at any step it leaves the archive as it was, or complete with this issue; run again it
/// ends with the same bytes.
pub fn publish(disk: &dyn Disk, layout: &Layout, issue: &Final<'_>) -> Result<Sealed> {
    disk.create_dir_all(&layout.root)
        .map_err(|error| broken("建不了", &layout.root, error))?;
    let _lock = lock::take(layout)?;
    recover(disk, layout)?;
    let place = layout.bag(issue.name);
    if !place.exists() {
        let archive = layout.archive();
        disk.create_dir_all(&archive)
            .map_err(|error| broken("建不了", &archive, error))?;
        let incoming = layout.incoming_bag(issue.name);
        let written = write_bag(disk, layout, &incoming, issue).and_then(|()| {
            disk.rename(&incoming, &place)
                .map_err(|error| broken("写不了", &place, error))
        });
        if written.is_err() {
            // The first failure is the one to report; a leftover is cleared by the next start.
            let _ = disk.remove_dir_all(&incoming);
        }
        written?;
        disk.sync_dir(&archive)
            .map_err(|error| broken("写不了", &archive, error))?;
    }
    restore(disk, layout, issue.name)?;
    let manifest = place.join(bag::MANIFEST);
    let text = fs::read_to_string(&manifest).map_err(|error| broken("读不了", &manifest, error))?;
    Ok(Sealed {
        seal: seal(layout, issue.name)?,
        files: text.lines().count(),
        folder: place,
    })
}

/// Puts a published issue's outputs in `output/YYYY-NNN` again: after publishing, or where a kill prevented it.
pub fn put_back(disk: &dyn Disk, layout: &Layout, name: IssueName) -> Result<()> {
    let _lock = lock::take(layout)?;
    recover(disk, layout)?;
    restore(disk, layout, name)
}

/// The same for whoever holds the lock and has cleared what a killed run left.
fn restore(disk: &dyn Disk, layout: &Layout, name: IssueName) -> Result<()> {
    let outputs = read_outputs(layout, name)?;
    let incoming = layout.incoming(name);
    write_folder(disk, &incoming, &outputs)?;
    take_place(disk, layout, name)
}

/// The outputs frozen with an issue, by path.
pub fn read_outputs(layout: &Layout, name: IssueName) -> Result<Vec<Output>> {
    let root = layout.bag(name).join("data").join("output");
    let mut outputs = Vec::new();
    for path in files_below(&root).map_err(|error| broken("读不了", &root, error))? {
        let bytes = fs::read(root.join(&path)).map_err(|error| broken("读不了", &root.join(&path), error))?;
        outputs.push(Output { path, bytes });
    }
    Ok(outputs)
}

/// 校验值 of a published issue.
pub fn seal(layout: &Layout, name: IssueName) -> Result<String> {
    let path = layout.bag(name).join(bag::TAG_MANIFEST);
    fs::read(&path)
        .map(|bytes| sha256(&bytes))
        .map_err(|error| broken("读不了", &path, error))
}

/// What the newest published issue left behind, in the numbers of today's catalog, and its seal; `None` before the first.
///
/// # Errors
/// Where today's lists lack a unit, task force, kind or approval that the issue spoke of.
pub fn history(
    layout: &Layout,
    before: Option<IssueName>,
    catalog: &Catalog,
) -> Result<Option<(Previous, String)>> {
    let Some(name) = layout
        .published()
        .into_iter()
        .rev()
        .find(|&name| before.is_none_or(|limit| name < limit))
    else {
        return Ok(None);
    };
    let (recipe, _) = recipe(layout, name)?;
    let path = layout.bag(name).join("data").join("state.json");
    let bytes = fs::read(&path).map_err(|error| broken("读不了", &path, error))?;
    let earlier: EarlierLists =
        serde_json::from_str(&recipe.catalog).map_err(|_| unreadable(&path, &recipe.version))?;
    let gone = catalog.lists_no_more(&earlier);
    if !gone.is_empty() {
        return Err(Error::Refused(format!(
            "{}里有、现在的名单上没有：{}。改了名、并到别家的，在接手的那一家的 also 里写上原来的名字；\
             不再管的，留到另开一套存档时再删",
            name.title(),
            gone.join("、")
        )));
    }
    let state = catalog
        .renumbering_of(&earlier)
        .while_reading(|| serde_json::from_slice(&bytes))
        .map_err(|_| unreadable(&path, &recipe.version))?;
    Ok(Some((state, seal(layout, name)?)))
}

/// A file of the archive that this program cannot make anything of.
fn unreadable(path: &Path, version: &str) -> Error {
    let own = env!("CARGO_PKG_VERSION");
    Error::Refused(if version == own {
        format!("{} 已经损坏；用 jianbao verify 查看存档", path.display())
    } else {
        format!(
            "{} 是 {version} 版写的，本版（{own}）读不了；用 {version} 版，或先用 jianbao verify 查看存档是否完好",
            path.display()
        )
    })
}

/// What a published issue was made from, and the folder with its inputs.
pub fn recipe(layout: &Layout, name: IssueName) -> Result<(Recipe, PathBuf)> {
    let data = layout.bag(name).join("data");
    let path = data.join("recipe.json");
    if !path.exists() {
        return Err(Error::Refused(format!("存档里没有{}", name.title())));
    }
    let text = fs::read_to_string(&path).map_err(|error| broken("读不了", &path, error))?;
    let recipe = serde_json::from_str(&text)
        .map_err(|_| Error::Refused(format!("{} 已经损坏；用 jianbao verify 查看存档", path.display())))?;
    Ok((recipe, data.join("input")))
}

fn write_bag(disk: &dyn Disk, layout: &Layout, folder: &Path, issue: &Final<'_>) -> Result<()> {
    let data = folder.join("data");
    write_folder(disk, &data.join("output"), issue.outputs)?;
    write_recipe(disk, &data, issue.recipe)?;
    copy_inputs(disk, &data.join("input"), issue.inputs)?;
    let state = data.join("state.json");
    let bytes = serde_json::to_vec(issue.state).unwrap_or_default();
    disk.write(&state, &bytes)
        .map_err(|error| broken("写不了", &state, error))?;

    let mut sums = BTreeMap::new();
    let mut length = 0;
    for path in files_below(&data).map_err(|error| broken("读不了", &data, error))? {
        let file =
            fs::File::open(data.join(&path)).map_err(|error| broken("读不了", &data.join(&path), error))?;
        let (sum, bytes) = sha256_of(file).map_err(|error| broken("读不了", &data.join(&path), error))?;
        length += bytes;
        sums.insert(format!("data/{path}"), sum);
    }
    let before = layout
        .published()
        .into_iter()
        .rev()
        .find(|&name| name < issue.name);
    let info = Info {
        name: issue.name,
        as_of: issue.recipe.options.as_of.to_string(),
        approved_by: issue.approved_by.clone(),
        open_findings: issue.open_findings,
        version: issue.recipe.version.clone(),
        seal_before: before.map(|name| seal(layout, name)).transpose()?,
        oxum: (length, sums.len()),
    }
    .text();
    let manifest = bag::manifest(&sums);
    let tags = bag::tag_manifest(&info, &manifest);
    for (name, text) in [
        ("bagit.txt", bag::DECLARATION),
        (bag::INFO, &info),
        (bag::MANIFEST, &manifest),
        (bag::TAG_MANIFEST, &tags),
    ] {
        let path = folder.join(name);
        disk.write(&path, text.as_bytes())
            .map_err(|error| broken("写不了", &path, error))?;
    }
    settle(disk, folder)
}

/// Syncs and seals every file, then syncs every folder, deepest first.
fn settle(disk: &dyn Disk, folder: &Path) -> Result<()> {
    let mut folders = std::collections::BTreeSet::from([folder.to_path_buf()]);
    for path in files_below(folder).map_err(|error| broken("读不了", folder, error))? {
        let path = folder.join(path);
        disk.sync_file(&path)
            .map_err(|error| broken("写不了", &path, error))?;
        disk.seal(&path).map_err(|error| broken("写不了", &path, error))?;
        folders.extend(
            path.ancestors()
                .skip(1)
                .take_while(|above| above.starts_with(folder))
                .map(Path::to_path_buf),
        );
    }
    for path in folders.iter().rev() {
        disk.sync_dir(path)
            .map_err(|error| broken("写不了", path, error))?;
    }
    Ok(())
}

/// Every regular file below a folder, with `/`, sorted.
pub(super) fn files_below(root: &Path) -> std::io::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![(root.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else {
                files.push(name);
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}
