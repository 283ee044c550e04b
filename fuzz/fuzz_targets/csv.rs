//! Text tables in any encoding.

#![no_main]

use jianbao_fuzz::{open, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    open(data, "甲.csv");
    read(data, "甲.csv");
});
