//! 看板.html: one file, safe, small, and of one mind with the bulletin.

use jianbao::bulletin::Edition;
use jianbao::catalog::{ApprovalState, Field};
use jianbao::finding::{Code, Finding, Place};
use jianbao::ledger::Light;
use jianbao::render::{Templates, dashboard_html, policy_hash};
use serde_json::Value;

use crate::support::desk::{Desk, day};

fn page(desk: &Desk) -> String {
    let (issue, findings) = desk.issue();
    let edition = Edition {
        catalog: &desk.catalog,
        options: &desk.options,
        submissions: &desk.submissions,
        rollcall: &desk.rollcall,
        ledger: &desk.ledger,
        previous: desk.previous.as_ref(),
        narratives: &desk.narratives,
        findings: &findings,
        issue: &issue,
    };
    dashboard_html(&edition, &Templates::load(&[]).unwrap()).unwrap()
}

/// What stands between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start}")) + start.len();
    &text[from..from + text[from..].find(end).unwrap()]
}

fn data(page: &str) -> Value {
    serde_json::from_str(between(
        page,
        r#"<script type="application/json" id="data">"#,
        "</script>",
    ))
    .unwrap()
}

/// A value of a row, by its column.
fn cell<'a>(data: &'a Value, row: usize, column: &str) -> &'a Value {
    let columns = data["cols"].as_array().unwrap();
    &data["rows"][row][columns.iter().position(|name| name == column).unwrap()]
}

/// So many invented projects over all localities and kinds.
fn crowd(count: usize) -> Desk {
    let mut desk = Desk::new();
    let localities: Vec<String> = (desk.catalog.units.iter().filter(|unit| unit.is_locality()))
        .map(|unit| unit.short.clone())
        .collect();
    let kinds: Vec<String> = desk.catalog.kinds.iter().map(|kind| kind.id.clone()).collect();
    for at in 0..count {
        let amount = i64::try_from(at).unwrap();
        let name = format!("第{at}号道路管网改造及配套设施建设（一期）项目");
        let draft = desk.project(
            &name,
            &localities[at % localities.len()],
            &kinds[at % kinds.len()],
        );
        let draft = draft
            .invests(10_000 + amount * 7, 3_000 + amount, 100 + amount * 3 % 2_000)
            .lacks(&[("环评", ApprovalState::InHand)])
            .money(2_000 + amount, 900, 300);
        if at % 5 == 0 {
            draft.planned(day(3, 1 + u32::try_from(at % 28).unwrap()));
        } else {
            draft.building([Light::Red, Light::Yellow, Light::Green][at % 3]);
        }
    }
    desk
}

