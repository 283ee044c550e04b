//! What rows are called by once they are told apart, and the columns by which they are.

use crate::value::CellRef;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    /// Title, notes and everything else above the heading.
    Above,
    /// The heading, or the heading once more.
    Heading,
    /// Nothing in it.
    Blank,
    /// Only a number, kept free for later.
    Numbered,
    /// Instructions, column numbers, examples.
    Guidance,
    /// 一、新建项目（共5项）
    Group(Group),
    /// 合计, 小计, or nameless sums.
    Total(Total),
    /// A later row of a vertically merged record, with the record's first row.
    Continuation(u32),
    /// 注：…, 填报人：…
    Note,
    /// Data.
    Record,
}

/// A group row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Where its name stands.
    pub at: CellRef,
    /// As written, one line.
    pub text: String,
    /// How it is numbered; groups numbered alike are on one level.
    pub style: Style,
    /// The number of rows it states, and where.
    pub count: Option<(CellRef, u32)>,
}

/// How a group is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// 一、
    Chinese,
    /// （一）
    ChineseInBrackets,
    /// Ⅰ、
    Roman,
    /// 1.
    Arabic,
    /// （1）, ①
    ArabicInBrackets,
    /// ——
    Dash,
    /// No number.
    Bare,
}

/// A row of sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Where its label stands; for nameless sums the first figure.
    pub at: CellRef,
    /// 小计: a part only.
    pub is_part: bool,
}

/// The columns by which rows are told apart.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// First and last column of the table.
    pub cols: (u16, u16),
    /// 项目名称 or 任务事项.
    pub name: u16,
    /// 序号, 编号
    pub serial: Option<u16>,
    /// 项目代码
    pub code: Option<u16>,
    /// Columns of money.
    pub amounts: Vec<u16>,
}
