//! A hand-built office week: a few invented projects and tasks, as consolidation would leave them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use jianbao::bulletin::{Edition, Issue, IssueOptions, Material, compose};
use jianbao::catalog::{ApprovalState, Catalog, Field, Item, Status, Step, TaskState};
use jianbao::finding::{Finding, Findings, Place};
use jianbao::ledger::{
    Changes, Claim, Financing, Holding, Inspection, Kept, Ledger, Light, Metrics, MetricsChange, Previous,
    Project, Source, Standing, Task, TaskCount, TaskNote,
};
use jianbao::narrative::{self, Narrative};
use jianbao::record::{Account, Datum, Given, Marks, Submission};
use jianbao::rollcall::RollCall;
use jianbao::value::{Amount, ApprovalId, Area, Day, KindId, UnitId, Wanyuan};

/// 5月12日 of 2023, on which most of the tests stand.
pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, month, day).unwrap()
}

/// 万元
pub(crate) fn wan(amount: i64) -> Wanyuan {
    Wanyuan::from_yuan(amount * 10_000)
}

/// The week.
pub(crate) struct Desk {
    pub(crate) catalog: Catalog,
    pub(crate) options: IssueOptions,
    pub(crate) submissions: Vec<Submission>,
    pub(crate) rollcall: RollCall,
    pub(crate) ledger: Ledger,
    pub(crate) previous: Option<Previous>,
    pub(crate) changes: Option<Changes>,
    pub(crate) narratives: Vec<Narrative>,
    pub(crate) findings: Findings,
}

impl Desk {
    /// The second issue of the year, as of 5月12日, with nothing in it.
    pub(crate) fn new() -> Desk {
        Desk {
            catalog: Catalog::preset(),
            options: IssueOptions {
                year: 2023,
                number: 2,
                as_of: day(5, 12),
                is_draft: true,
                series: 2,
                seal_before: None,
            },
            submissions: Vec::new(),
            rollcall: RollCall::default(),
            ledger: Ledger {
                year: 2023,
                number: 2,
                as_of: day(5, 12),
                ..Ledger::default()
            },
            previous: None,
            changes: None,
            narratives: Vec::new(),
            findings: Findings::default(),
        }
    }

    pub(crate) fn unit(&self, name: &str) -> UnitId {
        self.catalog.unit_named(name).unwrap()
    }

    pub(crate) fn kind(&self, id: &str) -> KindId {
        self.catalog
            .kind_ids()
            .find(|kind| self.catalog.kind(*kind).id == id)
            .unwrap()
    }

