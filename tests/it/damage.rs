//! Damaged files in every format: cut, zero-filled, changed. Each is read whole or named, and nothing falls over.

use std::sync::LazyLock;

use jianbao::catalog::Catalog;
use jianbao::finding::Code;
use jianbao::sheet::{self, RawValue};
use proptest::prelude::*;

use crate::support::formats::{Cell, every, table, xls, xlsx_of};

static PRESET: LazyLock<Catalog> = LazyLock::new(Catalog::preset);

/// The cells of the first sheet; `None` where the file is refused, with a Chinese sentence and a remedy.
#[track_caller]
fn cells(bytes: &[u8], name: &str) -> Option<Vec<Vec<Cell>>> {
    let opened = sheet::open(bytes, name, &PRESET.limits);
    let Some(workbook) = opened.workbook else {
        let finding = &opened.findings[0];
        assert!(matches!(
            finding.code,
            Code::F01 | Code::F02 | Code::F08 | Code::F09
        ));
        assert!(finding.message.chars().any(|c| c > '\u{4e00}') && !finding.help.is_empty());
        return None;
    };
    let rows = workbook.sheets.first().map_or(&[][..], |sheet| &sheet.rows);
    let cell = |cell: &sheet::RawCell| match &cell.value {
        RawValue::Number(number) => Cell::Number(*number),
        RawValue::Text(text) => Cell::Text(text.clone()),
        other => panic!("{other:?}"),
    };
    Some(
        rows.iter()
            .map(|row| row.cells.iter().map(cell).collect())
            .collect(),
    )
}

#[test]
fn every_format_is_read_to_its_last_cell() {
    let rows = table(60);
    for (name, bytes) in every(&rows) {
        assert_eq!(cells(&bytes, name).as_ref(), Some(&rows), "{name}");
    }
}

/// A csv may also be cut at the end of a row, or within its last field: only its age tells that from a whole one.
fn tells_its_end(name: &str) -> bool {
    !name.ends_with(".csv")
}

#[test]
fn a_file_that_is_cut_is_named_or_read_whole() {
    let rows = table(60);
    for (name, whole) in every(&rows) {
        for part in 0..40 {
            let cut = &whole[..whole.len() * part / 40];
            match cells(cut, name) {
                Some(read) if tells_its_end(name) => assert_eq!(read, rows, "{name} {part}"),
                // Three rows do not tell yet how wide a row is.
                Some(read) if read.len() > 3 => {
                    let (last, full) = read.split_last().unwrap();
                    assert_eq!(full, &rows[..full.len()], "{name} {part}");
                    assert_eq!(last.len(), rows[0].len(), "{name} {part}");
                }
                Some(_) | None => {}
            }
        }
    }
}

