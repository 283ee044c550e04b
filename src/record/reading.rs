//! One file from bytes to typed rows: what a reading process runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::cell::Reader;
use super::rollup;
use super::row::{Rows, TableReader, parts};
use super::scale::unclear_scale;
use super::submission::{Account, Answer, SheetReading, Submission, TableReading, TaskProgress, Whose};
use super::whose::{UnitNames, claimed_in, stem, whose, whose_by_name};
use crate::catalog::{Catalog, ValueKind};
use crate::finding::{Code, Finding, Place};
use crate::sheet::{self, RawSheet, RawWorkbook, Stamp, Visibility};
use crate::table::{Frame, Grid, Lexicon, RowKind, Table, dated, locate, remarks, shown};
use crate::value::text::fold;
use crate::value::{Area, Scale, UnitId, sha256};

/// What reading goes by, folded once for all files.
pub struct Knowledge<'c> {
    catalog: &'c Catalog,
    lexicon: Lexicon<'c>,
    names: UnitNames,
}

impl<'c> Knowledge<'c> {
    /// Folds the catalog's names and headings.
    pub fn of(catalog: &'c Catalog) -> Knowledge<'c> {
        Knowledge {
            catalog,
            lexicon: Lexicon::new(catalog),
            names: UnitNames::new(catalog),
        }
    }
}

/// Reads one file from its bytes to typed rows. Pure: no disk, no clock; never panics, whatever the bytes.
pub fn read(bytes: &[u8], file: &str, catalog: &Catalog, as_of: NaiveDate) -> Submission {
    read_with(&Knowledge::of(catalog), bytes, file, as_of).0
}

/// Reads one of many files, as [`read`] does; leaves its cells too.
pub fn read_with(
    knowledge: &Knowledge<'_>,
    bytes: &[u8],
    file: &str,
    as_of: NaiveDate,
) -> (Submission, Option<RawWorkbook>) {
    let Knowledge { catalog, names, .. } = knowledge;
    let opened = sheet::open(bytes, file, &catalog.limits);
    let mut submission = Submission {
        file: file.to_owned(),
        sha256: sha256(bytes),
        saved_at: None,
        format: None,
        whose: whose_by_name(file, catalog, names).unwrap_or(Whose::Unknown(Vec::new())),
        sheets: Vec::new(),
        schema: None,
        answers: Vec::new(),
        progress: Vec::new(),
        says_no_change: false,
        findings: opened.findings,
    };
    if let Some(workbook) = &opened.workbook {
        read_workbook(workbook, file, knowledge, as_of, &mut submission);
    }
    let unit = submission.whose.unit();
    for finding in &mut submission.findings {
        finding.unit = finding.unit.or(unit);
    }
    (submission, opened.workbook)
}

fn read_workbook(
    workbook: &RawWorkbook,
    file: &str,
    knowledge: &Knowledge<'_>,
    as_of: NaiveDate,
    submission: &mut Submission,
) {
    let Knowledge {
        catalog,
        lexicon,
        names,
    } = knowledge;
    submission.format = Some(workbook.format);
    let stamp = workbook.stamp.as_ref();
    submission.schema = stamp.and_then(|stamp| {
        let schema = stamp.schema()?.to_owned();
        Some((schema, stamp.issue().unwrap_or_default().to_owned()))
    });
    submission.answers = workbook
        .answers()
        .into_iter()
        .map(|(finding, reason)| Answer {
            code: finding.code.to_owned(),
            sheet: finding.sheet.map(str::to_owned),
            cell: finding.cell.map(str::to_owned),
            project: finding.project.map(str::to_owned),
            reason,
        })
        .collect();
    let is_rollup = stamp.is_some_and(|stamp| stamp.is_ledger_beside(&catalog.region_code));
    submission.progress = workbook
        .progress()
        .into_iter()
        .map(|written| TaskProgress {
            no: written.of.number.map(str::to_owned),
            matter: written.of.matter.to_owned(),
            project: written.of.project.map(str::to_owned),
            text: written.text,
            sheet: written.sheet.to_owned(),
            at: written.at,
        })
        .collect();
    let grids: Vec<Grid<'_>> = workbook.sheets.iter().map(Grid::new).collect();
    // A lower level's 总账 names its own units everywhere; none of them speaks for the whole.
    let claims: Vec<Vec<UnitId>> = grids
        .iter()
        .map(|grid| {
            if is_rollup {
                Vec::new()
            } else {
                claimed_in(grid, catalog, names)
            }
        })
        .collect();
    submission.whose = whose(workbook, file, &claims, catalog, names);
    // Our own 总账 back in the drop folder is no ledger of anybody's.
    let is_ours = stamp.is_some_and(Stamp::is_ledger) && !is_rollup;
    let several = claims.iter().flatten().collect::<BTreeSet<_>>().len() > 1;
    for ((sheet, grid), claimed) in workbook.sheets.iter().zip(&grids).zip(&claims) {
        let file_unit = submission.whose.unit();
        let own_unit = match claimed.as_slice() {
            [unit] if several || file_unit != Some(*unit) => Some(*unit),
            _ => None,
        };
        let unit = own_unit.or(file_unit);
        let reader = Reader::new(catalog, workbook, sheet, names, &lexicon.kinds, as_of, unit);
        let scene = Scene {
            reader: &reader,
            lexicon,
            file,
            origin: Origin::of(workbook, sheet, file),
            unit,
            own_unit,
            is_ours,
            is_rollup,
        };
        let reading = scene.sheet(sheet, grid, &mut submission.findings);
        submission.sheets.push(reading);
    }
    let has_ledger = submission
        .sheets
        .iter()
        .any(|sheet| sheet.tables.iter().any(|table| table.form.is_some()));
    // A blank form that comes back says that nothing changed, as far as nothing is written in it.
    submission.says_no_change = grids.iter().any(says_no_change) || stamp.is_some_and(Stamp::is_blank);
    if !has_ledger && !submission.says_no_change && !is_ours {
        submission.findings.push(no_ledger(file, &submission.sheets));
    }
}

/// What the unit called file and sheet, which may say kind and date: of a sheet that came back in its receipt, the file
/// it was taken from, else the file itself.
struct Origin<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
}

