//! `docs/schema/jianbao.schema.json` says what `jianbao.toml` may say, no more and no less.

use std::fs;
use std::path::Path;

use jianbao::catalog::Catalog;
use serde_json::Value;

use crate::support::schema::faults;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/jianbao.schema.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A key that stands for any in a table of free keys.
const STANDS_FOR: &[(&str, &str)] = &[
    ("units", "超化镇"),
    ("task_forces", "fiscal"),
    ("kinds", "special_bond"),
    ("approvals", "eia"),
    ("columns", "total_investment"),
];

/// Calls `visit` with the path of every table whose keys are closed, and the keys.
fn closed_tables(schema: &Value, path: &[&str], visit: &mut dyn FnMut(&[&str], &[&str])) {
    if let Some(properties) = schema["properties"].as_object() {
        if schema["additionalProperties"] == false {
            visit(path, &properties.keys().map(String::as_str).collect::<Vec<_>>());
        }
        for (key, inner) in properties {
            closed_tables(inner, &[path, &[key]].concat(), visit);
        }
    }
    let last = path.last().copied().unwrap_or_default();
    if let Some((_, key)) = STANDS_FOR.iter().find(|(table, _)| *table == last)
        && schema["additionalProperties"].is_object()
    {
        closed_tables(&schema["additionalProperties"], &[path, &[key]].concat(), visit);
    }
}

fn said_of(path: &[&str], key: &str) -> String {
    let table: Vec<String> = path.iter().map(|key| format!("\"{key}\"")).collect();
    let head = if table.is_empty() {
        String::new()
    } else {
        format!("[{}]\n", table.join("."))
    };
    // No key takes a moment of a day, so that every known one is answered for its value.
    let text = format!("{head}\"{key}\" = 1979-05-27T07:32:00\n");
    Catalog::load(Some(("jianbao.toml", &text))).map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn every_key_of_the_schema_is_one_that_is_read() {
    closed_tables(&schema(), &[], &mut |path, keys| {
        for key in keys {
            let said = said_of(path, key);
            assert!(
                said.contains("应写") || said.contains("不是日期"),
                "{path:?} {key}: {said}"
            );
        }
    });
}

#[test]
fn every_key_that_is_read_is_in_the_schema() {
    closed_tables(&schema(), &[], &mut |path, keys| {
        let said = said_of(path, "qqzzqqzzqq");
        let Some((_, read)) = said.split_once("这里可以写：") else {
            panic!("{path:?}: {said}");
        };
        let mut read: Vec<&str> = read.split('、').collect();
        let mut keys = keys.to_vec();
        read.sort_unstable();
        keys.sort_unstable();
        assert_eq!(read, keys, "{path:?}");
    });
}

#[test]
fn our_own_files_are_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = schema();
    let mut files: Vec<_> = fs::read_dir(root.join("catalog"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.push(root.join("jianbao.toml"));
    files.push(root.join("examples/临江市/jianbao.toml"));
    for file in files {
        let table: toml::Table = toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let found = faults(&plain(toml::Value::Table(table)), &schema, &schema, "");
        assert!(found.is_empty(), "{}: {found:#?}", file.display());
    }
}

/// Dates as text, the way JSON has them.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(items) => items.into_iter().map(plain).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(key, value)| (key, plain(value)))
            .collect(),
        other => serde_json::to_value(other).unwrap(),
    }
}
