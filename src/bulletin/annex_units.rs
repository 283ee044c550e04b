//! 附表1 六类项目汇总表, 附表2 各属地, 附表3 各部门.

use super::facts::Facts;
use super::localities::{ranks, standings};
use super::{Board, BoardCell, BoardColumn, BoardRow, Emphasis, movers, overview, owed};
use crate::catalog::{BundleCount, TaskState};
use crate::catalog::{Step, UnitClass};
use crate::ledger::{Metrics, TaskCount};
use crate::value::{KindId, Ratio, UnitId};

/// 附表1: a row for all, one for each kind, one for the reserve where there is any; then the money.
pub(super) fn summary(facts: &Facts<'_>) -> Vec<Board> {
    let mut board = Board::new(
        "annex-1",
        Some("附表1"),
        format!(
            "{}类项目汇总表",
            super::wording::chinese_number(facts.catalog.kinds.len())
        ),
        Some("个、万元、%"),
    );
    board.is_wide = true;
    board.columns = vec![
        BoardColumn::text("项目类别", 18),
        BoardColumn::number("个数", 5),
        BoardColumn::number("总投资", 9),
        BoardColumn::number("年度计划", 9).under("年度投资"),
        BoardColumn::number("本年完成", 8).under("年度投资"),
        BoardColumn::number("完成率", 6).under("年度投资"),
        BoardColumn::number("较上期", 6).under("年度投资"),
        BoardColumn::number("与时序差", 6).under("年度投资"),
        BoardColumn::number("已开工", 5).under("开工"),
        BoardColumn::number("应开工", 5).under("开工"),
        BoardColumn::number("应开未开", 5).under("开工"),
        BoardColumn::number("○绿", 4).under("亮灯"),
        BoardColumn::number("▲黄", 4).under("亮灯"),
        BoardColumn::number("●红", 4).under("亮灯"),
        BoardColumn::number("不亮", 4).under("亮灯"),
    ];
    let before = facts
        .changes
        .and_then(|changes| changes.totals.before.completion_rate());
    let row = |name: String, metrics: &Metrics, before: Option<Ratio>, kept: bool, emphasis: Emphasis| {
        let mut cells = vec![BoardCell::text(name), BoardCell::count(metrics.projects)];
        cells.extend(progress(facts, metrics, before, kept));
        cells.extend([metrics.started, metrics.due_to_start, metrics.overdue_start].map(BoardCell::count));
        cells.extend(lights(metrics));
        cells.push(BoardCell::count(metrics.without_light()));
        BoardRow {
            emphasis,
            cells,
            keys: Vec::new(),
        }
    };
    board.rows.push(row(
        "合计（剔除重复）".to_owned(),
        &facts.totals,
        before,
        facts.is_kept(|_| true),
        Emphasis::Total,
    ));
    for (kind, metrics) in &facts.kinds {
        let change = facts
            .changes
            .and_then(|changes| changes.kinds.iter().find(|(of, _)| of == kind));
        let before = change.and_then(|(_, change)| change.before.completion_rate());
        let kept = facts.is_kept(|project| project.kinds.contains(kind));
        let name = facts.catalog.kind(*kind).name.clone();
        board.rows.push(row(name, metrics, before, kept, Emphasis::Item));
    }
    if facts.totals.reserve > 0 {
        let reserve =
            |project: &&crate::ledger::Project| project.status() == Some(crate::catalog::Status::Reserve);
        let metrics = Metrics::of(facts.ledger.projects.iter().filter(reserve));
        let mut row = row("其中：储备项目".to_owned(), &metrics, None, false, Emphasis::Item);
        // A project that is only thought of owes no plan yet.
        for cell in &mut row.cells {
            if matches!(cell, BoardCell::Missing) {
                *cell = BoardCell::None;
            }
        }
        board.rows.push(row);
    }
    board.notes = summary_notes(facts);
    let money = money(facts);
    if money.rows.is_empty() {
        vec![board]
    } else {
        vec![without_notes(&mut board), with_notes(money, board.notes)]
    }
}

/// The notes stand below the money, at the end of the annex.
fn without_notes(board: &mut Board) -> Board {
    Board {
        notes: Vec::new(),
        ..board.clone()
    }
}

fn with_notes(board: Board, notes: Vec<String>) -> Board {
    Board { notes, ..board }
}

