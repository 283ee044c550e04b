//! 验档: is every published issue whole, unchanged, in series and readable?

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;
use serde::de::IgnoredAny;

use super::bag;
use super::publish::files_below;
use super::{IssueName, Layout};
use crate::error::{Error, Result};
use crate::value::{sha256, sha256_of};

/// The four properties of DA/T 70-2018.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// 真实性: unchanged since it was sealed, each issue chained to the one before
    Authenticity,
    /// 完整性: nothing missing, nothing added, no number left out
    Integrity,
    /// 可用性: everything opens
    Usability,
    /// 安全性: nothing foreign
    Security,
}

impl Property {
    /// In the order they are reported.
    pub const ALL: [Property; 4] = [
        Property::Authenticity,
        Property::Integrity,
        Property::Usability,
        Property::Security,
    ];

    /// 真实性 …
    pub const fn word(self) -> &'static str {
        match self {
            Property::Authenticity => "真实性",
            Property::Integrity => "完整性",
            Property::Usability => "可用性",
            Property::Security => "安全性",
        }
    }
}

/// One thing that is wrong with the archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Flaw {
    /// Which property it breaks.
    pub property: Property,
    /// The file or folder, relative to `output/`.
    pub path: String,
    /// What is wrong with it.
    pub problem: String,
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Issues looked at, oldest first.
    pub issues: Vec<String>,
    /// Payload files compared.
    pub files: usize,
    /// 校验值 of the newest issue.
    pub seal: Option<String>,
    /// What is wrong; empty: the archive is whole and unchanged.
    pub flaws: Vec<Flaw>,
    /// Was a seal given to compare with?
    pub is_seal_expected: bool,
}

/// Looks at every published issue; reads only.
///
/// `expected` is a seal that left the folder: the newest issue's own, or the one printed on its foot.
pub fn verify(layout: &Layout, expected: Option<&str>) -> Result<Report> {
    let names = layout.published();
    let archive = layout.archive();
    let mut report = Report {
        issues: names.iter().map(ToString::to_string).collect(),
        files: 0,
        seal: None,
        flaws: foreign(&archive),
        is_seal_expected: expected.is_some(),
    };
    let mut before: Option<(IssueName, String)> = None;
    for &name in &names {
        let (files, flaws, info) = check_bag(layout, name);
        report.files += files;
        report.flaws.extend(flaws);
        let said = info.as_deref().and_then(|info| bag::label(info, "Previous-Seal"));
        let due = before.as_ref().map_or("none", |(_, seal)| seal.as_str());
        if info.is_some() && said != Some(due) {
            let problem = match &before {
                Some((previous, _)) => format!("与上一期（{previous}）的校验值接不上"),
                None => "写明前面还有一期，但存档里没有".to_owned(),
            };
            report
                .flaws
                .push(flaw(Property::Authenticity, name, bag::INFO, problem));
        }
        if let Some((previous, _)) = &before
            && previous.next_in(name.year) != name
        {
            report.flaws.push(Flaw {
                property: Property::Integrity,
                path: format!("archive/{name}"),
                problem: format!("期号不连续：上一期是{previous}"),
            });
        }
        let seal = fs::read(layout.bag(name).join(bag::TAG_MANIFEST))
            .map(|bytes| sha256(&bytes))
            .unwrap_or_default();
        before = Some((name, seal));
    }
    report.seal = before.map(|(_, seal)| seal);
    if let Some(expected) = expected {
        compare_seal(layout, expected, names.last().copied(), &mut report)?;
    }
    report.flaws.sort();
    report.flaws.dedup();
    Ok(report)
}

fn flaw(property: Property, name: IssueName, path: &str, problem: impl Into<String>) -> Flaw {
    Flaw {
        property,
        path: format!("archive/{name}/{path}"),
        problem: problem.into(),
    }
}

