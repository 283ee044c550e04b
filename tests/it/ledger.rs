//! Consolidation: one project of many ledgers, and the account of every row.

use jianbao::catalog::{Field, Form, Item, Status, Step};
use jianbao::ledger::Light;
use jianbao::rollcall::{FileState, TableState};
use jianbao::value::Wanyuan;

use crate::support::office::Office;

const A: &str = "2301-410183-04-01-000001";
const B: &str = "2301-410183-04-01-000002";

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands beside what a project holds, which may be nothing"
)]
fn wan(amount: i64) -> Option<Wanyuan> {
    Some(Wanyuan::from_yuan(amount * 10_000))
}

#[test]
fn authority_decides_value_by_value_and_every_claim_is_kept() {
    let mut office = Office::new();
    let week = office
        .week("2023-05-05")
        .lead("市财政局", "special_bond", &format!("name | code | total_investment | annual_done\n甲项目 | {A} | 5000 | 700"))
        .locality("超化镇", &format!("name | code | total_investment | annual_done | status | started_on | construction_permit\n甲项目（全称） | {A} | 4800 | 800 | 在建 | 2023-03-01 | 已办结"))
        .close();
    let project = week.project("甲项目");
    assert_eq!(
        project.wanyuan(Field::TotalInvestment),
        wan(5000),
        "the kind's lead decides on total investment"
    );
    assert_eq!(
        project.wanyuan(Field::AnnualDone),
        wan(800),
        "the locality decides on progress"
    );
    assert_eq!(project.locality, Some(office.unit("超化镇")));
    assert_eq!(
        week.found(),
        ["X01 超化镇.xlsx!C2", "X01 市财政局special_bond.xlsx!D2"]
    );
    assert_eq!(
        week.rows(),
        (1, 1, 0),
        "one row accepted, the other merged into it"
    );
}

#[test]
fn what_authority_leaves_out_or_writes_badly_the_next_one_gives() {
    let week = Office::new()
        .week("2023-05-05")
        .lead("市财政局", "special_bond", &format!("name | code | total_investment | annual_plan | planned_start\n甲项目 | {A} | ? | | 2023-03-01"))
        .locality("超化镇", &format!("name | code | total_investment | annual_plan | planned_start\n甲项目 | {A} | 4800 | 900 | /"))
        .close();
    let project = week.project("甲项目");
    assert_eq!(project.wanyuan(Field::TotalInvestment), wan(4800));
    assert_eq!(project.wanyuan(Field::AnnualPlan), wan(900));
    assert_eq!(
        project.day(Field::PlannedStart),
        None,
        "the locality says that there is none"
    );
    assert!(week.found().is_empty(), "{:?}", week.found());
}

#[test]
fn amounts_agree_within_the_coarser_ones_last_decimal_and_dates_within_the_coarser() {
    let week = Office::new()
        .week("2023-05-05")
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code | total_investment | planned_start\n甲项目 | {A} | 5000 | 2023-05"),
        )
        .locality(
            "超化镇",
            &format!("name | code | total_investment | planned_start\n甲项目 | {A} | 5000.4 | 2023-05-08"),
        )
        .close();
    assert!(week.found().is_empty(), "{:?}", week.found());
}

#[test]
fn a_row_without_a_code_joins_by_name_and_locality_only() {
    let week = Office::new()
        .week("2023-05-05")
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code | locality\n甲项目 | {A} | 超化镇\n甲项目 | | 米村镇"),
        )
        .locality("超化镇", "name | total_investment\n★甲 项目 | 100")
        .locality("米村镇", "name | total_investment\n甲项目 | 200")
        .close();
    assert_eq!(week.ledger.projects.len(), 2);
    assert_eq!(week.ledger.projects[1].code.as_deref(), Some(A));
    assert_eq!(week.ledger.projects[1].wanyuan(Field::TotalInvestment), wan(100));
    assert_eq!(week.ledger.projects[0].wanyuan(Field::TotalInvestment), wan(200));
}

#[test]
fn near_names_are_listed_for_a_person_and_never_merged() {
    let week = Office::new()
        .week("2023-05-05")
        .lead("市财政局", "special_bond", &format!("name | code | locality\n超化镇农村供水项目 | {A} | 超化镇"))
        .locality("超化镇", "name | total_investment\n超化镇农村洪水项目 | 100\n超化镇中心校（一期）项目 | 5\n超化镇中心校（二期）项目 | 6")
        .close();
    assert_eq!(week.ledger.projects.len(), 4);
    assert_eq!(week.ledger.lookalikes.len(), 1);
}

