//! A folder as a whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Path → content of every file below a folder; nothing where there is none.
pub(crate) fn files_below(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut tree = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                tree.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    tree
}
