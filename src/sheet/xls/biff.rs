//! A walk over the records of an .xls workbook before calamine parses it: everything stands within its bounds, every
//! sheet comes to its end, and what calamine does not say about cells, rows and columns is noted.

use std::collections::BTreeMap;

use encoding_rs::{GBK, WINDOWS_1252};

use super::super::grid::{Formats, Frame};
use super::super::look;
use super::super::refusal::Refusal;
use super::ole::{u16_at, u32_at};

/// Points at one cell that holds a value: row, column, index of its format (XF).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) row: u16,
    pub(super) col: u16,
    pub(super) xf: u16,
    pub(super) is_formula: bool,
}

/// One substream that is listed as a sheet.
#[derive(Default)]
pub(super) struct SheetWalk {
    /// Cells that hold a value, as they come.
    pub(super) cells: Vec<Filled>,
    /// Rows, columns, merges.
    pub(super) frame: Frame,
    /// Where the records with a row number are, so that far-apart rows can be drawn together: offset of the number.
    pub(super) row_fields: Vec<usize>,
}

/// What the walk found.
pub(super) struct Walk {
    /// BIFF8, or BIFF5 (Excel 5.0 and 95)?
    pub(super) is_biff8: bool,
    /// Does it say which code page its texts are in?
    pub(super) has_code_page: bool,
    /// Days counted from 1904?
    pub(super) is_1904: bool,
    /// Format code of each XF.
    pub(super) xfs: Vec<u16>,
    /// Formats.
    pub(super) formats: Formats,
    /// In the order listed.
    pub(super) sheets: Vec<SheetWalk>,
    /// Where the last sheet ends.
    pub(super) end: usize,
}

/// A record's place: type, where its data begin, how long they are.
#[derive(Clone, Copy)]
struct Record {
    kind: u16,
    data: usize,
    len: usize,
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const DIMENSIONS: u16 = 0x0200;
const DEFINED_NAME: u16 = 0x0018;
/// A record type that no reader knows, for what calamine must not see.
const NEUTRAL: u16 = 0x00ff;

/// Walks a workbook stream and takes out of it what calamine would stumble over.
pub(super) fn walk(stream: &mut [u8]) -> Result<Walk, Refusal> {
    let mut walk = Walk {
        is_biff8: true,
        has_code_page: false,
        is_1904: false,
        xfs: Vec::new(),
        formats: Formats::new(),
        sheets: Vec::new(),
        end: 0,
    };
    let bounds = walk.globals(stream)?;
    for (offset, is_sheet) in bounds {
        let sheet = walk.sheet(stream, offset, is_sheet)?;
        walk.sheets.push(sheet);
    }
    Ok(walk)
}

/// So many zeros in a row are no empty records, which some writers put between theirs.
const ZEROS: usize = 64;

/// The record at an offset; zeros where it should be are what a copy leaves that has not come to its end.
fn record(stream: &[u8], at: usize) -> Result<Record, Refusal> {
    let (kind, len) = match (u16_at(stream, at), u16_at(stream, at + 2)) {
        (None, _) | (_, None) => return Err(Refusal::Incomplete),
        (Some(0), Some(0)) if stream[at..].iter().take(ZEROS).all(|&byte| byte == 0) => {
            return Err(Refusal::Incomplete);
        }
        (Some(kind), Some(len)) => (kind, usize::from(len)),
    };
    if at + 4 + len > stream.len() {
        return Err(Refusal::Incomplete);
    }
    Ok(Record {
        kind,
        data: at + 4,
        len,
    })
}

fn damaged() -> Refusal {
    Refusal::Damaged("记录有误".into())
}

impl Walk {
    /// Walks the workbook's own records: where the sheets begin, and whether they are worksheets.
    fn globals(&mut self, stream: &mut [u8]) -> Result<Vec<(usize, bool)>, Refusal> {
        let first = record(stream, 0)?;
        if first.kind != BOF || first.len < 4 {
            return Err(match first.kind & 0xff {
                0x09 => Refusal::TooOld("很旧的 Excel 格式（Excel 5.0 以前）"),
                _ => damaged(),
            });
        }
        self.is_biff8 = u16_at(stream, first.data) == Some(0x0600);
        let (mut bounds, mut codes, mut xfs) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut code_page = None;
        let mut at = 0;
        loop {
            let record = record(stream, at)?;
            let data = &stream[record.data..record.data + record.len];
            match record.kind {
                // Of any type: weak obfuscation is not told from plain text by calamine.
                0x002f => return Err(Refusal::Password),
                0x0042 => code_page = u16_at(data, 0),
                0x0022 => self.is_1904 = u16_at(data, 0) == Some(1),
                0x041e => {
                    if let Some((id, code)) = format_code(data, self.is_biff8, code_page) {
                        codes.insert(id, code);
                    }
                }
                0x00e0 => xfs.push(u16_at(data, 2).ok_or_else(damaged)?),
                0x0085 => {
                    if record.len < 8 {
                        return Err(damaged());
                    }
                    let offset = u32_at(data, 0).ok_or_else(damaged)? as usize;
                    bounds.push((offset, data[5] == 0));
                }
                DEFINED_NAME => {
                    let fits = record.len >= 14
                        && u16_at(data, 4).is_some_and(|formula| usize::from(formula) + 14 <= record.len);
                    if !fits {
                        neutralise(stream, record);
                    }
                }
                EOF => break,
                _ => {}
            }
            at = record.data + record.len;
        }
        self.has_code_page = code_page.is_some();
        self.end = at + 4;
        self.xfs = xfs
            .into_iter()
            .map(|id| match codes.get(&id) {
                Some(code) => self.formats.number(code),
                None => self.formats.number(look::builtin(id)),
            })
            .collect();
        Ok(bounds)
    }

