//! Bytes → cells at absolute addresses; no meaning yet. The only user of calamine.
//!
//! Enters: a file's bytes and name. Leaves: a [`RawWorkbook`], or the finding that says why not (codes F01, F02, F03, F08, F09).

mod look;
mod raw;
mod stamp;
mod xlsx;

pub use raw::{
    Format, Look, RawCell, RawFormula, RawRow, RawSheet, RawValue, RawWorkbook, Stamp, Visibility,
};
pub use stamp::{ListedFinding, ListedTask, ReturnedSheet};

use crate::catalog::Limits;
use crate::finding::{Code, Finding, Place};

/// What became of a file's bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The cells, where it could be read.
    pub workbook: Option<RawWorkbook>,
    /// Why not, or that it is not what its ending says.
    pub findings: Vec<Finding>,
}

/// Opens a file by what it holds, whatever its name says. Never panics, never fails: what cannot be read is a finding.
pub fn open(bytes: &[u8], file_name: &str, _limits: &Limits) -> Opened {
    match xlsx::read(bytes) {
        Some(workbook) => Opened {
            workbook: Some(workbook),
            findings: Vec::new(),
        },
        None => Opened {
            workbook: None,
            findings: vec![Finding::new(
                Code::F01,
                Place::file(file_name),
                "文件已损坏，读不了",
                "请确认文件能打开，重新保存后再报送",
            )],
        },
    }
}
