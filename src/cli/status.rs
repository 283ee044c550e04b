//! `status`: the roll-call as a picture of the week, and with `--tables` how each sheet was read.

use super::args::{Common, PlainFormat, Reading};
use super::build::checked;
use super::print::{Printer, Tone, pad, width};
use super::settled;
use super::workspace::{CONFIGURATION, Workspace};
use crate::catalog::{Catalog, Field, Form};
use crate::error::{Error, Result};
use crate::finding::Severity;
use crate::intake::Reader;
use crate::pipeline::{self, Checked, Order};
use crate::render;
use crate::rollcall::FileState;
use crate::value::text::fold;
use crate::value::{UnitId, column_name};

/// Reads `input/` and prints who handed in what.
pub(super) fn run(
    printer: &mut Printer,
    workspace: &Workspace,
    reading: &Reading,
    tables: bool,
    format: PlainFormat,
    common: &Common,
) -> Result<()> {
    let run = workspace.run(reading)?;
    let folder = pipeline::gather(&run.input)?;
    let checked = checked(workspace, &run, reading, &folder, true, common)?;
    if format == PlainFormat::Json {
        printer.line(&rollcall_json(workspace, &checked)?);
        return Ok(());
    }
    let options = &run.options;
    let missing = checked.rollcall.missing.len();
    printer.line(&format!(
        "{}年第{}期 · 截止{}{} · 已报{}个单位，未报{missing}个",
        options.year,
        options.number,
        options.as_of.format("%-m月%-d日"),
        workspace.catalog.calendar.deadline_time,
        workspace.catalog.units.len() - missing,
    ));
    units(printer, workspace, &checked);
    unused(printer, &checked);
    if tables {
        sheets(printer, workspace, &checked);
        let document = settled::read(&workspace.root.join(CONFIGURATION))?;
        printer.gap();
        settled::list(printer, &workspace.catalog, &document);
    }
    printer.gap();
    left_to_do(printer, &checked, missing);
    if !tables {
        printer.line("每张表怎样读的：jianbao status --tables");
    }
    Ok(())
}

/// What stands between the week as it is and the bulletin.
fn left_to_do(printer: &mut Printer, checked: &Checked, missing: usize) {
    let errors = checked.findings.open(Severity::Error);
    let mut parts = Vec::new();
    if missing > 0 {
        parts.push(format!("催报{missing}个单位"));
    }
    if errors > 0 {
        parts.push(format!("更正错误{errors}处（逐条看：jianbao check）"));
    }
    let build = "jianbao build 生成简报、回执和催报文字";
    if parts.is_empty() {
        printer.line(&format!("各单位已报齐，没有错误。下一步：{build}"));
    } else {
        printer.line(&format!("还差：{}", parts.join("；")));
        printer.line(&format!("下一步：{build}"));
    }
}

/// The `submissions` and `tables` of `issue.json`, as they would stand there.
fn rollcall_json(workspace: &Workspace, checked: &Checked) -> Result<String> {
    let order = Order {
        catalog: &workspace.catalog,
        options: &checked.options,
        previous: None,
        reader: &Reader::in_process(),
        waivers: None,
        is_whole_week: true,
    };
    let bytes = render::json::issue_json(&checked.edition(&order), &checked.accounts);
    let mut issue: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|_| Error::Refused("点名的结果写不成 JSON".to_owned()))?;
    let mut report = serde_json::Map::new();
    for key in ["year", "number", "as_of", "submissions", "rows", "tables"] {
        report.insert(key.to_owned(), issue[key].take());
    }
    Ok(serde_json::to_string_pretty(&report).unwrap_or_default())
}

fn units(printer: &mut Printer, workspace: &Workspace, checked: &Checked) {
    let catalog = &workspace.catalog;
    let groups: [(&str, Vec<UnitId>); 2] = [
        (
            "属地",
            catalog
                .unit_ids()
                .filter(|&unit| catalog.unit(unit).is_locality())
                .collect(),
        ),
        (
            "部门",
            catalog
                .unit_ids()
                .filter(|&unit| !catalog.unit(unit).is_locality())
                .collect(),
        ),
    ];
    for (name, units) in groups.into_iter().filter(|(_, units)| !units.is_empty()) {
        printer.gap();
        printer.line(&format!("{name}{}个", units.len()));
        let cells: Vec<(String, Tone)> = units.iter().map(|&unit| cell(workspace, checked, unit)).collect();
        let column = cells.iter().map(|(text, _)| width(text)).max().unwrap_or(0) + 2;
        let per_line = (printer.width.saturating_sub(2) / column).clamp(1, 6);
        for line in cells.chunks(per_line) {
            let line: Vec<String> = line
                .iter()
                .map(|(text, tone)| printer.toned(*tone, &pad(text, column)))
                .collect();
            printer.line(&format!("  {}", line.concat()));
        }
    }
    printer.gap();
    printer.line("✓ 已报无错  ✗ 已报有错  － 未报");
}

