//! The program itself, started as people start it: the same bytes wherever and however, one winner of two, and nothing
//! lost to a kill.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use jianbao::value::sha256;
use tempfile::TempDir;

use crate::support::tree::files_below;

/// A workspace of the second city, small enough to be built many times.
struct Workspace {
    folder: TempDir,
    root: PathBuf,
}

impl Workspace {
    /// In a folder of this name; its files written in order or in reverse.
    fn new(name: &str, in_reverse: bool) -> Workspace {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(name);
        fs::create_dir_all(root.join("input")).unwrap();
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/临江市");
        fs::copy(city.join("jianbao.toml"), root.join("jianbao.toml")).unwrap();
        let mut files: Vec<PathBuf> = fs::read_dir(city.join("input"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        if in_reverse {
            files.reverse();
        }
        for file in files {
            let to = root.join("input").join(file.file_name().unwrap());
            fs::write(to, fs::read(&file).unwrap()).unwrap();
        }
        Workspace { folder, root }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jianbao"));
        command.arg("-C").arg(&self.root).args(args).arg("--quiet");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn start(&self, args: &[&str]) -> Child {
        self.command(args).spawn().unwrap()
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    #[track_caller]
    fn succeeds(&self, args: &[&str]) {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {said}");
    }

    /// Path → sum of every file below a folder of `output/`.
    fn tree(&self, below: &str) -> BTreeMap<String, String> {
        let files = files_below(&self.root.join("output").join(below));
        let sums = files.into_iter().map(|(name, bytes)| (name, sha256(&bytes)));
        sums.collect()
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_wherever_and_however_it_is_built() {
    let variants: [(&str, bool, &str, &str, &str); 8] = [
        ("a", false, "UTC", "C", "1"),
        ("b c", true, "Asia/Shanghai", "zh_CN.UTF-8", "2"),
        ("简报", false, "America/Los_Angeles", "tr_TR.UTF-8", "8"),
        ("d", true, "Pacific/Kiritimati", "en_US.UTF-8", "3"),
        ("e/f/g", false, "Pacific/Midway", "POSIX", "4"),
        ("h", true, "Asia/Kolkata", "de_DE.UTF-8", "16"),
        ("i", false, "Europe/Moscow", "ja_JP.UTF-8", "1"),
        ("j", true, "Etc/GMT+12", "C.UTF-8", "5"),
    ];
    let mut first: Option<BTreeMap<String, String>> = None;
    for (number, (name, in_reverse, zone, locale, jobs)) in variants.into_iter().enumerate() {
        let workspace = Workspace::new(name, in_reverse);
        let mut command = workspace.command(&["build", "--jobs", jobs]);
        command
            .env("TZ", zone)
            .env("LANG", locale)
            .env("LC_ALL", locale)
            .env("RAYON_NUM_THREADS", jobs)
            .current_dir(if number % 2 == 0 {
                Path::new("/")
            } else {
                workspace.folder.path()
            });
        assert!(command.output().unwrap().status.success(), "{name}");
        let tree = workspace.tree("2024-001");
        assert!(tree.len() > 10, "{name}: {}", tree.len());
        match &first {
            None => first = Some(tree),
            Some(first) => assert_eq!(&tree, first, "{name} {zone} {locale}"),
        }
    }
}

/// Permissions that the user's mask leaves out change no bytes.
#[cfg(unix)]
#[test]
fn a_mask_changes_no_bytes() {
    let sealed = ["022", "077"].map(|mask| {
        let workspace = Workspace::new("w", false);
        for command in ["build", "publish --yes"] {
            let line = format!(
                "umask {mask} && exec '{}' -C '{}' {command} --quiet",
                env!("CARGO_BIN_EXE_jianbao"),
                workspace.root.display()
            );
            let output = Command::new("sh").args(["-c", &line]).output().unwrap();
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        workspace.tree("archive")
    });
    assert_eq!(sealed[0], sealed[1]);
}

#[test]
fn every_archived_issue_is_made_again_to_the_byte() {
    let workspace = Workspace::new("w", false);
    for (number, day) in (1..).zip(["2024-03-15", "2024-03-22", "2024-03-29"]) {
        let file = workspace.root.join("input/江口镇3.15.csv");
        let mut text = fs::read(&file).unwrap();
        text.extend_from_slice(b"\n");
        fs::write(&file, text).unwrap();
        workspace.succeeds(&["build", "--as-of", day]);
        workspace.succeeds(&["publish", "--yes", "--approved-by", "某某"]);
        assert!(
            workspace
                .root
                .join(format!("output/archive/2024-{number:03}"))
                .is_dir()
        );
    }
    // What was there when they were built is gone.
    fs::remove_dir_all(workspace.root.join("input")).unwrap();
    fs::remove_file(workspace.root.join("jianbao.toml")).unwrap();
    for number in ["1", "2", "3"] {
        workspace.succeeds(&["rebuild", number]);
    }
    workspace.succeeds(&["verify"]);
}

#[test]
fn forms_are_for_the_week_after_the_last_issue_and_handed_in_untouched_raise_nothing() {
    let workspace = Workspace::new("w", false);
    let configuration = workspace.root.join("jianbao.toml");
    let text = fs::read_to_string(&configuration).unwrap();
    fs::write(&configuration, text.replace("as_of = 2024-03-15\n", "")).unwrap();
    workspace.succeeds(&["build", "--as-of", "2024-03-15"]);
    workspace.succeeds(&["publish", "--yes"]);
    workspace.succeeds(&["blank"]);
    fs::remove_dir_all(workspace.root.join("input")).unwrap();
    fs::rename(
        workspace.root.join("output/空白台账"),
        workspace.root.join("input"),
    )
    .unwrap();
    workspace.succeeds(&["build", "--as-of", "2024-03-22"]);
    let issue = |number: u32| -> serde_json::Value {
        let path = format!("output/2024-{number:03}/issue.json");
        serde_json::from_slice(&fs::read(workspace.root.join(path)).unwrap()).unwrap()
    };
    let (first, second) = (issue(1), issue(2));
    assert_eq!(second["findings"], serde_json::json!([]));
    for submission in second["submissions"].as_array().unwrap() {
        assert_eq!(submission["late"], false, "{submission}");
        assert_eq!(submission["dated"], "2024-03-22", "{submission}");
    }
    for money in ["total_investment", "annual_plan", "annual_done"] {
        assert_eq!(first["totals"][money], second["totals"][money], "{money}");
    }
}

#[test]
fn of_two_publishers_at_once_one_wins_and_the_other_is_told() {
    let workspace = Workspace::new("w", false);
    workspace.succeeds(&["build"]);
    let both = [(); 2].map(|()| workspace.start(&["publish", "--yes"]));
    let outputs = both.map(|child| child.wait_with_output().unwrap());
    for output in &outputs {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => {}
            Some(2) => assert!(
                said.contains("另一个 jianbao") || said.contains("已经印发"),
                "{said}"
            ),
            other => panic!("{other:?}: {said}"),
        }
    }
    assert!(outputs.iter().any(|output| output.status.success()));
    workspace.succeeds(&["verify"]);
    assert_eq!(
        fs::read_dir(workspace.root.join("output/archive"))
            .unwrap()
            .count(),
        1
    );
}

#[test]
fn a_kill_at_any_moment_loses_nothing_and_the_next_run_ends_with_the_same_bytes() {
    let reference = Workspace::new("w", false);
    reference.succeeds(&["build"]);
    let draft = reference.tree("2024-001");
    reference.succeeds(&["publish", "--yes"]);
    let archive = reference.tree("archive");

    let workspace = Workspace::new("w", false);
    for round in 0..10 {
        let mut child = workspace.start(&["build"]);
        std::thread::sleep(Duration::from_millis(37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let there = workspace.tree("2024-001");
        assert!(there.is_empty() || there == draft, "round {round}");
    }
    workspace.succeeds(&["build"]);
    assert_eq!(workspace.tree("2024-001"), draft);
    for round in 0..10 {
        let mut child = workspace.start(&["publish", "--yes"]);
        std::thread::sleep(Duration::from_millis(41 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        workspace.succeeds(&["verify"]);
    }
    workspace.succeeds(&["publish", "--yes"]);
    assert_eq!(workspace.tree("archive"), archive);
    workspace.succeeds(&["verify"]);
}

#[test]
fn a_roster_that_changes_between_two_issues_moves_nobodys_figures() {
    let text = |workspace: &Workspace| fs::read_to_string(workspace.root.join("jianbao.toml")).unwrap();
    let issue = |workspace: &Workspace| -> serde_json::Value {
        let path = workspace.root.join("output/2024-002/issue.json");
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    };
    let week = || {
        let workspace = Workspace::new("w", false);
        workspace.succeeds(&["build"]);
        workspace.succeeds(&["publish", "--yes"]);
        for gone in ["江口镇3.15.csv", "白沙镇3.15.csv", "市发改局3.15.csv"] {
            fs::remove_file(workspace.root.join("input").join(gone)).unwrap();
        }
        workspace
    };
    let next = ["build", "--as-of", "2024-03-22"];
    let (as_before, changed, without) = (week(), week(), week());
    as_before.succeeds(&next);

    // The first unit and the first kind come last, a unit joins, another bears a new name.
    let before = text(&changed);
    let block = |from: &str, until: &str| {
        let at = before.find(from).unwrap();
        before[at..before.find(until).unwrap()].to_owned()
    };
    let (unit, kind) = (
        block("[units.\"江口镇\"]", "[units.\"白沙镇\"]"),
        block("[kinds.industry]", "[kinds.transport]"),
    );
    let joins = "[units.\"新设镇\"]\nname = \"新设镇人民政府\"\nclass = \"township\"\n\n";
    let after = before
        .replace(&unit, "")
        .replace("[task_forces.office]", &format!("{joins}{unit}[task_forces.office]"))
        .replace(&kind, "")
        .replace("[approvals.initiation]", &format!("{kind}[approvals.initiation]"))
        .replace(
            "[units.\"白沙镇\"]\nname = \"白沙镇人民政府\"\nclass = \"township\"\nalso = [\"白沙\"]",
            "[units.\"白沙街道\"]\nname = \"白沙街道办事处\"\nclass = \"subdistrict\"\nalso = [\"白沙\", \"白沙镇\", \"白沙镇人民政府\"]",
        );
    assert_ne!(after, before);
    fs::write(changed.root.join("jianbao.toml"), after).unwrap();
    changed.succeeds(&next);
    let (one, other) = (issue(&as_before), issue(&changed));
    for (is_called, was_called) in [
        ("江口镇人民政府", "江口镇人民政府"),
        ("白沙街道办事处", "白沙镇人民政府"),
    ] {
        assert_eq!(
            other["localities"][is_called], one["localities"][was_called],
            "{is_called}"
        );
    }
    assert_eq!(other["categories"], one["categories"]);
    assert_eq!(other["approvals"], one["approvals"]);
    let projects = |issue: &serde_json::Value| {
        let text = issue["projects"]
            .to_string()
            .replace("白沙街道办事处", "白沙镇人民政府");
        let mut projects: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        for project in &mut projects {
            let kinds = project["categories"].as_array_mut().unwrap();
            kinds.sort_by_key(ToString::to_string);
        }
        projects.sort_by_key(|project| project["name"].to_string());
        projects
    };
    assert_eq!(projects(&other), projects(&one));
    changed.succeeds(&["publish", "--yes"]);
    changed.succeeds(&["rebuild", "2"]);

    // A unit that the last issue spoke of is on no list any more: nothing is guessed.
    let gone = text(&without).replace(&unit, "");
    fs::write(without.root.join("jianbao.toml"), gone).unwrap();
    let refused = without.run(&next);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(
        said.contains("单位“江口镇人民政府”") && said.contains("also"),
        "{said}"
    );

    // A draft is published by the lists that it was made with.
    fs::copy(
        without.root.join("jianbao.toml"),
        as_before.root.join("jianbao.toml"),
    )
    .unwrap();
    as_before.succeeds(&["publish", "--yes"]);
}
