//! 手续: how an approval stands, and how many are granted of those that apply.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog::ApprovalState;
use crate::record::Datum;
use crate::value::{ApprovalId, Day};

/// One approval of one project as of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalView {
    /// 状态
    pub state: ApprovalState,
    /// 办结日期
    pub on: Option<Day>,
    /// 文号
    pub document: Option<String>,
    /// 承诺时限
    pub promised_by: Option<Day>,
    /// Deferred or promised, and past its date.
    pub is_promise_overdue: bool,
}

impl ApprovalView {
    /// From what is held; nothing held is an approval that nobody mentions.
    pub fn of(datum: Option<&Datum>, as_of: NaiveDate) -> ApprovalView {
        match datum {
            Some(Datum::Approval {
                state,
                on,
                document,
                promised_by,
            }) => ApprovalView {
                state: *state,
                on: *on,
                document: document.clone(),
                promised_by: *promised_by,
                is_promise_overdue: matches!(state, ApprovalState::Deferred | ApprovalState::Promised)
                    && promised_by.is_some_and(|day| day.date < as_of),
            },
            _ => ApprovalView {
                state: ApprovalState::None,
                on: None,
                document: None,
                promised_by: None,
                is_promise_overdue: false,
            },
        }
    }
}

/// 应办、已办
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalCount {
    /// All but 不涉及.
    pub applicable: usize,
    /// 已办结
    pub granted: usize,
}

impl ApprovalCount {
    /// One approval over these projects, as of a day. One that nobody mentions is applicable all the same.
    pub fn of<'a>(
        projects: impl IntoIterator<Item = &'a super::Project>,
        id: ApprovalId,
        as_of: NaiveDate,
    ) -> ApprovalCount {
        let mut count = ApprovalCount::default();
        for project in projects {
            let state = project.approval(id, as_of).state;
            count.applicable += usize::from(state != ApprovalState::NotApplicable);
            count.granted += usize::from(state == ApprovalState::Granted);
        }
        count
    }
}
