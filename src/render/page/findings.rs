//! Findings for HTML: by sheet and cell, errors first, numbered as on the unit's workbook.

use serde::Serialize;

use crate::finding::{Finding, Severity};

/// A list of findings as `components/findings.html` prints it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FindingView<'a> {
    no: usize,
    severity: Severity,
    word: &'static str,
    code: &'static str,
    file: &'a str,
    sheet: Option<&'a str>,
    cell: Option<String>,
    project: Option<&'a str>,
    column: Option<&'a str>,
    message: &'a str,
    expected: Option<&'a str>,
    help: &'a str,
    reason: Option<&'a str>,
    source: Option<&'a str>,
}

/// How many are open, by severity, and how many answered.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Tally {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    pub(super) waived: usize,
}

/// The findings in the order they are given, numbered from 1.
pub(super) fn views<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<FindingView<'a>> {
    findings
        .into_iter()
        .enumerate()
        .map(|(at, finding)| view(at + 1, finding))
        .collect()
}

fn view(no: usize, finding: &Finding) -> FindingView<'_> {
    FindingView {
        no,
        severity: finding.severity,
        word: finding.severity.word(),
        code: finding.code.id(),
        file: &finding.place.file,
        sheet: finding.place.sheet.as_deref(),
        cell: finding.place.cell.map(|cell| cell.to_string()),
        project: finding.project.as_deref(),
        column: finding.column.as_deref(),
        message: &finding.message,
        expected: finding.expected.as_deref(),
        help: &finding.help,
        reason: finding.waived.as_ref().map(|waived| waived.reason.as_str()),
        source: finding.waived.as_ref().map(|waived| waived.source.as_str()),
    }
}

/// Counts them.
pub(super) fn tally<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Tally {
    findings.into_iter().fold(Tally::default(), |mut tally, finding| {
        match (finding.waived.is_some(), finding.severity) {
            (true, _) => tally.waived += 1,
            (false, Severity::Error) => tally.errors += 1,
            (false, Severity::Warning) => tally.warnings += 1,
            (false, Severity::Note) => tally.notes += 1,
        }
        tally
    })
}
