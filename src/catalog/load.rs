//! From the embedded `catalog/*.toml` and a workspace's `jianbao.toml` to a checked [`Catalog`].

use std::borrow::Cow;

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

/// A configuration file's text: UTF-8, UTF-16 with its mark, else GB18030, as old Windows editors save.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_editor_may_have_saved_the_configuration() {
        let text = "[units.\"超化镇\"]\nalso = [\"超化\"]\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        assert_eq!(text_of(&gbk), text);
        assert_eq!(text_of(format!("\u{FEFF}{text}").as_bytes()), text);
        let utf16: Vec<u8> = [0xFEFF]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text_of(&utf16), text);
    }
}
