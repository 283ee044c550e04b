//! Finding the heading: one to four rows whose words fit the known headings of a form.

use std::collections::BTreeSet;

use super::grid::Grid;
use super::label::{self, Label};
use super::lexicon::{FormLexicon, Lexicon, Meaning};
use crate::catalog::{Field, Form};
use crate::sheet::RawValue;
use crate::value::{Area, CellRef, KindId, Scale};

/// A heading that was found.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// First row.
    pub first: u32,
    /// Last row.
    pub last: u32,
    /// The form whose headings fit best; `None` for a table of another kind.
    pub form: Option<Form>,
    /// Its columns, left to right.
    pub paths: Vec<Path>,
}

/// What stands over one column, from the upper heading to the leaf.
#[derive(Debug, Clone)]
pub(super) struct Path {
    /// The column.
    pub col: u16,
    /// Its headings; a cell merged over several rows stands once.
    pub parts: Vec<Part>,
}

/// One heading cell over a column.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The cell it stands in.
    pub at: CellRef,
    /// As written.
    pub text: String,
    /// Taken apart.
    pub label: Label,
    /// A unit and nothing else.
    pub is_unit: bool,
}

/// Longest text that a heading cell can hold.
const LONGEST: usize = 60;

/// How many rows a heading can have, a row of units included.
const DEEPEST: u32 = 5;

impl Path {
    /// The parts that are words, not units.
    pub(super) fn words(&self) -> impl DoubleEndedIterator<Item = &Part> {
        self.parts.iter().filter(|part| !part.is_unit)
    }

    /// The lowest word.
    pub(super) fn leaf(&self) -> Option<&Part> {
        self.words().next_back()
    }

    /// As shown: 已支付›中央预算内投资.
    pub(super) fn shown(&self) -> String {
        let words: Vec<String> = self
            .words()
            .map(|part| part.text.split_whitespace().collect::<String>())
            .collect();
        words.join("›")
    }

    /// The cell a finding about this heading stands on: the leaf's.
    pub(super) fn at(&self) -> Option<CellRef> {
        self.leaf().or(self.parts.last()).map(|part| part.at)
    }
}

/// The first heading at or below `from`.
pub(super) fn find(grid: &Grid<'_>, lexicon: &Lexicon<'_>, from: u32, hint: &str) -> Option<Heading> {
    let (_, last) = grid.rows()?;
    let mut row = from;
    let mut other: Option<Heading> = None;
    while row <= last {
        if is_candidate(grid, lexicon, row) {
            let heading = block(grid, lexicon, row, from, hint);
            if heading.form.is_some() && !is_card(grid, lexicon, &heading) {
                return Some(heading);
            }
            if other.is_none() && heading.paths.len() >= 3 {
                other = Some(Heading {
                    form: None,
                    ..heading
                });
            }
        }
        row += 1;
    }
    other
}

/// Says the block at `row` in other words what this heading says over every column? Then its last row: the table goes on.
pub(super) fn again(grid: &Grid<'_>, lexicon: &Lexicon<'_>, heading: &Heading, row: u32) -> Option<u32> {
    let form = heading.form.and_then(|form| lexicon.form(form))?;
    let said = |paths: &[Path]| -> Vec<(u16, Meaning, Option<Scale>)> {
        paths
            .iter()
            .filter_map(|path| {
                let scale = path.parts.iter().rev().find_map(|part| part.label.scale);
                Some((path.col, meaning(lexicon, form, path, None, 0)?, scale))
            })
            .collect()
    };
    let below = block(grid, lexicon, row, row, "");
    let (first, again) = (said(&heading.paths), said(&below.paths));
    (below.form == heading.form && first == again).then_some(below.last)
}

/// At least two known headings, few numbers.
pub(super) fn is_candidate(grid: &Grid<'_>, lexicon: &Lexicon<'_>, row: u32) -> bool {
    let mut known = BTreeSet::new();
    let mut numbers = 0;
    let mut texts = 0;
    for cell in grid.filled(row) {
        match &cell.value {
            RawValue::Text(text) if text.len() <= LONGEST * 3 => {
                texts += 1;
                let label = Label::of(text);
                if !label.is_empty() && (lexicon.knows(&label) || names_approval(lexicon, &label)) {
                    known.insert(label.full);
                }
            }
            RawValue::Text(_) => texts += 1,
            RawValue::Number(number) if (1990.0..2100.0).contains(number) => {}
            _ => numbers += 1,
        }
    }
    known.len() >= 2 && numbers <= texts / 4
}

fn names_approval(lexicon: &Lexicon<'_>, label: &Label) -> bool {
    lexicon
        .form(Form::Approval)
        .is_some_and(|form| form.approval_within(&label.plain).is_some())
}

