//! The content of an .ods workbook.

#![no_main]

use jianbao_fuzz::{open, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let bytes = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", data),
    ]);
    open(&bytes, "甲.ods");
});
