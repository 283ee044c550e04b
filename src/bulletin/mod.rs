//! 简报 as data: every figure and every sentence is made here; templates only print.
//!
//! Enters: an [`Edition`]'s ledger, roll-call, findings and history. Leaves: the [`Issue`].

mod board;
mod issue;
mod state;
pub mod wording;

pub use board::{Board, BoardCell, BoardColumn, BoardRow, Emphasis};
pub use issue::{
    Agenda, Block, Chart, Days, Edition, Head, Issue, IssueOptions, Letter, Material, Slip, SlipRow,
};
