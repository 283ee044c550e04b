//! How fast receipts are written: `cargo bench --bench receipts [-- UNITS [ROWS [COLUMNS]]]`.
//!
//! Gives 34 units their ledgers of 2,000 rows × 12 columns back (or as many as are asked for), each with a hundred marked
//! cells, on all processors, from the cells that reading left – as a build does – and says what keeping them took.

#![allow(clippy::print_stdout, reason = "a benchmark says what it measured")]

use std::env;
use std::time::Instant;

use jianbao::catalog::Catalog;
use jianbao::finding::{Code, Severity};
use jianbao::intake::{self, Copies};
use jianbao::render::workbook::{self, BriefFile, BriefFinding, BriefSheet, Frame, ReceiptBrief};
use jianbao::sheet::{self, RawWorkbook};
use jianbao::value::Area;
use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

const FILE: &str = "台账.xlsx";
const SHEET: &str = "项目台账";
const MARKED: u32 = 100;

fn main() {
    let words: Vec<u32> = env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let number = |at: usize, default| words.get(at).copied().unwrap_or(default);
    let (units, rows, columns) = (number(0, 34), number(1, 2_000), number(2, 12));
    let catalog = Catalog::preset();
    let ledgers: Vec<Vec<u8>> = (0..units)
        .map(|unit| ledger(unit, rows, columns).expect("a ledger can be written"))
        .collect();
    let brief = brief(&catalog);
    let started = Instant::now();
    let books: Vec<RawWorkbook> = ledgers
        .par_iter()
        .filter_map(|bytes| sheet::open(bytes, FILE, &catalog.limits).workbook)
        .collect();
    let reading = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let packed: Vec<Vec<u8>> = books.par_iter().filter_map(intake::pack).collect();
    drop(books);
    let packing = started.elapsed().as_secs_f64();
    let kept: usize = packed.iter().map(Vec::len).sum();
    let started = Instant::now();
    let bytes: usize = packed
        .into_par_iter()
        .map(|packed| {
            let mut copies = Copies::default();
            copies.keep(FILE, packed);
            workbook::receipt(&brief, &[copies.workbook(FILE)])
                .expect("a receipt can be written")
                .len()
        })
        .sum();
    let writing = started.elapsed().as_secs_f64();
    println!(
        "{units} receipts × {rows} rows × {columns} columns: {} KiB, kept in {} KiB",
        bytes >> 10,
        kept >> 10
    );
    println!("{writing:.2} s and {packing:.2} s to keep the cells; reading them took {reading:.2} s");
}

fn ledger(unit: u32, rows: u32, columns: u32) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    for (col, field) in (0..).zip(0..columns) {
        sheet.write_string(0, col, format!("栏目{field}"))?;
        for row in 1..=rows {
            if field % 3 == 0 {
                sheet.write_string(row, col, format!("第{unit}号单位第{row}个项目"))?;
            } else {
                sheet.write_number(row, col, f64::from(row * 7 + field) / 4.0)?;
            }
        }
    }
    book.save_to_buffer()
}

fn brief(catalog: &Catalog) -> ReceiptBrief {
    let finding = |row| BriefFinding {
        code: Code::H01,
        severity: Severity::Warning,
        file: FILE.to_owned(),
        sheet: Some(SHEET.to_owned()),
        cell: Some(Area::cell(row, 4)),
        beside: None,
        project: Some(format!("第{row}个项目")),
        project_code: None,
        message: "本年完成投资 42，比上期 43 少".to_owned(),
        expected: Some("不少于 43".to_owned()),
        help: "改正；属核减的，写明原因".to_owned(),
        answer: None,
    };
    ReceiptBrief {
        frame: Frame {
            campaign: catalog.office.campaign.clone(),
            office: catalog.office.answer_to.clone(),
            region_code: catalog.region_code.clone(),
            region: catalog.region.clone(),
            year: 2023,
            number: 2,
            as_of: chrono::NaiveDate::from_ymd_opt(2023, 5, 12).expect("a day of the calendar"),
            deadline_time: "18:00".to_owned(),
            is_draft: true,
        },
        unit: "超化镇人民政府".to_owned(),
        files: vec![BriefFile {
            name: FILE.to_owned(),
            sha256: String::new(),
            received: None,
            sheets: vec![BriefSheet {
                name: Some(SHEET.to_owned()),
                is_own: true,
                headings: vec![(0, 0)],
            }],
        }],
        delivery: String::new(),
        tally: String::new(),
        compared: String::new(),
        first_pass: String::new(),
        findings: (1..=MARKED).map(finding).collect(),
        understood: Vec::new(),
        tasks: Vec::new(),
    }
}
