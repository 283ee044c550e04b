//! 一类项目的台账: as 总账, with the kind's milestones and its money.

use super::cell::Entry;
use super::frame::Frame;
use super::listing::{self, Column, Listing, Rule};
use super::project::{self, col};
use super::style::Look;
use super::{master, names, told};
use crate::bulletin::Edition;
use crate::catalog::{Field, Item, ProjectKind, Status, Step};
use crate::ledger::{MoneyTotals, Project};
use crate::value::{KindId, Ratio, Wanyuan};

/// What a milestone is told from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    /// 前期: approvals
    Approvals,
    /// 签约
    Signing,
    /// 开工
    Start,
    /// 竣工
    Completion,
    /// 投产
    Operation,
    /// A step of the kind's money.
    Money(Step),
}

/// The sheet of a kind.
pub(super) fn sheet(kind: &ProjectKind) -> String {
    names::sheet(&kind.short)
}

/// Of the projects of one kind.
pub(super) fn listing(edition: &Edition<'_>, frame: &Frame, id: KindId) -> Listing {
    let kind = edition.catalog.kind(id);
    let projects: Vec<&Project> = edition
        .ledger
        .projects
        .iter()
        .filter(|project| project.kinds.contains(&id))
        .collect();
    let layout = Layout::of(edition, id, &projects);
    let mut listing = Listing {
        sheet: sheet(kind),
        title: format!("{}台账", bare_name(kind)),
        lead: lead(edition, frame, kind, projects.len()),
        columns: layout.columns(edition),
        has_totals: true,
        frozen: 2,
        has_cover: true,
        is_record: true,
        ..Listing::default()
    };
    listing.rows = (1..)
        .zip(&projects)
        .map(|(number, project)| layout.row(edition, number, project))
        .collect();
    listing.totals = layout.totals(edition, &listing, &projects);
    listing
}

/// 三个一批项目, without the quotation marks.
pub(super) fn bare_name(kind: &ProjectKind) -> String {
    kind.name.replace(['“', '”'], "")
}

fn lead(edition: &Edition<'_>, frame: &Frame, kind: &ProjectKind, projects: usize) -> String {
    let unit = &edition.catalog.unit(kind.lead).name;
    if projects == 0 {
        return format!("{}　牵头单位：{unit}　本期没有这类项目", frame.line());
    }
    format!(
        "{}　牵头单位：{unit}　共{projects}个；斜体灰底＝沿用上期，下划线蓝底＝台账不一致（见批注）",
        frame.line()
    )
}

/// The columns of one kind.
struct Layout<'a> {
    id: KindId,
    kind: &'a ProjectKind,
    sheet: String,
    /// 批次 or 级别, where any of its projects has one.
    grade: Option<(Field, &'static str, f64)>,
    nodes: Vec<(String, Node)>,
}

