//! Dates as people write them, and numbers that are dates.

#![no_main]

use chrono::Datelike;
use jianbao::value::{DayText, day_of_number, parse_day, serial};
use jianbao_fuzz::as_of;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for trusts_zero in [true, false] {
        if let DayText::Day(read) = parse_day(text, as_of(), trusts_zero) {
            assert!((1980..=2099).contains(&read.day.date.year()));
            let (first, last) = read.day.span();
            assert!(first <= read.day.date && read.day.date <= last);
        }
    }
    if let Ok(number) = text.trim().parse::<f64>() {
        let _ = (day_of_number(number, None), day_of_number(number, Some(2)), serial(number));
    }
});
