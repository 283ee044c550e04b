//! What offices send, read: headings, columns, rows – the shapes of real tables with invented names.

use std::sync::OnceLock;

use chrono::NaiveDate;
use jianbao::catalog::{Catalog, Field};
use jianbao::record::{self, Datum, Submission, TableReading};
use jianbao::value::column_name;
use proptest::prelude::*;

use crate::support::notation::{self, Block};

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(Catalog::preset)
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 5, 5).unwrap()
}

/// Reads one sheet written as text.
pub(crate) fn read(place: &str, text: &str) -> Submission {
    let block = Block {
        kind: "sheet".to_owned(),
        title: place.to_owned(),
        lines: text.trim_matches('\n').lines().map(str::to_owned).collect(),
    };
    let files = notation::files(&[block.sheet()]);
    record::read(&files[0].1, &files[0].0, catalog(), as_of())
}

/// `project 3-4 B:name C:total_investment own D rows 5 6`
fn summary(table: &TableReading, catalog: &Catalog) -> String {
    let form = table
        .form
        .map_or(if table.is_other { "other" } else { "none" }, |form| form.id());
    let mut words = vec![form.to_owned()];
    if let Some((first, last)) = table.heading {
        words.push(format!("{}-{}", first + 1, last + 1));
    }
    words.extend(table.columns.iter().map(|(col, field, _)| {
        let id = match field {
            Field::Approval(id) => &catalog.approval(*id).id,
            field => field.id().unwrap(),
        };
        format!("{}:{id}", column_name(*col))
    }));
    if !table.own_columns.is_empty() {
        let own: Vec<String> = table.own_columns.iter().map(|col| column_name(*col)).collect();
        words.push(format!("own {}", own.join(" ")));
    }
    let rows: Vec<String> = table
        .records
        .iter()
        .map(|record| (record.row + 1).to_string())
        .collect();
    words.push(format!("rows {}", rows.join(" ")));
    words.join(" ").trim_end().to_owned()
}

#[track_caller]
pub(crate) fn case(text: &str, expected: &[&str]) {
    case_in("甲镇.xlsx!项目台账", text, expected);
}

#[track_caller]
pub(crate) fn case_in(place: &str, text: &str, expected: &[&str]) {
    let catalog = catalog();
    let submission = read(place, text);
    let tables: Vec<&TableReading> = submission.sheets.iter().flat_map(|sheet| &sheet.tables).collect();
    let said: Vec<String> = tables.iter().map(|table| summary(table, catalog)).collect();
    assert_eq!(said, expected);
    for table in tables {
        let rows = table.rows;
        assert_eq!(
            rows.read,
            rows.accepted + rows.merged + rows.non_data + rows.rejected
        );
    }
}

/// The value of a field in the n-th record of the first table.
fn datum(submission: &Submission, record: usize, field: Field) -> Option<Datum> {
    submission.sheets[0].tables[0].records[record]
        .datum(field)
        .cloned()
}

pub(crate) fn wan(submission: &Submission, record: usize, field: Field) -> Option<f64> {
    match datum(submission, record, field)? {
        Datum::Amount(amount) => Some(amount.value.to_f64()),
        _ => None,
    }
}

fn codes(submission: &Submission) -> Vec<&str> {
    submission
        .findings
        .iter()
        .map(|finding| finding.code.id())
        .collect()
}

#[test]
fn titles_and_unit_line_stand_above_a_plain_heading() {
    case(
        "
附件3 |  |  |
甲市2023年重点项目进展情况表 | < | < | <
填报单位（盖章）：甲镇 |  |  | 单位：亿元
序号 | 项目名称 | 总投资 | 2023年计划投资
1 | 甲镇农村公路项目 | 1.2 | 0.6
2 | 甲镇卫生院迁建项目 | 0.85 | 0.4
",
        &["project 4-4 A:serial B:name C:total_investment D:annual_plan rows 5 6"],
    );
}

