//! Identity: which rows are about one project (X03, X04).
//!
//! 1. One code is one project, unless names under it are unlike: then the odd row counts as one without a code.
//! 2. A row without a usable code joins the project of the same name and locality.
//! 3. Last issue's projects are met again by code, else by name and locality. Nothing is matched by likeness.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::code::{self, Cluster};
use super::group::Group;
use super::row::{Row, TableAt};
use crate::finding::Findings;
use crate::ledger::{Ledger, Project};
use crate::value::{UnitId, name};

/// All groups, and for each row the one it is in; a row with neither code nor name is in none.
#[derive(Debug, Default)]
pub(super) struct Identity<'a> {
    pub(super) groups: Vec<Group<'a>>,
    pub(super) of_row: Vec<Option<usize>>,
    index: Index,
}

/// What projects are looked up by.
#[derive(Debug, Default)]
struct Index {
    by_code: HashMap<String, usize>,
    by_name: HashMap<(String, Option<UnitId>), Vec<usize>>,
    anywhere: HashMap<String, BTreeSet<usize>>,
}

impl Identity<'_> {
    /// The project that a row of another form is about.
    pub(super) fn named(&self, code: Option<&str>, name: &str, locality: Option<UnitId>) -> Option<usize> {
        let by_code = code.and_then(|code| self.index.by_code.get(code).copied());
        by_code.or_else(|| {
            if name.is_empty() {
                None
            } else {
                self.find(name, locality).or_else(|| self.only(name))
            }
        })
    }

    /// The project of this name and locality: of several, the one in most ledgers. Without a locality, the only one
    /// of that name.
    fn find(&self, name: &str, locality: Option<UnitId>) -> Option<usize> {
        let same = |locality| {
            self.index
                .by_name
                .get(&(name.to_owned(), locality))
                .and_then(|groups| self.most(groups))
        };
        match locality {
            Some(_) => same(locality).or_else(|| same(None)),
            None => self.only(name).or_else(|| same(None)),
        }
    }

    fn only(&self, name: &str) -> Option<usize> {
        let groups = self.index.anywhere.get(name)?;
        (groups.len() == 1).then(|| groups.first().copied()).flatten()
    }

    fn most(&self, groups: &[usize]) -> Option<usize> {
        let weigh = |&group: &usize| {
            (
                self.groups[group].code.is_some(),
                self.groups[group].rows.len(),
                Reverse(group),
            )
        };
        groups.iter().copied().max_by_key(weigh)
    }

    /// Enters a group under a name, at its locality.
    fn enter(&mut self, group: usize, name: &str) {
        if name.is_empty() {
            return;
        }
        let at = self
            .index
            .by_name
            .entry((name.to_owned(), self.groups[group].locality))
            .or_default();
        if !at.contains(&group) {
            at.push(group);
        }
        self.index
            .anywhere
            .entry(name.to_owned())
            .or_default()
            .insert(group);
    }
}

/// Groups the rows and meets the last issue's projects again.
pub(super) fn identify<'a>(
    catalog: &crate::catalog::Catalog,
    rows: &[Row<'_>],
    previous: Option<&'a Ledger>,
    findings: &mut Findings,
) -> Identity<'a> {
    let past: Vec<&Project> = previous.map(all_projects).unwrap_or_default();
    let clusters = code::settle(catalog, rows, &past, findings);
    let mut building = Building::new(catalog, rows);
    building.place_coded(&clusters);
    building.place_named();
    building.place_parts();
    building.meet(catalog, &past, findings);
    building.identity
}

fn all_projects(ledger: &Ledger) -> Vec<&Project> {
    ledger
        .projects
        .iter()
        .chain(&ledger.uncounted)
        .chain(&ledger.left)
        .collect()
}

/// The groups while they are being made, with their indexes.
struct Building<'r, 'a> {
    catalog: &'r crate::catalog::Catalog,
    rows: &'r [Row<'r>],
    parts: BTreeMap<(TableAt, u32), u32>,
    row_at: HashMap<(TableAt, u32), usize>,
    /// New parts of bundles by their own name and locality.
    named_parts: HashMap<(String, Option<UnitId>), Vec<usize>>,
    identity: Identity<'a>,
}

