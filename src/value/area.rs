//! Addresses of cells, as Excel writes them.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One cell. Row and column count from 0: `G13` is row 12, column 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub col: u16,
}

impl CellRef {
    /// `G6`
    fn parse(text: &str) -> Option<CellRef> {
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let (letters, row) = text.split_at(digits);
        Some(CellRef {
            row: row.parse::<u32>().ok()?.checked_sub(1)?,
            col: column_index(letters)?,
        })
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_name(self.col), self.row + 1)
    }
}

/// A rectangle of cells, both corners included; one cell is the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// Upper left.
    pub first: CellRef,
    /// Lower right.
    pub last: CellRef,
}

impl Area {
    /// A single cell.
    pub const fn cell(row: u32, col: u16) -> Area {
        let cell = CellRef { row, col };
        Area {
            first: cell,
            last: cell,
        }
    }

    /// `G6:L15` or `G6`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Area> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        Some(Area {
            first: CellRef::parse(first)?,
            last: CellRef::parse(last)?,
        })
    }

    /// Does it hold this cell?
    pub const fn contains(&self, row: u32, col: u16) -> bool {
        self.first.row <= row && row <= self.last.row && self.first.col <= col && col <= self.last.col
    }

    /// Is it one cell?
    pub fn is_cell(&self) -> bool {
        self.first == self.last
    }
}

/// As Excel writes it in a text, which the archive keeps by the thousand; as numbers in the pipe between processes.
impl Serialize for Area {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.first, self.last).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Area {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Area, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Area::parse(&text).ok_or_else(|| D::Error::custom("not the address of a cell"))
        } else {
            let (first, last) = Deserialize::deserialize(deserializer)?;
            Ok(Area { first, last })
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_cell() {
            self.first.fmt(f)
        } else {
            write!(f, "{}:{}", self.first, self.last)
        }
    }
}

/// `0` → `A`, `26` → `AA`.
pub fn column_name(col: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// `A` → `0`, `AA` → `26`; `None` for anything but letters within Excel's grid.
pub fn column_index(name: &str) -> Option<u16> {
    let mut index: u32 = 0;
    for letter in name.bytes() {
        let digit = letter
            .to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|&digit| digit < 26)?;
        index = index.checked_mul(26)?.checked_add(u32::from(digit) + 1)?;
        if index > 16_384 {
            return None;
        }
    }
    u16::try_from(index.checked_sub(1)?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_are_named_as_excel_names_them() {
        for (index, name) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_name(index), name);
            assert_eq!(column_index(name), Some(index));
        }
        assert_eq!(column_index("XFE"), None);
        assert_eq!(column_index(""), None);
    }

    #[test]
    fn an_area_of_one_cell_reads_as_a_cell() {
        assert_eq!(Area::cell(12, 6).to_string(), "G13");
        let area = Area {
            first: CellRef { row: 4, col: 6 },
            last: CellRef { row: 15, col: 6 },
        };
        assert_eq!(area.to_string(), "G5:G16");
        assert_eq!(Area::parse("G5:G16"), Some(area));
        assert_eq!(Area::parse("G13"), Some(Area::cell(12, 6)));
        for other in ["", "G", "13", "G0", "G5:", "甲5", "XFE1"] {
            assert_eq!(Area::parse(other), None, "{other}");
        }
    }

    #[test]
    fn an_area_holds_the_cells_within_its_corners() {
        let area = Area::parse("C3:E5").unwrap();
        let held: Vec<(u32, u16)> = (0..7)
            .flat_map(|row| (0..7).map(move |col| (row, col)))
            .filter(|&(row, col)| area.contains(row, col))
            .collect();
        let within: Vec<(u32, u16)> = (2..5).flat_map(|row| (2..5).map(move |col| (row, col))).collect();
        assert_eq!(held, within);
    }

    proptest! {
        #[test]
        fn a_column_is_found_by_its_name(col in 0_u16..16_384, text in "\\PC{0,5}") {
            prop_assert_eq!(column_index(&column_name(col)), Some(col));
            prop_assert!(column_index(&text).is_none_or(|col| col < 16_384));
        }
    }
}
