//! xlsx, xlsm: the package's parts, each read to its end once.

mod events;
mod fault;
pub(super) mod parts;
mod scan;
mod strings;
mod styles;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use calamine::expand_shared_formula;

use self::events::Part;
use self::fault::Fault;
use self::scan::{Kind, Scanned, Scanner, Written};
use self::styles::Style;
use super::grid::{Budget, Formats, Grid};
use super::package::{Package, refuse_io};
use super::refusal::Refusal;
use super::{Format, Look, RawFormula, RawValue, RawWorkbook, iso};
use crate::catalog::Limits;

/// Days between the 1900 and the 1904 system.
pub(super) const DAYS_1904: f64 = 1462.0;

/// What the sheets of a workbook share.
struct Context {
    strings: Vec<String>,
    styles: Vec<Style>,
    formats: Formats,
    budget: Budget,
    is_1904: bool,
}

/// Formulas that others on the sheet repeat: number → text, and the cell it was written for.
type Templates = BTreeMap<u32, (String, (u32, u32))>;

/// Reads a workbook.
pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<RawWorkbook, Refusal> {
    let no_workbook = || Refusal::Damaged("里面没有工作簿".into());
    let parts = parts::find(package)?.ok_or_else(no_workbook)?;
    if parts.sheets.is_empty() {
        return Err(no_workbook());
    }
    if parts.sheets.len() > limits.sheets {
        return Err(Refusal::TooBig(format!(
            "有{}张表，限度是{}张",
            parts.sheets.len(),
            limits.sheets
        )));
    }
    // What is read to its end below proves its checksum there.
    let worksheets = parts.sheets.iter().filter(|sheet| sheet.is_worksheet);
    let read_below: Vec<&str> = worksheets
        .filter_map(|sheet| sheet.part.as_deref())
        .chain(parts.strings.as_deref())
        .chain(parts.styles.as_deref())
        .collect();
    package.verify(|name| read_below.iter().any(|part| part.eq_ignore_ascii_case(name)))?;
    let mut context = Context::of(&parts, package, limits)?;
    let mut sheets = Vec::new();
    for (at, sheet) in parts.sheets.iter().enumerate() {
        if parts.sheets[..at].iter().any(|other| other.name == sheet.name) {
            return Err(Refusal::Damaged(format!("有两张表都叫“{}”", sheet.name)));
        }
        if !sheet.is_worksheet {
            continue;
        }
        let gone = || Refusal::Damaged(format!("“{}”的内容不见了", sheet.name));
        let part = sheet.part.as_deref().ok_or_else(gone)?;
        let stream = package.part(part)?.ok_or_else(gone)?;
        let fault = |fault: Fault| refuse(&fault, &format!("“{}”的内容", sheet.name), part);
        let mut part = Part::take(stream).map_err(fault)?;
        let mut scanner = Scanner::open(part.events()).map_err(fault)?;
        let mut grid = Grid::new(Some(sheet.name.clone()));
        let mut templates = Templates::new();
        while scanner.advance().map_err(fault)? {
            context.take(&mut scanner.cell, &sheet.name, &mut templates, &mut grid)?;
        }
        grid.frame = scanner.finish().map_err(fault)?;
        sheets.push(grid.finish(sheet.visibility, Format::Xlsx)?);
    }
    Ok(RawWorkbook {
        format: Format::Xlsx,
        sheets,
        formats: context.formats.into_codes(),
        stamp: None,
    })
}

fn buffered(stream: impl Read) -> impl BufRead {
    BufReader::with_capacity(1 << 16, stream)
}

impl Context {
    /// Reads what the sheets share.
    fn of(parts: &parts::Parts, package: &mut Package<'_>, limits: &Limits) -> Result<Context, Refusal> {
        let mut formats = Formats::new();
        let mut context = Context {
            strings: Vec::new(),
            styles: Vec::new(),
            budget: Budget::new(limits),
            is_1904: parts.is_1904,
            formats: Formats::new(),
        };
        if let Some(part) = &parts.styles
            && let Some(stream) = package.part(part)?
        {
            context.styles = styles::read(buffered(stream), &mut formats)
                .map_err(|fault| refuse(&fault, "单元格样式", part))??;
        }
        if let Some(part) = &parts.strings
            && let Some(stream) = package.part(part)?
        {
            let fault = |fault: Fault| refuse(&fault, "文字条目", part);
            let mut texts = Part::take(stream).map_err(fault)?;
            context.strings = strings::shared(texts.events(), limits).map_err(fault)??;
        }
        context.formats = formats;
        Ok(context)
    }

