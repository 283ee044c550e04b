//! The sample week in `input/` is what the generator makes, and says nothing of anybody real.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jianbao::catalog::Catalog;
use jianbao::finding::{Code, Severity};

use crate::support::sample::{Plan, SILENT, week};
use crate::support::week::read;

/// Written once by `LibreOffice` from the generator's workbook, to hold a real BIFF file; only its presence is checked.
const BY_LIBREOFFICE: &str = "牛店镇/项目台账.xls";
/// What it was made from.
const MADE_FROM: &str = "牛店镇/项目台账.xlsx";

fn shipped() -> BTreeMap<String, Vec<u8>> {
    fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(root, &path, files);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    let mut files = BTreeMap::new();
    gather(&root, &root, &mut files);
    files
}

#[test]
fn input_is_what_the_generator_makes() {
    let mut shipped = shipped();
    assert!(
        shipped
            .remove(BY_LIBREOFFICE)
            .is_some_and(|bytes| bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]))
    );
    let (files, as_of) = week(&Plan::default());
    let settings = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("jianbao.toml")).unwrap();
    assert!(settings.contains(&format!("as_of = {as_of}")));
    for file in files.into_iter().filter(|file| file.path != MADE_FROM) {
        let found = shipped.remove(&file.path);
        let is_same = found.is_some_and(|bytes| bytes == file.bytes);
        assert!(
            is_same,
            "input/{} is stale: cargo run --example sample_week -- input",
            file.path
        );
    }
    assert!(
        shipped.is_empty(),
        "not made by the generator: {:?}",
        shipped.keys()
    );
}

#[test]
fn the_sample_is_small_enough_to_ship() {
    let size: usize = shipped().values().map(Vec::len).sum();
    assert!(size < 1 << 20, "{size}");
}

#[test]
fn a_plan_gives_the_same_bytes_twice_and_another_seed_other_ones() {
    let plan = Plan {
        rows: 40,
        ..Plan::default()
    };
    assert_eq!(week(&plan), week(&plan));
    assert_ne!(week(&plan).0, week(&Plan { seed: 7, ..plan }).0);
}

#[test]
fn later_weeks_move_on() {
    let first = week(&Plan::default());
    let third = week(&Plan {
        week: 3,
        ..Plan::default()
    });
    assert_eq!(third.1 - first.1, chrono::TimeDelta::days(14));
    assert_eq!(first.0.len(), third.0.len());
    assert!(
        third.0.iter().all(|file| !first.0.contains(file)
            || file.path.starts_with("~$")
            || !file.path.ends_with(".xlsx"))
    );
}

#[test]
fn each_planted_fault_is_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalog = Catalog::preset();
    let as_of = chrono::NaiveDate::from_ymd_opt(2023, 6, 2).unwrap();
    let read = read(&root.join("input"), &catalog, as_of);
    let (files, _) = week(&Plan::default());
    let missing = (read.rollcall.missing.iter()).map(|&unit| catalog.unit(unit).short.as_str());
    let without_file = (catalog.units.iter())
        .map(|unit| unit.short.as_str())
        .filter(|short| !files.iter().any(|file| file.path.contains(short)));
    assert!(missing.clone().any(|short| short == SILENT));
    assert_eq!(missing.collect::<Vec<_>>(), without_file.collect::<Vec<_>>());
    let mut unfound = Vec::new();
    for (code, unit) in [
        (Code::B09, "白寨镇"),
        (Code::V09, "来集镇"),
        (Code::V03, "刘寨镇"),
        (Code::X01, "超化镇"),
        (Code::V06, "苟堂镇"),
        (Code::V08, "米村镇"),
        (Code::X02, "大隗镇"),
        (Code::V04, "矿区街道"),
        (Code::V10, "西大街街道"),
        (Code::V07, "岳村镇"),
        (Code::V01, "牛店镇"),
        (Code::V01, "发展改革委"),
        (Code::F07, "袁庄乡"),
    ] {
        let unit_id = catalog.unit_named(unit);
        let is_found = read
            .findings
            .0
            .iter()
            .any(|finding| finding.code == code && finding.unit == unit_id);
        if !is_found {
            unfound.push(format!("{} {unit}", code.id()));
        }
    }
    assert!(unfound.is_empty(), "{unfound:?}");
    let errors: Vec<String> = (read.findings.0.iter())
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("{} {} {}", finding.code.id(), finding.place, finding.message))
        .collect();
    assert!(errors.len() < 20, "{errors:#?}");
    assert!(read.findings.0.iter().any(|finding| finding.code == Code::F09));
    assert!(read.ledger.projects.len() > 130);
}