#[test]
fn a_code_on_two_unlike_names_stays_with_the_one_most_ledgers_share() {
    let week = Office::new()
        .week("2023-05-05")
        .lead("市财政局", "special_bond", &format!("name | code | locality\n超化镇卫生院迁建项目 | {A} | 超化镇\n米村镇光伏发电项目 | {B} | 米村镇"))
        .locality("超化镇", &format!("name | code\n超化镇卫生院迁建及配套项目 | {A}"))
        .locality("米村镇", &format!("name | code\n米村镇光伏发电项目 | {A}"))
        .close();
    assert_eq!(week.found(), ["X03 米村镇.xlsx!B2"]);
    assert_eq!(
        week.ledger.projects.len(),
        2,
        "the odd row counts as one without a code and finds its own"
    );
    assert_eq!(week.project("米村镇光伏发电项目").sources.len(), 2);
}

#[test]
fn an_odd_code_that_stands_nowhere_else_is_said_and_put_right() {
    let mut office = Office::new();
    let odd = "2301-410183-04-01-000009";
    let week = office
        .week("2023-05-05")
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code | locality\n甲项目 | {A} | 超化镇"),
        )
        .hands_in(
            "市住建局",
            "住建局.xlsx",
            "手续",
            Form::Approval,
            &format!("name | code | locality | construction_permit\n甲项目 | {odd} | 超化镇 | 已办结"),
        )
        .locality("超化镇", &format!("name | code\n甲项目 | {A}"))
        .close();
    assert_eq!(week.found(), ["X04 住建局.xlsx!B2"]);
    assert_eq!(week.ledger.projects.len(), 1);
}

#[test]
fn two_codes_that_both_stand_in_several_rows_are_kept_apart() {
    let mut office = Office::new();
    let rows = |code: &str| format!("name | code | locality\n甲项目 | {code} | 超化镇");
    let week = office
        .week("2023-05-05")
        .lead("市财政局", "special_bond", &rows(A))
        .lead("市发展改革委", "term_loan", &rows(A))
        .locality("超化镇", &rows(A))
        .hands_in("市住建局", "住建局.xlsx", "台账", Form::Project, &rows(B))
        .hands_in("市住建局", "住建局.xlsx", "手续", Form::Approval, &rows(B))
        .close();
    assert_eq!(week.found(), ["X04 住建局.xlsx!B2", "X04 住建局.xlsx!B2"]);
    assert_eq!(week.ledger.projects.len(), 2);
}

#[test]
fn the_second_of_two_differing_rows_in_one_ledger_is_rejected_and_an_equal_one_merged() {
    let week = Office::new()
        .week("2023-05-05")
        .locality(
            "超化镇",
            &format!("serial | name | code | annual_plan\n1 | 甲项目 | {A} | 100\n2 | 甲项目 | {A} | 120\n3 | 乙项目 | {B} | 50\n4 | 乙项目 | {B} | 50.0"),
        )
        .close();
    assert_eq!(week.found(), ["X02 超化镇.xlsx!B3"]);
    assert_eq!(week.project("甲项目").wanyuan(Field::AnnualPlan), wan(100));
    assert_eq!(week.rows(), (2, 1, 1));
}

#[test]
fn kinds_come_from_the_leads_ledgers_and_from_the_column() {
    let mut office = Office::new();
    let week = office
        .week("2023-05-05")
        .lead("市财政局", "special_bond", &format!("name | code\n甲项目 | {A}"))
        .locality(
            "超化镇",
            &format!("name | code | categories\n甲项目 | {A} | three_batches"),
        )
        .hands_in(
            "市住建局",
            "住建局.xlsx",
            "台账@special_bond",
            Form::Project,
            &format!("name | code | locality\n乙项目 | {B} | 超化镇"),
        )
        .close();
    let kinds: Vec<&str> = week
        .project("甲项目")
        .kinds
        .iter()
        .map(|&kind| office.catalog.kind(kind).id.as_str())
        .collect();
    assert_eq!(kinds, ["three_batches", "special_bond"]);
    assert!(
        week.project("乙项目").kinds.is_empty(),
        "a department's list makes no kind"
    );
}

