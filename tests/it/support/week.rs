//! A drop folder as the first issue there is, made in this process.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use jianbao::bulletin::IssueOptions;
use jianbao::catalog::Catalog;
use jianbao::intake::Reader;
use jianbao::pipeline::{self, Checked, Order};
use jianbao::render::json;
use serde_json::Value;

/// Reads, consolidates and checks `input`.
pub(crate) fn read(input: &Path, catalog: &Catalog, as_of: NaiveDate) -> Checked {
    let options = first(as_of);
    pipeline::check(&order(catalog, &options), &pipeline::gather(input).unwrap(), &()).unwrap()
}

/// What `issue.json` says of `input`.
pub(crate) fn issue_json(input: &Path, catalog: &Catalog, as_of: NaiveDate) -> Value {
    let options = first(as_of);
    let order = order(catalog, &options);
    let checked = pipeline::check(&order, &pipeline::gather(input).unwrap(), &()).unwrap();
    let bytes = json::issue_json(&checked.edition(&order), &checked.accounts);
    serde_json::from_slice(&bytes).unwrap()
}

fn first(as_of: NaiveDate) -> IssueOptions {
    IssueOptions {
        year: as_of.year(),
        number: 1,
        as_of,
        is_draft: true,
        series: 1,
        seal_before: None,
    }
}

fn order<'a>(catalog: &'a Catalog, options: &'a IssueOptions) -> Order<'a> {
    Order {
        catalog,
        options,
        previous: None,
        reader: &Reader::InProcess,
        waivers: None,
        is_whole_week: true,
    }
}
