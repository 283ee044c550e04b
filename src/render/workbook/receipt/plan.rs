//! 排版: which sheet of which file stands under which name, and which findings stand on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Severity;
use crate::render::workbook::names;
use crate::sheet::{RawSheet, RawWorkbook, Stamp, Visibility};
use crate::value::Area;

use super::brief::{BriefFinding, BriefSheet, ReceiptBrief};

/// A receipt's sheets, in order.
pub(super) struct Plan<'a> {
    /// The unit's sheets.
    pub sheets: Vec<PlannedSheet<'a>>,
    /// Files of the brief that could not be given back.
    pub lost: Vec<&'a str>,
}

/// One of the unit's sheets.
pub(super) struct PlannedSheet<'a> {
    /// Its name in the receipt.
    pub name: String,
    /// The file it is from.
    pub file: &'a str,
    /// Of that file.
    pub sha256: &'a str,
    /// The file and the name it had first, where the file is a receipt itself.
    pub origin: (String, Option<String>),
    /// Its cells.
    pub raw: &'a RawSheet,
    /// The workbook's number formats.
    pub formats: &'a [String],
    /// Names of the file's sheets, in lower case, and what they are called here.
    pub renamed: BTreeMap<String, String>,
    /// Heading rows of its tables.
    pub headings: Vec<(u32, u32)>,
    /// What stands on its cells.
    pub marks: Vec<Mark>,
    /// Areas of a blank that came back: tag and area.
    pub areas: Vec<(&'static str, Area)>,
}

/// A marked place.
pub(super) struct Mark {
    /// The cells.
    pub area: Area,
    /// The fill; notes and answered findings have none.
    pub fill: Option<Severity>,
    /// What is wrong, expected, how to mend, where in the list. Empty: the fill alone.
    pub note: String,
}

impl<'a> Plan<'a> {
    pub(super) fn of(brief: &'a ReceiptBrief, opened: &'a [Option<RawWorkbook>]) -> Plan<'a> {
        let mut plan = Plan {
            sheets: Vec::new(),
            lost: Vec::new(),
        };
        let wanted = wanted_names(brief, opened);
        let mut taken: BTreeSet<String> = ["核对单", Stamp::SHEET, Stamp::RECEIPT_SHEET]
            .into_iter()
            .map(str::to_lowercase)
            .collect();
        for (file, workbook) in brief.files.iter().zip(opened) {
            let Some(workbook) = workbook else {
                plan.lost.push(&file.name);
                continue;
            };
            let first = plan.sheets.len();
            for raw in given_back(workbook) {
                let of = file.sheets.iter().find(|sheet| sheet.name == raw.name);
                if of.is_some_and(|sheet| !sheet.is_own) {
                    continue;
                }
                let wish = wish(&file.name, raw);
                let clashes = wanted.get(&wish.to_lowercase()).is_some_and(|times| *times > 1);
                let wish = if clashes && raw.name.is_some() {
                    format!("{}_{wish}", stem(&file.name))
                } else {
                    wish
                };
                plan.sheets.push(PlannedSheet {
                    name: names::unique(&wish, &mut taken),
                    file: &file.name,
                    sha256: &file.sha256,
                    origin: origin(workbook, &file.name, raw),
                    raw,
                    formats: &workbook.formats,
                    renamed: BTreeMap::new(),
                    headings: of
                        .map(|sheet: &BriefSheet| sheet.headings.clone())
                        .unwrap_or_default(),
                    marks: marks(brief, &file.name, raw),
                    areas: areas(workbook, raw),
                });
            }
            let renamed: BTreeMap<String, String> = plan.sheets[first..]
                .iter()
                .filter_map(|sheet| Some((sheet.raw.name.as_ref()?.to_lowercase(), sheet.name.clone())))
                .collect();
            for sheet in &mut plan.sheets[first..] {
                sheet.renamed.clone_from(&renamed);
            }
        }
        plan
    }

    /// The sheet that a finding stands on.
    pub(super) fn sheet_of(&self, finding: &BriefFinding) -> Option<&PlannedSheet<'a>> {
        self.sheets.iter().find(|sheet| {
            sheet.file == finding.file && (sheet.raw.name.is_none() || sheet.raw.name == finding.sheet)
        })
    }
}

