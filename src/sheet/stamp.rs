//! 版本: the very hidden sheet by which the program knows its own workbooks when they come back.
//!
//! Every workbook that the program writes carries one very hidden sheet, [`Stamp::SHEET`] or – in a receipt –
//! [`Stamp::RECEIPT_SHEET`]. All its cells are text. A row of two cells is a pair, a longer row is tagged by its first cell:
//!
//! ```text
//! schema    | jianbao.receipt/1          what it is: RECEIPT, BLANK, LEDGER
//! region    | 410183                     whose program wrote it: an own 总账 is set aside, a lower level's is an intake
//! region_name | 新密市                  in a 总账: by this name a higher level knows whose it is
//! issue     | 2023-002                   the issue it was written for; a blank is for the coming one
//! as_of     | 2023-05-12
//! unit      | 袁庄乡人民政府              full name; none in a 总账
//! state     | draft                      or published
//! added     | 核对单 | findings                                   a sheet of ours: never read as data
//! sheet     | 项目台账 | 袁庄乡.xlsx | 项目台账 | dfd6… | xlsx     here, the unit's file, its name there, the file's SHA-256, its format
//! answers   | 核对单 | A | I | H                                  sheet, column of 序号, of 代码, of 情况说明
//! finding   | 1 | V06 | 项目台账 | I6 | 袁庄乡…项目 | 2302-…      序号, code, sheet here, cell, project, project code
//! progress  | 核对单 | A | C | H                                  sheet, column of 序号, of 任务, of 进展情况
//! task      | 1 | XM2023-0087 | 拨付项目资金 | 袁庄乡…项目         序号, number (may be empty), matter, project
//! reference | 项目台账 | G6:L15                                   for comparison: says nothing, whatever it holds
//! known     | 项目台账 | A6:F15                                   filled in by the program: read, but nobody need mend its writing
//! open      | 项目台账 | M6:T15                                   to fill in: left empty, it is no finding
//! no-result | 项目台账 | I8                                       a formula that came without a result
//! ```
//!
//! A row of a blank all of whose filled cells lie in `reference` areas is for information and no record.

use super::raw::{Format, RawSheet, RawValue, RawWorkbook, Stamp};
use crate::value::{Area, column_index};

/// A sheet of the unit's, as it came back in its receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnedSheet<'a> {
    /// Its name in the receipt.
    pub name: &'a str,
    /// The unit's file it was taken from.
    pub file: &'a str,
    /// Its name in that file; `None` where the file names none.
    pub original: Option<&'a str>,
    /// Of that file's bytes.
    pub sha256: &'a str,
    /// What the file was.
    pub format: Format,
}

/// A finding as a receipt listed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedFinding<'a> {
    /// 序号 in the list.
    pub no: &'a str,
    /// `V06`
    pub code: &'a str,
    /// The sheet's name in the receipt.
    pub sheet: Option<&'a str>,
    /// `I6` or `G5:G16`.
    pub cell: Option<&'a str>,
    /// The project as listed.
    pub project: Option<&'a str>,
    /// Its code.
    pub project_code: Option<&'a str>,
}

/// A task as a receipt listed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedTask<'a> {
    /// 序号 in the list.
    pub no: &'a str,
    /// 任务编号
    pub number: Option<&'a str>,
    /// 事项
    pub matter: &'a str,
    /// The project as listed.
    pub project: Option<&'a str>,
}

/// What a unit wrote into the open column of a list of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledIn<'a, T> {
    /// What the row is about.
    pub of: T,
    /// What was written.
    pub text: String,
    /// The sheet of the list.
    pub sheet: &'a str,
    /// The cell.
    pub at: Area,
}

impl Stamp {
    /// The very hidden sheet of 总账, 台账 and blanks.
    pub const SHEET: &'static str = "_版本";
    /// The very hidden sheet of receipts.
    pub const RECEIPT_SHEET: &'static str = "_回执";

    /// Schema of `回执/<unit>.xlsx`.
    pub const RECEIPT: &'static str = "jianbao.receipt/1";
    /// Schema of `空白台账/<unit>.xlsx`.
    pub const BLANK: &'static str = "jianbao.blank/1";
    /// Schema of `总账.xlsx` and `台账/<kind>.xlsx`.
    pub const LEDGER: &'static str = "jianbao.ledger/1";

