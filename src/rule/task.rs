//! H: tasks against the last issue.

use super::report::Report;
use super::{Rule, Scene};
use crate::finding::{Code, Finding, Place};
use crate::ledger::Task;

/// The rules of this family, in the order of the codes.
pub(super) static RULES: &[Rule] = &[Rule::task(Code::H05, vanished_unclosed)];

fn vanished_unclosed(task: &Task, _: &Scene<'_>, report: &mut Report<'_>) {
    if task.vanished {
        let finding = Finding::new(
            Code::H05,
            Place::file(""),
            "上期未办结，本期的任务清单里没有了；仍按未办结计",
            "办结的报一行，写明已办结和办结时间；没有办结的补报",
        )
        .unit(task.responsible_unit);
        report.push_task(task, finding);
    }
}
