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
    // Without a file, the unit alone tells whose nothing it is.
    let whose = finding.unit.filter(|_| finding.place.file.is_empty());
    let whose = whose.map_or(String::new(), |unit| format!("{}：", catalog.unit(unit).short));
    let text = [finding.message.as_str(), finding.help.as_str()];
    let said: Vec<&str> = text.into_iter().filter(|part| !part.is_empty()).collect();
    let mut result = json!({
        "ruleId": finding.code.id(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == finding.code),
        "level": level(finding.severity),
        "message": {"text": format!("{whose}{}", said.join("；"))},
        "locations": location(finding, catalog).into_iter().collect::<Vec<_>>(),
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

/// The file, and in it the cells, whose sheet only a logical location can name; where there is no file, the unit that owes one.
fn location(finding: &Finding, catalog: &Catalog) -> Option<Value> {
    let place = &finding.place;
    if place.file.is_empty() {
        let unit = catalog.unit(finding.unit?);
        return Some(json!({"logicalLocations": [{"fullyQualifiedName": unit.name, "kind": "unit"}]}));
    }
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(&place.file)}}});
    if let Some(cell) = place.cell {
        location["physicalLocation"]["region"] = json!({
            "startLine": cell.first.row + 1,
            "startColumn": u32::from(cell.first.col) + 1,
            "endLine": cell.last.row + 1,
            // The column behind the last.
            "endColumn": u32::from(cell.last.col) + 2,
        });
    }
    let cell = place.cell.map(|cell| cell.to_string());
    let name: Vec<&str> = (place.sheet.as_deref().into_iter())
        .chain(cell.as_deref())
        .collect();
    if !name.is_empty() {
        location["logicalLocations"] = json!([{"fullyQualifiedName": name.join("!"), "kind": "member"}]);
    }
    Some(location)
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
    use crate::finding::Place;
    use crate::value::Area;

    use super::*;

    #[test]
    fn a_finding_stands_where_it_can_be_found() {
        let catalog = Catalog::preset();
        let finding = |place| Finding::new(Code::V02, place, "不是金额", "写成数字");
        let report = |finding| -> Value {
            let text = sarif(&[finding], &catalog);
            serde_json::from_str::<Value>(&text).unwrap()["runs"][0].take()
        };
        let cells = Place {
            file: "白寨镇/台 账.xlsx".into(),
            sheet: Some("项目".into()),
            cell: Some(Area::cell(13, 7)),
        };
        let run = report(finding(cells));
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let result = &run["results"][0];
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(
            (&rules[rule]["id"], &result["level"]),
            (&json!("V02"), &json!("error"))
        );
        assert_eq!(result["message"]["text"], "不是金额；写成数字");
        assert_eq!(
            result["locations"],
            json!([{
                "physicalLocation": {
                    "artifactLocation": {"uri": "%E7%99%BD%E5%AF%A8%E9%95%87/%E5%8F%B0%20%E8%B4%A6.xlsx"},
                    "region": {"startLine": 14, "startColumn": 8, "endLine": 14, "endColumn": 9},
                },
                "logicalLocations": [{"fullyQualifiedName": "项目!H14", "kind": "member"}],
            }])
        );
        // Nothing handed in: there is no file to point at.
        let nowhere = || finding(Place::file(""));
        let unit = catalog.unit_named("白寨镇");
        let missing = report(nowhere().unit(unit));
        assert_eq!(
            missing["results"][0]["locations"],
            json!([{"logicalLocations": [{"fullyQualifiedName": "白寨镇人民政府", "kind": "unit"}]}])
        );
        assert_eq!(report(nowhere())["results"][0]["locations"], json!([]));
    }

    #[test]
    fn a_file_name_becomes_a_relative_uri() {
        assert_eq!(uri("a/台.xlsx"), "a/%E5%8F%B0.xlsx");
    }
}
