//! `check` for people: errors first and apart, by unit, file and sheet; a screenful unless all is asked for.

use std::fmt::Write as _;

use super::print::{Printer, Tone, pad, width};
use crate::catalog::Catalog;
use crate::finding::{Code, Finding, Severity};

/// Warnings shown when nobody asked for all.
const FEW: usize = 5;
/// Errors shown on a terminal when nobody asked for all, at least.
const MANY: usize = 12;

/// What a person reads first.
pub(super) struct Summary {
    /// Files read, tables found, rows read.
    pub(super) read: (usize, usize, u32),
    /// 截至2023年5月12日
    pub(super) as_of: String,
}

/// Prints the findings; gives how many errors are open.
pub(super) fn print(
    printer: &mut Printer,
    catalog: &Catalog,
    summary: &Summary,
    findings: &[Finding],
    all: bool,
) -> usize {
    let (files, tables, rows) = summary.read;
    printer.line(&format!(
        "截至{}：{files}个文件，{tables}张表，{rows}行",
        summary.as_of
    ));
    let of = |severity| -> Vec<&Finding> {
        findings
            .iter()
            .filter(|finding| finding.severity == severity && finding.waived.is_none())
            .collect()
    };
    let (errors, warnings, notes) = (of(Severity::Error), of(Severity::Warning), of(Severity::Note));
    let waived = findings.iter().filter(|finding| finding.waived.is_some()).count();
    let (missing, warnings): (Vec<&Finding>, Vec<&Finding>) = warnings
        .into_iter()
        .partition(|finding| finding.code == Code::F07);
    if errors.is_empty() && warnings.is_empty() && missing.is_empty() {
        printer.gap();
        printer.line("核对完毕，没有发现问题。");
        rest(printer, &notes, waived, all);
        return 0;
    }
    let budget = printer
        .height
        .map_or(usize::MAX, |rows| rows.saturating_sub(14).max(MANY));
    if !errors.is_empty() {
        printer.gap();
        let title = format!("错误{}处，数值未采用，须由单位更正", errors.len());
        let title = printer.toned(Tone::Red, &title);
        printer.line(&title);
        let shown = if all {
            errors.len()
        } else {
            errors.len().min(budget)
        };
        groups(printer, catalog, &errors[..shown]);
        if shown < errors.len() {
            printer.line(&format!("……还有{}处，全部列出用 --all", errors.len() - shown));
        }
    }
    if !missing.is_empty() {
        printer.gap();
        roll_call(printer, catalog, &missing);
    }
    if !warnings.is_empty() {
        printer.gap();
        let shown = if all {
            warnings.len()
        } else {
            warnings.len().min(FEW)
        };
        let more = if shown < warnings.len() {
            format!("；先列{shown}处，全部列出用 --all")
        } else {
            String::new()
        };
        let title = format!("提醒{}处，已采用，请核实{more}", warnings.len());
        let title = printer.toned(Tone::Yellow, &title);
        printer.line(&title);
        groups(printer, catalog, &warnings[..shown]);
        if shown < warnings.len() {
            printer.line("……");
        }
    }
    rest(printer, &notes, waived, all);
    printer.gap();
    let first = warnings.first().or(missing.first()).copied();
    next_step(printer, &errors, first);
    errors.len()
}

/// Who has not handed in, in one breath: what to do is the same for all of them.
fn roll_call(printer: &mut Printer, catalog: &Catalog, missing: &[&Finding]) {
    let names: Vec<&str> = missing
        .iter()
        .filter_map(|finding| finding.unit)
        .map(|unit| catalog.unit(unit).short.as_str())
        .collect();
    let title = printer.toned(Tone::Yellow, &format!("未报{}个单位", missing.len()));
    printer.line(&title);
    let help = missing.first().map_or("", |finding| finding.help.as_str());
    printer.hanging(
        2,
        "",
        &format!("{}；{}", names.join("、"), help.trim_end_matches('。')),
        Code::F07.id(),
    );
}