#[test]
fn money_is_held_per_kind_from_its_lead() {
    let mut office = Office::new();
    let week = office
        .week("2023-05-05")
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code | granted | disbursed | spent\n甲项目 | {A} | 300 | 200 | 100"),
        )
        .lead(
            "市发展改革委",
            "term_loan",
            &format!("name | code | granted | disbursed | spent\n甲项目 | {A} | 900 | 800 | /"),
        )
        .locality("超化镇", &format!("name | code | granted\n甲项目 | {A} | 1"))
        .close();
    let project = week.project("甲项目");
    let bond = office
        .catalog
        .kind_ids()
        .find(|&kind| office.catalog.kind(kind).id == "special_bond")
        .unwrap();
    let loan = office
        .catalog
        .kind_ids()
        .find(|&kind| office.catalog.kind(kind).id == "term_loan")
        .unwrap();
    assert_eq!(project.money(bond, Step::Granted), wan(300));
    assert_eq!(project.money(loan, Step::Disbursed), wan(800));
    assert_eq!(project.money(loan, Step::Spent), None);
    assert!(
        !project.values.contains_key(&Item::Field(Field::Granted)),
        "a locality's figure is nobody's money"
    );
    assert!(week.found().is_empty());
}

#[test]
fn an_amount_off_by_ten_thousand_is_outvoted_before_any_is_chosen() {
    let week = Office::new()
        .week("2023-05-05")
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code | total_investment\n甲项目 | {A} | 0.3388"),
        )
        .locality(
            "超化镇",
            &format!("name | code | total_investment\n甲项目 | {A} | 3388"),
        )
        .hands_in(
            "市住建局",
            "住建局.xlsx",
            "台账",
            Form::Project,
            &format!("name | code | total_investment\n甲项目 | {A} | 3388"),
        )
        .close();
    assert_eq!(week.found(), ["B09 市财政局special_bond.xlsx!C2"]);
    assert_eq!(week.project("甲项目").wanyuan(Field::TotalInvestment), wan(3388));
}

#[test]
fn on_a_tie_the_amount_that_does_not_fit_its_row_is_wrong() {
    let week = Office::new()
        .week("2023-05-05")
        .lead(
            "市财政局",
            "special_bond",
            &format!("name | code | total_investment | annual_plan\n甲项目 | {A} | 3388 | 1000"),
        )
        .locality(
            "超化镇",
            &format!("name | code | total_investment | annual_plan\n甲项目 | {A} | 33880000 | 1000"),
        )
        .close();
    assert_eq!(week.found(), ["B09 超化镇.xlsx!C2"]);
}

#[test]
fn a_bundle_counts_as_one_and_its_parts_are_shown_with_it() {
    let week = Office::new()
        .week("2023-05-05")
        .locality("超化镇", "serial | name | total_investment\n1 | 校舍提升 | 900\n1-1 | 一小 | 400\n1-2 | 二小 | 500\n2 | 甲项目 | 10")
        .and(|file| file.sheets[0].tables[0].parts = vec![(1, 2), (1, 3)])
        .close();
    assert_eq!(week.ledger.projects.len(), 2);
    assert_eq!(week.ledger.uncounted.len(), 2);
    assert_eq!(
        week.project("一小").part_of.as_deref(),
        Some(week.project("校舍提升").key.as_str())
    );
    assert_eq!(week.rows(), (4, 0, 0));
}

#[test]
fn a_project_taken_out_leaves_the_totals() {
    let week = Office::new()
        .week("2023-05-05")
        .locality(
            "超化镇",
            &format!("name | code | status\n甲项目 | {A} | 退出\n乙项目 | {B} | 在建"),
        )
        .close();
    assert_eq!(week.names().into_iter().collect::<Vec<_>>(), ["乙项目"]);
    assert_eq!(week.ledger.left.len(), 1);
}