impl<'a> Origin<'a> {
    fn of(workbook: &'a RawWorkbook, sheet: &'a RawSheet, file: &'a str) -> Origin<'a> {
        let name = sheet.name.as_deref();
        let returned = workbook.stamp.as_ref().zip(name);
        match returned.and_then(|(stamp, name)| stamp.returned(name)) {
            Some(returned) => Origin {
                file: returned.file,
                sheet: returned.original,
            },
            None => Origin { file, sheet: name },
        }
    }
}

/// One sheet being read.
struct Scene<'a> {
    reader: &'a Reader<'a>,
    lexicon: &'a Lexicon<'a>,
    file: &'a str,
    origin: Origin<'a>,
    /// Whose sheet it is.
    unit: Option<UnitId>,
    /// The same, where it differs from the file's or the file has several.
    own_unit: Option<UnitId>,
    is_ours: bool,
    is_rollup: bool,
}

impl Scene<'_> {
    fn sheet(&self, sheet: &RawSheet, grid: &Grid<'_>, findings: &mut Vec<Finding>) -> SheetReading {
        let place = Place {
            file: Arc::from(self.file),
            sheet: sheet.name.as_deref().map(Arc::from),
            cell: None,
        };
        let unit = self.unit;
        let added = self
            .reader
            .workbook
            .stamp
            .as_ref()
            .zip(sheet.name.as_deref())
            .is_some_and(|(stamp, name)| stamp.is_added(name));
        let mut found = Vec::new();
        let tables = if self.is_ours || added {
            Vec::new()
        } else {
            let frame = Frame {
                place: place.clone(),
                sheet: self.origin.sheet.map(Arc::from),
                names: names_of(self.origin.file),
                unit,
                as_of: self.reader.as_of,
            };
            locate(grid, self.lexicon, &frame)
        };
        found.extend(remarks(grid, self.lexicon, &place, &tables));
        let mut counted: BTreeSet<u32> = BTreeSet::new();
        let mut readings: Vec<TableReading> = tables
            .iter()
            .map(|table| {
                let mut reading = self.table(table, grid, &place, &mut counted, &mut found);
                reading.unit = self.own_unit;
                reading
            })
            .collect();
        if self.is_rollup {
            readings = rollup::divide(readings, self.reader.catalog);
            // Its headings are the program's own and mean one thing.
            found.retain(|finding| finding.code != Code::S06);
        }
        if readings.is_empty() {
            readings.push(Self::nothing(grid, added || self.is_ours));
        }
        for finding in &mut found {
            finding.unit = unit;
        }
        findings.append(&mut found);
        SheetReading {
            name: sheet.name.clone(),
            hidden: sheet.visibility != Visibility::Visible,
            prefilled: self.prefilled(sheet),
            tables: readings,
        }
    }

    /// The rows of a blank that the program wrote itself.
    fn prefilled(&self, sheet: &RawSheet) -> Vec<Area> {
        let stamp = self.reader.workbook.stamp.as_ref().zip(sheet.name.as_deref());
        stamp
            .map(|(stamp, name)| stamp.open_areas(name))
            .unwrap_or_default()
    }

    /// A sheet without any table: empty, or one that the program added itself.
    fn nothing(grid: &Grid<'_>, is_other: bool) -> TableReading {
        let read = grid.rows().map_or(0, |(first, last)| last - first + 1);
        TableReading {
            form: None,
            is_other,
            kind: None,
            unit: None,
            dated: None,
            heading: None,
            body: None,
            columns: Vec::new(),
            scales: Vec::new(),
            own_columns: Vec::new(),
            rows: Account {
                read,
                non_data: read,
                ..Account::default()
            },
            records: Vec::new(),
            parts: Vec::new(),
        }
    }

    fn table(
        &self,
        table: &Table,
        grid: &Grid<'_>,
        place: &Place,
        counted: &mut BTreeSet<u32>,
        findings: &mut Vec<Finding>,
    ) -> TableReading {
        let schema = table
            .form
            .and_then(|form| self.lexicon.form(form))
            .map(|form| form.schema);
        let (rows, parts) = match schema {
            Some(schema) => {
                let stamp = self.reader.workbook.stamp.as_ref();
                let name = place.sheet.as_deref().unwrap_or("");
                let reader = TableReader {
                    reader: self.reader,
                    grid,
                    table,
                    schema,
                    place,
                    reference: stamp.map(|stamp| stamp.reference_areas(name)).unwrap_or_default(),
                    known: stamp.map(|stamp| stamp.known_areas(name)).unwrap_or_default(),
                    open: stamp.map(|stamp| stamp.open_areas(name)).unwrap_or_default(),
                };
                let rows = reader.read(findings);
                let parts = parts(&rows.records, grid, table.keys.serial);
                reader.check(&rows.records, findings);
                reader.totals(&rows, &parts, findings);
                reader.notes(&rows, findings);
                findings.extend(unclear_scale(table, &rows, place));
                (rows, parts)
            }
            None => (Rows::default(), Vec::new()),
        };
        let account = account(table, &rows, counted);
        let body = table.rows.iter().filter(|(_, kind)| {
            matches!(
                kind,
                RowKind::Record | RowKind::Group(_) | RowKind::Total(_) | RowKind::Continuation(_)
            )
        });
        let body = body.fold(None, |body: Option<(u32, u32)>, (row, _)| {
            Some(body.map_or((*row, *row), |(first, _)| (first, *row)))
        });
        TableReading {
            form: table.form,
            is_other: table.is_other,
            kind: table.kind,
            unit: None,
            dated: self.dated(table),
            heading: table.heading.filter(|_| table.form.is_some()),
            body: body.filter(|_| table.form.is_some()),
            columns: columns(table),
            scales: table
                .columns
                .iter()
                .filter(|column| column.kind == ValueKind::Amount && column.scale != Scale::Wan)
                .map(|column| (column.col, column.scale))
                .collect(),
            own_columns: table
                .columns
                .iter()
                .filter(|column| column.field.is_none())
                .map(|column| column.col)
                .collect(),
            rows: account,
            records: rows.records,
            parts,
        }
    }

    /// The date of the sheet's name, else the title's, else the file's name.
    fn dated(&self, table: &Table) -> Option<NaiveDate> {
        let as_of = self.reader.as_of;
        let file = self.origin.file;
        let name = file.rsplit('/').next().unwrap_or(file);
        self.origin
            .sheet
            .and_then(|sheet| dated(sheet, as_of))
            .or_else(|| table.titles.iter().find_map(|title| dated(title, as_of)))
            .or_else(|| dated(stem(name), as_of))
    }
}

