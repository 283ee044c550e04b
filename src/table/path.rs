//! What stands over a column, from the upper heading to the leaf.

use super::label::Label;
use crate::value::CellRef;

/// What stands over one column, from the upper heading to the leaf.
#[derive(Debug, Clone)]
pub(super) struct Path {
    /// The column.
    pub col: u16,
    /// Its headings; a cell merged over several rows stands once.
    pub parts: Vec<Part>,
}

/// One heading cell over a column.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The cell it stands in.
    pub at: CellRef,
    /// As written.
    pub text: String,
    /// Taken apart.
    pub label: Label,
    /// A unit and nothing else.
    pub is_unit: bool,
}

impl Path {
    /// The parts that are words, not units.
    pub(super) fn words(&self) -> impl DoubleEndedIterator<Item = &Part> {
        self.parts.iter().filter(|part| !part.is_unit)
    }

    /// The lowest word.
    pub(super) fn leaf(&self) -> Option<&Part> {
        self.words().next_back()
    }

    /// As shown: 已支付›中央预算内投资.
    pub(super) fn shown(&self) -> String {
        let words: Vec<String> = self
            .words()
            .map(|part| part.text.split_whitespace().collect::<String>())
            .collect();
        words.join("›")
    }

    /// The cell a finding about this heading stands on: the leaf's.
    pub(super) fn at(&self) -> Option<CellRef> {
        self.leaf().or(self.parts.last()).map(|part| part.at)
    }
}
