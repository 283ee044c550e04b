//! 新旧: several tables of one unit, form and kind – which is the new version of which (F05).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::TableState;
use crate::catalog::{Field, Form};
use crate::finding::{Code, Finding, Findings, Place};
use crate::record::{Datum, Record, Submission, TableReading};
use crate::value::{KindId, UnitId, name, text};

type States = Vec<Vec<Vec<(TableState, Option<UnitId>)>>>;

/// How new a sheet is among its unit's; the greatest is the newest. By its date – where it bears none, the day its file
/// was written –, then by the words of a corrected version in its name, a visible one before a hidden one, by the hour
/// its file was written where no date is said, then the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recency {
    day: Option<NaiveDate>,
    version: u32,
    is_visible: bool,
    saved_at: Option<NaiveDateTime>,
    position: Reverse<(usize, usize)>,
}

impl Recency {
    /// Of a sheet of a submission, both by position.
    pub fn of(submissions: &[Submission], submission: usize, sheet: usize, as_of: NaiveDate) -> Recency {
        let file = &submissions[submission];
        let reading = &file.sheets[sheet];
        let is_receipt = file
            .schema
            .as_ref()
            .is_some_and(|(schema, _)| schema.starts_with("jianbao.receipt"));
        let dated = reading.tables.iter().filter_map(|table| table.dated).max();
        // Copies are stamped when they are copied: a time beyond the as-of day says no more than that day.
        let saved_on = file.saved_at.map(|saved| saved.date().min(as_of));
        Recency {
            day: dated.or(saved_on),
            // A receipt is what the unit mended: it goes before the file it was made from.
            version: if is_receipt {
                u32::MAX
            } else {
                version(file, reading.name.as_deref())
            },
            is_visible: !reading.hidden,
            // A date that is said outlasts the day. A folder is copied within a minute, a better version takes longer.
            saved_at: match dated {
                Some(day) => day.and_hms_opt(23, 59, 59),
                None => file
                    .saved_at
                    .zip(as_of.and_hms_opt(23, 59, 0))
                    .and_then(|(saved, end)| saved.min(end).with_second(0)),
            },
            position: Reverse((submission, sheet)),
        }
    }
}

/// 最终版, 更正, (2): how often a version was mended, as far as its name says. A sheet's `(2)` is a copy made in Excel and
/// says nothing: the first counts.
fn version(file: &Submission, sheet: Option<&str>) -> u32 {
    let stem = file.file.rsplit('/').next().unwrap_or(&file.file);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let stem = text::fold(stem);
    let said = format!("{stem}{}", text::fold(sheet.unwrap_or_default()));
    let words = [
        "最终", "终稿", "终版", "定稿", "更正", "修订", "修改", "更新", "补充", "补报", "重报",
    ];
    let named = words.iter().filter(|word| said.contains(*word)).count();
    u32::try_from(named).unwrap_or(0) * 100 + copy_number(&stem)
}

/// The `2` of `台账(2)`, which is how systems name a second download or save.
fn copy_number(name: &str) -> u32 {
    let number = name
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .map(|(_, number)| number);
    number
        .and_then(|number| number.parse::<u32>().ok())
        .filter(|&number| number < 100)
        .unwrap_or(0)
}

/// A sheet's tables of one unit, form and kind.
struct Edition {
    recency: Recency,
    submission: usize,
    sheet: usize,
    tables: Vec<usize>,
}