#[test]
fn the_unit_line_scales_the_figures() {
    let submission = read(
        "甲镇.xlsx!项目台账",
        "
项目台账 |  | 单位：亿元
项目名称 | 总投资 | 年度计划投资（万元）
甲镇农村公路项目 | 1.2 | 600
",
    );
    assert_eq!(wan(&submission, 0, Field::TotalInvestment), Some(12_000.0));
    assert_eq!(wan(&submission, 0, Field::AnnualPlan), Some(600.0));
}

#[test]
fn the_same_leaves_under_other_parents_are_told_apart() {
    case_in(
        "某委/中央预算内投资项目5.5.xlsx!中央预算内投资",
        "
序号 | 项目名称 | 总投资 | 资金来源 | < | 已下达 | < | 已支付 | <
^ | ^ | ^ | 中央预算内投资 | 自筹 | 中央预算内投资 | 自筹 | 中央预算内投资 | 自筹
1 | 甲镇农村公路项目 | 1200 | 300 | 900 | 300 | 100 | 200 | 50
",
        &["project 1-2 A:serial B:name C:total_investment F:granted H:spent own D E G I rows 3"],
    );
}

#[test]
fn words_split_over_two_rows_are_joined() {
    case(
        "
序号 | 项目名称 | 建设起 | 总投资 | 年度计划
 |  | 止年限 | （万元） | 投资
1 | 甲镇农村公路项目 | 2022-2024 | 1200 | 600
",
        &["project 1-2 A:serial B:name D:total_investment E:annual_plan own C rows 3"],
    );
}

#[test]
fn a_row_of_units_is_the_last_heading_row_and_a_row_of_numbers_is_not() {
    case(
        "
序号 | 项目名称 | 总投资 | 年度计划投资 | 完成率
 |  | 亿元 | 万元 | %
1 | 2 | 3 | 4 | 5
1 | 甲镇农村公路项目 | 1.2 | 600 | 25
2 | 甲镇卫生院迁建项目 | 0.85 | 400 | 0
",
        &["project 1-2 A:serial B:name C:total_investment D:annual_plan E:completion_rate rows 4 5"],
    );
}

#[test]
fn guidance_and_examples_are_no_records() {
    case(
        "
序号 | 项目名称 | 项目代码 | 总投资（万元）
填写说明 | 填写项目全称 | 填24位代码，请勿用数字格式 |
例：1 | 某某项目 | 2301-000000-04-01-000000 | 100
1 | 甲镇农村公路项目 | 2301-410183-04-01-000001 | 1200
",
        &["project 1-1 A:serial B:name C:code D:total_investment rows 4"],
    );
}

#[test]
fn groups_totals_notes_and_numbered_rows_are_told_from_data() {
    case(
        "
序号 | 项目名称 | 项目代码 | 总投资（万元） | 年度计划投资（万元）
合  计 |  |  | 2050 | 1000
一、新建项目（共1项） | < | < | < | <
1 | 甲镇农村公路项目 | 2301-410183-04-01-000001 | 1200 | 600
小计 |  |  | 1200 | 600
二、续建项目（共1项） | < | < | < | <
2 | 甲镇卫生院迁建项目 | 2301-410183-04-01-000002 | 850 | 400
3 |  |  |  |
…… | …… |  |  |
注：标★的为省重点项目 |  |  |  |
填报人：张三 |  | 审核人：李四 |  |
",
        &["project 1-1 A:serial B:name C:code D:total_investment E:annual_plan rows 4 7"],
    );
}

#[test]
fn group_rows_may_carry_counts_and_sums() {
    case(
        "
序号 | 项目名称 | 项目代码 | 总投资（万元） | 年度计划投资（万元）
（一） | 水利 | 2 | 2050 | 1000
1 | 甲镇水库除险加固项目 | 2301-410183-04-01-000001 | 1200 | 600
2 | 甲镇灌区项目 | 2301-410183-04-01-000002 | 850 | 400
（二） | 交通 | 1 | 300 | 200
1 | 甲镇农村公路项目 | 2301-410183-04-01-000003 | 300 | 200
",
        &["project 1-1 A:serial B:name C:code D:total_investment E:annual_plan rows 3 4 6"],
    );
}