/// 总投资, 年度计划, 本年完成, 完成率, 较上期, 与时序差.
fn progress(facts: &Facts<'_>, metrics: &Metrics, before: Option<Ratio>, kept: bool) -> Vec<BoardCell> {
    let amount = |amount| {
        if metrics.projects == 0 {
            BoardCell::None
        } else {
            BoardCell::wanyuan(amount)
        }
    };
    let rate = metrics.completion_rate();
    let change = match rate.zip(before) {
        Some(_) if kept => BoardCell::text("沿用"),
        Some((rate, before)) => BoardCell::Points(rate.minus(before)),
        None => BoardCell::None,
    };
    vec![
        amount(metrics.total_investment),
        amount(metrics.annual_plan),
        amount(metrics.annual_done),
        BoardCell::percent(rate),
        change,
        BoardCell::points(rate.map(|rate| rate.minus(facts.time))),
    ]
}

fn lights(metrics: &Metrics) -> [BoardCell; 3] {
    [metrics.green, metrics.yellow, metrics.red].map(BoardCell::count)
}

fn money(facts: &Facts<'_>) -> Board {
    let mut board = Board::new("annex-1-money", None, "资金拨付使用情况", Some("万元、%"));
    board.is_wide = true;
    board.columns = vec![
        BoardColumn::text("资金类别", 18),
        BoardColumn::text("环节", 16),
        BoardColumn::number(&step_word(facts, Step::Granted), 13),
        BoardColumn::number(&step_word(facts, Step::Disbursed), 11),
        BoardColumn::number(&step_word(facts, Step::Spent), 11),
        BoardColumn::number("拨付率", 8),
        BoardColumn::number("较上期", 7),
        BoardColumn::number("支付率", 8),
        BoardColumn::text("数据", 8),
    ];
    for (kind, money) in &facts.money {
        let of = facts.catalog.kind(*kind);
        let kept = facts.is_missing(of.lead) && facts.changes.is_some();
        let share = |step: Step| Ratio::of_amounts(money.step(step)?, money.granted?);
        let has_projects = facts
            .kinds
            .iter()
            .any(|(id, metrics)| id == kind && metrics.projects > 0);
        let amount = |step| {
            if has_projects {
                BoardCell::wanyuan(money.step(step))
            } else {
                BoardCell::None
            }
        };
        let change = disbursed_before(facts, *kind).zip(share(Step::Disbursed));
        board.push(
            None,
            vec![
                BoardCell::text(super::wording::kind_stem(&of.name)),
                BoardCell::text(of.money.clone().unwrap_or_default().join(" → ")),
                amount(Step::Granted),
                amount(Step::Disbursed),
                amount(Step::Spent),
                BoardCell::percent(share(Step::Disbursed)),
                match change {
                    Some(_) if kept => BoardCell::text("沿用"),
                    change => BoardCell::points(change.map(|(before, now)| now.minus(before))),
                },
                BoardCell::percent(share(Step::Spent)),
                match [money.granted, money.disbursed, money.spent] {
                    [None, None, None] if has_projects => BoardCell::Missing,
                    [None, None, None] => BoardCell::None,
                    _ if kept => BoardCell::text("沿用上期"),
                    _ => BoardCell::text("本期"),
                },
            ],
        );
    }
    board
}

/// The kinds' own words for a step: 下达（发行、投放、授信）.
fn step_word(facts: &Facts<'_>, step: Step) -> String {
    let kinds = facts.money.iter().map(|(kind, _)| facts.catalog.kind(*kind));
    let words = kinds.filter_map(|kind| kind.money.as_ref());
    super::wording::first_and_others(words.map(|words| words[step as usize].as_str()))
}

fn disbursed_before(facts: &Facts<'_>, kind: KindId) -> Option<Ratio> {
    let (_, money) = facts.last?.money.iter().find(|(of, _)| *of == kind)?;
    Ratio::of_amounts(money.disbursed?, money.granted?)
}

