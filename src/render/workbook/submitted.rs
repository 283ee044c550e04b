//! 报送 and 校核: who sent what, and everything that was found.

use super::cell::{Entry, Outcome, Value};
use super::frame::Frame;
use super::listing::{self, Column, Listing, Rule};
use super::style::Look;
use crate::bulletin::{Edition, wording};
use crate::catalog::UnitClass;
use crate::finding::{Code, Finding, Severity};
use crate::rollcall::{FileLine, FileState, TableState};
use crate::value::{Day, UnitId};

/// The sheet of submissions.
pub(super) const SHEET: &str = "报送";
/// The sheet of findings.
pub(super) const FAULTS: &str = "校核";

/// Every unit of the roster, in its order.
pub(super) fn listing(edition: &Edition<'_>, frame: &Frame) -> Listing {
    Listing {
        sheet: SHEET.into(),
        title: "报送情况".into(),
        lead: lead(edition, frame),
        columns: columns(),
        rows: (1..)
            .zip(edition.catalog.unit_ids())
            .map(|(number, unit)| row(edition, number, unit))
            .collect(),
        frozen: 2,
        unprinted: 1,
        has_cover: true,
        ..Listing::default()
    }
}

fn lead(edition: &Edition<'_>, frame: &Frame) -> String {
    let (all, missing) = (edition.catalog.units.len(), &edition.rollcall.missing);
    let mut lead = format!("{}　应报{all}个单位，已报{}个", frame.line(), all - missing.len());
    if !missing.is_empty() {
        let names: Vec<String> = missing
            .iter()
            .map(|&unit| {
                let short = &edition.catalog.unit(unit).short;
                if has_repeated(edition, unit) {
                    format!("{short}（所报为上期文件）")
                } else {
                    short.clone()
                }
            })
            .collect();
        lead.push_str(&format!("；未报{}个：{}", missing.len(), names.join("、")));
    }
    lead.push_str(&format!("；报送截止{}", frame.deadline()));
    let unknown = edition
        .rollcall
        .lines
        .iter()
        .filter(|line| line.state == FileState::Unknown)
        .count();
    if unknown > 0 {
        lead.push_str(&format!("；未认出单位的文件{unknown}个，见校核"));
    }
    lead
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("序号", 5.5),
        Column::new("单位", 24.0),
        Column::new("类别", 8.0),
        Column::new("报送", 10.0).rule(Rule::Signs),
        Column::new("所署日期", 12.0).note("表名、标题或文件名里写的日期；都没有的留空。"),
        Column::new("是否按时", 9.0)
            .note("所署日期不晚于报送截止（见封面）。没有日期的，只有配置写明才按文件时间算。")
            .rule(Rule::Word("迟报"))
            .formula(in_time()),
        Column::new("采用的文件", 46.0),
        Column::new("表（张）", 8.8),
        Column::new("读取（行）", 10.5),
        Column::new("数据（行）", 10.5),
        Column::new("错误（处）", 10.5)
            .rule(Rule::Positive)
            .formula(faults("● 错误")),
        Column::new("提醒（处）", 10.5).formula(faults("▲ 提醒")),
        Column::new("未采用的文件", 34.0),
        Column::new("简称", 16.0),
    ]
}

fn in_time() -> String {
    let (state, dated) = (listing::this(SHEET, "报送"), listing::this(SHEET, "所署日期"));
    format!(
        "IF(LEFT({state},1)=\"●\",\"—\",IF({dated}=\"\",\"按时\",IF({dated}<=INT(报送截止),\"按时\",\"迟报\")))"
    )
}

fn faults(severity: &str) -> String {
    let (unit, level) = (listing::all(FAULTS, "单位"), listing::all(FAULTS, "级别"));
    format!(
        "COUNTIFS({unit},{},{level},\"{severity}\")",
        listing::this(SHEET, "简称")
    )
}

