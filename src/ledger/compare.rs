//! 较上期: this ledger against an earlier one, project by project, so that movers add up to each change exactly.

use std::collections::{BTreeMap, HashMap};

use super::{
    Changes, Ledger, Metrics, MetricsChange, Mover, Previous, Project, ProjectNote, Task, TaskCount, TaskNote,
};
use crate::catalog::{Catalog, Field, Status, TaskState};
use crate::finding::{Finding, Findings, Severity};
use crate::value::{KindId, UnitId, Wanyuan};

/// All that changed since the issue that left `previous` behind.
pub fn changes(catalog: &Catalog, ledger: &Ledger, findings: &Findings, previous: &Previous) -> Changes {
    let last = &previous.ledger;
    let pairs = Pairs::new(ledger, last);
    Changes {
        year: last.year,
        number: last.number,
        as_of: last.as_of,
        totals: MetricsChange {
            before: Metrics::of(&last.projects),
            after: Metrics::of(&ledger.projects),
        },
        kinds: catalog
            .kind_ids()
            .map(|kind| (kind, by_kind(ledger, last, kind)))
            .collect(),
        localities: catalog
            .unit_ids()
            .filter(|&unit| catalog.unit(unit).is_locality())
            .map(|unit| (unit, by_locality(ledger, last, unit)))
            .collect(),
        tasks: (TaskCount::of(&last.tasks), TaskCount::of(&ledger.tasks)),
        total_investment: pairs.movers(Field::TotalInvestment),
        annual_plan: pairs.movers(Field::AnnualPlan),
        annual_done: pairs.movers(Field::AnnualDone),
        new: pairs
            .now
            .iter()
            .filter(|(_, then)| then.is_none())
            .map(|(now, _)| note(now, None, None))
            .collect(),
        left: left(ledger, &pairs.gone),
        vanished: ledger
            .projects
            .iter()
            .filter(|project| project.vanished)
            .map(|project| note(project, None, None))
            .collect(),
        renamed: renamed(&pairs),
        started: pairs.list(|now, then| now.standing.started && !then.standing.started),
        finished: pairs.list(|now, then| is_finished(now) && !is_finished(then)),
        went_back: went_back(&pairs),
        newly_overdue: pairs.list_or_new(|now, then| {
            now.standing.overdue_days.is_some()
                && then.is_none_or(|then| then.standing.overdue_days.is_none())
        }),
        no_longer_overdue: pairs
            .list(|now, then| now.standing.overdue_days.is_none() && then.standing.overdue_days.is_some()),
        lights: lights(&pairs),
        tasks_new: tasks(ledger, |task| task.is_new),
        tasks_closed: tasks(ledger, |task| task.newly_closed),
        tasks_overdue: tasks(ledger, |task| task.overdue_days.is_some() && !task.was_overdue),
        tasks_cleared: tasks(ledger, |task| {
            task.was_overdue && task.state == TaskState::Closed && task.newly_closed
        }),
        findings: findings_moved(&findings.0, &previous.findings),
    }
}

/// Key of a project → its name, by how much it moved a total, is it new?
type Moved = BTreeMap<String, (String, Wanyuan, bool)>;

/// Counted projects now, each with what it was when it was counted then; and those that count no more. No past project
/// is met twice, so that what came and what went make up each difference.
struct Pairs<'l> {
    now: Vec<(&'l Project, Option<&'l Project>)>,
    gone: Vec<&'l Project>,
}

