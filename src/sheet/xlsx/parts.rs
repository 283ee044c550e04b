//! Which part of the package is which: package relationships, the workbook, its relationships.

use quick_xml::events::{BytesStart, Event};

use super::super::Visibility;
use super::super::package::Package;
use super::super::refusal::Refusal;
use super::super::xml::attribute;

/// A sheet that the workbook lists.
pub(super) struct Sheet {
    /// As its tab shows it.
    pub(super) name: String,
    /// Shown or hidden.
    pub(super) visibility: Visibility,
    /// Its part, where the workbook's relationships name one.
    pub(super) part: Option<String>,
    /// No chart, dialog or macro sheet?
    pub(super) is_worksheet: bool,
}

/// The parts of a workbook.
pub(super) struct Parts {
    /// In the order of the tabs.
    pub(super) sheets: Vec<Sheet>,
    /// Texts that cells share.
    pub(super) strings: Option<String>,
    /// Cell formats.
    pub(super) styles: Option<String>,
    /// Days counted from 1904?
    pub(super) is_1904: bool,
}

/// Finds the parts. `None` for a package that holds no workbook.
pub(super) fn find(package: &mut Package<'_>) -> Result<Option<Parts>, Refusal> {
    let Some(target) = relationships(package, "_rels/.rels")?
        .into_iter()
        .rfind(|(_, kind, _)| kind.ends_with("/relationships/officeDocument"))
        .map(|(_, _, target)| target)
    else {
        return Ok(None);
    };
    let target = target.trim_start_matches('/').to_owned();
    let (folder, name) = match target.rfind('/') {
        Some(slash) => target.split_at(slash + 1),
        None => ("", target.as_str()),
    };
    let listed = relationships(package, &format!("{folder}_rels/{name}.rels"))?;
    let Some(workbook) = package.bytes(&target)? else {
        return Ok(None);
    };
    let absolute = |part: &str| match part.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}{part}"),
    };
    let of_kind = |wanted: &str| {
        listed
            .iter()
            .rfind(|(_, known, _)| kind(known) == wanted)
            .map(|(_, _, part)| absolute(part))
    };
    let mut parts = Parts {
        sheets: Vec::new(),
        strings: of_kind("sharedstrings"),
        styles: of_kind("styles"),
        is_1904: false,
    };
    each_element(&workbook, |element| match element.local_name().as_ref() {
        "workbookPr" => {
            if let Some(said) = attribute(element, "date1904") {
                parts.is_1904 = matches!(said.as_str(), "1" | "true");
            }
        }
        "sheet" => {
            let listed =
                attribute(element, "id").and_then(|id| listed.iter().rfind(|(known, ..)| *known == id));
            parts.sheets.push(Sheet {
                name: attribute(element, "name").unwrap_or_default(),
                visibility: match attribute(element, "state").as_deref() {
                    Some("hidden") => Visibility::Hidden,
                    Some("veryHidden") => Visibility::VeryHidden,
                    _ => Visibility::Visible,
                },
                part: listed.map(|(_, _, part)| absolute(part)),
                is_worksheet: !listed.is_some_and(|(_, known, _)| {
                    matches!(
                        kind(known).as_str(),
                        "chartsheet" | "dialogsheet" | "macrosheet" | "intlmacrosheet"
                    )
                }),
            });
        }
        _ => {}
    })?;
    Ok(Some(parts))
}

/// What a relationship leads to: the last word of its type, in lower case; Microsoft's own begin with `xl`.
fn kind(relationship: &str) -> String {
    let last = relationship.rsplit('/').next().unwrap_or_default();
    let lower = last.to_ascii_lowercase();
    lower.strip_prefix("xl").unwrap_or(&lower).to_owned()
}

/// Id, type and target, as listed.
pub(in crate::sheet) fn relationships(
    package: &mut Package<'_>,
    part: &str,
) -> Result<Vec<(String, String, String)>, Refusal> {
    let mut found = Vec::new();
    let Some(bytes) = package.bytes(part)? else {
        return Ok(found);
    };
    each_element(&bytes, |element| {
        if element.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(kind), Some(target)) = (
                attribute(element, "Id"),
                attribute(element, "Type"),
                attribute(element, "Target"),
            )
        {
            found.push((id, kind, target));
        }
    })?;
    Ok(found)
}

/// Calls for every element of a small part.
fn each_element(bytes: &[u8], mut see: impl FnMut(&BytesStart<'_>)) -> Result<(), Refusal> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => see(&element),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(Refusal::Damaged("工作簿目录读不出来".into())),
        }
    }
}
