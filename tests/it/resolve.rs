//! `resolve`: what was settled once is known from then on, and said to be known, of the unit that it was settled for.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::program::{Said, Workplace};

/// Two townships with the same unknown word, one with an unknown heading, an approval in words of its own, and a list
/// whose unit nobody knows.
fn office() -> Workplace {
    let place = Workplace::new();
    let head = "序号,项目名称,总投资（万元）,年度计划投资（万元）,本年完成投姿（万元）,项目状态,环评";
    for (unit, approval) in [("城关镇", "×"), ("岳村镇", "批了")] {
        place.put(
            &format!("input/{unit}.csv"),
            format!("{unit}项目台账\n{head}\n1,{unit}水库项目,1200,800,100,开建了,{approval}\n"),
        );
    }
    place.put(
        "input/荀堂府.csv",
        "任务清单\n序号,任务事项,责任部门,办结时限\n1,办理用地,资源规划局,2023-06-01\n",
    );
    place.put("jianbao.toml", "as_of = 2023-05-05\n");
    place
}

/// Runs `resolve` at a terminal and types the answers.
fn answer(place: &Workplace, answers: &[&str]) -> Said {
    let program = format!("{} resolve --no-color", env!("CARGO_BIN_EXE_jianbao"));
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &program, "/dev/null"])
        .current_dir(place.path())
        .env("USERNAME", "王晓东")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut typed = child.stdin.take().unwrap();
    typed
        .write_all(format!("{}\n", answers.join("\n")).as_bytes())
        .unwrap();
    let said = Said::from(child.wait_with_output().unwrap());
    drop(typed);
    said
}

#[test]
fn an_answer_is_written_for_its_unit_and_known_from_then_on() {
    let place = office();
    let before = place.run(&["resolve"]);
    assert!(before.out.starts_with("6处没有认出"), "{}", before.out);
    let said = answer(&place, &["", "", "已办结", "苟堂镇", "荀堂府", "", ""]);
    assert!(said.out.contains("已记入 jianbao.toml"), "{}", said.out);
    let text = std::fs::read_to_string(place.path().join("jianbao.toml")).unwrap();
    for line in [
        "[units.\"城关镇\".words.status]\n\"开建了\" = \"在建\"  # 20",
        "[units.\"岳村镇\".words.status]\n\"开建了\" = \"在建\"  # 20",
        "[units.\"岳村镇\".words.eia]\n\"批了\" = \"已办结\"  # 20",
        "[units.\"岳村镇\".headings]\n\"本年完成投姿（万元）\" = \"annual_done\"  # 20",
        "\n  \"荀堂府\",\n]",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.contains(" 王晓东\n"), "{text}");

    let after = place.run(&["resolve"]);
    assert!(after.out.contains("没有要确认的"), "{}", after.out);
    assert!(after.out.contains("已经认得6处"), "{}", after.out);
    assert!(
        after.out.contains("“环评”栏的“批了”是“已办结”") && after.out.contains(" 王晓东"),
        "{}",
        after.out
    );
    let check = place.run(&["check", "--all"]);
    assert!(
        !check.out.contains("V04") && !check.out.contains("F04"),
        "{}",
        check.out
    );
    let status = place.run(&["status", "--tables"]).out;
    let whole: String = status.split_whitespace().collect();
    assert!(
        whole.contains("E本年完成投姿（万元）（已认作本年完成投资）") && whole.contains("已经认得6处"),
        "{status}"
    );
}

#[test]
fn one_unit_s_word_says_nothing_about_another_s() {
    let place = office();
    place.put(
        "jianbao.toml",
        "as_of = 2023-05-05\n[units.\"岳村镇\".words.status]\n\"开建了\" = \"在建\"\n",
    );
    let check = place.run(&["check"]).out;
    assert!(
        check.contains("城关镇水库项目：项目状态“开建了”不在词表里"),
        "{check}"
    );
    assert!(!check.contains("岳村镇水库项目：项目状态"), "{check}");
}
