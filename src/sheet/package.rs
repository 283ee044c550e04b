//! A zip package, looked through before anyone parses it: every part is read to its end once, so that checksums and
//! sizes are known to be right.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;
use zip::result::ZipError;

use super::refusal::Refusal;
use crate::catalog::Limits;

/// No office program writes more parts (the most seen in thousands of public workbooks is 1,033).
const PARTS: usize = 5_000;

/// What sort of package it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An Office Open XML workbook.
    Xlsx,
    /// The binary form of one.
    Xlsb,
    /// An `OpenDocument` one; spreadsheet or not.
    Ods,
    /// No spreadsheet: what it is.
    Other(&'static str),
}

/// An opened package.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Names of the parts, as they are.
    names: Vec<String>,
}

impl<'a> Package<'a> {
    /// Opens a package: parts named once, few enough, and not too big unpacked.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, Refusal> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Incomplete)?;
        if zip.len() > PARTS {
            return Err(Refusal::TooBig(format!("文件里有{}个部件", zip.len())));
        }
        if listed_twice(bytes, zip.len()) {
            return Err(Refusal::Damaged("同一个部件出现了两次".into()));
        }
        let mut names = Vec::with_capacity(zip.len());
        let mut folded = BTreeSet::new();
        let mut unpacked = 0u64;
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(|error| refuse(&error, "目录"))?;
            if part.encrypted() {
                return Err(Refusal::Password);
            }
            let name = part
                .name()
                .map_err(|_| Refusal::Damaged("部件名称有误".into()))?
                .into_owned();
            // What is declared is also the most that the zip reader will unpack.
            unpacked = unpacked.saturating_add(part.size());
            if !folded.insert(name.replace('\\', "/").to_ascii_lowercase()) {
                return Err(Refusal::Damaged(format!("部件“{name}”出现了两次")));
            }
            names.push(name);
        }
        if unpacked > limits.unpacked_bytes {
            return Err(Refusal::TooBig(format!(
                "展开后有{}MB，限度是{}MB",
                unpacked >> 20,
                limits.unpacked_bytes >> 20
            )));
        }
        Ok(Package { zip, names })
    }

    /// Names of the parts.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// What sort of package it is, told from its parts.
    pub(super) fn kind(&self) -> Kind {
        let has = |ending: &str| {
            self.names
                .iter()
                .any(|name| name.replace('\\', "/").to_ascii_lowercase().ends_with(ending))
        };
        if self.find("xl/workbook.bin").is_some() {
            Kind::Xlsb
        } else if has("workbook.xml") || self.names.iter().any(|name| name.starts_with("xl/")) {
            Kind::Xlsx
        } else if self.find("content.xml").is_some() && self.find("mimetype").is_some() {
            Kind::Ods
        } else if has("word/document.xml") {
            Kind::Other("Word 文档（.docx）")
        } else if has("ppt/presentation.xml") {
            Kind::Other("演示文稿（.pptx）")
        } else if has("ofd.xml") {
            Kind::Other("OFD 版式文件")
        } else {
            Kind::Other("压缩包，请解压后放入")
        }
    }

    /// The part of this name, upper and lower case alike, as office programs look for it.
    fn find(&self, name: &str) -> Option<usize> {
        self.names
            .iter()
            .position(|known| known.replace('\\', "/").eq_ignore_ascii_case(name))
    }

    /// Reads a part to its end: checksum, size, and what no spreadsheet program writes.
    pub(super) fn verify(&mut self, skip: impl Fn(&str) -> bool) -> Result<(), Refusal> {
        let mut chunk = vec![0; 1 << 16];
        for index in 0..self.names.len() {
            let name = self.names[index].clone();
            if skip(&name) {
                continue;
            }
            let mut watch = Watch::over(&name);
            let mut part = self.zip.by_index(index).map_err(|error| refuse(&error, &name))?;
            loop {
                let read = part.read(&mut chunk).map_err(|error| refuse_io(&error, &name))?;
                if read == 0 {
                    break;
                }
                watch.see(&chunk[..read])?;
            }
        }
        Ok(())
    }

    /// A part as a stream; reading it to its end proves its checksum.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<impl Read + use<'_, 'a>>, Refusal> {
        let Some(index) = self.find(name) else {
            return Ok(None);
        };
        self.zip
            .by_index(index)
            .map(Some)
            .map_err(|error| refuse(&error, name))
    }

    /// A small part as a whole.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(mut part) = self.part(name)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)
            .map_err(|error| refuse_io(&error, name))?;
        Ok(Some(bytes))
    }
}

/// Does the central directory list more entries than different names? The zip reader keeps the last of each name.
fn listed_twice(bytes: &[u8], different: usize) -> bool {
    let Some(end) = bytes.len().checked_sub(22).and_then(|last| {
        (last.saturating_sub(65_535)..=last)
            .rev()
            .find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))
    }) else {
        return false;
    };
    let entries = usize::from(u16::from_le_bytes([bytes[end + 10], bytes[end + 11]]));
    // 65,535 says that the number stands elsewhere (zip64); so many parts are refused anyway.
    entries != usize::from(u16::MAX) && entries > different
}

/// What passes by while a part is read: definitions from outside, which no spreadsheet program writes.
struct Watch {
    is_xml: bool,
    tail: Vec<u8>,
}

impl Watch {
    /// A mark may lie across two chunks: so many bytes of the last one are looked at again.
    const OVERLAP: usize = b"<!DOCTYPE".len() - 1;

    /// Watches a part of this name.
    fn over(name: &str) -> Watch {
        let lower = name.to_ascii_lowercase();
        // LibreOffice puts a DOCTYPE before its macros, which nobody reads here.
        let is_macro = lower.starts_with("basic/") || lower.starts_with("dialogs/");
        Watch {
            is_xml: !is_macro && matches!(lower.rsplit_once('.'), Some((_, "xml" | "rels"))),
            tail: Vec::new(),
        }
    }

    fn see(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        if !self.is_xml {
            return Ok(());
        }
        let mut window = std::mem::take(&mut self.tail);
        window.extend_from_slice(chunk);
        if memmem::find(&window, b"<!DOCTYPE").is_some() || memmem::find(&window, b"<!ENTITY").is_some() {
            return Err(Refusal::Doctype);
        }
        let keep = window.len().saturating_sub(Watch::OVERLAP);
        self.tail = window.split_off(keep);
        Ok(())
    }
}

/// The zip reader's errors in our words.
fn refuse(error: &ZipError, part: &str) -> Refusal {
    match error {
        ZipError::Io(error) => refuse_io(error, part),
        ZipError::InvalidPassword => Refusal::Password,
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => Refusal::Password,
        ZipError::UnsupportedArchive(_) => Refusal::Damaged(format!("“{part}”用了不认识的压缩方法")),
        _ => Refusal::Damaged(format!("“{part}”读不出来")),
    }
}

/// Reading a part ends with an error where its checksum is wrong, its size is, or its data are.
pub(super) fn refuse_io(error: &std::io::Error, part: &str) -> Refusal {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => Refusal::Incomplete,
        std::io::ErrorKind::OutOfMemory => Refusal::TooBig("读它需要的内存太多".to_owned()),
        _ => Refusal::Checksum(part.to_owned()),
    }
}
