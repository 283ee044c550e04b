//! 项目的一行: the columns that 总账 and the kinds' ledgers share, and a project's cells in them.

use super::cell::{Entry, Value};
use super::listing::{self, Column, Listing, Rule};
use super::style::{Flag, Look};
use super::told;
use crate::bulletin::Edition;
use crate::catalog::{ApprovalState, Field, Item, Status};
use crate::ledger::{Metrics, Project};
use crate::record::{Datum, Given};
use crate::value::{Ratio, Wanyuan};

/// Columns that formulas name.
pub(super) mod col {
    pub(crate) const SERIAL: &str = "序号";
    pub(crate) const NAME: &str = "项目名称";
    pub(crate) const LOCALITY: &str = "属地";
    pub(crate) const TOTAL: &str = "总投资（万元）";
    pub(crate) const PLAN: &str = "年度计划投资（万元）";
    pub(crate) const DONE: &str = "本年完成投资（万元）";
    pub(crate) const RATE: &str = "年度完成率";
    pub(crate) const GAP: &str = "与时序差（百分点）";
    pub(crate) const CUMULATIVE: &str = "累计完成投资（万元）";
    pub(crate) const PLANNED_START: &str = "计划开工";
    pub(crate) const START: &str = "开工情况";
    pub(crate) const STATUS: &str = "项目状态";
    pub(crate) const LIGHT: &str = "亮灯";
}

/// The first four columns.
pub(super) fn identity_columns() -> Vec<Column> {
    vec![
        Column::new(col::SERIAL, 5.5).band("基本情况"),
        Column::new(col::NAME, 37.0),
        Column::new("项目代码", 24.0).note("24位，文本格式。空格：尚未赋码。"),
        Column::new(col::LOCALITY, 10.5),
    ]
}

/// A project's first four cells.
pub(super) fn identity(edition: &Edition<'_>, number: usize, project: &Project) -> Vec<Entry> {
    let mut notes: Vec<String> = Vec::new();
    if !project.marks.signs.is_empty() {
        notes.push(format!("台账上的标记：{}", project.marks.signs.concat()));
    }
    if project.marks.is_bundle {
        notes.push("打捆项目".to_owned());
    }
    notes.extend(
        project
            .former_name
            .as_ref()
            .map(|former| format!("更名：上期名称为“{former}”。")),
    );
    let note = (!notes.is_empty()).then(|| notes.join("\n"));
    vec![
        Entry::new(Value::Number(number as f64), Look::Serial),
        Entry::text(project.name.as_str(), Look::Wrap).note(note),
        Entry::text(project.code.clone().unwrap_or_default(), Look::Code),
        Entry::text(locality(edition, project), Look::Line),
    ]
}

/// 属地, as the bulletin prints it.
pub(super) fn locality(edition: &Edition<'_>, project: &Project) -> String {
    project
        .locality
        .map(|unit| edition.catalog.unit(unit).short.clone())
        .unwrap_or_default()
}

/// 总投资 to 累计完成投资.
pub(super) fn investment_columns(sheet: &str, rates: &str) -> Vec<Column> {
    vec![
        Column::new(col::TOTAL, 12.8)
            .band("投资")
            .note("以牵头单位为准。"),
        Column::new(col::PLAN, 12.8).note("本年计划完成的投资，以属地为准。"),
        Column::new(col::DONE, 12.8).note("1月1日到截止日完成的投资，以属地为准。"),
        Column::new(col::RATE, 9.0)
            .note("本年完成÷年度计划，按未舍入的数算；缺一个数的不算。")
            .rule(Rule::Bar)
            .formula(rate_formula(sheet)),
        Column::new(col::GAP, 11.0)
            .note(format!("年度完成率减时序进度；负数为落后。时序进度见{rates}。"))
            .formula(gap_formula(sheet)),
        Column::new(col::CUMULATIVE, 12.8).note("开工以来累计。"),
    ]
}

/// A project's cells under [`investment_columns`].
pub(super) fn investment(edition: &Edition<'_>, sheet: &str, project: &Project) -> Vec<Entry> {
    let rate = project.completion_rate();
    let gap = rate.map(|rate| points(rate.minus(edition.issue.time_progress)));
    vec![
        amount(edition, project, Field::TotalInvestment, "总投资"),
        amount(edition, project, Field::AnnualPlan, "年度计划投资"),
        amount(edition, project, Field::AnnualDone, "本年完成投资"),
        Entry::formula(rate_formula(sheet), rate.map(Ratio::to_f64), Look::Rate),
        Entry::formula(gap_formula(sheet), gap, Look::Points),
        amount(edition, project, Field::CumulativeDone, "累计完成投资"),
    ]
}

fn rate_formula(sheet: &str) -> String {
    let (plan, done) = (listing::this(sheet, col::PLAN), listing::this(sheet, col::DONE));
    format!("IF(AND(N({plan})>0,ISNUMBER({done})),{done}/{plan},\"\")")
}

fn gap_formula(sheet: &str) -> String {
    let rate = listing::this(sheet, col::RATE);
    format!("IF({rate}=\"\",\"\",ROUND(({rate}-时序进度)*100,1))")
}

/// A difference of rates in 个百分点, rounded to 0.1 half away from zero.
pub(super) fn points(difference: Ratio) -> f64 {
    difference.scaled(3) as f64 / 10.0
}

/// An amount of a project with its mark and note.
pub(super) fn amount(edition: &Edition<'_>, project: &Project, field: Field, label: &str) -> Entry {
    let (flag, note) = told::of_item(edition, project, Item::Field(field), label);
    Entry::amount(project.wanyuan(field)).flag(flag).note(note)
}

