//! 点名: which file was taken for which unit and table, who is missing, late, twice (codes F04–F07).
//!
//! Enters: all submissions and what is known of earlier issues. Leaves: a [`RollCall`] – what counts, and why the rest does not.

mod edition;
mod line;
mod past;
mod state;

pub use edition::Recency;
pub use past::{Past, SeenInput};
pub use state::{FileLine, FileState, RollCall, TableState, Taken};

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::finding::{Code, Finding, Findings, Place};
use crate::intake::Aside;
use crate::narrative::Narrative;
use crate::record::Submission;
use crate::value::UnitId;

/// Calls the roll: settles for every table whose it is and whether it counts, and takes over from the reader the
/// findings on what counts – nobody need mend a superseded sheet.
pub fn call(
    catalog: &Catalog,
    submissions: &[Submission],
    asides: &[Aside],
    narratives: &[Narrative],
    past: &Past<'_>,
    as_of: NaiveDate,
    findings: &mut Findings,
) -> RollCall {
    let mut rollcall = RollCall {
        tables: submissions
            .iter()
            .map(|submission| claimed(submission, past, findings))
            .collect(),
        ..RollCall::default()
    };
    let replaced = edition::supersede(submissions, &mut rollcall.tables, as_of, findings);
    let present = present(submissions, &rollcall, past);
    rollcall.missing = catalog
        .unit_ids()
        .filter(|unit| !present.contains(unit))
        .collect();
    rollcall.missing_for = rollcall
        .missing
        .iter()
        .map(|&unit| (unit, past.missing_for(unit) + 1))
        .collect();
    let week = line::Week {
        catalog,
        submissions,
        past,
        as_of,
        replaced: &replaced,
    };
    rollcall.lines = line::all(&week, asides, narratives, &rollcall);
    findings.extend(week.other_periods(&rollcall));
    for &unit in &rollcall.missing {
        findings.push(nothing_handed_in(unit, &rollcall));
    }
    for (position, submission) in submissions.iter().enumerate() {
        if past.seen(&submission.sha256).is_some() {
            continue;
        }
        findings.extend(
            submission
                .findings
                .iter()
                .filter(|&finding| rollcall.takes(position, submission, finding))
                .cloned(),
        );
    }
    rollcall
}

/// Whose each table of a file is, before newer versions are looked at.
fn claimed(
    submission: &Submission,
    past: &Past<'_>,
    findings: &mut Findings,
) -> Vec<Vec<(TableState, Option<UnitId>)>> {
    let seen = past.seen(&submission.sha256);
    if let Some(seen) = seen {
        findings.push(repeated(submission, seen));
    }
    let mut nobody = false;
    let tables = submission
        .sheets
        .iter()
        .map(|sheet| {
            let tables = sheet.tables.iter().map(|table| {
                let unit = table.unit.or(submission.whose.unit());
                nobody |= unit.is_none() && table.form.is_some();
                let state = match (seen, unit) {
                    (Some(_), _) => TableState::Repeated,
                    (None, Some(_)) => TableState::Counted,
                    (None, None) => TableState::Unknown,
                };
                (state, unit)
            });
            tables.collect()
        })
        .collect();
    if nobody && seen.is_none() {
        findings.push(nobodys(submission));
    }
    tables
}

/// Who has handed in something that counts: a ledger with records, or a word that nothing changed.
fn present(submissions: &[Submission], rollcall: &RollCall, past: &Past<'_>) -> BTreeSet<UnitId> {
    let mut present = BTreeSet::new();
    for (submission, sheets) in submissions.iter().zip(&rollcall.tables) {
        if submission.says_no_change && past.seen(&submission.sha256).is_none() {
            present.extend(submission.whose.unit());
        }
        let read = submission.sheets.iter().flat_map(|sheet| &sheet.tables);
        for (table, (state, unit)) in read.zip(sheets.iter().flatten()) {
            if *state == TableState::Counted && table.form.is_some() && !table.records.is_empty() {
                present.extend(*unit);
            }
        }
    }
    present
}

fn repeated(submission: &Submission, seen: &SeenInput) -> Finding {
    let name = if seen.file == submission.file {
        "文件".to_owned()
    } else {
        format!("“{}”", seen.file)
    };
    Finding::new(
        Code::F06,
        Place::file(submission.file.as_str()),
        format!("与第{}期的{name}完全相同，不再计入", seen.number),
        "报本期的新表；确无变化的，写明“本周无变化”后再报",
    )
    .unit(submission.whose.unit().or(seen.unit))
}

fn nobodys(submission: &Submission) -> Finding {
    if submission.is_ledger_of_ours() {
        return Finding::new(
            Code::F04,
            Place::file(submission.file.as_str()),
            "是下级的总账，花名册里没有这个单位，也没有它的属地，未计入",
            "在 jianbao.toml 的 [units] 里加上这个单位，名称与下级的地区名一致",
        );
    }
    let named = match &submission.whose {
        crate::record::Whose::Unknown(units) => units.len(),
        crate::record::Whose::Known(..) => 0,
    };
    let message = if named > 1 {
        format!("文件名里有{}个单位，分不清是谁报的，整份未计入", counted(named))
    } else {
        "看不出是哪个单位报的，未计入".to_owned()
    };
    Finding::new(
        Code::F04,
        Place::file(submission.file.as_str()),
        message,
        "各单位分开报，或在表内写明填报单位；文件名、文件夹名写上单位也可",
    )
}

fn counted(number: usize) -> String {
    if number == 2 {
        "两".to_owned()
    } else {
        number.to_string()
    }
}

fn nothing_handed_in(unit: UnitId, rollcall: &RollCall) -> Finding {
    let has = |state: FileState| {
        rollcall
            .lines
            .iter()
            .any(|line| line.unit == Some(unit) && line.state == state)
    };
    let reason = if has(FileState::Repeated) {
        "所报为以前报过的文件"
    } else if has(FileState::Unreadable) {
        "所报文件读不了"
    } else if has(FileState::Received) {
        "所报文件里没有可用的台账"
    } else if has(FileState::NotASpreadsheet) || has(FileState::Narrative) {
        "只报了文字材料，没有台账"
    } else {
        "没有报送任何文件"
    };
    let weeks = rollcall
        .missing_for
        .iter()
        .find(|(missing, _)| *missing == unit)
        .map_or(1, |(_, weeks)| *weeks);
    let often = if weeks > 1 {
        format!("，已连续{weeks}期")
    } else {
        String::new()
    };
    Finding::new(
        Code::F07,
        Place::file(""),
        format!("{reason}{often}"),
        "尽快报送本期台账；没有变化的也要报，写明“本周无变化”",
    )
    .unit(Some(unit))
}
