//! The ledgers that each sort of unit keeps of the invented city, in the headings each of them likes.

use jianbao::catalog::Catalog;

use super::grid::{Cell, Sheet};
use super::world::{BANKS, Project, STAGES, World};

fn sheet(name: &str, title: String, headings: &[&str], rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet {
        name: name.to_owned(),
        title,
        scale: "单位：万元".to_owned(),
        headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
        rows,
    }
}

fn serial(number: usize) -> Cell {
    Cell::Number((number + 1) as f64)
}

fn day(day: Option<chrono::NaiveDate>) -> Cell {
    day.map_or(Cell::Blank, Cell::Date)
}

fn kinds(catalog: &Catalog, project: &Project) -> String {
    let names: Vec<&str> = project
        .kinds
        .iter()
        .map(|&kind| catalog.kinds[kind].short.as_str())
        .collect();
    names.join("、")
}

/// Figures of a reserve project are not known yet.
fn figure(project: &Project, wan: i64) -> Cell {
    if project.status == "储备" {
        Cell::Blank
    } else {
        Cell::amount(wan)
    }
}

/// A project's cell by its canonical heading, whatever the unit calls it.
fn cell(catalog: &Catalog, project: &Project, number: usize, what: &str) -> Cell {
    match what {
        "序号" => serial(number),
        "名称" => Cell::text(&project.name),
        "代码" => Cell::text(&project.code),
        "类型" => Cell::text(kinds(catalog, project)),
        "属地" => Cell::text(&catalog.units[project.locality].short),
        "单位" => Cell::text(&project.owner),
        "性质" => Cell::text(project.nature),
        "总" => Cell::amount(project.total),
        "年" => figure(project, project.plan),
        "本" => figure(project, project.done),
        "累" => figure(project, project.cumulative),
        "计开" => Cell::Date(project.planned_start),
        "实开" => day(project.started),
        "计竣" => Cell::Date(project.planned_end),
        "实竣" => day((project.status == "竣工").then_some(project.planned_end)),
        "状态" => Cell::text(project.status),
        "进度" => Cell::text(&project.progress),
        "问题" => Cell::text(project.problem),
        "人" => Cell::text(&project.person),
        _ => Cell::Blank,
    }
}

/// Three ways to head a locality's ledger: each heading with what it holds.
const STYLES: [&[(&str, &str)]; 3] = [
    &[
        ("序号", "序号"),
        ("项目名称", "名称"),
        ("项目代码", "代码"),
        ("项目类型", "类型"),
        ("建设单位", "单位"),
        ("建设性质", "性质"),
        ("总投资（万元）", "总"),
        ("2023年度计划投资（万元）", "年"),
        ("本年完成投资（万元）", "本"),
        ("开工以来累计完成投资（万元）", "累"),
        ("计划开工时间", "计开"),
        ("实际开工时间", "实开"),
        ("计划竣工时间", "计竣"),
        ("项目状态", "状态"),
        ("形象进度", "进度"),
        ("存在问题", "问题"),
        ("责任人", "人"),
        ("备注", ""),
    ],
    &[
        ("序号", "序号"),
        ("项目名称", "名称"),
        ("投资项目代码", "代码"),
        ("项目类别", "类型"),
        ("项目单位", "单位"),
        ("投资情况（万元）›总投资", "总"),
        ("投资情况（万元）›年度计划投资", "年"),
        ("投资情况（万元）›本年完成投资", "本"),
        ("投资情况（万元）›开工以来累计完成投资", "累"),
        ("时间节点›计划开工时间", "计开"),
        ("时间节点›实际开工时间", "实开"),
        ("时间节点›计划竣工时间", "计竣"),
        ("项目状态", "状态"),
        ("项目进展情况", "进度"),
        ("存在问题", "问题"),
        ("备注", ""),
    ],
    &[
        ("序号", "序号"),
        ("项目名称", "名称"),
        ("项目代码", "代码"),
        ("项目类型", "类型"),
        ("业主单位", "单位"),
        ("计划总投资", "总"),
        ("2023年投资计划", "年"),
        ("今年以来完成投资", "本"),
        ("自开工累计完成投资", "累"),
        ("拟开工时间", "计开"),
        ("实际开工时间", "实开"),
        ("预计竣工时间", "计竣"),
        ("建设阶段", "状态"),
        ("形象进度", "进度"),
        ("困难和问题", "问题"),
        ("责任人", "人"),
    ],
];

