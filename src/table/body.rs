//! What each row under a heading is: a record, a group, a total, a note …

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Field};
use crate::sheet::{RawCell, RawValue};
use crate::value::text::{fold, folds_to};
use crate::value::{CellRef, Decimal};

use super::grid::{self, Grid};
use super::heading::{self, Heading};
use super::label::{Label, is_chinese_number, without_brackets};
use super::lexicon::{Lexicon, Meaning};
use super::meaning;
use super::nameless::settle_nameless;
use super::phrase::{
    is_counting, is_field_names, is_guidance, is_lone_sentence, is_note, is_only_a_number, is_placeholder,
    stated_count, style_of, total_label,
};
use super::rows::{Group, Keys, RowKind, Style, Total};

/// The rows under a heading, and the row at which another table begins.
pub(super) fn classify(
    grid: &Grid<'_>,
    lexicon: &Lexicon<'_>,
    heading: &Heading,
    keys: &Keys,
    year: i32,
    until: u32,
) -> (Vec<(u32, RowKind)>, u32) {
    let mut reader = Reader {
        grid,
        lexicon,
        heading,
        keys,
        said: said(grid, heading),
        records: 0,
        chinese_records: 0,
    };
    let mut rows = Vec::new();
    let mut below = heading.last;
    for row in (heading.last + 1)..=until {
        if row <= below {
            rows.push((row, RowKind::Heading));
            continue;
        }
        let Some(kind) = reader.kind(row) else {
            let Some(last) = heading::again(grid, lexicon, heading, year, row) else {
                return (rows, row);
            };
            below = last.min(until);
            rows.push((row, RowKind::Heading));
            continue;
        };
        if kind == RowKind::Record {
            reader.records += 1;
        }
        rows.push((row, kind));
    }
    settle_nameless(grid, keys, &mut rows);
    (rows, until + 1)
}

/// 建设性质 and the like: words that name groups of projects.
const NATURES: [&str; 14] = [
    "新建",
    "续建",
    "扩建",
    "改建",
    "改扩建",
    "迁建",
    "技改",
    "新开工",
    "计划新开工",
    "竣工投产",
    "计划竣工",
    "市直",
    "省级",
    "市级",
];

/// What the cells of a heading say, row by row.
fn said(grid: &Grid<'_>, heading: &Heading) -> Vec<BTreeMap<u16, String>> {
    let texts = |row| {
        grid.filled(row).filter_map(|cell| match &cell.value {
            RawValue::Text(text) => Some((cell.col, fold(text))),
            _ => None,
        })
    };
    (heading.first..=heading.last)
        .map(|row| texts(row).collect())
        .collect()
}

/// Does a cell say what a row of the heading says over it?
fn repeats(said: &BTreeMap<u16, String>, cell: &RawCell) -> bool {
    match &cell.value {
        RawValue::Text(text) => said.get(&cell.col).is_some_and(|heading| folds_to(text, heading)),
        _ => false,
    }
}

struct Reader<'a, 'g> {
    grid: &'a Grid<'g>,
    lexicon: &'a Lexicon<'a>,
    heading: &'a Heading,
    keys: &'a Keys,
    /// Row by row, what the heading's cells say, folded: column → text.
    said: Vec<BTreeMap<u16, String>>,
    records: u32,
    chinese_records: u32,
}

impl Reader<'_, '_> {
    /// What a row is; `None` where another table begins.
    fn kind(&mut self, row: u32) -> Option<RowKind> {
        let cells: Vec<&RawCell> = self
            .grid
            .filled(row)
            .filter(|cell| (self.keys.cols.0..=self.keys.cols.1).contains(&cell.col))
            .collect();
        let Some(&first) = cells.first() else {
            // What stands outside of the table's columns is a note beside it.
            let beside = self.grid.filled(row).next().is_some();
            return Some(self.continuation(row).unwrap_or(if beside {
                RowKind::Note
            } else {
                RowKind::Blank
            }));
        };
        if self.repeats_heading(row, &cells) {
            return (!self.says_otherwise(&cells)).then_some(RowKind::Heading);
        }
        if self.starts_another_table(row, &cells) {
            return None;
        }
        let total = total_label(&cells);
        if let Some(total) = total
            && !self.has_code(row)
        {
            let at = CellRef {
                row,
                col: total.at.col,
            };
            return Some(RowKind::Total(Total { at, ..total }));
        }
        if is_placeholder(&cells) || self.is_only_numbered(&cells) {
            return Some(RowKind::Numbered);
        }
        if self.records == 0 && (is_counting(&cells) || is_field_names(&cells)) {
            return Some(RowKind::Guidance);
        }
        if is_guidance(&cells) || self.is_guided_from_the_left(row) {
            return Some(RowKind::Guidance);
        }
        if is_note(&cells) {
            return Some(RowKind::Note);
        }
        if let Some(continuation) = self.continuation(row) {
            return Some(continuation);
        }
        if let Some(group) = self.group(row, &cells) {
            return Some(RowKind::Group(group));
        }
        if cells.len() == 1 && self.keys.name != first.col && Some(first.col) != self.keys.code {
            return Some(RowKind::Note);
        }
        if is_lone_sentence(&cells) {
            return Some(RowKind::Note);
        }
        if let Some(serial) = self.keys.serial
            && self
                .grid
                .own_text(row, serial)
                .is_some_and(|text| is_chinese_number(&fold(&text)))
        {
            self.chinese_records += 1;
        }
        Some(RowKind::Record)
    }

