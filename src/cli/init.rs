//! `init`: a workspace – configuration, folders, launchers to double-click, the manual. Never writes over a file.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};

use super::manual;
use super::print::Printer;
use super::workspace::{CONFIGURATION, program};
use crate::error::{Error, Result};
use crate::render;

/// The sample week, with the day it was made for.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/input");
const SAMPLE_CONFIGURATION: &str = include_str!("../../jianbao.toml");
const COMMENTED: &str = include_str!("../../templates/workspace/jianbao.toml");

/// Double-click launchers for one system: name, text.
type Launchers = &'static [(&'static str, &'static str)];

const WINDOWS: Launchers = &[
    (
        "生成简报.bat",
        include_str!("../../templates/workspace/生成简报.bat"),
    ),
    (
        "核对台账.bat",
        include_str!("../../templates/workspace/核对台账.bat"),
    ),
    (
        "印发归档.bat",
        include_str!("../../templates/workspace/印发归档.bat"),
    ),
];
const UNIX: Launchers = &[
    (
        "生成简报.command",
        include_str!("../../templates/workspace/生成简报.command"),
    ),
    (
        "核对台账.command",
        include_str!("../../templates/workspace/核对台账.command"),
    ),
    (
        "印发归档.command",
        include_str!("../../templates/workspace/印发归档.command"),
    ),
    (
        "生成简报.desktop",
        include_str!("../../templates/workspace/生成简报.desktop"),
    ),
    (
        "核对台账.desktop",
        include_str!("../../templates/workspace/核对台账.desktop"),
    ),
    (
        "印发归档.desktop",
        include_str!("../../templates/workspace/印发归档.desktop"),
    ),
];

/// What was made, and what was there already.
#[derive(Default)]
struct Made {
    new: Vec<String>,
    kept: Vec<String>,
}

/// Makes the workspace and says what to do next.
pub(super) fn run(printer: &mut Printer, folder: Option<PathBuf>, demo: bool, templates: bool) -> Result<()> {
    let root = folder.unwrap_or_else(|| PathBuf::from("."));
    let mut made = Made::default();
    for name in ["", "input", "output", "templates"] {
        let path = root.join(name);
        fs::create_dir_all(&path).map_err(|error| Error::disk("建不了", &path, error))?;
    }
    let day = sample_day();
    let configuration = if demo {
        with_sample_day(COMMENTED, day)
    } else {
        COMMENTED.to_owned()
    };
    put(&root, CONFIGURATION, &with_line_breaks(&configuration), &mut made)?;
    for (name, text) in WINDOWS {
        // cmd.exe reads only CRLF reliably.
        put(
            &root,
            name,
            &text.replace("\r\n", "\n").replace('\n', "\r\n"),
            &mut made,
        )?;
    }
    carry_program(&root, &mut made)?;
    for (name, text) in UNIX {
        put(&root, name, text, &mut made)?;
        executable(&root.join(name))?;
    }
    put(
        &root,
        "使用说明.md",
        &with_line_breaks(&manual::markdown()),
        &mut made,
    )?;
    put(&root, "使用说明.html", &manual::html(), &mut made)?;
    if demo {
        sample(&SAMPLE, &root.join("input"), &mut made)?;
    }
    if templates {
        for (name, text) in render::EMBEDDED {
            put(&root.join("templates"), name, text, &mut made)?;
        }
    }
    say(printer, &root, &made, demo);
    Ok(())
}

/// `as_of = …`, the line of the sample's own configuration.
fn sample_day() -> &'static str {
    SAMPLE_CONFIGURATION
        .lines()
        .find(|line| line.starts_with("as_of"))
        .unwrap_or_default()
}

/// The commented configuration with the sample's day in it.
fn with_sample_day(commented: &str, day: &str) -> String {
    let mut is_set = false;
    let lines: Vec<&str> = commented
        .lines()
        .map(|line| {
            let is_day = !is_set && line.trim_start_matches(['#', ' ']).starts_with("as_of");
            is_set |= is_day;
            if is_day { day } else { line }
        })
        .collect();
    let text = lines.join("\n") + "\n";
    if is_set { text } else { format!("{day}\n{text}") }
}

/// Notepad of old Windows shows a file without CR as one line.
fn with_line_breaks(text: &str) -> String {
    if cfg!(windows) {
        text.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        text.to_owned()
    }
}

fn put(folder: &Path, name: &str, text: &str, made: &mut Made) -> Result<()> {
    put_bytes(&folder.join(name), name, text.as_bytes(), made)
}

fn put_bytes(path: &Path, name: &str, bytes: &[u8], made: &mut Made) -> Result<()> {
    if path.exists() {
        if fs::read(path).is_ok_and(|there| there != bytes) {
            made.kept.push(name.to_owned());
        }
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::disk("建不了", folder, error))?;
    }
    fs::write(path, bytes).map_err(|error| Error::disk("写不了", path, error))?;
    made.new.push(name.to_owned());
    Ok(())
}

/// On Windows the program comes along, so that the launchers find it and the folder can be taken to another PC.
fn carry_program(root: &Path, made: &mut Made) -> Result<()> {
    const NAME: &str = "jianbao.exe";
    let (from, to) = (program()?, root.join(NAME));
    if cfg!(windows) && !to.exists() {
        fs::copy(&from, &to).map_err(|error| Error::disk("写不了", &to, error))?;
        made.new.push(NAME.to_owned());
    }
    Ok(())
}

fn sample(from: &Dir<'_>, to: &Path, made: &mut Made) -> Result<()> {
    for entry in from.entries() {
        match entry {
            DirEntry::Dir(folder) => sample(folder, to, made)?,
            DirEntry::File(file) => {
                let name = file.path().to_string_lossy();
                if name != ".gitkeep" {
                    put_bytes(&to.join(file.path()), &name, file.contents(), made)?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(unix)]
fn executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
        .map_err(|error| Error::disk("改不了", path, error))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the other systems can fail")]
fn executable(_path: &Path) -> Result<()> {
    Ok(())
}

fn say(printer: &mut Printer, root: &Path, made: &Made, demo: bool) {
    let place = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
    if made.new.is_empty() {
        printer.line(&format!("{} 已经是工作文件夹，什么也没有改动", place.display()));
    } else {
        printer.line(&format!("工作文件夹已建好：{}", place.display()));
    }
    if !made.kept.is_empty() {
        printer.hanging(2, "原有的没有动：", &made.kept.join("、"), "");
    }
    printer.gap();
    printer.line("下一步");
    if demo {
        printer.line("  input/ 里是一周的样例台账（项目、人名、数字都是编的），可直接生成");
        if made.kept.iter().any(|name| name == CONFIGURATION) {
            let day = sample_day();
            printer.line(&format!(
                "  原来的 {CONFIGURATION} 没有动；看样例先在里面写一行：{day}"
            ));
        }
    } else {
        printer.line("  把各单位报来的表格放进 input/，可以分文件夹");
        printer.line("  看一眼 jianbao.toml：简报名称、报送发、联系人按本单位改");
    }
    printer.line("  生成：双击“生成简报”，或运行 jianbao");
    printer.line("  怎么用：使用说明.html");
}
