//! What a cell can mean: amounts, days, shares, text, addresses and ids.
//!
//! Enters: a number or a piece of text. Leaves: a value that knows its unit and its precision.

mod amount;
mod area;
mod code;
mod date;
mod day;
mod decimal;
mod hash;
mod id;
mod money;
pub mod name;
pub mod pairs;
mod rate;
mod ratio;
pub mod text;

pub use amount::{Amount, Scale, Wanyuan};
pub use area::{Area, CellRef, column_index, column_name};
pub use code::ProjectCode;
pub use date::{DayText, WrittenDay, day_of_number, parse_day, serial};
pub use day::{Day, Precision};
pub use decimal::Decimal;
pub use hash::{sha256, sha256_of, sha256_raw};
pub use id::{ApprovalId, KindId, Renumbering, TeamId, UnitId};
pub use money::{Reading, WrittenAmount, parse_amount};
pub use rate::{WrittenRate, parse_rate, rate_of, rate_shown_as_percent};
pub use ratio::Ratio;
