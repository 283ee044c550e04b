//! What one file says, read: tables, typed records, findings and the account of every row.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::catalog::{ApprovalState, Field, Form, Status, TaskState};
use crate::finding::Finding;
use crate::sheet::{Format, Stamp};
use crate::value::{Amount, Area, Day, KindId, ProjectCode, Scale, UnitId};

/// 报送件: one file, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Relative to the input folder, `/` on every system.
    pub file: String,
    /// Of the bytes, lower-case hex.
    pub sha256: String,
    /// When the file was last written, +08:00; the reader of its bytes does not know.
    #[serde(default)]
    pub saved_at: Option<NaiveDateTime>,
    /// What it really is; `None` where it could not be read.
    pub format: Option<Format>,
    /// Whose file it is as a whole.
    pub whose: Whose,
    /// Every sheet of a readable file, in the file's order.
    pub sheets: Vec<SheetReading>,
    /// Schema and issue of the program's own workbook, `jianbao.receipt/1` and `2023-002`.
    pub schema: Option<(String, String)>,
    /// Answers of a receipt that came back (情况说明).
    pub answers: Vec<Answer>,
    /// 进展情况 of a receipt that came back.
    pub progress: Vec<TaskProgress>,
    /// 零报告: does it say that nothing changed this week?
    pub says_no_change: bool,
    /// What is wrong with the file and what is in it. F04 to F07 are the roll-call's.
    pub findings: Vec<Finding>,
}

impl Submission {
    /// Is it a 总账 or a kind's 台账 that the program wrote – here, or at a lower level?
    pub fn is_ledger_of_ours(&self) -> bool {
        self.schema
            .as_ref()
            .is_some_and(|(schema, _)| schema == Stamp::LEDGER)
    }
}

/// 填报单位, as far as it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// One unit, and where that was said.
    Known(UnitId, UnitClaim),
    /// None is named, or several.
    Unknown(Vec<UnitId>),
}

impl Whose {
    /// The unit, if one is known.
    pub fn unit(&self) -> Option<UnitId> {
        match self {
            Whose::Known(unit, _) => Some(*unit),
            Whose::Unknown(_) => None,
        }
    }
}

/// Where the unit was said, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UnitClaim {
    /// The program's own stamp.
    Stamp,
    /// A 填报单位 cell.
    Cell,
    /// The folder's name.
    Folder,
    /// The file's name.
    FileName,
    /// The title.
    Title,
}

/// One sheet, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetReading {
    /// `None` where the file names none.
    pub name: Option<String>,
    /// Hidden, very hidden?
    pub hidden: bool,
    /// On a blank that came back: the rows that the program wrote itself. What is known or missing there was so before.
    pub prefilled: Vec<Area>,
    /// The tables found, side by side or one below the other; at least one entry, `form: None` where there is no ledger.
    pub tables: Vec<TableReading>,
}

/// One table, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableReading {
    /// `Some(form)`: a ledger. `None`: another table or none at all, see `is_other`.
    pub form: Option<Form>,
    /// `form: None` and yet a table of another kind (`other` in `issue.json`, else `none`).
    pub is_other: bool,
    /// The kind whose ledger it is: the sheet's name, else the title, the file's name, the folder's.
    pub kind: Option<KindId>,
    /// This sheet's own 填报单位, where it differs from the file's or the file has several.
    pub unit: Option<UnitId>,
    /// 截至/报送 date said by the sheet, its title, or the file's name – in that order.
    pub dated: Option<NaiveDate>,
    /// First and last heading row, from 0.
    pub heading: Option<(u32, u32)>,
    /// First and last row of the body, from 0.
    pub body: Option<(u32, u32)>,
    /// Recognised columns: column, field, heading as written (`已支付›中央预算内投资`).
    pub columns: Vec<(u16, Field, String)>,
    /// 金额单位 of the columns whose numbers are not 万元.
    #[serde(default)]
    pub scales: Vec<(u16, Scale)>,
    /// The unit's own columns: in the table, near nothing known.
    pub own_columns: Vec<u16>,
    /// The account of its rows.
    pub rows: Account,
    /// The records, top to bottom.
    pub records: Vec<Record>,
    /// Bundle rows and their parts: (row of the bundle, row of the part).
    pub parts: Vec<(u32, u32)>,
}

