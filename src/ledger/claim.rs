//! Claims: what each ledger says about one value of one project.

use serde::{Deserialize, Serialize};

use super::Ledger;
use crate::catalog::ApprovalState;
use crate::finding::Place;
use crate::record::{Datum, Given};
use crate::value::UnitId;

/// What one ledger says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Whose ledger.
    pub unit: UnitId,
    /// The cell.
    pub place: Place,
    /// What it says.
    pub given: Given,
}

/// 沿用上期: a value that no ledger gives this week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Year of the issue it was given in.
    pub year: i32,
    /// Number of the issue it was given in.
    pub number: u32,
    /// How many issues ago that is; 1 is the last one.
    pub issues_ago: u32,
}

impl Kept {
    /// Of what the last issue had: given there, or kept there already.
    pub(super) fn from_last(held: Option<Kept>, last: &Ledger) -> Kept {
        match held {
            Some(kept) => Kept {
                issues_ago: kept.issues_ago + 1,
                ..kept
            },
            None => Kept {
                year: last.year,
                number: last.number,
                issues_ago: 1,
            },
        }
    }
}

/// All that is known of one value: the chosen claim, this week's others, best authority first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// The claim that counts: this week's, or a kept one.
    pub chosen: Option<Claim>,
    /// Set where the chosen claim is an earlier issue's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
    /// This week's other claims, agreeing or not, best authority first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Claim>,
    /// Those of `others` that disagree with the chosen one (X01), by position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<usize>,
}

impl Holding {
    /// From this week's claims, best authority first: the first that says something counts, if only that there is
    /// no such value. Where it says that, nothing disagrees with it.
    pub(super) fn choose(mut claims: Vec<Claim>) -> Holding {
        let Some(at) = claims.iter().position(|claim| claim.given != Given::Unusable) else {
            return Holding {
                others: claims,
                ..Holding::default()
            };
        };
        let chosen = claims.remove(at);
        let set_aside = claims
            .iter()
            .enumerate()
            .filter(|(_, other)| disagree(&chosen.given, &other.given))
            .map(|(at, _)| at)
            .collect();
        Holding {
            chosen: Some(chosen),
            kept: None,
            others: claims,
            set_aside,
        }
    }

    /// 沿用上期: where nobody says anything this week, what the last issue held counts, an issue older. Was it taken over?
    pub(super) fn keep(&mut self, before: &Holding, last: &Ledger) -> bool {
        let (Some(claim), None) = (&before.chosen, &self.chosen) else {
            return false;
        };
        self.chosen = Some(claim.clone());
        self.kept = Some(Kept::from_last(before.kept, last));
        true
    }

    /// The value that counts.
    pub fn datum(&self) -> Option<&Datum> {
        match &self.chosen.as_ref()?.given {
            Given::Value(datum) => Some(datum),
            Given::Nothing | Given::Unusable => None,
        }
    }
}

/// Amounts, dates and states that say different things; names, people and texts are not compared.
fn disagree(chosen: &Given, other: &Given) -> bool {
    let (Given::Value(chosen), Given::Value(other)) = (chosen, other) else {
        return false;
    };
    match (chosen, other) {
        (Datum::Amount(a), Datum::Amount(b)) => !a.agrees_with(b),
        (Datum::Day(a), Datum::Day(b)) => !a.agrees_with(b),
        (Datum::Status(a), Datum::Status(b)) => a != b,
        (
            Datum::Approval {
                state: ApprovalState::NotApplicable,
                ..
            },
            Datum::Approval { .. },
        ) => false,
        (Datum::Approval { state: a, .. }, Datum::Approval { state: b, .. }) => a != b,
        _ => false,
    }
}
