//! 收件: the drop folder → what each file says, each workbook read in a process of its own.
//!
//! Enters: `input/`. Leaves: submissions, narratives, and an [`Aside`] for every file that is neither.

mod copies;
mod file;
mod folder;
mod job;
mod process;
mod reader;
mod worker;

pub use copies::{Copies, pack};
pub use folder::{Folder, gather};
pub use reader::{Intake, Progress, Reader, read_all};
pub use worker::worker;

/// The program's hidden command that runs [`worker`] on its standard streams.
pub const WORKER_COMMAND: &str = "__reader";

use serde::{Deserialize, Serialize};

use crate::value::UnitId;

/// A file that is neither a submission nor a narrative. Where it matters, a finding names it as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Relative to the input folder, `/` on every system.
    pub file: String,
    /// Of the bytes, lower-case hex; `None` where they were not read.
    pub sha256: Option<String>,
    /// What sort of file it is.
    pub kind: AsideKind,
    /// Whose it is, by its folder or name, where that is known.
    pub unit: Option<UnitId>,
    /// Why it is not used, in a clerk's words: 临时文件，已跳过.
    pub why: String,
}

/// What sort of file was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AsideKind {
    /// Temporary and system files; the program's own 总账.
    Skipped,
    /// `.doc`, `.pdf`, a picture, an archive (F09).
    NotASpreadsheet,
}
