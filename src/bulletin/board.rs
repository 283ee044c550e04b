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
    /// What it is about: keys of projects, tasks or units.
    pub keys: Vec<String>,
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

impl Board {
    /// An empty board with its heading; rows and notes follow.
    pub(super) fn new(
        id: &str,
        label: Option<&str>,
        title: impl Into<String>,
        unit_line: Option<&str>,
    ) -> Board {
        Board {
            id: id.to_owned(),
            label: label.map(str::to_owned),
            title: title.into(),
            unit_line: unit_line.map(|units| format!("单位：{units}")),
            columns: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
            is_wide: false,
        }
    }

    /// A title over the rows that follow it.
    pub(super) fn push_group(&mut self, title: String) {
        let mut cells = vec![BoardCell::None; self.columns.len()];
        if let Some(first) = cells.first_mut() {
            *first = BoardCell::Text(title);
        }
        self.rows.push(BoardRow {
            emphasis: Emphasis::Group,
            cells,
            keys: Vec::new(),
        });
    }

    /// An ordinary row, about one thing or none.
    pub(super) fn push(&mut self, key: Option<&str>, cells: Vec<BoardCell>) {
        self.push_about(key.into_iter().map(str::to_owned).collect(), cells);
    }

    /// An ordinary row about several things.
    pub(super) fn push_about(&mut self, keys: Vec<String>, cells: Vec<BoardCell>) {
        self.rows.push(BoardRow {
            emphasis: Emphasis::Item,
            cells,
            keys,
        });
    }
}

impl BoardColumn {
    /// Text, standing left.
    pub(super) fn text(title: &str, width: u8) -> BoardColumn {
        BoardColumn {
            title: title.to_owned(),
            group: None,
            is_number: false,
            width,
        }
    }

    /// Numbers, standing right.
    pub(super) fn number(title: &str, width: u8) -> BoardColumn {
        BoardColumn {
            is_number: true,
            ..BoardColumn::text(title, width)
        }
    }

    /// Under an upper heading.
    #[must_use]
    pub(super) fn under(mut self, group: &str) -> BoardColumn {
        self.group = Some(group.to_owned());
        self
    }
}

impl BoardCell {
    /// Text, or `—`.
    pub(super) fn text(text: impl Into<String>) -> BoardCell {
        BoardCell::Text(text.into())
    }

    /// A count; none is `—`.
    pub(super) fn count(number: usize) -> BoardCell {
        match number {
            0 => BoardCell::None,
            _ => BoardCell::Count(i64::try_from(number).unwrap_or(i64::MAX)),
        }
    }

    /// An amount that should have been given.
    pub(super) fn wanyuan(amount: Option<Wanyuan>) -> BoardCell {
        amount.map_or(BoardCell::Missing, BoardCell::Wanyuan)
    }

    /// A rate; `—` without a base.
    pub(super) fn percent(rate: Option<Ratio>) -> BoardCell {
        rate.map_or(BoardCell::None, BoardCell::Percent)
    }

    /// A signed difference; `—` where there is nothing to compare.
    pub(super) fn points(difference: Option<Ratio>) -> BoardCell {
        difference.map_or(BoardCell::None, BoardCell::Points)
    }
}
