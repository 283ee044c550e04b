//! Issue → bytes. The only user of Tera, pulldown-cmark, ammonia and rust_xlsxwriter.

pub mod json;

/// A file to be written: path below the folder, with `/`, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// `督办函/超化镇人民政府.html`
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}
