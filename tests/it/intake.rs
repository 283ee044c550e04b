//! The drop folder, read in processes of the program itself: nothing in it can harm anything else in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;
use jianbao::catalog::Catalog;
use jianbao::finding::{Code, Findings};
use jianbao::intake::{self, AsideKind, Intake, Reader};
use rust_xlsxwriter::Workbook;

use crate::support::formats::{every, package, table, xlsx_of};

fn processes(jobs: usize) -> Reader {
    Reader::processes(PathBuf::from(env!("CARGO_BIN_EXE_jianbao")), Some(jobs))
}

fn read(folder: &Path, reader: &Reader, catalog: &Catalog) -> (Intake, Findings) {
    let mut findings = Findings::default();
    let as_of = NaiveDate::from_ymd_opt(2023, 5, 5).unwrap();
    let gathered = intake::gather(folder).unwrap();
    let intake = intake::read_all(&gathered, reader, catalog, as_of, &(), &mut findings).unwrap();
    (intake, findings)
}

fn ledger(path: &Path, rows: u32) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (col, heading) in (0..).zip([
        "项目名称",
        "总投资（万元）",
        "2023年度计划投资（万元）",
        "项目状态",
    ]) {
        sheet.write_string(0, col, heading).unwrap();
    }
    for row in 1..=rows {
        sheet.write_string(row, 0, format!("第{row}个项目")).unwrap();
        sheet.write_number(row, 1, row).unwrap();
        sheet.write_number(row, 2, row).unwrap();
        sheet.write_string(row, 3, "在建").unwrap();
    }
    workbook.save(path).unwrap();
}

fn good_week(folder: &Path) {
    for unit in ["超化镇", "米村镇", "牛店镇", "平陌镇"] {
        ledger(&folder.join(format!("{unit}.xlsx")), 5);
    }
}

fn records(intake: &Intake, name: &str) -> Option<usize> {
    let submission = intake
        .submissions
        .iter()
        .find(|submission| submission.file == name)?;
    submission.format?;
    let tables = submission.sheets.iter().flat_map(|sheet| &sheet.tables);
    Some(tables.map(|table| table.records.len()).sum())
}

#[test]
fn processes_read_what_one_process_reads_in_the_same_order() {
    let folder = tempfile::tempdir().unwrap();
    good_week(folder.path());
    let catalog = Catalog::preset();
    let here = read(folder.path(), &Reader::in_process(), &catalog);
    for jobs in [1, 3] {
        let there = read(folder.path(), &processes(jobs), &catalog);
        assert_eq!(there.0.submissions, here.0.submissions);
        assert_eq!(there.1, here.1);
    }
}

#[test]
fn a_file_that_cannot_be_read_harms_no_other() {
    let folder = tempfile::tempdir().unwrap();
    good_week(folder.path());
    let whole = fs::read(folder.path().join("超化镇.xlsx")).unwrap();
    fs::write(folder.path().join("a坏的.xlsx"), &whole[..whole.len() / 2]).unwrap();
    fs::write(
        folder.path().join("z坏的.xls"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    )
    .unwrap();
    fs::write(folder.path().join("照片.jpg"), b"\xff\xd8\xff\xe0").unwrap();
    let (intake, findings) = read(folder.path(), &processes(1), &Catalog::preset());
    assert_eq!(records(&intake, "超化镇.xlsx"), Some(5));
    assert_eq!(records(&intake, "牛店镇.xlsx"), Some(5));
    let bad: Vec<_> = intake
        .submissions
        .iter()
        .filter(|submission| submission.format.is_none())
        .collect();
    assert_eq!(bad.len(), 2);
    assert!(
        bad.iter()
            .all(|submission| submission.findings[0].code == Code::F01 && submission.sha256.len() == 64)
    );
    assert_eq!(intake.asides[0].kind, AsideKind::NotASpreadsheet);
    assert_eq!(findings.0[0].code, Code::F09);
}

#[test]
fn a_workbook_saved_as_a_text_is_read_as_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    good_week(folder.path());
    fs::rename(
        folder.path().join("超化镇.xlsx"),
        folder.path().join("超化镇.txt"),
    )
    .unwrap();
    let (intake, _) = read(folder.path(), &processes(1), &Catalog::preset());
    assert_eq!(records(&intake, "超化镇.txt"), Some(5));
    let mut submissions = intake.submissions.iter();
    let taken = submissions
        .find(|submission| submission.file == "超化镇.txt")
        .unwrap();
    assert_eq!(taken.findings[0].code, Code::F03);
}

#[test]
fn a_file_that_wants_too_much_memory_is_named_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    good_week(folder.path());
    ledger(&folder.path().join("很大.xlsx"), 120_000);
    let mut catalog = Catalog::preset();
    catalog.limits.read_memory_mib = 72;
    let (intake, _) = read(folder.path(), &processes(1), &catalog);
    let of = |name: &str| {
        intake
            .submissions
            .iter()
            .find(|submission| submission.file == name)
            .unwrap()
    };
    if cfg!(target_os = "linux") {
        assert_eq!(of("很大.xlsx").findings[0].code, Code::F08);
    }
    assert!(of("超化镇.xlsx").format.is_some());
}

