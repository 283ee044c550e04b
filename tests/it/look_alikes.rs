//! What looks like a heading, a record or a card, and is none.

use jianbao::catalog::Field;

use crate::reading::{case, case_in, read, wan};

#[test]
fn the_heading_once_more_in_other_words_does_not_begin_another_table() {
    case(
        "
序号 | 项目名称 | 总投资（万元） | 年度计划投资（万元）
1 | 甲镇农村公路项目 | 1200 | 600
序 号 | 工程名称 | 项目总投资（万元） | 年度投资计划（万元）
2 | 甲镇卫生院迁建项目 | 850 | 400
 | 合计 | 2050 | 1000
",
        &["project 1-1 A:serial B:name C:total_investment D:annual_plan rows 2 4"],
    );
    // Another unit of money is another table.
    case(
        "
序号 | 项目名称 | 总投资（万元） | 年度计划投资（万元）
1 | 甲镇农村公路项目 | 1200 | 600
序号 | 工程名称 | 总投资（亿元） | 年度计划投资（亿元）
2 | 甲镇卫生院迁建项目 | 0.85 | 0.4
",
        &[
            "project 1-1 A:serial B:name C:total_investment D:annual_plan rows 2",
            "project 3-3 A:serial B:name C:total_investment D:annual_plan rows 4",
        ],
    );
}

#[test]
fn column_numbers_that_moved_with_their_columns_are_no_record() {
    case(
        "
序号 | 项目名称 | 年度计划投资 | 总投资 | 建设单位
1 | 2 | 5 | 4 | 3
1 | 甲镇农村公路项目 | 600 | 1200 | 甲公司
",
        &["project 1-1 A:serial B:name C:annual_plan D:total_investment E:owner rows 3"],
    );
}

#[test]
fn what_asks_and_what_shows_how_is_no_record() {
    case(
        "
序号 | 项目名称 | 项目代码 | 总投资（万元） | 计划开工时间 | 项目状态
 | 填写全称，与批复一致 | 24位，如2301-410183-04-01-000000 | 单位万元，保留两位小数 | 按2023-05格式填写 | 储备/前期/在建/竣工
1 | 2 | 3 | 4 | 5 | 6
1 | 甲镇农村公路项目 | 2301-410183-04-01-000001 | 1200 | 2023-06 | 前期
",
        &["project 1-1 A:serial B:name C:code D:total_investment E:planned_start F:status rows 4"],
    );
    case(
        "
 | 序号 | 项目名称 | 总投资（万元） | 年度计划投资（万元）
例： | 1 | 某镇某项目 | 10000 | 500
 | 1 | 甲镇农村公路项目 | 1200 | 600
",
        &["project 1-1 B:serial C:name D:total_investment E:annual_plan rows 3"],
    );
}

#[test]
fn a_bare_unit_below_a_heading_is_the_unit_of_its_column() {
    let text = "
序号 | 项目名称 | 总投资 | 年度计划投资 | 完成率
 | | 亿元 | 万元 | %
1 | 甲镇农村公路项目 | 1.2 | 600 | 20
";
    let submission = read("甲镇.xlsx!Sheet1", text);
    assert_eq!(wan(&submission, 0, Field::TotalInvestment), Some(12000.0));
    assert_eq!(wan(&submission, 0, Field::AnnualPlan), Some(600.0));
}

#[test]
fn what_has_arrived_and_what_came_this_time_are_no_second_column_of_what_was_granted() {
    case_in(
        "市发展改革委.xlsx!中央预算内投资",
        "
序号 | 项目名称 | 累计下达（万元） | 本次下达（万元） | 到位资金（万元） | 已支付（万元）
1 | 甲镇农村公路项目 | 1200 | 200 | 1000 | 600
",
        &["project 1-1 A:serial B:name C:granted F:spent own D E rows 2"],
    );
}

#[test]
fn a_note_above_the_table_does_not_name_the_kind() {
    let text = "
甲市项目台账 | |
填报说明：名称前标★的为省级重点项目。 | |
项目名称 | 总投资 | 年度计划投资
甲镇农村公路项目 | 1200 | 600
";
    assert_eq!(read("甲镇.xlsx!Sheet1", text).sheets[0].tables[0].kind, None);
    let titled = text.replace("甲市项目台账", "甲市地方政府专项债券项目台账");
    assert!(
        read("甲镇.xlsx!Sheet1", &titled).sheets[0].tables[0]
            .kind
            .is_some()
    );
}

#[test]
fn a_list_that_explains_the_columns_is_no_card() {
    case_in(
        "甲镇.xlsx!填表说明",
        "
栏目 | 填什么
项目名称 | 项目全称，与批复文件一致
建设单位 | 单位全称
总投资 | 批复的概算总投资，单位万元
计划开工时间 | 年月日，如2023年5月8日
项目状态 | 从下拉列表里选
",
        &["other rows"],
    );
}
