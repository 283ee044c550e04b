//! Table → typed rows: amounts, days, states, codes, each with its cell (codes V…, and B06–B08, B10 within a row).
//!
//! Enters: a workbook's tables. Leaves: a [`Submission`], which crosses from the reading process as it is.

mod submission;

pub use submission::{
    Account, Answer, Datum, Entry, Given, Marks, Record, SheetReading, Submission, TableReading, UnitClaim,
    Whose,
};

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::sheet::{self, Visibility};
use crate::value::sha256;

/// Reads one file from its bytes to typed rows: what a reading process runs. Pure.
pub fn read(bytes: &[u8], file: &str, catalog: &Catalog, _as_of: NaiveDate) -> Submission {
    let opened = sheet::open(bytes, file, &catalog.limits);
    let workbook = opened.workbook.as_ref();
    Submission {
        file: file.to_owned(),
        sha256: sha256(bytes),
        format: workbook.map(|workbook| workbook.format),
        whose: Whose::Unknown(Vec::new()),
        sheets: workbook
            .map(|workbook| {
                workbook
                    .sheets
                    .iter()
                    .map(|sheet| SheetReading {
                        name: sheet.name.clone(),
                        hidden: sheet.visibility != Visibility::Visible,
                        tables: Vec::new(),
                    })
                    .collect()
            })
            .unwrap_or_default(),
        schema: None,
        answers: Vec::new(),
        says_no_change: false,
        findings: opened.findings,
    }
}
