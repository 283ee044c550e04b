//! One cell → what it says about its field (codes V02–V10).

mod approval;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::fault::{Fault, tidy};
use super::submission::{Datum, Given};
use super::whose::UnitNames;
use crate::catalog::{ApprovalState, Catalog, Field, Status, TaskState, ValueKind};
use crate::sheet::{Look, RawCell, RawSheet, RawValue, RawWorkbook};
use crate::table::{KindNames, TableColumn, number_text, shown};
use crate::value::text::{fold, fold_width};
use crate::value::{
    DayText, Decimal, KindId, ProjectCode, Reading, Scale, UnitId, WrittenRate, day_of_number, parse_amount,
    parse_day, parse_rate, rate_of, rate_shown_as_percent, serial,
};

/// What people write where a code is still to come.
const NOT_YET: [&str; 8] = [
    "未赋码",
    "待赋码",
    "暂未赋码",
    "未取得",
    "正在办理",
    "办理中",
    "待办理",
    "暂无代码",
];

/// What a cell was found to say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// Nothing at all.
    Blank,
    /// Something, and perhaps what had to be understood for it.
    Given(Given, Option<Understood>),
    /// The same as the record above.
    Ditto,
    /// Something that cannot be used.
    Fault(Fault),
}

/// What had to be understood (V07); equal ones in adjoining cells are one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Understood {
    /// How an amount was written.
    Amount(Reading),
    /// A formula of plain numbers.
    Computed,
    /// The year was the as-of date's.
    Year,
    /// A date's number as text.
    BareCode,
    /// Other dashes or spaces.
    CodeDashes,
    /// Another region's code.
    Region,
    /// A code from before 2020.
    Legacy,
}

/// What reading cells needs to know.
pub(super) struct Reader<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) workbook: &'a RawWorkbook,
    /// How the workbook's formats show numbers.
    looks: Vec<Look>,
    /// Does a text keep a trailing zero?
    trusts_zero: bool,
    pub(super) as_of: NaiveDate,
    /// Whose sheet it is, for the words that are this unit's own.
    unit: Option<UnitId>,
    pub(super) units: &'a UnitNames,
    kinds: &'a KindNames,
    nothing: Vec<String>,
    ditto: Vec<String>,
    pub(super) statuses: BTreeMap<String, Status>,
    pub(super) tasks: BTreeMap<String, TaskState>,
    approvals: BTreeMap<String, ApprovalState>,
    /// Texts that were looked for among the units' names, with what was found.
    known_units: RefCell<BTreeMap<(bool, String), Option<UnitId>>>,
}

