//! What the roll-call must know of earlier issues.

use serde::{Deserialize, Serialize};

use crate::value::UnitId;

/// One input file of an earlier issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenInput {
    /// Of its bytes.
    pub sha256: String,
    /// Year of the issue it was first part of.
    pub year: i32,
    /// Number of the issue it was first part of.
    pub number: u32,
    /// Its name then.
    pub file: String,
    /// Whose it was.
    pub unit: Option<UnitId>,
}

/// The part of an earlier issue's state that the roll-call looks at; empty for the first issue.
#[derive(Debug, Clone, Copy, Default)]
pub struct Past<'a> {
    /// Every ledger file of every issue.
    pub inputs: &'a [SeenInput],
    /// For each unit that handed in nothing last time: for how many issues in a row.
    pub missing_for: &'a [(UnitId, u32)],
}

impl<'a> Past<'a> {
    /// The earlier issue's file with these very bytes; what could not be opened has no sum and is like nothing.
    pub fn seen(&self, sha256: &str) -> Option<&'a SeenInput> {
        let is_same = |input: &&SeenInput| !sha256.is_empty() && input.sha256 == sha256;
        self.inputs.iter().find(is_same)
    }

    /// For how many issues in a row the unit had handed in nothing when the last issue was made.
    pub fn missing_for(&self, unit: UnitId) -> u32 {
        self.missing_for
            .iter()
            .find(|(missing, _)| *missing == unit)
            .map_or(0, |(_, issues)| *issues)
    }
}