/// Marks what a newer version replaces: one that holds at least half of the older one's records. Gives, by position,
/// the file that replaces (a table of) another.
pub(super) fn supersede(
    submissions: &[Submission],
    states: &mut States,
    as_of: NaiveDate,
    findings: &mut Findings,
) -> BTreeMap<usize, usize> {
    let mut groups: BTreeMap<(UnitId, Form, Option<KindId>), Vec<Edition>> = BTreeMap::new();
    for (submission, file) in submissions.iter().enumerate() {
        for (sheet, reading) in file.sheets.iter().enumerate() {
            for (table, read) in reading.tables.iter().enumerate() {
                let (state, unit) = states[submission][sheet][table];
                let (TableState::Counted, Some(unit), Some(form)) = (state, unit, read.form) else {
                    continue;
                };
                let editions = groups.entry((unit, form, read.kind)).or_default();
                match editions
                    .last_mut()
                    .filter(|last| (last.submission, last.sheet) == (submission, sheet))
                {
                    Some(edition) => edition.tables.push(table),
                    None => editions.push(Edition {
                        recency: Recency::of(submissions, submission, sheet, as_of),
                        submission,
                        sheet,
                        tables: vec![table],
                    }),
                }
            }
        }
    }
    let mut replaced: BTreeMap<(usize, usize), (UnitId, usize)> = BTreeMap::new();
    for ((unit, form, _), mut editions) in groups {
        editions.sort_by_key(|edition| Reverse(edition.recency));
        let mut newer = Holdings::default();
        for edition in &editions {
            let reading = &submissions[edition.submission].sheets[edition.sheet];
            let records: Vec<&Record> = edition
                .tables
                .iter()
                .flat_map(|&table| &reading.tables[table].records)
                .collect();
            let held = records.iter().filter(|record| newer.holds(form, record)).count();
            // An older sheet without a record is as replaced as one whose records are all here; where it is no older than
            // the ledger in the same file, it is a form to fill in.
            let day = edition.recency.day;
            let is_form = |(by, newest): (usize, Option<NaiveDate>)| {
                records.is_empty() && by == edition.submission && day == newest
            };
            if held * 2 >= records.len()
                && let Some((by, _)) = newer.newest.filter(|newest| !is_form(*newest))
            {
                for &table in &edition.tables {
                    states[edition.submission][edition.sheet][table].0 = TableState::Superseded;
                }
                replaced
                    .entry((edition.submission, edition.sheet))
                    .or_insert((unit, by));
                continue;
            }
            if !records.is_empty() {
                newer.newest.get_or_insert((edition.submission, day));
            }
            for record in records {
                newer.add(form, record);
            }
        }
    }
    report(submissions, states, &replaced, findings);
    replaced
        .into_iter()
        .map(|((submission, _), (_, by))| (submission, by))
        .collect()
}

/// The records of the newer editions that count, by all that identifies them.
#[derive(Default)]
struct Holdings {
    /// The file of the newest edition with records, and its day.
    newest: Option<(usize, Option<NaiveDate>)>,
    keys: BTreeSet<String>,
}

impl Holdings {
    fn add(&mut self, form: Form, record: &Record) {
        self.keys.extend(keys(form, record));
    }

    fn holds(&self, form: Form, record: &Record) -> bool {
        keys(form, record).iter().any(|key| self.keys.contains(key))
    }
}

/// All that a record may be known by again: code or name of a project, number or matter of a task, a visit's day.
fn keys(form: Form, record: &Record) -> Vec<String> {
    let name = record
        .text(Field::Name)
        .map(name::normalise)
        .filter(|name| !name.is_empty());
    let code = match record.datum(Field::Code) {
        Some(Datum::Code(code)) => Some(code.to_string()),
        _ => None,
    };
    let words = |field: Field| record.text(field).map(text::fold).unwrap_or_default();
    let project = code.clone().or_else(|| name.clone()).unwrap_or_default();
    match form {
        Form::Project | Form::Approval => code.into_iter().chain(name).collect(),
        Form::Task => {
            let no = Some(words(Field::No))
                .filter(|no| !no.is_empty())
                .map(|no| format!("#{no}"));
            no.into_iter()
                .chain([format!("{project}|{}", words(Field::Matter))])
                .collect()
        }
        Form::Financing => vec![format!("{project}|{}", words(Field::Bank))],
        Form::Inspection => vec![format!(
            "{project}|{:?}|{}",
            record.datum(Field::InspectedOn),
            words(Field::Problem)
        )],
    }
}

/// F05 on the file where all its ledgers are replaced, else on each sheet that is.
fn report(
    submissions: &[Submission],
    states: &States,
    replaced: &BTreeMap<(usize, usize), (UnitId, usize)>,
    findings: &mut Findings,
) {
    let mut said: BTreeSet<usize> = BTreeSet::new();
    for (&(submission, sheet), &(unit, by)) in replaced {
        let file = &submissions[submission];
        let has_ledger = |tables: &[TableReading]| tables.iter().any(|table| table.form.is_some());
        let left = file
            .sheets
            .iter()
            .zip(&states[submission])
            .any(|(reading, states)| {
                has_ledger(&reading.tables) && states.iter().any(|(state, _)| *state == TableState::Counted)
            });
        if !left && !said.insert(submission) {
            continue;
        }
        let place = Place {
            file: file.file.as_str().into(),
            sheet: left
                .then(|| file.sheets[sheet].name.as_deref().map(Into::into))
                .flatten(),
            cell: None,
        };
        let newer = if by == submission {
            "同一文件中有更新的一张表".to_owned()
        } else {
            format!("有更新的一份：{}", submissions[by].file)
        };
        let help = "已采用新的一份，不必处理；旧的可以移走";
        findings.push(Finding::new(Code::F05, place, newer, help).unit(Some(unit)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_copy_and_a_final_version_are_newer() {
        assert_eq!(copy_number(&text::fold("甲镇5.5（2）")), 2);
        assert_eq!(copy_number("甲镇(5.5)"), 0);
        assert_eq!(copy_number("甲镇(2023)"), 0);
        assert_eq!(copy_number("甲镇"), 0);
    }
}
