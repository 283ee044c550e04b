//! Pages: what a reader gets in HTML.

mod week;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use jianbao::catalog::Catalog;
use jianbao::render::{Output, Templates};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::support::dump;
use week::{Made, as_typed};

/// The same two weeks for all that only look.
fn usual() -> &'static (Made, Made) {
    static USUAL: OnceLock<(Made, Made)> = OnceLock::new();
    USUAL.get_or_init(|| two_weeks(&mut as_typed))
}

/// The issue of a good and then of a bad week.
fn two_weeks(hand: week::Hand<'_>) -> (Made, Made) {
    let catalog = Catalog::preset();
    let templates = Templates::load(&[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("good"), folder.path().join("bad"));
    week::write(&good, &catalog, false, hand);
    week::write(&bad, &catalog, true, hand);
    let first = week::issue(&good, &catalog, None, &templates);
    let second = week::issue(&bad, &catalog, Some(&first.state), &templates);
    (first, second)
}

/// The pages are left where a browser can open them: `target/tmp/pages/<week>/`.
fn leave(name: &str, outputs: &[Output]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages").join(name);
    for output in outputs.iter().filter(|output| output.path.ends_with(".html")) {
        let path = folder.join(&output.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &output.bytes).unwrap();
    }
}

fn text_of<'a>(outputs: &'a [Output], path: &str) -> &'a str {
    let output = outputs.iter().find(|output| output.path == path);
    let output = output.unwrap_or_else(|| panic!("{path} is not among the outputs"));
    std::str::from_utf8(&output.bytes).unwrap()
}

fn pages(outputs: &[Output]) -> impl Iterator<Item = (&str, &str)> {
    outputs
        .iter()
        .filter(|output| output.path.ends_with(".html"))
        .map(|output| (output.path.as_str(), std::str::from_utf8(&output.bytes).unwrap()))
}

/// Every element: its name and its attributes.
fn elements(html: &str) -> Vec<(String, BTreeMap<String, String>)> {
    fn walk(node: &Handle, found: &mut Vec<(String, BTreeMap<String, String>)>) {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes = attrs.borrow();
            let attributes = attributes
                .iter()
                .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()));
            found.push((name.local.to_string(), attributes.collect()));
        }
        for child in node.children.borrow().iter() {
            walk(child, found);
        }
    }
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut found = Vec::new();
    walk(&dom.document, &mut found);
    found
}

#[test]
fn an_issue_has_its_pages() {
    let (first, second) = usual();
    leave("good", &first.outputs);
    leave("bad", &second.outputs);
    for path in [
        "简报.html",
        "会议材料.html",
        "核对.html",
        "回执/超化镇人民政府.html",
        "回执/市财政局.html",
    ] {
        text_of(&first.outputs, path);
        text_of(&second.outputs, path);
    }
    let folder = |outputs: &[Output], name: &str| {
        outputs
            .iter()
            .filter(|output| output.path.starts_with(name))
            .count()
    };
    assert_eq!(
        folder(&first.outputs, "督办函/"),
        0,
        "nothing is late in the first week"
    );
    assert!(folder(&second.outputs, "督办函/") > 5);
    let catalog = Catalog::preset();
    let receipts = second
        .outputs
        .iter()
        .filter(|output| output.path.starts_with("回执/") && output.path.ends_with(".html"));
    assert_eq!(receipts.count(), catalog.units.len());
}

#[test]
fn the_same_week_gives_the_same_bytes() {
    let (first, second) = usual();
    let again = two_weeks(&mut as_typed);
    for (one, other) in [(first, again.0), (second, again.1)] {
        for (a, b) in one.outputs.iter().zip(&other.outputs) {
            assert!(a == b, "{} differs", a.path);
        }
    }
}

#[test]
fn every_page_says_what_it_may_do_and_runs_nothing() {
    let (first, second) = usual();
    for (path, html) in pages(&first.outputs).chain(pages(&second.outputs)) {
        let elements = elements(html);
        let policy = elements.iter().find_map(|(name, attributes)| {
            let is_policy = name == "meta"
                && attributes.get("http-equiv").map(String::as_str) == Some("Content-Security-Policy");
            is_policy.then(|| attributes["content"].clone())
        });
        let policy = policy.unwrap_or_else(|| panic!("{path} has no policy"));
        assert!(
            without_own_script(path, &policy)
                .starts_with("default-src 'none'; style-src 'unsafe-inline'; img-src data:"),
            "{path}: {policy}"
        );
        let scripts = elements.iter().filter(|(name, _)| name == "script").count();
        assert!(scripts == 0 || path == "看板.html", "{path} has a script");
        for (name, attributes) in &elements {
            for (attribute, value) in attributes {
                assert!(!attribute.starts_with("on"), "{path}: {name} {attribute}");
                let is_address = ["href", "src", "action", "data"].contains(&attribute.as_str());
                let is_outside =
                    value.contains("//") || value.trim_start().to_lowercase().starts_with("javascript:");
                assert!(!is_address || !is_outside, "{path}: {name} {attribute}={value}");
            }
        }
    }
}

