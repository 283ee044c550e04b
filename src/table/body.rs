//! What each row under a heading is: a record, a group, a total, a note …

use crate::catalog::{Catalog, Field};
use crate::sheet::{RawCell, RawValue};
use crate::value::text::fold;
use crate::value::{CellRef, Decimal};

use super::grid::{self, Grid};
use super::heading::{self, Heading};
use super::label::{Label, is_chinese_number, without_brackets};
use super::lexicon::Lexicon;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    /// Title, notes and everything else above the heading.
    Above,
    /// The heading, or the heading once more.
    Heading,
    /// Nothing in it.
    Blank,
    /// Only a number, kept free for later.
    Numbered,
    /// Instructions, column numbers, examples.
    Guidance,
    /// 一、新建项目（共5项）
    Group(Group),
    /// 合计, 小计, or nameless sums.
    Total(Total),
    /// A later row of a vertically merged record, with the record's first row.
    Continuation(u32),
    /// 注：…, 填报人：…
    Note,
    /// Data.
    Record,
}

/// A group row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Where its name stands.
    pub at: CellRef,
    /// As written, one line.
    pub text: String,
    /// How it is numbered; groups numbered alike are on one level.
    pub style: Style,
    /// The number of rows it states, and where.
    pub count: Option<(CellRef, u32)>,
}

/// How a group is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// 一、
    Chinese,
    /// （一）
    ChineseInBrackets,
    /// Ⅰ、
    Roman,
    /// 1.
    Arabic,
    /// （1）, ①
    ArabicInBrackets,
    /// ——
    Dash,
    /// No number.
    Bare,
}

/// A row of sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Where its label stands; for nameless sums the first figure.
    pub at: CellRef,
    /// 小计: a part only.
    pub is_part: bool,
}

/// The columns by which rows are told apart.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// First and last column of the table.
    pub cols: (u16, u16),
    /// 项目名称 or 任务事项.
    pub name: u16,
    /// 序号, 编号
    pub serial: Option<u16>,
    /// 项目代码
    pub code: Option<u16>,
    /// Columns of money.
    pub amounts: Vec<u16>,
}

/// The rows under a heading, and the row at which another table begins.
pub fn classify(
    grid: &Grid<'_>,
    lexicon: &Lexicon<'_>,
    heading: &Heading,
    keys: &Keys,
    until: u32,
) -> (Vec<(u32, RowKind)>, u32) {
    let mut reader = Reader {
        grid,
        lexicon,
        heading,
        keys,
        records: 0,
        chinese_records: 0,
    };
    let mut rows = Vec::new();
    for row in (heading.last + 1)..=until {
        let Some(kind) = reader.kind(row) else {
            return (rows, row);
        };
        if kind == RowKind::Record {
            reader.records += 1;
        }
        rows.push((row, kind));
    }
    settle_nameless(grid, keys, &mut rows);
    (rows, until + 1)
}

