//! The lines of the roll-call: one for each file and unit, one for each unit that is missing.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use super::{FileLine, FileState, Past, RollCall, TableState};
use crate::catalog::Catalog;
use crate::finding::{Code, Finding, Place, Severity};
use crate::intake::{Aside, AsideKind};
use crate::narrative::Narrative;
use crate::record::{Submission, Whose};
use crate::value::UnitId;

/// A day this long before the as-of date belongs to another week.
const WEEK: i64 = 7;

/// What a week's files are held against.
pub(super) struct Week<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) submissions: &'a [Submission],
    pub(super) past: &'a Past<'a>,
    pub(super) as_of: NaiveDate,
    /// By position: which file replaces (a table of) which.
    pub(super) replaced: &'a BTreeMap<usize, usize>,
}

/// All lines: roster order, then files by name; what nobody's is stands last.
pub(super) fn all(
    week: &Week<'_>,
    asides: &[Aside],
    narratives: &[Narrative],
    rollcall: &RollCall,
) -> Vec<FileLine> {
    let Week {
        catalog, submissions, ..
    } = *week;
    let mut lines: Vec<FileLine> = rollcall
        .missing
        .iter()
        .map(|&unit| FileLine {
            unit: Some(unit),
            why: Some(format!("{}未报送", catalog.unit(unit).short)),
            ..blank(FileState::Missing)
        })
        .collect();
    for (position, submission) in submissions.iter().enumerate() {
        let units = units(submission, rollcall, position);
        lines.extend(units.into_iter().map(|unit| week.line(rollcall, position, unit)));
    }
    lines.extend(narratives.iter().map(|narrative| {
        FileLine {
            unit: narrative
                .unit
                .or(narrative.team.map(|team| catalog.team(team).lead)),
            file: Some(narrative.file.clone()),
            sha256: Some(narrative.sha256.clone()),
            ..blank(FileState::Narrative)
        }
    }));
    lines.extend(asides.iter().map(|aside| FileLine {
        unit: aside.unit,
        file: Some(aside.file.clone()),
        sha256: aside.sha256.clone(),
        why: Some(aside.why.clone()),
        ..blank(match aside.kind {
            AsideKind::Skipped => FileState::Skipped,
            AsideKind::NotASpreadsheet => FileState::NotASpreadsheet,
        })
    }));
    lines.sort_by(|a, b| (a.unit.is_none(), a.unit, &a.file).cmp(&(b.unit.is_none(), b.unit, &b.file)));
    lines
}

fn blank(state: FileState) -> FileLine {
    FileLine {
        unit: None,
        file: None,
        state,
        dated: None,
        late: false,
        sha256: None,
        rows: 0,
        why: None,
    }
}

/// The units a file has tables of; one line for each. A file without any has one line all the same.
fn units(submission: &Submission, rollcall: &RollCall, position: usize) -> Vec<Option<UnitId>> {
    let read = submission.sheets.iter().flat_map(|sheet| &sheet.tables);
    let states = rollcall.tables[position].iter().flatten();
    let mut units: Vec<Option<UnitId>> = read
        .zip(states)
        .filter(|(table, _)| table.form.is_some())
        .map(|(_, (_, unit))| *unit)
        .collect();
    units.sort_unstable();
    units.dedup();
    if units.is_empty() {
        units.push(submission.whose.unit());
    }
    units
}