    /// 例： or 填写说明 just left of the table, in a column of its own.
    fn is_guided_from_the_left(&self, row: u32) -> bool {
        let left = self.keys.cols.0.checked_sub(1);
        let cell = left.and_then(|left| self.grid.own(row, left));
        cell.is_some_and(|cell| is_guidance(&[cell]))
    }

    /// Most of its cells say what the heading says at the same place.
    fn repeats_heading(&self, row: u32, cells: &[&RawCell]) -> bool {
        self.said.iter().any(|said| {
            let same = cells.iter().filter(|cell| repeats(said, cell)).count();
            same >= 1 && same * 2 > cells.len() && (same >= 2 || self.repeats_heading_above(row))
        })
    }

    /// A heading that over some column says something else than the one above: 2022年计划投资 for 2023年计划投资,
    /// 前期工作进展 for 年度计划投资.
    fn says_otherwise(&self, cells: &[&RawCell]) -> bool {
        let form = self.heading.form.and_then(|form| self.lexicon.form(form));
        cells.iter().any(|cell| {
            let RawValue::Text(text) = &cell.value else {
                return false;
            };
            let label = Label::of(text);
            let Some(path) = self.heading.paths.iter().find(|path| path.col == cell.col) else {
                return false;
            };
            let mut parts = path.parts.iter().map(|part| &part.label);
            if parts.clone().any(|above| *above == label) {
                return false;
            }
            let other_year = parts.any(|above| {
                above.plain == label.plain
                    && !above.years.is_empty()
                    && !label.years.is_empty()
                    && above.years != label.years
            });
            let other_field = form.is_some_and(|form| {
                let above = meaning::meaning(self.lexicon, form, path, None, 0);
                match (form.meaning(&label), above) {
                    (Some(Meaning::Field(field)), Some(Meaning::Field(above))) => *field != above,
                    _ => false,
                }
            });
            other_year || other_field
        })
    }

    fn repeats_heading_above(&self, row: u32) -> bool {
        row > self.heading.last + 1
            && self.grid.own(row - 1, self.keys.name).is_some_and(|cell| {
                let name = self
                    .heading
                    .paths
                    .iter()
                    .find(|path| path.col == self.keys.name)
                    .and_then(|path| path.parts.first());
                matches!((&cell.value, name), (RawValue::Text(text), Some(part)) if fold(text) == fold(&part.text))
            })
    }

    /// Three known headings or more, and they are most of the row.
    fn starts_another_table(&self, row: u32, cells: &[&RawCell]) -> bool {
        let short = cells
            .iter()
            .all(|cell| matches!(&cell.value, RawValue::Text(text) if text.len() <= 90));
        if cells.len() < 3 || !short {
            return false;
        }
        let known = cells
            .iter()
            .filter(|cell| match &cell.value {
                RawValue::Text(text) => {
                    let label = Label::of(text);
                    label.plain.chars().count() >= 2 && self.lexicon.knows(&label)
                }
                _ => false,
            })
            .count();
        known >= 3 && known * 2 > cells.len() && heading::is_candidate(self.grid, self.lexicon, row)
    }

    fn has_code(&self, row: u32) -> bool {
        self.keys.code.is_some_and(|col| {
            self.grid
                .own_text(row, col)
                .is_some_and(|text| text.chars().filter(char::is_ascii_digit).count() >= 14)
        })
    }

