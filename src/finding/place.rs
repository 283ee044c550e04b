//! Where a finding or a value stands: file, sheet, cell.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::value::Area;

/// `白寨镇/台账.xlsx › 项目台账 › H14`. The file is relative to the input folder, with `/` on every system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the input folder.
    pub file: Arc<str>,
    /// `None` where the file names none (csv, HTML).
    pub sheet: Option<Arc<str>>,
    /// `None` where it stands on the sheet or the file.
    pub cell: Option<Area>,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: impl Into<Arc<str>>) -> Place {
        Place {
            file: file.into(),
            sheet: None,
            cell: None,
        }
    }

    /// The same sheet, another cell.
    #[must_use]
    pub fn at(&self, row: u32, col: u16) -> Place {
        Place {
            cell: Some(Area::cell(row, col)),
            ..self.clone()
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, " › {sheet}")?;
        }
        if let Some(cell) = self.cell {
            write!(f, " › {cell}")?;
        }
        Ok(())
    }
}