impl<'r, 'a> Building<'r, 'a> {
    fn new(catalog: &'r crate::catalog::Catalog, rows: &'r [Row<'r>]) -> Building<'r, 'a> {
        let mut parts = BTreeMap::new();
        let mut row_at = HashMap::with_capacity(rows.len());
        for (position, row) in rows.iter().enumerate() {
            row_at.insert((row.at, row.record.row), position);
            if rows
                .get(position.wrapping_sub(1))
                .is_none_or(|before| before.at != row.at)
            {
                parts.extend(
                    row.table
                        .parts
                        .iter()
                        .map(|&(bundle, part)| ((row.at, part), bundle)),
                );
            }
        }
        Building {
            catalog,
            rows,
            parts,
            row_at,
            named_parts: HashMap::new(),
            identity: Identity {
                of_row: vec![None; rows.len()],
                ..Identity::default()
            },
        }
    }

    fn open(&mut self, code: Option<String>) -> usize {
        self.identity.groups.push(Group {
            code,
            ..Group::default()
        });
        self.identity.groups.len() - 1
    }

    fn put(&mut self, position: usize, group: usize) {
        let row = &self.rows[position];
        let is_own = self.catalog.unit(row.unit).is_locality();
        let owned = self.identity.groups[group]
            .rows
            .iter()
            .any(|&other| self.catalog.unit(self.rows[other].unit).is_locality());
        self.identity.groups[group].adopt(position, row, is_own && !owned);
        self.identity.of_row[position] = Some(group);
    }

    /// Enters a group under every name it bears, at its locality.
    fn index(&mut self, group: usize) {
        let rows = &self.identity.groups[group].rows;
        let names: BTreeSet<&str> = rows.iter().map(|&row| self.rows[row].name.as_str()).collect();
        for name in names {
            self.identity.enter(group, name);
        }
    }

    fn place_coded(&mut self, clusters: &BTreeMap<String, Cluster>) {
        for (code, cluster) in clusters {
            let group = self.open(Some(code.clone()));
            for &position in &cluster.rows {
                self.put(position, group);
            }
            self.identity.index.by_code.insert(code.clone(), group);
        }
        for group in 0..self.identity.groups.len() {
            self.index(group);
        }
    }

    /// Rows without a usable code, those of bundles' parts last: a part's name alone says too little.
    fn place_named(&mut self) {
        // Rows that name their locality go first, so that those that do not can find them.
        for says_locality in [true, false] {
            for position in 0..self.rows.len() {
                let row = &self.rows[position];
                let is_part = self.parts.contains_key(&(row.at, row.record.row));
                if self.identity.of_row[position].is_some()
                    || row.name.is_empty()
                    || is_part
                    || row.locality.is_some() != says_locality
                {
                    continue;
                }
                let group = self
                    .identity
                    .find(&row.name, row.locality)
                    .unwrap_or_else(|| self.open(None));
                self.put(position, group);
                self.index(group);
            }
        }
    }

    fn place_parts(&mut self) {
        let mut parts: Vec<(usize, usize)> = self
            .parts
            .iter()
            .filter_map(|(&(at, part), &bundle)| {
                Some((*self.row_at.get(&(at, part))?, *self.row_at.get(&(at, bundle))?))
            })
            .collect();
        parts.sort_unstable();
        for (position, bundle_row) in parts {
            let Some(bundle) = self.identity.of_row[bundle_row] else {
                continue;
            };
            let row = &self.rows[position];
            let group = match self.identity.of_row[position] {
                Some(group) => group,
                None if row.name.is_empty() => continue,
                None => {
                    let locality = row.locality.or(self.identity.groups[bundle].locality);
                    let own = format!("{}›{}", self.identity.groups[bundle].name, row.name);
                    let known = self
                        .identity
                        .find(&row.name, locality)
                        .filter(|&group| group != bundle)
                        .or_else(|| self.identity.find(&own, locality));
                    let group = known.unwrap_or_else(|| self.open(None));
                    self.put(position, group);
                    if known.is_none() {
                        self.identity.groups[group].name.clone_from(&own);
                        self.identity.groups[group].locality = locality;
                        self.identity.enter(group, &own);
                        let bare = (row.name.clone(), locality);
                        self.named_parts.entry(bare).or_default().push(group);
                    }
                    group
                }
            };
            if group != bundle && self.identity.groups[bundle].part_of.is_none() {
                self.identity.groups[group].part_of = Some(bundle);
            }
        }
    }

    /// Last issue's projects: by code, then by name and locality; the rest are carried as they were.
    fn meet(&mut self, catalog: &crate::catalog::Catalog, past: &[&'a Project], findings: &mut Findings) {
        let (mut unmet, mut alone) = (Vec::new(), Vec::new());
        for &project in past {
            match project
                .code
                .as_ref()
                .and_then(|code| self.identity.index.by_code.get(code))
            {
                Some(&group) => self.identity.groups[group].previous = Some(project),
                None => unmet.push(project),
            }
        }
        for project in unmet {
            let name = past_name(project);
            match self.identity.find(&name, project.locality) {
                Some(group) if self.identity.groups[group].previous.is_none() => {
                    self.join(catalog, group, project, findings);
                }
                // It was kept apart under another code, and all who used that code now use this one.
                Some(group) if self.gives_all(group, project) => {}
                _ => alone.push((project, name)),
            }
        }
        for (project, name) in alone {
            match self.part_now(&name, project.locality) {
                Some(group) => self.join(catalog, group, project, findings),
                None => self.carry(project, &name),
            }
        }
        self.keep_bundles();
    }

    /// The last issue's project goes on in this group.
    fn join(
        &mut self,
        catalog: &crate::catalog::Catalog,
        group: usize,
        project: &'a Project,
        findings: &mut Findings,
    ) {
        let met = &mut self.identity.groups[group];
        met.previous = Some(project);
        if let (Some(before), Some(after)) = (&project.code, met.code.clone()) {
            code::changed(catalog, self.rows, met, before, &after, findings);
        }
        // None of its rows has a usable code: the known one stays.
        if met.code.is_none() {
            met.code.clone_from(&project.code);
        }
    }

    /// The part that a project of this name has become: the only one so named at its locality, and new.
    fn part_now(&self, name: &str, locality: Option<UnitId>) -> Option<usize> {
        let parts = self.named_parts.get(&(name.to_owned(), locality))?;
        let &[group] = parts.as_slice() else { return None };
        Some(group).filter(|&group| self.identity.groups[group].previous.is_none())
    }

    /// Do all units that gave a past project stand in this group?
    fn gives_all(&self, group: usize, project: &Project) -> bool {
        let rows = &self.identity.groups[group].rows;
        project
            .givers
            .iter()
            .all(|&giver| rows.iter().any(|&row| self.rows[row].unit == giver))
    }

    /// Last issue's project that no row is about.
    fn carry(&mut self, project: &'a Project, name: &str) {
        let group = self.open(project.code.clone());
        let carried = &mut self.identity.groups[group];
        name.clone_into(&mut carried.name);
        carried.locality = project.locality;
        carried.previous = Some(project);
        if let Some(code) = &project.code {
            self.identity.index.by_code.insert(code.clone(), group);
        }
        self.identity.enter(group, name);
    }

    /// A part that is not listed this week stays part of its bundle.
    fn keep_bundles(&mut self) {
        let keys: HashMap<&str, usize> = self
            .identity
            .groups
            .iter()
            .enumerate()
            .filter_map(|(position, group)| Some((group.previous?.key.as_str(), position)))
            .collect();
        let kept: Vec<(usize, usize)> = self
            .identity
            .groups
            .iter()
            .enumerate()
            .filter(|(_, group)| group.rows.is_empty() && group.part_of.is_none())
            .filter_map(|(position, group)| Some((position, *keys.get(group.previous?.part_of.as_deref()?)?)))
            .collect();
        for (position, bundle) in kept {
            self.identity.groups[position].part_of = Some(bundle);
        }
    }
}

/// A past project's name as it is compared; a part without a code is known by its bundle's name as well.
fn past_name(project: &Project) -> String {
    match (&project.code, project.key.rsplit_once('@')) {
        (None, Some((name, _))) => name.to_owned(),
        _ => name::normalise(&project.name),
    }
}
