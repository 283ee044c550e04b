//! What a workspace's `jianbao.toml` says besides the catalog.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Choices of one workspace that are not part of what the office knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// 截止日; the command line goes before it, today after it.
    pub as_of: Option<NaiveDate>,
    /// The drop folder, relative to the workspace; `input` where nothing is said.
    pub input: Option<String>,
    /// The output folder, relative to the workspace; `output` where nothing is said.
    pub output: Option<String>,
}
