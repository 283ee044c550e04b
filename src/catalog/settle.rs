//! The draft made whole: references resolved, names checked, a [`Catalog`] made of it.

use std::collections::BTreeMap;

use super::document::{At, Told};
use super::draft::{Draft, Listed, UnitDraft};
use super::form::FormSchema;
use super::nearest::nearest;
use super::{ApprovalItem, Catalog, Field, LearnedWords, ProjectKind, Settings, Team, Unit};
use crate::error::Result;
use crate::value::text::fold;
use crate::value::{ApprovalId, TeamId, UnitId};

/// In a team's members: every locality of the roster.
const ALL_LOCALITIES: &str = "全部属地";

impl Draft {
    /// Resolves what refers to something else; `overlay` is the file to answer in where a preset reference broke.
    pub(super) fn settle(self, forms: Vec<FormSchema>, overlay: Option<&str>) -> Result<(Catalog, Settings)> {
        let (units, places) = units(&self.units)?;
        let unit_names = unit_names(&units, &places, &self.region, overlay)?;
        let roster = Roster {
            units: &units,
            names: &unit_names,
            removed: &self.units.removed,
            overlay,
        };
        let teams = teams(&self, &roster)?;
        let kinds = kinds(&self, &roster, &teams)?;
        let approvals = approvals(&self, &roster)?;
        let forms = forms_edited(&self, forms, &approvals)?;
        let learned_headings = learned_headings(&self, &roster, &approvals)?;
        let learned_words = learned_words(&self, &roster, &approvals)?;
        let mut calendar = self.calendar;
        calendar.holidays.sort_unstable();
        calendar.working_days.sort_unstable();
        let catalog = Catalog {
            region: self.region,
            region_code: self.region_code,
            teams,
            kinds,
            approvals,
            forms,
            words: self.words,
            authority: self.authority,
            limits: self.limits,
            office: self.office,
            calendar,
            money: self.money,
            ranking: self.ranking,
            bundles: self.bundles,
            severities: self.severities,
            learned_headings,
            learned_words,
            unit_names,
            units,
        };
        Ok((catalog, self.settings))
    }
}

/// A unit's spellings, each with its place.
type Spellings = Vec<Told<String>>;

/// The roster, in its order – localities, departments, centres – and where each spelling was told.
fn units(listed: &Listed<UnitDraft>) -> Result<(Vec<Unit>, Vec<Spellings>)> {
    let mut units = Vec::new();
    for (key, draft) in &listed.items {
        let (Some(name), Some(class)) = (&draft.name, draft.class) else {
            let known = listed.items.iter().map(|(known, _)| known.value.as_str());
            let near = nearest(&key.value, known.filter(|known| *known != key.value))
                .map_or(String::new(), |near| {
                    format!("；如果是指“{near}”，名字要一字不差")
                });
            let lacking = if draft.name.is_none() {
                "name（全称）"
            } else {
                "class（属地还是部门）"
            };
            return Err(key.at.error(format!(
                "花名册上没有“{}”，新单位要写明 {lacking}{near}",
                key.value
            )));
        };
        let spelled = |told: &[Told<String>]| {
            let mut spellings: Vec<String> = Vec::new();
            for told in told
                .iter()
                .filter(|told| told.value != name.value && told.value != key.value)
            {
                if !spellings.contains(&told.value) {
                    spellings.push(told.value.clone());
                }
            }
            spellings
        };
        let unit = Unit {
            name: name.value.clone(),
            short: key.value.clone(),
            class,
            also: spelled(&draft.also),
            also_alone: spelled(&draft.also_alone),
        };
        let spellings = [name, key]
            .into_iter()
            .chain(&draft.also)
            .chain(&draft.also_alone);
        units.push((unit, spellings.cloned().collect()));
    }
    // A new locality stands behind the localities, wherever the file tells it.
    units.sort_by_key(|(unit, _)| (!unit.is_locality(), unit.class == super::UnitClass::Centre));
    Ok(units.into_iter().unzip())
}

/// Every spelling, folded, with the region's name before it; one that two units share is a mistake of the later file.
fn unit_names(
    units: &[Unit],
    spellings: &[Spellings],
    region: &str,
    overlay: Option<&str>,
) -> Result<BTreeMap<String, UnitId>> {
    let stem = region.trim_end_matches(['市', '县', '区']);
    let mut told: BTreeMap<String, (UnitId, &At)> = BTreeMap::new();
    for ((index, unit), spellings) in (0u16..).zip(units).zip(spellings) {
        let id = UnitId(index);
        for name in spellings {
            let before = told.insert(fold(&name.value), (id, &name.at));
            if let Some((other, at)) = before.filter(|(other, _)| *other != id) {
                let other = &units[other.index()].name;
                let is_ours = |at: &At| overlay.is_some_and(|file| at.is_in(file));
                let at = if is_ours(at) && !is_ours(&name.at) {
                    at
                } else {
                    &name.at
                };
                let problem = format!(
                    "“{}”既是“{other}”又是“{}”的名字，只能归一家",
                    name.value, unit.name
                );
                return Err(at.error(problem));
            }
        }
    }
    let mut names: BTreeMap<String, UnitId> = told.into_iter().map(|(name, (id, _))| (name, id)).collect();
    // The region in front – 新密市财政局 for 市财政局 – is the same unit, unless that is a name of its own.
    for (name, id) in names.clone() {
        let bare = name.strip_prefix('市').unwrap_or(&name);
        for prefix in [region, stem] {
            if !prefix.is_empty() && !name.starts_with(stem) && bare.chars().count() >= 2 {
                names.entry(format!("{prefix}{bare}")).or_insert(id);
            }
        }
    }
    Ok(names)
}

