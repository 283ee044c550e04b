//! From a folder of unit ledgers (台账) to a checked master ledger (总账), a printed bulletin (简报) and an archive.
//!
//! The rooms stand in one direction: a room uses only the rooms above it in this list, and the list is the
//! law (`tests/it/house.rs` holds it).
//!
//! ```text
//! bytes       ─ sheet ─►     RawWorkbook   cells at absolute addresses, no meaning yet
//! RawWorkbook ─ table ─►     Table         form, heading, columns, body, scale
//! Table       ─ record ─►    Submission    typed rows, each value with its cell; findings; row accounts
//! Submission* ─ rollcall ─►  RollCall      whose, which counts, who is missing
//! RollCall    ─ ledger ─►    Ledger        one project per identity, every claim kept, history carried
//! Ledger      ─ rule ─►      Findings      what is wrong within, across and over time
//! Ledger      ─ bulletin ─►  Issue         figures, sentences, boards: the bulletin as data
//! Issue       ─ render ─►    Output*       HTML, workbooks, JSON as bytes
//! Output*     ─ archive ─►   output/…      written whole or not at all; published issues chained
//! ```

pub mod error;

pub mod value;

pub mod finding;

pub mod catalog;

pub mod sheet;

pub mod table;

pub mod record;

pub mod narrative;

pub mod intake;

pub mod rollcall;

pub mod ledger;

pub mod rule;

pub mod bulletin;

pub mod render;

pub mod archive;

pub mod pipeline;

pub mod cli;
