//! A week's drop folder as csv, and the issue made of it. Every free text passes through one hand, so that it can be made hostile.

use std::fs;
use std::path::Path;

use jianbao::bulletin::{self, Edition, Issue, IssueOptions, Material};
use jianbao::catalog::Catalog;
use jianbao::finding::Findings;
use jianbao::intake::{self, Reader};
use jianbao::ledger::{self, Ledger, Period, Previous};
use jianbao::render::{self, Output, Templates};
use jianbao::rollcall;
use jianbao::rule::{self, Scene};

/// What passes every free text: which field it is in and what a clerk would have typed.
pub(super) type Hand<'a> = &'a mut dyn FnMut(&str, &str) -> String;

const WORKS: [&str; 6] = [
    "农贸市场改造",
    "中学迁建",
    "森林公园",
    "雨污管网改造",
    "服装智能制造",
    "道路改扩建",
];
const PROJECT: &str = "序号,项目名称,项目代码,属地,项目类型,建设单位,总投资（万元）,年度计划投资（万元）,本年完成投资（万元）,累计完成投资（自开工）（万元）,计划开工时间,实际开工时间,项目状态,形象进度,存在问题,立项,能评,环评,用地,规划,施工许可";
const TASK: &str = "任务编号,任务事项,项目名称,责任部门,责任人,督办专员,交办时间,办结时限,办理状态";

/// Types it as it is.
pub(super) fn as_typed(_: &str, text: &str) -> String {
    text.to_owned()
}

/// Writes the ledgers of a week: every locality its projects, every department its tasks. In a bad week a third of the
/// projects is late, values are missing or wrong, half the units are silent.
pub(super) fn write(folder: &Path, catalog: &Catalog, is_bad: bool, hand: Hand<'_>) {
    for (at, unit) in catalog.units.iter().enumerate() {
        if is_bad && at % 2 == 1 {
            continue;
        }
        let mut rows = if unit.is_locality() {
            vec![PROJECT.to_owned()]
        } else {
            vec![TASK.to_owned()]
        };
        for nth in 0..3 {
            rows.push(if unit.is_locality() {
                project(&unit.short, catalog, at, nth, is_bad, hand)
            } else {
                task(&unit.name, at, nth, is_bad, hand)
            });
        }
        let path = folder
            .join(&unit.short)
            .join(format!("{}.csv", hand("file", "台账5.12")));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("\u{FEFF}{}\r\n", rows.join("\r\n"))).unwrap();
    }
}

fn project(unit: &str, catalog: &Catalog, at: usize, nth: usize, is_bad: bool, hand: Hand<'_>) -> String {
    let plan = 1200 + at * 310 + nth * 470;
    let done = plan * 45 / 100;
    let is_late = is_bad && nth == 0;
    let kind = &catalog.kinds[(at + nth) % catalog.kinds.len()].short;
    let (started_on, status) = if is_late {
        ("", "前期")
    } else {
        ("2023-02-20", "在建")
    };
    let approval = if is_late { "办理中" } else { "已办结" };
    let cells = [
        (nth + 1).to_string(),
        hand("name", &format!("{unit}{}项目", WORKS[(at + nth) % WORKS.len()])),
        format!("2301-410183-04-01-{:06}", at * 100 + nth),
        unit.to_owned(),
        kind.clone(),
        hand("owner", "建设有限公司"),
        if is_bad && nth == 1 {
            "约三千".to_owned()
        } else if nth == 2 {
            // Understood from text, so that every receipt shows that part too.
            format!("{}万元", plan * 3)
        } else {
            (plan * 3).to_string()
        },
        plan.to_string(),
        if is_late { "0".to_owned() } else { done.to_string() },
        if is_late {
            "0".to_owned()
        } else {
            (done + 100).to_string()
        },
        "2023-03-01".to_owned(),
        started_on.to_owned(),
        status.to_owned(),
        hand("progress", "主体施工"),
        hand("problem", if is_late { "资金缺口较大" } else { "" }),
        approval.to_owned(),
        approval.to_owned(),
        approval.to_owned(),
        approval.to_owned(),
        approval.to_owned(),
        approval.to_owned(),
    ];
    cells.map(|cell| quoted(&cell)).join(",")
}