#[test]
fn a_file_beyond_the_limit_is_named_with_its_size_and_not_read() {
    let folder = tempfile::tempdir().unwrap();
    good_week(folder.path());
    // A hole in it: nothing is written.
    let huge = fs::File::create(folder.path().join("很大.xlsx")).unwrap();
    huge.set_len(3 << 30).unwrap();
    let (intake, _) = read(folder.path(), &processes(1), &Catalog::preset());
    let huge = intake
        .submissions
        .iter()
        .find(|submission| submission.file == "很大.xlsx");
    let finding = &huge.unwrap().findings[0];
    assert_eq!(finding.code, Code::F08);
    assert!(finding.message.contains("3072MB"), "{}", finding.message);
    assert_eq!(records(&intake, "超化镇.xlsx"), Some(5));
}

#[test]
fn temporary_and_system_files_are_listed_and_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "~$超化镇.xlsx",
        ".~lock.超化镇.xlsx#",
        "Thumbs.db",
        "desktop.ini",
        "超化镇.xlsx.crdownload",
        ".DS_Store",
    ] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    let (intake, findings) = read(folder.path(), &processes(1), &Catalog::preset());
    assert!(intake.submissions.is_empty() && findings.0.is_empty());
    assert_eq!(intake.asides.len(), 6);
    assert!(intake.asides.iter().all(|aside| aside.kind == AsideKind::Skipped
        && aside.why.ends_with("已跳过")
        || aside.why.contains("开着")));
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_named_and_neither_followed_nor_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    ledger(&outside.path().join("外面.xlsx"), 2);
    std::os::unix::fs::symlink(outside.path().join("外面.xlsx"), folder.path().join("链接.xlsx")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("圈")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("管道.xlsx"))
        .status();
    assert!(made.unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("口.xlsx")).unwrap();
    let (intake, findings) = read(folder.path(), &processes(1), &Catalog::preset());
    assert!(intake.submissions.is_empty());
    assert_eq!(
        findings
            .0
            .iter()
            .filter(|finding| finding.code == Code::F09)
            .count(),
        4
    );
}

#[test]
fn a_file_that_is_still_being_copied_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let rows = table(60);
    let mut copies = Vec::new();
    for (name, whole) in every(&rows) {
        let path = folder.path().join(name);
        // A csv is cut at the end of a line, where it looks whole.
        let half = if name.ends_with("甲.csv") {
            whole[..1200].iter().rposition(|&byte| byte == b'\n').unwrap() + 1
        } else {
            whole.len() / 2
        };
        fs::write(&path, &whole[..half]).unwrap();
        copies.push((path, whole));
    }
    let copying = thread::spawn(move || {
        thread::sleep(Duration::from_secs(1));
        for (path, whole) in copies {
            fs::write(path, whole).unwrap();
        }
    });
    let (intake, _) = read(folder.path(), &processes(9), &Catalog::preset());
    copying.join().unwrap();
    for (name, _) in every(&rows) {
        assert_eq!(records(&intake, name), Some(60), "{name}");
    }
}

/// Files that cost much where they are taken at their word.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let laughs = (1..10).map(|at| format!("<!ENTITY a{at} \"{}\">", format!("&a{};", at - 1).repeat(10)));
    let laughs = laughs.collect::<Vec<_>>().concat();
    let ods = |cell: &str, rows: u32| {
        package(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            (
                "content.xml",
                format!(
                    "<office:spreadsheet><table:table table:name=\"甲\"><table:table-row table:number-rows-repeated=\"{rows}\">\
                    {cell}</table:table-row></table:table></office:spreadsheet>"
                )
                .as_bytes(),
            ),
            ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ])
    };
    let number = "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>";
    let spaces = "<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"4000000000\"/></text:p></table:table-cell>";
    vec![
        (
            "实体.xlsx",
            xlsx_of(&format!(
                "<!DOCTYPE a [<!ENTITY a0 \"a\">{laughs}]><worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&a9;</t></is></c></row>\
                </sheetData></worksheet>"
            )),
        ),
        (
            "嵌套.xlsx",
            xlsx_of(&format!(
                "<worksheet><sheetData><row><c t=\"inlineStr\"><is>{}",
                "<r>".repeat(300_000)
            )),
        ),
        ("重复.ods", ods(number, 1_048_576)),
        ("空格.ods", ods(spaces, 1)),
        (
            "标签.xls",
            format!("<html><table><tr><td>{}", "<b><i>".repeat(20_000)).into_bytes(),
        ),
        (
            "引号.csv",
            format!("甲,乙\n{}", "\"a,\n".repeat(100_000)).into_bytes(),
        ),
        ("逗号.csv", ",".repeat(2_000_000).into_bytes()),
        (
            "XML.xls",
            format!(
                "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">{}",
                "<a>".repeat(300_000)
            )
            .into_bytes(),
        ),
        ("换\n行.xlsx", b"PK\x03\x04".to_vec()),
    ]
}

#[test]
fn hostile_files_cost_no_good_one_anything_and_are_each_named() {
    let folder = tempfile::tempdir().unwrap();
    good_week(folder.path());
    let names: Vec<_> = hostile().iter().map(|(name, _)| *name).collect();
    for (name, bytes) in hostile() {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let (intake, _) = read(folder.path(), &processes(2), &Catalog::preset());
    for unit in ["超化镇", "米村镇", "牛店镇", "平陌镇"] {
        assert_eq!(records(&intake, &format!("{unit}.xlsx")), Some(5));
    }
    for name in names {
        let submission = intake
            .submissions
            .iter()
            .find(|submission| submission.file == name);
        assert!(!submission.unwrap().findings.is_empty(), "{name}");
    }
}
