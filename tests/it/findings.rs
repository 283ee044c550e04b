//! Every page in docs/findings is documentation, `explain` text and test: its sheets are read, its findings are due.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use jianbao::catalog::Catalog;
use jianbao::finding::{Code, Finding};
use jianbao::record;

use crate::support::notation::{self, Block, Sheet};
use crate::support::office::{Closed, Office};

/// The codes whose pages need a damaged file, a picture or prose to show them; other tests do.
const NOT_SHOWN: [&str; 6] = ["F01", "F02", "F03", "F08", "F09", "N01"];

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 5, 5).unwrap()
}

fn pages() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let code = path.file_stem().unwrap().to_string_lossy().into_owned();
            (code, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// `B05 甲镇.xlsx!项目台账!D3: 竣工时间 …`
fn line(finding: &Finding) -> String {
    let mut line = format!("{} {}", finding.code, finding.place.file);
    for part in [
        finding.place.sheet.as_deref().map(str::to_owned),
        finding.place.cell.map(|cell| cell.to_string()),
    ]
    .into_iter()
    .flatten()
    {
        line = format!("{line}!{part}");
    }
    format!("{line}: {}", finding.message)
}

/// What reading the files of a page says under the page's own code.
fn said_by_reading(code: &str, blocks: &[Block], catalog: &Catalog) -> Vec<String> {
    let sheets: Vec<Sheet> = blocks
        .iter()
        .filter(|block| block.kind == "sheet")
        .map(Block::sheet)
        .collect();
    notation::files(&sheets)
        .iter()
        .flat_map(|(file, bytes)| record::read(bytes, file, catalog, as_of()).findings)
        .filter(|finding| finding.code.id() == code)
        .map(|finding| line(&finding))
        .collect()
}

#[test]
fn every_code_has_a_page_that_says_how_to_mend_it() {
    let pages = pages();
    for code in Code::ALL {
        let page = &pages[code.id()];
        assert!(
            page.starts_with(&format!("# {} {} ", code.id(), code.name())),
            "{code} has another title"
        );
        assert!(
            page.contains("**怎么改**："),
            "{code} does not say how to mend it"
        );
    }
    assert_eq!(pages.len(), Code::ALL.len());
}

/// The week that a page's blocks of one kind write down.
fn week(office: &mut Office, blocks: &[Block], kind: &str, as_of: &str) -> Option<Closed> {
    let sheets: Vec<Sheet> = blocks
        .iter()
        .filter(|block| block.kind == kind)
        .map(Block::sheet)
        .collect();
    let files = notation::files(&sheets);
    let hand_in = |week: crate::support::office::Week<'_>| {
        files
            .iter()
            .fold(week, |week, (file, bytes)| week.reads(file, bytes))
            .close()
    };
    (!files.is_empty()).then(|| hand_in(office.week(as_of)))
}

/// As [`line`]; what stands on no file is told by its project, else by its unit.
fn line_of_week(finding: &Finding, catalog: &Catalog) -> String {
    if !finding.place.file.is_empty() {
        return line(finding);
    }
    let unit = finding.unit.map(|unit| catalog.unit(unit).short.as_str());
    let subject = finding.project.as_deref().or(unit).unwrap_or_default();
    format!("{} {subject}: {}", finding.code, finding.message)
}

/// What the whole week of a page, after the week before, says under the page's own code.
fn said_by_week(code: &str, blocks: &[Block]) -> Vec<String> {
    let mut office = Office::new();
    let waivers = blocks.iter().find(|block| block.kind == "waivers");
    office.waivers = waivers.map(|block| block.lines.join("\n"));
    week(&mut office, blocks, "previous", "2023-04-28");
    let closed = week(&mut office, blocks, "sheet", "2023-05-05").expect("a page has a sheet");
    // `findings 米村镇 超化镇` asks about these units only.
    let findings = blocks.iter().find(|block| block.kind == "findings");
    let asked: Vec<&str> = findings.map_or_else(Vec::new, |block| block.title.split_whitespace().collect());
    let is_asked = |finding: &&&Finding| {
        let unit = finding.unit.map(|unit| office.catalog.unit(unit).short.as_str());
        asked.is_empty() || unit.is_some_and(|unit| asked.contains(&unit))
    };
    let found = closed.of(code);
    let said = found.iter().filter(is_asked);
    said.map(|finding| line_of_week(finding, &office.catalog))
        .collect()
}

#[test]
fn the_sheets_of_a_page_say_what_the_page_says() {
    let catalog = Catalog::preset();
    let mut wrong = Vec::new();
    let shown = |code: &String| !NOT_SHOWN.contains(&code.as_str());
    for (code, page) in pages().into_iter().filter(|(code, _)| shown(code)) {
        let blocks = notation::blocks(&page);
        let due: Vec<String> = blocks
            .iter()
            .filter(|block| block.kind == "findings")
            .flat_map(|block| block.lines.clone())
            .collect();
        // What one file alone shows is shown by it; the rest needs the week.
        let by_reading = said_by_reading(&code, &blocks, &catalog);
        let said = if by_reading.is_empty() {
            said_by_week(&code, &blocks)
        } else {
            by_reading
        };
        if due.is_empty() || said != due {
            wrong.push(format!("{code}\n  due:  {due:?}\n  said: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
