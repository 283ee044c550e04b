//! 总账: from the tables that count and the last issue to one ledger, and the account of every row.

mod authority;
mod code;
mod group;
mod identity;
mod listing;
mod lookalike;
mod magnitude;
mod progress;
mod project;
mod row;
mod task;

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

use self::group::Group;
use self::identity::Identity;
use self::row::Row;
use super::{Ledger, Period, Previous, Project, RowAccounts};
use crate::catalog::{BundleCount, Catalog, Form};
use crate::finding::Findings;
use crate::record::Submission;
use crate::rollcall::{RollCall, TableState};
use crate::value::{KindId, UnitId};

/// The master ledger, and what became of every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Consolidated {
    /// 总账
    pub ledger: Ledger,
    /// Rows accepted and merged, by submission, sheet and table.
    pub accounts: RowAccounts,
}

/// Consolidates the tables that count; what no ledger gives this week is kept from the last issue.
pub fn consolidate(
    catalog: &Catalog,
    submissions: &[Submission],
    rollcall: &RollCall,
    previous: Option<&Previous>,
    period: &Period,
    findings: &mut Findings,
) -> Consolidated {
    let rows = row::collect(catalog, submissions, rollcall, TableState::Counted, period.as_of);
    let repeated = row::collect(catalog, submissions, rollcall, TableState::Repeated, period.as_of);
    let (of_projects, listed): (Vec<Row<'_>>, Vec<Row<'_>>) = rows
        .into_iter()
        .partition(|row| matches!(row.form, Form::Project | Form::Approval));
    let mut accounts = accounts(submissions, rollcall);
    let last = previous.map(|previous| &previous.ledger);
    let mut identity = identity::identify(catalog, &of_projects, last, findings);
    let twice = drop_repeats(&mut identity, &of_projects, findings);
    let scope = Scope::new(
        catalog,
        period,
        last,
        (&of_projects, &listed),
        &repeated,
        (submissions, rollcall),
        &identity,
    );
    let keys: Vec<String> = identity.groups.iter().map(|group| scope.key(group)).collect();
    let projects = projects(&scope, &identity, &keys, &of_projects, findings);
    account_projects(&identity, &of_projects, &projects, &twice, &mut accounts);
    let resolve = |row: &Row<'_>| {
        identity
            .named(row.code, &row.name, row.locality)
            .map(|group| keys[group].clone())
    };
    let tasks = task::merge(&scope, &listed, &resolve, &mut accounts);
    let financing = listing::financing(&scope, &listed, &resolve);
    let inspections = listing::inspections(&scope, &listed, &resolve, &tasks);
    let ledger = assemble(catalog, period, projects, tasks, financing, inspections);
    Consolidated { ledger, accounts }
}

/// What every part of the consolidation looks at.
pub(super) struct Scope<'s> {
    catalog: &'s Catalog,
    period: &'s Period,
    previous: Option<&'s Ledger>,
    /// Units with a table that counts and has records.
    heard: BTreeSet<UnitId>,
    /// Units that say nothing changed.
    unchanged: BTreeSet<UnitId>,
    /// Kinds whose lead handed in their ledger.
    gave_kind: BTreeSet<KindId>,
    /// Units that handed in a list of this form.
    gave_form: BTreeSet<(Form, UnitId)>,
    /// 进展情况 written on receipts.
    progress: Vec<progress::Written>,
    /// Keys of projects in repeated files: they stand as they stood.
    repeated_projects: HashSet<String>,
    /// Numbers and matters of tasks in repeated files.
    repeated_tasks: HashSet<String>,
}