    /// A project; its parts are set on what comes back.
    pub(crate) fn project(&mut self, name: &str, locality: &str, kind: &str) -> Draft<'_> {
        let (unit, kind) = (self.unit(locality), self.kind(kind));
        let number = self.ledger.projects.len() + 1;
        self.ledger.projects.push(Project {
            key: format!("2301-410183-04-01-{number:06}"),
            code: Some(format!("2301-410183-04-01-{number:06}")),
            name: name.to_owned(),
            former_name: None,
            previous_key: None,
            locality: Some(unit),
            kinds: vec![kind],
            kinds_by: vec![(kind, unit)],
            marks: Marks::default(),
            values: BTreeMap::new(),
            sources: vec![Source {
                unit,
                place: place(locality),
                row: 4,
            }],
            givers: vec![unit],
            vanished: false,
            is_new: false,
            exit: None,
            part_of: None,
            standing: Standing::default(),
        });
        Draft {
            catalog: &self.catalog,
            project: self.ledger.projects.last_mut().unwrap(),
            unit,
        }
    }

    /// An open task with its deadline; overdue by the as-of date.
    pub(crate) fn task(
        &mut self,
        no: &str,
        matter: &str,
        project: usize,
        unit: &str,
        due: NaiveDate,
    ) -> &mut Task {
        let unit = self.unit(unit);
        let of = &self.ledger.projects[project];
        let text = |text: &str| held(unit, Datum::Text(text.to_owned()));
        let late = (self.options.as_of - due).num_days();
        self.ledger.tasks.push(Task {
            key: no.to_owned(),
            previous_key: None,
            no: Some(no.to_owned()),
            project: Some(of.key.clone()),
            values: BTreeMap::from([
                (Field::Matter, text(matter)),
                (Field::Name, text(&of.name)),
                (Field::ResponsiblePerson, text("张三")),
                (Field::Supervisor, text("李四")),
                (Field::AssignedOn, held(unit, Datum::Day(Day::exact(day(4, 17))))),
                (Field::Due, held(unit, Datum::Day(Day::exact(due)))),
            ]),
            responsible_unit: Some(unit),
            sources: Vec::new(),
            givers: vec![unit],
            state: TaskState::Open,
            overdue_days: (late > 0).then_some(late),
            was_overdue: false,
            newly_closed: false,
            is_new: false,
            vanished: false,
            due_changes: Vec::new(),
        });
        self.ledger.tasks.last_mut().unwrap()
    }

    /// 告知承诺 of one approval of a project, to be kept by a day.
    pub(crate) fn promise(&mut self, project: usize, approval: &str, by: NaiveDate) {
        let named = |id: &ApprovalId| self.catalog.approval(*id).name == approval;
        let id = self.catalog.approval_ids().find(named).unwrap();
        let unit = self.catalog.approval(id).owner;
        let datum = Datum::Approval {
            state: ApprovalState::Promised,
            on: None,
            document: None,
            promised_by: Some(Day::exact(by)),
        };
        let values = &mut self.ledger.projects[project].values;
        values.insert(Item::Field(Field::Approval(id)), held(unit, datum));
    }

    /// A narrative as it lies in the drop folder.
    pub(crate) fn narrative(&mut self, file: &str, text: &str) {
        let read = narrative::read(text.as_bytes(), file, &self.catalog, &mut self.findings);
        self.narratives.extend(read);
    }

    /// Compares with an issue that had the same figures, a week ago.
    pub(crate) fn after_a_week(&mut self) -> &mut Changes {
        let metrics = Metrics::of(&self.ledger.projects);
        let tasks = TaskCount::default();
        let both = |metrics: &Metrics| MetricsChange {
            before: metrics.clone(),
            after: metrics.clone(),
        };
        let of = |is: &dyn Fn(&Project) -> bool| Metrics::of(self.ledger.projects.iter().filter(|p| is(p)));
        let kinds = self.catalog.kind_ids();
        let localities = self
            .catalog
            .unit_ids()
            .filter(|unit| self.catalog.unit(*unit).is_locality());
        self.changes = Some(Changes {
            year: 2023,
            number: 1,
            as_of: day(5, 5),
            totals: both(&metrics),
            kinds: kinds
                .map(|kind| (kind, both(&of(&|p| p.kinds.contains(&kind)))))
                .collect(),
            localities: localities
                .map(|unit| (unit, both(&of(&|p| p.locality == Some(unit)))))
                .collect(),
            tasks: (tasks, tasks),
            total_investment: Vec::new(),
            annual_plan: Vec::new(),
            annual_done: Vec::new(),
            new: Vec::new(),
            left: Vec::new(),
            vanished: Vec::new(),
            renamed: Vec::new(),
            started: Vec::new(),
            finished: Vec::new(),
            went_back: Vec::new(),
            newly_overdue: Vec::new(),
            no_longer_overdue: Vec::new(),
            lights: Vec::new(),
            tasks_new: Vec::<TaskNote>::new(),
            tasks_closed: Vec::new(),
            tasks_overdue: Vec::new(),
            tasks_cleared: Vec::new(),
            findings: (0, 0, 0),
        });
        self.changes.as_mut().unwrap()
    }

    pub(crate) fn material(&self) -> Material<'_> {
        Material {
            catalog: &self.catalog,
            options: &self.options,
            submissions: &self.submissions,
            rollcall: &self.rollcall,
            ledger: &self.ledger,
            previous: self.previous.as_ref(),
            changes: self.changes.as_ref(),
            narratives: &self.narratives,
        }
    }

    /// The issue, and the findings with those that writing it added.
    pub(crate) fn issue(&self) -> (Issue, Vec<Finding>) {
        let mut findings = self.findings.clone();
        jianbao::bulletin::check_prose(&self.material(), &mut findings);
        let issue = compose(&self.material(), &findings);
        (issue, findings.0)
    }

    /// `issue.json` of the week.
    pub(crate) fn json(&self) -> serde_json::Value {
        let (issue, findings) = self.issue();
        let edition = Edition {
            catalog: &self.catalog,
            options: &self.options,
            submissions: &self.submissions,
            rollcall: &self.rollcall,
            ledger: &self.ledger,
            previous: self.previous.as_ref(),
            narratives: &self.narratives,
            findings: &findings,
            issue: &issue,
        };
        let accounts: Vec<Vec<Vec<Account>>> = Vec::new();
        serde_json::from_slice(&jianbao::render::json::issue_json(&edition, &accounts)).unwrap()
    }

    /// All running text of the bulletin, a block a line.
    pub(crate) fn text(&self) -> String {
        let (issue, _) = self.issue();
        super::desk::text(&issue)
    }

    /// A line of 银企对接.
    pub(crate) fn financing(&mut self, project: usize, need: i64, stage: &str) {
        let of = &self.ledger.projects[project];
        self.ledger.financing.push(Financing {
            project: Some(of.key.clone()),
            name: of.name.clone(),
            need: Some(wan(need)),
            bank: Some("甲银行".to_owned()),
            stage: Some(stage.to_owned()),
            credit_line: None,
            place: place("市金融工作服务中心"),
            cells: [(Field::Need, Area::cell(4, 5))].into(),
            unit: self.unit("市金融工作服务中心"),
            kept: None,
        });
    }

    /// A visit on site.
    pub(crate) fn visit(&mut self, project: usize, on: NaiveDate, problem: Option<&str>) {
        let of = &self.ledger.projects[project];
        self.ledger.inspections.push(Inspection {
            project: Some(of.key.clone()),
            name: of.name.clone(),
            inspected_on: Some(Day::exact(on)),
            problem: problem.map(str::to_owned),
            task: None,
            place: place("市发展改革服务中心"),
            cells: [(Field::InspectedOn, Area::cell(4, 3))].into(),
            unit: self.unit("市发展改革服务中心"),
            kept: None,
        });
    }
}

