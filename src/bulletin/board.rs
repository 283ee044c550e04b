//! 一览表: the one table model. HTML and workbooks both write from it, so they cannot disagree.

use serde::Serialize;

use crate::ledger::Light;
use crate::value::{Day, Ratio, Wanyuan};

/// A table that goes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Board {
    /// `annex-1`, unique in its page.
    pub id: String,
    /// 附表1; a board without one continues the annex before it.
    pub label: Option<String>,
    /// 六类项目汇总表
    pub title: String,
    /// 单位：万元、个、%
    pub unit_line: Option<String>,
    /// Columns, left to right.
    pub columns: Vec<BoardColumn>,
    /// Rows, top to bottom.
    pub rows: Vec<BoardRow>,
    /// 注 below the table.
    pub notes: Vec<String>,
    /// Printed on a landscape page.
    pub is_wide: bool,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoardColumn {
    /// Heading.
    pub title: String,
    /// Upper heading shared with neighbours of the same group.
    pub group: Option<String>,
    /// Numbers stand right, text left.
    pub is_number: bool,
    /// Share of the table's width, in percent; 0: as needed.
    pub width: u8,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoardRow {
    /// Item, group or total.
    pub emphasis: Emphasis,
    /// One per column.
    pub cells: Vec<BoardCell>,
    /// What it is about: a project's, task's or unit's key.
    pub key: Option<String>,
}

/// How a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Emphasis {
    /// An ordinary row.
    Item,
    /// A group's title or subtotal.
    Group,
    /// 合计
    Total,
}

/// A cell: the value, not its print. 0 prints as its kind says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum BoardCell {
    /// `—`: there is no such thing, or none.
    None,
    /// 缺: should have been given.
    Missing,
    /// 不参与排名
    NotRanked,
    /// As it is.
    Text(String),
    /// A count.
    Count(i64),
    /// 万元
    Wanyuan(Wanyuan),
    /// A rate; printed without %.
    Percent(Ratio),
    /// A difference of rates, signed, in 个百分点.
    Points(Ratio),
    /// A date with its precision.
    Day(Day),
    /// ● 红
    Light(Light),
    /// A bar drawn in the cell, empty in a workbook: rates now and before, and the time progress to compare with.
    Bar {
        /// 完成率
        now: Ratio,
        /// In the last issue.
        before: Option<Ratio>,
        /// 时序进度
        line: Ratio,
    },
    /// 沿用上期: the cell inside is an earlier issue's.
    Kept(Box<BoardCell>),
}