    /// Pair: what the workbook is.
    pub const KEY_SCHEMA: &'static str = "schema";
    /// Pair: code of the region whose program wrote it.
    pub const KEY_REGION: &'static str = "region";
    /// Pair: its name, 新密市.
    pub const KEY_REGION_NAME: &'static str = "region_name";
    /// Pair: `2023-002`.
    pub const KEY_ISSUE: &'static str = "issue";
    /// Pair: 截止日, ISO.
    pub const KEY_AS_OF: &'static str = "as_of";
    /// Pair: full name.
    pub const KEY_UNIT: &'static str = "unit";
    /// Pair: `draft` or `published`.
    pub const KEY_STATE: &'static str = "state";

    /// Row: a sheet of ours.
    pub const TAG_ADDED: &'static str = "added";
    /// Row: a sheet of the unit's.
    pub const TAG_SHEET: &'static str = "sheet";
    /// Row: where the answers stand.
    pub const TAG_ANSWERS: &'static str = "answers";
    /// Row: a finding as listed.
    pub const TAG_FINDING: &'static str = "finding";
    /// Row: where 进展情况 stands.
    pub const TAG_PROGRESS: &'static str = "progress";
    /// Row: a task as listed.
    pub const TAG_TASK: &'static str = "task";
    /// Row: cells for comparison only.
    pub const TAG_REFERENCE: &'static str = "reference";
    /// Row: cells that identify a row, filled in by the program.
    pub const TAG_KNOWN: &'static str = "known";
    /// Row: cells to fill in.
    pub const TAG_OPEN: &'static str = "open";

    /// Row: a formula that came without a result. The writer cannot leave a result out: an empty text stands for it.
    pub const TAG_NO_RESULT: &'static str = "no-result";

    /// What the workbook is: [`Stamp::RECEIPT`] …
    pub fn schema(&self) -> Option<&str> {
        self.pair(Stamp::KEY_SCHEMA)
    }

    /// Code of the region whose program wrote it.
    pub fn region(&self) -> Option<&str> {
        self.pair(Stamp::KEY_REGION)
    }

    /// `2023-002`
    pub fn issue(&self) -> Option<&str> {
        self.pair(Stamp::KEY_ISSUE)
    }

    /// The unit's full name.
    pub fn unit(&self) -> Option<&str> {
        self.pair(Stamp::KEY_UNIT)
    }

    /// Is it a unit's receipt?
    pub fn is_receipt(&self) -> bool {
        self.schema() == Some(Stamp::RECEIPT)
    }

    /// Is it a blank ledger, filled in or not?
    pub fn is_blank(&self) -> bool {
        self.schema() == Some(Stamp::BLANK)
    }

    /// Is it a 总账 or a kind's 台账?
    pub fn is_ledger(&self) -> bool {
        self.schema() == Some(Stamp::LEDGER)
    }

    /// Is it a 总账 or a kind's 台账 of another region than this one – a lower level's, to be rolled up?
    pub fn is_ledger_beside(&self, region: &str) -> bool {
        self.is_ledger() && self.region().is_some_and(|own| own != region)
    }

    /// The name of the region whose program wrote it.
    pub fn region_name(&self) -> Option<&str> {
        self.pair(Stamp::KEY_REGION_NAME)
    }

    /// Was this sheet added by the program, so that it is never data?
    pub fn is_added(&self, sheet: &str) -> bool {
        sheet == Stamp::SHEET
            || sheet == Stamp::RECEIPT_SHEET
            || self
                .tagged(Stamp::TAG_ADDED)
                .any(|row| text(row, 1) == Some(sheet))
    }