impl<'s> Scope<'s> {
    fn new(
        catalog: &'s Catalog,
        period: &'s Period,
        previous: Option<&'s Ledger>,
        (projects, listed): (&[Row<'_>], &[Row<'_>]),
        repeated: &[Row<'_>],
        (submissions, rollcall): (&[Submission], &RollCall),
        identity: &Identity<'_>,
    ) -> Scope<'s> {
        let mut scope = Scope {
            catalog,
            period,
            previous,
            heard: BTreeSet::new(),
            unchanged: unchanged(submissions, rollcall),
            progress: progress::all(submissions, rollcall),
            gave_kind: BTreeSet::new(),
            gave_form: BTreeSet::new(),
            repeated_projects: HashSet::new(),
            repeated_tasks: HashSet::new(),
        };
        for row in projects.iter().chain(listed) {
            scope.heard.insert(row.unit);
            scope.gave_form.insert((row.form, row.unit));
            if row.form == Form::Project {
                scope.gave_kind.extend(scope.led(row));
            }
        }
        for row in repeated {
            if row.form == Form::Task {
                scope.repeated_tasks.extend(task::names(row));
            } else if let Some(group) = identity.named(row.code, &row.name, row.locality) {
                scope.repeated_projects.insert(scope.key(&identity.groups[group]));
            }
        }
        scope
    }

    /// Has the unit said nothing new this week – sent nothing, or that nothing changed?
    fn is_silent(&self, unit: UnitId) -> bool {
        !self.heard.contains(&unit) || self.unchanged.contains(&unit)
    }

    /// The kind whose ledger the row stands in, where its lead handed it in.
    fn led(&self, row: &Row<'_>) -> Option<KindId> {
        row.kind.filter(|&kind| self.catalog.kind(kind).lead == row.unit)
    }

    /// The kind whose money the row's steps are: the lead's ledger's, or the only one that the unit leads; in a lower
    /// level's 总账, its sheet's.
    fn money_kind(&self, row: &Row<'_>) -> Option<KindId> {
        if row.is_rollup {
            return row.kind.filter(|&kind| self.catalog.kind(kind).money.is_some());
        }
        let mut led = self.catalog.kind_ids().filter(|&kind| {
            self.catalog.kind(kind).lead == row.unit && self.catalog.kind(kind).money.is_some()
        });
        match row.kind {
            Some(kind) => led.find(|&led| led == kind),
            None => led.next().filter(|_| led.next().is_none()),
        }
    }

    /// Identity over the issues: the code, else name and locality.
    fn key(&self, group: &Group<'_>) -> String {
        match (&group.code, group.locality) {
            (Some(code), _) => code.clone(),
            (None, Some(locality)) => format!("{}@{}", group.name, self.catalog.unit(locality).name),
            (None, None) => format!("{}@", group.name),
        }
    }
}

/// Units with a file that says nothing changed, and without any table that counts beside it.
fn unchanged(submissions: &[Submission], rollcall: &RollCall) -> BTreeSet<UnitId> {
    let said = submissions.iter().filter(|submission| submission.says_no_change);
    said.filter_map(|submission| submission.whose.unit())
        .filter(|&unit| rollcall.is_present(unit))
        .collect()
}