/// The policy without the one hash by which the dashboard allows its own script.
fn without_own_script(path: &str, policy: &str) -> String {
    let directives = policy.split("; ").filter(|directive| {
        let hash = directive
            .strip_prefix("script-src 'sha256-")
            .and_then(|rest| rest.strip_suffix('\''));
        path != "看板.html" || !hash.is_some_and(|hash| hash.len() == 44 && !hash.contains(' '))
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// 300 strings: 100 shapes from the page tests' own list, three things to do.
fn hostile() -> Vec<String> {
    let shapes =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/hostile.txt"))
            .unwrap();
    let actions = [
        "alert(1)",
        "fetch('https://canary.invalid')",
        "document.title='owned'",
    ];
    actions
        .iter()
        .flat_map(|action| {
            shapes
                .lines()
                .map(|shape| unescaped(shape).replace("ACT", action))
        })
        .collect()
}

fn unescaped(shape: &str) -> String {
    let mut text = String::new();
    let mut rest = shape.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next() {
            Some('t') => text.push('\t'),
            Some('u') => {
                let code: String = rest.by_ref().take(4).collect();
                text.extend(char::from_u32(u32::from_str_radix(&code, 16).unwrap()));
            }
            other => text.extend(other),
        }
    }
    text
}

#[test]
fn hostile_strings_change_no_element_and_no_attribute() {
    let hostile = hostile();
    assert_eq!(hostile.len(), 300);
    let mut next = 0;
    let mut taint = |field: &str, text: &str| {
        next += 1;
        let string = &hostile[next % hostile.len()];
        match field {
            "file" => format!(
                "{text}{}",
                string
                    .replace(['/', '\0', '\n', '\t'], "∕")
                    .chars()
                    .take(30)
                    .collect::<String>()
            ),
            "name" => format!("{text}{string}"),
            _ => string.clone(),
        }
    };
    let (good, bad) = two_weeks(&mut taint);
    assert!(next > 600, "each string was typed at least twice");
    let harmless = usual();
    let kind = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    let make = |issues: [&Made; 2]| {
        let mut make: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
        for (path, html) in issues.iter().flat_map(|issue| pages(&issue.outputs)) {
            let known = make.entry(kind(path)).or_default();
            for (name, attributes) in elements(html) {
                known.insert((name.clone(), String::new()));
                known.extend(attributes.into_keys().map(|attribute| (name.clone(), attribute)));
            }
        }
        make
    };
    let before = make([&harmless.0, &harmless.1]);
    let anywhere: BTreeSet<_> = before.values().flatten().cloned().collect();
    for (kind, names) in make([&good, &bad]) {
        // A kind of page that the harmless weeks lack is made of the same parts.
        let new: Vec<_> = names.difference(before.get(&kind).unwrap_or(&anywhere)).collect();
        assert!(new.is_empty(), "{kind}: {new:?}");
    }
    let all = good.outputs.iter().chain(&bad.outputs);
    let read = all.filter(|output| output.bytes.windows(9).any(|bytes| bytes == b"root:x:0:"));
    assert_eq!(read.count(), 0, "a template in the data was followed");
}

#[test]
fn no_telephone_and_no_identity_number_leaves() {
    let mut hand = |field: &str, text: &str| match field {
        "file" | "owner" | "supervisor" | "project" | "name" => format!("{text}（13812345678）"),
        _ => format!("{text}13812345678、0371-69812345，410183199001011234"),
    };
    let (good, bad) = two_weeks(&mut hand);
    let mut workbooks = 0;
    for output in good.outputs.iter().chain(&bad.outputs) {
        // A receipt gives a unit its own workbook back.
        let is_workbook = output.path.ends_with(".xlsx") && !output.path.starts_with("回执/");
        workbooks += usize::from(is_workbook);
        let text = match std::str::from_utf8(&output.bytes) {
            Ok(text) => text.to_owned(),
            Err(_) if is_workbook => dump::parts(&output.bytes, "", ""),
            Err(_) => continue,
        };
        for number in ["13812345678", "69812345", "410183199001011234"] {
            let around = text
                .find(number)
                .map(|at| text[..at].chars().rev().take(40).collect::<String>());
            assert!(around.is_none(), "{}: {number} {around:?}", output.path);
        }
    }
    assert!(workbooks > 6);
}

#[test]
fn a_template_of_the_workspace_takes_the_place_of_its_namesake() {
    let catalog = Catalog::preset();
    let folder = tempfile::tempdir().unwrap();
    week::write(folder.path(), &catalog, false, &mut as_typed);
    let own = (
        "sections/tail.html".to_owned(),
        "<p>本页脚由办公室自定</p>".to_owned(),
    );
    let templates = Templates::load(&[own]).unwrap();
    let built = week::issue(folder.path(), &catalog, None, &templates);
    assert!(text_of(&built.outputs, "简报.html").contains("本页脚由办公室自定"));
    assert!(!text_of(&built.outputs, "会议材料.html").contains("本页脚由办公室自定"));
}

#[test]
fn a_total_on_the_reconciliation_page_is_the_bulletins() {
    let (first, _) = usual();
    let page = text_of(&first.outputs, "核对.html");
    let totals = &first.issue.totals;
    let sum: i64 = first
        .ledger
        .projects
        .iter()
        .filter_map(|project| project.wanyuan(jianbao::catalog::Field::AnnualDone))
        .map(jianbao::value::Wanyuan::yuan)
        .sum();
    assert_eq!(totals.annual_done.unwrap().yuan(), sum);
    assert!(page.contains(&format!("项目{}个", totals.projects)));
    assert!(page.contains("＝读取"), "the rows add up");
    assert!(!page.contains("不平"));
}

#[test]
fn the_bulletin_is_marked_as_a_draft_until_it_is_published() {
    let (first, _) = usual();
    let page = text_of(&first.outputs, "简报.html");
    assert!(page.contains("征求意见稿") && page.contains("class=\"draft\""));
}

#[test]
fn the_time_progress_stands_once_beside_its_line() {
    let (good, _) = usual();
    let page = text_of(&good.outputs, "简报.html");
    let labels: Vec<&str> = page
        .split("<text")
        .skip(1)
        .filter_map(|text| text.split_once('>')?.1.split('<').next())
        .filter(|text| text.starts_with("时序进度"))
        .collect();
    assert!(!labels.is_empty());
    assert!(
        labels.iter().all(|label| label.matches('%').count() == 1),
        "{labels:?}"
    );
}

/// The issue of the week in `input/`, as the program builds it.
fn sample_issue() -> jianbao::pipeline::Built {
    let catalog = Catalog::preset();
    let options = jianbao::bulletin::IssueOptions {
        year: 2023,
        number: 1,
        as_of: chrono::NaiveDate::from_ymd_opt(2023, 6, 2).unwrap(),
        is_draft: true,
        series: 1,
        seal_before: None,
    };
    let order = jianbao::pipeline::Order {
        catalog: &catalog,
        options: &options,
        previous: None,
        reader: &jianbao::intake::Reader::InProcess,
        waivers: None,
        is_whole_week: true,
    };
    let folder = jianbao::pipeline::gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("input")).unwrap();
    jianbao::pipeline::build(&order, &folder, &Templates::load(&[]).unwrap(), &()).unwrap()
}

#[test]
fn the_dashboard_asks_leaders_for_what_the_annex_asks() {
    let built = sample_issue();
    let issue = &built.checked.issue;
    let annex = issue.annexes.iter().find(|board| board.id == "annex-6").unwrap();
    assert!(!annex.rows.is_empty());
    let page = text_of(&built.outputs, "看板.html");
    let list = page.split_once("<ol class=\"matters\">").unwrap().1;
    let list = list.split_once("</ol>").unwrap().0;
    assert_eq!(list.matches("<li>").count(), annex.rows.len());
}

#[test]
fn what_is_kept_and_what_is_nearly_the_same_is_listed_for_a_person() {
    let catalog = Catalog::preset();
    let templates = Templates::load(&[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    week::write(folder.path(), &catalog, false, &mut as_typed);
    let unit = &catalog.units[0].short;
    let path = folder.path().join(unit).join("台账5.12.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let second = text.lines().nth(2).unwrap();
    let fields: Vec<&str> = second.split(',').collect();
    let near = second
        .replace(fields[1], &format!("\"{unit}农贸市场改建项目\""))
        .replace(fields[2], "\"\"");
    std::fs::write(&path, text.replace(second, &near)).unwrap();
    let first = week::issue(folder.path(), &catalog, None, &templates);
    let page = text_of(&first.outputs, "核对.html");
    let list = page.split_once("<h2 id=\"alike\">").unwrap().1;
    let list = list.split_once("<h2").unwrap().0;
    for word in ["农贸市场改造项目", "农贸市场改建项目", "台账5.12.csv"] {
        assert!(list.contains(word), "{word}: {list}");
    }
    let (_, second) = usual();
    let page = text_of(&second.outputs, "核对.html");
    let list = page.split_once("<h2 id=\"kept\">").unwrap().1;
    let list = list.split_once("<h2").unwrap().0;
    // Unit 1 sent nothing in the second week: one row a project, all values and their cells in it.
    let silent = &catalog.units[1].short;
    let of = list.split_once(&format!("<summary>{silent}")).unwrap().1;
    let of = of.split_once("</table>").unwrap().0;
    assert_eq!(of.matches("沿用第1期").count(), 3, "{of}");
    assert!(of.contains("年度计划投资 <b>1,510</b>（H2）"), "{of}");
}
