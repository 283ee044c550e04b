//! Issue after issue: what is kept, what vanished, what went back, who moved each total.

use jianbao::catalog::{Field, Form, Item, TaskState};
use jianbao::ledger;
use jianbao::record::Answer;
use jianbao::value::Wanyuan;

use crate::support::office::Office;

const A: &str = "2301-410183-04-01-000001";
const B: &str = "2301-410183-04-01-000002";

fn wan(amount: i64) -> Wanyuan {
    Wanyuan::from_yuan(amount * 10_000)
}

#[test]
fn what_nobody_gives_this_week_is_kept_with_its_cell_and_age() {
    let mut office = Office::new();
    office
        .week("2023-05-05")
        .locality(
            "超化镇",
            &format!("name | code | annual_plan | annual_done\n甲 | {A} | 100 | 30"),
        )
        .close();
    office
        .week("2023-05-12")
        .locality("米村镇", &format!("name | code\n乙 | {B}"))
        .close();
    let week = office
        .week("2023-05-19")
        .locality("米村镇", &format!("name | code | annual_plan\n乙 | {B} | 1"))
        .close();
    let held = &week.project("甲").values[&Item::Field(Field::AnnualDone)];
    let kept = held.kept.unwrap();
    assert_eq!((kept.number, kept.issues_ago), (1, 2));
    assert_eq!(
        held.chosen.as_ref().unwrap().place.to_string(),
        "超化镇.xlsx › 项目台账 › D2"
    );
    assert!(!week.project("甲").vanished, "its unit sent nothing");
    assert!(
        week.project("乙").values[&Item::Field(Field::AnnualPlan)]
            .kept
            .is_none()
    );
}

#[test]
fn nothing_clears_an_older_value_and_a_blank_does_not() {
    let mut office = Office::new();
    office
        .week("2023-05-05")
        .locality(
            "超化镇",
            &format!("name | code | annual_plan | annual_done\n甲 | {A} | 100 | 30"),
        )
        .close();
    let week = office
        .week("2023-05-12")
        .locality(
            "超化镇",
            &format!("name | code | annual_plan | annual_done\n甲 | {A} | / |"),
        )
        .close();
    assert_eq!(week.project("甲").wanyuan(Field::AnnualPlan), None);
    assert_eq!(week.project("甲").wanyuan(Field::AnnualDone), Some(wan(30)));
}

#[test]
fn a_years_figures_end_with_the_year() {
    let mut office = Office::new();
    office
        .week("2023-12-29")
        .locality(
            "超化镇",
            &format!("name | code | annual_done | cumulative_done\n甲 | {A} | 100 | 300"),
        )
        .close();
    let week = office
        .week("2024-01-05")
        .locality("超化镇", &format!("name | code | annual_done\n甲 | {A} | 2"))
        .close();
    assert!(week.of("H01").is_empty());
    assert_eq!(week.project("甲").wanyuan(Field::CumulativeDone), Some(wan(300)));
    let week = office.week("2025-01-03").close();
    assert_eq!(week.project("甲").wanyuan(Field::AnnualDone), None);
}

#[test]
fn a_project_that_everyone_dropped_stays_in_the_totals_until_someone_says() {
    let mut office = Office::new();
    let other = format!("name | code\n乙 | {B}");
    office
        .week("2023-05-05")
        .locality(
            "超化镇",
            &format!("name | code | total_investment\n甲 | {A} | 100\n乙 | {B} | 1"),
        )
        .close();
    let week = office.week("2023-05-12").locality("超化镇", &other).close();
    assert_eq!(week.found(), ["H02 甲"]);
    assert_eq!(week.ledger.projects.len(), 2);
    let week = office.week("2023-05-19").close();
    assert_eq!(week.found(), ["H02 甲"], "still, though its unit is silent now");
    let week = office
        .week("2023-05-26")
        .locality(
            "超化镇",
            &format!("name | code | status\n甲 | {A} | 退出\n乙 | {B} |"),
        )
        .close();
    assert!(week.of("H02").is_empty());
    assert_eq!((week.ledger.projects.len(), week.ledger.left.len()), (1, 1));
    let week = office
        .week("2023-06-02")
        .locality("超化镇", &format!("name | code\n乙 | {B} "))
        .close();
    assert_eq!(
        (
            week.ledger.projects.len(),
            week.ledger.left.len(),
            week.of("H02").len()
        ),
        (1, 0, 0)
    );
}