impl<'a> Reader<'a> {
    /// For one sheet of the workbook.
    pub(super) fn new(
        catalog: &'a Catalog,
        workbook: &'a RawWorkbook,
        sheet: &RawSheet,
        units: &'a UnitNames,
        kinds: &'a KindNames,
        as_of: NaiveDate,
        unit: Option<UnitId>,
    ) -> Reader<'a> {
        let words = &catalog.words;
        let folded = |list: &[String]| list.iter().map(|word| fold(word)).collect::<Vec<_>>();
        let mut statuses = BTreeMap::new();
        for (status, list) in &words.statuses {
            statuses.insert(status.word().to_owned(), *status);
            statuses.extend(list.iter().map(|word| (fold(word), *status)));
        }
        Reader {
            catalog,
            workbook,
            looks: (0..)
                .zip(&workbook.formats)
                .map(|(format, _)| workbook.look(format))
                .collect(),
            trusts_zero: sheet.trusts_zero(),
            as_of,
            unit,
            units,
            kinds,
            nothing: folded(&words.nothing),
            ditto: folded(&words.ditto),
            statuses,
            tasks: words
                .tasks
                .iter()
                .flat_map(|(state, list)| list.iter().map(|word| (fold(word), *state)))
                .collect(),
            approvals: words
                .approvals
                .iter()
                .flat_map(|(state, list)| list.iter().map(|word| (fold(word), *state)))
                .collect(),
            known_units: RefCell::default(),
        }
    }

    /// The approval's state that this word says.
    pub(super) fn approval_state(&self, folded: &str) -> Option<ApprovalState> {
        self.approvals.get(folded).copied()
    }

    /// The words for the states of approvals.
    pub(super) fn approval_words(&self) -> impl Iterator<Item = (&str, ApprovalState)> {
        self.approvals.iter().map(|(word, state)| (word.as_str(), *state))
    }

    /// The unit that a text is the name of; `within`: the locality that stands somewhere in it.
    fn unit(&self, text: &str, within: bool) -> Option<UnitId> {
        let key = (within, text.to_owned());
        if let Some(known) = self.known_units.borrow().get(&key) {
            return *known;
        }
        let unit = self.catalog.unit_named(text).or_else(|| {
            let mut localities = self
                .units
                .within(text)
                .into_iter()
                .filter(|&id| within && self.catalog.unit(id).is_locality());
            localities.next().filter(|_| localities.next().is_none())
        });
        self.known_units.borrow_mut().insert(key, unit);
        unit
    }

    /// What a cell says about the field of its column.
    pub(super) fn read(&self, cell: &RawCell, column: &TableColumn) -> Said {
        let Some(field) = column.field else {
            return Said::Blank;
        };
        match &cell.value {
            RawValue::Error(error) => return Said::Fault(Fault::formula(error)),
            RawValue::NoResult => return Said::Fault(Fault::formula("没有缓存值")),
            RawValue::Text(text) => {
                let folded = fold(text);
                if folded.is_empty() {
                    return Said::Blank;
                }
                if self.ditto.contains(&folded) {
                    return Said::Ditto;
                }
                if column.kind != ValueKind::Approval && self.is_nothing(&folded) {
                    return Said::Given(Given::Nothing, None);
                }
            }
            RawValue::Number(_) | RawValue::Bool(_) => {}
        }
        match column.kind {
            ValueKind::Amount => self.amount(cell, column.scale),
            ValueKind::Day => self.day(cell, field),
            ValueKind::Code => self.code(cell),
            ValueKind::Status => self.status(cell, column),
            ValueKind::TaskState => self.task_state(cell),
            ValueKind::Rate => self.rate(cell, column.percent),
            ValueKind::Approval => approval::read(self, cell, field),
            ValueKind::Kinds => self.kinds(cell),
            ValueKind::Unit => self.locality(cell),
            ValueKind::Text => self.text(cell, field),
        }
    }

    /// Only `/`, 无, 不涉及 and their like.
    pub(super) fn is_nothing(&self, folded: &str) -> bool {
        self.nothing.iter().any(|word| word == folded)
            || (!folded.is_empty() && folded.chars().all(|c| matches!(c, '-' | '/' | '\\' | '—')))
    }

    /// The word that `resolve` learned for this one.
    pub(super) fn learned(&self, field: Field, folded: &str) -> Option<&str> {
        self.catalog.learned_word(self.unit, field, folded)
    }

    /// How the cell's format shows numbers.
    pub(super) fn look(&self, cell: &RawCell) -> Look {
        let look = self.looks.get(usize::from(cell.format));
        look.copied().unwrap_or(Look::General)
    }

    /// An amount in yuan exactly, whatever is wrong with it otherwise; for stated totals.
    pub(super) fn amount(&self, cell: &RawCell, scale: Scale) -> Said {
        let (amount, understood) = match &cell.value {
            RawValue::Number(number) => {
                if matches!(self.look(cell), Look::Date | Look::Percent(_)) {
                    return Said::Fault(Fault::amount(&self.as_shown(cell)));
                }
                let Some((amount, changed)) =
                    Decimal::of_number(*number).and_then(|number| number.amount(scale))
                else {
                    return Said::Fault(Fault::amount(&number_text(*number)));
                };
                let computed = cell.formula.as_ref().is_some_and(|formula| {
                    !formula.text.is_empty() && !formula.text.contains(|c: char| c.is_alphabetic())
                });
                let understood = match (changed, computed) {
                    (true, _) => Some(Understood::Amount(Reading::Rounded)),
                    (false, true) => Some(Understood::Computed),
                    (false, false) => None,
                };
                (amount, understood)
            }
            RawValue::Text(text) => {
                let Some(written) = parse_amount(text, scale, &self.catalog.words.about) else {
                    return Said::Fault(Fault::amount(text));
                };
                let understood = match written.reading {
                    Reading::Plain => None,
                    reading => Some(Understood::Amount(reading)),
                };
                (written.amount, understood)
            }
            _ => return Said::Fault(Fault::amount(&shown(cell))),
        };
        if amount.value.is_negative() {
            return Said::Fault(Fault::negative(&shown(cell)));
        }
        Said::Given(Given::Value(Datum::Amount(amount)), understood)
    }

    fn day(&self, cell: &RawCell, field: Field) -> Said {
        let read = self.day_text(cell);
        match read {
            DayText::Day(written) => {
                let happened = matches!(
                    field,
                    Field::StartedOn
                        | Field::CompletedOn
                        | Field::ClosedOn
                        | Field::AssignedOn
                        | Field::InspectedOn
                );
                let day = if happened {
                    written.day.happened_by(self.as_of)
                } else {
                    written.day
                };
                let understood = written.year_supplied.then_some(Understood::Year);
                Said::Given(Given::Value(Datum::Day(day)), understood)
            }
            DayText::OctoberOrJanuary => Said::Fault(Fault::october(&shown(cell))),
            DayText::No => Said::Fault(Fault::date(&self.as_shown(cell))),
        }
    }

    /// A cell read as a date.
    pub(super) fn day_text(&self, cell: &RawCell) -> DayText {
        match &cell.value {
            RawValue::Number(number) => match self.look(cell) {
                Look::Date => serial(*number).map_or(DayText::No, |date| {
                    let text = date.to_string();
                    parse_day(&text, self.as_of, true)
                }),
                Look::Decimals(decimals) => day_of_number(*number, Some(decimals)),
                _ => day_of_number(*number, None),
            },
            RawValue::Text(text) => parse_day(text, self.as_of, self.trusts_zero),
            _ => DayText::No,
        }
    }

    fn code(&self, cell: &RawCell) -> Said {
        let text = match &cell.value {
            RawValue::Number(number) if number.abs() >= 1e15 => {
                return Said::Fault(Fault::code_as_number());
            }
            RawValue::Text(text) => text,
            _ => return Said::Fault(Fault::code(&shown(cell))),
        };
        let folded = fold(text);
        let upper = folded.to_ascii_uppercase();
        if upper.contains("E+") && upper.parse::<f64>().is_ok_and(|number| number.abs() >= 1e15) {
            return Said::Fault(Fault::code_as_number());
        }
        if NOT_YET.contains(&folded.as_str()) {
            return Said::Given(Given::Nothing, None);
        }
        let Some(code) = ProjectCode::parse(text) else {
            return Said::Fault(Fault::code(text));
        };
        let digits = |from: usize, to: usize| code.as_str()[from..to].parse::<u32>().unwrap_or(0);
        let legacy = !(1..=12).contains(&digits(2, 4));
        if legacy && !(2000..=2030).contains(&digits(0, 4)) {
            return Said::Fault(Fault::code(text));
        }
        let understood = if !fold_width(text.trim()).contains(crate::value::text::is_dash) {
            Some(Understood::BareCode)
        } else if text.trim() != code.as_str() {
            Some(Understood::CodeDashes)
        } else if !self.is_at_home(&code) {
            Some(Understood::Region)
        } else {
            legacy.then_some(Understood::Legacy)
        };
        Said::Given(Given::Value(Datum::Code(code)), understood)
    }

    /// Is it of this region, or of the one whose 总账 this is?
    fn is_at_home(&self, code: &ProjectCode) -> bool {
        let stamp = self.workbook.stamp.as_ref();
        let from = stamp
            .filter(|stamp| stamp.is_ledger())
            .and_then(|stamp| stamp.region());
        code.region() == self.catalog.region_code || from == Some(code.region())
    }

    fn rate(&self, cell: &RawCell, percent: bool) -> Said {
        let rate: Option<WrittenRate> = match &cell.value {
            RawValue::Number(number) => {
                Decimal::of_number(*number).and_then(|number| match self.look(cell) {
                    Look::Percent(decimals) => rate_shown_as_percent(number, decimals),
                    Look::Decimals(decimals) => rate_of(number.shown(decimals.into()), percent),
                    _ => rate_of(number, percent),
                })
            }
            RawValue::Text(text) => parse_rate(text, percent, &self.catalog.words.about),
            _ => None,
        };
        match rate {
            Some(rate) if rate.millionths < 0 => Said::Fault(Fault::negative(&shown(cell))),
            Some(rate) => Said::Given(
                Given::Value(Datum::Rate {
                    millionths: rate.millionths,
                    tolerance: rate.tolerance,
                }),
                None,
            ),
            // Words in a column of rates (正常, 已完成) are the unit's own; nothing is computed from a stated rate.
            None => Said::Given(Given::Value(Datum::Text(tidy(&shown(cell)))), None),
        }
    }

    fn kinds(&self, cell: &RawCell) -> Said {
        let text = shown(cell);
        let mut kinds: Vec<KindId> = Vec::new();
        for part in fold_width(&text).split(['、', ',', '/', ';', '，', '；', '\n', '+', '|', ' ']) {
            let folded = fold(part);
            let learned = self.learned(Field::Categories, &folded).map(fold);
            let word = learned.as_deref().unwrap_or(&folded);
            if let Some(kind) = self.kind_of(word)
                && !kinds.contains(&kind)
            {
                kinds.push(kind);
            }
        }
        kinds.sort_unstable();
        let datum = if kinds.is_empty() {
            Datum::Text(tidy(&text))
        } else {
            Datum::Kinds(kinds)
        };
        Said::Given(Given::Value(datum), None)
    }

    fn kind_of(&self, word: &str) -> Option<KindId> {
        self.kinds.exact(word).or_else(|| self.kinds.within(word))
    }

    /// A locality that the text names; other places stay text.
    fn locality(&self, cell: &RawCell) -> Said {
        let text = shown(cell);
        let unit = self.unit(&text, true);
        let datum = unit.map_or_else(|| Datum::Text(tidy(&text)), Datum::Unit);
        Said::Given(Given::Value(datum), None)
    }

    fn text(&self, cell: &RawCell, field: Field) -> Said {
        let text = self.as_shown(cell);
        if field == Field::ResponsibleUnit
            && let Some(unit) = self.unit(&text, false)
        {
            return Said::Given(Given::Value(Datum::Unit(unit)), None);
        }
        Said::Given(Given::Value(Datum::Text(tidy(&text))), None)
    }

    /// The value as its format shows it: a date as a date.
    pub(super) fn as_shown<'c>(&self, cell: &'c RawCell) -> Cow<'c, str> {
        if let RawValue::Number(number) = &cell.value {
            match self.look(cell) {
                Look::Date => {
                    if let Some(date) = serial(*number) {
                        return Cow::Owned(date.to_string());
                    }
                }
                Look::Percent(decimals) => {
                    if let Some(number) = Decimal::of_number(*number) {
                        let hundred = Decimal {
                            units: number.units.saturating_mul(100),
                            decimals: number.decimals,
                        };
                        let shown = hundred.shown(decimals.into());
                        let places = 10_f64.powi(i32::try_from(shown.decimals).unwrap_or(0));
                        return Cow::Owned(format!("{}%", number_text(shown.units as f64 / places)));
                    }
                }
                _ => {}
            }
        }
        shown(cell)
    }
}
