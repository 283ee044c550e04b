//! One integration binary: the house, the findings' pages, issues, commands.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod archive;
mod bulletin;
mod catalog;
mod commands;
mod configuration_schema;
mod damage;
mod dashboard;
mod findings;
mod glossary;
mod headings;
mod history;
mod house;
mod intake;
mod issue_json;
mod ledger;
mod look_alikes;
mod manual;
mod narrative;
mod overlay;
mod pages;
mod program;
mod reading;
mod receipts;
mod refusals;
mod resolve;
mod rollup;
mod sample;
mod second_city;
mod sheet;
mod support;
mod truth;
mod watch;
mod way_back;
mod wording;
mod workbooks;
