//! `issue.json` keeps what the contract promises.

use std::fs;
use std::path::Path;

use jianbao::catalog::ApprovalState;
use jianbao::ledger::Light;
use serde_json::{Value, json};

use crate::support::desk::{Desk, day};
use crate::support::schema::faults;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/issue.schema.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn week() -> Desk {
    let mut desk = Desk::new();
    desk.project("超化镇水厂项目", "超化镇", "special_bond")
        .invests(30_000, 10_000, 2499)
        .money(8000, 3000, 0)
        .building(Light::Red)
        .kept();
    desk.project("城关镇道路项目", "城关镇", "key_project")
        .invests(20_000, 10_000, 2500)
        .lacks(&[("环评", ApprovalState::InHand)])
        .planned(day(2, 16));
    desk.task("XM2023-0003", "办理能评手续", 1, "市发展改革委", day(4, 25));
    desk.financing(0, 500, "已签约");
    desk.visit(1, day(5, 10), Some("进度滞后"));
    desk
}

#[test]
fn it_holds_to_its_schema() {
    let schema = schema();
    for desk in [week(), Desk::new()] {
        let found = faults(&desk.json(), &schema, &schema, "issue");
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn what_nobody_gave_is_absent_or_null_and_never_nought() {
    let issue = Desk::new().json();
    assert_eq!(issue["totals"]["completion_rate"], Value::Null);
    assert_eq!(issue["totals"]["projects"], 0);
    let issue = week().json();
    assert!(issue["projects"][0].get("cumulative_done").is_none());
    assert_eq!(issue["categories"]["special_bond"]["spent"], 0);
    assert!(issue["categories"]["key_project"].get("granted").is_none());
}

#[test]
fn kept_values_name_the_issue_they_come_from() {
    let issue = week().json();
    let origin = &issue["projects"][0]["origin"];
    assert_eq!(origin["annual_done"]["issue"], 1);
    assert_eq!(origin["annual_done"]["cell"], "C5");
    assert_eq!(origin["money.special_bond.granted"]["issue"], 1);
    assert!(
        issue["projects"][1]["origin"]["annual_plan"]
            .get("issue")
            .is_none()
    );
}

#[test]
fn states_dates_and_units_are_written_as_promised() {
    let issue = week().json();
    let late = &issue["projects"][1];
    assert_eq!(late["locality"], "城关镇人民政府");
    assert_eq!(late["planned_start"], "2023-02-16");
    assert_eq!(late["light"], "red");
    assert_eq!(late["approvals"]["eia"], json!({ "state": "in_hand" }));
    assert_eq!(
        issue["approvals"]["eia"],
        json!({ "applicable": 2, "granted": 0 })
    );
    let task = &issue["task_list"][0];
    assert_eq!(
        (&task["due"], &task["overdue"]),
        (&json!("2023-04-25"), &json!(true))
    );
    assert_eq!(task["responsible_unit"], "市发展改革委");
}

#[test]
fn the_same_issue_has_the_same_bytes() {
    assert_eq!(week().json().to_string(), week().json().to_string());
}