struct Roster<'d> {
    units: &'d [Unit],
    names: &'d BTreeMap<String, UnitId>,
    removed: &'d [Told<String>],
    overlay: Option<&'d str>,
}

impl Roster<'_> {
    /// The unit that is meant; `role` says what it is here: 财政专班的牵头单位.
    fn unit(&self, told: &Told<String>, role: &str) -> Result<UnitId> {
        if let Some(id) = self.find(&told.value) {
            return Ok(id);
        }
        if let Some((at, ())) = self.broken_by_overlay(told) {
            let problem = format!(
                "{role}原是“{}”，花名册上已经没有这个单位，要在这里另外写明",
                told.value
            );
            return Err(at.error(problem));
        }
        let known = self.units.iter().flat_map(Unit::names);
        Err(told.at.error(match nearest(&told.value, known) {
            Some(near) => format!("{role}“{}”不在花名册上。是不是“{near}”？", told.value),
            None => format!("{role}“{}”不在花名册上", told.value),
        }))
    }

    fn find(&self, name: &str) -> Option<UnitId> {
        self.names.get(&fold(name)).copied()
    }

    /// A reference that stood until the overlay took the unit out: where that was said.
    fn broken_by_overlay(&self, told: &Told<String>) -> Option<(At, ())> {
        let file = self.overlay?;
        if told.at.is_in(file) {
            return None;
        }
        let said = self
            .removed
            .iter()
            .find(|gone| fold(&told.value).contains(&fold(&gone.value)));
        Some((
            said.map_or_else(|| At::start_of(file), |gone| gone.at.clone()),
            (),
        ))
    }
}

fn lacking<T>(value: Option<T>, key: &Told<String>, what: &str) -> Result<T> {
    value.ok_or_else(|| key.at.error(format!("“{}”缺 {what}", key.value)))
}

fn teams(draft: &Draft, roster: &Roster<'_>) -> Result<Vec<Team>> {
    let mut teams = Vec::new();
    for (key, told) in &draft.teams.items {
        let name = lacking(told.name.clone(), key, "name（专班名称）")?;
        let lead = lacking(told.lead.as_ref(), key, "lead（牵头单位）")?;
        let lead = roster.unit(lead, &format!("{name}的牵头单位"))?;
        let mut members = Vec::new();
        for member in &told.members {
            if member.value == ALL_LOCALITIES {
                let localities = (0u16..).zip(roster.units).filter(|(_, unit)| unit.is_locality());
                members.extend(localities.map(|(index, _)| UnitId(index)));
            } else if roster.find(&member.value).is_some() || roster.broken_by_overlay(member).is_none() {
                members.push(roster.unit(member, &format!("{name}的成员单位"))?);
            }
        }
        teams.push(Team {
            id: key.value.clone(),
            name,
            also: told.also.clone(),
            lead,
            members,
            reports: told.reports,
            duty: told.duty.clone(),
        });
    }
    Ok(teams)
}

fn kinds(draft: &Draft, roster: &Roster<'_>, teams: &[Team]) -> Result<Vec<ProjectKind>> {
    let mut kinds: Vec<ProjectKind> = Vec::new();
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for (key, told) in &draft.kinds.items {
        let name = lacking(told.name.clone(), key, "name（类别名称）")?;
        let force = lacking(told.task_force.as_ref(), key, "task_force（牵头专班）")?;
        let Some(team) = (0u16..).zip(teams).find(|(_, team)| team.id == force.value) else {
            let at = roster
                .overlay
                .filter(|file| !force.at.is_in(file))
                .map_or(force.at.clone(), |file| {
                    let gone = draft.teams.removed.iter().find(|gone| gone.value == force.value);
                    gone.map_or_else(|| At::start_of(file), |gone| gone.at.clone())
                });
            let known = teams.iter().map(|team| team.id.as_str());
            let near =
                nearest(&force.value, known).map_or(String::new(), |near| format!("。是不是“{near}”？"));
            return Err(at.error(format!("{name}的牵头专班“{}”没有{near}", force.value)));
        };
        let lead = match &told.lead {
            Some(lead) => roster.unit(lead, &format!("{name}的牵头单位"))?,
            None => team.1.lead,
        };
        let also: Vec<String> = told.also.iter().map(|told| told.value.clone()).collect();
        let short = told
            .short
            .clone()
            .unwrap_or_else(|| name.trim_end_matches("项目").to_owned());
        for word in also.iter().chain([&key.value, &name, &short]) {
            if let Some(other) = owners
                .insert(fold(word), kinds.len())
                .filter(|&other| other != kinds.len())
            {
                let problem = format!("“{word}”既指“{}”又指“{name}”，只能归一类", kinds[other].name);
                return Err(key.at.error(problem));
            }
        }
        kinds.push(ProjectKind {
            id: key.value.clone(),
            name,
            short,
            also,
            team: TeamId(team.0),
            lead,
            milestones: told.milestones.clone(),
            money: told.money.clone(),
            funds: told.funds.clone(),
        });
    }
    Ok(kinds)
}

