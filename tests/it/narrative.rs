//! 文字材料 in the bulletin: their places, their figures, what they contradict.

use jianbao::finding::{Code, Severity};
use jianbao::ledger::Light;

use crate::support::desk::{Desk, day};

fn week() -> Desk {
    let mut office = Desk::new();
    office
        .project("甲镇水厂项目", "超化镇", "special_bond")
        .invests(30_000, 10_000, 2499)
        .building(Light::Red);
    office
        .project("城关镇道路项目", "城关镇", "key_project")
        .invests(20_000, 10_000, 2500)
        .planned(day(5, 1));
    office
}

#[test]
fn a_summary_opens_the_text_with_its_figures_filled_in() {
    let mut office = week();
    office.narrative(
        "综合专班工作小结.md",
        "---\nsection: 工作小结\nunit: 市发展改革委\norder: 1\n---\n\n本周平稳推进。截至5月12日，全市年度累计完成投资{{ totals.annual_done | wan }}。\n",
    );
    let text = office.text();
    assert!(
        text.contains(
            "本周平稳推进。截至5月12日，全市年度累计完成投资4999万元。纳入总账的项目2个（剔除重复后）"
        ),
        "{text}"
    );
}

/// What is said about the only wrong placeholder of a note, and what the bulletin prints.
#[track_caller]
fn wrong(file: &str, markdown: &str) -> (String, String) {
    let mut office = week();
    office.narrative(file, markdown);
    let (_, findings) = office.issue();
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    assert_eq!((finding.code, finding.severity), (Code::N01, Severity::Error));
    assert_eq!(&*finding.place.file, file);
    (finding.message.clone(), office.text())
}

#[test]
fn a_wrong_placeholder_names_its_file_its_line_and_what_there_is() {
    let (said, printed) = wrong(
        "综合专班工作小结.md",
        "---\nsection: 工作小结\n---\n\n完成投资{{ totals.anual_done | yi }}，纳入{{ totals.projects }}个。\n",
    );
    assert!(
        said.starts_with(
            "第5行的“{{ totals.anual_done | yi }}”填不出数：没有 totals.anual_done。可用的有：projects、"
        ),
        "{said}"
    );
    assert!(printed.contains("完成投资（缺），纳入2个。"), "{printed}");
}

#[test]
fn a_filter_must_fit_its_figure() {
    for (placeholder, problem) in [
        (
            "{{ totals.projects | yi }}",
            "totals.projects 不能用“yi”来写，个数用 count",
        ),
        (
            "{{ totals.annual_done | money }}",
            "不认识“| money”。可用的有：yi、wan、percent、count、day",
        ),
    ] {
        let (said, printed) = wrong("按语.md", placeholder);
        assert_eq!(said, format!("第1行的“{placeholder}”填不出数：{problem}"));
        assert!(printed.starts_with("（缺）\n"), "{printed}");
    }
}

#[test]
fn a_placeholder_that_is_not_closed_takes_no_words_along() {
    let (said, printed) = wrong("按语.md", "完成{{ totals.annual_done\n\n抓紧推进。}}\n");
    assert_eq!(said, "第1行的“{{”填不出数：“{{”后面没有“}}”");
    assert!(
        printed.starts_with("完成{{ totals.annual_done\n\n抓紧推进。}}\n"),
        "{printed}"
    );
}

#[test]
fn a_preface_that_was_sent_takes_the_place_of_the_written_one() {
    let mut office = week();
    office.narrative("按语.txt", "请各单位认真阅读。");
    let text = office.text();
    assert!(text.starts_with("请各单位认真阅读。\n一、总体情况"), "{text}");
}

#[test]
fn plans_go_to_the_step_they_are_about_and_what_is_written_twice_is_written_once() {
    let mut office = week();
    office.narrative(
        "项目推进和督导服务专班工作计划.md",
        "5月12日之后一周：\n\n- 对应开未开项目逐个现场督导；\n- 召开一次培训会。\n",
    );
    let text = office.text();
    assert!(
        text.contains("（一）抓开工。项目推进和督导服务专班对应开未开项目逐个现场督导"),
        "{text}"
    );
    assert_eq!(text.matches("逐个现场督导").count(), 1, "{text}");
    assert!(
        text.contains("其他工作。项目推进和督导服务专班召开一次培训会。"),
        "{text}"
    );
}

