//! The bulletin as a whole: what it says of an empty week, of a first one, of one with nothing wrong.

use jianbao::bulletin::{BoardCell, Issue};
use jianbao::catalog::ApprovalState;
use jianbao::finding::{Code, Finding, Place};
use jianbao::ledger::{Light, Previous};

use crate::support::desk::{Desk, day, text};

fn week() -> Desk {
    let mut desk = Desk::new();
    desk.project("超化镇水厂项目", "超化镇", "special_bond")
        .invests(30_000, 10_000, 2499)
        .money(8000, 3000, 1000)
        .lacks(&[])
        .building(Light::Red);
    desk.project("城关镇道路项目", "城关镇", "key_project")
        .invests(20_000, 10_000, 0)
        .lacks(&[])
        .planned(day(2, 16));
    desk.project("矿区学校项目", "矿区街道", "key_project")
        .invests(5000, 1000, 400)
        .lacks(&[("环评", ApprovalState::InHand), ("规划", ApprovalState::None)])
        .planned(day(5, 5));
    desk
}

fn issue(desk: &Desk) -> Issue {
    desk.issue().0
}

/// Phrases that no reader should ever meet.
const NEVER: [&str; 12] = [
    "0个项目",
    "增加-",
    "减少-",
    "增加0",
    "减少0",
    "。。",
    "，。",
    "；。",
    "、。",
    "（）",
    "为。",
    "NaN",
];

fn assert_reads_well(said: &str) {
    for phrase in NEVER {
        assert!(!said.contains(phrase), "{phrase}\n{said}");
    }
}

#[test]
fn an_empty_week_is_still_a_text() {
    let said = Desk::new().text();
    assert!(
        said.contains("一、总体情况\n截至5月12日，全市6类重要项目0个（剔除重复后）。"),
        "{said}"
    );
    assert!(!said.contains("应开未开"), "{said}");
    assert!(!said.contains("存在问题"), "{said}");
    assert_reads_well(&said.replace("6类重要项目0个", ""));
}

#[test]
fn the_first_issue_compares_with_nothing() {
    let said = week().text();
    assert!(!said.contains("上期"), "{said}");
    assert!(said.contains("已开工1个，应开未开2个。"), "{said}");
    assert_reads_well(&said);
}

#[test]
fn an_issue_in_which_nothing_moved_says_so_once() {
    let mut desk = week();
    desk.after_a_week();
    let said = desk.text();
    assert!(said.contains("\n完成投资与上期持平。"), "{said}");
    assert!(said.contains("应开未开2个，与上期持平"), "{said}");
    assert_reads_well(&said);
}

#[test]
fn kinds_without_projects_leave_no_gap_in_the_numbers() {
    let said = week().text();
    assert!(said.contains("（一）三级重点项目。共2个"), "{said}");
    assert!(said.contains("（二）地方政府专项债券项目。共1个"), "{said}");
    assert!(!said.contains("中长期贷款项目。共"), "{said}");
}

#[test]
fn a_missing_lead_keeps_its_money_and_a_missing_locality_says_what_stands_for_it() {
    let mut desk = week();
    desk.after_a_week();
    let (lead, locality) = (desk.unit("市财政局"), desk.unit("城关镇"));
    desk.rollcall.missing = vec![locality, lead];
    desk.rollcall.missing_for = vec![(locality, 2), (lead, 1)];
    let said = desk.text();
    assert!(
        said.contains("专项债券资金财政局本期未报，沿用上期：发行8000万元"),
        "{said}"
    );
    assert!(said.contains("城关镇连续2期未报，财政局未报"), "{said}");
    assert!(said.contains("城关镇和财政局5月16日前补报"), "{said}");
    let reminder = issue(&desk).reminder;
    let units = desk.catalog.units.len();
    let opening = format!(
        "【催报】第2期（截至5月12日）应报{units}个单位，已报{}个。未报：城关镇（连续2期）、财政局。请于5月16日前补报。",
        units - 2
    );
    assert!(reminder.starts_with(&opening), "{reminder}");
}

#[test]
fn what_a_started_project_lacks_is_never_in_print() {
    let mut desk = week();
    let finding = Finding::new(
        Code::B12,
        Place::file("城关镇.xlsx"),
        "没有施工许可已开工",
        "补办施工许可",
    );
    desk.findings.push(finding);
    let issue = issue(&desk);
    let printed = format!(
        "{}{}{:?}{:?}{:?}{:?}",
        text(&issue),
        issue.reminder,
        issue.annexes,
        issue.letters,
        issue.agenda,
        issue.slips
    );
    assert!(!printed.contains("没有施工许可") && !printed.contains("无施工许可"));
    assert_eq!(issue.reminder, {
        let mut without = desk;
        without.findings.0.clear();
        self::issue(&without).reminder
    });
}

