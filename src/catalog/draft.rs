//! The catalog while it is being told: lists with the place of every reference, so that a mistake is answered where it stands.

use std::collections::BTreeMap;

use super::document::{At, Told};
use super::form::FormSchema;
use super::{Authority, BundleCount, Calendar, Field, Limits, Money, Office, Settings, UnitClass, Words};
use crate::error::Result;
use crate::finding::{Code, Severity};
use crate::value::text::fold;

/// A list in the office's order, by key; what was taken out is remembered for answers.
#[derive(Debug, Clone)]
pub(super) struct Listed<T> {
    pub(super) items: Vec<(Told<String>, T)>,
    /// Keys taken out, and where that was said.
    pub(super) removed: Vec<Told<String>>,
}

impl<T> Default for Listed<T> {
    fn default() -> Listed<T> {
        Listed {
            items: Vec::new(),
            removed: Vec::new(),
        }
    }
}

impl<T> Listed<T> {
    /// Starts the list over, as `replace` asks.
    pub(super) fn clear(&mut self, at: &At) {
        let gone = std::mem::take(&mut self.items);
        self.removed.extend(gone.into_iter().map(|(key, _)| Told {
            value: key.value,
            at: at.clone(),
        }));
    }

    /// Takes one out.
    pub(super) fn remove(&mut self, index: usize, at: At) {
        let (key, _) = self.items.remove(index);
        self.removed.push(Told { value: key.value, at });
    }

    /// The position of a key.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        self.items.iter().position(|(known, _)| known.value == key)
    }
}

/// A unit, as far as it has been told.
#[derive(Debug, Clone, Default)]
pub(super) struct UnitDraft {
    pub(super) name: Option<Told<String>>,
    pub(super) class: Option<UnitClass>,
    pub(super) also: Vec<Told<String>>,
    pub(super) also_alone: Vec<Told<String>>,
}

impl UnitDraft {
    /// Is this one of its spellings?
    pub(super) fn is_named(&self, short: &str, name: &str) -> bool {
        let name = fold(name);
        let told = self.name.iter().chain(&self.also).chain(&self.also_alone);
        fold(short) == name || told.into_iter().any(|told| fold(&told.value) == name)
    }
}

/// A task force, as far as it has been told.
#[derive(Debug, Clone, Default)]
pub(super) struct TeamDraft {
    pub(super) name: Option<String>,
    pub(super) also: Vec<String>,
    pub(super) lead: Option<Told<String>>,
    pub(super) members: Vec<Told<String>>,
    pub(super) reports: bool,
    pub(super) duty: String,
}

/// A kind, as far as it has been told.
#[derive(Debug, Clone, Default)]
pub(super) struct KindDraft {
    pub(super) name: Option<String>,
    pub(super) short: Option<String>,
    pub(super) also: Vec<Told<String>>,
    pub(super) task_force: Option<Told<String>>,
    pub(super) lead: Option<Told<String>>,
    pub(super) milestones: Vec<String>,
    pub(super) money: Option<[String; 3]>,
    pub(super) funds: Vec<String>,
}

/// An approval, as far as it has been told.
#[derive(Debug, Clone, Default)]
pub(super) struct ApprovalDraft {
    pub(super) name: Option<String>,
    pub(super) also: Vec<Told<String>>,
    pub(super) owner: Option<Told<String>>,
}

/// A heading that the configuration settles.
#[derive(Debug, Clone)]
pub(super) struct HeadingDraft {
    /// The unit whose heading it is; `None`: everybody's.
    pub(super) unit: Option<Told<String>>,
    /// `project` …; `None`: any form.
    pub(super) form: Option<super::Form>,
    /// As it stands in the sheet.
    pub(super) heading: String,
    /// The field's id.
    pub(super) field: Told<String>,
}

/// What a word of a column means, as the configuration settles it.
#[derive(Debug, Clone)]
pub(super) struct MeaningDraft {
    /// The unit that says so; `None`: everybody.
    pub(super) unit: Option<Told<String>>,
    /// The field's id.
    pub(super) field: Told<String>,
    /// As it stands in the cell.
    pub(super) word: String,
    /// The known word it stands for.
    pub(super) means: String,
}

/// Everything that documents have told so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) region: String,
    pub(super) region_code: String,
    pub(super) units: Listed<UnitDraft>,
    pub(super) teams: Listed<TeamDraft>,
    pub(super) kinds: Listed<KindDraft>,
    pub(super) approvals: Listed<ApprovalDraft>,
    pub(super) words: Words,
    pub(super) authority: Authority,
    pub(super) limits: Limits,
    pub(super) money: Money,
    pub(super) office: Office,
    pub(super) calendar: Calendar,
    pub(super) ranking: bool,
    pub(super) bundles: BundleCount,
    pub(super) severities: BTreeMap<Code, Severity>,
    pub(super) headings: Vec<HeadingDraft>,
    pub(super) meanings: Vec<MeaningDraft>,
    pub(super) form_edits: Vec<FormEdit>,
    pub(super) settings: Settings,
}

/// A change to a form or to one of its columns.
#[derive(Debug, Clone)]
pub(super) struct FormEdit {
    pub(super) form: super::Form,
    pub(super) name: Option<String>,
    pub(super) also: Vec<String>,
    pub(super) columns: Vec<ColumnEdit>,
}

/// A change to one column.
#[derive(Debug, Clone)]
pub(super) struct ColumnEdit {
    /// The field's id.
    pub(super) field: Told<String>,
    pub(super) label: Option<String>,
    pub(super) also: Vec<String>,
    pub(super) under: Vec<String>,
    pub(super) required: Option<bool>,
}

impl FormEdit {
    /// Applies it: a new label keeps the old one as a synonym.
    pub(super) fn apply(
        &self,
        schema: &mut FormSchema,
        field_of: impl Fn(&Told<String>) -> Result<Field>,
    ) -> Result<()> {
        if let Some(name) = &self.name {
            schema
                .also
                .push(std::mem::replace(&mut schema.name, name.clone()));
        }
        schema.also.extend(self.also.iter().cloned());
        for edit in &self.columns {
            let field = field_of(&edit.field)?;
            let Some(column) = schema.columns.iter_mut().find(|column| column.field == field) else {
                let problem = format!("{}没有“{}”这一栏", schema.name, edit.field.value);
                return Err(edit.field.at.error(problem));
            };
            if let Some(label) = &edit.label {
                column
                    .also
                    .push(std::mem::replace(&mut column.label, label.clone()));
            }
            column.also.extend(edit.also.iter().cloned());
            column.under.extend(edit.under.iter().cloned());
            column.required = edit.required.unwrap_or(column.required);
        }
        Ok(())
    }
}