impl<'l> Pairs<'l> {
    /// By the key a project had, then by its own: an older issue may be compared with, not only the last.
    fn new(ledger: &'l Ledger, last: &'l Ledger) -> Pairs<'l> {
        let mut then: HashMap<&str, &Project> = last
            .projects
            .iter()
            .map(|project| (project.key.as_str(), project))
            .collect();
        let mut now: Vec<(&Project, Option<&Project>)> = ledger
            .projects
            .iter()
            .map(|project| {
                (
                    project,
                    then.remove(project.previous_key.as_deref().unwrap_or_default()),
                )
            })
            .collect();
        for (project, past) in now.iter_mut().filter(|(_, past)| past.is_none()) {
            *past = then.remove(project.key.as_str());
        }
        let gone = last.projects.iter();
        let gone = gone.filter(|past| then.contains_key(past.key.as_str())).collect();
        Pairs { now, gone }
    }

    fn list(&self, is_so: impl Fn(&Project, &Project) -> bool) -> Vec<ProjectNote> {
        self.list_or_new(|now, then| then.is_some_and(|then| is_so(now, then)))
    }

    fn list_or_new(&self, is_so: impl Fn(&Project, Option<&Project>) -> bool) -> Vec<ProjectNote> {
        self.now
            .iter()
            .filter(|(now, then)| is_so(now, *then))
            .map(|(now, _)| note(now, None, None))
            .collect()
    }

    /// Who moved a total. A project that changed its locality moves both.
    fn movers(&self, field: Field) -> Vec<Mover> {
        let mut by_unit: BTreeMap<Option<UnitId>, Moved> = BTreeMap::new();
        let mut add = |project: &Project, key: &str, name: &str, by: Wanyuan, is_new: bool| {
            let entry = by_unit.entry(project.locality).or_default().entry(key.to_owned());
            let moved = entry.or_insert_with(|| (name.to_owned(), Wanyuan::ZERO, is_new));
            moved.1 += by;
        };
        let figure = |project: &Project| project.wanyuan(field).unwrap_or_default();
        for &(now, then) in &self.now {
            add(now, &now.key, &now.name, figure(now), then.is_none());
            if let Some(then) = then {
                add(then, &now.key, &now.name, -figure(then), false);
            }
        }
        for past in &self.gone {
            add(past, &past.key, &past.name, -figure(past), false);
        }
        let mut movers: Vec<Mover> = by_unit
            .into_iter()
            .map(|(unit, projects)| mover(unit, projects))
            .collect();
        movers.retain(|mover| mover.by != Wanyuan::ZERO || !mover.projects.is_empty());
        movers.sort_by_key(|mover| (std::cmp::Reverse(mover.by.abs()), mover.unit));
        movers
    }
}

fn mover(unit: Option<UnitId>, projects: BTreeMap<String, (String, Wanyuan, bool)>) -> Mover {
    let by = projects.values().map(|(_, by, _)| *by).sum();
    let by_new = projects
        .values()
        .filter(|(.., is_new)| *is_new)
        .map(|(_, by, _)| *by)
        .sum();
    let mut moved: Vec<(String, String, Wanyuan)> = projects
        .into_iter()
        .filter(|(_, (_, by, _))| *by != Wanyuan::ZERO)
        .map(|(key, (name, by, _))| (key, name, by))
        .collect();
    moved.sort_by(|a, b| b.2.abs().cmp(&a.2.abs()).then_with(|| a.0.cmp(&b.0)));
    Mover {
        unit,
        by,
        by_new,
        projects: moved,
    }
}

fn by_kind(ledger: &Ledger, last: &Ledger, kind: KindId) -> MetricsChange {
    let of = |ledger: &Ledger| {
        Metrics::of(
            ledger
                .projects
                .iter()
                .filter(|project| project.kinds.contains(&kind)),
        )
    };
    MetricsChange {
        before: of(last),
        after: of(ledger),
    }
}

fn by_locality(ledger: &Ledger, last: &Ledger, unit: UnitId) -> MetricsChange {
    let of = |ledger: &Ledger| {
        Metrics::of(
            ledger
                .projects
                .iter()
                .filter(|project| project.locality == Some(unit)),
        )
    };
    MetricsChange {
        before: of(last),
        after: of(ledger),
    }
}

