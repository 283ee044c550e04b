//! Titles, heading rows and what stands between them and the body.

#![no_main]

use jianbao_fuzz::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let rows = "\n1,甲路,1200,600,在建\n2,乙路,900,300,在建\n合计,,2100,900,\n";
    read(format!("{text}{rows}").as_bytes(), "超化镇.csv");
});