#[test]
fn standing_follows_status_dates_and_rate() {
    let mut office = Office::new();
    // 125 of 365 days: the time progress is 34.2 %.
    let week = office
        .week("2023-05-05")
        .locality(
            "超化镇",
            "name | status | planned_start | started_on | annual_plan | annual_done\n\
             绿 | 在建 | 2023-01-01 | 2023-01-01 | 1000 | 343\n\
             黄 | 在建 | 2023-01-01 | 2023-01-01 | 1000 | 243\n\
             红 | 停工 | 2023-01-01 | 2023-01-01 | 1000 | 242\n\
             晚三十天 | 前期 | 2023-04-05 | | |\n\
             晚三十一天 | 前期 | 2023-04-04 | | |\n\
             当天 | 前期 | 2023-05-05 | | |\n\
             未到 | 前期 | 2023-05-06 | | 1000 | 0\n\
             储备 | 储备 | 2023-01-01 | | |\n\
             无状态 | | 2023-06-01 | 2023-05-05 | 100 | 90",
        )
        .close();
    let light = |name: &str| week.project(name).standing.light;
    assert_eq!(light("绿"), Some(Light::Green));
    assert_eq!(light("黄"), Some(Light::Yellow));
    assert_eq!(light("红"), Some(Light::Red));
    assert_eq!(light("晚三十天"), Some(Light::Yellow));
    assert_eq!(light("晚三十一天"), Some(Light::Red));
    assert_eq!(
        (light("当天"), week.project("当天").standing.overdue_days),
        (None, Some(0))
    );
    assert_eq!((light("未到"), week.project("未到").standing.due), (None, false));
    assert!(!week.project("储备").standing.due);
    assert!(week.project("无状态").standing.started);
    assert_eq!(light("无状态"), Some(Light::Green));
}

#[test]
fn the_newer_of_two_versions_counts_and_a_supplement_counts_beside() {
    let week = Office::new()
        .week("2023-05-05")
        .hands_in(
            "超化镇",
            "超化镇5.3.xlsx",
            "项目台账",
            Form::Project,
            "name | annual_plan\n甲 | 1\n乙 | 2",
        )
        .and(|file| file.sheets[0].tables[0].dated = "2023-05-03".parse().ok())
        .hands_in(
            "超化镇",
            "超化镇5.5.xlsx",
            "项目台账",
            Form::Project,
            "name | annual_plan\n甲 | 10\n丙 | 30\n丁 | 40",
        )
        .and(|file| file.sheets[0].tables[0].dated = "2023-05-05".parse().ok())
        .hands_in(
            "超化镇",
            "超化镇补充5.5.xlsx",
            "项目台账",
            Form::Project,
            "name | annual_plan\n丁 | 41\n戊 | 50",
        )
        .and(|file| file.sheets[0].tables[0].dated = "2023-05-05".parse().ok())
        .close();
    assert_eq!(week.found(), ["F05 超化镇5.3.xlsx"]);
    assert_eq!(
        week.names().into_iter().collect::<Vec<_>>(),
        ["丁", "丙", "戊", "甲"]
    );
    assert_eq!(
        week.project("丁").wanyuan(Field::AnnualPlan),
        wan(41),
        "in both: taken from the newer"
    );
    let states: Vec<FileState> = week
        .rollcall
        .lines
        .iter()
        .filter(|line| line.file.is_some())
        .map(|line| line.state)
        .collect();
    assert_eq!(
        states,
        [FileState::Superseded, FileState::Received, FileState::Received]
    );
}

#[test]
fn where_no_date_is_said_the_file_written_last_is_the_newer() {
    let at = |text: &str| text.parse().ok();
    let mut office = Office::new();
    let week = office
        .week("2023-05-05")
        .hands_in(
            "超化镇",
            "超化镇a.xlsx",
            "台账",
            Form::Project,
            "name | annual_plan\n甲 | 1",
        )
        .and(|file| file.saved_at = at("2023-05-04T10:00:00"))
        .hands_in(
            "超化镇",
            "超化镇b.xlsx",
            "台账",
            Form::Project,
            "name | annual_plan\n甲 | 2",
        )
        .and(|file| file.saved_at = at("2023-05-03T10:00:00"))
        .hands_in(
            "米村镇",
            "米村镇a.xlsx",
            "台账",
            Form::Project,
            "name | annual_plan\n乙 | 1",
        )
        .and(|file| {
            file.sheets[0].tables[0].dated = "2023-05-05".parse().ok();
            file.saved_at = at("2023-05-01T10:00:00");
        })
        // Copied after the as-of day: that says nothing against a date that is written.
        .hands_in(
            "米村镇",
            "米村镇b.xlsx",
            "台账",
            Form::Project,
            "name | annual_plan\n乙 | 2",
        )
        .and(|file| file.saved_at = at("2024-01-01T10:00:00"))
        .close();
    assert_eq!(week.found(), ["F05 米村镇b.xlsx", "F05 超化镇b.xlsx"]);
    let why: Vec<&str> = (week.rollcall.lines.iter())
        .filter(|line| line.state == FileState::Superseded)
        .filter_map(|line| line.why.as_deref())
        .collect();
    assert_eq!(why, ["有更新的一份：米村镇a.xlsx", "有更新的一份：超化镇a.xlsx"]);
}

