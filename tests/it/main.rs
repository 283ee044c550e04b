//! One integration binary: the house, the findings' pages, issues, commands.

mod archive;
mod findings;
mod history;
mod house;
mod issue_json;
mod ledger;
mod narrative;
mod support;
mod wording;
