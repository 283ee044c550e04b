//! The archive: written whole or not at all, every change to it named, the same bytes again.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::NaiveDate;
use jianbao::archive::{self, Disk, Final, Fresh, InputFile, IssueName, Layout, Recipe, Sealed, SystemDisk};
use jianbao::bulletin::IssueOptions;
use jianbao::ledger::{Ledger, Previous};
use jianbao::render::Output;
use jianbao::value::sha256;
use tempfile::TempDir;

use crate::support::tree::files_below;

/// A disk that fails, or stops for good, at the N-th operation.
struct FaultyDisk {
    left: Mutex<usize>,
    stays_dead: bool,
    kind: io::ErrorKind,
}

impl FaultyDisk {
    fn step(&self) -> io::Result<()> {
        let mut left = self.left.lock().unwrap();
        match *left {
            0 if self.stays_dead => Err(self.kind.into()),
            0 => {
                *left = usize::MAX;
                Err(self.kind.into())
            }
            _ => {
                *left -= 1;
                Ok(())
            }
        }
    }
}

impl Disk for FaultyDisk {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.create_dir_all(path)
    }
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // A failing write may have written half of it.
        self.step()
            .inspect_err(|_| drop(fs::write(path, &bytes[..bytes.len() / 2])))?;
        SystemDisk.write(path, bytes)
    }
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().inspect_err(|_| drop(fs::write(to, b"half")))?;
        SystemDisk.copy(from, to)
    }
    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.sync_file(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.sync_dir(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.rename(from, to)
    }
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.exchange(one, other)
    }
    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.remove_dir_all(path)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.remove_file(path)
    }
    fn seal(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.seal(path)
    }
}

/// A disk without an exchange, as shares are: two renames instead.
struct PlainDisk<'a>(&'a FaultyDisk);

impl Disk for PlainDisk<'_> {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.0.create_dir_all(path)
    }
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.0.write(path, bytes)
    }
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.copy(from, to)
    }
    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.0.sync_file(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.0.sync_dir(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.0.remove_dir_all(path)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.0.remove_file(path)
    }
    fn seal(&self, path: &Path) -> io::Result<()> {
        self.0.seal(path)
    }
}

/// One office: an input folder, an output folder, and the means to make issues of any content.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("input")).unwrap();
        fs::write(folder.path().join("input/甲镇.xlsx"), b"ledger of a town").unwrap();
        Office { folder }
    }

    fn layout(&self) -> Layout {
        Layout::new(self.folder.path().join("output"))
    }

    fn options(number: u32) -> IssueOptions {
        IssueOptions {
            year: 2023,
            number,
            as_of: NaiveDate::from_ymd_opt(2023, 5, 5).unwrap(),
            is_draft: true,
            series: number,
            seal_before: None,
        }
    }

    fn recipe(number: u32) -> Recipe {
        Recipe {
            options: Office::options(number),
            catalog: "{}".to_owned(),
            templates: Vec::new(),
            waivers: None,
            times: Vec::new(),
            version: "0.0.0".to_owned(),
        }
    }

    fn inputs(&self) -> Vec<InputFile> {
        let path = self.folder.path().join("input/甲镇.xlsx");
        vec![InputFile {
            name: "甲镇.xlsx".to_owned(),
            sha256: sha256(&fs::read(&path).unwrap()),
            path,
        }]
    }

    fn outputs(text: &str) -> Vec<Output> {
        [
            ("简报.html", text),
            ("回执/甲镇.html", "receipt"),
            ("data/values.csv", "a,b\n"),
        ]
        .map(|(path, text)| Output {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
        })
        .to_vec()
    }

    fn draft(&self, disk: &dyn Disk, number: u32, text: &str) -> jianbao::error::Result<PathBuf> {
        let draft = Fresh {
            name: IssueName { year: 2023, number },
            outputs: &Office::outputs(text),
            recipe: &Office::recipe(number),
            inputs: &self.inputs(),
            drop_folder: &self.folder.path().join("input"),
        };
        archive::write_draft(disk, &self.layout(), &draft)
    }

    fn publish(&self, disk: &dyn Disk, number: u32) -> jianbao::error::Result<Sealed> {
        let issue = Final {
            name: IssueName { year: 2023, number },
            outputs: &Office::outputs("published"),
            recipe: &Office::recipe(number),
            inputs: &self.inputs(),
            state: &state(number),
            approved_by: Some("某某".to_owned()),
            open_findings: (1, 2),
        };
        archive::publish(disk, &self.layout(), &issue)
    }

    /// Everything below `output/`, or a folder of it.
    fn tree(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.folder.path().join("output").join(below))
    }
}