    fn is_only_numbered(&self, cells: &[&RawCell]) -> bool {
        let [cell] = cells else { return false };
        Some(cell.col) == self.keys.serial
            && match &cell.value {
                RawValue::Number(_) | RawValue::NoResult => true,
                RawValue::Text(text) => {
                    let folded = fold(text);
                    folded.chars().count() <= 5
                        && folded
                            .chars()
                            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '(' | ')' | '、'))
                }
                _ => false,
            }
    }

    /// The name (or, where that is blank, the number) is merged from a row above.
    fn continuation(&self, row: u32) -> Option<RowKind> {
        let merged_from = |col: u16| {
            self.grid
                .merge(row, col)
                .map(|merge| merge.first)
                .filter(|corner| {
                    corner.row < row
                        && corner.row > self.heading.last
                        && self.grid.own(corner.row, corner.col).is_some()
                })
                .map(|corner| corner.row)
        };
        if let Some(first) = merged_from(self.keys.name) {
            return Some(RowKind::Continuation(first));
        }
        let serial = self.keys.serial?;
        (self.grid.own(row, self.keys.name).is_none() && !self.has_code(row))
            .then(|| merged_from(serial))
            .flatten()
            .map(RowKind::Continuation)
    }

    /// 一、新建项目（共5项）; （一）｜水利｜3｜…; 超化镇｜16｜152860.
    fn group(&self, row: u32, cells: &[&RawCell]) -> Option<Group> {
        // Three texts or more are no group, whatever they say.
        let texts: Vec<&&RawCell> = cells
            .iter()
            .filter(
                |cell| matches!(&cell.value, RawValue::Text(text) if Decimal::parse(&fold(text)).is_none()),
            )
            .take(3)
            .collect();
        let label = **texts.first()?;
        let text = grid::shown(label);
        let folded = fold(&text);
        let at = CellRef { row, col: label.col };
        if self.has_code(row) || folded.chars().count() > 40 {
            return None;
        }
        let style = style_of(&folded);
        let count_in_words = stated_count(&folded);
        let merged = self
            .grid
            .merge(row, label.col)
            .is_some_and(|merge| merge.last.col - merge.first.col >= 2);
        let in_front = Some(label.col) == self.keys.serial || label.col < self.keys.name;
        let is_group = match texts.len() {
            1 if cells.len() == 1 => {
                merged
                    || style != Style::Bare
                    || count_in_words.is_some()
                    || in_front
                    || self.is_category(&folded)
            }
            // Name, count and sums: all else are figures.
            1 => {
                let unnumbered = self
                    .keys
                    .serial
                    .is_none_or(|serial| self.grid.own(row, serial).is_none() || serial == label.col);
                unnumbered
                    && (matches!(
                        style,
                        Style::Chinese | Style::ChineseInBrackets | Style::Roman | Style::Dash
                    ) || count_in_words.is_some()
                        || self.is_category(&folded)
                        || (in_front
                            && self
                                .grid
                                .own(row, self.keys.name)
                                .is_none_or(|cell| !matches!(cell.value, RawValue::Text(_)))))
            }
            // （一） in the number's column, the name beside it.
            2 => {
                let number = matches!(style, Style::Chinese | Style::ChineseInBrackets | Style::Roman)
                    && in_front
                    && is_only_a_number(&folded);
                number
                    && texts
                        .get(1)
                        .is_some_and(|cell| cell.col <= self.keys.name.saturating_add(1))
            }
            _ => false,
        };
        if !is_group || (self.chinese_records > 0 && style == Style::Chinese && cells.len() > 1) {
            return None;
        }
        let name = texts
            .get(1)
            .map_or_else(|| text.to_string(), |cell| format!("{text}{}", grid::shown(cell)));
        let count = count_in_words
            .or_else(|| stated_count(&fold(&name)))
            .map(|count| (at, count))
            .or_else(|| self.count_in_code_column(row));
        Some(Group {
            at,
            text: crate::value::text::one_line(&name),
            style,
            count,
        })
    }

    /// The count that stands where the codes stand.
    fn count_in_code_column(&self, row: u32) -> Option<(CellRef, u32)> {
        let col = self.keys.code?;
        match self.grid.own(row, col)?.value {
            RawValue::Number(number) if number.fract() == 0.0 && (1.0..10_000.0).contains(&number) => {
                let count = format!("{number:.0}").parse().ok()?;
                Some((CellRef { row, col }, count))
            }
            _ => None,
        }
    }

    /// Words that name groups of projects: natures, states, kinds, units.
    fn is_category(&self, folded: &str) -> bool {
        let bare = without_brackets(folded);
        let bare = bare
            .trim_start_matches(['—', '-', '【'])
            .trim_end_matches(['】', ':']);
        let core = bare.strip_suffix("项目").unwrap_or(bare);
        let catalog: &Catalog = self.lexicon.catalog;
        NATURES.contains(&core)
            || catalog.words.statuses.iter().any(|(status, words)| {
                status.word() == core || words.iter().any(|word| fold(word) == core || fold(word) == bare)
            })
            || catalog.kinds.iter().any(|kind| {
                [&kind.name, &kind.short]
                    .into_iter()
                    .chain(&kind.also)
                    .any(|name| {
                        let name = fold(name);
                        name == bare || name == core
                    })
            })
            || catalog.unit_named(bare).is_some()
            || ((bare.ends_with('类') || bare.ends_with("领域") || bare.ends_with("行业"))
                && bare.chars().count() <= 12)
    }
}

/// The columns by which rows are told apart, from the fields of the columns.
pub(super) fn keys(
    columns: &[(u16, Field)],
    name: u16,
    is_amount: impl Fn(Field) -> bool,
    cols: (u16, u16),
) -> Keys {
    let of = |field: Field| {
        columns
            .iter()
            .find(|(_, found)| *found == field)
            .map(|(col, _)| *col)
    };
    Keys {
        cols,
        name,
        serial: of(Field::Serial).or_else(|| of(Field::No)),
        code: of(Field::Code),
        amounts: columns
            .iter()
            .filter(|(_, field)| is_amount(*field))
            .map(|(col, _)| *col)
            .collect(),
    }
}
