//! The way back: receipts mended, answered and handed in again, beside the originals or instead of them; blanks filled in.

use jianbao::bulletin::IssueOptions;
use jianbao::catalog::{Catalog, Field};
use jianbao::finding::Code;
use jianbao::render::workbook::blanks;
use jianbao::rollcall::FileState;

use crate::support::edit::typed;
use crate::support::press::Printed;

const UNIT: &str = "超化镇人民政府";
const RECEIPT: &str = "回执/超化镇人民政府.xlsx";
/// Where 核对单 takes the answer to its second finding, an amount that is none.
const SECOND: &str = "H11";

/// As a local export writes it: group headings over their first column only, months as numbers.
const EXPORT: &str = "\
超化镇三个一批项目台账（5月12日）,,,,,,,
序号,项目名称,项目代码,投资情况（亿元）,,,进度,
,,,总投资,2023年计划投资,本年完成投资,计划开工时间,项目状态
1,超化镇甲路改造项目,2301-410183-04-01-100001,1.2,0.5,0.2,2023.1,前期
2,超化镇乙水厂项目,2301-410183-04-01-100002,2.4,约定,0.3,2023-04-01,在建
3,超化镇丙学校项目,2301-410183-04-01-100003,0.9,0.4,0.1,2023-03-01,在建
";

const TASKS: &str = "\
任务编号,项目名称,任务事项,责任部门,责任人,督办专员,交办时间,办结时限
XM2023-0001,超化镇甲路改造项目,办理施工许可手续,超化镇,张三,李四,2023-04-17,2023-05-20
";

fn first() -> Printed {
    Printed::of(
        Catalog::preset(),
        "2023-05-12",
        None,
        vec![
            ("5.12超化镇上报.csv".to_owned(), EXPORT.as_bytes().to_vec()),
            ("5.12超化镇任务清单.csv".to_owned(), TASKS.as_bytes().to_vec()),
        ],
    )
}

fn with(files: Vec<(String, Vec<u8>)>) -> Printed {
    Printed::of(Catalog::preset(), "2023-05-12", None, files)
}

fn instead(receipt: Vec<u8>) -> Printed {
    with(vec![(RECEIPT.to_owned(), receipt)])
}

fn figures(printed: &Printed) -> String {
    format!("{:?}", printed.issue.totals)
}

/// What is known of its projects, wherever it was read.
fn known(printed: &Printed) -> Vec<String> {
    let projects = printed.ledger.projects.iter();
    projects
        .map(|project| {
            let values = project
                .values
                .iter()
                .map(|(item, held)| format!("{item:?}={:?}", held.datum()));
            format!(
                "{} {:?} {:?}",
                project.name,
                project.kinds,
                values.collect::<Vec<_>>()
            )
        })
        .collect()
}

#[test]
fn a_receipt_of_a_csv_is_read_as_the_csv_was() {
    let first = first();
    assert!(
        first.found(UNIT).contains(&"V10 G4".to_owned()),
        "{:?}",
        first.found(UNIT)
    );
    let again = instead(first.receipt(UNIT));
    assert_eq!(known(&again), known(&first));
    assert_eq!(figures(&again), figures(&first));
    assert_eq!(again.found(UNIT), first.found(UNIT));
}

#[test]
fn a_receipt_beside_the_file_it_was_made_from_counts_in_its_place() {
    let first = first();
    let mended = typed(&first.receipt(UNIT), 2, &[("E5", "0.8")]);
    let mut files = first.files.clone();
    files.push((RECEIPT.to_owned(), mended));
    let again = with(files);
    let set_aside: Vec<&str> = again
        .findings
        .iter()
        .filter(|finding| finding.code == Code::F05)
        .map(|finding| &*finding.place.file)
        .collect();
    assert_eq!(set_aside, ["5.12超化镇上报.csv", "5.12超化镇任务清单.csv"]);
    let gone: Vec<String> = first
        .found(UNIT)
        .into_iter()
        .filter(|found| !again.found(UNIT).contains(found))
        .collect();
    assert_eq!(gone, ["V02 E5"]);
    let lines = again.rollcall.lines.iter();
    let taken: Vec<&str> = lines
        .filter(|line| line.state == FileState::Received)
        .filter_map(|line| line.file.as_deref())
        .collect();
    assert_eq!(taken, [RECEIPT]);
}