    /// The unit's own sheets in a receipt.
    pub fn returned_sheets(&self) -> impl Iterator<Item = ReturnedSheet<'_>> {
        self.tagged(Stamp::TAG_SHEET).filter_map(|row| {
            Some(ReturnedSheet {
                name: text(row, 1)?,
                file: text(row, 2)?,
                original: text(row, 3),
                sha256: text(row, 4).unwrap_or_default(),
                format: text(row, 5).and_then(Format::named).unwrap_or(Format::Xlsx),
            })
        })
    }

    /// What one of them was called before, and in which file.
    pub fn returned(&self, sheet: &str) -> Option<ReturnedSheet<'_>> {
        self.returned_sheets().find(|returned| returned.name == sheet)
    }

    /// The findings that a receipt listed, by number.
    pub fn listed_findings(&self) -> impl Iterator<Item = ListedFinding<'_>> {
        self.tagged(Stamp::TAG_FINDING).filter_map(|row| {
            Some(ListedFinding {
                no: text(row, 1)?,
                code: text(row, 2)?,
                sheet: text(row, 3),
                cell: text(row, 4),
                project: text(row, 5),
                project_code: text(row, 6),
            })
        })
    }

    /// The tasks that a receipt listed, by number.
    pub fn listed_tasks(&self) -> impl Iterator<Item = ListedTask<'_>> {
        self.tagged(Stamp::TAG_TASK).filter_map(|row| {
            Some(ListedTask {
                no: text(row, 1)?,
                number: text(row, 2),
                matter: text(row, 3)?,
                project: text(row, 4),
            })
        })
    }

    /// Cells of this sheet that are for comparison: they say nothing, whatever they hold.
    pub fn reference_areas(&self, sheet: &str) -> Vec<Area> {
        self.areas(Stamp::TAG_REFERENCE, sheet)
    }

    /// Cells of this sheet that the program filled in itself.
    pub fn known_areas(&self, sheet: &str) -> Vec<Area> {
        self.areas(Stamp::TAG_KNOWN, sheet)
    }

    /// Cells of this sheet that are to be filled in: left empty, they are no finding.
    pub fn open_areas(&self, sheet: &str) -> Vec<Area> {
        self.areas(Stamp::TAG_OPEN, sheet)
    }

    fn areas(&self, tag: &'static str, sheet: &str) -> Vec<Area> {
        self.tagged(tag)
            .filter(|row| text(row, 1) == Some(sheet))
            .filter_map(|row| Area::parse(text(row, 2)?))
            .collect()
    }

    fn pair(&self, key: &str) -> Option<&str> {
        self.pairs.get(key).map(String::as_str)
    }

    fn tagged(&self, tag: &'static str) -> impl Iterator<Item = &Vec<String>> {
        self.rows.iter().filter(move |row| text(row, 0) == Some(tag))
    }
}

impl RawWorkbook {
    /// A sheet that came back in its receipt is again what it was: of its own format, and a formula that came without a
    /// result, and still has none, without one.
    pub(super) fn restore(&mut self) {
        let Some(stamp) = &self.stamp else { return };
        for sheet in &mut self.sheets {
            let name = sheet.name.as_deref().unwrap_or_default();
            if let Some(returned) = stamp.returned(name) {
                sheet.format = returned.format;
            }
            let areas = stamp.areas(Stamp::TAG_NO_RESULT, name);
            if areas.is_empty() {
                continue;
            }
            for row in &mut sheet.rows {
                let index = row.index;
                for cell in &mut row.cells {
                    let is_empty = matches!(&cell.value, RawValue::Text(text) if text.is_empty());
                    if is_empty
                        && cell.formula.is_some()
                        && areas.iter().any(|area| area.contains(index, cell.col))
                    {
                        cell.value = RawValue::NoResult;
                    }
                }
            }
        }
    }

    /// 情况说明: the findings of this receipt that were answered, each with the reason given.
    pub fn answers(&self) -> Vec<(ListedFinding<'_>, String)> {
        let Some(stamp) = self.stamp.as_ref().filter(|stamp| stamp.is_receipt()) else {
            return Vec::new();
        };
        let findings: Vec<ListedFinding<'_>> = stamp.listed_findings().collect();
        let filled = self.filled_in(stamp, Stamp::TAG_ANSWERS, |no, code| {
            findings
                .iter()
                .find(|finding| finding.no == no && finding.code == code)
                .copied()
        });
        filled
            .into_iter()
            .map(|filled| (filled.of, filled.text))
            .collect()
    }

    /// 进展情况: the tasks of this receipt for which progress was written down.
    pub fn progress(&self) -> Vec<FilledIn<'_, ListedTask<'_>>> {
        let Some(stamp) = self.stamp.as_ref().filter(|stamp| stamp.is_receipt()) else {
            return Vec::new();
        };
        let tasks: Vec<ListedTask<'_>> = stamp.listed_tasks().collect();
        self.filled_in(stamp, Stamp::TAG_PROGRESS, |no, number| {
            tasks
                .iter()
                .find(|task| task.no == no && task.number.unwrap_or("—") == number)
                .copied()
        })
    }

