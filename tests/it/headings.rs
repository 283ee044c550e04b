//! Headings as offices and their systems word them, and what they mean.

use crate::reading::{case, case_in};

#[test]
fn a_word_more_around_a_known_heading_changes_nothing() {
    case(
        "
项目名称 | 项目当前状态 | 计划完成日期 | 建设地点名称 | 投资方名 | 目前为止项目形象进度 | 主要进展
甲镇农村公路项目 | 在建 | 2023年8月 | 甲镇 | 甲公司 | 路基施工 | 正常
",
        &[
            "project 1-1 A:name B:status C:planned_completion D:locality E:owner F:physical_progress own G rows 2",
        ],
    );
    // What stands in the catalog goes before what is only worded like it.
    case(
        "
项目名称 | 项目当前状态 | 项目状态 | 总投资 | 责任单位
甲镇农村公路项目 | 进场 | 在建 | 1200 | 甲公司
",
        &["project 1-1 A:name C:status D:total_investment E:responsible_unit own B rows 2"],
    );
    // A word more in front of an amount may make another amount of it.
    case(
        "
项目名称 | 责任单位 | 形象进度 | 项目支出 | 问题投资额
甲镇农村公路项目 | 甲公司 | 路基施工 | 100 | 20
",
        &["project 1-1 A:name B:responsible_unit C:physical_progress own D E rows 2"],
    );
}

#[test]
fn a_clause_of_instructions_is_no_part_of_the_heading() {
    case(
        "
项目名称 | 总投资额，内资以亿元计，外资以万美元计 | 项目地址-行政区划 | 项目起止年月（起），示例：2022年1月 | 责任单位
甲镇农村公路项目 | 3.2 | 甲镇 | 2022年3月 | 甲公司
",
        &["project 1-1 A:name B:total_investment C:locality E:responsible_unit own D rows 2"],
    );
}

#[test]
fn brackets_in_front_say_whose_figure_it_is() {
    case(
        "
项目名称 | 总投资(万元) | （上年）投资额（万元） | （计划）开工时间 | （实际）竣工时间 | 责任单位
甲镇农村公路项目 | 1200 | 300 | 2023年3月 | 2023年4月 | 甲公司
",
        &[
            "project 1-1 A:name B:total_investment D:planned_start E:completed_on F:responsible_unit own C rows 2",
        ],
    );
}

#[test]
fn the_plan_of_a_year_is_money_and_the_plan_of_a_start_a_day() {
    case(
        "
项目名称 | 总投资 | 2023年计划 | 1-4月累计 | 责任单位
甲镇农村公路项目 | 1200 | 600 | 150 | 甲公司
",
        &["project 1-1 A:name B:total_investment C:annual_plan D:annual_done E:responsible_unit rows 2"],
    );
    case(
        "
项目名称 | 总投资 | 开工时间 | <
^ | ^ | 计划 | 实际
甲镇农村公路项目 | 1200 | 2023年3月 | 2023年4月
",
        &["project 1-2 A:name B:total_investment C:planned_start D:started_on rows 3"],
    );
}

#[test]
fn what_is_aimed_at_is_not_what_was_done() {
    case(
        "
项目名称 | 总投资 | 2023年目标任务 | < | 1-4月完成投资
^ | ^ | 完成投资 | 形象进度 | ^
甲镇农村公路项目 | 1200 | 600 | 路基完工 | 150
",
        &["project 1-2 A:name B:total_investment C:annual_plan E:annual_done own D rows 3"],
    );
    // Where the parent says how far the plan has come, it is what was done.
    case(
        "
项目名称 | 总投资 | 年度计划投资 | 年度计划执行情况 | <
^ | ^ | ^ | 本年完成投资 | 形象进度
甲镇农村公路项目 | 1200 | 600 | 150 | 路基施工
",
        &["project 1-2 A:name B:total_investment C:annual_plan D:annual_done E:physical_progress rows 3"],
    );
}

#[test]
fn of_months_progress_the_newest_counts() {
    case(
        "
项目名称 | 总投资 | 3月进展情况 | 4月进展情况 | 责任单位
甲镇农村公路项目 | 1200 | 招标 | 进场 | 甲公司
",
        &["project 1-1 A:name B:total_investment D:physical_progress E:responsible_unit own C rows 2"],
    );
    case(
        "
项目名称 | 总投资 | 4月进展情况 | 形象进度
甲镇农村公路项目 | 1200 | 招标 | 进场
",
        &["project 1-1 A:name B:total_investment D:physical_progress own C rows 2"],
    );
}

#[test]
fn approvals_are_named_alike_in_both_forms() {
    case(
        "
项目名称 | 总投资 | 是否取得可研批复 | 环评批复文号 | 年度计划投资 | 形象进度
甲镇农村公路项目 | 1200 | 是 | 甲环审〔2023〕5号 | 600 | 路基施工
",
        &[
            "project 1-1 A:name B:total_investment C:initiation D:eia E:annual_plan F:physical_progress rows 2",
        ],
    );
}

