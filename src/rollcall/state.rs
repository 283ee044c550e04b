//! What became of files and tables.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::record::Submission;
use crate::value::UnitId;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Taken.
    Received,
    /// The unit handed in nothing that counts (a line without a file).
    Missing,
    /// A newer version of the same table counts.
    Superseded,
    /// The very bytes of an earlier issue.
    Repeated,
    /// Could not be read.
    Unreadable,
    /// Whose it is cannot be told.
    Unknown,
    /// 文字材料
    Narrative,
    /// Not a spreadsheet.
    NotASpreadsheet,
    /// Temporary and system files; the program's own 总账.
    Skipped,
}

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableState {
    /// Its records count.
    Counted,
    /// A newer one counts (F05).
    Superseded,
    /// Its file is an earlier issue's (F06).
    Repeated,
    /// Its unit is unknown (F04).
    Unknown,
}

/// One line of the roll-call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    /// 单位, where known.
    pub unit: Option<UnitId>,
    /// `None` on the line of a missing unit.
    pub file: Option<String>,
    /// What became of it.
    pub state: FileState,
    /// 所署日期
    pub dated: Option<NaiveDate>,
    /// After the deadline, by the date it bears.
    pub late: bool,
    /// Of its bytes.
    pub sha256: Option<String>,
    /// Rows read that count.
    pub rows: u32,
    /// Why it is not used, in words.
    pub why: Option<String>,
}

/// What became of one table, and whose it is.
pub type Taken = (TableState, Option<UnitId>);

/// 点名的结果.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollCall {
    /// In roster order, then by file; unknown ones last.
    pub lines: Vec<FileLine>,
    /// For each submission (by position), sheet and table: what became of it, and whose it is.
    pub tables: Vec<Vec<Vec<Taken>>>,
    /// Units without anything that counts, in roster order.
    pub missing: Vec<UnitId>,
    /// For each of them: for how many issues in a row nothing came, this one included.
    pub missing_for: Vec<(UnitId, u32)>,
}

impl RollCall {
    /// What became of one table, and whose it is.
    pub fn table(&self, submission: usize, sheet: usize, table: usize) -> (TableState, Option<UnitId>) {
        self.tables
            .get(submission)
            .and_then(|sheets| sheets.get(sheet)?.get(table))
            .copied()
            .unwrap_or((TableState::Unknown, None))
    }

    /// Has the unit handed in something that counts?
    pub fn is_present(&self, unit: UnitId) -> bool {
        !self.missing.contains(&unit)
    }

    /// Is what the reader found there worth mending: does the file, or its sheet, count?
    pub(super) fn takes(&self, position: usize, submission: &Submission, finding: &Finding) -> bool {
        let sheets = &self.tables[position];
        let counts = |states: &[(TableState, Option<UnitId>)]| {
            states.iter().any(|(state, _)| *state == TableState::Counted)
        };
        if finding.place.sheet.is_none() && (finding.place.cell.is_none() || sheets.is_empty()) {
            return true;
        }
        let named = submission
            .sheets
            .iter()
            .zip(sheets)
            .find(|(sheet, _)| sheet.name.as_deref() == finding.place.sheet.as_deref());
        named.is_none_or(|(_, states)| counts(states))
    }
}