/// A locality's own ledger.
pub(super) fn locality(catalog: &Catalog, world: &World, locality: usize, projects: &[&Project]) -> Sheet {
    let style = STYLES[locality % STYLES.len()];
    let headings: Vec<&str> = style.iter().map(|(heading, _)| *heading).collect();
    let mut rows = rows(
        catalog,
        projects,
        &style.iter().map(|(_, what)| *what).collect::<Vec<_>>(),
    );
    let first = if locality % 3 == 1 { 5 } else { 4 };
    if locality.is_multiple_of(2) && !rows.is_empty() {
        rows.push(total(style, first, projects));
    }
    let title = format!(
        "{}2023年重点项目台账（截至{}）",
        catalog.units[locality].short,
        world.as_of.format("%-m月%-d日")
    );
    sheet("项目台账", title, &headings, rows)
}

fn rows(catalog: &Catalog, projects: &[&Project], columns: &[&str]) -> Vec<Vec<Cell>> {
    let row = |(number, project): (usize, &&Project)| {
        columns
            .iter()
            .map(|what| cell(catalog, project, number, what))
            .collect()
    };
    projects.iter().enumerate().map(row).collect()
}

/// 合计, as formulas with their results.
fn total(style: &[(&str, &str)], first: usize, projects: &[&Project]) -> Vec<Cell> {
    let last = first + projects.len() - 1;
    let sum = |what: &str| -> Option<i64> {
        let known: Vec<&&Project> = projects
            .iter()
            .filter(|project| what == "总" || project.status != "储备")
            .collect();
        match what {
            "总" => Some(known.iter().map(|project| project.total).sum()),
            "年" => Some(known.iter().map(|project| project.plan).sum()),
            "本" => Some(known.iter().map(|project| project.done).sum()),
            "累" => Some(known.iter().map(|project| project.cumulative).sum()),
            _ => None,
        }
    };
    let cells = style
        .iter()
        .zip('A'..='Z')
        .map(|((_, what), letter)| match (*what, sum(what)) {
            ("名称", _) => Cell::text("合计"),
            (_, Some(sum)) => {
                Cell::Formula(format!("=SUM({letter}{first}:{letter}{last})"), Some(sum as f64))
            }
            _ => Cell::Blank,
        });
    cells.collect()
}

/// A department's ledger of its trade.
pub(super) fn department(catalog: &Catalog, world: &World, short: &str, projects: &[&Project]) -> Sheet {
    let columns = [
        "序号", "名称", "代码", "属地", "类型", "总", "年", "本", "状态", "进度",
    ];
    let headings = [
        "序号",
        "项目名称",
        "项目代码",
        "所在乡镇",
        "项目类型",
        "总投资",
        "年度计划投资",
        "本年完成投资",
        "项目状态",
        "进展情况",
    ];
    let title = format!(
        "{short}行业重点项目台账（{}）",
        world.as_of.format("%Y年%-m月%-d日")
    );
    sheet("行业项目", title, &headings, rows(catalog, projects, &columns))
}

