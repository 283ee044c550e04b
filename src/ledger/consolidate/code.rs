//! Project codes: one code on two projects (X03), one project under two codes (X04).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::group::Group;
use super::row::Row;
use crate::catalog::{Catalog, Field};
use crate::finding::{Code, Finding, Findings};
use crate::ledger::Project;
use crate::record::{Datum, Given};
use crate::value::{UnitId, name};

/// The rows that count under one code.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    pub(super) rows: Vec<usize>,
}

/// The rows of every code, after those whose code is another project's were taken out (X03) and a code that one
/// ledger alone gives to a project known under another was put right (X04).
pub(super) fn settle(
    catalog: &Catalog,
    rows: &[Row<'_>],
    past: &[&Project],
    findings: &mut Findings,
) -> BTreeMap<String, Cluster> {
    let mut clusters: BTreeMap<String, Cluster> = BTreeMap::new();
    for (position, row) in rows.iter().enumerate() {
        if let Some(code) = row.code {
            clusters.entry(code.to_owned()).or_default().rows.push(position);
        }
    }
    let known = Known::new(past, rows);
    for (code, cluster) in &mut clusters {
        split_unlike(code, cluster, rows, &known, findings);
    }
    join_two_codes(catalog, &mut clusters, rows, findings);
    clusters.retain(|_, cluster| !cluster.rows.is_empty());
    clusters
}

/// The last issue's projects by code, and by name and locality.
struct Known<'p> {
    by_code: HashMap<&'p str, &'p Project>,
    by_name: HashMap<(String, UnitId), &'p Project>,
    /// This week's codes by name and locality.
    now: HashMap<(&'p str, UnitId), BTreeSet<&'p str>>,
}

impl<'p> Known<'p> {
    fn new(past: &[&'p Project], rows: &'p [Row<'_>]) -> Known<'p> {
        let mut now: HashMap<(&str, UnitId), BTreeSet<&str>> = HashMap::new();
        for row in rows {
            if let (Some(locality), Some(code)) = (row.locality, row.code) {
                now.entry((row.name.as_str(), locality)).or_default().insert(code);
            }
        }
        let by_code = past
            .iter()
            .filter_map(|&project| Some((project.code.as_deref()?, project)))
            .collect();
        let by_name = past
            .iter()
            .filter_map(|&project| Some(((name::normalise(&project.name), project.locality?), project)))
            .collect();
        Known {
            by_code,
            by_name,
            now,
        }
    }

    /// Is this name the last issue's name of a project with another code, or none?
    fn is_another(&self, row: &Row<'_>, code: &str) -> bool {
        row.locality
            .and_then(|locality| self.by_name.get(&(row.name.clone(), locality)))
            .is_some_and(|project| project.code.as_deref() != Some(code))
    }

    /// Does another code stand beside this name this week?
    fn has_other_code(&self, row: &Row<'_>, code: &str) -> bool {
        let codes = row
            .locality
            .and_then(|locality| self.now.get(&(row.name.as_str(), locality)));
        codes.is_some_and(|codes| codes.iter().any(|other| *other != code))
    }

    /// Did somebody give the project with this code this name already, or did the row's own ledger, which names it
    /// no longer so, name it otherwise?
    fn is_renamed(&self, row: &Row<'_>, code: &str, names_now: &BTreeSet<&str>) -> bool {
        let Some(project) = self.by_code.get(code) else {
            return false;
        };
        past_names(project).any(|(unit, name)| {
            name::are_like(&name, &row.name)
                || (unit == row.unit && !names_now.contains(name.as_str()) && !self.has_other_code(row, code))
        })
    }
}

/// Every name that was given to a past project, and by whom.
pub(super) fn past_names(project: &Project) -> impl Iterator<Item = (UnitId, String)> {
    let held = project.values.get(&crate::catalog::Item::Field(Field::Name));
    held.into_iter()
        .flat_map(|held| held.chosen.iter().chain(&held.others))
        .filter_map(|claim| match &claim.given {
            Given::Value(Datum::Text(text)) => Some((claim.unit, name::normalise(text))),
            _ => None,
        })
}

/// X03: names under one code that are unlike. The name that most ledgers share stays.
fn split_unlike(
    code: &str,
    cluster: &mut Cluster,
    rows: &[Row<'_>],
    known: &Known<'_>,
    findings: &mut Findings,
) {
    let names: BTreeSet<&str> = cluster
        .rows
        .iter()
        .map(|&row| rows[row].name.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    if names.len() < 2 {
        return;
    }
    let families = families(&names);
    if families.len() < 2 {
        return;
    }
    let weigh = |family: &BTreeSet<&str>| {
        let members = cluster
            .rows
            .iter()
            .filter(|&&row| family.contains(rows[row].name.as_str()));
        let another = members.clone().any(|&row| known.is_another(&rows[row], code));
        let ledgers: BTreeSet<(usize, usize)> = members
            .clone()
            .map(|&row| (rows[row].at.submission, rows[row].at.sheet))
            .collect();
        let is_old = known
            .by_code
            .get(code)
            .is_some_and(|project| family.contains(name::normalise(&project.name).as_str()));
        (
            ledgers.len(),
            !another,
            is_old,
            std::cmp::Reverse(members.min().copied()),
        )
    };
    let Some(main) = families.iter().max_by_key(|family| weigh(family)) else {
        return;
    };
    let shown = cluster
        .rows
        .iter()
        .find(|&&row| main.contains(rows[row].name.as_str()))
        .map_or("", |&row| shown_name(&rows[row]));
    let (stay, odd): (Vec<usize>, Vec<usize>) = cluster.rows.iter().partition(|&&row| {
        let name = rows[row].name.as_str();
        name.is_empty()
            || main.contains(name)
            || (!known.is_another(&rows[row], code)
                && known.is_renamed(&rows[row], code, &in_ledger(cluster, rows, row)))
    });
    for position in odd {
        let row = &rows[position];
        let message =
            format!("项目代码{code}在其他台账里是“{shown}”的，一个代码不能给两个项目；本行按没有代码计入");
        let finding = Finding::new(
            Code::X03,
            row.place(Field::Code),
            message,
            "核对本项目的代码，改成自己的；还没有赋码的留空",
        );
        findings.push(about(finding, row, Field::Code));
    }
    cluster.rows = stay;
}

/// The names under this code in the ledger of one row.
fn in_ledger<'n>(cluster: &Cluster, rows: &'n [Row<'_>], row: usize) -> BTreeSet<&'n str> {
    let mates = cluster
        .rows
        .iter()
        .filter(|&&other| rows[other].is_in_ledger_of(&rows[row]));
    mates.map(|&other| rows[other].name.as_str()).collect()
}

/// Names that are alike, directly or through another.
fn families<'n>(names: &BTreeSet<&'n str>) -> Vec<BTreeSet<&'n str>> {
    let mut families: Vec<BTreeSet<&str>> = Vec::new();
    for &name in names {
        let (like, unlike): (Vec<_>, Vec<_>) = families
            .into_iter()
            .partition(|family| family.iter().any(|other| name::are_like(other, name)));
        families = unlike;
        families.push(like.into_iter().flatten().chain([name]).collect());
    }
    families
}

/// X04: one name at one locality under two codes. Kept apart, unless every other ledger uses one code and the odd
/// one stands in a single row.
fn join_two_codes(
    catalog: &Catalog,
    clusters: &mut BTreeMap<String, Cluster>,
    rows: &[Row<'_>],
    findings: &mut Findings,
) {
    let mut by_name: BTreeMap<(&str, UnitId), BTreeSet<&str>> = BTreeMap::new();
    let mut users: HashMap<&str, BTreeSet<UnitId>> = HashMap::new();
    for (code, cluster) in clusters.iter() {
        let Some(locality) = locality(catalog, cluster, rows) else {
            continue;
        };
        users.insert(
            code.as_str(),
            cluster.rows.iter().map(|&row| rows[row].unit).collect(),
        );
        for &row in &cluster.rows {
            if !rows[row].name.is_empty() {
                by_name
                    .entry((rows[row].name.as_str(), locality))
                    .or_default()
                    .insert(code.as_str());
            }
        }
    }
    let mut moves: Vec<(String, String)> = Vec::new();
    for (_, codes) in by_name.into_iter().filter(|(_, codes)| codes.len() > 1) {
        let count = |code: &str| users.get(code).map_or(0, BTreeSet::len);
        let Some(&main) = codes.iter().max_by_key(|code| {
            (
                count(code),
                clusters[**code].rows.len(),
                std::cmp::Reverse(**code),
            )
        }) else {
            continue;
        };
        for &odd in codes.iter().filter(|&&code| code != main) {
            let is_slip = clusters[odd].rows.len() == 1 && count(main) > 1;
            if moves.iter().any(|(from, _)| from == odd) {
                continue;
            }
            for &position in &clusters[odd].rows {
                findings.push(two_codes(&rows[position], odd, main, is_slip));
            }
            if is_slip {
                moves.push((odd.to_owned(), main.to_owned()));
            }
        }
    }
    for (from, to) in moves {
        let taken = clusters
            .get_mut(&from)
            .map(|cluster| std::mem::take(&mut cluster.rows))
            .unwrap_or_default();
        if let Some(cluster) = clusters.get_mut(&to) {
            cluster.rows.extend(taken);
            cluster.rows.sort_unstable();
        }
    }
}

/// 属地 of a code's rows: the locality's own ledger, else the first that says it.
fn locality(catalog: &Catalog, cluster: &Cluster, rows: &[Row<'_>]) -> Option<UnitId> {
    let said = || {
        cluster
            .rows
            .iter()
            .filter_map(|&row| Some((&rows[row], rows[row].locality?)))
    };
    said()
        .find(|(row, _)| catalog.unit(row.unit).is_locality())
        .or_else(|| said().next())
        .map(|(_, locality)| locality)
}

fn two_codes(row: &Row<'_>, odd: &str, main: &str, is_slip: bool) -> Finding {
    let outcome = if is_slip {
        "已按同一项目计入"
    } else {
        "已分开计入，可能重复"
    };
    let message = format!("项目代码{odd}，其他台账同名项目的代码是{main}；{outcome}");
    let finding = Finding::new(
        Code::X04,
        row.place(Field::Code),
        message,
        "核对代码；确是两个项目的，把名称写得能分清",
    )
    .expected(format!("应为{main}"));
    about(finding, row, Field::Code)
}

/// X04 over time: the last issue's code stands nowhere any more, and the project bears another one.
pub(super) fn changed(
    catalog: &Catalog,
    rows: &[Row<'_>],
    group: &Group<'_>,
    before: &str,
    after: &str,
    findings: &mut Findings,
) {
    let own = |row: &&Row<'_>| catalog.unit(row.unit).is_locality();
    let mut coded = group
        .rows
        .iter()
        .map(|&row| &rows[row])
        .filter(|row| row.code == Some(after));
    let Some(row) = coded.clone().find(own).or_else(|| coded.next()) else {
        return;
    };
    let message = format!("项目代码由{before}改为{after}；名称和属地与上期相同，按同一项目计入");
    let finding = Finding::new(
        Code::X04,
        row.place(Field::Code),
        message,
        "核对新代码；确是另一个项目的，把名称写得能分清",
    );
    findings.push(about(finding, row, Field::Code));
}

/// X02: a later row of the same ledger says something else.
pub(super) fn twice(row: &Row<'_>, first: &Row<'_>) -> Finding {
    let message = format!(
        "同一张表里登了两次，内容不同，只采用前一行（第{}行）",
        first.record.row + 1
    );
    let finding = Finding::new(
        Code::X02,
        row.place(Field::Name),
        message,
        "核对后只留一行；确是两个项目的，各写自己的名称和代码",
    );
    about(finding, row, Field::Name)
}

/// Says whose row it is, and under which heading.
pub(super) fn about(finding: Finding, row: &Row<'_>, field: Field) -> Finding {
    let heading = row
        .record
        .entry(field)
        .and_then(|entry| row.heading(entry))
        .map(str::to_owned);
    let finding = finding
        .unit(Some(row.unit))
        .project(shown_name(row), row.code.map(str::to_owned));
    match heading {
        Some(heading) => finding.column(heading),
        None => finding,
    }
}

/// The name as the row shows it; else its code.
pub(super) fn shown_name<'n>(row: &'n Row<'_>) -> &'n str {
    row.record.text(Field::Name).or(row.code).unwrap_or("")
}
