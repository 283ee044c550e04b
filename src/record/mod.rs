//! Table → typed rows: amounts, days, states, codes, each with its cell (codes V…, and B06–B08, B10 within a row).
//!
//! Enters: a workbook's tables. Leaves: a [`Submission`], which crosses from the reading process as it is.

mod submission;

pub use submission::{
    Account, Answer, Datum, Entry, Given, Marks, Record, SheetReading, Submission, TableReading, UnitClaim,
    Whose,
};