#[test]
fn a_project_taken_out_keeps_the_units_word_and_may_be_listed_again() {
    let csv = |status: &str| {
        format!(
            "项目名称,项目代码,总投资（万元）,年度计划投资（万元）,项目状态\n甲项目,{A},100,50,{status}\n乙项目,{B},30,20,在建\n"
        )
    };
    let mut office = Office::new();
    let read = |week: crate::support::office::Week<'_>, day: &str, status: &str| {
        // No week's bytes are those of another.
        let text = format!("{}\n填报日期：2023.{day}\n", csv(status));
        week.reads(&format!("超化镇{day}.csv"), text.as_bytes()).close()
    };
    read(office.week("2023-05-05"), "5.5", "在建");
    let before = office.previous.clone().unwrap();
    let week = read(office.week("2023-05-12"), "5.12", "取消（并入乙项目）");
    assert_eq!(week.ledger.projects.len(), 1);
    let exit = week.ledger.left[0].exit.as_ref().unwrap();
    assert_eq!(exit.word, "取消（并入乙项目）");
    assert_eq!(exit.place.to_string(), "超化镇5.12.csv › E2");
    let changes = ledger::changes(&office.catalog, &week.ledger, &week.findings, &before);
    assert_eq!(changes.left[0].after.as_deref(), Some("取消（并入乙项目）"));
    // Another word for the same thing later on is not another fate.
    let week = read(office.week("2023-05-19"), "5.19", "退库");
    assert_eq!(
        week.ledger.left[0].exit.as_ref().unwrap().word,
        "取消（并入乙项目）"
    );
    let before = office.previous.clone().unwrap();
    let week = read(office.week("2023-05-26"), "5.26", "在建");
    assert_eq!((week.ledger.projects.len(), week.ledger.left.len()), (2, 0));
    assert_eq!(week.of("H03").len(), 1, "who takes it back is asked why");
    let changes = ledger::changes(&office.catalog, &week.ledger, &week.findings, &before);
    assert_eq!(changes.new.len(), 1);
    assert_eq!(
        changes
            .total_investment
            .iter()
            .map(|mover| mover.by)
            .sum::<Wanyuan>(),
        wan(100)
    );
}

#[test]
fn a_project_vanishes_only_when_all_who_gave_it_have_dropped_it() {
    let mut office = Office::new();
    let both = format!("name | code\n甲 | {A}\n乙 | {B}");
    let rest = format!("name | code | remarks\n乙 | {B} | 新");
    office
        .week("2023-05-05")
        .lead("市财政局", "special_bond", &both)
        .locality("超化镇", &both)
        .close();
    let week = office.week("2023-05-12").locality("超化镇", &rest).close();
    assert!(week.of("H02").is_empty(), "市财政局 is silent");
    assert_eq!(week.project("甲").kinds.len(), 1, "its kind is kept with it");
    let week = office
        .week("2023-05-19")
        .lead("市财政局", "special_bond", &rest)
        .close();
    assert_eq!(week.of("H02").len(), 1);
}

#[test]
fn a_repeated_file_is_said_and_what_stood_in_it_stands() {
    let mut office = Office::new();
    let rows = format!("name | code\n甲 | {A}");
    office.week("2023-05-05").locality("超化镇", &rows).close();
    let week = office
        .week("2023-05-12")
        .locality("超化镇", &rows)
        .hands_in(
            "超化镇",
            "超化镇5.12.xlsx",
            "项目台账",
            Form::Project,
            &format!("name | code\n乙 | {B}"),
        )
        .close();
    assert_eq!(week.found(), ["F06 超化镇.xlsx"]);
    assert!(!week.project("甲").vanished);
    let week = office.week("2023-05-19").locality("超化镇", &rows).close();
    assert_eq!(
        week.rollcall.missing.len(),
        office.catalog.units.len(),
        "only a repeat: nothing handed in"
    );
}

