//! 总账: every project, one a row, sorted by roster, then code.

use super::cell::Entry;
use super::listing::{Column, Listing, Rule};
use super::project::{self, col};
use super::style::Look;
use super::{frame::Frame, names};
use crate::bulletin::Edition;
use crate::catalog::Field;
use crate::ledger::Project;

/// The sheet.
pub(super) const SHEET: &str = "总账";

/// Of all projects that count.
pub(super) fn listing(edition: &Edition<'_>, frame: &Frame) -> Listing {
    let projects: Vec<&Project> = edition.ledger.projects.iter().collect();
    let mut listing = Listing {
        sheet: SHEET.into(),
        title: "项目总账".into(),
        lead: lead(frame, projects.len()),
        columns: columns(edition),
        has_totals: true,
        frozen: 2,
        unprinted: 1,
        has_cover: true,
        is_record: true,
        ..Listing::default()
    };
    listing.rows = (1..)
        .zip(&projects)
        .map(|(number, project)| row(edition, number, project))
        .collect();
    listing.totals = totals(edition, &listing, &projects);
    listing
}

fn lead(frame: &Frame, projects: usize) -> String {
    if projects == 0 {
        return format!("{}　没有项目", frame.line());
    }
    format!(
        "{}　每个项目一行，按属地排列，共{projects}个；空格表示没有单位给出这个数；斜体灰底＝沿用上期，下划线蓝底＝台账不一致（见批注）",
        frame.line()
    )
}

fn columns(edition: &Edition<'_>) -> Vec<Column> {
    let mut columns = project::identity_columns();
    for (at, kind) in edition.catalog.kinds.iter().enumerate() {
        let column = Column::new(tick_title(&kind.short), 5.6);
        columns.push(if at == 0 {
            column.band("项目类型（√，可多类）")
        } else {
            column
        });
    }
    columns.extend(project::investment_columns(SHEET, "封面"));
    columns.extend([
        Column::new(col::PLANNED_START, 14.8).band("开工"),
        Column::new("实际开工", 12.2),
        Column::new(col::START, 9.0)
            .note("已开工；应开未开：计划开工日期已到、尚未开工；未到期；储备。没有计划开工时间的留空。")
            .rule(Rule::Word("应开未开")),
        Column::new(col::STATUS, 7.0),
        Column::new(col::LIGHT, 7.0)
            .band("监测")
            .note(light_note(edition))
            .rule(Rule::Signs),
        Column::new("手续未办（项）", 8.8).note("应办而没有办结的手续，含办理中、容缺、承诺；见“手续”。"),
        Column::new("沿用上期（项）", 8.8)
            .note("本行有几个数沿用上期；斜体灰底的就是，批注写明取自哪一格。资金、手续的沿用见各表。"),
        Column::new("不一致（处）", 7.2)
            .note("几个单位说法不同的数有几处，含手续；下划线蓝底的就是，批注写明各单位的数和单元格。"),
        Column::new("属地台账所在行", 44.0).band("溯源（不打印）"),
    ]);
    columns
}

/// A kind's name as the heading of a narrow column.
pub(super) fn tick_title(short: &str) -> String {
    names::column(short)
}

/// The rule of the lights, with the office's own thresholds.
pub(super) fn light_note(edition: &Edition<'_>) -> String {
    let limits = &edition.catalog.limits;
    format!(
        "● 红：落后{points}个百分点以上，或逾期开工{days}天以上\n▲ 黄：落后{points}个百分点以内，或逾期开工{days}天以内\n○ 绿：达到时序进度\n不亮：未到开工时间，或缺计划、完成数",
        points = limits.yellow_points,
        days = limits.yellow_days
    )
}

fn row(edition: &Edition<'_>, number: usize, project: &Project) -> Vec<Entry> {
    let mut row = project::identity(edition, number, project);
    for kind in edition.catalog.kind_ids() {
        let tick = if project.kinds.contains(&kind) { "√" } else { "" };
        row.push(Entry::text(tick, Look::Centre));
    }
    row.extend(project::investment(edition, SHEET, project));
    row.extend([
        project::day(edition, project, Field::PlannedStart, "计划开工时间"),
        project::day(edition, project, Field::StartedOn, "实际开工时间"),
        Entry::text(project::start_word(project), Look::Centre),
        project::status(edition, project),
        Entry::text(project::light(project), Look::Centre),
        Entry::count(project::approvals_lacking(edition, project)),
    ]);
    let kept = project::kept_cells(&row);
    row.extend([
        Entry::some_count(kept),
        Entry::some_count(project::disputed_values(project)),
        Entry::text(origin(project), Look::Line),
    ]);
    row
}

/// The locality's row, else the first it stands in: `青屏街办.xlsx › 项目台账 › 第13行`.
fn origin(project: &Project) -> String {
    let source = project
        .sources
        .iter()
        .find(|source| Some(source.unit) == project.locality)
        .or(project.sources.first());
    let Some(source) = source else {
        return if project.vanished {
            "本期各台账都没有（H02）".into()
        } else {
            "沿用上期".into()
        };
    };
    let mut place = source.place.clone();
    place.cell = None;
    format!("{place} › 第{}行", source.row + 1)
}

fn totals(edition: &Edition<'_>, listing: &Listing, projects: &[&Project]) -> Vec<(usize, Entry)> {
    let mut totals = vec![(2, project::projects_in_sight(listing, projects.len()))];
    let kinds = edition.catalog.kinds.len();
    for (at, kind) in edition.catalog.kind_ids().enumerate() {
        let count = projects
            .iter()
            .filter(|project| project.kinds.contains(&kind))
            .count();
        let formula = project::ticks_in_sight(listing, 4 + at);
        totals.push((4 + at, Entry::formula(formula, Some(count as f64), Look::Serial)));
    }
    totals.extend(project::investment_totals(edition, listing, 4 + kinds, projects));
    totals
}