#[test]
fn a_heading_that_differs_by_its_year_begins_another_table() {
    case(
        "
序号 | 项目名称 | 总投资 | 2023年投资计划 | 责任单位
1 | 甲镇农村公路项目 | 1200 | 600 | 甲公司
序号 | 项目名称 | 总投资 | 2022年投资计划 | 责任单位
1 | 甲镇卫生院迁建项目 | 850 | 400 | 甲公司
",
        &[
            "project 1-1 A:serial B:name C:total_investment D:annual_plan E:responsible_unit rows 2",
            "project 3-3 A:serial B:name C:total_investment E:responsible_unit own D rows 4",
        ],
    );
    // The year's plan in other words is the same heading once more.
    case(
        "
序号 | 项目名称 | 总投资 | 2023年投资计划 | 责任单位
1 | 甲镇农村公路项目 | 1200 | 600 | 甲公司
序号 | 项目名称 | 总投资 | 年度计划投资 | 责任单位
2 | 甲镇卫生院迁建项目 | 850 | 400 | 甲公司
",
        &["project 1-1 A:serial B:name C:total_investment D:annual_plan E:responsible_unit rows 2 4"],
    );
}

#[test]
fn a_span_of_time_speaks_for_no_form() {
    case_in(
        "科研处.xlsx!到款",
        "
序号 | 项目名称 | 项目来源 | 项目负责人 | 开始时间 | 结束时间 | 合同额（万元） | 备注
1 | 新型材料研究 | 横向 | 张三 | 2022年3月 | 2024年3月 | 30 |
",
        &["other rows"],
    );
    // Beside what does, it is read as ever.
    case(
        "
项目名称 | 总投资 | 责任单位 | 开始时间 | 实际开工时间
甲镇农村公路项目 | 1200 | 甲公司 | 2023年3月 | 2023年4月
",
        &["project 1-1 A:name B:total_investment C:responsible_unit D:planned_start E:started_on rows 2"],
    );
}

#[test]
fn lists_of_what_was_agreed_are_tasks() {
    case_in(
        "督查室.xlsx!议定事项",
        "
序号 | 议定事项 | 牵头单位 | 责任领导 | 完成时限 | 落实情况
1 | 尽快完成甲镇地块征收 | 市资源规划局 | 张三 | 2023年6月 | 推进中
",
        &["task 1-1 A:serial B:matter C:responsible_unit D:responsible_person E:due F:state rows 2"],
    );
    case_in(
        "督查室.xlsx!问题",
        "
问题描述 | 部门名称 | 是否解决 | 预计结束时间 | 实际结束时间
甲镇地块征收滞后 | 市资源规划局 | 否 | 2023年6月 |
",
        &["task 1-1 A:matter B:responsible_unit C:state D:due E:closed_on rows 2"],
    );
}

#[test]
fn sums_to_date_under_a_step_of_the_money_are_that_step() {
    case(
        "
项目名称 | 总投资 | 资金拨付 | 资金支出 | 责任单位
^ | ^ | 累计金额 | 累计金额 | ^
甲镇农村公路项目 | 1200 | 600 | 150 | 甲公司
",
        &["project 1-2 A:name B:total_investment C:disbursed D:spent E:responsible_unit rows 3"],
    );
    case(
        "
项目名称 | 总投资 | 资金支付 | < | 责任单位
^ | ^ | 支付额 | 支付率 | ^
甲镇农村公路项目 | 1200 | 600 | 50% | 甲公司
",
        &["project 1-2 A:name B:total_investment C:spent E:responsible_unit own D rows 3"],
    );
}

#[test]
fn of_sums_by_month_the_newest_with_figures_counts() {
    case(
        "
项目名称 | 总投资 | 年度计划投资 | 1-3月计划投资 | 1-3月完成投资 | 1-4月完成投资 | 1-5月完成投资
甲镇农村公路项目 | 1200 | 600 | 150 | 120 | 180 |
",
        &["project 1-1 A:name B:total_investment C:annual_plan F:annual_done own D E G rows 2"],
    );
    // The plan of all twelve months is the year's.
    case(
        "
项目名称 | 总投资 | 1-12月计划投资 | 1-4月完成投资
甲镇农村公路项目 | 1200 | 600 | 180
",
        &["project 1-1 A:name B:total_investment C:annual_plan D:annual_done rows 2"],
    );
}

#[test]
fn a_part_of_an_amount_is_not_the_whole() {
    case(
        "
项目名称 | 责任单位 | 总投资-合计 | 总投资-中央资金 | 年度计划投资（合计） | 年度计划投资（中央） | 年度计划投资（地方）
甲镇农村公路项目 | 甲公司 | 1200 | 300 | 600 | 150 | 450
",
        &["project 1-1 A:name B:responsible_unit C:total_investment E:annual_plan own D F G rows 2"],
    );
    // Alone, a word in brackets explains.
    case(
        "
项目名称 | 责任单位 | 总投资（含征地） | 开工时间（计划） | 开工时间（实际） | 所在县（区）
甲镇农村公路项目 | 甲公司 | 1200 | 2023年3月 | 2023年4月 | 甲镇
",
        &[
            "project 1-1 A:name B:responsible_unit C:total_investment D:planned_start E:started_on F:locality rows 2",
        ],
    );
}

