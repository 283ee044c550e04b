//! The only writer of `output/`: drafts whole or not at all, published issues in bags, chained.
//!
//! Enters: an issue's files and what they were made from. Leaves: folders that can be proved and made again.

mod bag;
mod disk;
mod draft;
mod layout;
mod lock;
mod publish;
mod verify;

pub use disk::{Disk, SystemDisk};
pub use draft::{Draft, Fresh, InputFile, Recipe, read_draft, replace_folder, write_draft};
pub use layout::{IssueName, Layout};
pub use publish::{Final, Sealed, history, publish, put_back, read_outputs, recipe, seal};
pub use verify::{Flaw, Property, Report, verify};

use std::io;
use std::path::Path;

use crate::error::{Error, Result};

/// Writes `output/index.html` beside the old one, then over it.
pub fn write_index(disk: &dyn Disk, layout: &Layout, bytes: &[u8]) -> Result<()> {
    let (place, incoming) = (layout.index(), layout.root.join(".index.html"));
    disk.write(&incoming, bytes)
        .map_err(|error| broken("写不了", &incoming, error))?;
    disk.rename(&incoming, &place)
        .map_err(|error| broken("写不了", &place, error))
}

/// A failure of the disk, with the system's reason in our words.
fn broken(doing: &'static str, path: &Path, source: io::Error) -> Error {
    Error::disk(doing, path, source)
}
