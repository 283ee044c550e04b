//! `docs/GLOSSARY.md` names what the code has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn gather(folder: &Path, words: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, words);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "rs" || ending == "toml")
        {
            let text = fs::read_to_string(&path).unwrap();
            words.extend(
                text.split(|c: char| !c.is_alphanumeric() && c != '_')
                    .map(str::to_owned),
            );
        }
    }
}

#[test]
fn every_identifier_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut words = BTreeSet::new();
    gather(&root.join("src"), &mut words);
    gather(&root.join("catalog"), &mut words);
    let glossary = fs::read_to_string(root.join("docs/GLOSSARY.md")).unwrap();
    let rows = glossary.lines().filter(|line| line.starts_with('|'));
    let named = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    let gone: Vec<&str> = named
        .filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_') && !words.contains(*name))
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
}
