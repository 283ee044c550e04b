//! S04: nothing says the unit of money, and the figures are not those of 万元.

use super::row::Rows;
use crate::catalog::Field;
use crate::finding::{Code, Finding, Place};
use crate::table::Table;
use crate::value::Wanyuan;

/// A total investment beyond this many 万元 is no county's project: the figures are 元.
const ABSURD: i64 = 3_000_000;

/// Below this many 万元 hardly any project is worth a ledger: the figures are 亿元.
const TINY: i64 = 60;

/// Looks at the total investments of a table whose unit of money nobody said.
pub(super) fn unclear_scale(table: &Table, rows: &Rows, place: &Place) -> Option<Finding> {
    let column = table
        .columns
        .iter()
        .find(|column| column.field == Some(Field::TotalInvestment) && !column.scale_said)?;
    let mut yuan: Vec<i64> = rows
        .amounts
        .iter()
        .filter(|((col, _), amount)| *col == column.col && amount.is_some_and(|amount| amount.yuan() > 0))
        .filter_map(|(_, amount)| amount.map(Wanyuan::yuan))
        .collect();
    yuan.sort_unstable();
    let median = *yuan.get(yuan.len() / 2)?;
    let broken = yuan.iter().filter(|&&yuan| yuan % 10_000 != 0).count();
    let unit = if median > ABSURD * 10_000 {
        "元"
    } else if median < TINY * 10_000 && broken * 2 >= yuan.len() && yuan.len() >= 2 {
        "亿元"
    } else {
        return None;
    };
    Some(
        Finding::new(
            Code::S04,
            place.at(column.at.row, column.at.col),
            format!("“{}”没有写金额单位，按万元采用，但数值像是{unit}", column.heading),
            "请在栏目名后写明单位，如 总投资（万元）",
        )
        .column(column.heading.clone())
        .expected(format!("写明单位（像是{unit}）")),
    )
}
