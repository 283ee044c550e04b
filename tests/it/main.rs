//! One integration binary: the house, the findings' pages, issues, commands.

mod archive;
mod house;
mod wording;