/// A date of a project with its mark and note.
pub(super) fn day(edition: &Edition<'_>, project: &Project, field: Field, label: &str) -> Entry {
    let (flag, note) = told::of_item(edition, project, Item::Field(field), label);
    Entry::day(project.day(field)).flag(flag).note(note)
}

/// 项目状态 with its mark and note.
pub(super) fn status(edition: &Edition<'_>, project: &Project) -> Entry {
    let (flag, note) = told::of_item(edition, project, Item::Field(Field::Status), "项目状态");
    let word = project.status().map(Status::word).unwrap_or_default();
    Entry::text(word, Look::Centre).flag(flag).note(note)
}

/// 已开工, 应开未开, 未到期; blank where no planned start is known.
pub(super) fn start_word(project: &Project) -> &'static str {
    let standing = &project.standing;
    if standing.started {
        "已开工"
    } else if standing.overdue_days.is_some() {
        "应开未开"
    } else if project.status() == Some(Status::Reserve) {
        "储备"
    } else if project.day(Field::PlannedStart).is_some() {
        "未到期"
    } else {
        ""
    }
}

/// `● 红`, 不亮
pub(super) fn light(project: &Project) -> String {
    project.standing.light.map_or_else(
        || "不亮".to_owned(),
        |light| format!("{} {}", light.sign(), light.word()),
    )
}

/// 手续未办: applicable and not granted.
pub(super) fn approvals_lacking(edition: &Edition<'_>, project: &Project) -> usize {
    edition
        .catalog
        .approval_ids()
        .filter(|&id| {
            let state = project.approval(id, edition.options.as_of).state;
            !matches!(state, ApprovalState::Granted | ApprovalState::NotApplicable)
        })
        .count()
}

/// Cells of a row that are marked 沿用上期.
pub(super) fn kept_cells(row: &[Entry]) -> usize {
    row.iter().filter(|entry| entry.flag == Flag::Kept).count()
}

/// Values of a project on which ledgers disagree.
pub(super) fn disputed_values(project: &Project) -> usize {
    project
        .values
        .values()
        .filter(|holding| holding.kept.is_none() && !holding.set_aside.is_empty())
        .count()
}

/// A text that the ledgers give, as 批次 or 项目级别.
pub(super) fn text(project: &Project, field: Field) -> String {
    let given = project
        .values
        .get(&Item::Field(field))
        .and_then(|holding| holding.chosen.as_ref())
        .map(|claim| &claim.given);
    match given {
        Some(Given::Value(Datum::Text(text))) => text.clone(),
        Some(Given::Value(datum)) => told::shown(datum),
        _ => String::new(),
    }
}

/// 合计 over the rows in sight, above the headings: the columns of [`investment_columns`] beginning at `first`.
pub(super) fn investment_totals(
    edition: &Edition<'_>,
    listing: &Listing,
    first: usize,
    projects: &[&Project],
) -> Vec<(usize, Entry)> {
    let metrics = Metrics::of(projects.iter().copied());
    let sum = |offset: usize, column: &str, result: Wanyuan| {
        let formula = format!("SUBTOTAL(109,{})", listing::all(&listing.sheet, column));
        (first + offset, Entry::amount_formula(formula, result))
    };
    let rate = metrics.completion_rate();
    let gap = rate.map(|rate| points(rate.minus(edition.issue.time_progress)));
    let rate_cell = listing.total_cell(first + 3);
    let gap_formula = format!("IF({rate_cell}=\"\",\"\",ROUND(({rate_cell}-时序进度)*100,1))");
    let cumulative = projects
        .iter()
        .filter_map(|project| project.wanyuan(Field::CumulativeDone))
        .sum();
    vec![
        sum(0, col::TOTAL, metrics.total_investment.unwrap_or_default()),
        sum(1, col::PLAN, metrics.annual_plan.unwrap_or_default()),
        sum(2, col::DONE, metrics.annual_done.unwrap_or_default()),
        (
            first + 3,
            Entry::formula(
                both_rate(listing, first + 1, first + 2),
                rate.map(Ratio::to_f64),
                Look::Rate,
            ),
        ),
        (first + 4, Entry::formula(gap_formula, gap, Look::Points)),
        sum(5, col::CUMULATIVE, cumulative),
    ]
}

/// 完成率 over the rows in sight that have both figures.
fn both_rate(listing: &Listing, plan: usize, done: usize) -> String {
    let (plans, dones) = (listing.cells(plan), listing.cells(done));
    let sum_of = |cells: &str| {
        let first = cells.split(':').next().unwrap_or(cells);
        format!(
            "SUMPRODUCT(SUBTOTAL(109,OFFSET({first},ROW({cells})-ROW({first}),0)),--({plans}<>\"\"),--({dones}<>\"\"))"
        )
    };
    let (plan, done) = (sum_of(&plans), sum_of(&dones));
    format!("IF({plan}=0,\"\",{done}/{plan})")
}

/// How many rows in sight have a tick in this column.
pub(super) fn ticks_in_sight(listing: &Listing, column: usize) -> String {
    let cells = listing.cells(column);
    let first = cells.split(':').next().unwrap_or(&cells);
    format!("SUMPRODUCT(SUBTOTAL(103,OFFSET({first},ROW({cells})-ROW({first}),0)))")
}

/// `177个项目`, of the rows in sight.
pub(super) fn projects_in_sight(listing: &Listing, count: usize) -> Entry {
    let formula = format!("SUBTOTAL(103,{})", listing::all(&listing.sheet, col::NAME));
    Entry::formula(formula, Some(count as f64), Look::Projects)
}