    /// Walks a sheet's records, the charts within it left aside.
    fn sheet(&mut self, stream: &mut [u8], offset: usize, is_worksheet: bool) -> Result<SheetWalk, Refusal> {
        let mut sheet = SheetWalk::default();
        let mut depth = 0u32;
        let mut at = first_record(stream, offset)?;
        loop {
            let record = match record(stream, at) {
                // Calamine takes the end of the stream for the end of a sheet; whole records up to there are enough.
                Err(_) if at == stream.len() || !is_worksheet => break,
                other => other?,
            };
            at = record.data + record.len;
            match (record.kind, depth) {
                (BOF, _) => depth += 1,
                (EOF, 0) => break,
                (EOF, _) => depth -= 1,
                (DIMENSIONS, 0) => neutralise(stream, record),
                (_, 0) => sheet.note(stream, record)?,
                _ => {}
            }
        }
        self.end = self.end.max(at);
        Ok(sheet)
    }
}

impl SheetWalk {
    /// Notes what a record says about cells, rows and columns.
    fn note(&mut self, stream: &[u8], record: Record) -> Result<(), Refusal> {
        let data = &stream[record.data..record.data + record.len];
        let number = |at| u16_at(data, at).ok_or_else(damaged);
        let (least, is_formula) = match record.kind {
            0x0203 => (14, false),
            0x0204 | 0x00d6 | 0x0205 => (8, false),
            0x00fd | 0x027e => (10, false),
            0x0006 => (20, true),
            0x00bd => return self.note_numbers(data, record),
            0x0208 => {
                self.note_row(data);
                return Ok(());
            }
            0x007d => {
                self.note_columns(data);
                return Ok(());
            }
            0x00e5 => return self.note_merges(data),
            _ => return Ok(()),
        };
        if record.len < least {
            return Err(damaged());
        }
        self.row_fields.push(record.data);
        self.fill(number(0)?, number(2)?, number(4)?, is_formula)
    }

    fn fill(&mut self, row: u16, col: u16, xf: u16, is_formula: bool) -> Result<(), Refusal> {
        if col > 255 {
            return Err(damaged());
        }
        self.cells.push(Filled {
            row,
            col,
            xf,
            is_formula,
        });
        Ok(())
    }