/// The block of heading rows around a candidate row.
fn block(grid: &Grid<'_>, lexicon: &Lexicon<'_>, row: u32, from: u32, hint: &str) -> Heading {
    let mut first = row;
    while first > from && row - first < 3 && is_upper(grid, first - 1, first) {
        first -= 1;
    }
    let mut last = row;
    while last + 1 - first < DEEPEST {
        if is_forced(grid, first, last) {
            last += 1;
        } else if is_unit_row(grid, last + 1) {
            last += 1;
            break;
        } else if is_lower(grid, lexicon, first, last) {
            last += 1;
        } else {
            break;
        }
    }
    let paths = paths(grid, first, last);
    let form = choose(lexicon, &paths, hint);
    Heading {
        first,
        last,
        form,
        paths,
    }
}

/// Does a row of group headings stand above? Several short texts, or one that spans some of the columns below.
fn is_upper(grid: &Grid<'_>, row: u32, below: u32) -> bool {
    let width_below = grid.filled(below).count();
    let mut cells = 0;
    let mut spans = 0;
    for cell in grid.filled(row) {
        let RawValue::Text(text) = &cell.value else {
            let year = matches!(&cell.value, RawValue::Number(number) if (1990.0..2100.0).contains(number));
            if !year {
                return false;
            }
            cells += 1;
            continue;
        };
        if text.chars().count() > 30 || text.contains([':', '：', '。', '！']) || label::is_unit(text) {
            return false;
        }
        cells += 1;
        if let Some(merge) = grid.merge(row, cell.col) {
            let width = usize::from(merge.last.col - merge.first.col) + 1;
            if width >= 2 && merge.last.row == row {
                spans += 1;
            }
            if cells == 1 && width >= width_below && width_below > 0 && width > 2 {
                return false;
            }
        } else if grid.own(below, cell.col).is_some() && !grid.knows_merges() {
            spans += 1;
        }
    }
    cells >= 2 && spans >= 1
}

/// Does a heading cell reach down beyond `last`?
fn is_forced(grid: &Grid<'_>, first: u32, last: u32) -> bool {
    (first..=last).any(|row| {
        grid.filled(row).any(|cell| {
            grid.merge(row, cell.col).is_some_and(|merge| {
                merge.first.row == row && merge.last.row > last && merge.last.row - first < DEEPEST
            })
        })
    })
}

/// Only units: 万元｜万元｜%.
fn is_unit_row(grid: &Grid<'_>, row: u32) -> bool {
    let mut units = 0;
    for cell in grid.filled(row) {
        match &cell.value {
            RawValue::Text(text) if label::is_unit(text) => units += 1,
            _ => return false,
        }
    }
    units >= 1
}

/// Are the words of the row below part of the heading: do more columns become known with them?
fn is_lower(grid: &Grid<'_>, lexicon: &Lexicon<'_>, first: u32, last: u32) -> bool {
    let below = last + 1;
    let mut words = 0;
    let mut beneath = 0;
    for cell in grid.filled(below) {
        let RawValue::Text(text) = &cell.value else {
            let year = matches!(&cell.value, RawValue::Number(number) if (1990.0..2100.0).contains(number));
            if year {
                continue;
            }
            return false;
        };
        if text.chars().count() > 30 {
            return false;
        }
        words += 1;
        let spanned = grid
            .merge(last, cell.col)
            .is_some_and(|merge| merge.last.col > merge.first.col);
        if spanned || grid.own(last, cell.col).is_none() {
            beneath += 1;
        }
    }
    if words == 0 {
        return false;
    }
    let now = known_columns(lexicon, &paths(grid, first, last));
    let then = known_columns(lexicon, &paths(grid, first, below));
    then > now || (then == now && beneath == words && words >= 2 && is_mostly_known(grid, lexicon, below))
}

fn is_mostly_known(grid: &Grid<'_>, lexicon: &Lexicon<'_>, row: u32) -> bool {
    let labels: Vec<Label> = grid
        .filled(row)
        .filter_map(|cell| match &cell.value {
            RawValue::Text(text) => Some(Label::of(text)),
            _ => None,
        })
        .collect();
    let known = labels.iter().filter(|label| lexicon.knows(label)).count();
    known * 2 > labels.len()
}

/// How many columns mean something in the form that knows most of them.
fn known_columns(lexicon: &Lexicon<'_>, paths: &[Path]) -> usize {
    lexicon
        .forms
        .iter()
        .map(|form| {
            paths
                .iter()
                .filter(|path| meaning(lexicon, form, path, None, 0).is_some())
                .count()
        })
        .max()
        .unwrap_or(0)
}

