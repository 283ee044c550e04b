//! SpreadsheetML 2003 under `.xls`.

#![no_main]

use jianbao_fuzz::open;
use libfuzzer_sys::fuzz_target;

const HEAD: &[u8] = br#"<?xml version="1.0"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">"#;

fuzz_target!(|data: &[u8]| {
    open(&[HEAD, data, b"</Workbook>"].concat(), "甲.xls");
});