#[test]
fn a_file_whose_tail_is_zeros_is_named_or_read_whole() {
    let rows = table(60);
    for (name, whole) in every(&rows) {
        for part in 0..40 {
            let cut = whole.len() * part / 40;
            let mut zeros = whole[..cut].to_vec();
            zeros.resize(whole.len(), 0);
            if let Some(read) = cells(&zeros, name) {
                assert_eq!(read, rows, "{name} {part}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn changed_bytes_end_in_cells_or_a_refusal(
        format in 0_usize..9,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let rows = table(12);
        let (name, whole) = every(&rows).swap_remove(format);
        let mut changed = whole.clone();
        for (at, byte) in changes {
            let at = at.index(changed.len());
            changed[at] = byte;
        }
        let opened = sheet::open(&changed, name, &PRESET.limits);
        prop_assert!(opened.workbook.is_some() || opened.findings.len() == 1);
    }

    #[test]
    fn a_changed_package_is_never_read_otherwise(
        format in 0_usize..2,
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        // xlsx and xlsb: every part of them has a checksum.
        let rows = table(12);
        let (name, mut changed) = every(&rows).swap_remove(format);
        let at = at.index(changed.len());
        changed[at] ^= 1 << bit;
        if let Some(read) = cells(&changed, name) {
            prop_assert_eq!(read, rows);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_behind_any_beginning_are_read_or_refused(
        head in prop::sample::select(vec![
            &b""[..],
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"<html><table><tr><td>",
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
            b"\xff\xfe",
        ]),
        tail in prop::collection::vec(any::<u8>(), 0..600),
        ending in prop::sample::select(vec!["xlsx", "xls", "csv", "ods", ""]),
    ) {
        let bytes = [head, &tail].concat();
        let opened = sheet::open(&bytes, &format!("甲.{ending}"), &PRESET.limits);
        prop_assert!(opened.workbook.is_some() || opened.findings.len() == 1);
    }

    #[test]
    fn any_configuration_is_taken_or_refused_in_chinese(
        text in "(\\[(office|limits|units\\.甲镇|a)\\]\n)?([a-z_]{1,8} = ([0-9]{1,20}|\"\\PC{0,6}\"|\\[\\]|true|\\{\\})\n){0,4}\\PC{0,10}"
    ) {
        if let Err(error) = Catalog::load(Some(("jianbao.toml", &text))) {
            let is_chinese = error.to_string().chars().any(|c| c > '\u{4e00}');
            prop_assert!(is_chinese, "{error}");
        }
    }
}

#[test]
fn texts_of_biff8_are_unicode_whatever_code_page_it_names() {
    let rows = table(3);
    assert_eq!(cells(&xls(&rows, 1252), "甲.xls"), Some(rows));
}

#[test]
fn a_sheet_that_is_listed_behind_its_beginning_is_read() {
    const LISTED: usize = 512 + 20 + 6 + 4;
    const BEGINNING: u32 = 4 + 16;
    let rows = table(3);
    let mut file = xls(&rows, 1200);
    let field: [u8; 4] = file[LISTED..LISTED + 4].try_into().unwrap();
    let behind = u32::from_le_bytes(field) + BEGINNING;
    file[LISTED..LISTED + 4].copy_from_slice(&behind.to_le_bytes());
    assert_eq!(cells(&file, "甲.xls"), Some(rows));
    // Anywhere else there is no sheet.
    file[LISTED..LISTED + 4].copy_from_slice(&(behind + 1).to_le_bytes());
    assert_eq!(cells(&file, "甲.xls"), None);
}

#[test]
fn white_space_around_a_number_means_nothing() {
    let xml = "<worksheet><sheetData><row><c><v> 12 </v></c><c><v>\n3.5</v></c><c t=\"str\"><v> 甲</v></c></row></sheetData></worksheet>";
    let row = vec![
        Cell::Number(12.0),
        Cell::Number(3.5),
        Cell::Text(" 甲".to_owned()),
    ];
    assert_eq!(cells(&xlsx_of(xml), "甲.xlsx"), Some(vec![row]));
}

#[test]
fn what_other_programs_add_to_a_cell_costs_nothing() {
    let xml = "<x:worksheet><x:sheetData><x:row><x:c><x:v>1</x:v><x:extLst><x:ext/></x:extLst></x:c>\
        <x:c t=\"inlineStr\"><x:is><x:r><x:t>超化</x:t></x:r><x:r><x:t>镇</x:t></x:r></x:is></x:c></x:row></x:sheetData></x:worksheet>";
    let row = vec![Cell::Number(1.0), Cell::Text("超化镇".to_owned())];
    assert_eq!(cells(&xlsx_of(xml), "甲.xlsx"), Some(vec![row]));
}

#[test]
fn a_workbook_in_an_encoding_that_is_not_read_is_no_empty_one() {
    let xml = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    assert!(cells(&xlsx_of(xml), "甲.xlsx").is_some());
    // UTF-16, as its bytes would stand in a text.
    let wide: String = xml.chars().flat_map(|c| ['\0', c]).collect();
    assert_eq!(cells(&xlsx_of(&wide), "甲.xlsx"), None);
}
