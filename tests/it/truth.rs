//! What `issue.json` says is true: its figures are those of the invented city behind the ledgers, tidy ledgers raise no
//! error, and each value's origin is a cell that holds it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use jianbao::catalog::Catalog;
use jianbao::sheet::{self, RawValue, RawWorkbook};
use serde_json::{Map, Value, json};

use crate::support::sample::world::{Project, World};
use crate::support::sample::{Plan, invent, week};
use crate::support::week::issue_json;

/// Tidy weeks of four cities, by seed, localities, projects and week.
const TIDY: [(u64, usize, usize, u32); 4] = [(1, 18, 150, 1), (7, 4, 60, 1), (11, 20, 320, 3), (23, 1, 9, 2)];

#[test]
fn a_tidy_week_raises_no_error_and_its_figures_are_the_citys() {
    let catalog = Catalog::preset();
    for (seed, units, rows, number) in TIDY {
        let plan = Plan {
            seed,
            units,
            rows,
            week: number,
            is_tidy: true,
        };
        let folder = tempfile::tempdir().unwrap();
        let (files, as_of) = week(&plan);
        for file in files {
            let path = folder.path().join(file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.bytes).unwrap();
        }
        let issue = issue_json(folder.path(), &catalog, as_of);
        let errors: Vec<&Value> = (list(&issue["findings"]).iter())
            .filter(|finding| finding["severity"] == "error")
            .collect();
        assert!(errors.is_empty(), "{plan:?}: {errors:#?}");
        let truth = truth(&invent(&plan, &catalog), &catalog);
        for (part, figures) in truth.as_object().unwrap() {
            hold(&issue[part], figures, &format!("{plan:?} {part}"));
        }
    }
}

/// Every figure of `truth` stands in `told`, which may say more.
fn hold(told: &Value, truth: &Value, path: &str) {
    if let Some(parts) = truth.as_object() {
        for (key, of) in parts {
            hold(&told[key], of, &format!("{path} {key}"));
        }
    } else {
        assert_eq!(told.as_f64(), truth.as_f64(), "{path}");
    }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

/// The city's figures, reckoned from what was invented and in whole numbers alone.
fn truth(world: &World, catalog: &Catalog) -> Value {
    let projects: Vec<&Project> = world.listed().collect();
    let of = |keep: &dyn Fn(&Project) -> bool| {
        let kept: Vec<&Project> = projects.iter().copied().filter(|project| keep(project)).collect();
        metrics(&kept, world.as_of)
    };
    let kinds = catalog.kinds.iter().enumerate().map(|(at, kind)| {
        let mut figures = of(&|project| project.kinds.contains(&at));
        if kind.money.is_some() {
            let step = |step: usize| -> i64 {
                let chains = projects.iter().flat_map(|project| &project.money);
                chains
                    .filter(|(kind, _)| *kind == at)
                    .map(|(_, steps)| steps[step])
                    .sum()
            };
            for (nth, name) in ["granted", "disbursed", "spent"].into_iter().enumerate() {
                figures[name] = step(nth).into();
            }
        }
        (kind.id.clone(), figures)
    });
    let localities = catalog
        .units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.is_locality());
    let localities = localities.filter_map(|(at, unit)| {
        let figures = of(&|project| project.locality == at);
        (figures["projects"] != 0).then(|| (unit.name.clone(), figures))
    });
    let approvals = catalog.approvals.iter().enumerate().map(|(at, item)| {
        // The approval ledgers leave 储备 projects out: applicable, and nobody says that they are granted.
        let is = |word: &str| {
            let said = |project: &&&Project| project.status != "储备" && project.approvals[at] == word;
            projects.iter().filter(said).count()
        };
        let count = json!({ "applicable": projects.len() - is("/"), "granted": is("已办结") });
        (item.id.clone(), count)
    });
    let tasks = world
        .tasks
        .iter()
        .filter(|task| Some(task.project) != world.vanished());
    let open = tasks.clone().filter(|task| task.closed.is_none());
    json!({
        "totals": of(&|_| true),
        "categories": kinds.collect::<Map<_, _>>(),
        "localities": localities.collect::<Map<_, _>>(),
        "approvals": approvals.collect::<Map<_, _>>(),
        "tasks": {
            "total": tasks.clone().count(),
            "closed": tasks.count() - open.clone().count(),
            "overdue": open.filter(|task| task.due < world.as_of).count(),
        },
    })
}