#[test]
fn letters_go_to_whoever_is_late_and_are_numbered_only_when_published() {
    let mut desk = week();
    desk.task("XM2023-0003", "办理能评手续", 1, "市发展改革委", day(4, 25));
    let draft = issue(&desk);
    let to: Vec<&str> = draft
        .letters
        .iter()
        .map(|letter| letter.addressee.as_str())
        .collect();
    assert_eq!(
        to,
        [
            "矿区街道办事处",
            "城关镇人民政府",
            "超化镇人民政府",
            "市发展改革委"
        ]
    );
    assert!(
        draft
            .letters
            .iter()
            .all(|letter| letter.number == "新密攻坚督〔2023〕　号")
    );
    desk.options.is_draft = false;
    desk.previous = Some(Previous {
        last_letter: 3,
        issues: Vec::new(),
        ..Previous::default()
    });
    let numbers: Vec<String> = issue(&desk)
        .letters
        .into_iter()
        .map(|letter| letter.number)
        .collect();
    // The year's first issue starts again at 1.
    assert_eq!(numbers[0], "新密攻坚督〔2023〕1号");
    assert_eq!(numbers[3], "新密攻坚督〔2023〕4号");
}

#[test]
fn a_letter_says_what_is_late_and_by_when_to_answer() {
    let letter = issue(&week())
        .letters
        .into_iter()
        .find(|letter| letter.addressee == "城关镇人民政府")
        .unwrap();
    let body = format!("{:?}", letter.body);
    assert_eq!(letter.title, "关于限期推进城关镇道路项目的督办函");
    assert!(
        body.contains(
            "1个项目应开未开。城关镇道路项目计划2月16日开工，已超期85天，所需手续均已办结，至今未开工。"
        ),
        "{body}"
    );
    assert!(body.contains("请于2023年5月19日前书面反馈办理情况"), "{body}");
    assert_eq!(letter.dated, "2023年5月15日");
}

#[test]
fn a_promise_past_its_date_is_in_the_text_and_in_the_list() {
    let mut desk = week();
    desk.promise(2, "环评", day(5, 10));
    let issue = issue(&desk);
    assert!(
        text(&issue).contains("容缺办理承诺到期未补齐1项（附表5）。"),
        "{}",
        text(&issue)
    );
    let board = issue
        .annexes
        .iter()
        .find(|board| board.label.as_deref() == Some("附表5"))
        .unwrap();
    assert!(board.rows.iter().any(|row| {
        row.cells
            .contains(&BoardCell::Text("环评（告知承诺）".to_owned()))
    }));
}

#[test]
fn the_ranking_is_printed_only_where_the_office_asks_for_it() {
    let mut desk = week();
    let has_rank = |issue: &Issue| {
        issue
            .annexes
            .iter()
            .flat_map(|board| &board.columns)
            .any(|column| column.title == "名次")
    };
    assert!(!has_rank(&issue(&desk)));
    desk.catalog.ranking = true;
    let ranked = issue(&desk);
    assert!(has_rank(&ranked));
    let board = ranked
        .annexes
        .iter()
        .find(|board| board.label.as_deref() == Some("附表2"))
        .unwrap();
    for row in &board.rows {
        assert_eq!(row.cells.len(), board.columns.len());
    }
    assert!(
        board
            .rows
            .iter()
            .any(|row| row.cells.contains(&BoardCell::NotRanked))
    );
}

#[test]
fn every_row_of_every_board_has_a_cell_for_each_column() {
    let mut desk = week();
    desk.after_a_week();
    desk.task("XM2023-0003", "办理能评手续", 1, "市发展改革委", day(4, 25));
    let issue = issue(&desk);
    let letters = issue.letters.iter().filter_map(|letter| letter.annex.as_ref());
    let agenda = [&issue.agenda.figures, &issue.agenda.stuck]
        .into_iter()
        .chain(&issue.agenda.decisions);
    for board in issue.annexes.iter().chain(letters).chain(agenda) {
        for row in &board.rows {
            assert_eq!(row.cells.len(), board.columns.len(), "{}", board.title);
        }
        let width: u32 = board.columns.iter().map(|column| u32::from(column.width)).sum();
        assert!((98..=110).contains(&width), "{}: {width}", board.title);
    }
}

#[test]
fn the_agenda_starts_with_the_oldest_matter() {
    let mut desk = week();
    desk.task("XM2023-0003", "办理能评手续", 1, "市发展改革委", day(4, 25));
    let agenda = issue(&desk).agenda;
    let groups: Vec<String> = (agenda.stuck.rows.iter())
        .filter(|row| row.keys.is_empty())
        .map(|row| format!("{:?}", row.cells[0]))
        .collect();
    assert!(groups[0].contains("城关镇（1项，最长85天）"), "{groups:?}");
    assert!(groups[1].contains("发展改革委（1项，最长17天）"), "{groups:?}");
    assert!(agenda.decisions.is_none());
    assert!(
        agenda.steps[1].contains("由拖期最长的城关镇开始（第二部分"),
        "{:?}",
        agenda.steps
    );
}

#[test]
fn two_compositions_of_one_week_are_the_same() {
    assert_eq!(issue(&week()), issue(&week()));
}