/// All running text of an issue's preface and body, a block a line.
pub(crate) fn text(issue: &Issue) -> String {
    use jianbao::bulletin::Block;
    let lines = issue.preface.iter().chain(&issue.body).map(|block| match block {
        Block::Heading { text, .. } => text.clone(),
        Block::Para { lead, text } => format!("{}{text}", lead.as_deref().unwrap_or_default()),
        Block::Prose { markdown, .. } => markdown.clone(),
        Block::Chart(chart) => format!("〔{}〕", chart.caption),
        Block::Board(board) => format!("〔{}〕", board.title),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn place(file: &str) -> Place {
    Place {
        sheet: Some("项目台账".into()),
        ..Place::file(format!("{file}.xlsx"))
    }
    .at(4, 2)
}

fn held(unit: UnitId, datum: Datum) -> Holding {
    Holding {
        chosen: Some(Claim {
            unit,
            place: place("台账"),
            given: Given::Value(datum),
        }),
        ..Holding::default()
    }
}

/// A project being filled in.
pub(crate) struct Draft<'a> {
    catalog: &'a Catalog,
    project: &'a mut Project,
    unit: UnitId,
}

impl Draft<'_> {
    fn put(self, item: Item, datum: Datum) -> Self {
        self.project.values.insert(item, held(self.unit, datum));
        self
    }

    pub(crate) fn amount(self, field: Field, amount: i64) -> Self {
        let value = wan(amount);
        self.put(Item::Field(field), Datum::Amount(Amount { value, step: wan(1) }))
    }

    /// 总投资, 年度计划, 本年完成, 万元.
    pub(crate) fn invests(self, total: i64, plan: i64, done: i64) -> Self {
        self.amount(Field::TotalInvestment, total)
            .amount(Field::AnnualPlan, plan)
            .amount(Field::AnnualDone, done)
    }

    /// Started, with this light.
    pub(crate) fn building(self, light: Light) -> Self {
        self.project.standing.started = true;
        self.project.standing.due = true;
        self.project.standing.light = Some(light);
        self.put(Item::Field(Field::Status), Datum::Status(Status::Building))
    }

    /// Planned to start on a day and not started; late by the as-of date 5月12日.
    pub(crate) fn planned(self, on: NaiveDate) -> Self {
        let days = (day(5, 12) - on).num_days();
        self.project.standing.due = days >= 0;
        self.project.standing.overdue_days = (days >= 0).then_some(days);
        self.project.standing.light = match days {
            31.. => Some(Light::Red),
            1..=30 => Some(Light::Yellow),
            _ => None,
        };
        self.put(Item::Field(Field::Status), Datum::Status(Status::Preparing))
            .put(Item::Field(Field::PlannedStart), Datum::Day(Day::exact(on)))
    }

    /// All six approvals granted but these.
    pub(crate) fn lacks(mut self, lacking: &[(&str, ApprovalState)]) -> Self {
        for id in self.catalog.approval_ids() {
            let name = &self.catalog.approval(id).name;
            let state = lacking
                .iter()
                .find(|(of, _)| of == name)
                .map_or(ApprovalState::Granted, |(_, state)| *state);
            let datum = Datum::Approval {
                state,
                on: None,
                document: None,
                promised_by: None,
            };
            self = self.put(Item::Field(Field::Approval(id)), datum);
        }
        self
    }

    /// The money of the project's kind.
    pub(crate) fn money(mut self, granted: i64, disbursed: i64, spent: i64) -> Self {
        let kind = self.project.kinds[0];
        for (step, amount) in [
            (Step::Granted, granted),
            (Step::Disbursed, disbursed),
            (Step::Spent, spent),
        ] {
            let value = wan(amount);
            self = self.put(
                Item::Money(kind, step),
                Datum::Amount(Amount { value, step: wan(1) }),
            );
        }
        self
    }

    /// All its values are the last issue's.
    pub(crate) fn kept(self) -> Self {
        for holding in self.project.values.values_mut() {
            holding.kept = Some(Kept {
                year: 2023,
                number: 1,
                issues_ago: 1,
            });
        }
        self
    }
}
