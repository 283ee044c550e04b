//! Where rules report: findings at claims, with the heading over the cell and values in the column's own unit.

use std::collections::HashMap;

use super::Scene;
use crate::catalog::{Catalog, Field, Form, Item};
use crate::finding::{Code, Finding, Findings, Place};
use crate::ledger::{Claim, Ledger, Project, Task};
use crate::record::{Datum, Given, TableReading};
use crate::value::{Amount, Day, Precision, Scale};

/// The sink of one rule.
pub(super) struct Report<'r> {
    /// The rule's code.
    pub(super) code: Code,
    catalog: &'r Catalog,
    ledger: &'r Ledger,
    tables: HashMap<(&'r str, Option<&'r str>), Vec<&'r TableReading>>,
    before: HashMap<&'r str, &'r Project>,
    findings: &'r mut Findings,
}

impl<'r> Report<'r> {
    pub(super) fn new(scene: &Scene<'r>, findings: &'r mut Findings) -> Report<'r> {
        let mut tables: HashMap<(&str, Option<&str>), Vec<&TableReading>> = HashMap::new();
        for file in scene.submissions {
            for sheet in &file.sheets {
                let at = (file.file.as_str(), sheet.name.as_deref());
                tables.entry(at).or_default().extend(&sheet.tables);
            }
        }
        let last = scene.previous.map(|previous| &previous.ledger);
        let past = last.into_iter().flat_map(|ledger| {
            ledger
                .projects
                .iter()
                .chain(&ledger.uncounted)
                .chain(&ledger.left)
        });
        let before = past.map(|project| (project.key.as_str(), project)).collect();
        Report {
            code: Code::B01,
            catalog: scene.catalog,
            ledger: scene.ledger,
            tables,
            before,
            findings,
        }
    }

    /// What a project was in the last issue.
    pub(super) fn past(&self, project: &Project) -> Option<&'r Project> {
        self.before.get(project.previous_key.as_deref()?).copied()
    }

    /// `；名称近似的有“…”，是不是同一项目`; empty where there is none.
    pub(super) fn near_names(&self, project: &Project) -> String {
        let keys: Vec<&str> = self
            .ledger
            .lookalikes
            .iter()
            .filter_map(|(a, b)| {
                let other = if *a == project.key { b } else { a };
                (*a == project.key || *b == project.key).then_some(other.as_str())
            })
            .collect();
        if keys.is_empty() {
            return String::new();
        }
        let all = self.ledger.projects.iter().chain(&self.ledger.uncounted);
        let names: Vec<&str> = all
            .filter(|other| keys.contains(&other.key.as_str()))
            .map(|other| other.name.as_str())
            .collect();
        format!("；名称近似的有“{}”，核对是不是同一项目", names.join("”“"))
    }

    /// At the cell of a claim about a project.
    pub(super) fn at(&mut self, project: &Project, claim: &Claim, message: String, help: &str) {
        let finding = Finding::new(self.code, claim.place.clone(), message, help).unit(Some(claim.unit));
        self.push(project, finding);
    }

    /// At the cell of a claim about a project, with what may stand there.
    pub(super) fn at_expecting(
        &mut self,
        project: &Project,
        claim: &Claim,
        message: String,
        expected: String,
        help: &str,
    ) {
        let finding = Finding::new(self.code, claim.place.clone(), message, help).unit(Some(claim.unit));
        self.push(project, finding.expected(expected));
    }

    /// About a project; the heading over the cell is added.
    pub(super) fn push(&mut self, project: &Project, finding: Finding) {
        let heading = self.heading(&finding.place).map(str::to_owned);
        let finding = finding.project(project.name.as_str(), project.code.clone());
        self.findings.push(match heading {
            Some(heading) => finding.column(heading),
            None => finding,
        });
    }

    /// About a task.
    pub(super) fn push_task(&mut self, task: &Task, finding: Finding) {
        let matter = task.text(Field::Matter).unwrap_or_default();
        let project = task.text(Field::Name).unwrap_or_default();
        let shown = [task.no.as_deref().unwrap_or_default(), project, matter]
            .into_iter()
            .filter(|word| !word.is_empty());
        self.findings
            .push(finding.project(shown.collect::<Vec<_>>().join(" "), None));
    }

    /// The heading over a cell, as the unit wrote it.
    pub(super) fn heading(&self, place: &Place) -> Option<&'r str> {
        let col = place.cell?.first.col;
        let columns = &self.table(place)?.columns;
        let column = columns.iter().find(|(column, ..)| *column == col);
        column.map(|(_, _, heading)| heading.as_str())
    }

    /// The table that holds a cell.
    fn table(&self, place: &Place) -> Option<&'r TableReading> {
        let cell = place.cell?.first;
        let tables = self.tables.get(&(&*place.file, place.sheet.as_deref()))?;
        let in_body = |table: &TableReading| {
            table
                .body
                .is_none_or(|(first, last)| first <= cell.row && cell.row <= last)
        };
        let has_column = |table: &TableReading| table.columns.iter().any(|(col, ..)| *col == cell.col);
        tables
            .iter()
            .copied()
            .find(|table| in_body(table) && has_column(table))
    }

    /// What a claim is about, in the unit's own word, without the unit of money; where that stands in several rows
    /// of headings, in ours.
    pub(super) fn label(&self, claim: &Claim, item: Item) -> String {
        match self
            .heading(&claim.place)
            .filter(|heading| !heading.contains('›'))
        {
            Some(heading) => Scale::without_unit(heading),
            None => self.our_label(item),
        }
    }

    /// 总投资, 环评, 拨付: the office's own word.
    pub(super) fn our_label(&self, item: Item) -> String {
        let column = |field: Field| {
            let columns = self
                .catalog
                .form(Form::Project)
                .map(|form| form.columns.as_slice())
                .unwrap_or_default();
            columns
                .iter()
                .find(|column| column.field == field)
                .map(|column| column.label.clone())
        };
        match item {
            Item::Field(Field::Approval(id)) => self.catalog.approval(id).name.clone(),
            Item::Field(field) => column(field).unwrap_or_else(|| field.to_string()),
            Item::Money(kind, step) => {
                let kind = self.catalog.kind(kind);
                let word = kind.money.as_ref().map(|words| words[step as usize].as_str());
                format!("{}{}", kind.short, word.unwrap_or(step.id()))
            }
        }
    }

    /// An amount in the unit of the column it stands in: `9347亿元`, `3388万元`.
    pub(super) fn amount(&self, claim: &Claim, amount: Amount) -> String {
        let col = claim.place.cell.map(|cell| cell.first.col);
        let scale = col
            .zip(self.table(&claim.place))
            .map_or(Scale::Wan, |(col, table)| table.scale(col));
        format!("{}{}", scale.show(amount.value), scale.name())
    }

    /// What a claim says, in words; an amount in the unit of the column of `beside`, so that both can be compared.
    pub(super) fn said(&self, claim: &Claim, beside: &Claim) -> String {
        match &claim.given {
            Given::Value(Datum::Amount(amount)) => self.amount(beside, *amount),
            Given::Value(Datum::Day(day)) => show_day(*day),
            Given::Value(Datum::Status(status)) => status.word().to_owned(),
            Given::Value(Datum::Approval { state, .. }) => state.word().to_owned(),
            Given::Value(Datum::Text(text)) => text.clone(),
            Given::Value(Datum::Unit(unit)) => self.catalog.unit(*unit).short.clone(),
            Given::Value(Datum::Task(state)) => match state {
                crate::catalog::TaskState::Open => "未办结".to_owned(),
                crate::catalog::TaskState::Closed => "已办结".to_owned(),
            },
            Given::Value(Datum::Code(code)) => code.to_string(),
            Given::Value(_) => String::new(),
            Given::Nothing => "无".to_owned(),
            Given::Unusable => "不能用".to_owned(),
        }
    }
}

/// `2023-05-08`, `2023年5月`: as exactly as it was given.
pub(super) fn show_day(day: Day) -> String {
    use chrono::Datelike;
    let (year, month) = (day.date.year(), day.date.month());
    match day.precision {
        Precision::Day => day.date.to_string(),
        Precision::TenDays => {
            let ten = match day.date.day() {
                1..=10 => "上旬",
                11..=20 => "中旬",
                _ => "下旬",
            };
            format!("{year}年{month}月{ten}")
        }
        Precision::Month => format!("{year}年{month}月"),
        Precision::Quarter => format!(
            "{year}年{}季度",
            ["一", "二", "三", "四"][(month as usize - 1) / 3]
        ),
        Precision::Half => format!("{year}年{}半年", if month <= 6 { "上" } else { "下" }),
        Precision::Year => format!("{year}年"),
    }
}
