//! What the office checks on the consolidated ledger: codes B, X and H. One rule, one function, one page.
//!
//! Enters: a [`Scene`]. Leaves: findings, each at the cell that counted. Whatever was kept from an earlier issue was
//! checked then and is not checked again.

mod across;
mod approval;
mod fresh;
mod gap;
mod history;
mod project;
mod report;
mod settle;
mod task;

pub use settle::settle;

use chrono::NaiveDate;

use self::report::Report;
use crate::catalog::Catalog;
use crate::finding::{Code, Findings, Place};
use crate::ledger::{Ledger, Previous, Project, Task};
use crate::record::Submission;
use crate::rollcall::RollCall;

/// All that a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// What the office knows.
    pub catalog: &'a Catalog,
    /// Every file read.
    pub submissions: &'a [Submission],
    /// Which of them count.
    pub rollcall: &'a RollCall,
    /// The master ledger.
    pub ledger: &'a Ledger,
    /// Earlier issues.
    pub previous: Option<&'a Previous>,
    /// 截止日
    pub as_of: NaiveDate,
    /// Does the folder hold the whole week? Where only some files are checked, nobody is missing.
    pub is_whole_week: bool,
}

impl Scene<'_> {
    /// Does this stand in a row of a blank that the program filled in itself? What it knows there and what it lacks was
    /// so in the last issue, and nobody has said anything new.
    pub(crate) fn is_prefilled(&self, place: &Place) -> bool {
        let Some(cell) = place.cell else { return false };
        let sheets = self
            .submissions
            .iter()
            .filter(|file| *file.file == *place.file)
            .flat_map(|file| &file.sheets)
            .filter(|sheet| sheet.name.as_deref() == place.sheet.as_deref());
        sheets
            .flat_map(|sheet| &sheet.prefilled)
            .any(|area| area.contains(cell.first.row, cell.first.col))
    }
}

/// A check: its code and what it looks at.
struct Rule {
    code: Code,
    check: Check,
}

/// What a rule looks at; the runner loops, the rule does not.
enum Check {
    Project(OfProject),
    Since(OfProjectSince),
    Task(OfTask),
}

/// Looks at each counted project.
type OfProject = fn(&Project, &Scene<'_>, &mut Report<'_>);
/// Looks at each counted project that was in the last issue, and what it was then.
type OfProjectSince = fn(&Project, &Project, &Scene<'_>, &mut Report<'_>);
/// Looks at each task.
type OfTask = fn(&Task, &Scene<'_>, &mut Report<'_>);

impl Rule {
    const fn project(code: Code, check: OfProject) -> Rule {
        let check = Check::Project(check);
        Rule { code, check }
    }

    const fn since(code: Code, check: OfProjectSince) -> Rule {
        let check = Check::Since(check);
        Rule { code, check }
    }

    const fn task(code: Code, check: OfTask) -> Rule {
        let check = Check::Task(check);
        Rule { code, check }
    }
}

/// Every rule; findings are put in their order by [`settle`].
fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [
        gap::RULES,
        project::RULES,
        approval::RULES,
        across::RULES,
        history::RULES,
        task::RULES,
    ];
    families.into_iter().flatten()
}

/// Runs every rule over the ledger.
pub fn check_all(scene: &Scene<'_>, findings: &mut Findings) {
    let mut report = Report::new(scene, findings);
    for rule in rules() {
        report.code = rule.code;
        match rule.check {
            Check::Project(check) => projects(scene).for_each(|project| check(project, scene, &mut report)),
            Check::Since(check) => {
                for project in projects(scene) {
                    if let Some(past) = report.past(project) {
                        check(project, past, scene, &mut report);
                    }
                }
            }
            Check::Task(check) => scene
                .ledger
                .tasks
                .iter()
                .for_each(|task| check(task, scene, &mut report)),
        }
    }
}

/// Projects that are in the ledger, counted or as part of a bundle.
fn projects<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a Project> {
    scene.ledger.projects.iter().chain(&scene.ledger.uncounted)
}
