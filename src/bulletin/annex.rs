//! 附表4 and on: which of the lists there are, and their numbers.

use super::facts::Facts;

/// The lists behind 附表3. One without a line is left out, and the numbers close up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// 红灯项目清单
    Red,
    /// 逾期任务清单
    Overdue,
    /// 需市领导协调事项
    Requests,
}

/// 附表4, as a sentence and the list's own heading name it.
pub(super) fn number(facts: &Facts<'_>, list: List) -> String {
    let red = usize::from(!facts.red.is_empty());
    let before = match list {
        List::Red => 0,
        List::Overdue => red,
        List::Requests => red + usize::from(has_overdue(facts)),
    };
    format!("附表{}", 4 + before)
}

/// Has 逾期任务清单 a line or a note?
pub(super) fn has_overdue(facts: &Facts<'_>) -> bool {
    let ledger = facts.ledger;
    let is_promise_overdue = || {
        ledger.projects.iter().any(|project| {
            let mut ids = facts.catalog.approval_ids();
            ids.any(|id| project.approval(id, facts.as_of).is_promise_overdue)
        })
    };
    !facts.overdue_tasks.is_empty() || ledger.tasks.iter().any(|task| task.vanished) || is_promise_overdue()
}
