//! `explain`: a finding's page, for people at a terminal.

use super::print::{Printer, Tone, pad, width};
use crate::error::{Error, Result};
use crate::finding::Code;

/// One code's page, or the list.
pub(super) fn run(printer: &mut Printer, code: Option<&str>) -> Result<()> {
    match code {
        None => list(printer),
        Some(text) => page(printer, Code::parse(text).ok_or_else(|| unknown(text))?),
    }
    Ok(())
}

fn list(printer: &mut Printer) {
    let families = [
        ('F', "文件"),
        ('S', "表"),
        ('V', "单元格的值"),
        ('B', "一个项目之内"),
        ('X', "台账之间"),
        ('H', "与上期相比"),
        ('N', "文字材料"),
        ('W', "豁免"),
    ];
    for (letter, name) in families {
        printer.gap();
        let name = printer.toned(Tone::Bold, name);
        printer.line(&name);
        for code in Code::ALL.iter().filter(|code| code.id().starts_with(letter)) {
            printer.line(&format!(
                "  {}  {}{}",
                code.id(),
                pad(code.title(), 28),
                code.severity().word()
            ));
        }
    }
    printer.gap();
    printer.line("某一条的说明：jianbao explain B09");
}

fn page(printer: &mut Printer, code: Code) {
    let title = printer.toned(Tone::Bold, &format!("{} {}", code.id(), code.title()));
    printer.line(&format!("{title}  {}", code.severity().word()));
    let mut block: Option<Block> = None;
    for line in code.page().lines().skip(1) {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(kind)) => {
                block = Some(Block {
                    kind: kind.to_owned(),
                    rows: Vec::new(),
                });
            }
            (Some(open), Some(_)) => {
                open.print(printer);
                block = None;
            }
            (Some(open), None) => open.rows.push(line.to_owned()),
            (None, None) if line.trim().is_empty() => printer.gap(),
            (None, None) => printer.hanging(0, "", &line.replace("**", "").replace('`', ""), ""),
        }
    }
}

/// A fenced example: a sheet as typed, or the findings it gives.
struct Block {
    kind: String,
    rows: Vec<String>,
}

impl Block {
    fn print(&self, printer: &mut Printer) {
        printer.gap();
        if self.kind.starts_with("findings") {
            for row in &self.rows {
                printer.hanging(2, "→ ", row, "");
            }
            return;
        }
        let table: Vec<Vec<&str>> = self
            .rows
            .iter()
            .map(|row| row.split('|').map(str::trim).collect())
            .collect();
        let columns = table.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = table
                    .iter()
                    .filter(|row| row.len() > 1)
                    .filter_map(|row| row.get(column));
                cells.map(|cell| width(shown(cell))).max().unwrap_or(0)
            })
            .collect();
        for row in &table {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(cell, columns)| pad(shown(cell), *columns));
            printer.line(&format!("  {}", cells.collect::<Vec<_>>().join("  ")));
        }
    }
}

/// Marks of the notation (`<` and `^` join cells, `'` makes text) are not for readers.
fn shown(cell: &str) -> &str {
    match cell {
        "<" | "^" => "",
        other => other.strip_prefix('\'').unwrap_or(other),
    }
}

fn unknown(text: &str) -> Error {
    let typed = text.to_ascii_uppercase();
    let near = Code::ALL
        .iter()
        .map(|code| code.id())
        .find(|id| strsim::levenshtein(&typed, id) == 1);
    let near = near.map_or(String::new(), |id| format!("是不是 {id}？"));
    Error::Refused(format!("没有这个代码：{text}。{near}全部代码：jianbao explain"))
}