#[test]
fn a_heading_that_is_mostly_the_same_but_holds_other_columns_begins_another_table() {
    case(
        "
序号 | 项目名称 | 建设单位 | 总投资 | 年度计划投资 | 责任单位
1 | 甲镇农村公路项目 | 甲公司 | 1200 | 600 | 甲局
三、前期项目 | | | | |
序号 | 项目名称 | 建设单位 | 总投资 | 前期工作进展 | 责任单位
1 | 甲镇卫生院迁建项目 | 乙公司 | 850 | 可研编制 | 乙局
 | （以下空白） | | | |
",
        &[
            "project 1-1 A:serial B:name C:owner D:total_investment E:annual_plan F:responsible_unit rows 2",
            "project 4-4 A:serial B:name C:owner D:total_investment E:physical_progress F:responsible_unit rows 5",
        ],
    );
}

#[test]
fn rates_of_the_year_and_sums_since_the_start_are_told_by_their_make() {
    case(
        "
项目名称 | 总投资 | 年度计划投资 | 自开始建设累计完成投资 | 累计完成年度投资计划比例（%） | 年度资金支付完成率 | 市级责任单位 | 县（市、区）
甲镇农村公路项目 | 1200 | 600 | 700 | 20% | 10% | 甲局 | 甲镇
",
        &[
            "project 1-1 A:name B:total_investment C:annual_plan D:cumulative_done E:completion_rate G:responsible_unit H:locality own F rows 2",
        ],
    );
}

#[test]
fn an_approval_may_be_asked_for_under_its_name() {
    case(
        "
项目名称 | 建设单位 | 立项批复 | 环评批复 | 施工许可
^ | ^ | 是否取得 | 是否取得 | 是否办结
甲镇农村公路项目 | 甲公司 | 是 | 否 | 否
",
        &["approval 1-2 A:name B:owner C:initiation D:eia E:construction_permit rows 3"],
    );
}

#[test]
fn of_a_step_of_the_money_the_whole_or_the_kinds_own_fund_counts() {
    let table = "
项目名称 | 总投资 | 计划下达 | < | 资金支付 | <
^ | ^ | 合计 | 中央 | 合计 | 中央
甲镇农村公路项目 | 1200 | 600 | 300 | 150 | 50
";
    case(
        table,
        &["project 1-2 A:name B:total_investment C:granted E:spent own D F rows 3"],
    );
}

#[test]
fn problems_are_told_in_many_words() {
    case(
        "
项目名称及代码 | 总投资 | 存在问题及需协调事项 | 责任单位 | 1-4月投资
甲镇农村公路项目 | 1200 | 用地 | 甲公司 | 150
",
        &["project 1-1 A:name B:total_investment C:problem D:responsible_unit E:annual_done rows 2"],
    );
    case_in(
        "督查室.xlsx!清单",
        "
序号 | 项目名称 | 存在的难点和堵点 | 责任单位 | 解决时限
1 | 甲镇农村公路项目 | 用地未批 | 甲局 | 2023年6月
",
        &["task 1-1 A:serial B:name C:matter D:responsible_unit E:due rows 2"],
    );
}

#[test]
fn amounts_are_told_by_their_make_where_nothing_else_is_meant() {
    case(
        "
项目名称 | 规划总投资 | 年度任务投资 | 年初至今累计投资 | 一期总投资 | 年度剩余投资 | 社会总投资占比 | 责任单位
甲镇农村公路项目 | 1200 | 600 | 150 | 500 | 450 | 20% | 甲公司
",
        &["project 1-1 A:name B:total_investment C:annual_plan D:annual_done H:responsible_unit own E F G rows 2"],
    );
}

#[test]
fn what_an_inspector_found_is_no_task_whatever_it_is_called() {
    case(
        "
督导日期 | 项目名称 | 督导员 | 难点堵点 | 整改时限 | 责任单位
2023年5月3日 | 甲镇农村公路项目 | 王某 | 弃土场未定 | 2023年5月20日 | 甲镇
",
        &["inspection 1-1 A:inspected_on B:name C:supervisor D:problem E:due F:responsible_unit rows 2"],
    );
    case(
        "
任务事项 | 项目名称 | 难点堵点 | 办结时限 | 责任部门
办理林地手续 | 甲镇农村公路项目 | 弃土场未定 | 2023年5月20日 | 资源规划局
",
        &["task 1-1 A:matter B:name D:due E:responsible_unit own C rows 2"],
    );
}