fn row(edition: &Edition<'_>, number: usize, unit: UnitId) -> Vec<Entry> {
    let of = edition.catalog.unit(unit);
    let lines: Vec<&FileLine> = edition
        .rollcall
        .lines
        .iter()
        .filter(|line| line.unit == Some(unit) && line.file.is_some())
        .collect();
    let is_missing = edition.rollcall.missing.contains(&unit);
    let state = match (is_missing, has_repeated(edition, unit)) {
        (false, _) => "○ 已报",
        (true, true) => "● 旧表",
        (true, false) => "● 未报",
    };
    let taken: Vec<&FileLine> = lines
        .iter()
        .filter(|line| line.state == FileState::Received)
        .copied()
        .collect();
    let dated = taken
        .iter()
        .filter_map(|line| line.dated)
        .max()
        .filter(|_| !is_missing);
    let late = dated.is_some_and(|dated| dated > edition.options.as_of);
    let word = match (is_missing, late) {
        (true, _) => "—",
        (false, true) => "迟报",
        (false, false) => "按时",
    };
    let (tables, read, data) = rows(edition, unit);
    let files: Vec<&str> = taken.iter().filter_map(|line| line.file.as_deref()).collect();
    let count = |severity| {
        let found = edition.findings.iter();
        found
            .filter(|finding| finding.unit == Some(unit) && finding.severity == severity)
            .count() as f64
    };
    vec![
        Entry::new(Value::Number(number as f64), Look::Serial),
        Entry::text(of.name.as_str(), Look::Line),
        Entry::text(
            if of.is_locality() {
                "属地"
            } else {
                class_word(of.class)
            },
            Look::Centre,
        ),
        Entry::text(state, Look::Centre),
        Entry::day(dated.map(Day::exact)),
        Entry::new(
            Value::Formula(in_time(), Outcome::Text(word.into())),
            Look::Centre,
        ),
        Entry::text(files.join("\n"), Look::Wrap),
        Entry::some_count(tables),
        Entry::some_count(read),
        Entry::some_count(data),
        Entry::formula(faults("● 错误"), Some(count(Severity::Error)), Look::Count),
        Entry::formula(faults("▲ 提醒"), Some(count(Severity::Warning)), Look::Count),
        Entry::text(unused(&lines), Look::Wrap),
        Entry::text(of.short.as_str(), Look::Line),
    ]
}

fn class_word(class: UnitClass) -> &'static str {
    match class {
        UnitClass::Department => "市直",
        UnitClass::Centre => "中心",
        UnitClass::Subdistrict | UnitClass::Township | UnitClass::AdminCommittee => "属地",
    }
}

fn has_repeated(edition: &Edition<'_>, unit: UnitId) -> bool {
    edition
        .rollcall
        .lines
        .iter()
        .any(|line| line.unit == Some(unit) && line.state == FileState::Repeated)
}

/// Tables that count, rows read and rows of data in them.
pub(super) fn rows(edition: &Edition<'_>, unit: UnitId) -> (usize, usize, usize) {
    let (mut tables, mut read, mut data) = (0, 0, 0);
    for (at, submission) in edition.submissions.iter().enumerate() {
        for (sheet_at, sheet) in submission.sheets.iter().enumerate() {
            for (table_at, table) in sheet.tables.iter().enumerate() {
                let counted =
                    edition.rollcall.table(at, sheet_at, table_at) == (TableState::Counted, Some(unit));
                if counted && table.form.is_some() {
                    tables += 1;
                    read += table.rows.read as usize;
                    data += table.rows.read.saturating_sub(table.rows.non_data) as usize;
                }
            }
        }
    }
    (tables, read, data)
}

fn unused(lines: &[&FileLine]) -> String {
    let unused: Vec<String> = lines
        .iter()
        .filter(|line| !matches!(line.state, FileState::Received | FileState::Narrative))
        .filter_map(|line| {
            let file = line.file.as_deref()?;
            Some(match &line.why {
                Some(why) => format!("{file}（{why}）"),
                None => file.to_owned(),
            })
        })
        .collect();
    unused.join("\n")
}

