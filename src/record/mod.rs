//! Table → typed rows: amounts, days, states, codes, each with its cell (codes V…, and B06–B08, B10 within a row).
//!
//! Enters: a workbook's tables. Leaves: a [`Submission`], which crosses from the reading process as it is.

mod cell;
mod check;
mod fault;
mod note;
mod reading;
mod rollup;
mod row;
mod scale;
mod state;
mod submission;
mod total;
mod whose;

pub use reading::{Knowledge, read, read_with};
pub use submission::{
    Account, Answer, Datum, Entry, Given, Marks, Record, SheetReading, Submission, TableReading,
    TaskProgress, UnitClaim, Whose,
};
