//! What a published issue leaves behind for the next one.

use std::collections::BTreeMap;

use super::{ApprovalCount, Ledger, Metrics, MoneyTotals, PastIssue, Previous, Project, TaskCount};
use crate::catalog::{Catalog, Field, Item};
use crate::finding::{Finding, Severity};
use crate::narrative::{Narrative, Section};
use crate::record::Submission;
use crate::rollcall::{RollCall, SeenInput};
use crate::value::UnitId;

/// All that a state is made from, side by side.
#[derive(Debug, Clone, Copy)]
pub struct Closing<'a> {
    /// What the office knows.
    pub catalog: &'a Catalog,
    /// The issue's ledger.
    pub ledger: &'a Ledger,
    /// Every file read.
    pub submissions: &'a [Submission],
    /// Which of them count.
    pub rollcall: &'a RollCall,
    /// 文字材料
    pub narratives: &'a [Narrative],
    /// All findings.
    pub findings: &'a [Finding],
    /// Letters: to whom, its number this year, and the keys of what it names.
    pub letters: &'a [(UnitId, u32, &'a [String])],
    /// What the issue before left.
    pub previous: Option<&'a Previous>,
}

impl Previous {
    /// The state that this issue leaves behind once it is published: of its ledger what the next one compares with,
    /// of all issues a line and the hashes of their inputs.
    pub fn next(closing: &Closing<'_>) -> Previous {
        let before = closing.previous;
        let mut issues = before.map(|previous| previous.issues.clone()).unwrap_or_default();
        issues.push(line(closing));
        let (last_letter, letters) = letters(closing);
        Previous {
            ledger: lean(closing.ledger),
            issues,
            inputs: inputs(closing),
            findings: closing.findings.to_vec(),
            accepted: accepted(closing),
            missing_for: closing.rollcall.missing_for.clone(),
            last_letter,
            letters,
            narratives: closing
                .narratives
                .iter()
                .filter(|narrative| matches!(narrative.section, Section::Plan | Section::Decisions))
                .cloned()
                .collect(),
            reported: reported(closing),
        }
    }
}

/// The ledger without what other ledgers said: only names are asked for again, to know a renamed project.
fn lean(ledger: &Ledger) -> Ledger {
    let mut ledger = ledger.clone();
    let projects = [&mut ledger.projects, &mut ledger.uncounted, &mut ledger.left];
    for project in projects.into_iter().flatten() {
        for (item, held) in &mut project.values {
            held.set_aside.clear();
            if *item != Item::Field(Field::Name) {
                held.others.clear();
            }
        }
        project.values.retain(|_, held| held.chosen.is_some());
    }
    for task in &mut ledger.tasks {
        for held in task.values.values_mut() {
            held.others.clear();
            held.set_aside.clear();
        }
        task.values.retain(|_, held| held.chosen.is_some());
    }
    ledger
}

fn line(closing: &Closing<'_>) -> PastIssue {
    let (catalog, ledger) = (closing.catalog, closing.ledger);
    let of =
        |is: &dyn Fn(&&Project) -> bool| -> Vec<&Project> { ledger.projects.iter().filter(is).collect() };
    let open = |severity: Severity| {
        closing
            .findings
            .iter()
            .filter(|finding| finding.severity == severity && finding.waived.is_none())
            .count()
    };
    PastIssue {
        year: ledger.year,
        number: ledger.number,
        as_of: ledger.as_of,
        totals: Metrics::of(&ledger.projects),
        kinds: catalog
            .kind_ids()
            .map(|kind| (kind, Metrics::of(of(&|project| project.kinds.contains(&kind)))))
            .collect(),
        localities: catalog
            .unit_ids()
            .filter(|&unit| catalog.unit(unit).is_locality())
            .map(|unit| (unit, Metrics::of(of(&|project| project.locality == Some(unit)))))
            .collect(),
        money: catalog
            .kind_ids()
            .filter(|&kind| catalog.kind(kind).money.is_some())
            .map(|kind| {
                (
                    kind,
                    MoneyTotals::of(of(&|project| project.kinds.contains(&kind)), kind),
                )
            })
            .collect(),
        approvals: catalog
            .approval_ids()
            .map(|id| (id, ApprovalCount::of(&ledger.projects, id, ledger.as_of)))
            .collect(),
        tasks: TaskCount::of(&ledger.tasks),
        findings: (open(Severity::Error), open(Severity::Warning)),
        missing: closing.rollcall.missing.clone(),
        named: named(closing),
    }
}

