//! What is new this week: only that is checked, what was kept was checked then.

use crate::catalog::{Field, Item};
use crate::ledger::{Claim, Project};
use crate::record::{Datum, Given};
use crate::value::{Amount, Day};

/// This week's claim that counts; `None` where the value is kept or missing.
pub(super) fn new_claim(project: &Project, item: Item) -> Option<&Claim> {
    let held = project.values.get(&item)?;
    held.chosen.as_ref().filter(|_| held.kept.is_none())
}

/// This week's amount that counts, and its claim.
pub(super) fn new_amount(project: &Project, item: Item) -> Option<(Amount, &Claim)> {
    let claim = new_claim(project, item)?;
    match &claim.given {
        Given::Value(Datum::Amount(amount)) => Some((*amount, claim)),
        _ => None,
    }
}

/// This week's date that counts, and its claim.
pub(super) fn new_day(project: &Project, field: Field) -> Option<(Day, &Claim)> {
    let claim = new_claim(project, Item::Field(field))?;
    match &claim.given {
        Given::Value(Datum::Day(day)) => Some((*day, claim)),
        _ => None,
    }
}