impl PlannedSheet<'_> {
    /// Cannot a link lead there?
    pub(super) fn is_hidden(&self) -> bool {
        self.raw.visibility != Visibility::Visible
    }

    /// The row or column of this cell was hidden, and is shown because of it.
    pub(super) fn was_hidden(&self, area: Area) -> Option<String> {
        let (row, col) = (area.first.row, area.first.col);
        match (self.raw.is_row_hidden(row), self.raw.is_col_hidden(col)) {
            (true, _) => Some(format!("第{}行", row + 1)),
            (false, true) => Some(format!("{}列", crate::value::column_name(col))),
            (false, false) => None,
        }
    }
}

/// All sheets of a workbook but those that the program added.
fn given_back(workbook: &RawWorkbook) -> impl Iterator<Item = &RawSheet> {
    workbook.sheets.iter().filter(|sheet| {
        let added = workbook.stamp.as_ref().zip(sheet.name.as_deref());
        !added.is_some_and(|(stamp, name)| stamp.is_added(name))
    })
}

/// How often each name is wished for.
fn wanted_names(brief: &ReceiptBrief, opened: &[Option<RawWorkbook>]) -> BTreeMap<String, usize> {
    let mut wanted = BTreeMap::new();
    for (file, workbook) in brief.files.iter().zip(opened) {
        for sheet in workbook.iter().flat_map(given_back) {
            *wanted.entry(wish(&file.name, sheet).to_lowercase()).or_default() += 1;
        }
    }
    wanted
}

/// The sheet's own name, else the file's.
fn wish(file: &str, sheet: &RawSheet) -> String {
    names::sheet(sheet.name.as_deref().unwrap_or_else(|| stem(file)))
}

fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn origin(workbook: &RawWorkbook, file: &str, sheet: &RawSheet) -> (String, Option<String>) {
    let name = sheet.name.as_deref();
    let returned = workbook.stamp.as_ref().and_then(|stamp| {
        stamp
            .returned_sheets()
            .find(|returned| Some(returned.name) == name)
    });
    match returned {
        Some(returned) => (returned.file.to_owned(), returned.original.map(str::to_owned)),
        None => (file.to_owned(), sheet.name.clone()),
    }
}

fn areas(workbook: &RawWorkbook, sheet: &RawSheet) -> Vec<(&'static str, Area)> {
    let (Some(stamp), Some(name)) = (&workbook.stamp, sheet.name.as_deref()) else {
        return Vec::new();
    };
    let reference = stamp.reference_areas(name).into_iter();
    let known = stamp.known_areas(name).into_iter();
    let open = stamp.open_areas(name).into_iter();
    reference
        .map(|area| (Stamp::TAG_REFERENCE, area))
        .chain(known.map(|area| (Stamp::TAG_KNOWN, area)))
        .chain(open.map(|area| (Stamp::TAG_OPEN, area)))
        .collect()
}

fn marks(brief: &ReceiptBrief, from: &str, sheet: &RawSheet) -> Vec<Mark> {
    let stands_here = |finding: &&BriefFinding| {
        finding.file == from && (sheet.name.is_none() || finding.sheet == sheet.name)
    };
    let mut marks = Vec::new();
    for (number, finding) in (1..)
        .zip(&brief.findings)
        .filter(|(_, finding)| stands_here(finding))
    {
        let fill = match (&finding.answer, finding.severity) {
            (Some(_), _) | (None, Severity::Note) => None,
            (None, severity) => Some(severity),
        };
        let note = note(finding, Some(number));
        if let Some(area) = finding.cell {
            marks.push(Mark {
                area,
                fill,
                note: note.clone(),
            });
        }
        if let Some(area) = finding.beside {
            marks.push(Mark { area, fill, note });
        }
    }
    for finding in brief.understood.iter().filter(stands_here) {
        if let Some(area) = finding.cell {
            let note = note(finding, None);
            marks.push(Mark {
                area,
                fill: None,
                note,
            });
        }
    }
    marks
}

fn note(finding: &BriefFinding, number: Option<usize>) -> String {
    let mut note = format!("{}：{}", finding.severity.word(), finding.message);
    if let Some(expected) = &finding.expected {
        note.push_str(&format!("\n应为：{}", bare_expected(expected)));
    }
    match &finding.answer {
        Some(answer) => note.push_str(&format!("\n已说明：{answer}")),
        None => note.push_str(&format!("\n怎样改：{}", finding.help)),
    }
    match number {
        Some(number) => note.push_str(&format!("\n核对单第{number}条　{}", finding.code)),
        None => note.push_str(&format!("\n不用改　{}", finding.code)),
    }
    note
}

/// Under the heading 应为 the word need not be said again.
pub(super) fn bare_expected(expected: &str) -> &str {
    expected.strip_prefix("应为").map_or(expected, str::trim_start)
}
