//! Files opened from their bytes: what is whole is read to the last cell, what is not is refused in plain words.

use std::io::{Cursor, Write};

use jianbao::catalog::Catalog;
use jianbao::finding::Code;
use jianbao::sheet::{self, Look, Opened, RawValue, Visibility};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

fn open(bytes: &[u8], name: &str) -> Opened {
    sheet::open(bytes, name, &Catalog::preset().limits)
}

#[track_caller]
fn refused(bytes: &[u8], name: &str) -> (Code, String) {
    let opened = open(bytes, name);
    assert!(opened.workbook.is_none(), "{name} was read");
    assert_eq!(opened.findings.len(), 1);
    let finding = &opened.findings[0];
    assert!(!finding.help.is_empty() && finding.message.chars().any(|c| c > '\u{4e00}'));
    (finding.code, finding.message.clone())
}

/// A ledger with a title, merged headings, a date, a percentage, a hidden row and column, and a formula.
fn ledger() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("项目台账").unwrap();
    sheet
        .merge_range(0, 0, 0, 3, "超化镇重点项目台账", &Format::new())
        .unwrap();
    for (col, heading) in (0..).zip(["项目名称", "总投资（万元）", "开工时间", "完成率"]) {
        sheet.write_string(1, col, heading).unwrap();
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let percent = Format::new().set_num_format("0.0%");
    for row in 2..40 {
        sheet.write_string(row, 0, format!("第{row}个项目")).unwrap();
        sheet.write_number(row, 1, f64::from(row) * 100.5).unwrap();
        let started = ExcelDateTime::from_ymd(2023, 3, 8).unwrap();
        sheet.write_datetime_with_format(row, 2, &started, &day).unwrap();
        sheet.write_number_with_format(row, 3, 0.125, &percent).unwrap();
    }
    sheet
        .write_formula(40, 1, Formula::new("=SUM(B3:B40)").set_result("78591"))
        .unwrap();
    sheet.set_row_hidden(5).unwrap();
    sheet.set_column_hidden(3).unwrap();
    workbook
        .add_worksheet()
        .set_hidden(true)
        .write_string(9, 16_383, "远处")
        .unwrap();
    workbook.save_to_buffer().unwrap()
}

