//! Outputs that cannot or must not be written, and files that are no ledgers: answered in Chinese, nothing lost.

use std::fs;

use serde_json::Value;

use crate::support::program::Workplace;

#[test]
fn a_picture_is_named_and_the_issue_is_written_all_the_same() {
    let place = Workplace::with_a_week();
    place.put("input/照片.jpg", [0xFF, 0xD8, 0xFF, 0xE0]);
    let said = place.run(&["build", "--as-of", "2023-05-05"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    let issue = fs::read_to_string(place.path().join("output/2023-001/issue.json")).unwrap();
    let issue: Value = serde_json::from_str(&issue).unwrap();
    let mut findings = issue["findings"].as_array().unwrap().iter();
    let of_picture = findings.find(|finding| finding["file"] == "照片.jpg");
    assert_eq!(of_picture.unwrap()["code"], "F09");
}

#[test]
fn an_output_that_cannot_be_written_leaves_everything_as_it_was() {
    let place = Workplace::with_a_week();
    let output = place.put("output", "不是文件夹");
    let said = place.run(&["build", "--as-of", "2023-05-05"]);
    assert_eq!(said.status, Some(2));
    assert!(said.err.contains("output：已经有同名的文件"), "{said:?}");
    assert_eq!(fs::read_to_string(output).unwrap(), "不是文件夹");
}

#[test]
fn outputs_are_never_written_among_the_ledgers() {
    let place = Workplace::with_a_week();
    for words in [["--output", "input/成果"], ["--input", "."]] {
        let said = place.run(&["build", words[0], words[1]]);
        assert_eq!(said.status, Some(2));
        assert!(said.err.contains("把自己的材料当成台账"), "{said:?}");
    }
    assert_eq!(fs::read_dir(place.path().join("input")).unwrap().count(), 1);
    assert!(!place.path().join("output").exists());
}