#[test]
fn a_lone_name_that_looks_like_a_group_stays_a_project() {
    case(
        "
序号 | 项目名称 | 总投资（万元） | 年度计划投资（万元）
1 | 甲镇综合体项目 |  |
2 | 城市展厅 | 850 | 400
 | 滨河小区 | 300 | 200
",
        &["project 1-1 A:serial B:name C:total_investment D:annual_plan rows 2 3 4"],
    );
}

#[test]
fn a_heading_that_comes_again_is_no_record() {
    case(
        "
序号 | 项目名称 | 投资情况（万元） | <
^ | ^ | 总投资 | 年度计划投资
1 | 甲镇农村公路项目 | 1200 | 600
序号 | 项目名称 | 投资情况（万元） | <
^ | ^ | 总投资 | 年度计划投资
2 | 甲镇卫生院迁建项目 | 850 | 400
",
        &["project 1-2 A:serial B:name C:total_investment D:annual_plan rows 3 6"],
    );
}

#[test]
fn tables_one_below_the_other_are_two() {
    case(
        "
项目名称 | 项目代码 | 总投资（万元） | 年度计划投资（万元）
甲镇农村公路项目 | 2301-410183-04-01-000001 | 1200 | 600

任务编号 | 任务事项 | 责任部门 | 办结时限
1 | 办理用地手续 | 资源规划局 | 2023-05-20
",
        &[
            "project 1-1 A:name B:code C:total_investment D:annual_plan rows 2",
            "task 4-4 A:no B:matter C:responsible_unit D:due rows 5",
        ],
    );
}

#[test]
fn tables_side_by_side_are_two() {
    case(
        "
序号 | 项目名称 | 总投资（万元） | 年度计划投资（万元） |  | 序号 | 项目名称 | 总投资（万元） | 年度计划投资（万元）
1 | 甲镇农村公路项目 | 1200 | 600 |  | 3 | 甲镇灌区项目 | 700 | 300
2 | 甲镇卫生院迁建项目 | 850 | 400
",
        &[
            "project 1-1 A:serial B:name C:total_investment D:annual_plan rows 2 3",
            "project 1-1 F:serial G:name H:total_investment I:annual_plan rows 2",
        ],
    );
}

#[test]
fn one_record_over_several_rows_is_one() {
    case(
        "
序号 | 项目名称 | 总投资（万元） | 责任人
1 | 甲镇农村公路项目 | 1200 | 张三
^ | ^ | ^ | 李四
2 | 甲镇卫生院迁建项目 | 850 | 王五
",
        &["project 1-1 A:serial B:name C:total_investment D:responsible_person rows 2 4"],
    );
}

#[test]
fn a_merged_locality_holds_for_the_rows_it_spans_and_no_further() {
    let submission = read(
        "某局.xlsx!项目台账",
        "
属地 | 项目名称 | 总投资（万元） | 年度计划投资（万元）
超化镇 | 甲项目 | 1200 | 600
^ | 乙项目 | 850 | 400
 | 丙项目 | 300 | 200
",
    );
    let catalog = catalog();
    let unit = catalog.unit_named("超化镇").map(Datum::Unit);
    assert_eq!(datum(&submission, 0, Field::Locality), unit);
    assert_eq!(datum(&submission, 1, Field::Locality), unit);
    assert_eq!(datum(&submission, 2, Field::Locality), None);
}

#[test]
fn a_name_merged_over_two_columns_is_read_where_the_names_stand() {
    case(
        "
项目名称 | < | 总投资（万元） | 年度计划投资（万元）
1 | 甲镇农村公路项目 | 1200 | 600
2 | 甲镇卫生院迁建项目 | 850 | 400
",
        &["project 1-1 B:name C:total_investment D:annual_plan rows 2 3"],
    );
}

#[test]
fn the_year_says_whose_figure_it_is() {
    case(
        "
项目名称 | 总投资（万元） | 到2022年底累计完成投资（万元） | 2023年计划投资（万元） | 2023年累计完成投资（万元） | 自2021年开工以来累计完成投资（万元） | 2022年完成投资（万元）
甲镇农村公路项目 | 1200 | 500 | 600 | 150 | 650 | 300
",
        &["project 1-1 A:name B:total_investment D:annual_plan E:annual_done F:cumulative_done own C G rows 2"],
    );
}