#[test]
fn figures_that_fall_and_statuses_that_go_back_are_said_at_the_new_value() {
    let mut office = Office::new();
    let rows = |plan: &str| {
        format!("name | code | total_investment | cumulative_done | status | started_on\n{plan}")
    };
    office
        .week("2023-05-05")
        .locality(
            "超化镇",
            &rows(&format!(
                "甲 | {A} | 1000 | 300 | 在建 | 2023-03-01\n乙 | {B} | 500 | 50 | 停工 | 2023-03-01"
            )),
        )
        .close();
    let week = office
        .week("2023-05-12")
        .locality(
            "超化镇",
            &rows(&format!(
                "甲 | {A} | 1200 | 299.6 | 前期 | 2023-03-01\n乙 | {B} | 500 | 40 | 在建 | 2023-03-01"
            )),
        )
        .close();
    let mut found = week.found();
    found.retain(|place| place.starts_with('H'));
    assert_eq!(
        found,
        ["H04 超化镇.xlsx!C2", "H03 超化镇.xlsx!E2", "H01 超化镇.xlsx!D3"],
        "299.6 agrees with 300, 停工 ranks with 在建"
    );
    assert!(week.of("B11").is_empty(), "H03 says it already");
}

#[test]
fn a_renamed_project_is_followed_by_its_code() {
    let mut office = Office::new();
    office
        .week("2023-05-05")
        .locality("超化镇", &format!("name | code\n卫生院迁建项目 | {A}"))
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code\n卫生院迁建项目 | {A}"),
        )
        .close();
    let week = office
        .week("2023-05-12")
        .locality("超化镇", &format!("name | code\n康养中心综合楼 | {A}"))
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code | remarks\n卫生院迁建项目 | {A} | 在办"),
        )
        .close();
    assert!(week.of("X03").is_empty(), "{:?}", week.found());
    assert_eq!(week.ledger.projects.len(), 1);
    let week = office
        .week("2023-05-19")
        .locality(
            "超化镇",
            &format!("name | code | remarks\n康养中心综合楼 | {A} | x"),
        )
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code\n康养中心综合楼 | {A}"),
        )
        .close();
    assert_eq!(
        week.project("康养中心综合楼").former_name.as_deref(),
        Some("卫生院迁建项目")
    );
}

#[test]
fn a_copied_code_is_no_renaming() {
    let mut office = Office::new();
    office
        .week("2023-05-05")
        .locality("超化镇", &format!("name | code\n卫生院迁建项目 | {A}"))
        .close();
    let week = office
        .week("2023-05-12")
        .locality(
            "超化镇",
            &format!("name | code\n卫生院迁建项目 | {A}\n光伏发电站 | {A}"),
        )
        .close();
    assert_eq!(week.found(), ["X03 超化镇.xlsx!B3"]);
    assert_eq!(week.ledger.projects.len(), 2);
}

#[test]
fn a_project_keeps_its_history_when_it_gets_its_code() {
    let mut office = Office::new();
    office
        .week("2023-05-05")
        .locality("超化镇", "name | total_investment\n甲 | 100")
        .close();
    let week = office
        .week("2023-05-12")
        .locality("超化镇", &format!("name | code\n甲 | {A}"))
        .close();
    assert_eq!(week.ledger.projects.len(), 1);
    assert_eq!(week.project("甲").wanyuan(Field::TotalInvestment), Some(wan(100)));
    assert!(!week.project("甲").is_new);
}

#[test]
fn a_changed_code_is_said_and_counts_once() {
    let mut office = Office::new();
    office
        .week("2023-05-05")
        .locality(
            "超化镇",
            &format!("name | code | total_investment\n甲 | {A} | 100"),
        )
        .close();
    let week = office
        .week("2023-05-12")
        .locality("超化镇", &format!("name | code\n甲 | {B}"))
        .close();
    assert_eq!(week.found(), ["X04 超化镇.xlsx!B2"]);
    assert_eq!(week.ledger.projects.len(), 1);
    assert_eq!(week.project("甲").wanyuan(Field::TotalInvestment), Some(wan(100)));
}

