//! argv, terminal, exit status.
//!
//! Enters: what was typed. Leaves: a report on stdout, progress and our own errors on stderr, and an exit status:
//! 0 done, 1 findings of severity error (or a broken archive, or other bytes), 2 it could not do its work.

mod args;
mod blank;
mod build;
mod diff;
mod explain;
mod findings;
mod index;
mod init;
mod man;
mod manual;
mod open;
mod print;
mod progress;
mod publish;
mod report;
mod resolve;
mod settled;
mod status;
mod verify;
mod watch;
mod words;
mod workspace;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use args::{Cli, Command, Common};
use print::Printer;
use workspace::Workspace;

use crate::error::{Error, Result};

/// Done, and nothing is wrong.
const DONE: u8 = 0;
/// Done, and something is wrong with what was looked at.
const WRONG: u8 = 1;
/// It could not do its work.
const FAILED: u8 = 2;

/// Runs the program.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(refuse(&error, &args)),
    };
    match obey(cli) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            fail(&error);
            ExitCode::from(FAILED)
        }
    }
}

/// Help and version are answers; the rest is a mistake, answered in Chinese.
fn refuse(error: &clap::Error, args: &[OsString]) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let text = error.render().to_string();
        // clap ends a heading with a narrow colon.
        let lines = text.lines().map(|line| match line.strip_suffix(':') {
            Some(heading) => format!("{heading}\n"),
            None => format!("{line}\n"),
        });
        say(&lines.collect::<String>(), &mut std::io::stdout());
        return DONE;
    }
    let command = Cli::command();
    let named = args
        .iter()
        .skip(1)
        .find_map(|word| command.find_subcommand(word))
        .map_or(String::new(), |named| format!("{} ", named.get_name()));
    say(
        &format!("{}\n用法见 jianbao {named}--help\n", words::sentence(error)),
        &mut std::io::stderr(),
    );
    FAILED
}

/// Our own errors go to stderr.
fn fail(error: &Error) {
    say(&format!("{error}\n"), &mut std::io::stderr());
}

/// A reader that went away has nobody to tell.
fn say(text: &str, out: &mut impl Write) {
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn obey(cli: Cli) -> Result<u8> {
    let Cli {
        command,
        build: options,
        common,
    } = cli;
    let mut printer = Printer::new(&common);
    let status = match command.unwrap_or(Command::Build(options)) {
        Command::Reader => {
            crate::intake::worker(std::io::stdin().lock(), std::io::stdout().lock());
            DONE
        }
        Command::Explain { code } => {
            explain::run(&mut printer, code.as_deref())?;
            DONE
        }
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "jianbao", &mut text);
            printer.line(&String::from_utf8_lossy(&text));
            DONE
        }
        Command::Man { html } => {
            let page = if html {
                manual::html()
            } else {
                man::page(&Cli::command())
            };
            printer.line(&page);
            DONE
        }
        Command::Init {
            folder,
            demo,
            templates,
        } => {
            init::run(&mut printer, folder, demo, templates)?;
            DONE
        }
        other => in_workspace(other, &mut printer, &common)?,
    };
    printer.finish()?;
    Ok(status)
}

fn in_workspace(command: Command, printer: &mut Printer, common: &Common) -> Result<u8> {
    let workspace = Workspace::find(common)?;
    let status = match command {
        Command::Build(options) => {
            let errors = build::run(printer, &workspace, &options, common)?;
            if options.strict && errors > 0 { WRONG } else { DONE }
        }
        Command::Check {
            paths,
            reading,
            all,
            format,
            ..
        } => {
            let errors = build::check(printer, &workspace, &paths, &reading, all, format, common)?;
            if errors > 0 { WRONG } else { DONE }
        }
        Command::Status {
            reading,
            tables,
            printed,
        } => {
            status::run(printer, &workspace, &reading, tables, printed.format, common)?;
            DONE
        }
        Command::Diff {
            issue_before,
            reading,
            all,
            printed,
        } => {
            let format = printed.format;
            diff::run(printer, &workspace, issue_before, &reading, all, format, common)?;
            DONE
        }
        Command::Publish { approved_by, yes } => {
            publish::publish(printer, &workspace, approved_by, yes, common)?;
            DONE
        }
        Command::Rebuild { issue } => {
            if publish::rebuild(printer, &workspace, issue, common)? {
                DONE
            } else {
                WRONG
            }
        }
        Command::Verify { expect, printed } => {
            if verify::run(printer, &workspace, expect.as_deref(), printed.format)? {
                DONE
            } else {
                WRONG
            }
        }
        Command::Watch { reading } => {
            watch::run(&workspace, &reading, common)?;
            DONE
        }
        Command::Resolve { reading } => {
            resolve::run(printer, &workspace, &reading, common)?;
            DONE
        }
        Command::Blank { reading } => {
            blank::run(printer, &workspace, &reading)?;
            DONE
        }
        Command::Open => {
            open::run(printer, &workspace)?;
            DONE
        }
        Command::Init { .. }
        | Command::Explain { .. }
        | Command::Completions { .. }
        | Command::Man { .. }
        | Command::Reader => DONE,
    };
    Ok(status)
}
