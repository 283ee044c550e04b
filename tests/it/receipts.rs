//! 回执: the unit's own cells back at their addresses, what was found marked there, and the way back.

use jianbao::catalog::Catalog;
use jianbao::sheet::{RawValue, Stamp};
use rust_xlsxwriter::{Formula, Workbook};

use crate::support::dump::{dump, parts, reopen};
use crate::support::press::Printed;

const UNIT: &str = "超化镇人民政府";
const FILE: &str = "超化镇项目台账5.12.xlsx";
const HEADINGS: [&str; 8] = [
    "序号",
    "项目名称",
    "项目代码",
    "总投资（万元）",
    "2023年计划投资（万元）",
    "本年完成投资（万元）",
    "计划开工时间",
    "项目状态",
];

/// A locality's ledger: a good row, one whose amount is no amount, one with a formula and one with a sum.
fn ledger(amount: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("项目台账").unwrap();
    sheet.set_column_width(1, 33).unwrap();
    sheet
        .merge_range(
            0,
            0,
            0,
            7,
            "超化镇重点项目台账（截至5月12日）",
            &rust_xlsxwriter::Format::new(),
        )
        .unwrap();
    for (col, heading) in (0..).zip(HEADINGS) {
        sheet.write_string(1, col, heading).unwrap();
    }
    let rows = [
        (
            "超化镇甲路改造项目",
            "2301-410183-04-01-100001",
            "1200",
            "2023-03-01",
        ),
        (
            "超化镇乙水厂项目",
            "2301-410183-04-01-100002",
            amount,
            "2023-04-01",
        ),
        (
            "=cmd|'/C calc'!A0",
            "2301-410183-04-01-100003",
            "800",
            "2023-09-01",
        ),
    ];
    for (row, (name, code, total, planned)) in (2..).zip(rows) {
        sheet.write_number(row, 0, f64::from(row) - 1.0).unwrap();
        sheet.write_string(row, 1, name).unwrap();
        sheet.write_string(row, 2, code).unwrap();
        match total.parse::<f64>() {
            Ok(number) => sheet.write_number(row, 3, number).unwrap(),
            Err(_) => sheet.write_string(row, 3, total).unwrap(),
        };
        sheet.write_number(row, 4, 100.0).unwrap();
        sheet
            .write_formula(row, 5, Formula::new("936000/20000").set_result("46.8"))
            .unwrap();
        sheet.write_string(row, 6, planned).unwrap();
        sheet.write_string(row, 7, "在建").unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn issue(files: Vec<(String, Vec<u8>)>) -> Printed {
    Printed::of(Catalog::preset(), "2023-05-12", None, files)
}

fn handed_in(bytes: Vec<u8>) -> Printed {
    issue(vec![(FILE.to_owned(), bytes)])
}

#[test]
fn every_cell_comes_back_at_its_own_address_with_its_formula() {
    let printed = handed_in(ledger("约定"));
    let original = reopen(&ledger("约定"), &printed.catalog);
    let receipt = reopen(&printed.receipt(UNIT), &printed.catalog);
    let own: Vec<String> = dump(&receipt)
        .into_iter()
        .filter(|line| line.starts_with("项目台账!"))
        .collect();
    assert_eq!(own, dump(&original));
    let sheet = receipt
        .sheets
        .iter()
        .find(|sheet| sheet.name.as_deref() == Some("项目台账"))
        .unwrap();
    assert_eq!(sheet.merges, original.sheets[0].merges);
    assert!((sheet.widths[&1] - original.sheets[0].widths[&1]).abs() < 0.1);
}

#[test]
fn no_text_of_a_unit_becomes_a_formula_or_a_link() {
    let printed = handed_in(ledger("约定"));
    let sheets = parts(&printed.receipt(UNIT), "xl/worksheets/", ".xml");
    assert!(!sheets.contains("<f>cmd"));
    let links = parts(&printed.receipt(UNIT), "xl/worksheets/_rels/", ".rels");
    assert!(!links.contains("External"), "{links}");
}

#[test]
fn a_finding_is_filled_and_noted_on_its_cell() {
    let printed = handed_in(ledger("约定"));
    assert!(
        printed.found(UNIT).contains(&"V02 D4".to_owned()),
        "{:?}",
        printed.found(UNIT)
    );
    let bytes = printed.receipt(UNIT);
    assert!(parts(&bytes, "xl/worksheets/sheet", ".xml").contains("sqref=\"D4"));
    let notes = parts(&bytes, "xl/comments", ".xml");
    assert!(notes.contains("ref=\"D4\"") && notes.contains("怎样改：") && notes.contains("核对单第"));
}

#[test]
fn the_same_receipt_is_the_same_bytes() {
    let printed = handed_in(ledger("约定"));
    assert_eq!(printed.receipt(UNIT), printed.receipt(UNIT));
}

#[test]
fn handed_in_again_untouched_it_gives_the_same_figures_and_findings() {
    let first = handed_in(ledger("约定"));
    let again = issue(vec![("回执.xlsx".to_owned(), first.receipt(UNIT))]);
    assert_eq!(again.issue.totals, first.issue.totals);
    assert_eq!(again.found(UNIT), first.found(UNIT));
}

#[test]
fn a_mended_copy_loses_exactly_the_mended_finding() {
    let first = handed_in(ledger("约定"));
    let mended = handed_in(ledger("900"));
    let mut gone = first.found(UNIT);
    for finding in mended.found(UNIT) {
        let at = gone.iter().position(|other| *other == finding);
        gone.remove(at.unwrap_or_else(|| panic!("{finding} is new")));
    }
    assert_eq!(gone, ["V02 D4"]);
}

#[test]
fn the_stamp_says_whose_sheets_they_are_and_what_was_listed() {
    let printed = handed_in(ledger("约定"));
    let receipt = reopen(&printed.receipt(UNIT), &printed.catalog);
    let stamp = receipt.stamp.as_ref().unwrap();
    assert_eq!((stamp.schema(), stamp.unit()), (Some(Stamp::RECEIPT), Some(UNIT)));
    assert!(stamp.is_added("核对单"));
    let sheet = stamp.returned_sheets().next().unwrap();
    assert_eq!((sheet.name, sheet.file), ("项目台账", FILE));
    assert_eq!(sheet.sha256.len(), 64);
    let listed = stamp
        .listed_findings()
        .any(|finding| finding.code == "V02" && finding.cell == Some("D4"));
    assert!(listed);
}

#[test]
fn an_answer_in_the_list_accepts_its_finding() {
    let first = handed_in(ledger("约定"));
    let mut receipt = reopen(&first.receipt(UNIT), &first.catalog);
    let list = receipt
        .sheets
        .iter_mut()
        .find(|sheet| sheet.name.as_deref() == Some("核对单"))
        .unwrap();
    let row = list
        .rows
        .iter_mut()
        .find(|row| {
            row.cells
                .iter()
                .any(|cell| cell.value == RawValue::Text("V02".into()))
        })
        .unwrap();
    let answer = row.cells[0].clone();
    row.cells.retain(|cell| cell.col != 7);
    let at = row.cells.partition_point(|cell| cell.col < 7);
    row.cells.insert(
        at,
        jianbao::sheet::RawCell {
            col: 7,
            value: RawValue::Text("以批复为准，待定".into()),
            ..answer
        },
    );
    let answers = receipt.answers();
    assert_eq!(answers.len(), 1);
    assert_eq!((answers[0].0.code, answers[0].0.cell), ("V02", Some("D4")));
}

#[test]
fn several_files_make_one_workbook_and_clashing_sheets_keep_apart() {
    let other = {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name("项目台账").unwrap();
        for (col, heading) in (0..).zip(HEADINGS) {
            sheet.write_string(0, col, heading).unwrap();
        }
        sheet.write_string(1, 1, "超化镇丁公园项目").unwrap();
        sheet.write_number(1, 3, 500.0).unwrap();
        workbook.save_to_buffer().unwrap()
    };
    let printed = issue(vec![
        (FILE.to_owned(), ledger("900")),
        ("超化镇补充.xlsx".to_owned(), other),
    ]);
    let receipt = reopen(&printed.receipt(UNIT), &printed.catalog);
    let names: Vec<&str> = receipt
        .sheets
        .iter()
        .filter_map(|sheet| sheet.name.as_deref())
        .collect();
    assert_eq!(
        names,
        ["核对单", "超化镇项目台账5.12_项目台账", "超化镇补充_项目台账"]
    );
    let again = issue(vec![("回执.xlsx".to_owned(), printed.receipt(UNIT))]);
    assert_eq!(again.issue.totals, printed.issue.totals);
}

#[test]
fn a_unit_without_a_usable_file_gets_no_workbook() {
    let printed = handed_in(ledger("900"));
    let units: Vec<String> = jianbao::render::workbook::receipts(&printed.edition())
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(units, [format!("回执/{UNIT}.xlsx")]);
}

#[test]
fn a_blank_handed_in_untouched_changes_no_total_and_is_no_silence() {
    let first = handed_in(ledger("900"));
    let next = jianbao::bulletin::IssueOptions {
        number: 2,
        as_of: "2023-05-19".parse().unwrap(),
        ..first.options.clone()
    };
    let blanks = jianbao::render::workbook::blanks(&first.catalog, Some(&first.ledger), &next).unwrap();
    let files = blanks
        .into_iter()
        .map(|blank| (blank.path, blank.bytes))
        .collect();
    let second = Printed::of(Catalog::preset(), "2023-05-19", Some(first.state()), files);
    assert!(
        second.rollcall.missing.is_empty(),
        "{:?}",
        second.rollcall.missing
    );
    let money = |printed: &Printed| {
        let totals = &printed.issue.totals;
        (
            totals.projects,
            totals.total_investment,
            totals.annual_plan,
            totals.annual_done,
        )
    };
    assert_eq!(money(&second), money(&first));
    assert!(
        second
            .found(UNIT)
            .iter()
            .all(|finding| finding.starts_with("V01")),
        "{:?}",
        second.found(UNIT)
    );
}
