//! `[headings]` – what a heading of a sheet means – and `[forms.…]` – what a form's columns are called.

use crate::catalog::Form;
use crate::catalog::document::{Entry, Section, unknown};
use crate::catalog::draft::{ColumnEdit, Draft, FormEdit, HeadingDraft};
use crate::error::Result;

fn form_of(entry: &Entry<'_>) -> Result<Form> {
    Form::ALL
        .into_iter()
        .find(|form| form.id() == entry.key.value)
        .ok_or_else(|| {
            let known = Form::ALL.map(Form::id);
            entry
                .key
                .at
                .error(unknown("台账格式里", &entry.key.value, &known))
        })
}

pub(super) fn apply(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    if let Some(mut headings) = section.section("headings")? {
        for entry in headings.rest() {
            if entry.is_section() {
                let form = form_of(&entry)?;
                for heading in entry.section()?.rest() {
                    draft.headings.push(told(&heading, Some(form))?);
                }
            } else {
                draft.headings.push(told(&entry, None)?);
            }
        }
    }
    if let Some(mut forms) = section.section("forms")? {
        for entry in forms.rest() {
            draft.form_edits.push(form_edit(&entry)?);
        }
    }
    Ok(())
}

fn told(entry: &Entry<'_>, form: Option<Form>) -> Result<HeadingDraft> {
    Ok(HeadingDraft {
        unit: None,
        form,
        heading: entry.key.value.clone(),
        field: entry.text()?,
    })
}

fn form_edit(entry: &Entry<'_>) -> Result<FormEdit> {
    let form = form_of(entry)?;
    let mut section = entry.section()?;
    let name = section.text("name")?.map(|told| told.value);
    let also = super::plain(section.texts("also")?.unwrap_or_default());
    let mut columns = Vec::new();
    if let Some(mut told) = section.section("columns")? {
        for column in told.rest() {
            columns.push(column_edit(&column)?);
        }
    }
    section.finish()?;
    Ok(FormEdit {
        form,
        name,
        also,
        columns,
    })
}

fn column_edit(entry: &Entry<'_>) -> Result<ColumnEdit> {
    let mut section = entry.section()?;
    let edit = ColumnEdit {
        field: entry.key.clone(),
        label: section.text("label")?.map(|told| told.value),
        also: super::plain(section.texts("also")?.unwrap_or_default()),
        under: super::plain(section.texts("under")?.unwrap_or_default()),
        required: section.flag("required")?,
    };
    section.finish()?;
    Ok(edit)
}
