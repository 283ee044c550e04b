//! Which part of the package is which sheet: package relationships, the workbook, its relationships.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::super::package::Package;
use super::super::refusal::Refusal;

/// The parts of a workbook that are read beside calamine.
pub(super) struct Parts {
    /// Sheet name → part.
    pub(super) sheets: Vec<(String, String)>,
}

/// Finds the parts, as calamine does. `None` for a package that holds no workbook.
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
    let mut sheets = Vec::new();
    each_element(&workbook, |element| {
        if element.local_name().as_ref() != "sheet" {
            return;
        }
        let (Some(name), Some((_, _, part))) = (
            attribute(element, "name"),
            attribute(element, "id").and_then(|id| listed.iter().rfind(|(known, ..)| *known == id)),
        ) else {
            return;
        };
        let part = match part.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}{part}"),
        };
        sheets.push((name, part));
    })?;
    Ok(Some(Parts { sheets }))
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