struct Reader<'a, 'g> {
    grid: &'a Grid<'g>,
    lexicon: &'a Lexicon<'a>,
    heading: &'a Heading,
    keys: &'a Keys,
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
            return Some(RowKind::Heading);
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
        if is_guidance(&cells) {
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
        if self.is_lone_sentence(&cells) {
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

    /// Most of its cells say what the heading says at the same place.
    fn repeats_heading(&self, row: u32, cells: &[&RawCell]) -> bool {
        (self.heading.first..=self.heading.last).any(|above| {
            let same = cells
                .iter()
                .filter(|cell| {
                    self.grid.own(above, cell.col).is_some_and(|heading| {
                        matches!((&heading.value, &cell.value), (RawValue::Text(a), RawValue::Text(b)) if a == b || fold(a) == fold(b))
                    })
                })
                .count();
            same >= 1 && same * 2 > cells.len() && (same >= 2 || self.repeats_heading_above(row))
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
        let texts: Vec<&&RawCell> = cells
            .iter()
            .filter(
                |cell| matches!(&cell.value, RawValue::Text(text) if Decimal::parse(&fold(text)).is_none()),
            )
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

    /// One long text and nothing else, in a table whose rows hold more.
    fn is_lone_sentence(&self, cells: &[&RawCell]) -> bool {
        let [cell] = cells else { return false };
        let RawValue::Text(text) = &cell.value else {
            return false;
        };
        text.chars().count() > 36
            || text.contains('。')
            || (text.contains('，') && text.contains(|c: char| c.is_ascii_digit()))
    }
}

/// 合计, 小计, 总  计 – in the first cells of a row, letters spaced or split over two cells.
fn total_label(cells: &[&RawCell]) -> Option<Total> {
    const WHOLE: [&str; 8] = ["合计", "总计", "共计", "累计", "汇总", "总数", "全部", "总和"];
    let texts: Vec<(u16, String)> = cells
        .iter()
        .take(5)
        .filter_map(|cell| match &cell.value {
            RawValue::Text(text) if text.chars().count() <= 24 => Some((cell.col, fold(text))),
            _ => None,
        })
        .collect();
    let says = |text: &str| -> Option<bool> {
        let bare = without_brackets(text);
        let core = bare.trim_end_matches([':', '、', '.']);
        let core = core.split_once('、').map_or(
            core,
            |(number, tail)| if is_chinese_number(number) { tail } else { core },
        );
        if core.chars().count() > 12 {
            return None;
        }
        if core.ends_with("小计") || core.starts_with("小计") {
            return Some(true);
        }
        let whole = WHOLE.contains(&core)
            || ["合计", "总计", "共计"]
                .iter()
                .any(|word| core.ends_with(word) || core.starts_with(word))
            || ["全市", "全县", "全区"].contains(&core);
        whole.then_some(false)
    };
    let row = |col: u16| CellRef { row: 0, col };
    for (col, text) in &texts {
        if let Some(is_part) = says(text) {
            return Some(Total {
                at: row(*col),
                is_part,
            });
        }
    }
    match texts.as_slice() {
        [(col, a), (_, b), ..] if a.chars().count() <= 1 && b.chars().count() <= 1 => {
            says(&format!("{a}{b}")).map(|is_part| Total {
                at: row(*col),
                is_part,
            })
        }
        _ => None,
    }
}

/// `……`, `…`, `--` all over.
fn is_placeholder(cells: &[&RawCell]) -> bool {
    cells.iter().all(|cell| {
        matches!(&cell.value, RawValue::Text(text) if text.chars().all(|c| matches!(c, '…' | '.' | '·' | '。' | '⋯' | ' ')))
    })
}

/// 1｜2｜3｜4, （1）｜（2）, A｜B｜C, 甲｜乙｜1｜2.
fn is_counting(cells: &[&RawCell]) -> bool {
    if cells.len() < 3 {
        return false;
    }
    let mut expected: Option<f64> = None;
    let mut letters = 0;
    let mut figures = 0;
    for cell in cells {
        let number = match &cell.value {
            RawValue::Number(number) => Some(*number),
            RawValue::Text(text) => {
                let folded = fold(text);
                let core = folded.trim_matches(['(', ')', '<', '>', '[', ']']);
                if core.chars().count() == 1
                    && core
                        .chars()
                        .all(|c| c.is_ascii_alphabetic() || "甲乙丙丁戊己庚辛壬癸".contains(c))
                {
                    letters += 1;
                    continue;
                }
                // 7=5+6: how a column is computed.
                core.split(['=', '+', '-', '/', '*'])
                    .next()
                    .and_then(|first| first.parse::<f64>().ok())
            }
            _ => None,
        };
        let Some(number) = number else { return false };
        if expected.is_some_and(|expected| (number - expected).abs() > 0.01) && figures > 0 {
            return false;
        }
        figures += 1;
        expected = Some(number + 1.0);
    }
    letters >= 3 || figures >= 3
}

/// xmmc｜project_code｜total: names of database fields.
fn is_field_names(cells: &[&RawCell]) -> bool {
    cells.len() >= 3
        && cells.iter().all(|cell| {
            matches!(&cell.value, RawValue::Text(text)
                if text.len() >= 2 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && text.bytes().any(|b| b.is_ascii_lowercase()))
        })
}

/// 填写说明, 例：…
fn is_guidance(cells: &[&RawCell]) -> bool {
    const STARTS: [&str; 13] = [
        "填写说明",
        "填报说明",
        "填表说明",
        "填写要求",
        "填报要求",
        "填写示例",
        "填报示例",
        "示例",
        "样例",
        "例:",
        "例如",
        "举例",
        "(例)",
    ];
    let starts = |text: &str| {
        let folded = fold(text);
        STARTS.iter().any(|word| folded.starts_with(word)) || folded == "例"
    };
    let first_texts: Vec<&str> = cells
        .iter()
        .take(3)
        .filter_map(|cell| match &cell.value {
            RawValue::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if first_texts.iter().any(|text| starts(text)) {
        return true;
    }
    // A template that a program was to fill in.
    let is_placeholder = |text: &str| text.contains("${") || text.contains("{{") || text.starts_with("{.");
    if first_texts.iter().any(|text| is_placeholder(text)) {
        return true;
    }
    const ASKS: [&str; 12] = [
        "请填",
        "填写",
        "按格式",
        "下拉",
        "必填",
        "选填",
        "格式如",
        "格式为",
        "自动生成",
        "请勿",
        "不要填",
        "请选择",
    ];
    let texts: Vec<&String> = cells
        .iter()
        .filter_map(|cell| match &cell.value {
            RawValue::Text(text) => Some(text),
            _ => None,
        })
        .collect();
    let asking = texts
        .iter()
        .filter(|text| ASKS.iter().any(|word| text.contains(word)))
        .count();
    asking >= 2 && asking * 2 >= texts.len() && texts.len() == cells.len()
}

/// 注：…, 填报人：…  审核人：…
fn is_note(cells: &[&RawCell]) -> bool {
    const STARTS: [&str; 32] = [
        "注:",
        "注1",
        "注：",
        "备注:",
        "说明:",
        "填报人",
        "审核人",
        "制表",
        "联系人:",
        "联系电话",
        "填报单位",
        "填报日期",
        "填报时间",
        "单位负责人",
        "负责人:",
        "负责人(签",
        "单位(盖章)",
        "报送单位",
        "填表人",
        "附件",
        "主管领导",
        "分管领导:",
        "签字",
        "备注1",
        "复核",
        "编制人",
        "注释",
        "附注",
        "填表说明",
        "制表人",
        "※",
        "审核:",
    ];
    let first = cells.iter().find_map(|cell| match &cell.value {
        RawValue::Text(text) => Some(fold(text)),
        _ => None,
    });
    let Some(first) = first else { return false };
    if STARTS.iter().any(|word| first.starts_with(word)) {
        return true;
    }
    if first == "注" || first == "备注" || first == "说明" {
        return cells.len() <= 2;
    }
    (first.starts_with('第') && first.ends_with('页')) || (first.starts_with('共') && first.ends_with('页'))
}

/// How a group's name is numbered.
fn style_of(folded: &str) -> Style {
    let inner = folded.strip_prefix('(');
    if let Some(inner) = inner
        && let Some((number, _)) = inner.split_once(')')
    {
        if is_chinese_number(number) {
            return Style::ChineseInBrackets;
        }
        if !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Style::ArabicInBrackets;
        }
    }
    if folded.starts_with(|c: char| ('①'..='⑳').contains(&c)) {
        return Style::ArabicInBrackets;
    }
    if folded.starts_with(['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ', 'Ⅵ']) {
        return Style::Roman;
    }
    let number: String = folded
        .chars()
        .take_while(|c| "一二三四五六七八九十".contains(*c))
        .collect();
    let rest = &folded[number.len()..];
    if !number.is_empty() && (rest.is_empty() || rest.starts_with(['、', '.', ',', ':'])) {
        return Style::Chinese;
    }
    let roman: String = folded.chars().take_while(|c| "IVX".contains(*c)).collect();
    if !roman.is_empty() && folded[roman.len()..].starts_with(['、', '.']) {
        return Style::Roman;
    }
    let arabic = folded.trim_start_matches(|c: char| c.is_ascii_digit());
    if arabic.len() < folded.len() && arabic.starts_with(['、', '.']) && arabic.len() > 3 {
        return Style::Arabic;
    }
    if folded.starts_with("--") || folded.starts_with('—') {
        return Style::Dash;
    }
    Style::Bare
}

/// A number and nothing else: （一）, 二、
fn is_only_a_number(folded: &str) -> bool {
    let core = folded.trim_matches(['(', ')', '、', '.']);
    is_chinese_number(core) || core.chars().all(|c| "ⅠⅡⅢⅣⅤⅥIVX".contains(c))
}

/// （共16项）, （92所）, 共5个.
fn stated_count(folded: &str) -> Option<u32> {
    const COUNTERS: [char; 8] = ['项', '个', '所', '家', '处', '条', '座', '件'];
    for (at, _) in folded.match_indices(COUNTERS) {
        let before = &folded[..at];
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 || digits > 5 {
            continue;
        }
        let lead = &before[..before.len() - digits];
        if lead.ends_with(['(', '共', '计', ':', '[', '【']) {
            return before[before.len() - digits..].parse().ok();
        }
    }
    None
}

/// Rows without name and code: sums, notes, or records that lack what they need.
fn settle_nameless(grid: &Grid<'_>, keys: &Keys, rows: &mut [(u32, RowKind)]) {
    let last_named = rows
        .iter()
        .rposition(|(row, kind)| *kind == RowKind::Record && is_named(grid, keys, *row));
    for at in 0..rows.len() {
        let (row, kind) = &rows[at];
        let row = *row;
        if *kind != RowKind::Record || is_named(grid, keys, row) {
            continue;
        }
        let cells: Vec<&RawCell> = grid
            .filled(row)
            .filter(|cell| (keys.cols.0..=keys.cols.1).contains(&cell.col))
            .collect();
        let numbered = keys.serial.is_some_and(|serial| grid.own(row, serial).is_some());
        let figures: Vec<u16> = keys
            .amounts
            .iter()
            .copied()
            .filter(|&col| figure(grid, row, col).is_some())
            .collect();
        let only_figures = cells.iter().all(|cell| {
            matches!(
                cell.value,
                RawValue::Number(_) | RawValue::Error(_) | RawValue::NoResult
            ) || figures.contains(&cell.col)
        });
        let after_all = last_named.is_none_or(|last| at > last);
        if !numbered && !figures.is_empty() && only_figures && (after_all || sums(grid, rows, at, &figures)) {
            let first = figures[0];
            rows[at].1 = RowKind::Total(Total {
                at: CellRef { row, col: first },
                is_part: !after_all,
            });
        } else if !numbered && cells.len() < 2 {
            rows[at].1 = RowKind::Note;
        }
    }
}

fn is_named(grid: &Grid<'_>, keys: &Keys, row: u32) -> bool {
    grid.at(row, keys.name).is_some() || keys.code.is_some_and(|col| grid.at(row, col).is_some())
}

/// Are these figures the sums of the records above or below?
fn sums(grid: &Grid<'_>, rows: &[(u32, RowKind)], at: usize, figures: &[u16]) -> bool {
    let total = |range: &mut dyn Iterator<Item = &(u32, RowKind)>, col: u16| -> f64 {
        range
            .filter(|(_, kind)| *kind == RowKind::Record)
            .filter_map(|(row, _)| figure(grid, *row, col))
            .sum()
    };
    let matching = figures
        .iter()
        .filter(|&&col| {
            let Some(stated) = figure(grid, rows[at].0, col) else {
                return false;
            };
            let above = total(&mut rows[..at].iter(), col);
            let below = total(&mut rows[at + 1..].iter(), col);
            let block = total(
                &mut rows[..at]
                    .iter()
                    .rev()
                    .take_while(|(_, kind)| !matches!(kind, RowKind::Group(_) | RowKind::Total(_))),
                col,
            );
            [above, below, block]
                .iter()
                .any(|sum| (sum - stated).abs() < 0.51 && *sum != 0.0)
        })
        .count();
    matching * 2 >= figures.len() && matching > 0
}

/// A cell's number, for comparing sums only.
fn figure(grid: &Grid<'_>, row: u32, col: u16) -> Option<f64> {
    match &grid.own(row, col)?.value {
        RawValue::Number(number) => Some(*number),
        RawValue::Text(text) => {
            let decimal = Decimal::parse(&fold(text))?;
            Some(decimal.units as f64 / 10_f64.powi(i32::try_from(decimal.decimals).ok()?))
        }
        _ => None,
    }
}

/// Where the records and what sums them up stand: first and last row.
pub fn extent(rows: &[(u32, RowKind)]) -> Option<(u32, u32)> {
    let is_body = |kind: &RowKind| {
        matches!(
            kind,
            RowKind::Record | RowKind::Group(_) | RowKind::Total(_) | RowKind::Continuation(_)
        )
    };
    let first = rows.iter().find(|(_, kind)| is_body(kind))?.0;
    let last = rows.iter().rev().find(|(_, kind)| is_body(kind))?.0;
    Some((first, last))
}

/// The columns by which rows are told apart, from the fields of the columns.
pub fn keys(
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
