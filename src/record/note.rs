//! V07: what had to be understood, one finding for adjoining cells.

use super::cell::Understood;
use super::row::{Rows, TableReader, plain_heading, shown_at};
use crate::finding::{Code, Finding, Place};
use crate::value::{Area, CellRef, Reading};

impl TableReader<'_, '_> {
    /// Notes on what was understood from text.
    pub(super) fn notes(&self, rows: &Rows, findings: &mut Vec<Finding>) {
        let mut understood = rows.understood.clone();
        understood.sort_unstable_by_key(|(position, row, what)| (*position, *row, *what));
        let mut from = 0;
        while from < understood.len() {
            let (position, first, what) = understood[from];
            let mut until = from;
            while until + 1 < understood.len()
                && understood[until + 1].0 == position
                && understood[until + 1].2 == what
                && understood[until + 1].1 == understood[until].1 + 1
            {
                until += 1;
            }
            let last = understood[until].1;
            let column = &self.table.columns[position];
            let heading = plain_heading(&column.heading);
            let cells = until - from + 1;
            let which = if cells == 1 {
                format!("{heading}{}", shown_at(self.grid, first, column.col))
            } else {
                format!("{heading}有{cells}格")
            };
            let (how, help) = wording(what);
            findings.push(
                Finding::new(
                    Code::V07,
                    Place {
                        cell: Some(Area {
                            first: CellRef {
                                row: first,
                                col: column.col,
                            },
                            last: CellRef {
                                row: last,
                                col: column.col,
                            },
                        }),
                        ..self.place.clone()
                    },
                    format!("{which}{how}"),
                    help,
                )
                .column(column.heading.clone()),
            );
            from = until + 1;
        }
    }
}

fn wording(what: Understood) -> (String, &'static str) {
    let number = "以后请填数字";
    match what {
        Understood::Amount(Reading::FullWidth | Reading::Plain) => {
            ("是全角数字，已按数字采用".to_owned(), number)
        }
        Understood::Amount(Reading::Grouped) => ("是带逗号的文本，已按数字采用".to_owned(), number),
        Understood::Amount(Reading::OwnUnit(scale)) => (
            format!("自带单位，已按{}采用", scale.name()),
            "单位写在栏目名里，格子里只填数字",
        ),
        Understood::Amount(Reading::About) => ("是约数，已照数采用".to_owned(), "有准数后请填准数"),
        Understood::Amount(Reading::Rounded) => ("超过四位小数，已四舍五入到0.0001万元".to_owned(), "不用改"),
        Understood::Computed => ("是算式，已按结果采用".to_owned(), "以后请直接填数字"),
        Understood::Year => ("没有写年份，按截止日的年份采用".to_owned(), "以后请写明年份"),
        Understood::BareCode => (
            "没有连字符，已补上".to_owned(),
            "以后请按 2301-410183-04-01-123456 的样子填",
        ),
        Understood::CodeDashes => (
            "的连字符或空格不规范，已按标准写法采用".to_owned(),
            "以后请用半角连字符",
        ),
        Understood::Region => (
            "是其他地区的代码，已采用".to_owned(),
            "请核对代码是否填错；确是外地赋码的不用改",
        ),
        Understood::Legacy => ("是2020年以前的旧代码，已采用".to_owned(), "不用改"),
    }
}
