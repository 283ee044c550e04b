//! The XML of a worksheet, of the texts its cells share and of its cell formats.

#![no_main]

use jianbao_fuzz::{open, package, pieces};
use libfuzzer_sys::fuzz_target;

const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const LISTED: &[u8] = br#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="sheet.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="strings.xml"/><Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>"#;
const WORKBOOK: &[u8] = br#"<workbook><workbookPr date1904="1"/><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#;

fuzz_target!(|data: &[u8]| {
    let mut pieces = pieces(data);
    let mut next = || pieces.next().unwrap_or_default();
    let bytes = package(&[
        ("_rels/.rels", RELATIONS),
        ("xl/_rels/workbook.xml.rels", LISTED),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/sheet.xml", next()),
        ("xl/strings.xml", next()),
        ("xl/styles.xml", next()),
    ]);
    open(&bytes, "甲.xlsx");
});
