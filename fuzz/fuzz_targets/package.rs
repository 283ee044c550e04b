//! Any bytes at all: what they are, and whether the package around a workbook is sound.

#![no_main]

use jianbao_fuzz::open;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for name in ["甲.xlsx", "甲.xls", "甲"] {
        open(data, name);
    }
});