fn state(number: u32) -> Previous {
    Previous {
        ledger: Ledger {
            year: 2023,
            number,
            ..Ledger::default()
        },
        ..Previous::default()
    }
}

fn faulty(at: usize, stays_dead: bool, kind: io::ErrorKind) -> FaultyDisk {
    FaultyDisk {
        left: Mutex::new(at),
        stays_dead,
        kind,
    }
}

/// How many operations a run takes on a disk that never fails.
fn operations(run: impl Fn(&FaultyDisk)) -> usize {
    let disk = faulty(usize::MAX, true, io::ErrorKind::Other);
    run(&disk);
    usize::MAX - *disk.left.lock().unwrap()
}

#[test]
fn a_published_issue_is_whole_and_chained() {
    let office = Office::new();
    let first = office.publish(&SystemDisk, 1).unwrap();
    let second = office.publish(&SystemDisk, 2).unwrap();
    let report = archive::verify(&office.layout(), Some(&second.seal)).unwrap();
    assert_eq!(report.flaws, []);
    assert_eq!(report.issues, ["2023-001", "2023-002"]);
    // The seal printed on the newest issue's foot is the issue before's.
    assert_eq!(
        archive::verify(&office.layout(), Some(&first.seal))
            .unwrap()
            .flaws,
        []
    );
    assert_ne!(
        archive::verify(&office.layout(), Some(&"0".repeat(64)))
            .unwrap()
            .flaws,
        []
    );
}

#[test]
fn removing_the_newest_issue_is_found_with_the_printed_seal() {
    let office = Office::new();
    for number in 1..=3 {
        office.publish(&SystemDisk, number).unwrap();
    }
    let seal = archive::seal(
        &office.layout(),
        IssueName {
            year: 2023,
            number: 3,
        },
    )
    .unwrap();
    fs::remove_dir_all(office.layout().bag(IssueName {
        year: 2023,
        number: 3,
    }))
    .unwrap();
    assert_eq!(archive::verify(&office.layout(), None).unwrap().flaws, []);
    assert_ne!(archive::verify(&office.layout(), Some(&seal)).unwrap().flaws, []);
}

#[test]
fn a_publish_that_fails_or_dies_anywhere_leaves_the_old_archive_or_the_new() {
    for exchange in [true, false] {
        let steps = {
            let office = Office::new();
            office.publish(&SystemDisk, 1).unwrap();
            office.draft(&SystemDisk, 2, "draft").unwrap();
            operations(|disk| {
                drop(if exchange {
                    office.publish(disk, 2)
                } else {
                    office.publish(&PlainDisk(disk), 2)
                });
            })
        };
        assert!(steps > 15, "{steps}");
        let wanted = {
            let office = Office::new();
            office.publish(&SystemDisk, 1).unwrap();
            office.draft(&SystemDisk, 2, "draft").unwrap();
            office.publish(&SystemDisk, 2).unwrap();
            (office.tree("archive"), office.tree("2023-002"))
        };
        for at in 0..steps {
            for (stays_dead, kind) in [
                (true, io::ErrorKind::Other),
                (false, io::ErrorKind::StorageFull),
                (false, io::ErrorKind::PermissionDenied),
            ] {
                let office = Office::new();
                office.publish(&SystemDisk, 1).unwrap();
                office.draft(&SystemDisk, 2, "draft").unwrap();
                let old = office.tree("archive");
                let disk = faulty(at, stays_dead, kind);
                let done = if exchange {
                    office.publish(&disk, 2)
                } else {
                    office.publish(&PlainDisk(&disk), 2)
                };
                let report = archive::verify(&office.layout(), None).unwrap();
                assert_eq!(report.flaws, [], "step {at}");
                let mut tree = office.tree("archive");
                tree.retain(|path, _| !path.starts_with(".new-"));
                assert!(
                    tree == old || tree == wanted.0,
                    "step {at}: the archive is neither old nor new"
                );
                assert!(
                    done.is_err() || tree == wanted.0,
                    "step {at}: said done and is not"
                );
                office.publish(&SystemDisk, 2).unwrap();
                assert_eq!(
                    office.tree("archive"),
                    wanted.0,
                    "step {at}: other bytes the second time"
                );
                assert_eq!(office.tree("2023-002"), wanted.1, "step {at}");
            }
        }
    }
}