fn task(unit: &str, at: usize, nth: usize, is_bad: bool, hand: Hand<'_>) -> String {
    let is_closed = nth == 0 && !is_bad;
    // Something new is assigned in the bad week.
    let number = if is_bad && nth == 2 { 5000 } else { 0 } + at * 10 + nth;
    let cells = [
        format!("XM2023-{number:04}"),
        hand("matter", "完成征地拆迁"),
        hand("project", "农贸市场改造项目"),
        unit.to_owned(),
        hand("person", "甲某"),
        hand("supervisor", "乙某"),
        "2023-04-10".to_owned(),
        if is_bad { "2023-04-24" } else { "2023-05-30" }.to_owned(),
        if is_closed { "已办结" } else { "办理中" }.to_owned(),
    ];
    cells.map(|cell| quoted(&cell)).join(",")
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// An issue and what it leaves behind.
pub(super) struct Made {
    pub(super) issue: Issue,
    pub(super) ledger: Ledger,
    pub(super) outputs: Vec<Output>,
    pub(super) state: Previous,
}

/// The issue made of a folder.
pub(super) fn issue(
    input: &Path,
    catalog: &Catalog,
    previous: Option<&Previous>,
    templates: &Templates,
) -> Made {
    let number = previous.map_or(1, |previous| previous.ledger.number + 1);
    let as_of = chrono::NaiveDate::from_ymd_opt(2023, 5, 5 + 7 * number).unwrap();
    let options = IssueOptions {
        year: 2023,
        number,
        as_of,
        is_draft: true,
        series: number,
        seal_before: previous
            .map(|_| "51786a442166e9f72d1f0f47bdfff6617d4b6221db1fd50c9d7a7da22a5d13f7".to_owned()),
    };
    let mut findings = Findings::default();
    let folder = intake::gather(input).unwrap();
    let read = intake::read_all(&folder, &Reader::InProcess, catalog, as_of, &(), &mut findings).unwrap();
    let past = previous.map(Previous::past).unwrap_or_default();
    let rollcall = rollcall::call(
        catalog,
        &read.submissions,
        &read.asides,
        &read.narratives,
        &past,
        as_of,
        &mut findings,
    );
    let period = Period {
        year: 2023,
        number,
        as_of,
    };
    let consolidated = ledger::consolidate(
        catalog,
        &read.submissions,
        &rollcall,
        previous,
        &period,
        &mut findings,
    );
    let scene = Scene {
        catalog,
        submissions: &read.submissions,
        rollcall: &rollcall,
        ledger: &consolidated.ledger,
        previous,
        as_of,
        is_whole_week: true,
    };
    rule::check_all(&scene, &mut findings);
    let changes =
        previous.map(|previous| ledger::changes(catalog, &consolidated.ledger, &findings, previous));
    let material = Material {
        catalog,
        options: &options,
        submissions: &read.submissions,
        rollcall: &rollcall,
        ledger: &consolidated.ledger,
        previous,
        changes: changes.as_ref(),
        narratives: &read.narratives,
    };
    let issue = bulletin::compose(&material, &findings);
    rule::settle(&scene, None, &mut findings).unwrap();
    let edition = Edition {
        catalog,
        options: &options,
        submissions: &read.submissions,
        rollcall: &rollcall,
        ledger: &consolidated.ledger,
        previous,
        narratives: &read.narratives,
        findings: &findings.0,
        issue: &issue,
    };
    let outputs = render::render_all(&edition, &consolidated.accounts, templates, &|_| None).unwrap();
    let state = Previous::after(&edition);
    Made {
        issue,
        ledger: consolidated.ledger,
        outputs,
        state,
    }
}
