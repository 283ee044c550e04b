//! 总账 and the leads' ledgers: real tables, formulas with their results, the same bytes.

use jianbao::catalog::Catalog;
use jianbao::render::workbook;
use jianbao::sheet::{RawValue, Stamp};

use crate::support::dump::{part, parts, reopen};
use crate::support::press::Printed;

fn nothing_handed_in() -> Printed {
    Printed::of(Catalog::preset(), "2023-05-12", None, Vec::new())
}

#[test]
fn the_master_ledger_has_its_sheets_in_order_and_says_what_it_is() {
    let printed = nothing_handed_in();
    let book = reopen(&printed.master(), &printed.catalog);
    let names: Vec<&str> = book
        .sheets
        .iter()
        .filter_map(|sheet| sheet.name.as_deref())
        .collect();
    let mut expected = vec!["封面", "摘要", "总账"];
    expected.extend(printed.catalog.kinds.iter().map(|kind| kind.short.as_str()));
    expected.extend(["任务", "手续", "资金", "逾期", "报送", "校核", "说明"]);
    assert_eq!(names, expected);
    let stamp = book.stamp.unwrap();
    assert_eq!(
        (stamp.schema(), stamp.region()),
        (Some(Stamp::LEDGER), Some("410183"))
    );
}

#[test]
fn an_empty_week_keeps_every_table_with_one_row_that_says_so() {
    let printed = nothing_handed_in();
    let book = reopen(&printed.master(), &printed.catalog);
    for name in ["总账", "任务", "资金", "逾期"] {
        let sheet = book
            .sheets
            .iter()
            .find(|sheet| sheet.name.as_deref() == Some(name))
            .unwrap();
        let says = sheet
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .any(|cell| cell.value == RawValue::Text("本期没有。".into()));
        assert!(says, "{name}");
    }
}

#[test]
fn every_formula_has_a_result_and_no_formula_is_left_at_the_writers_nought() {
    let printed = nothing_handed_in();
    let book = reopen(&printed.master(), &printed.catalog);
    let without = book
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.value == RawValue::NoResult)
        .count();
    assert_eq!(without, 0);
    let names = part(&printed.master(), "xl/workbook.xml");
    for name in ["截止日", "报送截止", "时序进度"] {
        assert!(names.contains(&format!("name=\"{name}\"")), "{name}");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let (first, second) = (nothing_handed_in(), nothing_handed_in());
    let ledgers = |printed: &Printed| workbook::ledgers(&printed.edition()).unwrap();
    assert_eq!(ledgers(&first), ledgers(&second));
}

#[test]
fn leads_ledgers_are_named_without_quotation_marks() {
    let printed = nothing_handed_in();
    let outputs = workbook::ledgers(&printed.edition()).unwrap();
    assert_eq!(outputs[0].path, "总账.xlsx");
    assert_eq!(outputs[1].path, "台账/三个一批项目.xlsx");
    assert_eq!(outputs.len(), 1 + printed.catalog.kinds.len());
}

#[test]
fn tables_charts_and_print_set_up_are_native() {
    let master = nothing_handed_in().master();
    assert!(parts(&master, "xl/tables/", ".xml").contains("displayName=\"总账表\""));
    assert_eq!(
        parts(&master, "xl/charts/chart", ".xml")
            .matches("<c:chartSpace")
            .count(),
        2
    );
    let sheets = parts(&master, "xl/worksheets/sheet", ".xml");
    assert!(sheets.contains("paperSize=\"9\"") && sheets.contains("orientation=\"landscape\""));
    assert!(!sheets.contains("<mergeCell "), "no merged cells in data");
}
