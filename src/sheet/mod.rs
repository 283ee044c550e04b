//! Bytes → cells at absolute addresses; no meaning yet. The only user of calamine.
//!
//! Enters: a file's bytes and name. Leaves: a [`RawWorkbook`], or the finding that says why not (codes F01, F02, F03, F08, F09).

mod grid;
mod iso;
mod look;
mod ours;
mod package;
mod raw;
mod refusal;
mod stamp;
mod xlsx;

pub use raw::{
    Format, Look, RawCell, RawFormula, RawRow, RawSheet, RawValue, RawWorkbook, Stamp, Visibility,
};
pub use stamp::{ListedFinding, ListedTask, ReturnedSheet};

use self::package::Package;
use self::refusal::Refusal;
use crate::catalog::Limits;
use crate::finding::Finding;

/// What became of a file's bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The cells, where it could be read.
    pub workbook: Option<RawWorkbook>,
    /// Why not, or that it is not what its ending says.
    pub findings: Vec<Finding>,
}

/// Opens a file by what it holds, whatever its name says. Never panics, never fails: what cannot be read is a finding.
pub fn open(bytes: &[u8], file_name: &str, limits: &Limits) -> Opened {
    match read(bytes, limits) {
        Ok(mut workbook) => {
            ours::take_stamp(&mut workbook);
            Opened {
                workbook: Some(workbook),
                findings: Vec::new(),
            }
        }
        Err(refusal) => Opened {
            workbook: None,
            findings: vec![refusal.finding(file_name)],
        },
    }
}

fn read(bytes: &[u8], limits: &Limits) -> Result<RawWorkbook, Refusal> {
    let mut package = Package::open(bytes, limits)?;
    xlsx::read(bytes, &mut package, limits)
}