/// What stands over each column, merges spread; where the format knows none, a blank upper heading takes the one to its
/// left if the cell below it is filled.
pub(super) fn paths(grid: &Grid<'_>, first: u32, last: u32) -> Vec<Path> {
    let mut columns: BTreeSet<u16> = BTreeSet::new();
    for row in first..=last {
        for cell in grid.filled(row) {
            let merge = grid.merge(row, cell.col).unwrap_or(Area::cell(row, cell.col));
            columns.extend(merge.first.col..=merge.last.col.min(merge.first.col.saturating_add(400)));
        }
    }
    let mut paths: Vec<Path> = Vec::with_capacity(columns.len());
    for &col in &columns {
        let mut parts: Vec<Part> = Vec::new();
        for row in first..=last {
            let found = grid.at(row, col).or_else(|| {
                let lone = !grid.knows_merges() && row < last && grid.own(row + 1, col).is_some();
                lone.then(|| left_of(grid, row, col)).flatten()
            });
            let Some((at, cell)) = found else { continue };
            if parts.iter().any(|part| part.at == at) {
                continue;
            }
            let text = super::grid::shown(cell).into_owned();
            parts.push(Part {
                at,
                label: Label::of(&text),
                is_unit: label::is_unit(&text),
                text,
            });
        }
        if !parts.is_empty() {
            paths.push(Path { col, parts });
        }
    }
    paths
}

fn left_of<'a>(grid: &Grid<'a>, row: u32, col: u16) -> Option<(CellRef, &'a crate::sheet::RawCell)> {
    // A heading at the left reaches over this column only while the columns between have something below.
    for left in (0..col).rev() {
        if let Some(cell) = grid.own(row, left) {
            return grid
                .own(row + 1, left)
                .is_some()
                .then_some((CellRef { row, col: left }, cell));
        }
        grid.own(row + 1, left)?;
    }
    None
}

/// The form that fits best: its name column and at least two more of its fields.
fn choose(lexicon: &Lexicon<'_>, paths: &[Path], hint: &str) -> Option<Form> {
    let mut best: Option<(usize, Form)> = None;
    for form in &lexicon.forms {
        let mut fields = BTreeSet::new();
        for path in paths {
            match meaning(lexicon, form, path, None, 0) {
                Some(Meaning::Field(field)) => {
                    fields.insert(field);
                }
                Some(Meaning::Ambiguous(means)) => fields.extend(means.first().copied()),
                Some(Meaning::Own) | None => {}
            }
        }
        let common = [Field::Serial, Field::Remarks, Field::Phone];
        let others = fields
            .iter()
            .filter(|field| **field != form.schema.name_field && !common.contains(field))
            .count();
        if !fields.contains(&form.schema.name_field) || others < 2 {
            continue;
        }
        let telling = fields
            .iter()
            .filter(|field| match field {
                Field::Approval(_) => form.schema.form == Form::Approval,
                field => form.schema.column(**field).is_some_and(|column| column.telling),
            })
            .count();
        let hinted = form.schema.also.iter().any(|word| hint.contains(word.as_str()));
        if telling == 0 && form.schema.form != Form::Project {
            continue;
        }
        let score = telling * 3 + fields.len() + if hinted { 4 } else { 0 };
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, form.schema.form));
        }
    }
    best.map(|(_, form)| form)
}

/// A form to fill in or a card: the names under the heading are headings themselves.
fn is_card(grid: &Grid<'_>, lexicon: &Lexicon<'_>, heading: &Heading) -> bool {
    let Some(form) = heading.form.and_then(|form| lexicon.form(form)) else {
        return false;
    };
    let Some(name) = heading.paths.iter().find(|path| {
        matches!(meaning(lexicon, form, path, None, 0), Some(Meaning::Field(field)) if field == form.schema.name_field)
    }) else {
        return false;
    };
    let Some((_, last)) = grid.rows() else {
        return false;
    };
    let mut seen = 0;
    let mut known = 0;
    for row in (heading.last + 1)..=last.min(heading.last + 12) {
        if let Some(text) = grid.own_text(row, name.col)
            && text.chars().count() <= 20
        {
            seen += 1;
            let label = Label::of(&text);
            if lexicon.knows(&label) && !is_candidate(grid, lexicon, row) {
                known += 1;
            }
        }
    }
    seen >= 2 && known * 2 >= seen
}

/// What a column's headings mean in a form. `year` is the year the sheet speaks of; 0 leaves years out of account.
pub(super) fn meaning(
    lexicon: &Lexicon<'_>,
    form: &FormLexicon<'_>,
    path: &Path,
    kind: Option<KindId>,
    year: i32,
) -> Option<Meaning> {
    let words: Vec<&Part> = path.words().collect();
    let leaf = *words.last()?;
    let years: Vec<i32> = words
        .iter()
        .flat_map(|part| part.label.years.iter().copied())
        .collect();
    let found = joined(form, &words)
        .or_else(|| step(lexicon, form, &words, kind))
        .or_else(|| form.meaning(&leaf.label).cloned())
        .or_else(|| form.approval_within(&leaf.label.plain).map(Meaning::Field))
        .or_else(|| form.approval_within(&concat(&words)).map(Meaning::Field))
        .or_else(|| lexicon.money_step(kind, &leaf.label.plain).map(Meaning::Field))
        .or_else(|| under_a_general_leaf(form, &words))?;
    if words.len() > 1 && speaks_of_another_time(&words) {
        return Some(Meaning::Own);
    }
    Some(by_year(found, &words, &years, year))
}