#[test]
fn the_policy_allows_the_pages_one_script_and_nothing_else() {
    let page = page(&crowd(3));
    let script = between(&page, "</script>\n<script>", "</script>");
    assert!(page.contains(&format!("script-src '{}'", policy_hash(script))));
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<script").count(), 2);
    for outside in [
        "http://", "https://", "src=\"//", "@import", " onclick", " onload",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn hostile_names_change_no_element() {
    let hostile = "</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(2)>项目";
    let mut desk = Desk::new();
    desk.project(hostile, "超化镇", "central_budget")
        .invests(100, 50, 10)
        .planned(day(3, 1));
    desk.task("XM2023-0001", hostile, 0, "住建局", day(4, 1));
    let page = page(&desk);
    assert!(!page.contains("<img") && !page.contains("<svg/onload"));
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(cell(&data(&page), 0, "name"), hostile);
}

#[test]
fn the_overview_says_what_the_bulletin_says() {
    let mut desk = Desk::new();
    desk.project("甲项目", "超化镇", "central_budget")
        .invests(1_127_578, 1_127_578, 251_682)
        .building(Light::Red);
    let page = page(&desk);
    assert!(page.contains("年度投资完成22.3%，低于时序进度13.8个百分点"));
    assert!(page.contains("<b>112.76</b><i>亿元</i>"));
    let bulletin = desk.text();
    assert!(
        bulletin.contains("22.3%") && bulletin.contains("13.8个百分点"),
        "{bulletin}"
    );
}

#[test]
fn what_is_short_of_the_time_is_the_same_amount_in_the_bulletin() {
    let mut desk = crowd(30);
    // A plan of which nobody said what is done counts in the whole.
    desk.project("乙项目", "超化镇", "special_bond")
        .amount(Field::AnnualPlan, 98_765);
    let short = |text: &str, before: &str| -> String {
        let from = text.find(before).unwrap_or_else(|| panic!("no {before}")) + before.len();
        text[from..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect()
    };
    assert_eq!(
        short(&page(&desk), "与时序进度相比少完成"),
        short(&desk.text(), "与时序进度相比，少完成")
    );
}

#[test]
fn rows_hold_the_figures_of_issue_json_and_their_cells() {
    let desk = crowd(20);
    let (data, json) = (data(&page(&desk)), desk.json());
    let projects = json["projects"].as_array().unwrap();
    assert_eq!(data["rows"].as_array().unwrap().len(), projects.len());
    for (row, project) in projects.iter().enumerate() {
        for (column, field) in [
            ("code", "code"),
            ("name", "name"),
            ("total", "total_investment"),
            ("plan", "annual_plan"),
            ("done", "annual_done"),
        ] {
            assert_eq!(cell(&data, row, column), &project[field], "{column} of {row}");
        }
        let light = project["light"].as_str().map_or("", |light| &light[..1]);
        assert_eq!(cell(&data, row, "light"), light);
        let source = cell(&data, row, "src")[0].as_str().unwrap();
        let (sheet, place) = source.split_once('!').unwrap();
        assert_eq!(
            place,
            project["origin"]["total_investment"]["cell"].as_str().unwrap()
        );
        assert_eq!(
            data["files"][sheet.parse::<usize>().unwrap()][0],
            project["origin"]["total_investment"]["file"]
        );
    }
}

#[test]
fn what_the_bulletin_keeps_to_itself_is_not_on_the_page() {
    let mut desk = Desk::new();
    desk.project("甲项目", "超化镇", "central_budget")
        .invests(100, 50, 10)
        .building(Light::Red);
    let code = desk.ledger.projects[0].code.clone();
    let place = Place::file("超化镇.xlsx").at(4, 2);
    for (code_of, message) in [
        (Code::B12, "已开工而无施工许可"),
        (Code::B02, "本年完成大于累计完成，联系13812345678"),
    ] {
        let finding = Finding::new(code_of, place.clone(), message, "请核对").project("甲项目", code.clone());
        desk.findings.push(finding);
    }
    let page = page(&desk);
    assert!(!page.contains("B12") && !page.contains("已开工而无施工许可"));
    assert!(page.contains("本年完成大于累计完成") && !page.contains("13812345678"));
}

#[test]
fn a_first_issue_compares_with_nothing() {
    let page = page(&crowd(12));
    let shown = between(&page, "<body>", r#"<script type="application/json""#);
    for word in ["较上期", "空心为", "历期趋势", "与上期"] {
        assert!(!shown.contains(word), "{word}");
    }
}

#[test]
fn what_leaders_are_asked_for_leads_to_its_projects() {
    let mut desk = Desk::new();
    let kind = desk.catalog.kinds[0].id.clone();
    for name in ["甲项目", "乙项目"] {
        desk.project(name, "超化镇", &kind)
            .invests(50_000, 20_000, 0)
            .lacks(&[])
            .planned(day(3, 1));
    }
    // One name holds the other, so that a search for it would find both.
    for name in ["丙项目", "丙项目二期"] {
        desk.project(name, "超化镇", &kind)
            .invests(50_000, 20_000, 0)
            .lacks(&[("环评", ApprovalState::InHand)])
            .planned(day(4, 1));
    }
    let page = page(&desk);
    let list = between(&page, r#"<ol class="matters">"#, "</ol>");
    assert!(list.contains(r#"data-go="start=ready-long">手续齐备"#), "{list}");
    let all = &desk.ledger.projects;
    let shorter = all.iter().find(|project| project.name == "丙项目").unwrap();
    let link = format!(r#"data-go="q={}">丙项目（"#, shorter.code.as_deref().unwrap());
    assert!(list.contains(&link), "{list}");
    assert!(list.contains(r#"data-go="q=丙项目二期">"#), "{list}");
}

#[test]
fn nothing_wrong_reads_as_such() {
    let mut desk = Desk::new();
    desk.project("甲项目", "超化镇", "central_budget")
        .invests(100, 50, 40)
        .building(Light::Green)
        .lacks(&[]);
    let page = page(&desk);
    for sentence in [
        "应开项目全部开工",
        "到期任务全部办结，无逾期",
        "本期没有需市领导协调的事项",
        "个单位已全部报送",
    ] {
        assert!(page.contains(sentence), "{sentence}");
    }
}

#[test]
fn an_empty_week_still_makes_a_page() {
    assert!(page(&Desk::new()).contains("本期没有纳入总账的项目"));
}

#[test]
fn localities_are_ranked_only_where_the_configuration_says_so() {
    let mut desk = crowd(36);
    assert!(!page(&desk).contains("名次"));
    desk.catalog.ranking = true;
    let page = page(&desk);
    assert!(page.contains("名次") && page.contains("按完成率由高到低"));
}

#[test]
fn three_hundred_projects_take_less_than_half_a_megabyte_and_three_thousand_less_than_two() {
    for (count, most) in [(300, 500_000), (3_000, 2_000_000)] {
        let size = page(&crowd(count)).len();
        assert!(size < most, "{count} projects: {size} bytes");
    }
}