fn rest(printer: &mut Printer, notes: &[&Finding], waived: usize, all: bool) {
    let mut parts = Vec::new();
    if !notes.is_empty() {
        parts.push(format!("提示{}处（已按意思读懂，不用改）", notes.len()));
    }
    if waived > 0 {
        parts.push(format!("已说明理由{waived}处"));
    }
    if parts.is_empty() {
        return;
    }
    printer.gap();
    printer.line(&parts.join("，"));
    if all {
        for finding in notes {
            let place = finding.place.to_string();
            printer.hanging(
                2,
                "",
                &format!("{place}：{}", sentence(finding)),
                finding.code.id(),
            );
        }
    }
}

fn next_step(printer: &mut Printer, errors: &[&Finding], warning: Option<&Finding>) {
    let units: std::collections::BTreeSet<_> = errors.iter().filter_map(|finding| finding.unit).collect();
    let mut text = String::new();
    if !units.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(text, "错误涉及{}个单位。", units.len());
    }
    text.push_str("给各单位的回执和催报文字由 jianbao build 生成");
    if let Some(example) = errors.first().copied().or(warning) {
        let _ = write!(text, "；某条不明白：jianbao explain {}", example.code);
    }
    printer.line(&text);
}

/// Findings under unit, file and sheet; those of no unit last, under 文件.
fn groups(printer: &mut Printer, catalog: &Catalog, findings: &[&Finding]) {
    let mut under = None;
    let (owned, free): (Vec<&Finding>, Vec<&Finding>) = findings
        .iter()
        .partition(|finding| finding.unit.is_some() && finding.place.cell.is_some());
    let column = owned
        .iter()
        .filter_map(|finding| Some(width(&finding.place.cell?.to_string())))
        .max()
        .unwrap_or(0);
    for finding in owned {
        let place = (finding.unit, &finding.place.file, &finding.place.sheet);
        if under != Some(place) {
            printer.gap();
            let unit = finding.unit.map_or("", |unit| catalog.unit(unit).short.as_str());
            let sheet = finding
                .place
                .sheet
                .as_deref()
                .map_or(String::new(), |sheet| format!(" › {sheet}"));
            let file = printer.toned(Tone::Dim, &format!("{}{sheet}", finding.place.file));
            printer.line(&format!("{unit}  {file}"));
            under = Some(place);
        }
        let cell = finding
            .place
            .cell
            .map(|cell| cell.to_string())
            .unwrap_or_default();
        printer.hanging(
            2,
            &format!("{} ", pad(&cell, column + 1)),
            &sentence(finding),
            finding.code.id(),
        );
    }
    if free.is_empty() {
        return;
    }
    printer.gap();
    printer.line("文件和单位");
    for finding in free {
        let place = &finding.place;
        let sheet = place
            .sheet
            .as_deref()
            .map_or(String::new(), |sheet| format!(" › {sheet}"));
        let unit = finding.unit.map_or("", |unit| catalog.unit(unit).short.as_str());
        let head = match (place.file.is_empty(), unit.is_empty()) {
            (true, _) => unit.to_owned(),
            (false, _) => format!("{}{sheet}", place.file),
        };
        let text = sentence(finding);
        let text = if head.is_empty() || text.starts_with(&head) {
            text
        } else {
            format!("{head}：{text}")
        };
        printer.hanging(2, "", &text, finding.code.id());
    }
}

/// Project, what is wrong, what was expected, how to mend it.
fn sentence(finding: &Finding) -> String {
    let mut text = String::new();
    if let Some(project) = &finding.project
        && !finding.message.contains(project.as_str())
    {
        text = format!("{project}：");
    }
    text.push_str(&finding.message);
    if let Some(expected) = &finding.expected
        && !finding.message.contains(expected.as_str())
    {
        let is_whole = expected.starts_with('应') || expected.starts_with('写');
        text = format!("{text}；{}{expected}", if is_whole { "" } else { "应为" });
    }
    if !finding.help.is_empty() && !text.contains(finding.help.as_str()) {
        text = format!("{text}；{}", finding.help);
    }
    text.trim_end_matches('。').to_owned()
}