/// X02: one project twice in one ledger. The first counts; returns the rows that do not, and whether they differ.
fn drop_repeats(
    identity: &mut Identity<'_>,
    rows: &[Row<'_>],
    findings: &mut Findings,
) -> Vec<(usize, bool)> {
    let mut dropped = Vec::new();
    for group in &mut identity.groups {
        let mut kept: Vec<usize> = Vec::with_capacity(group.rows.len());
        group.rows.sort_unstable();
        for &position in &group.rows {
            let row = &rows[position];
            let first = kept
                .iter()
                .map(|&first| &rows[first])
                .find(|first| first.is_in_ledger_of(row) && first.form == row.form && first.kind == row.kind);
            match first {
                None => kept.push(position),
                Some(first) => {
                    let differs = row.differs_from(first);
                    if differs {
                        findings.push(code::twice(row, first));
                    }
                    dropped.push((position, differs));
                }
            }
        }
        group.rows = kept;
    }
    dropped
}

/// The projects by group; `None` where one that was taken out is no longer listed.
fn projects(
    scope: &Scope<'_>,
    identity: &Identity<'_>,
    keys: &[String],
    rows: &[Row<'_>],
    findings: &mut Findings,
) -> Vec<Option<Project>> {
    let build = |(group, key): (&Group<'_>, &String)| {
        let mut found = Findings::default();
        let is_gone = group.rows.is_empty() && group.previous.is_some_and(|previous| previous.exit.is_some());
        let project = (!is_gone).then(|| {
            let mut project = project::build(scope, group, key.clone(), rows, &mut found);
            project.part_of = group.part_of.map(|bundle| keys[bundle].clone());
            project
        });
        (project, found)
    };
    // No project looks at another one, so they are made side by side; what was found keeps their order.
    let projects: Vec<(Option<Project>, Findings)> =
        identity.groups.par_iter().zip(keys).map(build).collect();
    projects
        .into_iter()
        .map(|(project, found)| {
            findings.extend(found.0);
            project
        })
        .collect()
}

/// Accounts as read, for consolidation to divide the accepted rows.
fn accounts(submissions: &[Submission], rollcall: &RollCall) -> RowAccounts {
    submissions
        .iter()
        .enumerate()
        .map(|(submission, file)| {
            let sheets = file.sheets.iter().enumerate().map(|(sheet, reading)| {
                let tables = reading.tables.iter().enumerate().map(|(table, read)| {
                    let mut account = read.rows;
                    if rollcall.table(submission, sheet, table).0 == TableState::Counted
                        && read.form.is_some()
                    {
                        account.merged = 0;
                    }
                    account
                });
                tables.collect()
            });
            sheets.collect()
        })
        .collect()
}

/// The first row of each project is accepted, its others are merged; one that differs from its own ledger's first
/// is rejected.
fn account_projects(
    identity: &Identity<'_>,
    rows: &[Row<'_>],
    projects: &[Option<Project>],
    twice: &[(usize, bool)],
    accounts: &mut RowAccounts,
) {
    let mut merge = |row: &Row<'_>, is_rejected: bool| {
        let account = &mut accounts[row.at.submission][row.at.sheet][row.at.table];
        account.accepted = account.accepted.saturating_sub(1);
        if is_rejected {
            account.rejected += 1;
        } else {
            account.merged += 1;
        }
    };
    for &(row, differs) in twice {
        merge(&rows[row], differs);
    }
    for (position, of) in identity.of_row.iter().enumerate() {
        if of.is_none() {
            merge(&rows[position], true);
        }
    }
    for (group, project) in identity.groups.iter().zip(projects) {
        let first = project.as_ref().and_then(|project| project.sources.first());
        for row in group.rows.iter().map(|&row| &rows[row]) {
            let is_first = first.is_some_and(|source| {
                source.row == row.record.row && source.place == row.place(crate::catalog::Field::Name)
            });
            if !is_first {
                merge(row, false);
            }
        }
    }
}

fn assemble(
    catalog: &Catalog,
    period: &Period,
    projects: Vec<Option<Project>>,
    tasks: Vec<super::Task>,
    financing: Vec<super::Financing>,
    inspections: Vec<super::Inspection>,
) -> Ledger {
    let mut all: Vec<Project> = projects.into_iter().flatten().collect();
    all.sort_by(|a, b| order(a).cmp(&order(b)));
    let lookalikes = lookalike::pairs(&all);
    let bundles: HashSet<String> = all.iter().filter_map(|project| project.part_of.clone()).collect();
    let (left, all): (Vec<Project>, Vec<Project>) =
        all.into_iter().partition(|project| project.exit.is_some());
    let (uncounted, projects) = all.into_iter().partition(|project| match catalog.bundles {
        BundleCount::Bundle => project.part_of.is_some(),
        BundleCount::Parts => bundles.contains(&project.key),
    });
    Ledger {
        year: period.year,
        number: period.number,
        as_of: period.as_of,
        projects,
        uncounted,
        left,
        tasks,
        financing,
        inspections,
        lookalikes,
    }
}

/// By locality in roster order, then code, then name.
fn order(project: &Project) -> (bool, Option<UnitId>, bool, Option<&str>, &str, &str) {
    let code = project.code.as_deref();
    (
        project.locality.is_none(),
        project.locality,
        code.is_none(),
        code,
        &project.name,
        &project.key,
    )
}
