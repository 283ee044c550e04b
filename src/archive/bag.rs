//! A published issue as a `BagIt` bag (RFC 8493): `data/`, a manifest, a tag manifest, chained to the bag before.
//!
//! `sha256sum -c manifest-sha256.txt` and any `BagIt` tool agree with [`super::verify`].

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::IssueName;
use crate::value::sha256;

/// The declaration every bag starts with.
pub(super) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Name of the payload manifest.
pub(super) const MANIFEST: &str = "manifest-sha256.txt";
/// Name of the tag manifest; its own sum is the issue's seal.
pub(super) const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// Name of the bag's own description.
pub(super) const INFO: &str = "bag-info.txt";

/// What `bag-info.txt` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Info {
    /// Which issue.
    pub(super) name: IssueName,
    /// 截止日
    pub(super) as_of: String,
    /// 批准人
    pub(super) approved_by: Option<String>,
    /// Errors and warnings open when it was approved.
    pub(super) open_findings: (usize, usize),
    /// Version that made it.
    pub(super) version: String,
    /// Seal of the issue before; `None` for the first.
    pub(super) seal_before: Option<String>,
    /// Bytes and files of the payload.
    pub(super) oxum: (u64, usize),
}

impl Info {
    /// The file's text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |label: &str, value: &str| {
            // Writing to a string cannot fail. A label's value stays on one line.
            let _ = writeln!(
                text,
                "{label}: {}",
                value.split_whitespace().collect::<Vec<_>>().join(" ")
            );
        };
        line("External-Identifier", &self.name.to_string());
        line("Issue-As-Of", &self.as_of);
        line("Bag-Software-Agent", &format!("jianbao {}", self.version));
        line("Payload-Oxum", &format!("{}.{}", self.oxum.0, self.oxum.1));
        line("Open-Errors", &self.open_findings.0.to_string());
        line("Open-Warnings", &self.open_findings.1.to_string());
        if let Some(name) = &self.approved_by {
            line("Approved-By", name);
        }
        line("Previous-Seal", self.seal_before.as_deref().unwrap_or("none"));
        text
    }
}

/// Reads one label of a `bag-info.txt`.
pub(super) fn label<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// The lines of a manifest: sum, two spaces, path; sorted by path.
pub(super) fn manifest(sums: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (path, sum) in sums {
        let _ = writeln!(text, "{sum}  {}", encode(path));
    }
    text
}

/// Path → sum of a manifest's text; `None` where a line is none or a path stands twice.
pub(super) fn parse_manifest(text: &str) -> Option<BTreeMap<String, String>> {
    let mut sums = BTreeMap::new();
    for line in text.lines() {
        let (sum, path) = line.split_once("  ")?;
        let is_sum = sum.len() == 64 && sum.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_sum || sums.insert(decode(path), sum.to_owned()).is_some() {
            return None;
        }
    }
    text.ends_with('\n').then_some(sums)
}

/// The tag manifest over the three tag files.
pub(super) fn tag_manifest(info: &str, manifest: &str) -> String {
    let sums = BTreeMap::from([
        (INFO.to_owned(), sha256(info.as_bytes())),
        ("bagit.txt".to_owned(), sha256(DECLARATION.as_bytes())),
        (MANIFEST.to_owned(), sha256(manifest.as_bytes())),
    ]);
    self::manifest(&sums)
}

/// RFC 8493 §2.1.3: line breaks and the percent sign are written as their codes.
fn encode(path: &str) -> String {
    path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

fn decode(path: &str) -> String {
    path.replace("%0A", "\n")
        .replace("%0a", "\n")
        .replace("%0D", "\r")
        .replace("%0d", "\r")
        .replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_back_whatever_the_names() {
        let sums: BTreeMap<String, String> = ["data/input/甲镇 5.12.xlsx", "data/100%.csv", "data/a\nb"]
            .into_iter()
            .map(|path| (path.to_owned(), sha256(path.as_bytes())))
            .collect();
        assert_eq!(parse_manifest(&manifest(&sums)), Some(sums));
    }

    #[test]
    fn a_doubled_or_broken_line_is_no_manifest() {
        let line = format!("{}  data/a\n", sha256(b"a"));
        assert!(parse_manifest(&format!("{line}{line}")).is_none());
        assert!(parse_manifest(&line[1..]).is_none());
        assert!(parse_manifest(line.trim_end()).is_none());
    }
}