/// `✗ 矿区街道 2错`, `－ 刘寨镇 旧表`.
fn cell(workspace: &Workspace, checked: &Checked, unit: UnitId) -> (String, Tone) {
    let short = &workspace.catalog.unit(unit).short;
    let lines = || {
        checked
            .rollcall
            .lines
            .iter()
            .filter(move |line| line.unit == Some(unit))
    };
    if checked.rollcall.missing.contains(&unit) {
        let word = if lines().any(|line| line.state == FileState::Repeated) {
            "旧表"
        } else if lines().any(|line| line.state == FileState::Unreadable) {
            "读不了"
        } else {
            "未报"
        };
        return (format!("－ {short} {word}"), Tone::Yellow);
    }
    let errors = checked
        .open()
        .filter(|finding| finding.unit == Some(unit) && finding.severity == Severity::Error)
        .count();
    let late = if lines().any(|line| line.late && line.state == FileState::Received) {
        " 迟报"
    } else {
        ""
    };
    if errors > 0 {
        (format!("✗ {short} {errors}错{late}"), Tone::Red)
    } else {
        (format!("✓ {short}{late}"), Tone::Plain)
    }
}

fn unused(printer: &mut Printer, checked: &Checked) {
    let lines: Vec<_> = checked
        .rollcall
        .lines
        .iter()
        .filter(|line| {
            !matches!(
                line.state,
                FileState::Received | FileState::Missing | FileState::Narrative
            )
        })
        .collect();
    if lines.is_empty() {
        return;
    }
    printer.gap();
    printer.line("没有用上的文件");
    for line in lines {
        let code = match line.state {
            FileState::Repeated => "F06",
            FileState::Superseded => "F05",
            FileState::NotASpreadsheet => "F09",
            FileState::Unknown => "F04",
            FileState::Unreadable => checked
                .findings
                .0
                .iter()
                .find(|finding| {
                    Some(&*finding.place.file) == line.file.as_deref() && finding.code.id().starts_with('F')
                })
                .map_or("F01", |finding| finding.code.id()),
            _ => "",
        };
        let file = line.file.as_deref().unwrap_or_default();
        let mut findings = checked.findings.0.iter();
        let finding = findings.find(|finding| finding.code.id() == code && &*finding.place.file == file);
        let why = finding
            .map(|finding| finding.message.as_str())
            .or(line.why.as_deref());
        printer.hanging(2, &format!("{}  ", pad(file, 30)), why.unwrap_or_default(), code);
    }
}

fn sheets(printer: &mut Printer, workspace: &Workspace, checked: &Checked) {
    let catalog = &workspace.catalog;
    for (submission, sheets) in checked.submissions.iter().zip(&checked.rollcall.tables) {
        printer.gap();
        let file = printer.toned(Tone::Bold, &submission.file);
        printer.line(&file);
        for (sheet, states) in submission.sheets.iter().zip(sheets) {
            for (table, (state, unit)) in sheet.tables.iter().zip(states) {
                let name = sheet.name.as_deref().unwrap_or("（未命名）");
                let hidden = if sheet.hidden { "（隐藏）" } else { "" };
                let form = match table.form {
                    Some(form) => catalog
                        .form(form)
                        .map_or(form.id(), |schema| schema.name.as_str()),
                    None if table.is_other => "别的表，不采用",
                    None => "没有表",
                };
                let kind = table
                    .kind
                    .map_or(String::new(), |kind| format!("·{}", catalog.kind(kind).short));
                let whose = *unit;
                let unit = unit.map_or("单位不明", |unit| catalog.unit(unit).short.as_str());
                printer.line(&format!(
                    "  {name}{hidden}  {unit}  {form}{kind}{}",
                    state_word(*state)
                ));
                if let (Some(heading), Some(body)) = (table.heading, table.body) {
                    printer.line(&format!(
                        "    表头第{}行，数据第{}行；共{}行：记录{}、其他{}、退回{}",
                        span(heading),
                        span(body),
                        table.rows.read,
                        table.rows.accepted,
                        table.rows.non_data,
                        table.rows.rejected
                    ));
                    let columns: Vec<String> = table
                        .columns
                        .iter()
                        .map(|(col, field, heading)| {
                            let known = learned(catalog, whose, table.form, *field, heading);
                            format!("{} {heading}{known}", column_name(*col))
                        })
                        .collect();
                    printer.hanging(4, "", &columns.join("，"), "");
                }
            }
        }
    }
}

/// （已认作计划竣工时间）: of a heading that was settled once.
fn learned(
    catalog: &Catalog,
    unit: Option<UnitId>,
    form: Option<Form>,
    field: Field,
    heading: &str,
) -> String {
    let key = |unit: Option<UnitId>| (unit, fold(heading));
    let is_learned = [unit, None]
        .into_iter()
        .any(|unit| catalog.learned_headings.get(&key(unit)) == Some(&field));
    let column = form
        .and_then(|form| catalog.form(form))
        .and_then(|schema| schema.column(field));
    match column.filter(|_| is_learned) {
        Some(column) => format!("（已认作{}）", column.label),
        None => String::new(),
    }
}

fn state_word(state: crate::rollcall::TableState) -> &'static str {
    use crate::rollcall::TableState as State;
    match state {
        State::Counted => "",
        State::Superseded => "  （有更新的一份）",
        State::Repeated => "  （以前的文件）",
        State::Unknown => "  （单位不明，未计入）",
    }
}

fn span((first, last): (u32, u32)) -> String {
    if first == last {
        (first + 1).to_string()
    } else {
        format!("{}-{}", first + 1, last + 1)
    }
}