/// 行数核对: every row read is accepted, merged, non-data or rejected. `merged` is filled by consolidation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Rows with anything in them, headings and titles included, and blank rows between (as the used range counts them).
    pub read: u32,
    /// Records used.
    pub accepted: u32,
    /// Records merged into another ledger's row for the same project or task.
    pub merged: u32,
    /// Titles, headings, groups, totals, notes, blank rows.
    pub non_data: u32,
    /// Rows rejected with a finding.
    pub rejected: u32,
}

/// One record: a project, task, approval, financing or inspection row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// From 0, its first physical row.
    pub row: u32,
    /// Marks on the name and the row.
    pub marks: Marks,
    /// What its cells say, by column; blanks are left out.
    pub entries: Vec<Entry>,
}

/// One cell of a record, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What the column holds.
    pub field: Field,
    /// Where: the cell's address (a merged cell's own row may lie above).
    pub at: Area,
    /// What it says.
    pub given: Given,
}

/// What a cell says about its field. A blank cell says nothing and has no entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Given {
    /// A value.
    Value(Datum),
    /// `/`, 无: there is no such value, and an older one is cleared.
    Nothing,
    /// Something that could not be used; a finding says so.
    Unusable,
}

/// A typed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Datum {
    /// 金额
    Amount(Amount),
    /// 日期
    Day(Day),
    /// Text as shown, one line.
    Text(String),
    /// 项目代码
    Code(ProjectCode),
    /// 项目状态
    Status(Status),
    /// 手续: the state, its date, document number and promised date.
    Approval {
        /// 状态
        state: ApprovalState,
        /// 办结日期
        on: Option<Day>,
        /// 文号
        document: Option<String>,
        /// 承诺时限
        promised_by: Option<Day>,
    },
    /// 任务办理状态
    Task(TaskState),
    /// 比率, in millionths of 1, and half a unit of its last digit.
    Rate {
        /// Value × 10⁶.
        millionths: i64,
        /// Half a unit of the last written digit × 10⁶.
        tolerance: i64,
    },
    /// 单位 on the roster.
    Unit(UnitId),
    /// 项目类型: the kinds named; words that name none are the unit's own.
    Kinds(Vec<KindId>),
}

/// Facts that stand as marks on a name or a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// ★ ■ ▲ as written.
    pub signs: Vec<String>,
    /// （打捆）: a bundle of sub-projects.
    pub is_bundle: bool,
    /// 退库, 取消, 合并, 终止 …: the word that takes the project out, as written.
    #[serde(default)]
    pub exit: Option<String>,
}

/// 情况说明: an answer on a receipt that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Which finding: its code.
    pub code: String,
    /// The unit's sheet and the cell, as the receipt listed them.
    pub sheet: Option<String>,
    /// `G13`
    pub cell: Option<String>,
    /// The project as listed.
    pub project: Option<String>,
    /// The reason given.
    pub reason: String,
}

/// 进展情况: what a unit wrote beside a task on a receipt that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskProgress {
    /// 任务编号, as the receipt listed it.
    pub no: Option<String>,
    /// 办什么
    pub matter: String,
    /// 哪个项目
    pub project: Option<String>,
    /// What was written.
    pub text: String,
    /// The sheet of the receipt it stands on.
    pub sheet: String,
    /// Its cell there.
    pub at: Area,
}

impl TableReading {
    /// 金额单位 of a column's numbers.
    pub fn scale(&self, col: u16) -> Scale {
        let said = self.scales.iter().find(|(column, _)| *column == col);
        said.map_or(Scale::Wan, |(_, scale)| *scale)
    }
}

impl Record {
    /// What the record says about a field.
    pub fn entry(&self, field: Field) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.field == field)
    }

    /// The value of a field.
    pub fn datum(&self, field: Field) -> Option<&Datum> {
        match &self.entry(field)?.given {
            Given::Value(datum) => Some(datum),
            Given::Nothing | Given::Unusable => None,
        }
    }

    /// The text of a field.
    pub fn text(&self, field: Field) -> Option<&str> {
        match self.datum(field)? {
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }
}
