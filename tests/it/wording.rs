//! The office's wording, rule by rule: numbers, names, lists, changes. The sentences of each chapter are tested beside
//! the functions that write them.

use chrono::NaiveDate;

use jianbao::bulletin::wording::{
    Compared, Listed, against_time_progress, all_or_all_but, amount_change, count_change, date, full_date,
    grouped, list, money, percent, points, printed, project_here, project_name, rate_change,
    rate_change_beside_time, table_money, table_percent, table_points,
};
use jianbao::catalog::Catalog;
use jianbao::value::{Day, Precision, Ratio, Wanyuan};

fn wan(amount: f64) -> Wanyuan {
    #[expect(clippy::cast_possible_truncation, reason = "test amounts are small")]
    Wanyuan::from_yuan((amount * 10_000.0).round() as i64)
}

/// Per cent with two decimals as an exact fraction: `2232` is 22.32 %.
fn hundredths(percent: i128) -> Ratio {
    Ratio::of(percent, 10_000).unwrap()
}

fn share(part: i128, base: i128) -> Ratio {
    Ratio::of(part, base).unwrap()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn amounts_are_in_yi_from_one_hundred_million_up() {
    for (amount, text) in [
        (3_149_855.9, "314.99亿元"),
        (8117.0, "8117万元"),
        (1693.15, "1693万元"),
        (1234.5, "1235万元"),
        (10_050.0, "1.01亿元"),
        (9999.5, "1.00亿元"),
        (9999.4, "9999万元"),
        (0.4, "不足1万元"),
        (0.5, "1万元"),
        (-174.0, "174万元"),
    ] {
        assert_eq!(money(wan(amount)), text, "{amount}");
    }
}

#[test]
fn amounts_in_tables_are_grouped_whole_wan() {
    for (amount, text) in [
        (3_149_855.9, "3,149,856"),
        (936.0, "936"),
        (1000.0, "1,000"),
        (-1234.5, "-1,235"),
        (0.0, "0"),
    ] {
        assert_eq!(table_money(wan(amount)), text, "{amount}");
    }
}

#[test]
fn rates_round_half_up_and_never_up_to_all() {
    for (rate, text) in [
        (share(251_682, 1_127_578), "22.3%"),
        (hundredths(2225), "22.3%"),
        (share(40, 40), "100%"),
        (share(2999, 3000), "99.9%"),
        (share(4001, 2957), "135.3%"),
        (share(0, 39), "0%"),
        (share(132, 365), "36.2%"),
        (share(61, 366), "16.7%"),
    ] {
        assert_eq!(percent(rate), text);
    }
    assert_eq!(table_percent(share(2999, 3000)), "99.9");
    assert_eq!(table_percent(share(1, 1)), "100.0");
}

#[test]
fn differences_of_rates_are_those_of_the_unrounded_rates() {
    let difference = share(223_206, 1_000_000).minus(share(361_644, 1_000_000));
    assert_eq!(points(difference), "13.8个百分点");
    assert_eq!(table_points(difference), "-13.8");
    assert_eq!(table_points(hundredths(154)), "+1.5");
    assert_eq!(table_points(hundredths(2)), "0.0");
}

#[test]
fn dates_leave_out_the_year_of_the_issue_and_say_how_coarse_they_are() {
    for (of, text) in [
        (Day::exact(day(2023, 5, 12)), "5月12日"),
        (Day::exact(day(2022, 12, 6)), "2022年12月6日"),
        (Day::coarse(day(2023, 3, 1), Precision::Month), "3月底"),
        (Day::coarse(day(2023, 5, 1), Precision::Quarter), "二季度末"),
        (Day::coarse(day(2023, 2, 1), Precision::Half), "上半年末"),
        (Day::coarse(day(2023, 2, 1), Precision::Year), "年底"),
        (Day::coarse(day(2024, 2, 1), Precision::Year), "2024年底"),
        (Day::coarse(day(2023, 5, 15), Precision::TenDays), "5月中旬"),
    ] {
        assert_eq!(date(of, 2023), text);
    }
    assert_eq!(full_date(day(2023, 5, 12)), "2023年5月12日");
}

#[test]
fn lists_join_with_and_and_say_how_many_they_leave_out() {
    let of = |limit| Listed {
        measure: "个项目",
        board: Some("附表4"),
        limit,
    };
    assert_eq!(list(&names(&["平陌镇"]), of(8)), "平陌镇");
    assert_eq!(list(&names(&["矿区街道", "平陌镇"]), of(8)), "矿区街道和平陌镇");
    assert_eq!(
        list(&names(&["超化镇", "刘寨镇", "财政局"]), of(8)),
        "超化镇、刘寨镇和财政局"
    );
    let twelve = names(&["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"]);
    assert_eq!(list(&twelve, of(8)), "A、B、C等12个项目（详见附表4）");
    let ten = names(&["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"]);
    let units = Listed {
        measure: "个单位",
        board: Some("附表2"),
        limit: 8,
    };
    assert_eq!(list(&ten, units), "甲、乙、丙等10个单位（详见附表2）");
}

#[test]
fn all_or_all_but_a_few_are_not_named() {
    assert_eq!(all_or_all_but(18, "个属地", &[]).unwrap(), "18个属地均");
    assert_eq!(
        all_or_all_but(18, "个属地", &names(&["来集镇"])).unwrap(),
        "除来集镇外，17个属地均"
    );
    assert!(all_or_all_but(18, "个属地", &names(&["甲", "乙", "丙"])).is_none());
}

#[test]
fn equal_numbers_are_written_together() {
    let numbers = [("发展改革委", 3), ("财政局", 3), ("住建局", 2), ("城关镇", 1)];
    let numbers = numbers.map(|(name, number)| (name.to_owned(), number));
    assert_eq!(
        grouped(&numbers, "项"),
        "发展改革委和财政局各3项，住建局2项，城关镇1项"
    );
}

#[test]
fn a_project_is_named_with_its_locality_once() {
    let catalog = Catalog::preset();
    let unit = |name| catalog.unit_named(name);
    for (name, locality, text) in [
        (
            "白寨镇溱水路第三中学迁建项目",
            "白寨镇",
            "白寨镇溱水路第三中学迁建项目",
        ),
        ("矿区卫生院迁建项目", "矿区街道", "矿区卫生院迁建项目"),
        (
            "城乡供水一体化提升项目",
            "伏羲山管委会",
            "城乡供水一体化提升项目（伏羲山管委会）",
        ),
    ] {
        assert_eq!(project_name(name, unit(locality), &catalog), text);
    }
    assert_eq!(
        project_here("袁庄乡西部中心幼儿园项目", unit("袁庄乡"), &catalog),
        "西部中心幼儿园项目"
    );
    assert_eq!(
        project_here("城乡供水一体化提升项目", unit("伏羲山管委会"), &catalog),
        "城乡供水一体化提升项目"
    );
}

#[test]
fn half_width_brackets_of_a_chinese_name_are_printed_full_width() {
    for (name, text) in [
        ("矿区道路改扩建(一期)项目", "矿区道路改扩建（一期）项目"),
        ("西部道路(K3+200)改造项目", "西部道路（K3+200）改造项目"),
        ("甲项目（一期）", "甲项目（一期）"),
        ("LNG(2)站", "LNG(2)站"),
        ("甲)项目(", "甲)项目（"),
    ] {
        assert_eq!(printed(name), text);
    }
}

#[test]
fn units_have_a_short_name_for_the_bulletin_and_a_full_one_for_letters() {
    let catalog = Catalog::preset();
    for (full, short) in [
        ("超化镇人民政府", "超化镇"),
        ("青屏街街道办事处", "青屏街街道"),
        ("市财政局", "财政局"),
        ("郑州市生态环境局新密分局", "生态环境分局"),
        ("市发展改革委", "发展改革委"),
        ("市发展改革服务中心", "发展改革服务中心"),
    ] {
        let unit = catalog.unit(catalog.unit_named(full).unwrap());
        assert_eq!((unit.name.as_str(), unit.short.as_str()), (full, short));
    }
}

#[test]
fn counts_and_amounts_increase_or_decrease() {
    assert_eq!(count_change(26, 21, "个"), "较上期增加5个");
    assert_eq!(count_change(19, 21, "个"), "较上期减少2个");
    assert_eq!(count_change(6, 6, "个"), "与上期持平");
    assert_eq!(
        amount_change(wan(251_924.0), wan(228_923.0)),
        "较上期增加2.30亿元"
    );
    assert_eq!(amount_change(wan(2363.0), wan(2537.0)), "较上期减少174万元");
    assert_eq!(amount_change(wan(2363.0), wan(2363.0)), "与上期持平");
}

#[test]
fn rates_rise_fall_or_stay() {
    for (now, before, text) in [
        (2232, 2077, "较上期提高1.6个百分点"),
        (1856, 1952, "较上期回落1.0个百分点"),
        (2004, 2001, "与上期基本持平"),
        (2000, 2000, "与上期持平"),
    ] {
        assert_eq!(rate_change(hundredths(now), hundredths(before)), text);
    }
    // 22.32 % and 20.77 % as printed; the exact rates behind them differ by 1.548 points.
    let before = share(223_206 - 15_480, 1_000_000);
    assert_eq!(
        rate_change(share(223_206, 1_000_000), before),
        "较上期提高1.5个百分点"
    );
}

#[test]
fn a_rate_is_held_against_the_time_progress() {
    let time = share(132, 365);
    for (rate, text) in [
        (share(223_206, 1_000_000), "低于时序进度13.8个百分点"),
        (share(4, 10), "高于时序进度3.8个百分点"),
        (time, "与时序进度持平"),
        (share(3616, 10_000), "与时序进度基本持平"),
    ] {
        assert_eq!(against_time_progress(rate, time), text);
    }
}

#[test]
fn the_gap_to_the_time_progress_widens_or_narrows() {
    let of = |rate, rate_before, time, time_before| {
        rate_change_beside_time(Compared {
            rate: share(rate, 100_000),
            rate_before: share(rate_before, 100_000),
            time: share(time, 100_000),
            time_before: share(time_before, 100_000),
        })
    };
    assert_eq!(
        of(22_321, 20_773, 36_164, 34_246),
        "较上期提高1.5个百分点；同期时序进度前移1.9个百分点，达到36.2%，差距扩大0.4个百分点"
    );
    assert_eq!(
        of(31_664, 29_264, 36_164, 34_264),
        "较上期提高2.4个百分点；同期时序进度前移1.9个百分点，达到36.2%，差距缩小0.5个百分点"
    );
    assert_eq!(
        of(40_000, 37_000, 36_164, 34_264),
        "较上期提高3.0个百分点；同期时序进度前移1.9个百分点，达到36.2%，高于时序进度3.8个百分点"
    );
    // Over New Year both start anew.
    assert_eq!(of(1000, 1500, 2000, 99_000), "较上期回落0.5个百分点");
}