#[test]
fn a_build_that_fails_or_dies_anywhere_leaves_the_last_one() {
    for exchange in [true, false] {
        let build = |office: &Office, disk: &FaultyDisk, text: &str| {
            if exchange {
                office.draft(disk, 1, text)
            } else {
                office.draft(&PlainDisk(disk), 1, text)
            }
        };
        let office = Office::new();
        office.draft(&SystemDisk, 1, "last").unwrap();
        let steps = operations(|disk| drop(build(&office, disk, "next")));
        for at in 0..steps {
            let office = Office::new();
            office.draft(&SystemDisk, 1, "last").unwrap();
            let last = office.tree("2023-001");
            // What a next start would find: half-done renames are set right by it.
            let _ = build(&office, &faulty(at, true, io::ErrorKind::Other), "next");
            let now = office.tree("2023-001");
            let outgoing = office.tree(".old-2023-001");
            let text = now
                .get("简报.html")
                .or_else(|| outgoing.get("简报.html"))
                .map(Vec::as_slice);
            assert!(
                now == last || text == Some(b"next") || outgoing == last,
                "step {at}: neither build stands whole"
            );
            office.draft(&SystemDisk, 1, "again").unwrap();
            assert_eq!(office.tree("2023-001")["简报.html"], b"again", "step {at}");
            assert!(!office.folder.path().join("output/.old-2023-001").exists());
            assert!(!office.folder.path().join("output/.new-2023-001").exists());
        }
    }
}

#[test]
fn every_flipped_bit_of_the_archive_is_named() {
    let office = Office::new();
    office.publish(&SystemDisk, 1).unwrap();
    office.publish(&SystemDisk, 2).unwrap();
    let root = office.layout().archive();
    for (path, bytes) in office.tree("archive") {
        let file = root.join(&path);
        let bag = path.split('/').next().unwrap();
        writable(&file);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            fs::write(&file, &changed).unwrap();
            let flaws = archive::verify(&office.layout(), None).unwrap().flaws;
            // A changed tag manifest of an early bag breaks the chain, which the next bag's info shows.
            let is_named = flaws.iter().any(|flaw| flaw.path.contains(bag));
            assert!(is_named, "{path} byte {at}: {flaws:?}");
        }
        fs::write(&file, &bytes).unwrap();
    }
    assert_eq!(archive::verify(&office.layout(), None).unwrap().flaws, []);
}

#[test]
fn removed_added_renamed_swapped_and_edited_files_are_named() {
    let named = |change: &dyn Fn(&Path)| {
        let office = Office::new();
        office.publish(&SystemDisk, 1).unwrap();
        office.publish(&SystemDisk, 2).unwrap();
        let bag = office.layout().bag(IssueName {
            year: 2023,
            number: 1,
        });
        change(&bag);
        archive::verify(&office.layout(), None)
            .unwrap()
            .flaws
            .into_iter()
            .map(|flaw| flaw.path)
            .collect::<Vec<_>>()
    };
    let paths = named(&|bag| fs::remove_file(bag.join("data/output/简报.html")).unwrap());
    assert_eq!(paths, ["archive/2023-001/data/output/简报.html"]);
    let paths = named(&|bag| fs::write(bag.join("data/output/多出.html"), b"x").unwrap());
    assert_eq!(paths, ["archive/2023-001/data/output/多出.html"]);
    let paths = named(&|bag| {
        fs::rename(
            bag.join("data/output/简报.html"),
            bag.join("data/output/简报.htm"),
        )
        .unwrap();
    });
    assert_eq!(paths.len(), 2);
    let paths = named(&|bag| fs::create_dir(bag.join("data/空")).unwrap());
    assert_eq!(paths, ["archive/2023-001/data/空"]);
    let swapped = named(&|bag| {
        let (one, other) = (
            bag.join("data/output/简报.html"),
            bag.join("data/output/data/values.csv"),
        );
        let spare = bag.join("data/output/spare");
        fs::rename(&one, &spare).unwrap();
        fs::rename(&other, &one).unwrap();
        fs::rename(&spare, &other).unwrap();
    });
    assert_eq!(swapped.len(), 2);
    // Edited together with its manifests: the chain tells.
    let consistent = Cell::new(false);
    let paths = named(&|bag| {
        let file = bag.join("data/output/简报.html");
        let (old, new) = (sha256(&fs::read(&file).unwrap()), sha256(b"other"));
        writable(&file);
        fs::write(&file, b"other").unwrap();
        let manifest = bag.join("manifest-sha256.txt");
        let before = fs::read_to_string(&manifest).unwrap();
        let after = before.replace(&old, &new);
        writable(&manifest);
        fs::write(&manifest, &after).unwrap();
        let tags = bag.join("tagmanifest-sha256.txt");
        let text = fs::read_to_string(&tags).unwrap();
        writable(&tags);
        fs::write(
            &tags,
            text.replace(&sha256(before.as_bytes()), &sha256(after.as_bytes())),
        )
        .unwrap();
        consistent.set(true);
    });
    assert!(consistent.get());
    assert_eq!(paths, ["archive/2023-002/bag-info.txt"]);
}

