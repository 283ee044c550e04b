//! 文字材料: Markdown, txt and docx narratives → sections of text, and whose they are.
//!
//! Enters: a file's bytes and name. Leaves: a [`Narrative`] in Markdown, and findings for what could not be taken.

use serde::{Deserialize, Serialize};

use crate::value::{TeamId, UnitId};

/// Where a narrative goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Section {
    /// 按语
    Preface,
    /// 工作小结
    Summary,
    /// 工作计划
    Plan,
    /// 会议决定
    Decisions,
    /// 需协调事项
    Requests,
    /// 通报 and anything else: printed under its own title.
    Other,
}

/// One narrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrative {
    /// Relative to the input folder.
    pub file: String,
    /// Of the bytes.
    pub sha256: String,
    /// Where it goes.
    pub section: Section,
    /// Its own title, where it has one.
    pub title: Option<String>,
    /// 专班
    pub team: Option<TeamId>,
    /// 单位
    pub unit: Option<UnitId>,
    /// Place among its like.
    pub order: i32,
    /// CommonMark, front matter gone, placeholders as written.
    pub markdown: String,
    /// Line of the file on which `markdown` starts, from 1, for messages.
    pub first_line: usize,
}
