//! What can be wrong with a part of the package.

/// What went wrong while scanning.
#[derive(Debug)]
pub(super) enum Fault {
    /// The XML, or the stream under it (a wrong checksum, an end too early).
    Xml(quick_xml::Error),
    /// It ends within the sheet.
    End,
    /// An address outside the grid or none at all.
    Address,
    /// A DOCTYPE.
    Doctype,
    /// An entity that XML does not know by itself.
    Reference,
}

impl From<quick_xml::Error> for Fault {
    fn from(error: quick_xml::Error) -> Fault {
        Fault::Xml(error)
    }
}
