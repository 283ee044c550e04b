//! The command line: every help and every mistake is answered in Chinese, with what to do, and the right exit status.

use std::ffi::OsStr;
use std::fs;

use unicode_width::UnicodeWidthStr;

use crate::support::program::{Said, Workplace};

const COMMANDS: [(&str, &str); 15] = [
    ("build", "成稿"),
    ("init", "初始化"),
    ("blank", "空表"),
    ("check", "核对"),
    ("status", "点名"),
    ("diff", "对比"),
    ("publish", "印发"),
    ("rebuild", "重制"),
    ("watch", "值守"),
    ("verify", "验档"),
    ("explain", "说明"),
    ("resolve", "认表"),
    ("open", "打开"),
    ("completions", ""),
    ("man", ""),
];

/// Words of Latin letters that are no names, options, formats or places.
fn foreign(text: &str) -> Vec<String> {
    const KNOWN: [&str; 28] = [
        "jianbao",
        "toml",
        "input",
        "output",
        "help",
        "json",
        "sarif",
        "human",
        "man",
        "bash",
        "zsh",
        "fish",
        "powershell",
        "elvish",
        "Excel",
        "xlsx",
        "init",
        "build",
        "check",
        "verify",
        "explain",
        "B09",
        "md",
        "B",
        "C",
        "V",
        "a-f",
        "UTF-8",
    ];
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_./$~".contains(c);
    text.split(|c: char| !is_word(c))
        .filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()))
        .filter(|word| !word.starts_with('-') && !word.contains(['.', '/', '$']))
        .filter(|word| !KNOWN.contains(word) && !COMMANDS.iter().any(|(name, _)| name == word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_help_is_chinese_aligned_and_fits_eighty_columns() {
    let place = Workplace::new();
    let mut pages = vec![place.run(&["--help"]), place.run(&["-h"])];
    for (name, alias) in COMMANDS {
        let page = place.run(&[name, "--help"]);
        assert!(page.out.contains(&format!("用法：jianbao {name}")), "{page:?}");
        if !alias.is_empty() {
            assert_eq!(place.run(&[alias, "--help"]).out, page.out, "{alias}");
            assert!(pages[0].out.contains(&format!(" {alias}：")), "{alias}");
        }
        pages.push(page);
    }
    for page in pages {
        assert_eq!((page.status, page.err.as_str()), (Some(0), ""), "{page:?}");
        assert_eq!(foreign(&page.out), Vec::<String>::new(), "{}", page.out);
        for line in page.out.lines() {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
        }
        let starts = |line: &str| {
            let at = line.trim_start().find("  ")? + line.len() - line.trim_start().len();
            let text = line[at..].trim_start();
            Some(line[..line.len() - text.len()].width())
        };
        let options = page.out.lines().skip_while(|line| !line.starts_with("选项"));
        let columns: std::collections::BTreeSet<usize> = options
            .filter(|line| line.starts_with("  "))
            .filter_map(starts)
            .collect();
        assert_eq!(columns.len(), 1, "{}", page.out);
    }
}

#[track_caller]
fn refused(place: &Workplace, words: &[&str], says: &str) {
    let said = place.run(words);
    check_refusal(&said, words, says);
}

#[track_caller]
fn check_refusal(said: &Said, words: &[&str], says: &str) {
    assert_eq!(said.status, Some(2), "{words:?} {said:?}");
    assert_eq!(said.out, "", "{words:?}");
    assert!(
        said.err.contains(says),
        "{words:?}: {}\nshould say {says}",
        said.err
    );
    let typed = words.join(" ");
    let strange: Vec<String> = foreign(&said.err)
        .into_iter()
        .filter(|word| !typed.contains(word))
        .collect();
    assert!(strange.is_empty(), "{words:?}: {strange:?} in {}", said.err);
}

#[test]
fn a_slip_in_what_is_typed_is_answered_with_what_was_meant() {
    let place = Workplace::with_a_week();
    for (words, says) in [
        (&["--inptu", "甲"][..], "没有这个选项：--inptu。是不是 --input？"),
        (
            &["check", "--al"],
            "没有这个选项：--al。是不是 --all？\n用法见 jianbao check --help",
        ),
        (&["核对", "--al"], "用法见 jianbao check --help"),
        (
            &["buidl"],
            "没有这个命令：buidl。是不是 build？\n用法见 jianbao --help",
        ),
        (&["印法"], "没有这个命令：印法"),
        (&["——all"], "横线是中文的"),
        (&["check", "－－all"], "找不到"),
        (
            &["init", "我的", "简报"],
            "多写了“简报”；名字里有空格的，两头加上英文引号",
        ),
        (&["input/超化镇.csv"], "只核对它：jianbao check input/超化镇.csv"),
        (&["build", "--as-of"], "--as-of 后面要写日期"),
        (&["-C"], "-C 后面要写文件夹"),
        (
            &["build", "--as-of", "5月32日"],
            "日期写法不对：“5月32日”。请写成 2023-05-12",
        ),
        (&["build", "--as-of", "2023-02-30"], "日期写法不对"),
        (
            &["build", "--as-of", "2023-05-12", "--as-of", "2023-05-13"],
            "--as-of 写了两次，只能写一次",
        ),
        (&["build", "--issue", "零"], "期数应是 1 到 9999 的整数，不是“零”"),
        (&["build", "--jobs", "-1"], "没有这个选项：-1"),
        (&["build", "--jobs", "0"], "个数应是 1 到 256 的整数，不是“0”"),
        (
            &["check", "--format", "xml"],
            "--format 不能是“xml”，可以是：human、json、sarif",
        ),
        (&["rebuild"], "还缺：<期数>"),
        (&["rebuild", "甲"], "期数写成 2 或 2023-002，不是“甲”"),
        (&["rebuild", "7"], "存档里没有第7期"),
        (&["diff", "7"], "还没有印发过"),
        (
            &["completions", "cmd"],
            "可以是：bash、elvish、fish、powershell、zsh",
        ),
        (
            &["explain", "ZZZ"],
            "没有这个代码：ZZZ。全部代码：jianbao explain",
        ),
        (&["explain", "B9"], "没有这个代码：B9。是不是 B09？"),
        (&["-C", "没有的", "build"], "找不到文件夹：没有的"),
        (&["build", "--input", "没有的"], "找不到输入文件夹：没有的"),
        (&["check", "没有的.xlsx"], "没有的.xlsx：找不到"),
        (&["publish", "--yes"], "先运行 jianbao build"),
        (&["open"], "先运行 jianbao build"),
        (&["verify", "--expect", "xyz"], "校验值"),
        (
            &["check", "-o", "没有的/报告.txt"],
            "写不了 没有的/报告.txt：找不到",
        ),
    ] {
        refused(&place, words, says);
    }
}

#[test]
fn a_folder_without_anything_is_told_where_to_begin() {
    let place = Workplace::new();
    for command in ["build", "check", "status", "diff", "resolve", "watch"] {
        refused(&place, &[command], "先运行 jianbao init");
    }
    refused(&place, &["publish"], "先运行 jianbao build");
    fs::create_dir(place.path().join("input")).unwrap();
    for command in ["build", "check"] {
        refused(&place, &[command], "里没有文件。把各单位的台账放进去再运行");
    }
    let roll = place.run(&["status"]);
    assert_eq!(roll.status, Some(0));
    assert!(roll.out.contains("还差：催报35个单位"), "{}", roll.out);
    let archive = place.run(&["verify"]);
    assert_eq!(archive.status, Some(0));
    assert!(archive.out.contains("还没有印发过"), "{archive:?}");
}

#[test]
fn a_configuration_in_another_encoding_or_with_a_slip_is_answered_by_every_command() {
    let place = Workplace::with_a_week();
    let (gbk, _, _) = encoding_rs::GBK.encode("ranking = true\n[office]\ntitle = \"全市情况\"\n");
    for (bytes, says) in [
        (
            gbk.into_owned(),
            "jianbao.toml 第3行：编码不是 UTF-8；用记事本另存，编码选 UTF-8",
        ),
        (b"\xff\xfer\0a\0".to_vec(), "jianbao.toml 第1行：编码不是 UTF-8"),
        (
            "[lights]\nyelow_days = 3\n".into(),
            "jianbao.toml 第2行：[lights] 里不认识“yelow_days”。是不是“yellow_days”？",
        ),
    ] {
        place.put("jianbao.toml", bytes);
        for command in [
            "build", "check", "status", "blank", "publish", "verify", "open", "resolve", "diff",
        ] {
            let said = place.run(&[command]);
            assert_eq!(said.status, Some(2), "{command} {said:?}");
            assert!(said.err.contains(says), "{command}: {}", said.err);
        }
    }
}

#[test]
fn a_slip_in_the_waivers_is_answered_at_its_line() {
    let place = Workplace::with_a_week();
    for (text, says) in [
        (
            "[[waiver]]\ncode = \"B01\"\nreson = \"甲\"\n",
            "waivers.toml 第3行：不认识“reson”",
        ),
        (
            "[[waiver]]\ncode = \"B01\"\nproject = \"甲\"\n",
            "waivers.toml 第1行：这一条缺“reason”",
        ),
        ("[[waver]]\ncode = \"B01\"\n", "waivers.toml 第1行：不认识“waver”"),
        ("[[waiver]]\ncode = B01\n", "waivers.toml 第2行：写法不对"),
        ("[[waiver]]\ncode = “B01”\n", "waivers.toml 第2行："),
        (
            "[[waiver]]\ncode = 3\nreason = \"甲\"\n",
            "waivers.toml 第2行：值的写法不对",
        ),
    ] {
        place.put("waivers.toml", text);
        let said = place.run(&["check"]);
        assert_eq!(said.status, Some(2), "{said:?}");
        assert!(said.err.contains(says), "{}\nshould say {says}", said.err);
    }
}

#[cfg(unix)]
#[test]
fn words_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let place = Workplace::with_a_week();
    let said = place.run_raw([
        OsStr::new("build"),
        OsStr::new("--as-of"),
        OsStr::from_bytes(b"\xff"),
    ]);
    check_refusal(&said, &[], "有的参数不是可读的文字");
}

#[test]
fn the_exit_status_says_what_was_found() {
    let place = Workplace::with_a_week();
    let checked = place.run(&["check", "--as-of", "2023-05-12"]);
    assert_eq!(checked.status, Some(1), "{checked:?}");
    assert!(checked.out.contains("“待定”不是金额"), "{}", checked.out);
    assert!(!checked.out.contains('\u{1b}'), "no colour in a pipe");
    assert_eq!(checked.err, "", "no bar in a pipe");
    assert_eq!(place.run(&["build", "--as-of", "2023-05-12"]).status, Some(0));
    assert_eq!(
        place.run(&["build", "--strict", "--as-of", "2023-05-12"]).status,
        Some(1)
    );
    let quiet = place.run(&["build", "--quiet", "--as-of", "2023-05-12"]);
    assert_eq!(
        (quiet.out.as_str(), quiet.err.as_str(), quiet.status),
        ("", "", Some(0))
    );
}

#[test]
fn a_build_ends_with_what_to_do_next() {
    let place = Workplace::with_a_week();
    let built = place.run(&["build", "--as-of", "2023-05-12"]).out;
    for part in [
        "2023年第1期（截至5月12日）已生成 → output/2023-001/    用时",
        "应报35个单位，已报1个；未报：青屏街街道、",
        "错误1处（未采用）",
        "催报.txt 可直接粘贴到工作群",
        "回执/ 中1个单位的台账有错，已在格子上标出",
        "jianbao open",
        "jianbao publish",
    ] {
        assert!(built.contains(part), "{built}\nshould say {part}");
    }
}

#[test]
fn what_must_be_confirmed_is_not_done_in_a_pipe() {
    let place = Workplace::with_a_week();
    place.run(&["build", "--as-of", "2023-05-12"]);
    let asked = place.run(&["publish"]);
    assert_eq!(asked.status, Some(2));
    assert!(asked.err.contains("要直接印发，加 --yes"), "{asked:?}");
    assert!(!place.path().join("output/archive").exists());
    let done = place.run(&["publish", "--yes", "--approved-by", "王某某"]);
    assert_eq!(done.status, Some(0), "{done:?}");
    for part in ["已归档 → ", "封存校验值 ", "简报.html → 报：市委、市政府领导"] {
        assert!(done.out.contains(part), "{}", done.out);
    }
    let again = place.run(&["publish", "--yes"]);
    assert_eq!(again.status, Some(0));
    assert!(again.out.contains("2023年第1期已经印发过"), "{again:?}");
    let late = place.run(&["build", "--issue", "1", "--as-of", "2023-05-12"]);
    check_refusal(&late, &[], "已经印发，不能再改");
    let back = place.run(&["build", "--as-of", "2023-05-01"]);
    check_refusal(&back, &[], "截止日2023-05-01早于上一期的2023-05-12");
    assert!(place.run(&["rebuild", "1"]).out.contains("一字不差"));
}

#[test]
fn a_report_can_be_written_into_a_file() {
    let place = Workplace::with_a_week();
    let shown = place.run(&["check", "--as-of", "2023-05-12"]);
    let written = place.run(&["check", "--as-of", "2023-05-12", "-o", "核对结果.txt"]);
    assert_eq!((written.out.as_str(), written.status), ("", Some(1)));
    let text = fs::read_to_string(place.path().join("核对结果.txt")).unwrap();
    assert_eq!(text.trim_start_matches('\u{FEFF}'), shown.out);
    let json = place
        .run(&["check", "--format", "json", "--as-of", "2023-05-12"])
        .out;
    let findings: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(
        findings
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["code"] == "V02")
    );
}