#[test]
fn a_plan_with_a_table_is_printed_as_it_was_sent() {
    let mut office = week();
    office.narrative(
        "财政专班工作计划.md",
        "| 事项 | 时限 |\n| --- | --- |\n| 拨付 | 5月 |\n",
    );
    let text = office.text();
    assert!(text.contains("财政专班工作计划。\n| 事项 | 时限 |"), "{text}");
}

#[test]
fn a_stray_note_is_not_printed() {
    let mut office = week();
    office.narrative("说明.txt", "这是给自己看的。");
    assert!(!office.text().contains("给自己看"));
}

#[test]
fn a_typed_figure_that_contradicts_the_tables_is_a_finding() {
    let mut office = week();
    office.narrative(
        "项目推进和督导服务专班通报.md",
        "---\nsection: 工作小结\n---\n\n截至5月12日，全市六类项目共2个，总投资5.00亿元，年度计划投资2.00亿元，本年累计完成投资0.63亿元。\n",
    );
    let (_, findings) = office.issue();
    let typed: Vec<_> = findings
        .iter()
        .filter(|finding| finding.code == Code::N01)
        .collect();
    assert_eq!(typed.len(), 1, "{typed:?}");
    assert_eq!(typed[0].message, "文字写本年完成投资0.63亿元，表中是4999万元");
    assert_eq!(&*typed[0].place.file, "项目推进和督导服务专班通报.md");
    assert!(typed[0].help.contains("{{ totals.annual_done | yi }}"));
}

#[test]
fn what_is_right_or_cannot_be_judged_is_no_contradiction() {
    for sentence in [
        "截至5月12日，全市六类项目共2个，总投资5.00亿元，年度计划投资2亿元，本年累计完成投资0.50亿元，完成率25.0%。",
        "截至5月5日，全市本年完成投资0.40亿元。",
        "全市本周新增项目1个、总投资1.20亿元。",
        "超化镇某项目总投资9.99亿元。",
        "力争全市本年完成投资3.00亿元。",
        "全市累计完成投资9.00亿元。",
        "全市项目2个，其中总投资10亿元以上的1个。",
        "全市完成率较上期提高1.5个百分点。",
    ] {
        let mut office = week();
        office.narrative("综合专班工作小结.md", sentence);
        let (_, findings) = office.issue();
        assert!(
            findings.iter().all(|finding| finding.code != Code::N01),
            "{sentence}: {findings:?}"
        );
    }
}

#[test]
fn who_owes_a_summary_or_a_plan_is_named() {
    let mut office = week();
    office.narrative("综合专班工作小结.md", "平稳推进。");
    office.narrative("项目推进和督导服务专班工作小结.md", "平稳推进。");
    office.narrative("项目推进和督导服务专班工作计划.md", "盯办。");
    let (issue, _) = office.issue();
    assert!(
        issue
            .reminder
            .contains("综合专班工作计划、财政专班工作小结和工作计划本期未报。"),
        "{}",
        issue.reminder
    );
}

#[test]
fn a_line_of_a_plain_text_is_counted_as_its_file_has_it() {
    let (said, _) = wrong(
        "综合专班工作小结.txt",
        "综合专班工作小结\n本周平稳推进。\n完成投资{{ totals.anual_done }}。\n",
    );
    assert!(said.starts_with("第3行"), "{said}");
}

#[test]
fn tags_and_titles_that_the_bulletin_writes_itself_are_not_printed() {
    let mut office = week();
    office.narrative(
        "金融专班工作计划.txt",
        "金融专班工作计划（5月12日）\n（一）推动银企对接。\n（二）开展培训。",
    );
    office.narrative("按语.md", "<p class=\"x\">请<b onclick=\"a()\">抓紧</b>。</p>");
    let text = office.text();
    assert!(text.starts_with("请抓紧。\n"), "{text}");
    assert!(text.contains("抓资金。金融专班推动银企对接"), "{text}");
    assert!(text.contains("其他工作。金融专班开展培训。"), "{text}");
}