#[test]
fn a_file_that_changes_while_it_is_copied_stops_the_build() {
    let office = Office::new();
    office.draft(&SystemDisk, 1, "last").unwrap();
    let mut inputs = office.inputs();
    inputs[0].sha256 = sha256(b"what was read");
    let draft = Fresh {
        name: IssueName {
            year: 2023,
            number: 1,
        },
        outputs: &Office::outputs("next"),
        recipe: &Office::recipe(1),
        inputs: &inputs,
        drop_folder: &office.folder.path().join("input"),
    };
    let done = archive::write_draft(&SystemDisk, &office.layout(), &draft);
    assert!(done.unwrap_err().to_string().contains("甲镇.xlsx"));
    assert_eq!(office.tree("2023-001")["简报.html"], b"last");
}

#[test]
fn what_a_killed_run_left_does_not_get_among_published_outputs() {
    let office = Office::new();
    office.publish(&SystemDisk, 1).unwrap();
    let published = office.tree("2023-001");
    let leftover = office.layout().root.join(".new-2023-001");
    fs::create_dir_all(&leftover).unwrap();
    fs::write(leftover.join("半截.html"), "half").unwrap();
    let name = IssueName {
        year: 2023,
        number: 1,
    };
    archive::put_back(&SystemDisk, &office.layout(), name).unwrap();
    assert_eq!(office.tree("2023-001"), published);
}

#[test]
fn a_published_issue_is_never_written_again() {
    let office = Office::new();
    office.publish(&SystemDisk, 1).unwrap();
    let before = office.tree("");
    let refusal = office.draft(&SystemDisk, 1, "changed").unwrap_err().to_string();
    assert!(refusal.contains("已经印发"), "{refusal}");
    assert_eq!(office.tree(""), before);
}

#[test]
fn a_draft_knows_the_folder_it_was_built_from_and_keeps_no_absolute_path() {
    let office = Office::new();
    let drop = office.folder.path().join("收件");
    fs::create_dir(&drop).unwrap();
    let draft = Fresh {
        name: IssueName {
            year: 2023,
            number: 1,
        },
        outputs: &Office::outputs("draft"),
        recipe: &Office::recipe(1),
        inputs: &office.inputs(),
        drop_folder: &drop,
    };
    archive::write_draft(&SystemDisk, &office.layout(), &draft).unwrap();
    let known = archive::read_draft(&office.layout())
        .unwrap()
        .unwrap()
        .drop_folder;
    assert_eq!(
        known.unwrap().canonicalize().unwrap(),
        drop.canonicalize().unwrap()
    );
    assert_eq!(office.tree("")[".draft"], "2023-001\n../收件".as_bytes());
}

/// Permission bits are there against slips; whoever wants to change a file changes them first.
fn writable(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    #[cfg(not(unix))]
    {
        let mut permissions = fs::metadata(file).unwrap().permissions();
        permissions.set_readonly(false);
        fs::set_permissions(file, permissions).unwrap();
    }
}