/// Anything in `archive/` that is not an issue's folder.
fn foreign(archive: &Path) -> Vec<Flaw> {
    let Ok(entries) = fs::read_dir(archive) else {
        return Vec::new();
    };
    let mut flaws = Vec::new();
    for entry in entries.filter_map(std::result::Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_issue = IssueName::parse(&name).is_some() && entry.file_type().is_ok_and(|kind| kind.is_dir());
        let is_leftover = name
            .strip_prefix(".new-")
            .is_some_and(|rest| IssueName::parse(rest).is_some());
        if !is_issue && !is_leftover {
            let problem = "不是任何一期的文件".to_owned();
            flaws.push(Flaw {
                property: Property::Security,
                path: format!("archive/{name}"),
                problem,
            });
        }
    }
    flaws
}

/// One bag: its files counted, its flaws, its `bag-info.txt`.
fn check_bag(layout: &Layout, name: IssueName) -> (usize, Vec<Flaw>, Option<String>) {
    let root = layout.bag(name);
    let mut flaws = Vec::new();
    let tag = |file: &str, flaws: &mut Vec<Flaw>| match fs::read_to_string(root.join(file)) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            flaws.push(flaw(Property::Integrity, name, file, "不见了"));
            None
        }
        Err(_) => {
            flaws.push(flaw(Property::Usability, name, file, "读不出来"));
            None
        }
    };
    let declaration = tag("bagit.txt", &mut flaws);
    let info = tag(bag::INFO, &mut flaws);
    let manifest = tag(bag::MANIFEST, &mut flaws);
    let tags = tag(bag::TAG_MANIFEST, &mut flaws);
    if let (Some(declaration), Some(info), Some(manifest), Some(tags)) =
        (&declaration, &info, &manifest, &tags)
    {
        check_tags(name, declaration, info, manifest, tags, &mut flaws);
    }
    if info
        .as_deref()
        .is_some_and(|info| bag::label(info, "External-Identifier") != Some(&name.to_string()))
    {
        flaws.push(flaw(
            Property::Authenticity,
            name,
            bag::INFO,
            "写的是另一期：文件夹改过名或对调过",
        ));
    }
    let files = manifest
        .as_deref()
        .map_or(0, |manifest| check_payload(&root, name, manifest, &mut flaws));
    (files, flaws, info)
}

fn check_tags(
    name: IssueName,
    declaration: &str,
    info: &str,
    manifest: &str,
    tags: &str,
    flaws: &mut Vec<Flaw>,
) {
    let Some(sums) = bag::parse_manifest(tags) else {
        flaws.push(flaw(
            Property::Authenticity,
            name,
            bag::TAG_MANIFEST,
            "格式不对，被改过",
        ));
        return;
    };
    let parts = [
        ("bagit.txt", declaration),
        (bag::INFO, info),
        (bag::MANIFEST, manifest),
    ];
    let changed: Vec<&str> = parts
        .iter()
        .filter(|(file, text)| sums.get(*file) != Some(&sha256(text.as_bytes())))
        .map(|&(file, _)| file)
        .collect();
    if changed.is_empty() && bag::tag_manifest(info, manifest) != tags {
        flaws.push(flaw(
            Property::Authenticity,
            name,
            bag::TAG_MANIFEST,
            "列了不该有的文件，被改过",
        ));
    }
    flaws.extend(
        changed
            .into_iter()
            .map(|file| flaw(Property::Authenticity, name, file, "内容与封存时不一致")),
    );
}

