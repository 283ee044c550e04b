//! What the readers of XML formats share.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart};

/// An attribute by its local name, references resolved.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| {
            Some(
                attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .ok()?
                    .into_owned(),
            )
        })
}

/// An attribute that is a whole number.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.trim().parse().ok()
}

/// What `&amp;` or `&#33258;` stands for; `None` for an entity that XML does not know by itself.
pub(super) fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => Some(letter.to_string()),
        Ok(None) => {
            quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned)
        }
        Err(_) => None,
    }
}

/// An attribute as it stands.
pub(super) fn raw<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<&'e str> {
    let attribute = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)?;
    match attribute.value {
        std::borrow::Cow::Borrowed(text) => Some(text),
        std::borrow::Cow::Owned(_) => None,
    }
}
