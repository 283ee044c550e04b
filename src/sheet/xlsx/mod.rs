//! xlsx, xlsm: calamine streams the cells, a scanner beside it sees what calamine does not.

pub(super) mod parts;
mod scan;

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor};

use calamine::{
    DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata, expand_shared_formula,
};

use self::scan::{Fault, Kind, Scanner};
use super::grid::{Budget, Formats, Grid};
use super::iso;
use super::look;
use super::package::{Package, refuse_io};
use super::refusal::Refusal;
use super::{Format, Look, RawFormula, RawValue, RawWorkbook, Visibility};
use crate::catalog::Limits;

/// Days between the 1900 and the 1904 system.
pub(super) const DAYS_1904: f64 = 1462.0;

/// What the sheets of a workbook share.
struct Context {
    formats: Formats,
    budget: Budget,
    is_1904: bool,
}

/// A formula that others on the sheet repeat, and the cell it was written for.
type Template = (String, (u32, u32));

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], package: &mut Package<'_>, limits: &Limits) -> Result<RawWorkbook, Refusal> {
    let no_workbook = || Refusal::Damaged("里面没有工作簿".into());
    let parts = parts::find(package)?.ok_or_else(no_workbook)?;
    package.verify(
        |name| {
            parts
                .sheets
                .iter()
                .any(|(_, part)| part.eq_ignore_ascii_case(name))
        },
        limits,
    )?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| refuse(&error))?;
    let listed = workbook.sheets_metadata().to_vec();
    if listed.len() > limits.sheets {
        return Err(Refusal::TooBig(format!(
            "有{}张表，限度是{}张",
            listed.len(),
            limits.sheets
        )));
    }
    let mut context = Context {
        formats: Formats::new(),
        budget: Budget::new(limits),
        is_1904: workbook.has_1904_epoch(),
    };
    let mut sheets = Vec::new();
    for (at, sheet) in listed.iter().enumerate() {
        if listed[..at].iter().any(|other| other.name == sheet.name) {
            return Err(Refusal::Damaged(format!("有两张表都叫“{}”", sheet.name)));
        }
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let (_, part) = parts
            .sheets
            .iter()
            .find(|(name, _)| *name == sheet.name)
            .ok_or_else(no_workbook)?;
        let stream = package
            .part(part)?
            .ok_or_else(|| Refusal::Damaged(format!("“{}”的内容不见了", sheet.name)))?;
        let fault = |fault: Fault| refuse_fault(&fault, &sheet.name, part);
        let scanner = Scanner::open(BufReader::with_capacity(1 << 16, stream)).map_err(fault)?;
        if let Some(mut scanner) = scanner {
            let mut grid = Grid::new(Some(sheet.name.clone()));
            read_cells(
                &mut workbook,
                &sheet.name,
                part,
                &mut scanner,
                &mut grid,
                &mut context,
            )?;
            grid.frame = scanner.finish().map_err(fault)?;
            sheets.push(grid.finish(visibility(sheet.visible), true)?);
        }
    }
    Ok(RawWorkbook {
        format: Format::Xlsx,
        sheets,
        formats: context.formats.into_codes(),
        stamp: None,
    })
}

