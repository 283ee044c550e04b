//! 万元 and 亿元 mixed up: a figure that is off by a factor of ten thousand is found before any is chosen (B09).

use super::code::about;
use super::row::Row;
use crate::catalog::{Field, Item};
use crate::finding::{Code, Finding, Findings};
use crate::ledger::{Claim, Project};
use crate::record::{Datum, Given};
use crate::value::{Scale, Wanyuan};

/// The figures that are compared.
pub(super) const FIGURES: [Field; 4] = [
    Field::TotalInvestment,
    Field::AnnualPlan,
    Field::AnnualDone,
    Field::CumulativeDone,
];

/// A voice about one figure.
struct Voice {
    /// The claim's position; `None` is the last issue.
    claim: Option<usize>,
    yuan: f64,
    /// How many orders of magnitude it stands from its row's other figures.
    misfit: Option<f64>,
}

/// Marks as unusable each claim about `field` that the others outvote – on a tie, the one that does not fit its row.
pub(super) fn outvote(
    field: Field,
    claims: &mut [(usize, Claim)],
    rows: &[Row<'_>],
    previous: Option<&Project>,
    findings: &mut Findings,
) {
    let voices = voices(field, claims, rows, previous);
    let mut wrong = Vec::new();
    for (at, voice) in voices.iter().enumerate() {
        let Some(claim) = voice.claim else { continue };
        let against: Vec<&Voice> = voices
            .iter()
            .filter(|other| is_off(voice.yuan, other.yuan))
            .collect();
        let with = voices
            .iter()
            .enumerate()
            .filter(|&(other, _)| other != at && is_alike(voice.yuan, voices[other].yuan))
            .count()
            + 1;
        let misfits = || {
            let own = voice.misfit.unwrap_or(0.0);
            let best = against
                .iter()
                .filter_map(|other| other.misfit)
                .fold(f64::INFINITY, f64::min);
            best.is_finite() && own > best + 1.0
        };
        if against.len() > with || (against.len() == with && misfits()) {
            wrong.push((
                claim,
                against.iter().any(|other| other.claim.is_none()),
                against[0].yuan,
            ));
        }
    }
    for (at, is_by_history, right) in wrong {
        let (row, claim) = &mut claims[at];
        findings.push(finding(field, &rows[*row], claim, is_by_history, right));
        claim.given = Given::Unusable;
    }
}

fn voices(
    field: Field,
    claims: &[(usize, Claim)],
    rows: &[Row<'_>],
    previous: Option<&Project>,
) -> Vec<Voice> {
    let mut voices: Vec<Voice> = claims
        .iter()
        .enumerate()
        .filter_map(|(at, (row, claim))| {
            let yuan = positive(&claim.given)?;
            let mates = FIGURES.iter().filter(|&&mate| mate != field);
            let figures = mates.filter_map(|&mate| positive(&rows[*row].record.entry(mate)?.given));
            Some(Voice {
                claim: Some(at),
                yuan,
                misfit: distance(yuan, figures),
            })
        })
        .collect();
    if let Some(project) = previous
        && let Some(yuan) = project
            .values
            .get(&Item::Field(field))
            .and_then(|held| positive(&held.chosen.as_ref()?.given))
    {
        let mates = FIGURES.iter().filter(|&&mate| mate != field);
        let figures = mates
            .filter_map(|&mate| positive(&project.values.get(&Item::Field(mate))?.chosen.as_ref()?.given));
        voices.push(Voice {
            claim: None,
            yuan,
            misfit: distance(yuan, figures),
        });
    }
    voices
}

fn positive(given: &Given) -> Option<f64> {
    match given {
        Given::Value(Datum::Amount(amount)) if amount.value > Wanyuan::ZERO => {
            Some(amount.value.to_f64() * 10_000.0)
        }
        _ => None,
    }
}

/// Mean distance from other figures, in orders of magnitude.
fn distance(yuan: f64, figures: impl Iterator<Item = f64>) -> Option<f64> {
    let distances: Vec<f64> = figures.map(|figure| (yuan / figure).log10().abs()).collect();
    (!distances.is_empty()).then(|| distances.iter().sum::<f64>() / distances.len() as f64)
}

/// Within 1 % of 10⁴ or 10⁻⁴?
fn is_off(a: f64, b: f64) -> bool {
    let ratio = a.max(b) / a.min(b);
    (ratio / 10_000.0 - 1.0).abs() <= 0.01
}

fn is_alike(a: f64, b: f64) -> bool {
    a.max(b) / a.min(b) < 2.0
}

fn finding(field: Field, row: &Row<'_>, claim: &Claim, is_by_history: bool, right: f64) -> Finding {
    let place = claim.place.clone();
    let help = "核对表头的金额单位，改成同一单位；确实无误的，在回执“情况说明”栏写明理由";
    let Given::Value(Datum::Amount(amount)) = &claim.given else {
        return about(Finding::new(Code::B09, place, "金额相差一万倍", help), row, field);
    };
    let entry = row.record.entry(field);
    let label = Scale::without_unit(entry.and_then(|entry| row.heading(entry)).unwrap_or("金额"));
    let scale = entry.map_or(Scale::Wan, |entry| row.table.scale(entry.at.first.col));
    #[expect(clippy::cast_possible_truncation, reason = "amounts stay far below 2^53 yuan")]
    let right = Wanyuan::from_yuan(right.round() as i64);
    let times = if amount.value > right {
        "1万倍"
    } else {
        "万分之一"
    };
    let said = format!("{label} {}{}", scale.show(amount.value), scale.name());
    let message = if is_by_history {
        format!("{said}，是上期的{times}")
    } else {
        format!(
            "{said}，其他台账是{}{}，差一万倍",
            scale.show(right),
            scale.name()
        )
    };
    let finding =
        Finding::new(Code::B09, place, message, help).expected(format!("应为{}", scale.show(right)));
    about(finding, row, field)
}