    /// Rows of a list of ours – found by number and key, wherever the unit sorted them to – whose open column is filled.
    fn filled_in<'a, T>(
        &'a self,
        stamp: &'a Stamp,
        tag: &'static str,
        find: impl Fn(&str, &str) -> Option<T>,
    ) -> Vec<FilledIn<'a, T>> {
        let mut filled = Vec::new();
        for place in stamp.tagged(tag) {
            let column = |at| text(place, at).and_then(column_index);
            let (Some(name), Some(no), Some(key), Some(open)) =
                (text(place, 1), column(2), column(3), column(4))
            else {
                continue;
            };
            for sheet in self
                .sheets
                .iter()
                .filter(|sheet| sheet.name.as_deref() == Some(name))
            {
                for row in &sheet.rows {
                    let cell = |col| shown(sheet, row.index, col);
                    if let (Some(no), Some(key), Some(text)) = (cell(no), cell(key), cell(open))
                        && let Some(of) = find(&no, &key)
                    {
                        filled.push(FilledIn {
                            of,
                            text,
                            sheet: name,
                            at: Area::cell(row.index, open),
                        });
                    }
                }
            }
        }
        filled
    }
}

fn text(row: &[String], at: usize) -> Option<&str> {
    row.get(at)
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
}

fn shown(sheet: &RawSheet, row: u32, col: u16) -> Option<String> {
    let shown = match &sheet.cell(row, col)?.value {
        RawValue::Text(text) => text.trim().to_owned(),
        RawValue::Number(number) => number.to_string(),
        RawValue::Bool(_) | RawValue::Error(_) | RawValue::NoResult => return None,
    };
    (!shown.is_empty()).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{RawCell, RawRow, Visibility};

    fn stamp() -> Stamp {
        let mut stamp = Stamp::default();
        stamp.pairs.insert("schema".into(), Stamp::RECEIPT.into());
        for row in [
            "added|核对单|findings",
            "sheet|项目台账|甲镇.xlsx|项目台账|ab12",
            "answers|核对单|A|C|B",
            "finding|1|V06|项目台账|I6|甲项目|",
            "finding|2|H01|项目台账|J7|乙项目|",
            "reference|项目台账|G6:L15",
        ] {
            stamp.rows.push(row.split('|').map(str::to_owned).collect());
        }
        stamp
    }

    fn row(index: u32, values: &[RawValue]) -> RawRow {
        let cells = values
            .iter()
            .zip(0..)
            .map(|(value, col)| RawCell {
                col,
                value: value.clone(),
                format: 0,
                formula: None,
            })
            .collect();
        RawRow { index, cells }
    }

    fn text(text: &str) -> RawValue {
        RawValue::Text(text.into())
    }

    #[test]
    fn an_answer_is_found_by_number_and_code_wherever_its_row_was_sorted_to() {
        let sheet = RawSheet {
            name: Some("核对单".into()),
            visibility: Visibility::Visible,
            rows: vec![
                row(9, &[RawValue::Number(2.0), text("概算调整"), text("H01")]),
                row(10, &[RawValue::Number(1.0), text("  "), text("V06")]),
                row(18, &[RawValue::Number(1.0), text("已上会"), text("-18")]),
            ],
            merges: Vec::new(),
            format: Format::Xlsx,
            hidden_rows: Vec::new(),
            hidden_cols: Vec::new(),
            widths: std::collections::BTreeMap::new(),
            heights: std::collections::BTreeMap::new(),
        };
        let workbook = RawWorkbook {
            format: Format::Xlsx,
            sheets: vec![sheet],
            formats: vec!["General".into()],
            stamp: Some(stamp()),
        };
        let answers = workbook.answers();
        assert_eq!(answers.len(), 1);
        assert_eq!((answers[0].0.code, answers[0].0.cell), ("H01", Some("J7")));
        assert_eq!(answers[0].1, "概算调整");
    }

    #[test]
    fn our_sheets_and_theirs_are_told_apart() {
        let stamp = stamp();
        assert!(stamp.is_added("核对单") && stamp.is_added("_回执") && !stamp.is_added("项目台账"));
        let sheets: Vec<_> = stamp.returned_sheets().collect();
        assert_eq!(
            (sheets[0].file, sheets[0].original),
            ("甲镇.xlsx", Some("项目台账"))
        );
        assert!(stamp.reference_areas("项目台账")[0].contains(14, 11));
        assert!(stamp.reference_areas("任务清单").is_empty());
    }
}
