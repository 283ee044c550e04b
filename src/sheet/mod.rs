//! Bytes → cells at absolute addresses; no meaning yet. The only user of calamine.
//!
//! Enters: a file's bytes and name. Leaves: a [`RawWorkbook`], or the finding that says why not (codes F01, F02, F03, F08, F09).

mod raw;
mod stamp;

pub use raw::{
    Format, Look, RawCell, RawFormula, RawRow, RawSheet, RawValue, RawWorkbook, Stamp, Visibility,
};
pub use stamp::{ListedFinding, ListedTask, ReturnedSheet};
