//! `[words.…]`: what the words in the sheets mean.

use crate::catalog::document::{Entry, Section, Told, unknown};
use crate::catalog::draft::{Draft, MeaningDraft};
use crate::catalog::{ApprovalState, BankStage, PlanMatter, Status, TaskState};
use crate::error::Result;
use crate::value::text::fold;

const APPROVALS: [ApprovalState; 6] = [
    ApprovalState::Granted,
    ApprovalState::InHand,
    ApprovalState::Deferred,
    ApprovalState::Promised,
    ApprovalState::None,
    ApprovalState::NotApplicable,
];
const TASKS: [(&str, TaskState); 2] = [("open", TaskState::Open), ("closed", TaskState::Closed)];

pub(super) fn apply(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    let Some(mut words) = section.section("words")? else {
        return Ok(());
    };
    let statuses = Status::ALL.map(|status| (status.word(), status));
    states(words.section("statuses")?, &statuses, &mut draft.words.statuses)?;
    let approvals = APPROVALS.map(|state| (state.id(), state));
    states(
        words.section("approvals")?,
        &approvals,
        &mut draft.words.approvals,
    )?;
    states(words.section("tasks")?, &TASKS, &mut draft.words.tasks)?;
    states(words.section("banks")?, &BankStage::ALL, &mut draft.words.banks)?;
    states(words.section("plans")?, &PlanMatter::ALL, &mut draft.words.plans)?;
    if let Some(mut marks) = words.section("marks")? {
        for (key, list) in [
            ("nothing", &mut draft.words.nothing),
            ("ditto", &mut draft.words.ditto),
            ("about", &mut draft.words.about),
        ] {
            add(
                list,
                marks
                    .texts(key)?
                    .unwrap_or_default()
                    .into_iter()
                    .map(|told| told.value),
            );
        }
        marks.finish()?;
    }
    if let Some(mut meanings) = words.section("meanings")? {
        draft.meanings.extend(told(&mut meanings, None)?);
    }
    words.finish()
}

/// A word told for one state no longer means another.
fn states<S: Copy + PartialEq>(
    section: Option<Section<'_>>,
    known: &[(&str, S)],
    told: &mut Vec<(S, Vec<String>)>,
) -> Result<()> {
    let Some(mut section) = section else {
        return Ok(());
    };
    for entry in section.rest() {
        let state = state_of(&entry, known)?;
        let words: Vec<String> = entry.texts()?.into_iter().map(|told| fold(&told.value)).collect();
        for (_, others) in told.iter_mut().filter(|(other, _)| *other != state) {
            others.retain(|other| !words.contains(other));
        }
        match told.iter_mut().find(|(other, _)| *other == state) {
            Some((_, list)) => add(list, words),
            None => told.push((state, words)),
        }
    }
    Ok(())
}

fn state_of<S: Copy>(entry: &Entry<'_>, known: &[(&str, S)]) -> Result<S> {
    let key = &entry.key;
    known
        .iter()
        .find(|(word, _)| *word == key.value)
        .map(|(_, state)| *state)
        .ok_or_else(|| {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            key.at.error(unknown("状态里", &key.value, &words))
        })
}

fn add(list: &mut Vec<String>, words: impl IntoIterator<Item = String>) {
    for word in words {
        let word = fold(&word);
        if !list.contains(&word) {
            list.push(word);
        }
    }
}

/// `[words.meanings.status] "开建" = "在建"`, and of one unit `[units."岳村镇".words.status]`: by column, what a word means.
pub(super) fn told(section: &mut Section<'_>, unit: Option<&Told<String>>) -> Result<Vec<MeaningDraft>> {
    let mut meanings = Vec::new();
    for field in section.rest() {
        for word in field.section()?.rest() {
            meanings.push(MeaningDraft {
                unit: unit.cloned(),
                field: field.key.clone(),
                word: word.key.value.clone(),
                means: word.text()?.value,
            });
        }
    }
    Ok(meanings)
}