/// Every finding; with `of`, those of one kind's projects and its lead.
pub(super) fn faults_listing(edition: &Edition<'_>, frame: &Frame, findings: Vec<&Finding>) -> Listing {
    let findings = sorted(findings);
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let lead = if findings.is_empty() {
        format!("{}　没有发现问题", frame.line())
    } else {
        format!(
            "{}　错误{}处（数值未采用），提醒{}处，提示{}处；错误在前，再按单位、文件、单元格；每条的详解：jianbao explain 代码",
            frame.line(),
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Note)
        )
    };
    Listing {
        sheet: FAULTS.into(),
        title: "校核情况".into(),
        lead,
        columns: fault_columns(),
        rows: (1..)
            .zip(&findings)
            .map(|(number, finding)| fault_row(edition, number, finding))
            .collect(),
        frozen: 4,
        has_cover: true,
        ..Listing::default()
    }
}

/// Errors first, then by roster, file, sheet, cell.
pub(super) fn sorted(mut findings: Vec<&Finding>) -> Vec<&Finding> {
    findings.sort_by_key(|finding| {
        let place = &finding.place;
        (
            finding.severity,
            finding.unit.is_none(),
            finding.unit,
            place.file.clone(),
            place.sheet.clone(),
            place.cell,
            finding.code,
        )
    });
    findings
}

fn fault_columns() -> Vec<Column> {
    vec![
        Column::new("序号", 5.5),
        Column::new("级别", 9.0).rule(Rule::Signs),
        Column::new("单位", 16.0),
        Column::new("项目", 27.0),
        Column::new("文件", 28.0),
        Column::new("工作表", 13.0),
        Column::new("单元格", 8.0),
        Column::new("问题", 34.0),
        Column::new("应为", 20.0),
        Column::new("怎样改", 28.0),
        Column::new("本期处理", 14.0),
        Column::new("情况说明", 16.0).note("单位在回执里写的说明，或者办公室的豁免理由。"),
        Column::new("代码", 7.0),
    ]
}

fn fault_row(edition: &Edition<'_>, number: usize, finding: &Finding) -> Vec<Entry> {
    let small = |text: &str| Entry::text(text, Look::Small);
    let centre = |text: &str| Entry::text(text, Look::SmallCentre);
    let unit = finding.unit.map(|unit| edition.catalog.unit(unit).short.as_str());
    let place = &finding.place;
    let cell = place.cell.map(|cell| cell.to_string()).unwrap_or_default();
    let waived = finding
        .waived
        .as_ref()
        .map(|waived| format!("{}（{}）", waived.reason, waived.source))
        .unwrap_or_default();
    vec![
        Entry::new(Value::Number(number as f64), Look::SmallCentre),
        centre(severity_sign(finding.severity)),
        small(unit.unwrap_or_default()),
        small(finding.project.as_deref().unwrap_or_default()),
        small(&place.file),
        small(place.sheet.as_deref().unwrap_or_default()),
        centre(&cell),
        small(&finding.message),
        small(finding.expected.as_deref().unwrap_or_default()),
        small(&finding.help),
        small(treatment(finding)),
        small(&waived),
        centre(finding.code.id()),
    ]
}

/// `● 错误`
pub(super) const fn severity_sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "● 错误",
        Severity::Warning => "▲ 提醒",
        Severity::Note => "○ 提示",
    }
}

/// What was done about it this issue.
fn treatment(finding: &Finding) -> &'static str {
    if finding.waived.is_some() {
        return "已说明，接受";
    }
    match finding.code {
        Code::X01 => "未采用，按次序裁定",
        Code::X02 => "只采用前一行",
        Code::X03 | Code::X04 => "分开计",
        Code::X06 => "按各行计",
        Code::H02 | Code::H05 | Code::F06 | Code::F07 => "沿用上期",
        Code::F04 | Code::F05 | Code::F09 | Code::S01 => "未采用",
        _ if finding.severity == Severity::Error => "未采用",
        _ => "已采用",
    }
}

/// 未报N个, as the summary says it; `None` where all came.
pub(super) fn missing_sentence(edition: &Edition<'_>) -> Option<String> {
    let missing = edition.rollcall.missing.len();
    (missing > 0).then(|| format!("{}单位未报，沿用上期", wording::count(missing, "个")))
}
