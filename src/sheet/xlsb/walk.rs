//! The records of .xlsb parts, walked before calamine reads them: each within its part, none that calamine passes over.

use super::super::RawValue;
use super::super::grid::{Formats, Frame};
use super::super::look;
use super::super::refusal::Refusal;

/// One record.
pub(super) struct Record<'p> {
    kind: u16,
    data: &'p [u8],
}

/// The records of a part.
pub(super) struct Records<'p> {
    rest: &'p [u8],
}

impl<'p> Records<'p> {
    /// The records of a part's bytes.
    pub(super) fn of(part: &'p [u8]) -> Records<'p> {
        Records { rest: part }
    }

    /// The next record; an end within one is an incomplete part.
    fn advance(&mut self) -> Result<Option<Record<'p>>, Refusal> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let kind = self.varint(2)?;
        let length = self.varint(4)? as usize;
        let (data, rest) = self.rest.split_at_checked(length).ok_or(Refusal::Incomplete)?;
        self.rest = rest;
        Ok(Some(Record {
            kind: u16::try_from(kind).unwrap_or(u16::MAX),
            data,
        }))
    }

    /// Seven bits a byte, least first, the eighth says that there is more.
    fn varint(&mut self, most: u32) -> Result<u32, Refusal> {
        let mut number = 0;
        for place in 0..most {
            let (&byte, rest) = self.rest.split_first().ok_or(Refusal::Incomplete)?;
            self.rest = rest;
            number |= u32::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(number)
    }
}

/// A cell that holds a value.
pub(super) struct Filled {
    pub(super) at: (u32, u32),
    pub(super) style: usize,
    pub(super) is_formula: bool,
    /// The value where calamine passes over it: the error of a formula, a text with formatting of its own.
    pub(super) passed_over: Option<RawValue>,
}

/// A sheet's part.
#[derive(Default)]
pub(super) struct SheetWalk {
    pub(super) cells: Vec<Filled>,
    pub(super) frame: Frame,
}

/// Walks a sheet.
pub(super) fn sheet(part: &[u8]) -> Result<SheetWalk, Refusal> {
    let mut walk = SheetWalk::default();
    let mut row = 0;
    let mut has_end = false;
    let mut records = Records::of(part);
    while let Some(record) = records.advance()? {
        let number = |at| u32_at(record.data, at).ok_or_else(damaged);
        match record.kind {
            // Row
            0x0000 => {
                row = number(0)?;
                if row > 0x000f_ffff {
                    return Err(damaged());
                }
                let flags = record.data.get(11).copied().unwrap_or(0);
                let height = u32_at(record.data, 8).unwrap_or(0) & 0xffff;
                if flags & 0x10 != 0 {
                    walk.frame.hide_rows(row, row);
                } else if flags & 0x20 != 0 {
                    walk.frame.heights.insert(row, f64::from(height) / 20.0);
                }
            }
            0x0002..=0x000b | 0x003e => walk.cells.push(filled(&record, row)?),
            // Short forms, which no program is known to write and calamine passes over.
            0x000c..=0x0013 => {
                return Err(Refusal::TooOld("由别的程序写的 .xlsb，有的内容读不出来"));
            }
            0x0092 => has_end = true,
            // Columns
            0x003c => {
                let (first, last, width) = (number(0)?, number(4)?, number(8)?);
                if record.data.get(16).is_some_and(|flags| flags & 1 != 0) || width == 0 {
                    walk.frame.hide_cols(first, last);
                } else {
                    walk.frame.widen(first, last, f64::from(width) / 256.0);
                }
            }
            // A merged range
            0x00b0 => walk
                .frame
                .merge((number(0)?, number(8)?), (number(4)?, number(12)?)),
            _ => {}
        }
    }
    if has_end {
        Ok(walk)
    } else {
        Err(Refusal::Incomplete)
    }
}

/// A cell record; calamine relies on its length.
fn filled(record: &Record<'_>, row: u32) -> Result<Filled, Refusal> {
    let least = match record.kind {
        0x0005 | 0x0009 => 16,
        0x0003 | 0x0004 | 0x000a | 0x000b => 9,
        0x003e => 13,
        _ => 12,
    };
    let (Some(col), Some(style), true) = (
        u32_at(record.data, 0),
        u32_at(record.data, 4),
        record.data.len() >= least,
    ) else {
        return Err(damaged());
    };
    if matches!(record.kind, 0x0006 | 0x0008) {
        let length = u32_at(record.data, 8).ok_or_else(damaged)? as usize;
        if length * 2 + 12 > record.data.len() {
            return Err(damaged());
        }
    }
    let passed_over = match record.kind {
        0x000b => Some(RawValue::Error(error_name(record.data[8]).to_owned())),
        0x003e => Some(RawValue::Text(wide(&record.data[9..])?.0)),
        _ => None,
    };
    Ok(Filled {
        at: (row, col),
        style: (style & 0x00ff_ffff) as usize,
        is_formula: matches!(record.kind, 0x0008..=0x000b),
        passed_over,
    })
}

fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR!",
    }
}

/// Relationship id and name of each sheet, from the workbook's part.
pub(super) fn sheets(part: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let mut found = Vec::new();
    let mut records = Records::of(part);
    while let Some(record) = records.advance()? {
        if record.kind == 0x009c {
            let (id, rest) = wide(record.data.get(8..).ok_or_else(damaged)?)?;
            let (name, _) = wide(rest)?;
            found.push((id, name));
        }
    }
    Ok(found)
}

/// The number format of each cell format, from the styles' part.
pub(super) fn styles(part: &[u8], formats: &mut Formats) -> Result<Vec<u16>, Refusal> {
    let mut codes = std::collections::BTreeMap::new();
    let (mut styles, mut within) = (Vec::new(), false);
    let mut records = Records::of(part);
    while let Some(record) = records.advance()? {
        let number = |at: usize| {
            record
                .data
                .get(at..at + 2)
                .map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
                .ok_or_else(damaged)
        };
        match record.kind {
            0x002c => {
                codes.insert(number(0)?, wide(&record.data[2..])?.0);
            }
            0x0269 => within = true,
            0x026a => within = false,
            0x002f if within => {
                let id = number(2)?;
                styles.push(match codes.get(&id) {
                    Some(code) => formats.number(code),
                    None => formats.number(look::builtin(id)),
                });
            }
            _ => {}
        }
    }
    Ok(styles)
}

/// Walks any other part: its records lie within it.
pub(super) fn whole(part: &[u8]) -> Result<(), Refusal> {
    let mut records = Records::of(part);
    while records.advance()?.is_some() {}
    Ok(())
}

/// A string with its length before it, and what follows.
fn wide(data: &[u8]) -> Result<(String, &[u8]), Refusal> {
    let length = u32_at(data, 0).ok_or_else(damaged)? as usize;
    let bytes = data
        .get(4..)
        .and_then(|rest| rest.get(..length.checked_mul(2)?))
        .ok_or_else(damaged)?;
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
        .collect();
    Ok((String::from_utf16_lossy(&units), &data[4 + bytes.len()..]))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

fn damaged() -> Refusal {
    Refusal::Damaged("记录有误".into())
}
