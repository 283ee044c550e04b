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

/// The codes that reading one file raises; the others need a ledger and history.
const OF_READING: [&str; 22] = [
    "S01", "S02", "S03", "S04", "S05", "S06", "S07", "V01", "V02", "V03", "V04", "V05", "V06", "V07", "V08",
    "V09", "V10", "B06", "B07", "B08", "B10", "X06",
];

/// The codes that a whole week raises, and the week before.
const OF_WEEKS: [&str; 24] = [
    "F04", "F05", "F06", "F07", "B01", "B02", "B03", "B04", "B05", "B09", "B11", "B12", "X01", "X02", "X03",
    "X04", "X05", "H01", "H02", "H03", "H04", "H05", "H06", "W01",
];

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
fn said_by_reading(code: &str, sheets: &[Sheet], catalog: &Catalog) -> Vec<String> {
    notation::files(sheets)
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
        if OF_READING.contains(&code.id()) || OF_WEEKS.contains(&code.id()) {
            assert!(
                page.contains("**怎么改**："),
                "{code} does not say how to mend it"
            );
        }
    }
    assert_eq!(pages.len(), Code::ALL.len());
}

#[test]
fn reading_a_page_s_sheets_says_what_the_page_says() {
    let catalog = Catalog::preset();
    let mut wrong = Vec::new();
    for (code, page) in pages() {
        if !OF_READING.contains(&code.as_str()) {
            continue;
        }
        let blocks = notation::blocks(&page);
        let sheets: Vec<Sheet> = blocks
            .iter()
            .filter(|block| block.kind == "sheet")
            .map(notation::Block::sheet)
            .collect();
        let due: Vec<String> = blocks
            .iter()
            .filter(|block| block.kind == "findings")
            .flat_map(|block| block.lines.clone())
            .collect();
        let said = said_by_reading(&code, &sheets, &catalog);
        if sheets.is_empty() || due.is_empty() || said != due {
            wrong.push(format!("{code}\n  due:  {due:?}\n  said: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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

#[test]
fn a_page_s_weeks_say_what_the_page_says() {
    let mut wrong = Vec::new();
    for (code, page) in pages()
        .into_iter()
        .filter(|(code, _)| OF_WEEKS.contains(&code.as_str()))
    {
        let blocks = notation::blocks(&page);
        let mut office = Office::new();
        let waivers = blocks.iter().find(|block| block.kind == "waivers");
        office.waivers = waivers.map(|block| block.lines.join("\n"));
        week(&mut office, &blocks, "previous", "2023-04-28");
        let closed = week(&mut office, &blocks, "sheet", "2023-05-05").expect("a page has a sheet");
        let due = blocks
            .iter()
            .find(|block| block.kind == "findings")
            .expect("a page has findings");
        // `findings 米村镇 超化镇` asks about these units only.
        let asked: Vec<&str> = due.title.split_whitespace().collect();
        let is_asked = |finding: &&&Finding| {
            asked.is_empty()
                || finding
                    .unit
                    .is_some_and(|unit| asked.contains(&office.catalog.unit(unit).short.as_str()))
        };
        let found = closed.of(&code);
        let said: Vec<String> = found
            .iter()
            .filter(is_asked)
            .map(|finding| line_of_week(finding, &office.catalog))
            .collect();
        if due.lines.is_empty() || said != due.lines {
            wrong.push(format!("{code}\n  due:  {:?}\n  said: {said:?}", due.lines));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