impl Week<'_> {
    fn line(&self, rollcall: &RollCall, position: usize, unit: Option<UnitId>) -> FileLine {
        let submission = &self.submissions[position];
        let read = submission.sheets.iter().flat_map(|sheet| &sheet.tables);
        let own: Vec<_> = read
            .zip(rollcall.tables[position].iter().flatten())
            .filter(|(_, (_, whose))| *whose == unit)
            .collect();
        let ledgers: Vec<_> = own.iter().filter(|(table, _)| table.form.is_some()).collect();
        let all_are =
            |state: TableState| !ledgers.is_empty() && ledgers.iter().all(|(_, (is, _))| *is == state);
        let (state, why) = if let Some(seen) = self.past.seen(&submission.sha256) {
            (
                FileState::Repeated,
                Some(format!("与第{}期所报完全相同", seen.number)),
            )
        } else if let Some((state, why)) = refused(submission) {
            (state, Some(why))
        } else if all_are(TableState::Superseded) {
            (FileState::Superseded, Some(self.newer(position)))
        } else if ledgers.is_empty() && submission.is_ledger_of_ours() {
            let why = "是本级自己印发的总账或台账，不作为报送";
            (FileState::Skipped, Some(why.to_owned()))
        } else if unit.is_none() {
            (FileState::Unknown, Some(whose_is_it(submission)))
        } else if ledgers.is_empty() && !submission.says_no_change {
            (FileState::Received, Some("没有找到台账".to_owned()))
        } else {
            (FileState::Received, None)
        };
        let dated = ledgers.iter().filter_map(|(table, _)| table.dated).max();
        FileLine {
            unit,
            file: Some(submission.file.clone()),
            state,
            dated,
            late: dated.map_or_else(|| self.is_saved_late(submission), |day| day > self.as_of),
            sha256: Some(submission.sha256.clone()),
            rows: own
                .iter()
                .filter(|(_, (state, _))| *state == TableState::Counted)
                .map(|(table, _)| table.rows.read)
                .sum(),
            why,
        }
    }

    fn newer(&self, position: usize) -> String {
        match self.replaced.get(&position) {
            Some(&by) if by != position => format!("有更新的一份：{}", self.submissions[by].file),
            _ => "有更新的一份".to_owned(),
        }
    }

    /// A file that bears no date, written after the deadline, where the configuration counts that.
    fn is_saved_late(&self, submission: &Submission) -> bool {
        let calendar = &self.catalog.calendar;
        let time = NaiveTime::parse_from_str(&calendar.deadline_time, "%H:%M").ok();
        let deadline = time.map(|time| self.as_of.and_time(time));
        calendar.file_time_counts
            && submission
                .saved_at
                .zip(deadline)
                .is_some_and(|(saved, deadline)| saved > deadline)
    }

    /// F10: ledgers that count and yet bear the date of another week; once a file.
    pub(super) fn other_periods(&self, rollcall: &RollCall) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (position, submission) in self.submissions.iter().enumerate() {
            let counted = submission.sheets.iter().zip(&rollcall.tables[position]);
            let old = counted.flat_map(|(sheet, states)| {
                let tables = sheet.tables.iter().zip(states);
                tables.filter_map(move |(table, (state, unit))| {
                    let day = table.dated.filter(|&day| (self.as_of - day).num_days() >= WEEK)?;
                    let counts = *state == TableState::Counted && table.form.is_some();
                    (counts && !table.records.is_empty()).then_some((sheet, day, *unit))
                })
            });
            let Some((sheet, day, unit)) = old.max_by_key(|(_, day, _)| std::cmp::Reverse(*day)) else {
                continue;
            };
            let place = Place {
                file: submission.file.as_str().into(),
                sheet: sheet.name.as_deref().map(Into::into),
                cell: None,
            };
            findings.push(
                Finding::new(
                    Code::F10,
                    place,
                    format!(
                        "表上写的日期是{}，本期截止{}，可能是以前的表",
                        day.format("%-m月%-d日"),
                        self.as_of.format("%-m月%-d日")
                    ),
                    "报错了的，换成本期的表；内容已更新的，把标题、表名和文件名里的日期改过来",
                )
                .unit(unit),
            );
        }
        findings
    }
}

/// A file that could not be opened, and in what words it was refused.
fn refused(submission: &Submission) -> Option<(FileState, String)> {
    if submission.format.is_some() && !submission.sheets.is_empty() {
        return None;
    }
    let refusal = submission
        .findings
        .iter()
        .find(|finding| matches!(finding.code, Code::F01 | Code::F02 | Code::F08 | Code::F09))
        .or_else(|| {
            submission
                .findings
                .iter()
                .find(|finding| finding.severity == Severity::Error)
        });
    match refusal {
        Some(finding) if finding.code == Code::F09 => {
            Some((FileState::NotASpreadsheet, finding.message.clone()))
        }
        Some(finding) => Some((FileState::Unreadable, finding.message.clone())),
        None if submission.format.is_none() => Some((FileState::Unreadable, "读不了".to_owned())),
        None => None,
    }
}

fn whose_is_it(submission: &Submission) -> String {
    match &submission.whose {
        Whose::Unknown(units) if units.len() > 1 => "分不清是哪个单位报的".to_owned(),
        _ => "看不出是哪个单位报的".to_owned(),
    }
}
