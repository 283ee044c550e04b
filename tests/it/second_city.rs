//! Another city – its units, five kinds, words, headings, 亿元 – is configuration alone: no line of the program knows it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::program::Workplace;

/// A copy of the example with its week built, as its own office would.
fn built() -> Workplace {
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/临江市");
    let place = Workplace::new();
    place.put("jianbao.toml", fs::read(city.join("jianbao.toml")).unwrap());
    for file in fs::read_dir(city.join("input")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        place.put(&format!("input/{name}"), fs::read(&path).unwrap());
    }
    let said = place.run(&["build"]);
    assert_eq!((said.status, said.err.as_str()), (Some(0), ""), "{said:?}");
    place
}

fn issue(place: &Workplace) -> Value {
    let text = fs::read_to_string(place.path().join("output/2024-001/issue.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The figures as `expected.json` states them.
fn figures(issue: &Value) -> Value {
    let totals = &issue["totals"];
    let per_kind = issue["categories"].as_object().unwrap().iter();
    let per_approval = issue["approvals"].as_object().unwrap().iter();
    let bond = &issue["categories"]["treasury_bond"];
    let submissions = issue["submissions"].as_array().unwrap().iter();
    let missing: Vec<&Value> = submissions
        .filter(|line| line["state"] == "missing")
        .map(|line| &line["unit"])
        .collect();
    json!({
        "projects": totals["projects"],
        "total_investment": totals["total_investment"],
        "annual_plan": totals["annual_plan"],
        "annual_done": totals["annual_done"],
        "started": totals["started"],
        "due_to_start": totals["due_to_start"],
        "overdue_start": totals["overdue_start"],
        "lights": [totals["red"], totals["yellow"], totals["green"]],
        "kinds": per_kind.map(|(id, of)| (id.clone(), of["projects"].clone())).collect::<serde_json::Map<_, _>>(),
        "treasury_bond": [bond["granted"], bond["disbursed"], bond["spent"]],
        "approvals": per_approval
            .map(|(id, of)| (id.clone(), json!([of["applicable"], of["granted"]])))
            .collect::<serde_json::Map<_, _>>(),
        "tasks": issue["tasks"],
        "missing": missing,
    })
}

/// As numbers are the same whether written 1 or 1.0.
fn same(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Number(found), Value::Number(expected)) => found.as_f64() == expected.as_f64(),
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| same(found, expected))
        }
        (Value::Object(found), Value::Object(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .all(|(key, found)| expected.get(key).is_some_and(|expected| same(found, expected)))
        }
        _ => found == expected,
    }
}

#[test]
fn its_week_comes_out_as_expected() {
    let place = built();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/临江市/expected.json");
    let expected: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let issue = issue(&place);
    let found = figures(&issue);
    let said = serde_json::to_string_pretty(&found).unwrap();
    assert!(same(&found, &expected), "{said}\n{:#}", issue["findings"]);
    let unread: Vec<&Value> = (issue["findings"].as_array().unwrap().iter())
        .filter(|finding| {
            ["S01", "S02", "F04", "V02", "V03", "V04"].contains(&finding["code"].as_str().unwrap())
        })
        .collect();
    assert!(unread.is_empty(), "{unread:?}");
}

#[test]
fn its_own_authority_decides_a_total() {
    let issue = issue(&built());
    let projects = issue["projects"].as_array().unwrap();
    let water = projects
        .iter()
        .find(|project| project["name"] == "白沙水厂管网互联项目")
        .unwrap();
    assert_eq!(
        water["total_investment"].as_f64(),
        Some(25_000.0),
        "市发改局, not the township"
    );
    assert_eq!(water["set_aside"][0]["value"].as_f64(), Some(24_000.0));
    assert!(
        issue["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["code"] == "X01")
    );
}

#[test]
fn its_papers_speak_of_it_in_its_own_words() {
    let place = built();
    let output = place.path().join("output/2024-001");
    let bulletin = fs::read_to_string(output.join("简报.html")).unwrap();
    for words in [
        "双百项目攻坚专报",
        "内部资料 注意保存",
        "全市5类重大项目",
        "特别国债",
        "供地",
        "市四套班子领导",
        "本周对4个属地的开工项目逐一走访",
        "拨付率、支付率均以下达数为分母",
    ] {
        assert!(bulletin.contains(words), "{words}");
    }
    let mut pages = vec![output.clone()];
    let mut texts = 0;
    while let Some(folder) = pages.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with(".source") {
                pages.push(path);
            } else if path.extension().is_some_and(|ending| {
                ["html", "txt", "csv", "json"]
                    .iter()
                    .any(|known| ending == *known)
            }) {
                texts += 1;
                let text = fs::read_to_string(&path).unwrap();
                for words in [
                    "新密",
                    "410183",
                    "六类",
                    "重要项目",
                    "专项债",
                    "政策性",
                    "三个一批",
                    "伏羲山",
                ] {
                    assert!(!text.contains(words), "{} says {words}", path.display());
                }
            }
        }
    }
    assert!(texts > 10, "{texts}");
}