fn note(project: &Project, before: Option<String>, after: Option<String>) -> ProjectNote {
    ProjectNote {
        key: project.key.clone(),
        name: project.name.clone(),
        locality: project.locality,
        total_investment: project.wanyuan(Field::TotalInvestment),
        before,
        after,
    }
}

/// Counted then and no more, with the figures they had and what became of them: taken out, a part of a bundle now, or
/// one with another project.
fn left(ledger: &Ledger, gone: &[&Project]) -> Vec<ProjectNote> {
    fn by_key(projects: &[Project]) -> HashMap<&str, &Project> {
        projects
            .iter()
            .map(|project| (project.previous_key.as_deref().unwrap_or(&project.key), project))
            .collect()
    }
    let (out, uncounted) = (by_key(&ledger.left), by_key(&ledger.uncounted));
    let fate = |past: &Project| {
        let exit = out
            .get(past.key.as_str())
            .and_then(|project| project.exit.as_ref());
        match exit {
            Some(exit) => exit.word.clone(),
            None if uncounted.contains_key(past.key.as_str()) => "改按打捆项目计".to_owned(),
            None => "与另一项目并为一个".to_owned(),
        }
    };
    let status = |past: &Project| past.status().map(|status| status.word().to_owned());
    gone.iter()
        .map(|past| note(past, status(past), Some(fate(past))))
        .collect()
}

fn renamed(pairs: &Pairs<'_>) -> Vec<ProjectNote> {
    let renamed = pairs
        .now
        .iter()
        .filter_map(|(now, _)| Some((now, now.former_name.clone()?)));
    renamed
        .map(|(now, before)| note(now, Some(before), Some(now.name.clone())))
        .collect()
}

fn is_finished(project: &Project) -> bool {
    matches!(
        project.status(),
        Some(Status::Completed | Status::Operating | Status::AtCapacity)
    )
}

fn went_back(pairs: &Pairs<'_>) -> Vec<ProjectNote> {
    let back = pairs.now.iter().filter_map(|(now, then)| {
        let (then, is) = (then.as_ref()?.status()?, now.status()?);
        // 停工 stands beside 在建.
        let rank = |status: Status| {
            if status == Status::Halted {
                Status::Building
            } else {
                status
            }
        };
        (rank(is) < rank(then)).then(|| note(now, Some(then.word().to_owned()), Some(is.word().to_owned())))
    });
    back.collect()
}

fn lights(pairs: &Pairs<'_>) -> Vec<ProjectNote> {
    let word = |project: &Project| project.standing.light.map(|light| light.word().to_owned());
    let changed = pairs.now.iter().filter_map(|&(now, then)| Some((now, then?)));
    changed
        .filter(|(now, then)| now.standing.light != then.standing.light)
        .map(|(now, then)| note(now, word(then), word(now)))
        .collect()
}

fn tasks(ledger: &Ledger, is_so: impl Fn(&Task) -> bool) -> Vec<TaskNote> {
    let listed = ledger.tasks.iter().filter(|task| is_so(task));
    listed
        .map(|task| TaskNote {
            key: task.key.clone(),
            no: task.no.clone(),
            matter: task.text(Field::Matter).unwrap_or_default().to_owned(),
            unit: task.responsible_unit,
        })
        .collect()
}

/// Mended, still open, new: errors and warnings nobody accepted, met again by what they are about.
fn findings_moved(now: &[Finding], then: &[Finding]) -> (usize, usize, usize) {
    let mut open: HashMap<String, usize> = HashMap::new();
    let counts = |finding: &&Finding| finding.severity != Severity::Note && finding.waived.is_none();
    for finding in then.iter().filter(counts) {
        *open.entry(finding.subject()).or_default() += 1;
    }
    let before: usize = open.values().sum();
    let (mut still, mut new) = (0, 0);
    for finding in now.iter().filter(counts) {
        match open.get_mut(&finding.subject()).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                still += 1;
            }
            None => new += 1,
        }
    }
    (before - still, still, new)
}
