//! Another city – its units, five kinds, words, headings, 亿元 – is configuration alone: no line of the program knows it.

use std::fs;
use std::path::PathBuf;

use jianbao::catalog::{Catalog, Step};
use jianbao::finding::Code;
use jianbao::ledger::{ApprovalCount, Metrics, MoneyTotals};
use serde_json::{Value, json};

use jianbao::pipeline::Checked;

use crate::support::week::read;

fn city() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/临江市")
}

fn catalog() -> Catalog {
    let text = fs::read_to_string(city().join("jianbao.toml")).unwrap();
    Catalog::load(Some(("jianbao.toml", &text)))
        .unwrap_or_else(|error| panic!("{error}"))
        .0
}

fn week() -> (Catalog, Checked) {
    let catalog = catalog();
    let as_of = chrono::NaiveDate::from_ymd_opt(2024, 3, 15).unwrap();
    let read = read(&city().join("input"), &catalog, as_of);
    (catalog, read)
}

/// The figures as `expected.json` states them.
fn figures(catalog: &Catalog, read: &Checked) -> Value {
    let projects = &read.ledger.projects;
    let total = Metrics::of(projects);
    let kinds = catalog.kind_ids().map(|kind| {
        let of_kind = Metrics::of(projects.iter().filter(|project| project.kinds.contains(&kind)));
        (catalog.kind(kind).id.clone(), json!(of_kind.projects))
    });
    let bond = catalog.kind_ids().last().unwrap();
    let money = MoneyTotals::of(projects, bond);
    let approvals = catalog.approval_ids().map(|id| {
        let count = ApprovalCount::of(projects, id, read.ledger.as_of);
        (
            catalog.approval(id).id.clone(),
            json!([count.applicable, count.granted]),
        )
    });
    let missing: Vec<&str> = read
        .rollcall
        .missing
        .iter()
        .map(|&unit| catalog.unit(unit).name.as_str())
        .collect();
    json!({
        "projects": total.projects,
        "total_investment": total.total_investment,
        "annual_plan": total.annual_plan,
        "annual_done": total.annual_done,
        "started": total.started,
        "due_to_start": total.due_to_start,
        "overdue_start": total.overdue_start,
        "lights": [total.red, total.yellow, total.green],
        "kinds": kinds.collect::<serde_json::Map<_, _>>(),
        "treasury_bond": Step::ALL.map(|step| money.step(step)),
        "approvals": approvals.collect::<serde_json::Map<_, _>>(),
        "missing": missing,
    })
}

#[test]
fn its_week_comes_out_as_expected() {
    let (catalog, read) = week();
    let expected = fs::read_to_string(city().join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let found = figures(&catalog, &read);
    let said = serde_json::to_string_pretty(&found).unwrap();
    assert_eq!(found, expected, "{said}\n{:#?}", read.findings);
}

#[test]
fn its_own_authority_decides() {
    let (_, read) = week();
    let errors: Vec<&str> = (read.findings.0.iter())
        .filter(|finding| matches!(finding.code, Code::S01 | Code::F04 | Code::S02 | Code::V04))
        .map(|finding| finding.message.as_str())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(read.findings.0.iter().any(|finding| finding.code == Code::X01));
}