/// The same package with parts changed, stored as they are.
fn repacked(package: &[u8], mut change: impl FnMut(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::copy(&mut part, &mut bytes).unwrap();
        to.start_file(name.as_str(), stored).unwrap();
        to.write_all(&change(&name, bytes)).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// The first sheet's XML with one piece of text replaced.
fn edited(from: &str, to: &str) -> Vec<u8> {
    repacked(&ledger(), |name, bytes| {
        if name != "xl/worksheets/sheet1.xml" {
            return bytes;
        }
        let xml = String::from_utf8(bytes).unwrap();
        assert!(xml.contains(from), "{xml}");
        xml.replacen(from, to, 1).into_bytes()
    })
}

#[test]
fn a_workbook_is_read_with_its_frame() {
    let opened = open(&ledger(), "超化镇.xlsx");
    assert!(opened.findings.is_empty());
    let workbook = opened.workbook.unwrap();
    let sheet = &workbook.sheets[0];
    assert_eq!(sheet.name.as_deref(), Some("项目台账"));
    assert_eq!(sheet.rows.len(), 41);
    assert_eq!(sheet.merges[0].to_string(), "A1:D1");
    assert!(sheet.is_row_hidden(5) && !sheet.is_row_hidden(6));
    assert!(sheet.is_col_hidden(3) && !sheet.is_col_hidden(2));
    let started = sheet.cell(2, 2).unwrap();
    assert_eq!(started.value, RawValue::Number(44993.0));
    assert_eq!(workbook.look(started.format), Look::Date);
    assert_eq!(workbook.look(sheet.cell(2, 3).unwrap().format), Look::Percent(1));
    let total = sheet.cell(40, 1).unwrap();
    assert_eq!(total.value, RawValue::Number(78591.0));
    assert_eq!(total.formula.as_ref().unwrap().text, "SUM(B3:B40)");
    assert_eq!(workbook.sheets[1].visibility, Visibility::Hidden);
    assert_eq!(
        workbook.sheets[1].cell(9, 16_383).unwrap().value,
        RawValue::Text("远处".into())
    );
}

#[test]
fn a_cut_or_zero_filled_copy_is_never_read_short() {
    let whole = ledger();
    for tenth in 0..10 {
        let cut = whole.len() * tenth / 10;
        let mut zeros = whole[..cut].to_vec();
        zeros.resize(whole.len(), 0);
        for copy in [&whole[..cut], &zeros] {
            assert_eq!(refused(copy, "甲.xlsx").0, Code::F01, "{tenth}");
        }
    }
}

#[test]
fn a_flipped_bit_in_a_part_is_found_by_its_checksum() {
    let stored = repacked(&ledger(), |_, bytes| bytes);
    let at = stored.windows(6).position(|window| window == b"<v>201").unwrap();
    let mut flipped = stored;
    flipped[at + 3] ^= 1;
    assert!(refused(&flipped, "甲.xlsx").1.contains("校验不符"));
}

#[test]
fn a_formula_without_a_result_is_not_blank() {
    let bytes = edited("<v>78591</v>", "");
    let workbook = open(&bytes, "甲.xlsx").workbook.unwrap();
    assert_eq!(workbook.sheets[0].cell(40, 1).unwrap().value, RawValue::NoResult);
}

#[test]
fn an_error_newer_than_the_reader_costs_its_cell_alone() {
    let bytes = edited(
        "<c r=\"B3\"><v>201</v></c>",
        "<c r=\"B3\" t=\"e\"><v>#SPILL!</v></c>",
    );
    let workbook = open(&bytes, "甲.xlsx").workbook.unwrap();
    let sheet = &workbook.sheets[0];
    assert_eq!(sheet.cell(2, 1).unwrap().value, RawValue::Error("#SPILL!".into()));
    assert_eq!(sheet.cell(3, 1).unwrap().value, RawValue::Number(301.5));
}

#[test]
fn a_number_too_large_for_a_cell_is_an_error_value() {
    let bytes = edited("<v>201</v>", "<v>1e999</v>");
    let workbook = open(&bytes, "甲.xlsx").workbook.unwrap();
    assert_eq!(
        workbook.sheets[0].cell(2, 1).unwrap().value,
        RawValue::Error("#NUM!".into())
    );
}

#[test]
fn what_would_be_read_wrong_is_refused_with_its_cell() {
    let broken_index = edited(
        "<c r=\"A2\" t=\"s\"><v>1</v></c>",
        "<c r=\"A2\" t=\"s\"><v>1x</v></c>",
    );
    let twice = edited(
        "<c r=\"B3\"><v>201</v></c>",
        "<c r=\"B3\"><v>201</v></c><c r=\"B3\"><v>202</v></c>",
    );
    for (bytes, cell) in [(broken_index, "A2"), (twice, "B3")] {
        let opened = open(&bytes, "甲.xlsx");
        let place = &opened.findings[0].place;
        assert_eq!(opened.findings[0].code, Code::F01);
        assert_eq!(
            (place.sheet.as_deref(), place.cell.unwrap().to_string()),
            (Some("项目台账"), cell.into())
        );
    }
    for address in ["XFE1", "A1048577", "A4294967298", "B0"] {
        let bytes = edited("r=\"B3\"", &format!("r=\"{address}\""));
        assert_eq!(refused(&bytes, "甲.xlsx").0, Code::F01, "{address}");
    }
}

#[test]
fn definitions_from_outside_are_refused() {
    let bytes = edited("<worksheet", "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet");
    assert!(refused(&bytes, "甲.xlsx").1.contains("外部定义"));
}

#[test]
fn what_unpacks_beyond_the_limit_is_not_unpacked() {
    let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
    for part in [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    ] {
        bomb.start_file(part, SimpleFileOptions::default()).unwrap();
        bomb.write_all(&vec![b' '; 3 << 20]).unwrap();
    }
    let bytes = bomb.finish().unwrap().into_inner();
    let mut limits = Catalog::preset().limits;
    limits.unpacked_bytes = 8 << 20;
    let opened = sheet::open(&bytes, "甲.xlsx", &limits);
    assert_eq!(opened.findings[0].code, Code::F08);
}

#[test]
fn far_corners_cost_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "起").unwrap();
    sheet.write_string(1_048_575, 16_383, "止").unwrap();
    let read = open(&workbook.save_to_buffer().unwrap(), "甲.xlsx")
        .workbook
        .unwrap();
    assert_eq!(read.sheets[0].rows.len(), 2);
}

#[test]
fn a_file_is_what_its_content_is() {
    let opened = open(&ledger(), "超化镇.xls");
    assert!(opened.workbook.is_some());
    assert_eq!(opened.findings[0].code, Code::F03);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n....", "照片.xlsx").0, Code::F09);
    assert_eq!(refused(b"%PDF-1.4", "扫描件.pdf").0, Code::F09);
    assert_eq!(refused(b"", "空.xlsx").0, Code::F01);
    let text = open("项目名称\t总投资\n甲\t1200\n".as_bytes(), "导出.xls");
    assert_eq!(text.findings[0].code, Code::F03);
    assert_eq!(
        text.workbook.unwrap().sheets[0].cell(1, 1).unwrap().value,
        RawValue::Number(1200.0)
    );
}
