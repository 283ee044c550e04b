//! ods: content.xml is walked first for repeats, formats and what is hidden; then calamine parses it.

mod walk;

use std::io::{BufReader, Cursor};

use calamine::{Data, Ods, OdsError, Range, Reader};

use self::walk::{Run, Table};
use super::grid::{Budget, Formats, Grid};
use super::look::look;
use super::package::Package;
use super::refusal::Refusal;
use super::{Format, Look, RawFormula, RawValue, RawWorkbook, iso};
use crate::catalog::Limits;

const SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], package: &mut Package<'_>, limits: &Limits) -> Result<RawWorkbook, Refusal> {
    let kind = package.bytes("mimetype")?.unwrap_or_default();
    if !kind.starts_with(SPREADSHEET) {
        return Err(Refusal::NotASpreadsheet(match kind {
            kind if kind.ends_with(b".text") => "文字文档（.odt）",
            kind if kind.ends_with(b".presentation") => "演示文稿（.odp）",
            _ => "别的文档",
        }));
    }
    package.verify(|_| false)?;
    if package
        .bytes("META-INF/manifest.xml")?
        .is_some_and(|manifest| memchr::memmem::find(&manifest, b"encryption-data").is_some())
    {
        return Err(Refusal::Password);
    }
    let mut formats = Formats::new();
    let content = package.part("content.xml")?.ok_or(Refusal::Incomplete)?;
    let tables = walk::content(BufReader::with_capacity(1 << 16, content), &mut formats, limits)?;
    let mut workbook = Ods::new(Cursor::new(bytes)).map_err(|error| refuse(&error))?;
    let listed = workbook.sheets_metadata().to_vec();
    if listed.len() != tables.len() {
        return Err(Refusal::Damaged("表的目录有误".into()));
    }
    if listed.len() > limits.sheets {
        return Err(Refusal::TooBig(format!(
            "有{}张表，限度是{}张",
            listed.len(),
            limits.sheets
        )));
    }
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    for (at, (sheet, table)) in listed.iter().zip(tables).enumerate() {
        if listed[..at].iter().any(|other| other.name == sheet.name) {
            return Err(Refusal::Damaged(format!("有两张表都叫“{}”", sheet.name)));
        }
        let values = workbook
            .worksheet_range(&sheet.name)
            .map_err(|error| refuse(&error))?;
        let formulas = workbook
            .worksheet_formula(&sheet.name)
            .map_err(|error| refuse(&error))?;
        let mut grid = Grid::new(Some(sheet.name.clone()));
        fill(&mut grid, &table, &values, &formulas, &mut formats, &mut budget)?;
        grid.frame = table.frame;
        sheets.push(grid.finish(sheet.visible.into(), Format::Ods)?);
    }
    Ok(RawWorkbook {
        format: Format::Ods,
        sheets,
        formats: formats.into_codes(),
        stamp: None,
    })
}

/// Takes the cells that the walk saw, with calamine's values.
fn fill(
    grid: &mut Grid,
    table: &Table,
    values: &Range<Data>,
    formulas: &Range<String>,
    formats: &mut Formats,
    budget: &mut Budget,
) -> Result<(), Refusal> {
    for rows in &table.rows {
        for row in rows.first..=rows.last {
            for run in &rows.runs {
                for col in run.first..=run.last {
                    let formula = formulas
                        .get_value((row, col))
                        .filter(|text| !text.is_empty())
                        .map(|text| formula(text));
                    let Some(value) = value(values.get_value((row, col)), run, formula.is_some()) else {
                        continue;
                    };
                    let format = match &value {
                        RawValue::Number(_) if run.is_day && look(formats.code(run.format)) != Look::Date => {
                            formats.number(iso::CODE)
                        }
                        _ => run.format,
                    };
                    grid.push((row, col), value, format, formula, budget)?;
                }
            }
        }
    }
    Ok(())
}

/// A cell's value; `None` for an empty cell.
fn value(value: Option<&Data>, run: &Run, has_formula: bool) -> Option<RawValue> {
    Some(match value {
        None | Some(Data::Empty) if has_formula => RawValue::NoResult,
        None | Some(Data::Empty) => return None,
        Some(Data::Int(number)) => RawValue::Number(*number as f64),
        Some(Data::Float(number)) => RawValue::Number(*number),
        Some(Data::DateTime(day)) => RawValue::Number(day.as_f64()),
        Some(Data::Bool(yes)) => RawValue::Bool(*yes),
        Some(Data::Error(error)) => RawValue::Error(error.to_string()),
        Some(Data::String(text)) if run.is_error => RawValue::Error(text.clone()),
        Some(Data::DateTimeIso(text) | Data::DurationIso(text)) => {
            iso::serial(text).map_or_else(|| RawValue::Text(text.clone()), RawValue::Number)
        }
        Some(Data::String(text)) => RawValue::Text(text.clone()),
    })
}

/// `of:=SUM([.A1:.B2];[$表.C3])` → `SUM(A1:B2,$表!C3)`; nothing where it cannot be put so.
fn formula(text: &str) -> RawFormula {
    let text = text.split_once('=').map_or(text, |(_, rest)| rest);
    let mut plain = String::with_capacity(text.len());
    let mut external = false;
    let mut letters = text.chars();
    let mut in_text = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                in_text = !in_text;
                plain.push(letter);
            }
            ';' if !in_text => plain.push(','),
            '[' if !in_text => {
                let reference: String = letters.by_ref().take_while(|&inner| inner != ']').collect();
                external |= reference.contains('#');
                let corners: Vec<String> = reference
                    .split(':')
                    .map(|corner| match corner.rsplit_once('.') {
                        Some(("", cell)) => cell.to_owned(),
                        Some((sheet, cell)) => format!("{}!{cell}", sheet.trim_start_matches('$')),
                        None => corner.to_owned(),
                    })
                    .collect();
                plain.push_str(&corners.join(":"));
            }
            other => plain.push(other),
        }
    }
    RawFormula {
        text: if external { String::new() } else { plain },
        external,
    }
}

/// calamine's errors in our words.
fn refuse(error: &OdsError) -> Refusal {
    match error {
        OdsError::Password => Refusal::Password,
        OdsError::CellLimitExceeded { .. } => Refusal::TooBig("表的使用范围太大".into()),
        OdsError::Zip(_) | OdsError::Io(_) | OdsError::Eof(_) => Refusal::Incomplete,
        _ => Refusal::Damaged("内部格式有误".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_put_as_excel_writes_them() {
        assert_eq!(formula("of:=[.B3]+[.C3]").text, "B3+C3");
        assert_eq!(formula("of:=SUM([.A1:.B2];[$表.C3])").text, "SUM(A1:B2,表!C3)");
        assert_eq!(formula("of:=IF([.A1]=\"a;b\";1;2)").text, "IF(A1=\"a;b\",1,2)");
        assert!(formula("of:=['file:///a.ods'#$Sheet1.A1]").external);
    }
}
