//! What the office checks on the consolidated ledger: codes B, X and H. One rule, one function, one page.
//!
//! Enters: a [`Scene`]. Leaves: findings, each at the cell that counted. Whatever was kept from an earlier issue was
//! checked then and is not checked again.

mod across;
mod approval;
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
use crate::finding::{Code, Findings};
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

/// A check: its code and what it looks at.
struct Rule {
    code: Code,
    check: Check,
}

/// What a rule looks at; the runner loops, the rule does not.
enum Check {
    /// Each counted project.
    Project(fn(&Project, &Scene<'_>, &mut Report<'_>)),
    /// Each counted project that was in the last issue, and what it was then.
    Since(fn(&Project, &Project, &Scene<'_>, &mut Report<'_>)),
    /// Each task.
    Task(fn(&Task, &Scene<'_>, &mut Report<'_>)),
}

/// Every rule, in the order of the codes.
static RULES: &[Rule] = &[
    Rule {
        code: Code::V01,
        check: Check::Project(gap::figure_nobody_gives),
    },
    Rule {
        code: Code::V01,
        check: Check::Project(gap::code_nobody_gives),
    },
    Rule {
        code: Code::V01,
        check: Check::Project(gap::kept_too_long),
    },
    Rule {
        code: Code::B01,
        check: Check::Project(project::cumulative_exceeds_total),
    },
    Rule {
        code: Code::B02,
        check: Check::Project(project::annual_exceeds_cumulative),
    },
    Rule {
        code: Code::B03,
        check: Check::Project(project::started_without_start_date),
    },
    Rule {
        code: Code::B04,
        check: Check::Project(project::started_before_start_date),
    },
    Rule {
        code: Code::B05,
        check: Check::Project(project::finished_before_started),
    },
    Rule {
        code: Code::B11,
        check: Check::Project(project::invested_before_start),
    },
    Rule {
        code: Code::B12,
        check: Check::Project(approval::started_without_permit),
    },
    Rule {
        code: Code::X01,
        check: Check::Project(across::ledgers_disagree),
    },
    Rule {
        code: Code::X05,
        check: Check::Project(across::absent_from_lead_ledger),
    },
    Rule {
        code: Code::H01,
        check: Check::Since(history::cumulative_figure_fell),
    },
    Rule {
        code: Code::H02,
        check: Check::Project(history::project_vanished),
    },
    Rule {
        code: Code::H03,
        check: Check::Since(history::status_went_back),
    },
    Rule {
        code: Code::H04,
        check: Check::Since(history::total_investment_changed),
    },
    Rule {
        code: Code::H05,
        check: Check::Task(task::vanished_unclosed),
    },
    Rule {
        code: Code::H06,
        check: Check::Since(history::progress_text_repeated),
    },
];

/// Runs every rule over the ledger.
pub fn check_all(scene: &Scene<'_>, findings: &mut Findings) {
    let mut report = Report::new(scene, findings);
    for rule in RULES {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_in_the_order_of_the_codes() {
        assert!(RULES.is_sorted_by_key(|rule| rule.code));
    }
}
