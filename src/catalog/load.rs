//! From the embedded `catalog/*.toml` and a workspace's `jianbao.toml` to a checked [`Catalog`].

use super::document;
use super::draft::Draft;
use super::form::FormSchema;
use super::overlay;
use super::{Catalog, Settings};
use crate::error::Result;

macro_rules! embedded {
    ($($name:literal)*) => { [$((concat!("catalog/", $name), include_str!(concat!("../../catalog/", $name))),)*] };
}

/// 新密市 2023, in the order in which one subject names another.
const PRESET: [(&str, &str); 9] = embedded! {
    "office.toml" "units.toml" "task_forces.toml" "kinds.toml" "approvals.toml" "words.toml" "authority.toml"
    "limits.toml" "calendar.toml"
};

const FORMS: [(&str, &str); 5] = embedded! {
    "forms/project.toml" "forms/task.toml" "forms/approval.toml" "forms/financing.toml" "forms/inspection.toml"
};

/// The embedded preset.
pub(super) fn preset() -> Catalog {
    match load(None) {
        Ok((catalog, _)) => catalog,
        Err(error) => unreachable!("the embedded catalog is tested: {error}"),
    }
}

/// The preset, overlaid with a workspace's configuration.
pub(super) fn load(overlay: Option<(&str, &str)>) -> Result<(Catalog, Settings)> {
    let mut draft = Draft::default();
    for (file, text) in PRESET.into_iter().chain(overlay) {
        let text = text.trim_start_matches('\u{FEFF}');
        document::read(file, text, |section| overlay::apply(section, &mut draft))?;
    }
    let forms = FORMS
        .into_iter()
        .map(|(file, text)| FormSchema::parse(file, text))
        .collect::<Result<_>>()?;
    draft.settle(forms, overlay.map(|(file, _)| file))
}
