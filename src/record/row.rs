//! The rows of a table → records, with what is wrong in their cells (V01–V10, S05).

use std::collections::{BTreeMap, BTreeSet};

use super::cell::{Reader, Said, Understood};
use super::fault::{Fault, quoted, tidy};
use super::submission::{Datum, Entry, Given, Marks, Record};
use crate::catalog::{Field, Form, FormSchema, Status, TaskState, ValueKind};
use crate::finding::{Code, Finding, Place, Severity};
use crate::sheet::RawCell;
use crate::table::{Grid, RowKind, Table, TableColumn};
use crate::value::text::fold;
use crate::value::{Area, CellRef, Wanyuan};

/// A table's rows, read.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) records: Vec<Record>,
    /// Rows that were rejected with a finding.
    pub(super) rejected: Vec<u32>,
    /// Rows of a blank that hold only what is for comparison.
    pub(super) informational: BTreeSet<u32>,
    /// (column, row) → the amount that stands there, for stated totals; `None` where it is unusable.
    pub(super) amounts: BTreeMap<(u16, u32), Option<Wanyuan>>,
    /// What had to be understood: (column's position, row, what).
    pub(super) understood: Vec<(usize, u32, Understood)>,
    /// Columns of which another says something else (S05).
    pub(super) conflicting: BTreeSet<u16>,
}

/// Reads the records of a table.
pub(super) struct TableReader<'a, 'g> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) grid: &'a Grid<'g>,
    pub(super) table: &'a Table,
    pub(super) schema: &'a FormSchema,
    pub(super) place: &'a Place,
    /// Cells that say nothing, whatever they hold.
    pub(super) reference: Vec<Area>,
    /// Cells that the program filled in itself: nobody need mend their writing.
    pub(super) known: Vec<Area>,
    /// Cells that may stay empty.
    pub(super) open: Vec<Area>,
}

/// What one column says in one record.
struct Found {
    position: usize,
    at: CellRef,
    given: Given,
}

impl TableReader<'_, '_> {
    /// All records, top to bottom.
    pub(super) fn read(&self, findings: &mut Vec<Finding>) -> Rows {
        let mut rows = Rows::default();
        let mut above = vec![None; self.table.columns.len()];
        if let Some(cells) = &self.table.card {
            self.card(cells, &mut rows, findings);
            return rows;
        }
        for (index, (row, kind)) in self.table.rows.iter().enumerate() {
            if *kind != RowKind::Record {
                continue;
            }
            let continuations: Vec<u32> = self.table.rows[index + 1..]
                .iter()
                .take_while(|(_, kind)| matches!(kind, RowKind::Continuation(first) if first == row))
                .map(|(row, _)| *row)
                .collect();
            self.record(*row, &continuations, &mut above, &mut rows, findings);
        }
        self.conflicts(&mut rows, findings);
        rows
    }

    fn record(
        &self,
        row: u32,
        continuations: &[u32],
        above: &mut [Option<CellRef>],
        rows: &mut Rows,
        findings: &mut Vec<Finding>,
    ) {
        if !self.reference.is_empty() && self.is_informational(row) {
            rows.informational.insert(row);
            return;
        }
        let mut found: Vec<Found> = Vec::new();
        let mut faults: Vec<(usize, CellRef, Fault)> = Vec::new();
        for (position, column) in self.table.columns.iter().enumerate() {
            if column.field.is_none() {
                continue;
            }
            let Some((at, cell)) = self.cell(row, column, continuations) else {
                above[position] = None;
                continue;
            };
            let said = self.reader.read(cell, column);
            if said != Said::Ditto {
                above[position] = Some(at);
            }
            let given = match said {
                Said::Blank => None,
                Said::Ditto => above[position].and_then(|above| self.repeated(above, column)),
                Said::Given(given, understood) => {
                    if let Some(understood) = understood.filter(|_| at.row == row && !self.is_known(at)) {
                        rows.understood.push((position, row, understood));
                    }
                    Some(given)
                }
                Said::Fault(fault) => {
                    if at.row >= row {
                        faults.push((position, at, fault));
                    }
                    Some(Given::Unusable)
                }
            };
            if column.kind == ValueKind::Amount
                && let Some(given) = &given
            {
                rows.amounts.insert((column.col, row), amount_in(given));
            }
            if let Some(given) = given {
                found.push(Found { position, at, given });
            }
        }
        self.finish(row, found, faults, rows, findings);
    }

