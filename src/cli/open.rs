//! `open`: the draft in the browser.

use std::path::Path;
use std::process::{Command, Stdio};

use super::build::draft_page;
use super::print::Printer;
use super::workspace::Workspace;
use crate::error::Result;

/// Hands the page to the system; where it has no browser, says where the page lies.
pub(super) fn run(printer: &mut Printer, workspace: &Workspace) -> Result<()> {
    let page = draft_page(&workspace.layout)?;
    let page = std::path::absolute(&page).unwrap_or(page);
    let started = opener(&page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if started.is_ok_and(|status| status.success()) {
        printer.line(&format!("已打开 {}", page.display()));
    } else {
        printer.line(&format!(
            "这台电脑没有能打开网页的程序；稿子在 {}",
            page.display()
        ));
    }
    Ok(())
}

#[cfg(windows)]
fn opener(page: &Path) -> Command {
    use std::os::windows::process::CommandExt;
    let mut command = Command::new("cmd");
    // cmd takes & and ^ in a path for its own, unless they stand between quotation marks.
    command.raw_arg(format!("/C start \"\" \"{}\"", page.display()));
    command
}

#[cfg(not(windows))]
fn opener(page: &Path) -> Command {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(program);
    command.arg(page);
    command
}
