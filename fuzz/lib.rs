//! What the targets share: the preset, and what must hold of everything that was read.

use std::io::{Cursor, Write};
use std::sync::{LazyLock, Once};

use chrono::NaiveDate;
use jianbao::catalog::Catalog;
use jianbao::record::{self, Knowledge};
use jianbao::sheet;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The preset, with limits small enough that a fuzzer does not mistake patience for a fault.
pub static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let mut catalog = Catalog::preset();
    catalog.limits.unpacked_bytes = 16 << 20;
    catalog.limits.sheet_cells = 200_000;
    catalog
});

static KNOWLEDGE: LazyLock<Knowledge<'static>> = LazyLock::new(|| Knowledge::of(&CATALOG));

/// 截止日 of all targets.
pub fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 5, 5).expect("a day of the calendar")
}

/// The panics of a library that the program catches are no crash: only one that reaches the fuzzer ends a run.
static HOOK: Once = Once::new();

/// Opens a file: there are cells, or one finding that says why not; never both, never neither.
pub fn open(bytes: &[u8], name: &str) {
    HOOK.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let opened = sheet::open(bytes, name, &CATALOG.limits);
    match opened.workbook {
        None => assert_eq!(opened.findings.len(), 1),
        Some(workbook) => {
            for sheet in &workbook.sheets {
                assert!(sheet.rows.is_sorted_by(|one, next| one.index < next.index));
                for row in &sheet.rows {
                    assert!(row.cells.is_sorted_by(|one, next| one.col < next.col));
                }
            }
        }
    }
}

/// Reads a file to typed rows: the account of its rows adds up.
pub fn read(bytes: &[u8], name: &str) {
    HOOK.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let (submission, _) = record::read_with(&KNOWLEDGE, bytes, name, as_of());
    for table in submission.sheets.iter().flat_map(|sheet| &sheet.tables) {
        let rows = table.rows;
        assert_eq!(rows.read, rows.accepted + rows.merged + rows.non_data + rows.rejected);
    }
}

/// A zip package of parts with right checksums, so that mutations reach what is behind them.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(*name, stored).expect("memory takes what is written");
        zip.write_all(bytes).expect("memory takes what is written");
    }
    zip.finish().expect("memory takes what is written").into_inner()
}

/// Pieces of the input, divided by a byte that UTF-8 does not know.
pub fn pieces(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    data.split(|&byte| byte == 0xff)
}

/// Pieces of binary input, each but the last with its length before it in two bytes, least first.
pub fn portions<const N: usize>(mut data: &[u8]) -> [&[u8]; N] {
    let mut portions = [&data[..0]; N];
    let (last, first) = portions.split_last_mut().expect("more than one");
    for portion in first {
        let Some((length, rest)) = data.split_first_chunk() else {
            break;
        };
        let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
        (*portion, data) = rest.split_at(length);
    }
    *last = data;
    portions
}