fn metrics(projects: &[&Project], as_of: NaiveDate) -> Value {
    let known = || projects.iter().filter(|project| project.status != "储备");
    let is_started = |project: &Project| matches!(project.status, "在建" | "续建" | "停工" | "竣工");
    let is_due = |project: &Project| project.status != "储备" && project.planned_start <= as_of;
    let light = |project: &Project| {
        let late = (as_of - project.planned_start).num_days();
        let waits = if is_due(project) && !is_started(project) {
            late
        } else {
            0
        };
        // Days elapsed of 365 against done of plan, over the common denominator.
        let behind = i64::from(as_of.ordinal()) * project.plan - 365 * project.done;
        match (is_due(project) || is_started(project), waits, behind) {
            (false, ..) => None,
            (_, 31.., _) => Some("red"),
            (_, _, behind) if behind * 10 > 365 * project.plan => Some("red"),
            (_, 1.., _) | (_, _, 1..) => Some("yellow"),
            _ => Some("green"),
        }
    };
    let lit = |colour| known().filter(|project| light(project) == Some(colour)).count();
    json!({
        "projects": projects.len(),
        "reserve": projects.len() - known().count(),
        "total_investment": projects.iter().map(|project| project.total).sum::<i64>(),
        "annual_plan": known().map(|project| project.plan).sum::<i64>(),
        "annual_done": known().map(|project| project.done).sum::<i64>(),
        "rate_projects": known().count(),
        "started": known().filter(|project| is_started(project)).count(),
        "halted": known().filter(|project| project.status == "停工").count(),
        "due_to_start": known().filter(|project| is_due(project)).count(),
        "overdue_start": known().filter(|project| is_due(project) && !is_started(project)).count(),
        "red": lit("red"),
        "yellow": lit("yellow"),
        "green": lit("green"),
    })
}

/// The amounts and dates of an object, by the names `origin` gives them.
fn values(of: &Value) -> Vec<(String, &Value)> {
    let amounts = [
        "total_investment",
        "annual_plan",
        "annual_done",
        "cumulative_done",
        "need",
        "credit_line",
    ];
    let days = [
        "planned_start",
        "started_on",
        "planned_completion",
        "completed_on",
        "assigned_on",
        "closed_on",
        "inspected_on",
    ];
    let mut named: Vec<(String, &Value)> = (amounts.into_iter().chain(days))
        .filter_map(|name| Some((name.to_owned(), of.get(name).filter(|value| !value.is_null())?)))
        .collect();
    for (kind, chain) in of["money"].as_object().into_iter().flatten() {
        let steps = chain.as_object().unwrap();
        named.extend(
            steps
                .iter()
                .map(|(step, value)| (format!("money.{kind}.{step}"), value)),
        );
    }
    named
}

#[test]
fn every_amount_and_date_of_the_sample_stands_in_the_cell_it_is_said_to_come_from() {
    let catalog = Catalog::preset();
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    let as_of = NaiveDate::from_ymd_opt(2023, 6, 2).unwrap();
    let issue = issue_json(&input, &catalog, as_of);
    let mut workbooks: BTreeMap<String, RawWorkbook> = BTreeMap::new();
    let mut opened = 0;
    for part in ["projects", "task_list", "financing", "inspections"] {
        for of in list(&issue[part]) {
            for (name, value) in values(of) {
                let origin = &of["origin"][&name];
                let file = origin["file"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{name} of {of}"));
                let workbook = workbooks.entry(file.to_owned()).or_insert_with(|| {
                    let bytes = fs::read(input.join(file)).unwrap();
                    sheet::open(&bytes, file, &catalog.limits).workbook.unwrap()
                });
                let cell = cell(workbook, origin);
                assert!(says(cell, value), "{name} {value} is not {cell:?} at {origin}");
                opened += 1;
            }
        }
    }
    assert!(opened > 1200, "{opened}");
}

fn cell<'a>(workbook: &'a RawWorkbook, origin: &Value) -> &'a RawValue {
    let sheet = (workbook.sheets.iter()).find(|sheet| sheet.name.as_deref() == origin["sheet"].as_str());
    let address = origin["cell"].as_str().unwrap();
    let cut = address.find(|c: char| c.is_ascii_digit()).unwrap();
    let col = jianbao::value::column_index(&address[..cut]).unwrap();
    let row: u32 = address[cut..].parse().unwrap();
    let cell = sheet.unwrap().cell(row - 1, col);
    &cell.unwrap_or_else(|| panic!("nothing at {origin}")).value
}

/// Does the cell, read as a person reads it, say this amount in 万元 or this date?
fn says(cell: &RawValue, value: &Value) -> bool {
    let day = value.as_str().map(|day| day.parse::<NaiveDate>().unwrap());
    match (cell, day) {
        (RawValue::Number(number), None) => value.as_f64() == Some(*number),
        (RawValue::Number(serial), Some(day)) => {
            let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            Value::from((day - epoch).num_days()).as_f64() == Some(*serial)
        }
        (RawValue::Text(text), None) => {
            let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
            digits.parse().ok() == value.as_f64()
        }
        (RawValue::Text(text), Some(day)) => NaiveDate::parse_from_str(text, "%Y/%m/%d") == Ok(day),
        _ => false,
    }
}