fn check_payload(root: &Path, name: IssueName, manifest: &str, flaws: &mut Vec<Flaw>) -> usize {
    let Some(sums) = bag::parse_manifest(manifest) else {
        flaws.push(flaw(
            Property::Authenticity,
            name,
            bag::MANIFEST,
            "格式不对，被改过",
        ));
        return 0;
    };
    let known: BTreeSet<&str> = ["bagit.txt", bag::INFO, bag::MANIFEST, bag::TAG_MANIFEST].into();
    match files_below(root) {
        Ok(lying) => {
            for path in lying
                .iter()
                .filter(|path| !known.contains(path.as_str()) && !sums.contains_key(*path))
            {
                flaws.push(flaw(Property::Integrity, name, path, "封存时没有这个文件"));
            }
        }
        Err(_) => flaws.push(flaw(Property::Usability, name, "", "文件夹读不出来")),
    }
    let entries: Vec<(&String, &String)> = sums.iter().collect();
    let found: Vec<Flaw> = entries
        .par_iter()
        .filter_map(|(path, sum)| check_file(root, name, path, sum))
        .collect();
    flaws.extend(found);
    flaws.extend(
        empty_folders(root, "")
            .into_iter()
            .map(|path| flaw(Property::Security, name, &path, "空文件夹，封存时没有")),
    );
    sums.len()
}

fn check_file(root: &Path, name: IssueName, path: &str, sum: &str) -> Option<Flaw> {
    let file = root.join(path);
    let Ok(about) = fs::symlink_metadata(&file) else {
        return Some(flaw(Property::Integrity, name, path, "不见了"));
    };
    if !about.is_file() {
        return Some(flaw(Property::Security, name, path, "换成了链接或别的东西"));
    }
    match fs::File::open(&file).and_then(sha256_of) {
        Ok((found, _)) if found == sum => (path == "data/state.json" || path == "data/recipe.json")
            .then(|| fs::read(&file).ok())
            .flatten()
            .filter(|bytes| serde_json::from_slice::<IgnoredAny>(bytes).is_err())
            .map(|_| flaw(Property::Usability, name, path, "打不开")),
        Ok(_) => Some(flaw(Property::Authenticity, name, path, "内容与封存时不一致")),
        Err(_) => Some(flaw(Property::Usability, name, path, "读不出来")),
    }
}

fn empty_folders(folder: &Path, prefix: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries: Vec<_> = entries.filter_map(std::result::Result::ok).collect();
    // An issue without inputs keeps its empty folder for them.
    if entries.is_empty() && prefix != "data/input/" {
        return vec![prefix.trim_end_matches('/').to_owned()];
    }
    let is_dir = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut empty: Vec<String> = entries
        .iter()
        .filter(|entry| is_dir(entry))
        .flat_map(|entry| {
            empty_folders(
                &entry.path(),
                &format!("{prefix}{}/", entry.file_name().to_string_lossy()),
            )
        })
        .collect();
    empty.sort_unstable();
    empty
}

fn compare_seal(
    layout: &Layout,
    expected: &str,
    newest: Option<IssueName>,
    report: &mut Report,
) -> Result<()> {
    let wanted: String = expected
        .chars()
        .filter(char::is_ascii_hexdigit)
        .collect::<String>()
        .to_ascii_lowercase();
    if wanted.len() < 16
        || expected
            .chars()
            .any(|c| !c.is_ascii_hexdigit() && !c.is_whitespace())
    {
        return Err(Error::Refused(
            "校验值是64位的数字和字母（0-9、a-f），至少要给前16位；照简报末页或印发登记簿抄写".to_owned(),
        ));
    }
    let own = report.seal.clone().unwrap_or_default();
    let printed = newest
        .and_then(|name| fs::read_to_string(layout.bag(name).join(bag::INFO)).ok())
        .and_then(|info| bag::label(&info, "Previous-Seal").map(str::to_owned))
        .unwrap_or_default();
    if !own.starts_with(&wanted) && !printed.starts_with(&wanted) {
        report.flaws.push(Flaw {
            property: Property::Authenticity,
            path: newest.map_or_else(|| "archive".to_owned(), |name| format!("archive/{name}")),
            problem: "最新一期的校验值与给出的不一致：有的期被删去，或整个存档被换过".to_owned(),
        });
    }
    Ok(())
}
