//! `verify`: the archive under the four properties of DA/T 70-2018.

use super::args::PlainFormat;
use super::print::{Printer, Tone};
use super::workspace::Workspace;
use crate::archive::{self, Property, Report};
use crate::error::Result;

/// Prints the report; `false` where the archive is not whole.
pub(super) fn run(
    printer: &mut Printer,
    workspace: &Workspace,
    expect: Option<&str>,
    format: PlainFormat,
) -> Result<bool> {
    let report = archive::verify(&workspace.layout, expect)?;
    if format == PlainFormat::Json {
        printer.line(&serde_json::to_string_pretty(&report).unwrap_or_default());
        return Ok(report.flaws.is_empty());
    }
    if report.issues.is_empty() && report.flaws.is_empty() {
        printer.line("还没有印发过，存档是空的。印发：jianbao publish");
        return Ok(true);
    }
    for property in Property::ALL {
        let flaws: Vec<_> = report
            .flaws
            .iter()
            .filter(|flaw| flaw.property == property)
            .collect();
        if flaws.is_empty() {
            printer.line(&format!(
                "{}  通过    {}",
                property.word(),
                said(&report, property)
            ));
            continue;
        }
        let word = printer.toned(Tone::Red, "不通过");
        printer.line(&format!("{}  {word}", property.word()));
        for flaw in flaws {
            printer.hanging(2, "", &format!("{}  {}", flaw.path, flaw.problem), "");
        }
    }
    let seal = report.seal.clone().unwrap_or_default();
    printer.gap();
    printer.line(&format!("最新一期校验值 {}", grouped(&seal)));
    if !report.is_seal_expected {
        printer.line("不能单凭本机证明的：最新一期是否被整个删去。与印出或登记的校验值核对：jianbao verify --expect 校验值");
    }
    Ok(report.flaws.is_empty())
}

fn said(report: &Report, property: Property) -> String {
    match property {
        Property::Authenticity => format!("{}个文件与封存时一致，各期首尾相接", report.files),
        Property::Integrity => format!("{}期连续，无缺号、无多余文件", report.issues.len()),
        Property::Usability => "全部可打开".to_owned(),
        Property::Security => "无外来文件".to_owned(),
    }
}

/// In groups of four, as it is read out at a meeting.
pub(super) fn grouped(seal: &str) -> String {
    let letters: Vec<char> = seal.chars().collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}