/// Names of projects that stand otherwise than in the issue before: listed, late or gone for the first time.
fn named(closing: &Closing<'_>) -> Vec<String> {
    let before: BTreeMap<&str, &Project> = closing
        .previous
        .iter()
        .flat_map(|previous| &previous.ledger.projects)
        .map(|project| (project.key.as_str(), project))
        .collect();
    let is_news = |project: &&Project| {
        let then = project.previous_key.as_deref().and_then(|key| before.get(key));
        then.is_none_or(|then| {
            let late = |project: &Project| project.standing.overdue_days.is_some();
            late(project) && !late(then) || project.vanished && !then.vanished || project.name != then.name
        })
    };
    let projects = closing.ledger.projects.iter().filter(is_news);
    projects.map(|project| project.name.clone()).collect()
}

/// Every input of every issue, each once, under the issue it was first part of.
fn inputs(closing: &Closing<'_>) -> Vec<SeenInput> {
    let mut inputs = closing
        .previous
        .map(|previous| previous.inputs.clone())
        .unwrap_or_default();
    for submission in closing.submissions {
        if inputs.iter().all(|seen| seen.sha256 != submission.sha256) {
            inputs.push(SeenInput {
                sha256: submission.sha256.clone(),
                year: closing.ledger.year,
                number: closing.ledger.number,
                file: submission.file.clone(),
                unit: submission.whose.unit(),
            });
        }
    }
    inputs
}

/// Answers given so far, and those of this issue. One whose finding now says something else is over.
fn accepted(closing: &Closing<'_>) -> Vec<(String, String, String)> {
    let mut accepted = closing
        .previous
        .map(|previous| previous.accepted.clone())
        .unwrap_or_default();
    accepted.retain(|(fingerprint, ..)| {
        let changed = |finding: &Finding| {
            fingerprint.starts_with(&format!("{}|", finding.subject()))
                && finding.fingerprint() != *fingerprint
        };
        !closing.findings.iter().any(changed)
    });
    for finding in closing.findings {
        // What `waivers.toml` accepts, it says itself again next time.
        if let Some(waived) = finding
            .waived
            .as_ref()
            .filter(|waived| waived.source.starts_with("回执"))
        {
            let fingerprint = finding.fingerprint();
            if accepted.iter().all(|(known, ..)| *known != fingerprint) {
                accepted.push((fingerprint, waived.reason.clone(), waived.source.clone()));
            }
        }
    }
    accepted
}

/// 文号 go on within the year.
type Letters = Vec<(UnitId, i32, u32, u32, Vec<String>)>;

fn letters(closing: &Closing<'_>) -> (u32, Letters) {
    let ledger = closing.ledger;
    let before = closing.previous;
    let last = before
        .filter(|previous| previous.ledger.year == ledger.year)
        .map_or(0, |previous| previous.last_letter);
    let mut letters = before
        .map(|previous| previous.letters.clone())
        .unwrap_or_default();
    let new = closing.letters.iter();
    letters.extend(
        new.map(|(unit, ordinal, keys)| (*unit, ledger.year, ledger.number, *ordinal, keys.to_vec())),
    );
    let newest = closing.letters.iter().map(|(_, ordinal, _)| *ordinal).max();
    (newest.unwrap_or(last), letters)
}

/// For how many issues in a row each late project has been printed as late.
fn reported(closing: &Closing<'_>) -> Vec<(String, u32)> {
    let before = |project: &Project| {
        let key = project.previous_key.as_deref()?;
        closing
            .previous?
            .reported
            .iter()
            .find(|(reported, _)| reported == key)
            .map(|(_, issues)| *issues)
    };
    let late = closing
        .ledger
        .projects
        .iter()
        .filter(|project| project.standing.overdue_days.is_some());
    late.map(|project| (project.key.clone(), before(project).unwrap_or(0) + 1))
        .collect()
}