fn summary_notes(facts: &Facts<'_>) -> Vec<String> {
    let mut notes = vec![
        "一个项目属于几类的，分别计入各类，合计只计一次。".to_owned(),
        "完成率按年度计划、本年完成均有数的项目计算；“较上期”“与时序差”为百分点。".to_owned(),
    ];
    let unplanned = facts.totals.started.saturating_sub(
        facts
            .totals
            .due_to_start
            .saturating_sub(facts.totals.overdue_start),
    );
    let without_plan = started_without_planned_start(facts);
    if without_plan > 0 {
        notes.push(format!(
            "已开工含计划开工时间缺报的{without_plan}个项目，不计入应开工。"
        ));
    }
    if unplanned > without_plan {
        notes.push(format!(
            "已开工含计划开工时间未到、提前开工的{}个项目。",
            unplanned - without_plan
        ));
    }
    if !facts.money.is_empty() {
        notes.push(format!(
            "拨付率、支付率均以{}数为分母。",
            step_word(facts, Step::Granted)
        ));
    }
    notes.push(
        "比率按未舍入的数计算，部分数据因四舍五入存在细微差异；不亮灯的为未到开工时间或缺计划数；“—”为无，“缺”为应报未报。"
            .to_owned(),
    );
    notes.extend(bundle_note(facts));
    if let Some(changes) = facts.changes
        && changes.renamed.len() > 2
    {
        let renamed = changes
            .renamed
            .iter()
            .map(|note| overview::rename_sentence(facts, note));
        notes.push(renamed.collect());
    }
    notes
}

fn started_without_planned_start(facts: &Facts<'_>) -> usize {
    let projects = facts.ledger.projects.iter();
    projects
        .filter(|project| {
            project.standing.started && project.day(crate::catalog::Field::PlannedStart).is_none()
        })
        .count()
}

fn bundle_note(facts: &Facts<'_>) -> Option<String> {
    let ledger = facts.ledger;
    let has_bundles = ledger
        .projects
        .iter()
        .chain(&ledger.uncounted)
        .any(|project| project.marks.is_bundle);
    has_bundles.then(|| {
        match facts.catalog.bundles {
            BundleCount::Bundle => "打捆项目按一个计，子项目不另计。",
            BundleCount::Parts => "打捆项目按子项目个数计。",
        }
        .to_owned()
    })
}

/// 附表2
pub(super) fn localities(facts: &Facts<'_>) -> Board {
    let mut board = Board::new(
        "annex-2",
        Some("附表2"),
        "各属地项目推进情况表",
        Some("个、万元、%、项"),
    );
    board.is_wide = true;
    board.columns = locality_columns(facts.catalog.ranking);
    let stands = standings(facts);
    let ranks = ranks(&stands);
    let mut total = vec![BoardCell::text(""), BoardCell::text("合计")];
    total.extend(locality_cells(facts, None, &facts.totals));
    if facts.catalog.ranking {
        total.insert(8, BoardCell::text(""));
    }
    board.rows.push(BoardRow {
        emphasis: Emphasis::Total,
        cells: total,
        keys: Vec::new(),
    });
    for (at, (unit, metrics)) in facts.localities.iter().enumerate() {
        let doubt = if in_doubt(facts, *unit) { "*" } else { "" };
        let mut cells = vec![
            BoardCell::count(at + 1),
            BoardCell::text(format!("{}{doubt}", facts.short(*unit))),
        ];
        cells.extend(locality_cells(facts, Some(*unit), metrics));
        if facts.catalog.ranking {
            let rank = ranks
                .iter()
                .find(|(_, stand)| stand.unit == *unit)
                .map(|(rank, _)| *rank);
            cells.insert(8, rank.map_or(BoardCell::NotRanked, BoardCell::count));
        }
        board.rows.push(BoardRow {
            emphasis: Emphasis::Item,
            cells,
            keys: vec![facts.full(*unit)],
        });
    }
    board.notes = locality_notes(facts);
    board
}

fn locality_columns(ranking: bool) -> Vec<BoardColumn> {
    let mut columns = vec![
        BoardColumn::number("序号", 4),
        BoardColumn::text("属地", 10),
        BoardColumn::number("项目数", 5),
        BoardColumn::number("总投资", 8),
        BoardColumn::number("年度计划", 8),
        BoardColumn::number("本年完成", 7),
        BoardColumn::number("完成率", 6),
        BoardColumn::text("完成率图", 13),
        BoardColumn::number("较上期", 6),
        BoardColumn::number("与时序差", 6),
        BoardColumn::number("应开工", 4),
        BoardColumn::number("应开未开", 4),
        BoardColumn::number("○绿", 4).under("亮灯"),
        BoardColumn::number("▲黄", 4).under("亮灯"),
        BoardColumn::number("●红", 4).under("亮灯"),
        BoardColumn::number("任务逾期", 5),
        BoardColumn::text("报送", 5),
    ];
    if ranking {
        columns.insert(8, BoardColumn::number("名次", 5));
    }
    columns
}