    /// What 同上 repeats: the cell of the nearest record above.
    fn repeated(&self, above: CellRef, column: &TableColumn) -> Option<Given> {
        match self.reader.read(self.grid.own(above.row, above.col)?, column) {
            Said::Blank | Said::Ditto => None,
            Said::Given(given, _) => Some(given),
            Said::Fault(_) => Some(Given::Unusable),
        }
    }

    /// The cell that speaks for a column in a record: its own row's, else that of a later row of the record.
    fn cell(&self, row: u32, column: &TableColumn, continuations: &[u32]) -> Option<(CellRef, &RawCell)> {
        let own = std::iter::once(row)
            .chain(continuations.iter().copied())
            .find_map(|row| self.grid.at(row, column.col))?;
        let (at, _) = own;
        let is_reference = self.reference.iter().any(|area| area.contains(at.row, at.col));
        // A figure merged over several records is one figure: it counts for the first of them.
        let is_anothers = column.kind == ValueKind::Amount && at.row < row;
        // Spread along the row it would be another column's.
        let is_beside = at.col != column.col && column.kind != ValueKind::Text;
        (!is_reference && !is_anothers && !is_beside).then_some(own)
    }

    fn is_known(&self, at: CellRef) -> bool {
        self.known.iter().any(|area| area.contains(at.row, at.col))
    }

    fn is_informational(&self, row: u32) -> bool {
        let mut any = false;
        for cell in self.grid.filled(row) {
            any = true;
            if !self.reference.iter().any(|area| area.contains(row, cell.col)) {
                return false;
            }
        }
        any
    }

    /// A card's one record.
    fn card(&self, cells: &[crate::table::CardCell], rows: &mut Rows, findings: &mut Vec<Finding>) {
        let Some(first) = cells.iter().map(|cell| cell.value.row).min() else {
            return;
        };
        let mut record = Record {
            row: first,
            marks: Marks::default(),
            entries: Vec::new(),
        };
        let mut faults = Vec::new();
        for card in cells {
            let (Some(field), Some((at, cell))) =
                (card.column.field, self.grid.at(card.value.row, card.value.col))
            else {
                continue;
            };
            let given = match self.reader.read(cell, &card.column) {
                Said::Given(given, _) => given,
                Said::Fault(fault) => {
                    faults.push((card.column.heading.clone(), at, fault));
                    Given::Unusable
                }
                Said::Blank | Said::Ditto => continue,
            };
            record.entries.push(Entry {
                field,
                at: Area::cell(at.row, at.col),
                given,
            });
        }
        take_marks(&mut record);
        self.take_exit(&mut record);
        let (name, code) = identity(&record);
        for (heading, at, fault) in faults {
            findings.push(self.fault(&heading, at, &fault, name.as_deref(), code.as_deref()));
        }
        rows.records.push(record);
    }

    /// Which of the words that take a project out it was, as the cell shows it.
    fn take_exit(&self, record: &mut Record) {
        let withdrawn = Given::Value(Datum::Status(Status::Withdrawn));
        let Some(entry) = record
            .entry(Field::Status)
            .filter(|entry| entry.given == withdrawn)
        else {
            return;
        };
        let shown = self.grid.own_text(entry.at.first.row, entry.at.first.col);
        record.marks.exit = shown
            .map(|text| tidy(&text))
            .filter(|text| self.reader.is_exit(text));
    }

