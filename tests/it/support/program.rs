//! The program as people run it: typed words in a folder, what it prints, its exit status.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder to work in, gone with the test.
pub(crate) struct Workplace(TempDir);

/// What a run printed and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) status: Option<i32>,
}

impl Workplace {
    pub(crate) fn new() -> Workplace {
        Workplace(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, its folders too.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A small week: one township's ledger with one good and one bad figure.
    pub(crate) fn with_a_week() -> Workplace {
        let place = Workplace::new();
        place.put(
            "input/超化镇.csv",
            "超化镇项目台账,,,,\n序号,项目名称,项目类型,总投资（万元）,年度计划投资（万元）\n\
             1,超化镇甲项目,三个一批,1200,800\n2,超化镇乙项目,三个一批,待定,300\n",
        );
        place
    }

    /// Runs the program here.
    pub(crate) fn run(&self, words: &[&str]) -> Said {
        self.run_raw(words.iter().map(OsStr::new))
    }

    /// The same, with words that need not be text. No browser is found: the path is empty.
    pub(crate) fn run_raw<'w>(&self, words: impl IntoIterator<Item = &'w OsStr>) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_jianbao"))
            .args(words)
            .current_dir(self.path())
            .env("PATH", "")
            .output()
            .unwrap();
        Said::from(output)
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Said {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said {
            out: text(output.stdout),
            err: text(output.stderr),
            status: output.status.code(),
        }
    }
}