#[test]
fn a_file_without_a_date_is_late_by_its_time_only_where_the_configuration_says_so() {
    let is_late = |counts: bool, saved: &str| {
        let mut office = Office::new();
        office.catalog.calendar.file_time_counts = counts;
        let week = office
            .week("2023-05-05")
            .locality("超化镇", "name | annual_plan\n甲 | 1")
            .and(|file| file.saved_at = saved.parse().ok())
            .close();
        week.rollcall.lines.iter().any(|line| line.late)
    };
    assert!(is_late(true, "2023-05-05T18:01:00"));
    assert!(!is_late(true, "2023-05-05T17:59:00"));
    assert!(!is_late(false, "2023-05-08T09:00:00"));
}

#[test]
fn nobodys_rows_are_kept_apart_and_the_silent_are_named() {
    let mut office = Office::new();
    let others = office.catalog.units.len() - 1;
    let week = office
        .week("2023-05-05")
        .hands_in(
            "",
            "汇总表.xlsx",
            "项目台账",
            Form::Project,
            "name | annual_plan\n甲 | 1",
        )
        .says_no_change("米村镇", "米村镇.xlsx")
        .close();
    assert_eq!(week.found(), ["F04 汇总表.xlsx"]);
    assert!(week.ledger.projects.is_empty());
    assert_eq!(week.rollcall.table(0, 0, 0), (TableState::Unknown, None));
    assert_eq!(
        week.rollcall.missing.len(),
        others,
        "all but 米村镇, which says that nothing changed"
    );
    assert_eq!(week.of("F07").len(), others);
}

#[test]
fn the_status_of_the_locality_counts_before_a_departments() {
    let week = Office::new()
        .week("2023-05-05")
        .locality(
            "超化镇",
            &format!("name | code | status | started_on\n甲 | {A} | 在建 | 2023-03-01"),
        )
        .hands_in(
            "市教育局",
            "教育局.xlsx",
            "台账",
            Form::Project,
            &format!("name | code | status\n甲 | {A} | 前期"),
        )
        .close();
    assert_eq!(week.project("甲").status(), Some(Status::Building));
    assert_eq!(
        week.found(),
        ["X01 教育局.xlsx!C2", "B12 超化镇.xlsx!C2"]
            .map(str::to_owned)
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
}

#[test]
fn an_empty_form_beside_its_ledger_is_no_older_version_and_of_two_copies_the_first_counts() {
    let mut office = Office::new();
    let form = "name | annual_plan";
    let week = office
        .week("2023-05-05")
        .hands_in(
            "超化镇",
            "超化镇.xlsx",
            "项目台账",
            Form::Project,
            "name | annual_plan\n甲 | 10",
        )
        .hands_in("超化镇", "超化镇.xlsx", "空表", Form::Project, form)
        .hands_in("米村镇", "米村镇.xlsx", "4.28", Form::Project, form)
        .and(|file| file.sheets[0].tables[0].dated = "2023-04-28".parse().ok())
        .hands_in(
            "米村镇",
            "米村镇.xlsx",
            "5.5",
            Form::Project,
            "name | annual_plan\n乙 | 10",
        )
        .and(|file| file.sheets[1].tables[0].dated = "2023-05-05".parse().ok())
        .hands_in(
            "来集镇",
            "来集镇.xlsx",
            "台账",
            Form::Project,
            "name | annual_plan\n丙 | 1",
        )
        .hands_in(
            "来集镇",
            "来集镇.xlsx",
            "台账 (2)",
            Form::Project,
            "name | annual_plan\n丙 | 2",
        )
        .close();
    assert_eq!(week.found(), ["F05 米村镇.xlsx", "F05 来集镇.xlsx"]);
    assert_eq!(week.project("丙").wanyuan(Field::AnnualPlan), wan(1));
}