    /// Several numbers in a row of cells.
    fn note_numbers(&mut self, data: &[u8], record: Record) -> Result<(), Refusal> {
        let number = |at| u16_at(data, at).ok_or_else(damaged);
        let last_at = data.len().checked_sub(2).ok_or_else(damaged)?;
        let (row, first, last) = (number(0)?, number(2)?, number(last_at)?);
        let count = usize::from(last)
            .checked_sub(usize::from(first))
            .ok_or_else(damaged)?
            + 1;
        if data.len() != 6 + 6 * count {
            return Err(damaged());
        }
        self.row_fields.push(record.data);
        for (col, at) in (first..=last).zip((4..).step_by(6)) {
            self.fill(row, col, number(at)?, false)?;
        }
        Ok(())
    }

    /// Height in twentieths of a point, and whether the row is hidden.
    fn note_row(&mut self, data: &[u8]) {
        let (Some(row), Some(height), Some(flags)) = (u16_at(data, 0), u16_at(data, 6), u16_at(data, 12))
        else {
            return;
        };
        let row = u32::from(row);
        if flags & 0x20 != 0 {
            self.frame.hide_rows(row, row);
        } else if flags & 0x40 != 0 && height & 0x8000 == 0 {
            self.frame.heights.insert(row, f64::from(height) / 20.0);
        }
    }

    /// Width in 1/256 of a character, and whether the columns are hidden.
    fn note_columns(&mut self, data: &[u8]) {
        let (Some(first), Some(last), Some(width), Some(flags)) =
            (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4), u16_at(data, 8))
        else {
            return;
        };
        let (first, last) = (u32::from(first), u32::from(last.min(255)));
        if flags & 1 != 0 || width == 0 {
            self.frame.hide_cols(first, last);
        } else {
            self.frame.widen(first, last, f64::from(width) / 256.0);
        }
    }

    fn note_merges(&mut self, data: &[u8]) -> Result<(), Refusal> {
        let count = usize::from(u16_at(data, 0).ok_or_else(damaged)?);
        // calamine would read past the end.
        let areas = data.get(2..2 + count * 8).ok_or_else(damaged)?;
        for area in areas.chunks_exact(8) {
            let corner = |at| u16_at(area, at).map_or(0, u32::from);
            self.frame.merge((corner(0), corner(4)), (corner(2), corner(6)));
        }
        Ok(())
    }
}

/// Where the records of a sheet begin: behind its BOF, which stands at the offset listed, or before it in files of some writers.
fn first_record(stream: &[u8], offset: usize) -> Result<usize, Refusal> {
    const BOF_LENGTHS: [usize; 2] = [16, 8];
    let is_begin = |first: &Record| first.kind == BOF && first.len >= 4;
    let listed = record(stream, offset)?;
    if is_begin(&listed) {
        return Ok(listed.data + listed.len);
    }
    let ends_here = |length: usize| {
        let first = record(stream, offset.checked_sub(4 + length)?).ok()?;
        (is_begin(&first) && first.len == length).then_some(offset)
    };
    BOF_LENGTHS.into_iter().find_map(ends_here).ok_or_else(damaged)
}

/// Makes a record one that calamine passes over.
fn neutralise(stream: &mut [u8], record: Record) {
    stream[record.data - 4..record.data - 2].copy_from_slice(&NEUTRAL.to_le_bytes());
}

/// A FORMAT record: its id and code.
fn format_code(data: &[u8], is_biff8: bool, code_page: Option<u16>) -> Option<(u16, String)> {
    let id = u16_at(data, 0)?;
    if !is_biff8 {
        let length = usize::from(*data.get(2)?);
        let bytes = data.get(3..3 + length)?;
        let encoding = if code_page == Some(936) { GBK } else { WINDOWS_1252 };
        return Some((id, encoding.decode_without_bom_handling(bytes).0.into_owned()));
    }
    let length = usize::from(u16_at(data, 2)?);
    let is_wide = data.get(4)? & 1 != 0;
    let code = if is_wide {
        let units: Vec<u16> = (0..length).filter_map(|at| u16_at(data, 5 + at * 2)).collect();
        String::from_utf16_lossy(&units)
    } else {
        data.get(5..5 + length)?
            .iter()
            .map(|&byte| char::from(byte))
            .collect()
    };
    Some((id, code))
}
