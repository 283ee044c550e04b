//! What a published issue leaves behind for the next one.

use super::{Edition, IssueOptions};
use crate::catalog::{Field, Item};
use crate::finding::Severity;
use crate::ledger::{
    ApprovalCount, Ledger, Metrics, MoneyTotals, PastIssue, Period, Previous, Project, TaskCount,
};
use crate::narrative::Section;
use crate::rollcall::SeenInput;

impl IssueOptions {
    /// Which issue it is.
    pub fn period(&self) -> Period {
        Period {
            year: self.year,
            number: self.number,
            as_of: self.as_of,
        }
    }
}

impl Previous {
    /// The state that this issue leaves behind once it is published: of its ledger what the next one compares with,
    /// of all issues a line and the hashes of their inputs.
    pub fn after(edition: &Edition<'_>) -> Previous {
        let before = edition.previous;
        let mut issues = before.map(|previous| previous.issues.clone()).unwrap_or_default();
        issues.push(line(edition));
        let (last_letter, letters) = letters(edition);
        Previous {
            ledger: lean(edition.ledger),
            issues,
            inputs: inputs(edition),
            findings: edition.findings.to_vec(),
            accepted: accepted(edition),
            missing_for: edition.rollcall.missing_for.clone(),
            last_letter,
            letters,
            narratives: edition
                .narratives
                .iter()
                .filter(|narrative| matches!(narrative.section, Section::Plan | Section::Decisions))
                .cloned()
                .collect(),
            reported: reported(edition),
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

fn line(edition: &Edition<'_>) -> PastIssue {
    let (catalog, ledger) = (edition.catalog, edition.ledger);
    let of =
        |is: &dyn Fn(&&Project) -> bool| -> Vec<&Project> { ledger.projects.iter().filter(is).collect() };
    let open = |severity: Severity| {
        edition
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
        missing: edition.rollcall.missing.clone(),
    }
}

/// Every input of every issue, each once, under the issue it was first part of.
fn inputs(edition: &Edition<'_>) -> Vec<SeenInput> {
    let mut inputs = edition
        .previous
        .map(|previous| previous.inputs.clone())
        .unwrap_or_default();
    for submission in edition.submissions {
        if inputs.iter().all(|seen| seen.sha256 != submission.sha256) {
            inputs.push(SeenInput {
                sha256: submission.sha256.clone(),
                year: edition.options.year,
                number: edition.options.number,
                file: submission.file.clone(),
                unit: submission.whose.unit(),
            });
        }
    }
    inputs
}

/// Answers given so far, and those of this issue. One whose finding now says something else is over.
fn accepted(edition: &Edition<'_>) -> Vec<(String, String, String)> {
    let mut accepted = edition
        .previous
        .map(|previous| previous.accepted.clone())
        .unwrap_or_default();
    accepted.retain(|(fingerprint, ..)| {
        let changed = |finding: &crate::finding::Finding| {
            fingerprint.starts_with(&format!("{}|", finding.subject()))
                && finding.fingerprint() != *fingerprint
        };
        !edition.findings.iter().any(changed)
    });
    for finding in edition.findings {
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

/// 文号 go on within the year, in the order of the letters.
type Letters = Vec<(crate::value::UnitId, i32, u32, u32, Vec<String>)>;

fn letters(edition: &Edition<'_>) -> (u32, Letters) {
    let options = edition.options;
    let before = edition.previous;
    let mut last = before
        .filter(|previous| previous.ledger.year == options.year)
        .map_or(0, |previous| previous.last_letter);
    let mut letters = before
        .map(|previous| previous.letters.clone())
        .unwrap_or_default();
    for letter in &edition.issue.letters {
        last += 1;
        letters.push((
            letter.unit,
            options.year,
            options.number,
            last,
            letter.keys.clone(),
        ));
    }
    (last, letters)
}

/// For how many issues in a row each late project has been printed as late.
fn reported(edition: &Edition<'_>) -> Vec<(String, u32)> {
    let before = |project: &Project| {
        let key = project.previous_key.as_deref()?;
        edition
            .previous?
            .reported
            .iter()
            .find(|(reported, _)| reported == key)
            .map(|(_, issues)| *issues)
    };
    let late = edition
        .ledger
        .projects
        .iter()
        .filter(|project| project.standing.overdue_days.is_some());
    late.map(|project| (project.key.clone(), before(project).unwrap_or(0) + 1))
        .collect()
}