    fn finish(
        &self,
        row: u32,
        found: Vec<Found>,
        faults: Vec<(usize, CellRef, Fault)>,
        rows: &mut Rows,
        findings: &mut Vec<Finding>,
    ) {
        let mut record = Record {
            row,
            marks: Marks::default(),
            entries: Vec::new(),
        };
        for one in found {
            let Some(field) = self.table.columns[one.position].field else {
                continue;
            };
            Self::take(field, one, &mut record);
        }
        take_marks(&mut record);
        self.take_exit(&mut record);
        promise(&mut record);
        let (name, code) = identity(&record);
        for (position, at, fault) in faults {
            let heading = &self.table.columns[position].heading;
            findings.push(self.fault(heading, at, &fault, name.as_deref(), code.as_deref()));
        }
        let lacking = self.lacking(row, &record, name.as_deref(), code.as_deref());
        let rejected = self.schema.form != Form::Task && name.is_none() && code.is_none();
        findings.extend(lacking);
        if rejected {
            rows.rejected.push(row);
        } else {
            rows.records.push(record);
        }
    }

    /// Adds what a column says; where a second column says the same field, the filled one counts.
    fn take(field: Field, found: Found, record: &mut Record) {
        let at = Area::cell(found.at.row, found.at.col);
        let Some(earlier) = record.entries.iter_mut().find(|entry| entry.field == field) else {
            record.entries.push(Entry {
                field,
                at,
                given: found.given,
            });
            return;
        };
        if let (Given::Value(first), Given::Value(second)) = (&earlier.given, &found.given)
            && let Some(joined) = join_approvals(first, second)
        {
            earlier.given = Given::Value(joined);
            return;
        }
        if differ(&earlier.given, &found.given) {
            // S05: neither is used.
            earlier.given = Given::Unusable;
        } else if matches!(earlier.given, Given::Nothing) && matches!(found.given, Given::Value(_)) {
            earlier.given = found.given;
            earlier.at = at;
        }
    }

    /// V01: required values that are missing, each at its empty cell.
    fn lacking(&self, row: u32, record: &Record, name: Option<&str>, code: Option<&str>) -> Vec<Finding> {
        let closed = record.datum(Field::State) == Some(&Datum::Task(TaskState::Closed))
            || (record.entry(Field::State).is_none() && record.datum(Field::ClosedOn).is_some());
        let mut findings = Vec::new();
        for column in &self.table.columns {
            let Some(field) = column.field else { continue };
            let required = self.schema.column(field).is_some_and(|column| column.required);
            let wanted = self.schema.form == Form::Task
                && !closed
                && matches!(field, Field::ResponsiblePerson | Field::Supervisor);
            let empty = match record.entry(field).map(|entry| &entry.given) {
                None | Some(Given::Nothing) => true,
                Some(Given::Value(_) | Given::Unusable) => false,
            };
            let may_stay_empty = self.open.iter().any(|area| area.contains(row, column.col));
            if !(required || wanted) || !empty || may_stay_empty {
                continue;
            }
            if findings
                .iter()
                .any(|finding: &Finding| finding.column.as_deref() == Some(&column.heading))
            {
                continue;
            }
            let mut finding = Finding::new(
                Code::V01,
                self.place.at(row, column.col),
                format!("{}没有填", plain_heading(&column.heading)),
                format!("请补填{}", plain_heading(&column.heading)),
            )
            .column(column.heading.clone());
            if field == Field::Name && code.is_none() {
                finding.message = format!(
                    "{}没有填，也没有项目代码，这一行没有采用",
                    plain_heading(&column.heading)
                );
            }
            if !required {
                finding.severity = Severity::Warning;
            }
            findings.push(Self::about(finding, name, code));
        }
        findings
    }

    fn fault(
        &self,
        heading: &str,
        at: CellRef,
        fault: &Fault,
        name: Option<&str>,
        code: Option<&str>,
    ) -> Finding {
        let finding = Finding::new(
            fault.code,
            self.place.at(at.row, at.col),
            format!("{}{}", plain_heading(heading), fault.what),
            fault.help,
        )
        .column(heading.to_owned())
        .expected(fault.expected);
        Self::about(finding, name, code)
    }

    fn about(finding: Finding, name: Option<&str>, code: Option<&str>) -> Finding {
        match name.or(code) {
            Some(shown) => finding.project(shown, code.map(str::to_owned)),
            None => finding,
        }
    }