const TASKS: &str = "no | name | matter | responsible_unit | due | state | closed_on";

#[test]
fn tasks_go_on_through_time() {
    let mut office = Office::new();
    let list = |rows: &str| format!("{TASKS}\n{rows}");
    office
        .week("2023-05-05")
        .hands_in("市发展改革委", "任务.xlsx", "任务清单", Form::Task, &list("XM-1 | 甲 | 办环评 | 生态环境分局 | 2023-05-04 | 未办结 |\nXM-2 | 甲 | 办用地 | 资源规划局 | 2023-05-20 | 已办结 | 2023-05-01\nXM-3 | 甲 | 征地 | 超化镇 | 2023-05-20 | |"))
        .close();
    let week = office
        .week("2023-05-12")
        .hands_in(
            "市发展改革委",
            "任务2.xlsx",
            "任务清单",
            Form::Task,
            &list("XM-1 | 甲 | 办环评 | 生态环境分局 | 2023-05-31 | |  2023-05-11"),
        )
        .close();
    assert_eq!(week.found(), ["H05 XM-3 甲 征地"]);
    assert_eq!(
        week.task("办用地").state,
        TaskState::Closed,
        "closed and no longer listed: closed"
    );
    let first = week.task("办环评");
    assert_eq!(
        (
            first.state,
            first.newly_closed,
            first.was_overdue,
            first.due_changes.len()
        ),
        (TaskState::Closed, true, true, 1)
    );
    assert_eq!(week.task("征地").overdue_days, None);
    let week = office.week("2023-05-26").close();
    assert_eq!(week.task("征地").overdue_days, Some(6));
    assert_eq!(week.of("H05").len(), 1, "until someone says what became of it");
}

#[test]
fn the_responsible_units_own_row_counts_and_three_alike_are_one_task() {
    let week = Office::new()
        .week("2023-05-05")
        .hands_in("市发展改革委", "任务.xlsx", "任务清单", Form::Task, &format!("{TASKS}\nXM-1 | 甲 | 办环评 | 生态环境分局 | 2023-05-04 | 未办结 |"))
        .hands_in("生态环境分局", "环保.xlsx", "任务清单", Form::Task, "name | matter | responsible_unit | due | state\n甲 | 办环评 | 生态环境分局 | 2023-05-04 | 已办结")
        .close();
    assert_eq!(week.ledger.tasks.len(), 1);
    assert_eq!(
        (week.task("办环评").state, week.task("办环评").no.as_deref()),
        (TaskState::Closed, Some("XM-1"))
    );
    assert_eq!(week.rows(), (1, 1, 0));
}

#[test]
fn a_promise_is_followed_to_its_date() {
    let mut office = Office::new();
    let rows = |cell: &str| format!("name | code | eia\n甲 | {A} | {cell}");
    office
        .week("2023-05-05")
        .locality("超化镇", &rows("告知承诺@2023-05-10"))
        .close();
    let week = office
        .week("2023-05-12")
        .locality("超化镇", &rows("告知承诺"))
        .close();
    let eia = office
        .catalog
        .approval_ids()
        .find(|&id| office.catalog.approval(id).id == "eia")
        .unwrap();
    assert!(
        week.project("甲")
            .approval(eia, week.ledger.as_of)
            .is_promise_overdue
    );
}