/// From 项目数 on; `None` is all of them.
fn locality_cells(facts: &Facts<'_>, unit: Option<UnitId>, metrics: &Metrics) -> Vec<BoardCell> {
    let before = facts.changes.and_then(|changes| match unit {
        None => Some(&changes.totals.before),
        Some(unit) => changes
            .localities
            .iter()
            .find(|(of, _)| *of == unit)
            .map(|(_, change)| &change.before),
    });
    let before = before.and_then(Metrics::completion_rate);
    let kept = unit.is_some_and(|unit| facts.is_kept(|project| project.locality == Some(unit)));
    let mut cells = vec![BoardCell::count(metrics.projects)];
    let mut progress = progress(facts, metrics, before, kept);
    let bar = metrics
        .completion_rate()
        .map_or(BoardCell::None, |now| BoardCell::Bar {
            now,
            before: before.filter(|_| !kept),
            line: facts.time,
        });
    progress.insert(4, bar);
    cells.extend(progress);
    cells.extend([metrics.due_to_start, metrics.overdue_start].map(BoardCell::count));
    cells.extend(lights(metrics));
    let overdue = facts
        .overdue_tasks
        .iter()
        .filter(|task| match (unit, task.responsible_unit) {
            (Some(unit), of) => of == Some(unit),
            (None, of) => of.is_some_and(|of| facts.catalog.unit(of).is_locality()),
        });
    cells.push(BoardCell::count(overdue.count()));
    cells.push(unit.map_or(BoardCell::text(""), |unit| handed_in(facts, unit)));
    cells
}

fn handed_in(facts: &Facts<'_>, unit: UnitId) -> BoardCell {
    let lines = &facts.material.rollcall.lines;
    let is_late = lines.iter().any(|line| line.unit == Some(unit) && line.late);
    BoardCell::text(match (facts.is_missing(unit), is_late) {
        (true, _) => "未报",
        (false, true) => "迟报",
        (false, false) => "已报",
    })
}

fn in_doubt(facts: &Facts<'_>, unit: UnitId) -> bool {
    let doubts = facts
        .changes
        .map(|changes| movers::doubts(facts, changes))
        .unwrap_or_default();
    doubts.iter().any(|doubt| doubt.locality == Some(unit))
}

fn locality_notes(facts: &Facts<'_>) -> Vec<String> {
    let mut notes = vec!["按属地统计，每个项目只计一次。".to_owned()];
    let homeless = facts
        .ledger
        .projects
        .iter()
        .filter(|project| project.locality.is_none())
        .count();
    if homeless > 0 {
        notes.push(format!("另有{homeless}个项目台账没有写明属地，只计入合计。"));
    }
    let time = super::wording::percent(facts.time);
    notes.push(match facts.changes {
        Some(_) => {
            format!("图中深色为上期、白色为本期新增，虚线为时序进度{time}；“较上期”“与时序差”为百分点。")
        }
        None => format!("图中虚线为时序进度{time}；“与时序差”为百分点。"),
    });
    if facts.localities.iter().any(|(unit, _)| in_doubt(facts, *unit)) {
        notes.push("带*的含待核实数据。".to_owned());
    }
    if facts.catalog.ranking {
        notes.push(
            "名次按完成率由高到低排列，完成率相同的并列；没有项目或没有计划数的不参与排名。".to_owned(),
        );
    }
    notes
}

