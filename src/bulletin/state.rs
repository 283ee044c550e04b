//! What a published issue leaves behind for the next one.

use super::{Edition, IssueOptions};
use crate::ledger::{Closing, Period, Previous};
use crate::value::UnitId;

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
    /// The state that this issue leaves behind once it is published.
    pub fn after(edition: &Edition<'_>) -> Previous {
        let letters: Vec<(UnitId, u32, &[String])> = edition
            .issue
            .letters
            .iter()
            .map(|letter| (letter.unit, letter.ordinal, letter.keys.as_slice()))
            .collect();
        Previous::next(&Closing {
            catalog: edition.catalog,
            ledger: edition.ledger,
            submissions: edition.submissions,
            rollcall: edition.rollcall,
            narratives: edition.narratives,
            findings: edition.findings,
            letters: &letters,
            previous: edition.previous,
        })
    }
}
