//! Findings for programs: the `findings` of `issue.json` as they are, and SARIF 2.1.0 for editors and CI.

use serde_json::{Value, json};

use crate::catalog::Catalog;
use crate::finding::{Code, Finding, Severity};
use crate::render;

/// The array that `issue.json` holds under `findings`.
pub(super) fn json(findings: &[Finding], catalog: &Catalog) -> String {
    serde_json::to_string_pretty(&render::json::findings(findings, catalog)).unwrap_or_default()
}

/// One run, one rule a code, one result a finding; a cell is a logical location.
pub(super) fn sarif(findings: &[Finding], catalog: &Catalog) -> String {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code.id(),
                "name": code.name(),
                "shortDescription": {"text": code.title()},
                "fullDescription": {"text": explanation(*code)},
                "defaultConfiguration": {"level": level(code.severity())},
            })
        })
        .collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "jianbao", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|finding| result(finding, catalog)).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn result(finding: &Finding, catalog: &Catalog) -> Value {
    let place = &finding.place;
    let cell = place.cell.map(|cell| cell.to_string());
    let name: Vec<&str> = place
        .sheet
        .as_deref()
        .into_iter()
        .chain(cell.as_deref())
        .collect();
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(&place.file)}}});
    if let Some(cell) = place.cell {
        location["physicalLocation"]["region"] =
            json!({"startLine": cell.first.row + 1, "startColumn": u32::from(cell.first.col) + 1});
    }
    if !name.is_empty() {
        location["logicalLocations"] = json!([{"fullyQualifiedName": name.join("!"), "kind": "member"}]);
    }
    let mut result = json!({
        "ruleId": finding.code.id(),
        "level": level(finding.severity),
        "message": {"text": format!("{}；{}", finding.message, finding.help)},
        "locations": [location],
        "properties": {
            "unit": finding.unit.map(|unit| catalog.unit(unit).name.clone()),
            "project": finding.project,
        },
    });
    if let Some(waived) = &finding.waived {
        result["suppressions"] = json!([{"kind": "external", "justification": waived.reason}]);
    }
    result
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The first paragraph of the code's page.
fn explanation(code: Code) -> String {
    code.page()
        .lines()
        .skip(1)
        .find(|line| !line.trim().is_empty())
        .unwrap_or(code.title())
        .replace("**", "")
}

/// A relative URI: everything but letters, digits and a few marks as percent codes.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_becomes_a_relative_uri() {
        assert_eq!(uri("a/台.xlsx"), "a/%E5%8F%B0.xlsx");
    }
}
