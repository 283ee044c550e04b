//! What can go wrong on our side. A bad workbook is a finding, never an error.

use std::path::PathBuf;

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Every text is a plain Chinese sentence that says what to do; no text of a library underneath is printed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{doing} {}：{cause}", path.display())]
    Disk {
        /// 读不了, 写不了, 建不了 …
        doing: &'static str,
        /// Which one.
        path: PathBuf,
        /// The system's reason in our words.
        cause: String,
        /// The system's own error.
        #[source]
        source: std::io::Error,
    },
    /// A configuration or catalog file that does not say what it should.
    #[error("{file} 第{line}行：{problem}")]
    Config {
        /// `jianbao.toml` or `catalog/units.toml`.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong and the nearest right word.
        problem: String,
    },
    /// A template that does not load or render.
    #[error("{file} 第{line}行：{problem}")]
    Template {
        /// `templates/bulletin.html`.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong and what is available.
        problem: String,
    },
    /// A command that cannot do its work: the sentence says why and what to do.
    #[error("{0}")]
    Refused(String),
}
