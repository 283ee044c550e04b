//! 核对.html: for whoever doubts a figure – every row accounted for, every total down to its cells, every conflict, every kept value.

mod alike;
mod kept;
mod rows;
mod sources;

use serde::Serialize;

use super::findings::{self, FindingView, Tally};
use super::{output, words};
use crate::bulletin::{Edition, wording};
use crate::error::Result;
use crate::record::Account;
use crate::render::{Output, Templates};
use crate::value::UnitId;
use alike::Alike;
use kept::KeptOf;
use rows::FileView;
use sources::{Conflict, Totals};

#[derive(Debug, Serialize)]
struct View<'a> {
    name: &'a str,
    number: &'a str,
    as_of: String,
    draft_mark: Option<&'a str>,
    time_progress: super::super::filter::Exact,
    account: Account,
    adds_up: bool,
    files: Vec<FileView<'a>>,
    totals: Totals,
    conflicts: Vec<Conflict>,
    kept: Vec<KeptOf>,
    alike: Vec<Alike>,
    answered: Vec<FindingView<'a>>,
    tally: Tally,
    units: Vec<UnitFindings<'a>>,
}

/// All findings of a unit.
#[derive(Debug, Serialize)]
struct UnitFindings<'a> {
    name: String,
    tally: Tally,
    findings: Vec<FindingView<'a>>,
}

pub(super) fn page(
    edition: &Edition<'_>,
    accounts: &[Vec<Vec<Account>>],
    templates: &Templates,
) -> Result<Output> {
    let files = rows::files(edition, accounts);
    let account = rows::total(&files);
    let view = View {
        name: &edition.issue.head.name,
        number: &edition.issue.head.number,
        as_of: wording::full_date(edition.options.as_of),
        draft_mark: edition.issue.head.draft_mark.as_deref(),
        time_progress: super::super::filter::Exact(edition.issue.time_progress),
        account,
        adds_up: rows::adds_up(&account),
        files,
        totals: Totals::of(edition),
        conflicts: sources::conflicts(edition),
        kept: kept::kept(edition),
        alike: alike::pairs(edition),
        answered: findings::views(edition.findings.iter().filter(|finding| finding.waived.is_some())),
        tally: findings::tally(edition.findings),
        units: by_unit(edition),
    };
    Ok(output("核对.html", templates.render("check.html", &view)?))
}

/// In roster order; those of no known unit last.
fn by_unit<'a>(edition: &Edition<'a>) -> Vec<UnitFindings<'a>> {
    let units = edition.catalog.unit_ids().map(Some).chain([None]);
    units
        .filter_map(|unit: Option<UnitId>| {
            let own = || {
                edition
                    .findings
                    .iter()
                    .filter(move |finding| finding.unit == unit)
            };
            own().next()?;
            Some(UnitFindings {
                name: words::unit(unit, edition.catalog),
                tally: findings::tally(own()),
                findings: findings::views(own()),
            })
        })
        .collect()
}