    /// S05: two columns for one field that differ somewhere, on the second heading.
    fn conflicts(&self, rows: &mut Rows, findings: &mut Vec<Finding>) {
        let mut first_of: BTreeMap<Field, &TableColumn> = BTreeMap::new();
        for column in &self.table.columns {
            let Some(field) = column.field else { continue };
            let Some(first) = first_of.get(&field) else {
                first_of.insert(field, column);
                continue;
            };
            if column.kind == ValueKind::Approval && !self.approvals_differ(first, column) {
                continue;
            }
            let differing: Vec<u32> = self
                .records()
                .filter(|&row| {
                    let said = |column: &TableColumn| match self.cell(row, column, &[]) {
                        Some((_, cell)) => match self.reader.read(cell, column) {
                            Said::Given(given, _) => Some(given),
                            _ => None,
                        },
                        None => None,
                    };
                    matches!((said(first), said(column)), (Some(a), Some(b)) if differ(&a, &b))
                })
                .collect();
            let Some(example) = differing.first() else {
                continue;
            };
            rows.conflicting.extend([first.col, column.col]);
            findings.push(
                Finding::new(
                    Code::S05,
                    self.place.at(column.at.row, column.at.col),
                    format!(
                        "“{}”和“{}”是同一栏，{}不一致，不一致的都没有采用",
                        first.heading,
                        column.heading,
                        if differing.len() == 1 {
                            format!("第{}行", example + 1)
                        } else {
                            format!("第{}行等{}行", example + 1, differing.len())
                        }
                    ),
                    "请只留一栏，删去另一栏",
                )
                .column(column.heading.clone()),
            );
        }
    }

    fn approvals_differ(&self, first: &TableColumn, second: &TableColumn) -> bool {
        self.records().any(|row| {
            let said = |column: &TableColumn| {
                let (_, cell) = self.cell(row, column, &[])?;
                match self.reader.read(cell, column) {
                    Said::Given(Given::Value(datum), _) => Some(datum),
                    _ => None,
                }
            };
            matches!((said(first), said(second)), (Some(a), Some(b)) if join_approvals(&a, &b).is_none() && a != b)
        })
    }

    fn records(&self) -> impl Iterator<Item = u32> {
        self.table
            .rows
            .iter()
            .filter(|(_, kind)| *kind == RowKind::Record)
            .map(|(row, _)| *row)
    }
}

/// A heading in a message: on one line, its unit left out.
pub(super) fn plain_heading(heading: &str) -> String {
    let leaf = heading.rsplit('›').next().unwrap_or(heading);
    let tidy = tidy(leaf);
    let shown = crate::table::without_brackets(&fold(&tidy));
    if shown.is_empty() { tidy } else { shown }
}

fn amount_in(given: &Given) -> Option<Wanyuan> {
    match given {
        Given::Value(Datum::Amount(amount)) => Some(amount.value),
        Given::Value(_) | Given::Nothing => Some(Wanyuan::ZERO),
        Given::Unusable => None,
    }
}

/// Do two columns for one field say different things? Names, codes, amounts, dates and states; other texts may.
fn differ(first: &Given, second: &Given) -> bool {
    let (Given::Value(first), Given::Value(second)) = (first, second) else {
        return false;
    };
    match (first, second) {
        (Datum::Amount(a), Datum::Amount(b)) => !a.agrees_with(b),
        (Datum::Day(a), Datum::Day(b)) => !a.agrees_with(b),
        (Datum::Text(_) | Datum::Rate { .. } | Datum::Unit(_) | Datum::Kinds(_), _) => {
            matches!((first, second), (Datum::Text(a), Datum::Text(b)) if fold(a) != fold(b))
        }
        (a, b) => a != b,
    }
}

/// 环评 › 文号 and 环评 › 时间: two columns that complete one another.
fn join_approvals(first: &Datum, second: &Datum) -> Option<Datum> {
    let (
        Datum::Approval {
            state: a,
            on: a_on,
            document: a_document,
            promised_by: a_promise,
        },
        Datum::Approval {
            state: b,
            on: b_on,
            document: b_document,
            promised_by: b_promise,
        },
    ) = (first, second)
    else {
        return None;
    };
    if a != b || (a_on.is_some() && b_on.is_some() && a_on != b_on) {
        return None;
    }
    Some(Datum::Approval {
        state: *a,
        on: a_on.or(*b_on),
        document: a_document.clone().or_else(|| b_document.clone()),
        promised_by: a_promise.or(*b_promise),
    })
}

