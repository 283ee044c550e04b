//! 项目状态、任务状态: what a cell says, in the words of the catalog or those that were learned.

use super::cell::{Reader, Said};
use super::fault::Fault;
use super::submission::{Datum, Given};
use crate::catalog::{Field, Status};
use crate::sheet::RawCell;
use crate::table::{TableColumn, shown};
use crate::value::text::{fold, without_sign};

impl Reader<'_> {
    pub(super) fn status(&self, cell: &RawCell, column: &TableColumn) -> Said {
        let text = shown(cell);
        let folded = fold(&text);
        let folded = self.learned(Field::Status, &folded).map_or(folded, fold);
        // 是否开工: the heading asks, the cell answers.
        if column.heading.contains("是否") || column.heading.contains("开工否") {
            let yes = ["是", "√", "✓", "1", "Y", "有", "已"].contains(&folded.as_str());
            let no = ["否", "×", "0", "N", "无", "未"].contains(&folded.as_str());
            if yes || no {
                let status = if yes { Status::Building } else { Status::Preparing };
                return Said::Given(Given::Value(Datum::Status(status)), None);
            }
        }
        match self.status_of(&folded) {
            Some(status) => Said::Given(Given::Value(Datum::Status(status)), None),
            None => Said::Fault(Fault::word(
                &text,
                "储备、前期、在建、停工、完工、竣工、投产、达效",
            )),
        }
    }

    fn status_of(&self, folded: &str) -> Option<Status> {
        let find = |word: &str| self.statuses.get(word).copied();
        find(folded)
            .or_else(|| find(&crate::table::without_brackets(folded)))
            .or_else(|| find(without_sign(folded)))
    }

    /// Is it a word that takes a project out? 同上 is none.
    pub(super) fn is_exit(&self, text: &str) -> bool {
        let folded = fold(text);
        let folded = self.learned(Field::Status, &folded).map_or(folded, fold);
        self.status_of(&folded) == Some(Status::Withdrawn)
    }

    pub(super) fn task_state(&self, cell: &RawCell) -> Said {
        let text = shown(cell);
        let folded = fold(&text);
        let folded = self.learned(Field::State, &folded).map_or(folded, fold);
        let find = |word: &str| self.tasks.get(word).copied();
        let found = find(&folded)
            .or_else(|| find(&crate::table::without_brackets(&folded)))
            .or_else(|| find(without_sign(&folded)));
        match found {
            Some(state) => Said::Given(Given::Value(Datum::Task(state)), None),
            None => Said::Fault(Fault::word(&text, "办理中、已办结")),
        }
    }
}
