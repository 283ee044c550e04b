//! 手续: what a cell says about an approval – state, date, document number, promised date.

use super::{Datum, Fault, Given, Reader, Said};
use crate::catalog::{ApprovalState, Field};
use crate::sheet::{Look, RawCell, RawValue};
use crate::table::shown;
use crate::value::text::{fold, without_sign};
use crate::value::{Day, DayText, parse_day};

/// Reads an approval's cell.
pub(super) fn read(reader: &Reader<'_>, cell: &RawCell, field: Field) -> Said {
    let text = shown(cell);
    let folded = fold(&text);
    let value = match &cell.value {
        RawValue::Bool(yes) => Some(state(if *yes {
            ApprovalState::Granted
        } else {
            ApprovalState::None
        })),
        RawValue::Number(number)
            if reader.look(cell) != Look::Date && ["0", "1"].contains(&text.as_ref()) =>
        {
            Some(state(if *number > 0.0 {
                ApprovalState::Granted
            } else {
                ApprovalState::None
            }))
        }
        RawValue::Number(_) => match reader.day_text(cell) {
            DayText::Day(written) => Some(dated(reader, written.day)),
            DayText::OctoberOrJanuary | DayText::No => None,
        },
        _ => {
            let learned = reader.learned(field, &folded).map(fold);
            words(reader, learned.as_deref().unwrap_or(&folded))
        }
    };
    match value {
        Some(datum) => Said::Given(Given::Value(datum), None),
        None => Said::Fault(Fault::word(
            &text,
            "已办结、办理中、容缺办理、告知承诺、不涉及、×，或日期、文号",
        )),
    }
}

fn state(state: ApprovalState) -> Datum {
    Datum::Approval {
        state,
        on: None,
        document: None,
        promised_by: None,
    }
}

/// A date on or before the as-of date is the day it was granted; a later one is in hand.
fn dated(reader: &Reader<'_>, day: Day) -> Datum {
    let (first, _) = day.span();
    if first <= reader.as_of {
        Datum::Approval {
            state: ApprovalState::Granted,
            on: Some(day.happened_by(reader.as_of)),
            document: None,
            promised_by: None,
        }
    } else {
        state(ApprovalState::InHand)
    }
}

/// A word, a document number, a date – or one with the other behind it: 告知承诺（6月30日前）, 已办结（5.12）.
fn words(reader: &Reader<'_>, folded: &str) -> Option<Datum> {
    let bare = without_sign(folded);
    if bare.is_empty() || bare.len() == folded.len() {
        return word(reader, folded);
    }
    word(reader, folded).or_else(|| word(reader, bare))
}

fn word(reader: &Reader<'_>, folded: &str) -> Option<Datum> {
    if let Some(known) = reader.approval_state(folded) {
        return Some(state(known));
    }
    if reader.is_nothing(folded) {
        return Some(state(ApprovalState::NotApplicable));
    }
    if is_document(folded) {
        return Some(granted_by(folded));
    }
    if let DayText::Day(written) = parse_day(folded, reader.as_of, true) {
        return Some(dated(reader, written.day));
    }
    let (known, rest) = leading_word(reader, folded)?;
    let rest = rest.trim_matches(['(', ')', ':', ',', ';', '、', '-', '。']);
    let day = match parse_day(rest, reader.as_of, true) {
        DayText::Day(written) => Some(written.day),
        DayText::OctoberOrJanuary | DayText::No => month_and_day(rest, reader),
    };
    let document = is_document(rest).then(|| rest.to_owned());
    if day.is_none() && document.is_none() && !rest.is_empty() && !folded.contains('(') {
        return None;
    }
    let promised = matches!(known, ApprovalState::Promised | ApprovalState::Deferred);
    Some(Datum::Approval {
        state: known,
        on: day
            .filter(|_| known == ApprovalState::Granted)
            .map(|day| day.happened_by(reader.as_of)),
        document: document.filter(|_| known == ApprovalState::Granted),
        promised_by: day.filter(|_| promised),
    })
}

/// The longest known word that the text starts with, and what follows.
fn leading_word<'t>(reader: &Reader<'_>, folded: &'t str) -> Option<(ApprovalState, &'t str)> {
    reader
        .approval_words()
        .filter_map(|(word, state)| {
            let rest = folded.strip_prefix(word)?;
            (word.chars().count() >= 2 || rest.starts_with('(')).then_some((state, rest))
        })
        .min_by_key(|(_, rest)| rest.len())
}

/// 新密环〔2021〕150号, [2013]15号, 备案证明编号.
fn is_document(folded: &str) -> bool {
    let numbered = folded.contains('号') && folded.contains(|c: char| c.is_ascii_digit());
    let bracketed_year = ['〔', '[', '(', '【'].iter().any(|open| {
        folded.split(*open).skip(1).any(|tail| {
            tail.get(..4)
                .is_some_and(|year| year.parse::<u32>().is_ok_and(|year| (1990..2100).contains(&year)))
        })
    });
    let is_code = crate::value::ProjectCode::parse(folded).is_some();
    (numbered && (bracketed_year || folded.contains('第') || folded.contains("字"))) || is_code
}

fn granted_by(document: &str) -> Datum {
    Datum::Approval {
        state: ApprovalState::Granted,
        on: None,
        document: Some(document.to_owned()),
        promised_by: None,
    }
}

/// `5.12` behind a word is a day of the as-of year.
fn month_and_day(text: &str, reader: &Reader<'_>) -> Option<Day> {
    let text = text.trim_end_matches("前");
    let (month, day) = text.split_once(['.', '/', '-'])?;
    let written = format!("{}月{}日", month.parse::<u32>().ok()?, day.parse::<u32>().ok()?);
    match parse_day(&written, reader.as_of, true) {
        DayText::Day(written) => Some(written.day),
        DayText::OctoberOrJanuary | DayText::No => None,
    }
}
