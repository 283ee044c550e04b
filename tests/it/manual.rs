//! What the manual tells people to type works, in the order in which it is told.

use std::fs;
use std::path::Path;

use crate::support::program::Workplace;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn chapters() -> Vec<String> {
    ["1-first-week", "2-every-week", "3-what-to-do-when"]
        .map(|chapter| read(&format!("docs/manual/{chapter}.md")))
        .into()
}

/// The words of `$ jianbao …`, without a remark.
fn words(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or_default();
    line.split_whitespace().skip(1).map(str::to_owned).collect()
}

/// Commands in `console` blocks, in their order.
fn told(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().map(str::trim_start);
    lines
        .filter_map(|line| line.strip_prefix("$ "))
        .filter(|line| line.starts_with("jianbao"))
        .map(words)
        .collect()
}

/// Commands between backticks in the text.
fn mentioned(text: &str) -> Vec<Vec<String>> {
    let spans = text.split('`').skip(1).step_by(2);
    spans
        .filter(|span| span.starts_with("jianbao "))
        .map(words)
        .collect()
}

/// Files and folders of the workspace between backticks.
fn named(text: &str) -> Vec<String> {
    let spans = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|span| !span.contains(' '));
    let is_own = |span: &&str| {
        span.ends_with(".html") || span.ends_with('/') || ["催报.txt", "总账.xlsx"].contains(span)
    };
    spans.filter(is_own).map(str::to_owned).collect()
}

#[test]
fn the_weeks_commands_work_in_their_order() {
    let (empty, office) = (Workplace::new(), Workplace::new());
    let mut is_office = false;
    for command in chapters().iter().flat_map(|chapter| told(chapter)) {
        is_office |= command.iter().any(|word| word == "--demo");
        let place = if is_office { &office } else { &empty };
        let said = place.run(&command.iter().map(String::as_str).collect::<Vec<_>>());
        // The sample has errors, and `check` says so.
        let expected = i32::from(command[..] == ["check"]);
        assert_eq!(said.status, Some(expected), "{command:?}: {said:?}");
        assert_eq!(said.err, "", "{command:?}");
    }
    let output = office.path().join("output");
    let lies = |name: &str| {
        let folders = [office.path(), &output, &output.join("2023-001")];
        folders.iter().any(|folder| folder.join(name).exists())
    };
    assert!(lies("archive/2023-001/bagit.txt"));
    for name in chapters().iter().flat_map(|chapter| named(chapter)) {
        assert!(lies(&name), "{name}");
    }
}

#[test]
fn every_command_that_is_mentioned_exists() {
    let place = Workplace::new();
    let texts = chapters()
        .into_iter()
        .chain([read("README.md"), read("templates/workspace/jianbao.toml")]);
    for text in texts {
        for mut command in told(&text).into_iter().chain(mentioned(&text)) {
            command.retain(|word| !word.contains(['<', '×', '…']));
            command.push("--help".to_owned());
            let said = place.run(&command.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(said.status, Some(0), "{command:?}: {said:?}");
        }
    }
}
