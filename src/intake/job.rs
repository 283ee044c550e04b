//! What goes between the program and its reading processes: jobs and answers, each with its length before it.

use std::ffi::OsString;
use std::io::{self, Read, Write};

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::finding::Findings;
use crate::narrative::Narrative;
use crate::record::Submission;

/// An answer longer than this is no answer.
const LONGEST: u32 = 1 << 30;

/// What a reading process is asked to do.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Job {
    /// First of all: what the office knows. The process limits its own memory before anything else.
    Begin {
        /// Everything that reading goes by.
        catalog: Box<Catalog>,
        /// 截止日
        as_of: NaiveDate,
    },
    /// Read a workbook.
    Read(Target),
    /// Read a narrative.
    Narrate(Target),
}

/// A file to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Target {
    /// Where it lies.
    pub(super) path: OsString,
    /// What it is called: relative to the input folder.
    pub(super) file: String,
}

/// What comes back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// A workbook, read or refused, and its cells, packed.
    Submission(Box<Submission>, Option<Vec<u8>>),
    /// A narrative, or why there is none.
    Narrative(Option<Box<Narrative>>, Findings),
    /// The file was written to while it was being read.
    Changed,
    /// The system did not give it: the reason in our words.
    Withheld(String),
}

/// Sends one message.
pub(super) fn send(message: &impl Serialize, to: &mut impl Write) -> io::Result<()> {
    let bytes = postcard::to_stdvec(message).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&bytes)?;
    to.flush()
}

/// Receives one message; `None` at the end.
pub(super) fn receive<M: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<M>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    }
    let mut bytes = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    postcard::from_bytes(&bytes)
        .map(Some)
        .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
}
