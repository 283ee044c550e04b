//! 措辞: how the office writes amounts, rates, dates, names, lists and changes.
//!
//! Judged by the exact value, written as it rounds: everything is rounded once, half away from zero, when it is
//! written. Nothing here knows the ledger; each function is one rule of the office's style.

mod change;
mod name;
mod number;

pub use change::{
    Compared, against_time_progress, amount_change, count_change, points_change, rate_change,
    rate_change_beside_time,
};
pub use name::{
    Listed, all_or_all_but, first_and_others, grouped, join, kind_stem, list, numbered, printed,
    project_here, project_name, unit_stem,
};
pub use number::{
    chinese_number, count, date, full_date, money, percent, points, table_money, table_percent, table_points,
    yi,
};