impl<'a> Layout<'a> {
    fn of(edition: &Edition<'a>, id: KindId, projects: &[&Project]) -> Layout<'a> {
        let kind = edition.catalog.kind(id);
        let has = |field| {
            projects
                .iter()
                .any(|project| !project::text(project, field).is_empty())
        };
        let grade = if kind.money.is_some() {
            None
        } else if has(Field::Level) && !has(Field::Batch) {
            Some((Field::Level, "级别", 9.5))
        } else if has(Field::Batch) {
            Some((Field::Batch, "批次", 9.5))
        } else {
            None
        };
        Layout {
            id,
            kind,
            sheet: sheet(kind),
            grade,
            nodes: nodes(kind),
        }
    }

    /// Columns before 总投资.
    fn before(&self) -> usize {
        4 + usize::from(self.grade.is_some()) + self.nodes.len()
    }

    fn columns(&self, edition: &Edition<'_>) -> Vec<Column> {
        let mut columns = project::identity_columns();
        let mut band = "节点";
        if let Some((_, title, width)) = self.grade {
            columns.push(Column::new(title, width).band(band));
            band = "";
        }
        for (word, node) in &self.nodes {
            let column = Column::new(format!("{}节点", names::column(word)), 9.5).band(band);
            let column = if *node == Node::Start {
                column.rule(Rule::Word("应开未开"))
            } else {
                column
            };
            columns.push(column);
            band = "";
        }
        columns.extend(project::investment_columns(&self.sheet, "封面"));
        columns.extend([
            Column::new(col::PLANNED_START, 14.8).band("工期"),
            Column::new("实际开工", 12.2),
            Column::new("计划竣工", 14.8),
            Column::new(col::STATUS, 7.0),
            Column::new(col::LIGHT, 7.0)
                .band("监测")
                .note(master::light_note(edition))
                .rule(Rule::Signs),
        ]);
        if let Some(words) = &self.kind.money {
            columns.extend(self.money_columns(words));
        }
        columns
    }

    fn money_columns(&self, words: &[String; 3]) -> Vec<Column> {
        let [granted, disbursed, spent] = words;
        let step = |word: &String| Column::new(step_title(word), 11.0);
        let rate = |word: &String| {
            Column::new(rate_title(word), 9.0)
                .note(format!("{word}÷{granted}"))
                .rule(Rule::Bar)
                .formula(self.rate_formula(granted, word))
        };
        vec![
            step(granted)
                .band(format!("资金：{granted}→{disbursed}→{spent}"))
                .note("以牵头单位为准。"),
            step(disbursed),
            step(spent),
            rate(disbursed),
            rate(spent),
        ]
    }

    fn rate_formula(&self, granted: &str, word: &str) -> String {
        let base = listing::this(&self.sheet, &step_title(granted));
        let part = listing::this(&self.sheet, &step_title(word));
        format!("IF(N({base})>0,N({part})/{base},\"\")")
    }

    fn row(&self, edition: &Edition<'_>, number: usize, project: &Project) -> Vec<Entry> {
        let mut row = project::identity(edition, number, project);
        if let Some((field, _, _)) = self.grade {
            row.push(Entry::text(project::text(project, field), Look::Centre));
        }
        for (word, node) in &self.nodes {
            row.push(Entry::text(
                self.node_word(edition, project, word, *node),
                Look::Centre,
            ));
        }
        row.extend(project::investment(edition, &self.sheet, project));
        row.extend([
            project::day(edition, project, Field::PlannedStart, "计划开工时间"),
            project::day(edition, project, Field::StartedOn, "实际开工时间"),
            project::day(edition, project, Field::PlannedCompletion, "计划竣工时间"),
            project::status(edition, project),
            Entry::text(project::light(project), Look::Centre),
        ]);
        if let Some(words) = &self.kind.money {
            for (step, word) in Step::ALL.into_iter().zip(words) {
                row.push(money(edition, project, self.id, step, word));
            }
            let [granted, disbursed, spent] = words;
            let rate = |step, word: &String| {
                let rate = share(project, self.id, step);
                Entry::formula(self.rate_formula(granted, word), rate, Look::Rate)
            };
            row.extend([rate(Step::Disbursed, disbursed), rate(Step::Spent, spent)]);
        }
        row
    }

    fn node_word(&self, edition: &Edition<'_>, project: &Project, word: &str, node: Node) -> String {
        let done = |done: bool| format!("{}{word}", if done { "已" } else { "未" });
        let paid = |step| {
            project
                .money(self.id, step)
                .is_some_and(|amount| amount > Wanyuan::ZERO)
        };
        match node {
            Node::Approvals => match project::approvals_lacking(edition, project) {
                0 => "手续已齐".to_owned(),
                lacking => format!("差{lacking}项"),
            },
            Node::Start => project::start_word(project).to_owned(),
            Node::Completion => done(is_completed(edition, project)),
            Node::Operation => done(matches!(
                project.status(),
                Some(Status::Operating | Status::AtCapacity)
            )),
            Node::Money(step) => done(paid(step)),
            // A loan is signed between its credit line and its payment: what was paid out was signed, else the bank's list tells.
            Node::Signing if self.is_signed_between_steps() => {
                if paid(Step::Disbursed) {
                    done(true)
                } else {
                    bank_stage(edition, project).unwrap_or_else(|| done(false))
                }
            }
            Node::Signing if self.kind.money.is_some() => done(paid(Step::Granted)),
            Node::Signing => done(project.status() != Some(Status::Reserve)),
        }
    }

    /// 授信 → 签约 → 投放, and not 签约 → 投放 → 使用.
    fn is_signed_between_steps(&self) -> bool {
        self.nodes.iter().position(|(_, node)| *node == Node::Signing) == Some(1)
    }

    fn totals(&self, edition: &Edition<'_>, listing: &Listing, projects: &[&Project]) -> Vec<(usize, Entry)> {
        let mut totals = vec![(2, project::projects_in_sight(listing, projects.len()))];
        totals.extend(project::investment_totals(
            edition,
            listing,
            self.before(),
            projects,
        ));
        let Some(words) = &self.kind.money else {
            return totals;
        };
        let first = self.before() + 11;
        let sums = MoneyTotals::of(projects.iter().copied(), self.id);
        for ((offset, step), word) in (0..).zip(Step::ALL).zip(words) {
            let formula = format!("SUBTOTAL(109,{})", listing::all(&self.sheet, &step_title(word)));
            totals.push((
                first + offset,
                Entry::amount_formula(formula, sums.step(step).unwrap_or_default()),
            ));
        }
        let base = listing.total_cell(first);
        for (offset, step) in [(1, Step::Disbursed), (2, Step::Spent)] {
            let part = listing.total_cell(first + offset);
            let rate = sums
                .granted
                .and_then(|granted| Ratio::of_amounts(sums.step(step).unwrap_or_default(), granted));
            let formula = format!("IF({base}=0,\"\",{part}/{base})");
            totals.push((
                first + 2 + offset,
                Entry::formula(formula, rate.map(Ratio::to_f64), Look::Rate),
            ));
        }
        totals
    }
}

/// 下达（万元）
pub(super) fn step_title(word: &str) -> String {
    format!("{}（万元）", names::column(word))
}

/// 拨付率
fn rate_title(word: &str) -> String {
    format!("{}率", names::column(word))
}

/// A step of a kind's money with its mark and note.
pub(super) fn money(edition: &Edition<'_>, project: &Project, kind: KindId, step: Step, word: &str) -> Entry {
    let (flag, note) = told::of_item(edition, project, Item::Money(kind, step), &format!("{word}金额"));
    Entry::amount(project.money(kind, step)).flag(flag).note(note)
}

/// A step's share of the first, where that is above zero; a step nobody gave counts as nothing, as the formula has it.
pub(super) fn share(project: &Project, kind: KindId, step: Step) -> Option<f64> {
    let granted = project.money(kind, Step::Granted)?;
    let part = project.money(kind, step).unwrap_or_default();
    Ratio::of_amounts(part, granted).map(Ratio::to_f64)
}

fn nodes(kind: &ProjectKind) -> Vec<(String, Node)> {
    kind.milestones
        .iter()
        .filter_map(|milestone| {
            let step = kind.money.as_ref().and_then(|words| {
                let at = words.iter().position(|word| milestone.ends_with(word.as_str()));
                at.map(|at| (words[at].clone(), Node::Money(Step::ALL[at])))
            });
            let named = |node| Some((milestone.clone(), node));
            step.or_else(|| match milestone.as_str() {
                "前期" => named(Node::Approvals),
                "签约" => named(Node::Signing),
                "开工" => named(Node::Start),
                "竣工" => named(Node::Completion),
                "投产" => named(Node::Operation),
                "使用" | "支付" if kind.money.is_some() => named(Node::Money(Step::Spent)),
                // No value of any ledger tells a milestone that another city words otherwise.
                _ => None,
            })
        })
        .collect()
}

fn is_completed(edition: &Edition<'_>, project: &Project) -> bool {
    let by_status = matches!(
        project.status(),
        Some(Status::Completed | Status::Operating | Status::AtCapacity)
    );
    let by_date = project
        .day(Field::CompletedOn)
        .is_some_and(|day| day.date <= edition.options.as_of);
    by_status || (project.status().is_none() && by_date)
}

/// 对接阶段 of the bank's list.
fn bank_stage(edition: &Edition<'_>, project: &Project) -> Option<String> {
    edition
        .ledger
        .financing
        .iter()
        .find(|line| line.project.as_deref() == Some(project.key.as_str()) && line.stage.is_some())
        .and_then(|line| line.stage.clone())
}