#[test]
fn a_bare_start_beside_the_planned_one_is_the_actual_one() {
    case(
        "
项目名称 | 总投资（万元） | 计划开工时间 | 开工时间
甲镇农村公路项目 | 1200 | 2023-02-01 | 2023-03-01
",
        &["project 1-1 A:name B:total_investment C:planned_start D:started_on rows 2"],
    );
}

#[test]
fn figures_settle_what_headings_leave_open() {
    case(
        "
项目名称 | 总投资（万元） | 年度计划投资（万元） | 累计完成投资（万元） | 开工时间
甲镇农村公路项目 | 1200 | 600 | 900 | 2023-03-01
甲镇卫生院迁建项目 | 850 | 400 | 500 | 2023-08-01
",
        &["project 1-1 A:name B:total_investment C:annual_plan D:cumulative_done E:planned_start rows 2 3"],
    );
}

#[test]
fn what_nothing_settles_is_not_used() {
    let submission = read(
        "甲镇.xlsx!项目台账",
        "
项目名称 | 项目代码 | 总投资（万元） | 累计完成投资（万元）
甲镇农村公路项目 | 2301-410183-04-01-000001 | 1200 | 300
",
    );
    assert_eq!(wan(&submission, 0, Field::CumulativeDone), None);
    assert_eq!(wan(&submission, 0, Field::AnnualDone), None);
    assert!(codes(&submission).contains(&"S06"));
}

#[test]
fn tables_of_another_kind_are_not_swallowed() {
    case_in(
        "甲镇.xlsx!统计",
        "
项目类型 | 项目个数 | 总投资（万元） | 开工个数
三个一批 | 12 | 34000 | 7
三级重点 | 8 | 21000 | 5
",
        &["other rows"],
    );
    case_in(
        "甲镇.xlsx!采购",
        "
序号 | 采购项目编号 | 采购内容 | 数量 | 单价（元）
1 | CG-001 | 办公桌 | 12 | 800
",
        &["other rows"],
    );
}

#[test]
fn a_form_to_fill_in_and_a_template_hold_no_records() {
    case_in(
        "甲镇.xlsx!申报表",
        "
项目申报表 | < | < | <
项目名称 |  | 项目代码 |
建设单位 |  | 建设地点 |
总投资 |  | 年度计划投资 |
联系人 |  | 联系电话 |
",
        &["other rows"],
    );
    case(
        "
项目名称 | 项目代码 | 总投资（万元）
${project.name} | ${project.code} | ${project.total}
",
        &["project 1-1 A:name B:code C:total_investment rows"],
    );
}

#[test]
fn a_filled_card_is_one_project() {
    let submission = read(
        "甲镇.xlsx!甲项目",
        "
重点项目情况卡 | < | < | <
项目名称 | 甲镇农村公路项目 | 项目代码 | 2301-410183-04-01-000001
建设单位 | 某建设公司 | 总投资（万元） | 1200
计划开工时间 | 2023-03-01 | 项目状态 | 在建
",
    );
    assert_eq!(submission.sheets[0].tables[0].records.len(), 1);
    assert_eq!(wan(&submission, 0, Field::TotalInvestment), Some(1200.0));
    assert!(datum(&submission, 0, Field::PlannedStart).is_some());
}

#[test]
fn a_list_without_a_heading_is_not_guessed_at() {
    let submission = read(
        "甲镇.xlsx!Sheet1",
        "
1 | 甲镇农村公路项目 | 1200 | 600
2 | 甲镇卫生院迁建项目 | 850 | 400
",
    );
    assert!(submission.sheets[0].tables[0].form.is_none());
    assert!(codes(&submission).contains(&"S01"));
}