fn columns(table: &Table) -> Vec<(u16, crate::catalog::Field, String)> {
    let listed = table
        .columns
        .iter()
        .filter_map(|column| Some((column.col, column.field?, column.heading.clone())));
    let card = table
        .card
        .iter()
        .flatten()
        .filter_map(|card| Some((card.value.col, card.column.field?, card.column.heading.clone())));
    listed.chain(card).collect()
}

/// Every row of the table's span once; rows that a table beside has counted are not counted again.
fn account(table: &Table, rows: &Rows, counted: &mut BTreeSet<u32>) -> Account {
    let mut account = Account::default();
    let records: BTreeSet<u32> = rows.records.iter().map(|record| record.row).collect();
    for (row, _) in &table.rows {
        if table.is_beside && !records.contains(row) {
            continue;
        }
        if !counted.insert(*row) {
            continue;
        }
        account.read += 1;
        if records.contains(row) {
            account.accepted += 1;
        } else if rows.rejected.contains(row) {
            account.rejected += 1;
        } else {
            account.non_data += 1;
        }
    }
    account
}

/// File name without ending, then folders from the nearest out.
fn names_of(file: &str) -> Vec<Arc<str>> {
    let mut parts: Vec<&str> = file.split('/').collect();
    let name = parts.pop().unwrap_or(file);
    std::iter::once(stem(name))
        .chain(parts.into_iter().rev())
        .map(Arc::from)
        .collect()
}