/// Reads the cells of a sheet, calamine and scanner side by side.
fn read_cells<R: std::io::BufRead>(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    part: &str,
    scanner: &mut Scanner<R>,
    grid: &mut Grid,
    context: &mut Context,
) -> Result<(), Refusal> {
    let mut reader = workbook
        .worksheet_cells_reader(name)
        .map_err(|error| refuse(&error))?;
    let styles: Vec<(u16, Look)> = reader
        .styles()
        .iter()
        .map(|style| {
            let code = style.number_format.as_ref().map_or("General", |format| {
                match (format.format_code.as_str(), format.format_id.map(u16::try_from)) {
                    ("General", Some(Ok(id))) => look::builtin(id),
                    (code, _) => code,
                }
            });
            (context.formats.number(code), look::look(code))
        })
        .collect();
    let mut templates = BTreeMap::new();
    while scanner
        .advance()
        .map_err(|fault| refuse_fault(&fault, name, part))?
    {
        let seen = &scanner.cell;
        if seen.kind == Kind::Shared && seen.has_value && !is_index(&seen.value) {
            // calamine would take the first text of the workbook.
            return Err(seen.refusal(name, "文字索引损坏"));
        }
        let (format, look) = styles.get(seen.style).copied().unwrap_or((0, Look::General));
        let (value, formula) = match reader.next_cell_with_formula_metadata() {
            Ok(Some(cell)) if cell.pos == seen.at => (
                value(cell.value, look, context.is_1904),
                cell.formula
                    .map(|formula| formula_text(formula, seen.at, &mut templates)),
            ),
            Ok(_) => return Err(seen.refusal(name, "单元格编号有误")),
            // `#SPILL!` and its like, newer than the reader: the cell alone is lost, and says so.
            Err(XlsxError::CellError(text)) => (Some(RawValue::Error(text)), None),
            Err(XlsxError::ParseFloat(_) | XlsxError::Unrecognized { .. }) => {
                (Some(RawValue::Text(seen.value.clone())), None)
            }
            Err(XlsxError::Unexpected(_)) if seen.kind == Kind::Shared => {
                return Err(seen.refusal(name, "文字索引损坏"));
            }
            Err(XlsxError::CellTAttribute(_) | XlsxError::Unexpected(_)) => {
                return Err(seen.refusal(name, "内容的类型认不出来"));
            }
            Err(error) => return Err(refuse(&error)),
        };
        let formula = seen.has_formula.then(|| {
            let text = formula.unwrap_or_default();
            let external = is_external(&text);
            RawFormula { text, external }
        });
        let value = match value {
            Some(value) => value,
            None if !seen.has_formula => continue,
            None if seen.has_value => RawValue::Text(String::new()),
            None => RawValue::NoResult,
        };
        let format = match (&value, seen.kind == Kind::Iso, look) {
            (RawValue::Number(_), true, look) if look != Look::Date => context.formats.number(iso::CODE),
            _ => format,
        };
        grid.push(seen.at, value, format, formula, &mut context.budget)?;
    }
    Ok(())
}

/// A value of calamine's; `None` for an empty cell.
pub(super) fn value(value: DataRef<'_>, look: Look, is_1904: bool) -> Option<RawValue> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => RawValue::Number(number as f64),
        DataRef::Float(number) => RawValue::Number(number),
        // Whether it is a date is the column's to say; here only the system of days is settled.
        DataRef::DateTime(day) if is_1904 && look == Look::Date && day.is_datetime() => {
            RawValue::Number(day.as_f64() + DAYS_1904)
        }
        DataRef::DateTime(day) => RawValue::Number(day.as_f64()),
        DataRef::Bool(yes) => RawValue::Bool(yes),
        DataRef::Error(error) => RawValue::Error(error.to_string()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            iso::serial(&text).map_or(RawValue::Text(text), RawValue::Number)
        }
        DataRef::String(text) => RawValue::Text(text),
        DataRef::SharedString(text) => RawValue::Text(text.to_owned()),
    })
}

/// The text of a formula; one that repeats another is moved to its own cell.
fn formula_text(
    formula: XlsxFormulaMetadata,
    at: (u32, u32),
    templates: &mut BTreeMap<usize, Template>,
) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } => formula,
        XlsxFormulaMetadata::Shared {
            shared_index,
            formula,
            ..
        } => {
            templates.insert(shared_index, (formula.clone(), at));
            formula
        }
        XlsxFormulaMetadata::SharedDerived { shared_index } => templates
            .get(&shared_index)
            .and_then(|(text, from)| expand_shared_formula(text, *from, at).ok())
            .unwrap_or_default(),
        _ => String::new(),
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

/// A sheet's visibility, as calamine has it.
pub(super) fn visibility(visible: SheetVisible) -> Visibility {
    match visible {
        SheetVisible::Visible => Visibility::Visible,
        SheetVisible::Hidden => Visibility::Hidden,
        SheetVisible::VeryHidden => Visibility::VeryHidden,
    }
}

/// calamine's errors about the workbook in our words.
fn refuse(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Password,
        XlsxError::Zip(_) | XlsxError::Io(_) => Refusal::Incomplete,
        XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::XmlEof(_) => {
            Refusal::Damaged("内部格式有误".into())
        }
        XlsxError::Unrecognized {
            typ: "sheet:type", ..
        } => Refusal::TooOld("带有宏表（Excel 4.0 宏）的工作簿"),
        _ => Refusal::Damaged("工作簿结构有误".into()),
    }
}

fn refuse_fault(fault: &Fault, sheet: &str, part: &str) -> Refusal {
    match fault {
        Fault::Xml(quick_xml::Error::Io(error)) => refuse_io(error, part),
        Fault::Xml(_) | Fault::End => Refusal::Damaged(format!("“{sheet}”的内容有误")),
        Fault::Address => Refusal::Damaged(format!("“{sheet}”里单元格的编号有误")),
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