#[test]
fn movers_add_up_to_each_change_exactly() {
    let mut office = Office::new();
    let first = "name | total_investment | annual_plan | annual_done | locality";
    office
        .week("2023-05-05")
        .locality(
            "超化镇",
            &format!("{first}\n甲 | 100 | 50 | 10 |\n乙 | 200 | 60 | 20 |"),
        )
        .locality("米村镇", &format!("{first}\n丙 | 300.25 | 70 | 30 |"))
        .close();
    let before = office.previous.clone().unwrap();
    let week = office
        .week("2023-05-12")
        .locality("超化镇", "name | total_investment | annual_done | status\n甲 | 90 | 15 |\n乙 | 200 | 20 | 退出\n丁 | 7 | 1 |")
        .locality("米村镇", "name | total_investment | annual_done\n丙 | 310 | 44")
        .close();
    let changes = ledger::changes(&office.catalog, &week.ledger, &week.findings, &before);
    let moved = |movers: &[ledger::Mover]| movers.iter().map(|mover| mover.by).sum::<Wanyuan>();
    let totals = &changes.totals;
    assert_eq!(
        moved(&changes.total_investment),
        totals.after.total_investment.unwrap() - totals.before.total_investment.unwrap()
    );
    assert_eq!(
        moved(&changes.annual_done),
        totals.after.annual_done.unwrap() - totals.before.annual_done.unwrap()
    );
    for mover in &changes.total_investment {
        assert_eq!(
            mover.projects.iter().map(|(_, _, by)| *by).sum::<Wanyuan>(),
            mover.by
        );
    }
    assert_eq!(changes.total_investment[0].by_new, wan(7));
    assert_eq!((changes.new.len(), changes.left.len()), (1, 1));
}

#[test]
fn a_project_that_counts_within_a_bundle_now_is_among_those_that_left() {
    let mut office = Office::new();
    let rows = "serial | name | total_investment\n1 | 校舍提升 | 900\n2 | 一小 | 400\n3 | 甲项目 | 10";
    office.week("2023-05-05").locality("超化镇", rows).close();
    let before = office.previous.clone().unwrap();
    let week = office
        .week("2023-05-12")
        .locality(
            "超化镇",
            "serial | name | total_investment\n1 | 校舍提升 | 900\n1-1 | 一小 | 400\n2 | 甲项目 | 10",
        )
        .and(|file| file.sheets[0].tables[0].parts = vec![(1, 2)])
        .close();
    let changes = ledger::changes(&office.catalog, &week.ledger, &week.findings, &before);
    assert_eq!(
        (changes.totals.before.projects, changes.totals.after.projects),
        (3, 2)
    );
    assert_eq!((changes.new.len(), changes.left.len()), (0, 1));
    assert_eq!(changes.left[0].name, "一小");
    assert_eq!(changes.left[0].after.as_deref(), Some("改按打捆项目计"));
}

#[test]
fn an_answer_on_a_receipt_holds_while_the_value_stays() {
    let mut office = Office::new();
    let rows = |done: &str| format!("name | code | status | annual_done\n甲 | {A} | 前期 | {done}");
    let answer = Answer {
        code: "B11".to_owned(),
        sheet: Some("项目台账".to_owned()),
        cell: Some("D2".to_owned()),
        project: Some("甲".to_owned()),
        reason: "前期费用".to_owned(),
    };
    let week = office
        .week("2023-05-05")
        .locality("超化镇", &rows("5"))
        .and(|file| file.answers.push(answer))
        .close();
    assert_eq!(week.of("B11")[0].waived.as_ref().unwrap().reason, "前期费用");
    let week = office
        .week("2023-05-12")
        .hands_in("超化镇", "超化镇5.12.xlsx", "项目台账", Form::Project, &rows("5"))
        .close();
    assert!(week.of("B11")[0].waived.is_some(), "the value stayed");
    let week = office
        .week("2023-05-19")
        .hands_in("超化镇", "超化镇5.19.xlsx", "项目台账", Form::Project, &rows("9"))
        .close();
    assert!(week.of("B11")[0].waived.is_none(), "the value changed");
}

#[test]
fn a_value_kept_for_too_long_is_said() {
    let mut office = Office::new();
    office
        .week("2023-03-03")
        .locality(
            "超化镇",
            &format!("name | code | annual_plan | annual_done\n甲 | {A} | 100 | 30"),
        )
        .close();
    for week in 1..=office.catalog.limits.kept_issues + 1 {
        let day =
            chrono::NaiveDate::from_ymd_opt(2023, 3, 3).unwrap() + chrono::Days::new(u64::from(week) * 7);
        let said = office.week(&day.to_string()).close();
        let is_said = said
            .of("V01")
            .iter()
            .any(|finding| finding.message.contains("沿用"));
        assert_eq!(is_said, week > office.catalog.limits.kept_issues, "issue {week}");
    }
}
