//! Where things lie below `output/`.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// An issue's name, `2023-002`: year and number. Orders as the series runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IssueName {
    /// Year.
    pub year: i32,
    /// 期数
    pub number: u32,
}

impl IssueName {
    /// `2023-002` → year 2023, number 2; `None` for any other name.
    pub fn parse(name: &str) -> Option<IssueName> {
        let (year, number) = name.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        (year.len() == 4 && number.len() >= 3 && digits(year) && digits(number))
            .then(|| {
                Some(IssueName {
                    year: year.parse().ok()?,
                    number: number.parse().ok()?,
                })
            })?
            .filter(|issue| issue.to_string() == name)
    }

    /// 2023年第2期
    pub fn title(self) -> String {
        format!("{}年第{}期", self.year, self.number)
    }

    /// The number that follows in the same year, or the first of a later year.
    #[must_use]
    pub fn next_in(self, year: i32) -> IssueName {
        if year > self.year {
            IssueName { year, number: 1 }
        } else {
            IssueName {
                year: self.year,
                number: self.number + 1,
            }
        }
    }
}

impl fmt::Display for IssueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:03}", self.year, self.number)
    }
}

/// The folders below `output/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// `output/`
    pub root: PathBuf,
}

impl Layout {
    /// For this output folder.
    pub fn new(output: impl Into<PathBuf>) -> Layout {
        Layout { root: output.into() }
    }

    /// `output/2023-002`
    pub fn issue(&self, name: IssueName) -> PathBuf {
        self.root.join(name.to_string())
    }

    /// `output/archive`
    pub fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    /// `output/archive/2023-002`
    pub fn bag(&self, name: IssueName) -> PathBuf {
        self.archive().join(name.to_string())
    }

    /// `output/index.html`
    pub fn index(&self) -> PathBuf {
        self.root.join("index.html")
    }

    /// What a draft was made from, beside its outputs and hidden from them.
    pub fn source(&self, name: IssueName) -> PathBuf {
        self.issue(name).join(SOURCE)
    }

    /// A folder as seen from `output/`, with `/`; `None` where no way leads there, or one of them is not there.
    pub(super) fn way_to(&self, folder: &Path) -> Option<String> {
        let (from, to) = (self.root.canonicalize().ok()?, folder.canonicalize().ok()?);
        let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
        let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        // Another drive shares not even its first part.
        if shared == 0 {
            return None;
        }
        let up = from[shared..].iter().map(|_| Some(".."));
        let down = to[shared..].iter().map(|part| part.as_os_str().to_str());
        let way: Option<Vec<&str>> = up.chain(down).collect();
        way.map(|parts| parts.join("/"))
    }

    /// Says which issue the last build made, and from which folder.
    pub(super) fn pointer(&self) -> PathBuf {
        self.root.join(".draft")
    }

    /// Held by whoever writes.
    pub(super) fn lock(&self) -> PathBuf {
        self.root.join(".lock")
    }

    /// A complete new folder before it takes its place.
    pub(super) fn incoming(&self, name: IssueName) -> PathBuf {
        self.root.join(format!(".new-{name}"))
    }

    /// The folder that was replaced, before it is taken away.
    pub(super) fn outgoing(&self, name: IssueName) -> PathBuf {
        self.root.join(format!(".old-{name}"))
    }

    /// A complete bag before it takes its place.
    pub(super) fn incoming_bag(&self, name: IssueName) -> PathBuf {
        self.archive().join(format!(".new-{name}"))
    }

    /// Issues that lie in a folder by name, ascending.
    pub(super) fn issues_in(folder: &Path) -> Vec<IssueName> {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut names: Vec<IssueName> = entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let is_dir = entry.file_type().ok()?.is_dir();
                IssueName::parse(entry.file_name().to_str()?).filter(|_| is_dir)
            })
            .collect();
        names.sort_unstable();
        names
    }

    /// Published issues, ascending.
    pub fn published(&self) -> Vec<IssueName> {
        Layout::issues_in(&self.archive())
    }
}

/// The hidden folder of a draft that holds what it was made from.
pub(super) const SOURCE: &str = ".source";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_year_and_a_number_are_an_issue() {
        assert_eq!(
            IssueName::parse("2023-015"),
            Some(IssueName {
                year: 2023,
                number: 15
            })
        );
        assert_eq!(
            IssueName::parse("2023-1000"),
            Some(IssueName {
                year: 2023,
                number: 1000
            })
        );
        for name in [
            "2023-15",
            "2023-0015",
            "23-015",
            "archive",
            ".new-2023-015",
            "2023-015 (1)",
        ] {
            assert_eq!(IssueName::parse(name), None, "{name}");
        }
    }

    #[test]
    fn numbers_start_again_with_the_year() {
        let last = IssueName {
            year: 2023,
            number: 52,
        };
        assert_eq!(last.next_in(2023).to_string(), "2023-053");
        assert_eq!(last.next_in(2024).to_string(), "2024-001");
    }
}