/// ★ and （打捆） are facts about the project, not part of its name.
fn take_marks(record: &mut Record) {
    const SIGNS: [char; 10] = ['★', '☆', '■', '□', '▲', '△', '●', '◆', '※', '*'];
    let Some(entry) = record.entries.iter_mut().find(|entry| entry.field == Field::Name) else {
        return;
    };
    let Given::Value(Datum::Text(name)) = &entry.given else {
        return;
    };
    let signs: BTreeSet<String> = name
        .chars()
        .filter(|c| SIGNS.contains(c))
        .map(String::from)
        .collect();
    let mut bare: String = name.chars().filter(|c| !SIGNS.contains(c)).collect();
    for mark in [
        "（打捆）",
        "(打捆)",
        "【打捆】",
        "[打捆]",
        "（打捆项目）",
        "(打捆项目)",
        "（打包）",
        "(打包)",
    ] {
        if bare.contains(mark) {
            bare = bare.replace(mark, "");
            record.marks.is_bundle = true;
        }
    }
    record.marks.signs = signs.into_iter().collect();
    let bare = tidy(&bare);
    entry.given = if bare.is_empty() {
        Given::Nothing
    } else {
        Given::Value(Datum::Text(bare))
    };
}

/// 承诺时限 of its own column goes to the approvals that were promised or deferred.
fn promise(record: &mut Record) {
    let Some(Datum::Day(by)) = record.datum(Field::PromisedBy).cloned() else {
        return;
    };
    for entry in &mut record.entries {
        if let Given::Value(Datum::Approval {
            state, promised_by, ..
        }) = &mut entry.given
            && matches!(
                state,
                crate::catalog::ApprovalState::Promised | crate::catalog::ApprovalState::Deferred
            )
        {
            promised_by.get_or_insert(by);
        }
    }
}

/// Name (or, in a task list, number and matter) and code, as findings show them.
pub(super) fn identity(record: &Record) -> (Option<String>, Option<String>) {
    let code = match record.datum(Field::Code) {
        Some(Datum::Code(code)) => Some(code.to_string()),
        _ => None,
    };
    let matter = record
        .text(Field::Matter)
        .map(|matter| match record.text(Field::No) {
            Some(no) => format!("{no} {matter}"),
            None => matter.to_owned(),
        });
    let name = record.text(Field::Name).map(str::to_owned);
    (matter.or(name), code)
}

/// Parts of bundles: rows numbered 1-1, 1.1 or （1） under a row marked 打捆.
pub(super) fn parts(records: &[Record], grid: &Grid<'_>, serial: Option<u16>) -> Vec<(u32, u32)> {
    let Some(serial) = serial else { return Vec::new() };
    let number = |row: u32| grid.own_text(row, serial).map(|text| fold(&text));
    let mut parts = Vec::new();
    let mut bundle: Option<(u32, String)> = None;
    for record in records {
        if record.marks.is_bundle {
            bundle = number(record.row).map(|number| (record.row, number));
            continue;
        }
        let Some((row, of)) = &bundle else { continue };
        let is_part = number(record.row).is_some_and(|number| {
            let bracketed = number.starts_with('(') && number.ends_with(')');
            let under = number
                .strip_prefix(of.as_str())
                .is_some_and(|rest| rest.starts_with(['-', '.', '_', '、']) && rest.len() > 1);
            bracketed || under
        });
        if is_part {
            parts.push((*row, record.row));
        } else {
            bundle = None;
        }
    }
    parts
}

/// Used by messages that show a value as written.
pub(super) fn shown_at(grid: &Grid<'_>, row: u32, col: u16) -> String {
    grid.text(row, col).map_or_else(String::new, |text| quoted(&text))
}