/// The headings joined, from the outermost that gives a known one; and the last two the other way round.
fn joined(form: &FormLexicon<'_>, words: &[&Part]) -> Option<Meaning> {
    for from in 0..words.len().saturating_sub(1) {
        let plain = concat(&words[from..]);
        if let Some(meaning) = form.exact(&plain) {
            return Some(meaning.clone());
        }
    }
    if let [.., parent, leaf] = words {
        let turned = format!("{}{}", leaf.label.plain, parent.label.plain);
        if !leaf.label.plain.is_empty() && !parent.label.plain.is_empty() {
            return form.exact(&turned).cloned();
        }
    }
    None
}

fn concat(words: &[&Part]) -> String {
    words.iter().map(|part| part.label.plain.as_str()).collect()
}

/// 已支付 › 中央预算内投资: the step of the parent, where the leaf is the kind's own fund or a sum.
fn step(
    lexicon: &Lexicon<'_>,
    form: &FormLexicon<'_>,
    words: &[&Part],
    kind: Option<KindId>,
) -> Option<Meaning> {
    let (leaf, parents) = words.split_last()?;
    let field = parents.iter().rev().find_map(|parent| {
        form.step_of_parent(&parent.label.plain)
            .or_else(|| lexicon.money_step(kind, &parent.label.plain))
    })?;
    let fits = form.is_step_leaf(field, &leaf.label.plain) || lexicon.is_fund(kind, &leaf.label.plain);
    Some(if fits { Meaning::Field(field) } else { Meaning::Own })
}

/// 总投资 › 合计: what the parent means.
fn under_a_general_leaf(form: &FormLexicon<'_>, words: &[&Part]) -> Option<Meaning> {
    const GENERAL: [&str; 9] = ["", "合计", "小计", "总额", "金额", "总计", "额", "数", "总数"];
    let (leaf, parents) = words.split_last()?;
    if !GENERAL.contains(&leaf.label.plain.as_str()) {
        return None;
    }
    let parent = parents.last()?;
    form.meaning(&parent.label)
        .cloned()
        .or_else(|| joined(form, parents))
}

/// Headings of another week, month or year: the unit's own.
fn speaks_of_another_time(words: &[&Part]) -> bool {
    const OTHER: [&str; 12] = [
        "上年",
        "去年",
        "以前年度",
        "上期",
        "上周",
        "上月",
        "本月",
        "当月",
        "下周",
        "下月",
        "下年",
        "明年",
    ];
    words[..words.len() - 1]
        .iter()
        .any(|part| OTHER.iter().any(|word| part.label.full.contains(word)))
}

/// A year says whose figure it is: this year's, or – an earlier one – to date.
fn by_year(found: Meaning, words: &[&Part], years: &[i32], year: i32) -> Meaning {
    let to_year_end = words.iter().any(|part| part.label.to_year_end);
    let since_new_year = words.iter().any(|part| part.label.since_new_year);
    let annual = |field: &Field| matches!(field, Field::AnnualPlan | Field::AnnualDone);
    let this_year = year != 0 && years.contains(&year);
    match found {
        Meaning::Ambiguous(means) => {
            let this = means.iter().copied().find(annual);
            match this {
                Some(field) if this_year && !to_year_end => Meaning::Field(field),
                Some(field) if since_new_year => Meaning::Field(field),
                Some(_) if to_year_end => Meaning::Own,
                Some(_) if year != 0 && !years.is_empty() => {
                    let says_to_date = words.iter().any(|part| {
                        ["累计", "累积", "以来", "至今"]
                            .iter()
                            .any(|word| part.label.full.contains(word))
                    });
                    let to_date = means.contains(&Field::CumulativeDone)
                        && says_to_date
                        && years.iter().all(|&written| written < year);
                    if to_date {
                        Meaning::Field(Field::CumulativeDone)
                    } else {
                        Meaning::Own
                    }
                }
                _ => Meaning::Ambiguous(means),
            }
        }
        Meaning::Field(field)
            if annual(&field) && year != 0 && !years.is_empty() && (!this_year || to_year_end) =>
        {
            Meaning::Own
        }
        Meaning::Field(Field::CumulativeDone) if to_year_end => Meaning::Own,
        other => other,
    }
}