#[test]
fn ditto_repeats_the_record_above() {
    let submission = read(
        "甲镇.xlsx!项目台账",
        "
项目名称 | 总投资（万元） | 年度计划投资（万元） | 责任人
甲项目 | 1200 | 600 | 张三
乙项目 | 〃 | 400 | 同上
丙项目 | 300 | 200 |
丁项目 | 300 | 200 | 同上
",
    );
    assert_eq!(wan(&submission, 1, Field::TotalInvestment), Some(1200.0));
    assert_eq!(
        datum(&submission, 1, Field::ResponsiblePerson),
        Some(Datum::Text("张三".to_owned()))
    );
    assert_eq!(datum(&submission, 3, Field::ResponsiblePerson), None);
}

#[test]
fn parts_stand_under_their_bundle() {
    let submission = read(
        "甲镇.xlsx!项目台账",
        "
序号 | 项目名称 | 总投资（万元） | 年度计划投资（万元）
1 | 甲镇农村公路提升（打捆） | 1200 | 600
'1-1 | 甲镇东线公路 | 700 | 400
'1-2 | 甲镇西线公路 | 500 | 200
2 | ★甲镇卫生院迁建项目 | 850 | 400
",
    );
    let table = &submission.sheets[0].tables[0];
    assert_eq!(table.parts, [(1, 2), (1, 3)]);
    assert!(table.records[0].marks.is_bundle);
    assert_eq!(table.records[0].text(Field::Name), Some("甲镇农村公路提升"));
    assert_eq!(table.records[3].marks.signs, ["★"]);
    assert_eq!(table.records[3].text(Field::Name), Some("甲镇卫生院迁建项目"));
}

#[test]
fn an_addressee_is_not_the_sender() {
    let catalog = catalog();
    let submission = read(
        "超化镇5.5报发改委.xlsx!项目台账",
        "
项目名称 | 总投资（万元） | 年度计划投资（万元）
甲项目 | 1200 | 600
",
    );
    assert_eq!(submission.whose.unit(), catalog.unit_named("超化镇"));
    let two = read(
        "来集镇、米村镇项目台账.xlsx!项目台账",
        "项目名称 | 总投资（万元） | 年度计划投资\n甲 | 1 | 1",
    );
    assert_eq!(two.whose.unit(), None);
}

#[test]
fn an_unchanged_week_is_a_report() {
    let submission = read("超化镇5.5.xlsx!Sheet1", "超化镇重点项目台账\n本周无变化");
    assert!(submission.says_no_change);
    assert!(!codes(&submission).contains(&"S01"));
}

#[test]
fn csv_headings_reach_over_blanks_to_their_right() {
    case_in(
        "甲镇.csv!x",
        "
序号 | 项目名称 | 投资情况 |  | 项目状态
 |  | 总投资（万元） | 年度计划投资（万元） |
1 | 甲镇农村公路项目 | 1200 | 600 | 在建
",
        &["project 1-2 A:serial B:name C:total_investment D:annual_plan E:status rows 3"],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_cells_are_read_without_a_panic_and_every_row_is_accounted_for(
        rows in prop::collection::vec(
            prop::collection::vec(
                prop_oneof![
                    Just(String::new()),
                    Just("项目名称".to_owned()),
                    Just("总投资（万元）".to_owned()),
                    Just("年度计划投资".to_owned()),
                    Just("开工时间".to_owned()),
                    Just("合计".to_owned()),
                    Just("同上".to_owned()),
                    Just("一、新建项目（共2项）".to_owned()),
                    Just("<".to_owned()),
                    Just("^".to_owned()),
                    "[0-9]{1,6}",
                    "[\\u{4e00}-\\u{4e20}（）()1-9年月.%]{0,8}",
                ],
                1..6,
            ),
            1..12,
        )
    ) {
        // Merges that overlap cannot be written; what matters here is what is read.
        let text: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let cells = row.iter().enumerate().map(|(col, cell)| match cell.as_str() {
                    "<" if col == 0 || at % 2 == 0 => "",
                    "^" => "",
                    cell => cell,
                });
                cells.collect::<Vec<_>>().join(" | ")
            })
            .collect();
        let submission = read("甲镇.xlsx!项目台账", &text.join("\n"));
        for table in submission.sheets.iter().flat_map(|sheet| &sheet.tables) {
            let rows = table.rows;
            prop_assert_eq!(rows.read, rows.accepted + rows.merged + rows.non_data + rows.rejected);
        }
    }
}