#[test]
fn an_init_never_writes_over_anything() {
    let place = Workplace::new();
    place.put("jianbao.toml", "ranking = true\n");
    place.put("生成简报.bat", "rem 自己的\n");
    let made = place.run(&["init", "--demo", "--templates"]);
    assert_eq!(made.status, Some(0), "{made:?}");
    assert!(
        made.out.contains("原有的没有动：jianbao.toml、生成简报.bat"),
        "{}",
        made.out
    );
    assert!(made.out.contains("as_of = "), "the sample's day: {}", made.out);
    let own = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    assert_eq!(own("jianbao.toml"), "ranking = true\n");
    assert_eq!(own("生成简报.bat"), "rem 自己的\n");
    assert!(place.path().join("templates/bulletin.html").is_file());
    assert!(own("印发归档.bat").starts_with("@echo off\r\nchcp 65001 >nul\r\n"));
    let again = place.run(&["init", "--demo", "--templates"]).out;
    assert!(again.contains("什么也没有改动"), "{again}");
}

#[test]
fn completions_and_the_manual_page_name_every_command() {
    let place = Workplace::new();
    let page = place.run(&["man"]).out;
    for (name, _) in COMMANDS {
        assert!(page.contains(&format!(".SS jianbao {name}")), "{name}");
    }
    assert!(!page.contains("__reader") && !page.contains("SYNOPSIS"));
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = place.run(&["completions", shell]);
        assert_eq!(script.status, Some(0));
        assert!(script.out.contains("verify"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn a_double_click_in_an_empty_folder_makes_the_workspace_and_says_what_is_missing() {
    use std::process::{Command, Stdio};
    let place = Workplace::new();
    let launcher = include_str!("../../templates/workspace/生成简报.command");
    place.put("我的 简报/生成简报.command", launcher);
    let double_click = |path: &str| {
        let output = Command::new("/bin/sh")
            .arg(place.path().join("我的 简报/生成简报.command"))
            .env("PATH", path)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Said::from(output)
    };
    let alone = double_click("/usr/bin:/bin");
    assert!(
        alone.out.contains("找不到 jianbao：把它放进这个文件夹"),
        "{alone:?}"
    );
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_jianbao"))
        .parent()
        .unwrap();
    let first = double_click(&format!("{}:/usr/bin:/bin", program.display()));
    assert!(first.out.contains("工作文件夹已建好"), "{first:?}");
    assert!(
        first.err.contains("里没有文件。把各单位的台账放进去再运行"),
        "{first:?}"
    );
    assert!(first.out.trim_end().ends_with("按回车键关闭"), "{first:?}");
    assert!(place.path().join("我的 简报/jianbao.toml").is_file());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_a_finding_and_stops_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::with_a_week();
    let path = place.put("input/苟堂镇.csv", "序号,项目名称\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_ok() {
        return; // root may open everything
    }
    for day in ["2023-05-12", "2023-05-19"] {
        assert_eq!(place.run(&["build", "--as-of", day]).status, Some(0));
        let checked = place.run(&["check", "--as-of", day]).out;
        assert!(checked.contains("苟堂镇.csv：文件打不开：没有权限"), "{checked}");
        assert_eq!(place.run(&["publish", "--yes"]).status, Some(0));
    }
}

#[test]
fn a_file_that_was_not_used_is_told_why() {
    let place = Workplace::new();
    let ledger = "超化镇项目台账,,,,\n序号,项目名称,项目类型,总投资（万元）,年度计划投资（万元）\n\
                  1,超化镇甲项目,三个一批,1200,800\n2,超化镇乙项目,三个一批,500,300\n";
    place.put("input/超化镇5.10.csv", ledger);
    place.put("input/超化镇5.12.csv", ledger.replace("800", "900"));
    let roll = place.run(&["status", "--as-of", "2023-05-12"]).out;
    let line = roll.lines().find(|line| line.contains("超化镇5.10.csv")).unwrap();
    assert!(
        line.contains("有更新的一份：超化镇5.12.csv") && line.ends_with("F05"),
        "{roll}"
    );
}
