//! The binary parts of an .xlsb workbook: a sheet, the texts its cells share, its cell formats, the workbook itself.

#![no_main]

use jianbao_fuzz::{open, package, portions};
use libfuzzer_sys::fuzz_target;

const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.bin"/></Relationships>"#;
const LISTED: &[u8] = br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="sheet.bin"/></Relationships>"#;
/// One sheet, `a`, by the relationship `r1`.
const WORKBOOK: &[u8] = b"\x83\x01\x00\x8f\x01\x00\x9c\x01\x16\0\0\0\0\x01\0\0\0\x02\0\0\0r\x001\0\x01\0\0\0a\0\x90\x01\x00\x84\x01\x00";

fuzz_target!(|data: &[u8]| {
    let [strings, styles, workbook, sheet] = portions(data);
    let bytes = package(&[
        ("_rels/.rels", RELATIONS),
        ("xl/_rels/workbook.bin.rels", LISTED),
        ("xl/workbook.bin", if workbook.is_empty() { WORKBOOK } else { workbook }),
        ("xl/sheet.bin", sheet),
        ("xl/sharedStrings.bin", strings),
        ("xl/styles.bin", styles),
    ]);
    open(&bytes, "甲.xlsb");
});