    /// Takes one cell into the grid.
    fn take(
        &mut self,
        cell: &mut Scanned,
        sheet: &str,
        templates: &mut Templates,
        grid: &mut Grid,
    ) -> Result<(), Refusal> {
        let style = self.styles.get(cell.style).copied().unwrap_or(styles::GENERAL);
        let formula = cell
            .formula
            .take()
            .map(|written| formula(written, cell.at, templates));
        let value = match self.value(cell, style).map_err(|why| cell.refusal(sheet, why))? {
            Some(value) => value,
            None if formula.is_none() => return Ok(()),
            None if cell.has_value => RawValue::Text(String::new()),
            None => RawValue::NoResult,
        };
        let format = match &value {
            RawValue::Number(_) if cell.kind == Kind::Iso && style.look != Look::Date => {
                self.formats.number(iso::CODE)
            }
            _ => style.format,
        };
        grid.push(cell.at, value, format, formula, &mut self.budget)
    }

    /// What a cell holds; `None` for nothing, an error for what would be read wrong.
    fn value(&self, cell: &mut Scanned, style: Style) -> Result<Option<RawValue>, &'static str> {
        if cell.is_rich {
            return Ok(Some(RawValue::Text(std::mem::take(&mut cell.value))));
        }
        // White space around a number means nothing, as XML has it.
        let plain = cell.value.trim_ascii();
        Ok(Some(match cell.kind {
            Kind::Text if cell.has_value => RawValue::Text(strings::unescaped(&cell.value).into_owned()),
            _ if plain.is_empty() => return Ok(None),
            Kind::Number => match plain.parse::<f64>() {
                // Whether it is a date is the column's to say; here only the system of days is settled.
                Ok(number) if self.is_1904 && style.is_moment => RawValue::Number(number + DAYS_1904),
                Ok(number) => RawValue::Number(number),
                Err(_) => RawValue::Text(plain.to_owned()),
            },
            Kind::Shared => {
                // Anything else than digits: other programs take the first text of the workbook.
                let number = is_index(plain).then(|| plain.parse::<usize>().ok()).flatten();
                let shared = number.and_then(|number| self.strings.get(number));
                RawValue::Text(shared.ok_or("文字索引损坏")?.clone())
            }
            Kind::Iso => {
                iso::serial(plain).map_or_else(|| RawValue::Text(plain.to_owned()), RawValue::Number)
            }
            Kind::Bool if plain == "0" || plain.eq_ignore_ascii_case("false") => RawValue::Bool(false),
            Kind::Bool if plain == "1" || plain.eq_ignore_ascii_case("true") => RawValue::Bool(true),
            Kind::Bool => RawValue::Text(plain.to_owned()),
            Kind::Error => RawValue::Error(plain.to_owned()),
            Kind::Text | Kind::Inline | Kind::Odd => return Err("内容的类型认不出来"),
        }))
    }
}

/// A formula; one that repeats another is moved to its own cell.
fn formula(written: Written, at: (u32, u32), templates: &mut Templates) -> RawFormula {
    let Written { mut text, shared } = written;
    if let Some(number) = shared {
        if text.is_empty() {
            text = templates
                .get(&number)
                .and_then(|(text, from)| expand_shared_formula(text, *from, at).ok())
                .unwrap_or_default();
        } else {
            templates.insert(number, (text.clone(), at));
        }
    }
    RawFormula {
        external: is_external(&text),
        text,
    }
}

/// Does a formula point into another workbook: `[1]Sheet1!A1`? Table references, `表1[金额]`, do not.
pub(super) fn is_external(formula: &str) -> bool {
    formula
        .match_indices('[')
        .any(|(at, _)| match formula[at + 1..].split_once(']') {
            Some((inner, rest)) => {
                let file = inner.bytes().all(|byte| byte.is_ascii_digit()) || inner.contains(".xl");
                file && !inner.is_empty() && rest.contains('!')
            }
            None => false,
        })
}

/// Digits only, and no more than any workbook has texts.
fn is_index(text: &str) -> bool {
    text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What went wrong in a part, called by a clerk's name for it.
fn refuse(fault: &Fault, what: &str, part: &str) -> Refusal {
    match fault {
        Fault::Xml(quick_xml::Error::Io(error)) => refuse_io(error, part),
        Fault::Xml(_) | Fault::End | Fault::Reference => Refusal::Damaged(format!("{what}有误")),
        Fault::Address => Refusal::Damaged(format!("{what}里单元格的编号有误")),
        Fault::Doctype => Refusal::Doctype,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_into_another_workbook_is_told_from_one_into_a_table() {
        assert!(is_external("[1]Sheet1!A1*2"));
        assert!(is_external("SUM('[台账.xlsx]项目台账'!A1:A9)"));
        assert!(is_external("'C:\\a\\[b.xls]c'!A1"));
        assert!(!is_external("SUM(表1[金额])"));
        assert!(!is_external("A1&\"[1]\""));
        assert!(!is_external("[@金额]*2"));
    }

    #[test]
    fn only_plain_digits_are_an_index() {
        assert!(is_index("0") && is_index("123456789"));
        assert!(!is_index("2 ") && !is_index("-1") && !is_index("1234567890") && !is_index("1e3"));
    }
}
