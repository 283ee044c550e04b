//! What the program answers when it cannot do its work: a sentence in Chinese, the right exit status, nothing lost.

use std::fs;
use std::path::Path;
use std::process::Command;

const LEDGER: &str = "项目名称,总投资（万元）,年度计划投资（万元）,项目状态\n超化镇水厂项目,300,100,前期\n";

/// A workspace with one ledger.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("input")).unwrap();
    fs::write(folder.path().join("input/超化镇.csv"), LEDGER).unwrap();
    folder
}

/// Exit status and what was said on both streams.
fn run(folder: &Path, words: &[&str]) -> (i32, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_jianbao"))
        .arg("-C")
        .arg(folder)
        .args(words)
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[test]
fn without_ledgers_there_is_no_issue() {
    let folder = tempfile::tempdir().unwrap();
    let (status, said) = run(folder.path(), &["build"]);
    assert_eq!(status, 2);
    assert!(
        said.contains("找不到输入文件夹") && said.contains("jianbao init"),
        "{said}"
    );
    fs::create_dir(folder.path().join("input")).unwrap();
    let (status, said) = run(folder.path(), &["build"]);
    assert_eq!(status, 2);
    assert!(said.contains("没有文件"), "{said}");
    assert!(!folder.path().join("output").exists());
}

#[test]
fn a_picture_is_named_and_the_issue_is_written_all_the_same() {
    let folder = workspace();
    fs::write(folder.path().join("input/照片.jpg"), [0xFF, 0xD8, 0xFF, 0xE0]).unwrap();
    let (status, said) = run(folder.path(), &["build", "--as-of", "2023-05-05"]);
    assert_eq!(status, 0, "{said}");
    let issue = fs::read_to_string(folder.path().join("output/2023-001/issue.json")).unwrap();
    let issue: serde_json::Value = serde_json::from_str(&issue).unwrap();
    let findings = issue["findings"].as_array().unwrap();
    let is_picture = |finding: &&serde_json::Value| finding["file"] == "照片.jpg";
    assert_eq!(findings.iter().find(is_picture).unwrap()["code"], "F09");
}

#[test]
fn a_slip_in_the_configuration_is_answered_with_its_line_and_the_nearest_word() {
    let folder = workspace();
    fs::write(
        folder.path().join("jianbao.toml"),
        "# 本办\nas_off = 2023-05-05\n",
    )
    .unwrap();
    let (status, said) = run(folder.path(), &["build"]);
    assert_eq!(status, 2);
    assert_eq!(said, "jianbao.toml 第2行：不认识“as_off”。是不是“as_of”？\n");
}

#[test]
fn an_output_that_cannot_be_written_leaves_everything_as_it_was() {
    let folder = workspace();
    let output = folder.path().join("output");
    fs::write(&output, "不是文件夹").unwrap();
    let (status, said) = run(folder.path(), &["build", "--as-of", "2023-05-05"]);
    assert_eq!(status, 2);
    assert!(said.contains("output") && said.contains("同名"), "{said}");
    assert_eq!(fs::read_to_string(&output).unwrap(), "不是文件夹");
}

#[test]
fn outputs_are_never_written_among_the_ledgers() {
    let folder = workspace();
    for words in [["--output", "input/成果"], ["--input", "."]] {
        let words = words.map(|word| match word.strip_prefix("--") {
            Some(_) => word.to_owned(),
            None => folder.path().join(word).to_str().unwrap().to_owned(),
        });
        let (status, said) = run(folder.path(), &["build", &words[0], &words[1]]);
        assert_eq!(status, 2);
        assert!(said.contains("把自己的材料当成台账"), "{said}");
    }
    assert_eq!(fs::read_dir(folder.path().join("input")).unwrap().count(), 1);
    assert!(!folder.path().join("output").exists());
}
