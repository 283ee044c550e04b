//! What `output/index.html` lists: every published issue with its seal, and the draft.

use chrono::NaiveDate;

use crate::archive::IssueName;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::ledger::{PastIssue, Previous};
use crate::render::{self, Index, IndexEntry, Output, Templates};

/// The page, from the newest published state and the draft's own.
pub(super) fn page(
    catalog: &Catalog,
    published: Option<&Previous>,
    seals: &[(IssueName, String)],
    draft: Option<&Previous>,
    templates: &Templates,
) -> Result<Output> {
    let mut entries: Vec<IndexEntry> = published
        .iter()
        .flat_map(|state| &state.issues)
        .map(|issue| {
            let name = IssueName {
                year: issue.year,
                number: issue.number,
            };
            let seal = seals
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, seal)| seal.clone());
            entry(catalog, issue, seal)
        })
        .collect();
    entries.extend(
        draft
            .and_then(|state| state.issues.last())
            .map(|issue| entry(catalog, issue, None)),
    );
    let index = Index {
        name: &catalog.office.bulletin,
        issued_by: &catalog.office.issued_by,
        own_phone: &catalog.office.letters.phone,
        entries,
    };
    render::index_html(&index, templates)
}

fn entry(catalog: &Catalog, issue: &PastIssue, seal: Option<String>) -> IndexEntry {
    IndexEntry {
        printed_on: seal.is_some().then(|| printed_on(catalog, issue.as_of)),
        seal,
        ..IndexEntry::of(issue, catalog)
    }
}

/// 印发日期, moved past days off.
fn printed_on(catalog: &Catalog, as_of: NaiveDate) -> NaiveDate {
    let days = chrono::Days::new(catalog.calendar.print_days.into());
    catalog
        .calendar
        .working_day_from(as_of.checked_add_days(days).unwrap_or(as_of))
}