fn approvals(draft: &Draft, roster: &Roster<'_>) -> Result<Vec<ApprovalItem>> {
    let mut approvals: Vec<ApprovalItem> = Vec::new();
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for (key, told) in &draft.approvals.items {
        let name = lacking(told.name.clone(), key, "name（手续名称）")?;
        let owner = lacking(told.owner.as_ref(), key, "owner（办理部门）")?;
        let also: Vec<String> = told.also.iter().map(|told| told.value.clone()).collect();
        for word in also.iter().chain([&key.value, &name]) {
            if let Some(other) = owners
                .insert(fold(word), approvals.len())
                .filter(|&other| other != approvals.len())
            {
                let problem = format!("“{word}”既指“{}”又指“{name}”，只能归一项", approvals[other].name);
                return Err(key.at.error(problem));
            }
        }
        approvals.push(ApprovalItem {
            id: key.value.clone(),
            owner: roster.unit(owner, &format!("{name}手续的办理部门"))?,
            name,
            also,
        });
    }
    Ok(approvals)
}

/// A field by its id, or the answer with the nearest one.
fn field(told: &Told<String>, approvals: &[ApprovalItem]) -> Result<Field> {
    let approval = (0u16..).zip(approvals).find(|(_, item)| item.id == told.value);
    let found = Field::named(&told.value).or(approval.map(|(index, _)| Field::Approval(ApprovalId(index))));
    found.ok_or_else(|| {
        let named = Field::NAMED.iter().filter_map(|field| field.id());
        let known: Vec<&str> = named
            .chain(approvals.iter().map(|item| item.id.as_str()))
            .collect();
        told.at
            .error(super::document::unknown("栏目里", &told.value, &known))
    })
}

fn forms_edited(
    draft: &Draft,
    mut forms: Vec<FormSchema>,
    approvals: &[ApprovalItem],
) -> Result<Vec<FormSchema>> {
    for edit in &draft.form_edits {
        for schema in forms.iter_mut().filter(|schema| schema.form == edit.form) {
            edit.apply(schema, |told| field(told, approvals))?;
        }
    }
    for heading in &draft.headings {
        let Some(form) = heading.form else { continue };
        let meant = field(&heading.field, approvals)?;
        if matches!(meant, Field::Approval(_)) {
            continue;
        }
        for schema in forms.iter_mut().filter(|schema| schema.form == form) {
            let name = schema.name.clone();
            let column = schema.columns.iter_mut().find(|column| column.field == meant);
            let Some(column) = column else {
                let problem = format!("{name}没有“{}”这一栏", heading.field.value);
                return Err(heading.field.at.error(problem));
            };
            column.also.push(heading.heading.clone());
        }
    }
    Ok(forms)
}

fn learned_headings(
    draft: &Draft,
    roster: &Roster<'_>,
    approvals: &[ApprovalItem],
) -> Result<BTreeMap<(Option<UnitId>, String), Field>> {
    let mut learned = BTreeMap::new();
    for heading in &draft.headings {
        let meant = field(&heading.field, approvals)?;
        // A form's own synonym of a column went into that form; an approval has no column there.
        if heading.form.is_some() && !matches!(meant, Field::Approval(_)) {
            continue;
        }
        let unit = heading
            .unit
            .as_ref()
            .map(|unit| roster.unit(unit, "表头所属的单位"))
            .transpose()?;
        learned.insert((unit, fold(&heading.heading)), meant);
    }
    Ok(learned)
}

fn learned_words(draft: &Draft, roster: &Roster<'_>, approvals: &[ApprovalItem]) -> Result<LearnedWords> {
    let mut learned = LearnedWords::new();
    for meaning in &draft.meanings {
        let unit = meaning
            .unit
            .as_ref()
            .map(|unit| roster.unit(unit, "用词所属的单位"))
            .transpose()?;
        let column = field(&meaning.field, approvals)?;
        learned.insert((unit, column, fold(&meaning.word)), meaning.means.clone());
    }
    Ok(learned)
}