#[test]
fn an_answer_is_accepted_and_carried_on_while_the_value_stays() {
    let first = first();
    let answered = typed(&first.receipt(UNIT), 1, &[(SECOND, "以批复为准")]);
    let second = instead(answered);
    let accepted: Vec<(&str, &str)> = second
        .findings
        .iter()
        .filter_map(|finding| Some((finding.code.id(), finding.waived.as_ref()?.reason.as_str())))
        .collect();
    assert_eq!(accepted, [("V02", "以批复为准")]);
    assert_eq!(figures(&second), figures(&first));
    let next = |files| Printed::of(Catalog::preset(), "2023-05-19", Some(second.state()), files);
    let waived = |printed: &Printed| {
        let all = printed.findings.iter().filter(|finding| finding.waived.is_some());
        all.map(|finding| finding.code.id().to_owned())
            .collect::<Vec<_>>()
    };
    // The same values in a new file.
    let same = EXPORT.replace("（5月12日）", "（5月19日）");
    let third = next(vec![("5.19超化镇上报.csv".to_owned(), same.clone().into_bytes())]);
    assert_eq!(waived(&third), ["V02"]);
    let changed = same.replace("约定", "约数待定");
    let third = next(vec![("5.19超化镇上报.csv".to_owned(), changed.into_bytes())]);
    assert_eq!(waived(&third), Vec::<String>::new(), "{:?}", third.found(UNIT));
}

#[test]
fn progress_written_beside_a_task_is_the_tasks_progress_from_then_on() {
    let first = first();
    let receipt = first.receipt(UNIT);
    let book = crate::support::dump::reopen(&receipt, &first.catalog);
    let row = book.sheets[0]
        .rows
        .iter()
        .find(|row| {
            let is_task = |cell: &jianbao::sheet::RawCell| {
                cell.value == jianbao::sheet::RawValue::Text("XM2023-0001".into())
            };
            row.cells.iter().any(is_task)
        })
        .unwrap()
        .index;
    let cell = format!("H{}", row + 1);
    let second = instead(typed(&receipt, 1, &[(&cell, "材料已补齐，17日上会")]));
    let said = |printed: &Printed| {
        printed.ledger.tasks[0]
            .text(Field::PhysicalProgress)
            .map(str::to_owned)
    };
    assert_eq!(said(&second).as_deref(), Some("材料已补齐，17日上会"));
    assert_eq!(second.ledger.tasks.len(), 1);
    let third = Printed::of(Catalog::preset(), "2023-05-19", Some(second.state()), Vec::new());
    assert_eq!(said(&third).as_deref(), Some("材料已补齐，17日上会"));
}

#[test]
fn a_gap_that_was_there_before_is_no_finding_on_an_untouched_blank_and_can_be_filled_there() {
    let export = EXPORT.replace("2301-410183-04-01-100003", "").replace("约定", "");
    let first = with(vec![("5.12超化镇上报.csv".to_owned(), export.into_bytes())]);
    assert!(first.found(UNIT).iter().any(|found| found.starts_with("V01")));
    let options = IssueOptions {
        number: 2,
        as_of: "2023-05-19".parse().unwrap(),
        ..first.options.clone()
    };
    let blank = blanks(&first.catalog, Some(&first.ledger), &options)
        .unwrap()
        .into_iter()
        .find(|blank| blank.path.contains(UNIT))
        .unwrap();
    let next = |bytes| {
        let files = vec![(blank.path.clone(), bytes)];
        Printed::of(Catalog::preset(), "2023-05-19", Some(first.state()), files)
    };
    let untouched = next(blank.bytes.clone());
    assert_eq!(figures(&untouched), figures(&first));
    assert_eq!(untouched.found(UNIT), Vec::<String>::new());
    // 年度计划 of the second project was never given: its cell is open.
    let filled = next(typed(&blank.bytes, 1, &[("H7", "3000")]));
    let before = first.issue.totals.annual_plan.unwrap();
    let after = filled.issue.totals.annual_plan.unwrap();
    assert_eq!(after.yuan() - before.yuan(), 30_000_000);
}