/// 附表3
pub(super) fn departments(facts: &Facts<'_>) -> Board {
    let mut board = Board::new(
        "annex-3",
        Some("附表3"),
        "各部门项目推进、手续办理和任务情况表",
        Some("个、万元、%、项"),
    );
    board.is_wide = true;
    board.columns = vec![
        BoardColumn::number("序号", 4),
        BoardColumn::text("部门", 15),
        BoardColumn::number("项目数", 6).under("行业项目投资"),
        BoardColumn::number("年度计划", 9).under("行业项目投资"),
        BoardColumn::number("本年完成", 9).under("行业项目投资"),
        BoardColumn::number("完成率", 6).under("行业项目投资"),
        BoardColumn::number("○绿", 4).under("亮灯"),
        BoardColumn::number("▲黄", 4).under("亮灯"),
        BoardColumn::number("●红", 4).under("亮灯"),
        BoardColumn::number("应办", 6).under("手续办理"),
        BoardColumn::number("已办", 6).under("手续办理"),
        BoardColumn::number("办结率", 6).under("手续办理"),
        BoardColumn::number("交办", 5).under("任务"),
        BoardColumn::number("办结", 5).under("任务"),
        BoardColumn::number("逾期", 5).under("任务"),
        BoardColumn::text("报送", 6),
    ];
    let units = facts.catalog.unit_ids().filter(|unit| {
        matches!(
            facts.catalog.unit(*unit).class,
            UnitClass::Department | UnitClass::Centre
        )
    });
    for (at, unit) in units.enumerate() {
        let none = Metrics::default();
        let metrics = facts
            .departments
            .iter()
            .find(|(of, _)| *of == unit)
            .map_or(&none, |(_, metrics)| metrics);
        let amount = |amount| {
            if metrics.projects == 0 {
                BoardCell::None
            } else {
                BoardCell::wanyuan(amount)
            }
        };
        let mut cells = vec![
            BoardCell::count(at + 1),
            BoardCell::text(facts.short(unit)),
            BoardCell::count(metrics.projects),
            amount(metrics.annual_plan),
            amount(metrics.annual_done),
            BoardCell::percent(metrics.completion_rate()),
        ];
        cells.extend(lights(metrics));
        cells.extend(granting(facts, unit));
        let tasks = tasks_of(facts, unit);
        cells.extend([tasks.total, tasks.closed, tasks.overdue].map(BoardCell::count));
        cells.push(handed_in(facts, unit));
        board.push(Some(&facts.full(unit)), cells);
    }
    board.notes = department_notes(facts);
    board
}

/// Of the approvals that a department grants: 应办, 已办, 办结率.
fn granting(facts: &Facts<'_>, unit: UnitId) -> [BoardCell; 3] {
    let own = facts
        .approvals
        .iter()
        .filter(|(id, _)| facts.catalog.approval(*id).owner == unit);
    let (applicable, granted) = own.fold((0, 0), |sum, (_, count)| {
        (sum.0 + count.applicable, sum.1 + count.granted)
    });
    [
        BoardCell::count(applicable),
        BoardCell::count(granted),
        BoardCell::percent(Ratio::of_counts(granted, applicable)),
    ]
}

fn tasks_of(facts: &Facts<'_>, unit: UnitId) -> TaskCount {
    let mut count = TaskCount::default();
    for task in facts
        .ledger
        .tasks
        .iter()
        .filter(|task| task.responsible_unit == Some(unit))
    {
        count.total += 1;
        count.closed += usize::from(task.state == TaskState::Closed);
        count.overdue += usize::from(task.overdue_days.is_some());
    }
    count
}

fn department_notes(facts: &Facts<'_>) -> Vec<String> {
    let mut notes = vec!["行业项目为本期列入该部门台账的项目，与附表2口径不同，不可相加。".to_owned()];
    notes.push(format!("手续按审批部门统计：{}。", owners(facts)));
    let by_localities = facts.ledger.tasks.iter().filter(|task| {
        task.responsible_unit
            .is_some_and(|unit| facts.catalog.unit(unit).is_locality())
    });
    let by_localities = by_localities.count();
    if by_localities > 0 {
        notes.push(format!("交办任务中另有{by_localities}项由属地承办。"));
    }
    let owed = owed::owed_sentence(&facts.owed, facts.catalog);
    if !owed.is_empty() {
        notes.push(owed);
    }
    notes
}

/// 立项、能评由发展改革委办理，环评由生态环境分局办理
fn owners(facts: &Facts<'_>) -> String {
    let mut owners: Vec<(UnitId, Vec<&str>)> = Vec::new();
    for item in &facts.catalog.approvals {
        match owners.iter_mut().find(|(unit, _)| *unit == item.owner) {
            Some((_, names)) => names.push(&item.name),
            None => owners.push((item.owner, vec![&item.name])),
        }
    }
    let clauses = owners
        .iter()
        .map(|(unit, names)| format!("{}由{}办理", names.join("、"), facts.short(*unit)));
    clauses.collect::<Vec<_>>().join("，")
}