/// 零报告: 本周无变化, 本周无新增.
fn says_no_change(grid: &Grid<'_>) -> bool {
    const WORDS: [&str; 12] = [
        "零报告",
        "本周无变化",
        "本周无新增",
        "本周无更新",
        "本期无变化",
        "本期无新增",
        "无变化",
        "无新增项目",
        "本周没有变化",
        "本周无进展变化",
        "无新增变化",
        "零上报",
    ];
    let Some((first, last)) = grid.rows() else {
        return false;
    };
    (first..=last.min(first + 40)).any(|row| {
        grid.filled(row).any(|cell| {
            let text = shown(cell);
            text.chars().count() <= 60 && {
                let folded = fold(&text);
                WORDS.iter().any(|word| folded.contains(word))
            }
        })
    })
}

/// S01: what the file holds instead of a ledger.
fn no_ledger(file: &str, sheets: &[SheetReading]) -> Finding {
    let empty = sheets
        .iter()
        .all(|sheet| sheet.tables.iter().all(|table| table.rows.read == 0));
    let other = sheets
        .iter()
        .any(|sheet| sheet.tables.iter().any(|table| table.is_other));
    let message = if empty {
        "文件是空的，没有找到台账"
    } else if other {
        "没有找到台账：文件里的表没有“项目名称”加两个以上认得的栏目"
    } else {
        "没有找到台账：文件里只有文字，没有带表头的表"
    };
    Finding::new(
        Code::S01,
        Place::file(file),
        message,
        "请按空白台账的样子填报，第一行栏目名要有；本周没有变化的，写“本周无变化”",
    )
}