/// A lead's ledger of one kind, with its money chain in the kind's own words.
pub(super) fn kind(catalog: &Catalog, world: &World, kind: usize, projects: &[&Project]) -> Sheet {
    let it = &catalog.kinds[kind];
    let columns = ["序号", "名称", "代码", "属地", "单位", "总", "年", "本", "状态"];
    let mut headings: Vec<String> = [
        "序号",
        "项目名称",
        "项目代码",
        "属地",
        "项目单位",
        "总投资（万元）",
        "2023年计划投资（万元）",
        "本年完成投资（万元）",
        "项目状态",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut rows = rows(catalog, projects, &columns);
    if let Some(chain) = &it.money {
        headings.extend(chain.iter().map(|word| format!("{word}金额（万元）")));
        for (row, project) in rows.iter_mut().zip(projects) {
            let money = project
                .money
                .iter()
                .find(|(of, _)| *of == kind)
                .map_or([0; 3], |(_, steps)| *steps);
            row.extend(money.map(Cell::amount));
        }
    }
    let title = format!("{}台账（截至{}）", it.name, world.as_of.format("%-m月%-d日"));
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    sheet(&it.short, title, &headings, rows)
}

/// 手续办理台账, of all approvals or of one department's.
pub(super) fn approvals(catalog: &Catalog, projects: &[&Project], only: Option<&str>) -> Sheet {
    let wanted: Vec<usize> = (0..catalog.approvals.len())
        .filter(|&at| only.is_none_or(|short| catalog.unit(catalog.approvals[at].owner).short == short))
        .collect();
    let mut headings = vec!["序号", "项目名称", "项目代码", "属地"];
    headings.extend(wanted.iter().map(|&at| catalog.approvals[at].name.as_str()));
    headings.push("备注");
    let rows = projects
        .iter()
        .enumerate()
        .map(|(number, project)| {
            let mut row: Vec<Cell> = ["序号", "名称", "代码", "属地"]
                .iter()
                .map(|what| cell(catalog, project, number, what))
                .collect();
            row.extend(wanted.iter().map(|&at| Cell::text(&project.approvals[at])));
            row.push(Cell::Blank);
            row
        })
        .collect();
    sheet("手续办理台账", "重点项目前期手续办理台账".into(), &headings, rows)
}

/// 任务清单
pub(super) fn tasks(world: &World) -> Sheet {
    let headings = [
        "序号",
        "任务编号",
        "项目名称",
        "任务事项",
        "任务类型",
        "责任部门",
        "责任人",
        "督办专员",
        "交办时间",
        "办结时限",
        "办结时间",
        "办理状态",
    ];
    let rows = world
        .tasks
        .iter()
        .filter(|task| Some(task.project) != world.vanished())
        .enumerate()
        .map(|(number, task)| {
            vec![
                serial(number),
                Cell::text(&task.no),
                Cell::text(&world.projects[task.project].name),
                Cell::text(&task.matter),
                Cell::text(task.kind),
                Cell::text(&task.unit),
                Cell::text(&task.person),
                Cell::text(&task.supervisor),
                Cell::Date(task.assigned),
                Cell::Date(task.due),
                day(task.closed),
                Cell::text(if task.closed.is_some() {
                    "已办结"
                } else {
                    "办理中"
                }),
            ]
        })
        .collect();
    sheet("任务清单", "项目推进任务清单".into(), &headings, rows)
}

/// 银企对接
pub(super) fn financing(catalog: &Catalog, world: &World) -> Sheet {
    let headings = [
        "序号",
        "项目名称",
        "项目代码",
        "属地",
        "融资需求（万元）",
        "对接银行",
        "对接阶段",
        "授信额度（万元）",
        "备注",
    ];
    let rows = world
        .projects
        .iter()
        .filter(|project| project.kinds.contains(&5) && project.status != "储备")
        .enumerate()
        .map(|(number, project)| {
            let stage = (number + world.week as usize) % STAGES.len();
            let need = project.total * 2 / 5;
            let credit = if stage >= 3 {
                Cell::amount(need * 4 / 5)
            } else {
                Cell::Blank
            };
            let mut row: Vec<Cell> = ["序号", "名称", "代码", "属地"]
                .iter()
                .map(|what| cell(catalog, project, number, what))
                .collect();
            row.extend([
                Cell::amount(need),
                Cell::text(BANKS[number % BANKS.len()]),
                Cell::text(STAGES[stage]),
                credit,
                Cell::Blank,
            ]);
            row
        })
        .collect();
    sheet("银企对接", "银企对接项目清单".into(), &headings, rows)
}

/// 督导记录
pub(super) fn inspections(catalog: &Catalog, world: &World) -> Sheet {
    let headings = [
        "序号",
        "项目名称",
        "属地",
        "督导时间",
        "发现问题",
        "整改时限",
        "督导人员",
    ];
    let rows = world
        .projects
        .iter()
        .filter(|project| !project.problem.is_empty())
        .take(18)
        .enumerate()
        .map(|(number, project)| {
            vec![
                serial(number),
                Cell::text(&project.name),
                Cell::text(&catalog.units[project.locality].short),
                Cell::Date(world.as_of.pred_opt().unwrap_or(world.as_of)),
                Cell::text(project.problem),
                Cell::Date(
                    world
                        .as_of
                        .checked_add_days(chrono::Days::new(14))
                        .unwrap_or(world.as_of),
                ),
                Cell::text(&project.person),
            ]
        })
        .collect();
    sheet("督导记录", "现场督导记录".into(), &headings, rows)
}
