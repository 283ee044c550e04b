//! One document over what was told before: the embedded files first, then the workspace's `jianbao.toml`.
//!
//! 1. Every subject is a table of its own; what a document does not mention stays as it was.
//! 2. Lists of words and spellings grow; everything else is replaced by what is said last.
//! 3. `replace` names the subjects that start over, `remove = true` takes one entry out.

mod headings;
mod office;
mod plan;
mod policy;
mod roster;
mod words;

use super::document::{At, Entry, Section, Told};
use super::draft::{Draft, Listed};
use crate::error::Result;

/// Lays a document over the draft.
pub(super) fn apply(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    replace(section, draft)?;
    draft.settings.as_of = section
        .day("as_of")?
        .map(|told| told.value)
        .or(draft.settings.as_of);
    office::apply(section, draft)?;
    roster::apply_units(section, draft)?;
    roster::apply_teams(section, draft)?;
    plan::apply_kinds(section, draft)?;
    plan::apply_approvals(section, draft)?;
    headings::apply(section, draft)?;
    words::apply(section, draft)?;
    policy::apply(section, draft)
}

/// `replace = ["units", "kinds"]`: these start from nothing.
fn replace(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    #[derive(Clone, Copy)]
    enum Subject {
        Units,
        TaskForces,
        Kinds,
        Approvals,
        Words,
    }
    let known = [
        ("units", Subject::Units),
        ("task_forces", Subject::TaskForces),
        ("kinds", Subject::Kinds),
        ("approvals", Subject::Approvals),
        ("words", Subject::Words),
    ];
    for item in section.items("replace")?.unwrap_or_default() {
        let at = item.at();
        match item.word(&known)? {
            Subject::Units => draft.units.clear(&at),
            Subject::TaskForces => draft.teams.clear(&at),
            Subject::Kinds => draft.kinds.clear(&at),
            Subject::Approvals => draft.approvals.clear(&at),
            Subject::Words => {
                draft.words = super::Words::default();
                draft.meanings.clear();
            }
        }
    }
    Ok(())
}

/// Lets `read` change the entry of a list that `find` gives, or a new one at the end or behind `after`.
fn entry<T: Default>(
    list: &mut Listed<T>,
    entry: &Entry<'_>,
    find: impl Fn(&Listed<T>, &str) -> Option<usize>,
    read: impl FnOnce(&mut Section<'_>, &mut T) -> Result<()>,
) -> Result<()> {
    let key = &entry.key;
    let mut section = entry.section()?;
    let existing = find(list, &key.value);
    if section.flag("remove")? == Some(true) {
        section.finish()?;
        let Some(index) = existing else {
            return Err(key.at.error(format!("“{}”本来就没有，不用去掉", key.value)));
        };
        list.remove(index, key.at.clone());
        return Ok(());
    }
    let after = section.text("after")?;
    let (own, mut item) = match existing {
        Some(index) => list.items.remove(index),
        None => (key.clone(), T::default()),
    };
    read(&mut section, &mut item)?;
    section.finish()?;
    let place = match (after, existing) {
        (Some(after), _) => place_after(list, &find, &after)?,
        (None, Some(index)) => index,
        (None, None) => list.items.len(),
    };
    list.items.insert(place, (own, item));
    Ok(())
}

fn place_after<T>(
    list: &Listed<T>,
    find: &impl Fn(&Listed<T>, &str) -> Option<usize>,
    after: &Told<String>,
) -> Result<usize> {
    find(list, &after.value).map(|index| index + 1).ok_or_else(|| {
        let known = list.items.iter().map(|(key, _)| key.value.as_str());
        after
            .at
            .error(match super::nearest::nearest(&after.value, known) {
                Some(near) => format!("after 指的“{}”没有。是不是“{near}”？", after.value),
                None => format!("after 指的“{}”没有，它须写在前面", after.value),
            })
    })
}

fn plain(told: Vec<Told<String>>) -> Vec<String> {
    told.into_iter().map(|told| told.value).collect()
}

/// Exactly so many, or an answer.
fn exactly<const N: usize>(told: Vec<Told<String>>, at: &At, what: &str) -> Result<[String; N]> {
    <[String; N]>::try_from(plain(told))
        .map_err(|got| at.error(format!("{what}应写{N}个，这里写了{}个", got.len())))
}
