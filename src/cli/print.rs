//! The terminal: widths of Chinese, colour that carries nothing alone, a report on stdout or in a file.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use console::Term;
use unicode_width::UnicodeWidthStr;

use super::args::Common;
use crate::error::{Error, Result};

/// What a piece of text is, where colour helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// As it is.
    Plain,
    /// 错误
    Red,
    /// 提醒
    Yellow,
    /// Codes and paths.
    Dim,
    /// Headings.
    Bold,
}

/// Collects a command's report and prints it at the end, so that `-o FILE` holds all of it.
#[derive(Debug)]
pub(super) struct Printer {
    text: String,
    is_coloured: bool,
    target: Option<PathBuf>,
    /// Columns of the terminal; 100 where there is none.
    pub(super) width: usize,
    /// Rows of the terminal; `None` where nobody has to scroll (a pipe, a file).
    pub(super) height: Option<usize>,
}

impl Printer {
    /// For stdout, or the file of `-o`.
    pub(super) fn new(common: &Common) -> Printer {
        let terminal = Term::stdout();
        let is_terminal = terminal.is_term() && common.report.is_none();
        let size = terminal.size_checked().filter(|_| is_terminal);
        let is_plain = common.no_color || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Printer {
            text: String::new(),
            // Asking also makes an old Windows console obey colours.
            is_coloured: is_terminal && !is_plain && terminal.features().colors_supported(),
            target: common.report.clone(),
            width: size
                .map_or(100, |(_, columns)| usize::from(columns))
                .clamp(40, 200),
            height: is_terminal.then(|| size.map_or(40, |(rows, _)| usize::from(rows))),
        }
    }

    /// A piece of text with a tone.
    pub(super) fn toned(&self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Red => "31",
            Tone::Yellow => "33",
            Tone::Dim => "2",
            Tone::Bold => "1",
        };
        if self.is_coloured {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// A line.
    pub(super) fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// An empty line, never two.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A line whose last word stands flush right, dim; what is too long hangs under its own start.
    pub(super) fn hanging(&mut self, indent: usize, head: &str, body: &str, code: &str) {
        let start = indent + width(head);
        let room = self.width.saturating_sub(start + width(code) + 2).max(20);
        let lines = wrap(body, room);
        for (number, text) in lines.iter().enumerate() {
            let left = if number == 0 {
                format!("{}{head}{text}", " ".repeat(indent))
            } else {
                format!("{}{text}", " ".repeat(start))
            };
            if number + 1 == lines.len() && !code.is_empty() {
                let pad = self.width.saturating_sub(width(&left) + width(code)).max(2);
                let code = self.toned(Tone::Dim, code);
                self.line(&format!("{left}{}{code}", " ".repeat(pad)));
            } else {
                self.line(&left);
            }
        }
    }

    /// A line that must be seen before the report is complete.
    pub(super) fn now(&mut self, text: &str) {
        if self.target.is_some() {
            self.line(text);
        } else {
            // A reader that went away has nothing to see.
            let _ = writeln!(io::stdout().lock(), "{}", text.trim_end());
        }
    }

    /// Prints, or writes the file of `-o`.
    pub(super) fn finish(self) -> Result<()> {
        let Some(path) = self.target else {
            return match io::stdout().lock().write_all(self.text.as_bytes()) {
                // A reader that went away (`| head`) has seen enough.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Refused(format!(
                    "显示不出来：{}",
                    crate::error::reason(&error)
                ))),
                _ => Ok(()),
            };
        };
        // Notepad and Excel on Windows take a file without the mark for GBK.
        let mark = if cfg!(windows) { "\u{FEFF}" } else { "" };
        fs::write(&path, format!("{mark}{}", self.text)).map_err(|error| Error::disk("写不了", &path, error))
    }
}

/// Columns that a text takes: a Han character two.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Padded on the right to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Lines of at most `room` columns, broken at a space or before any Han character; no closing mark starts a line.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut filled = 0;
    let characters: Vec<char> = text.chars().collect();
    for &c in &characters {
        let size = width(c.encode_utf8(&mut [0; 4]));
        let is_closing = "，。；：、）”》！？)".contains(c);
        if filled + size > room && !is_closing && filled > 0 {
            let rest = lines.last_mut().map(split_word).unwrap_or_default();
            filled = width(&rest);
            lines.push(rest);
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
        filled += size;
    }
    lines
}

/// Takes an unfinished word of letters and digits off the end of a line, to start the next one with it.
fn split_word(line: &mut String) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '_');
    let start = line
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_word(*c))
        .last()
        .map(|(at, _)| at);
    match start {
        Some(at) if at > 0 => line.split_off(at),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_han_character_takes_two_columns() {
        assert_eq!(width("超化镇 A"), 8);
        assert_eq!(pad("超化镇", 8), "超化镇  ");
    }

    #[test]
    fn a_long_line_breaks_between_characters_and_keeps_numbers_whole() {
        let lines = wrap("总投资0.3388万元，其他台账都是3388；请核对单位", 16);
        assert!(lines.iter().all(|line| width(line) <= 18), "{lines:?}");
        assert_eq!(lines.concat(), "总投资0.3388万元，其他台账都是3388；请核对单位");
        assert!(lines.iter().all(|line| !line.starts_with('，')));
    }
}
