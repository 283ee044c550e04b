//! Compound files (OLE2), read leniently but never past their end or round in circles, and written plainly.

use std::collections::BTreeSet;

use super::super::refusal::Refusal;

const END_OF_CHAIN: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;
const FAT_SECTOR: u32 = 0xffff_fffd;
const DIFAT_SECTOR: u32 = 0xffff_fffc;
/// Ids from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xffff_fffa;
const HEADER: usize = 512;
const DIFAT_IN_HEADER: usize = 109;

/// An entry of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: String,
    kind: u8,
    start: u32,
    size: u64,
}

/// An opened compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    entries: Vec<Entry>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    mini_blank_from: usize,
    mini_cutoff: u64,
}

/// A stream, and whether the zeros at the end of its file reach into it.
pub(super) struct Stream {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// From here on the stream lies in sectors at the file's end that hold nothing but zeros, as a copy leaves them
    /// that has not come to its end.
    pub(super) blank_from: usize,
}

impl<'a> Compound<'a> {
    /// Opens a file.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Compound<'a>, Refusal> {
        let header = bytes.get(..HEADER).ok_or(Refusal::Incomplete)?;
        let sector = match u16_at(header, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(damaged()),
        };
        let mut file = Compound {
            bytes,
            sector,
            fat: Vec::new(),
            entries: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            mini_blank_from: usize::MAX,
            mini_cutoff: u64::from(u32_at(header, 56).unwrap_or(4096)),
        };
        for id in file.fat_sectors(header)? {
            let sector = file.sector(id).ok_or(Refusal::Incomplete)?;
            let links: Vec<u32> = sector
                .chunks_exact(4)
                .filter_map(|link| u32_at(link, 0))
                .collect();
            file.fat.extend(links);
        }
        let directory = file.chain(u32_at(header, 48).unwrap_or(FREE), None)?.bytes;
        file.entries = directory.chunks_exact(128).filter_map(entry).collect();
        if u32_at(header, 64).is_some_and(|sectors| sectors > 0)
            && let Some(root) = file.entries.iter().find(|entry| entry.kind == 5).cloned()
        {
            let links = file.chain(u32_at(header, 60).unwrap_or(FREE), None)?.bytes;
            file.mini_fat = links.chunks_exact(4).filter_map(|link| u32_at(link, 0)).collect();
            // Some writers leave its last sector short or say too large a size: then it is as long as its sectors, and
            // each stream in it is held to its own size.
            let mini = (file.chain(root.start, Some(root.size))).or_else(|_| file.chain(root.start, None))?;
            if mini.blank_from < mini.bytes.len() {
                let filled = mini.bytes.iter().rposition(|&byte| byte != 0);
                file.mini_blank_from = filled.map_or(0, |last| last + 1);
            }
            file.mini_stream = mini.bytes;
        }
        Ok(file)
    }

    /// Is there a stream or storage of this name?
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Does the directory list nothing at all?
    pub(super) fn is_empty(&self) -> bool {
        self.entries.iter().all(|entry| entry.kind == 5)
    }

    /// The first stream of one of these names.
    pub(super) fn stream(&self, names: &[&str]) -> Option<Result<Stream, Refusal>> {
        let entry = names.iter().find_map(|name| {
            self.entries
                .iter()
                .find(|entry| entry.kind == 2 && entry.name.eq_ignore_ascii_case(name))
        })?;
        if entry.size > self.bytes.len() as u64 {
            return Some(Err(Refusal::Incomplete));
        }
        Some(if entry.size < self.mini_cutoff && !self.mini_fat.is_empty() {
            self.mini_chain(entry.start, entry.size)
        } else {
            self.chain(entry.start, Some(entry.size))
        })
    }

    /// Ids of the sectors that hold the allocation table.
    fn fat_sectors(&self, header: &[u8]) -> Result<Vec<u32>, Refusal> {
        let mut ids: Vec<u32> = header[76..HEADER]
            .chunks_exact(4)
            .filter_map(|id| u32_at(id, 0))
            .collect();
        let mut next = u32_at(header, 68).unwrap_or(END_OF_CHAIN);
        let mut seen = BTreeSet::new();
        while next < FIRST_MARK && seen.insert(next) {
            let Some(sector) = self.sector(next) else {
                // Some writers leave rubbish here although the header holds all there is.
                break;
            };
            let mut more: Vec<u32> = sector.chunks_exact(4).filter_map(|id| u32_at(id, 0)).collect();
            next = more.pop().unwrap_or(END_OF_CHAIN);
            ids.extend(more);
        }
        ids.retain(|&id| id < FIRST_MARK);
        if ids.is_empty() {
            return Err(damaged());
        }
        let declared = u32_at(header, 44)
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(0);
        if declared > 0 {
            ids.truncate(declared);
        }
        Ok(ids)
    }

    /// A sector; a last one that is cut short is given as far as it goes.
    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(id)
            .ok()?
            .checked_add(1)?
            .checked_mul(self.sector)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(self.sector)])
    }

    /// Follows a chain of sectors to its end, or until it has the stream's size.
    fn chain(&self, start: u32, size: Option<u64>) -> Result<Stream, Refusal> {
        let size = size.map_or(usize::MAX, |size| usize::try_from(size).unwrap_or(usize::MAX));
        let zeros_from = self
            .bytes
            .iter()
            .rposition(|&byte| byte != 0)
            .map_or(0, |last| last + 1);
        let mut stream = Stream {
            bytes: Vec::new(),
            blank_from: usize::MAX,
        };
        let mut seen = BTreeSet::new();
        let mut id = start;
        while id < FIRST_MARK && stream.bytes.len() < size {
            if !seen.insert(id) {
                return Err(damaged());
            }
            let sector = self.sector(id).ok_or(Refusal::Incomplete)?;
            let offset = (id as usize + 1) * self.sector;
            if offset >= zeros_from {
                stream.blank_from = stream.blank_from.min(stream.bytes.len());
            }
            stream.bytes.extend_from_slice(sector);
            id = self.fat.get(id as usize).copied().ok_or(Refusal::Incomplete)?;
        }
        if size != usize::MAX && stream.bytes.len() < size {
            return Err(Refusal::Incomplete);
        }
        stream.bytes.truncate(size);
        Ok(stream)
    }

    /// Follows a chain of 64-byte sectors within the mini stream.
    fn mini_chain(&self, start: u32, size: u64) -> Result<Stream, Refusal> {
        const MINI: usize = 64;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let mut stream = Stream {
            bytes: Vec::new(),
            blank_from: usize::MAX,
        };
        let mut seen = BTreeSet::new();
        let mut id = start;
        while id < FIRST_MARK && stream.bytes.len() < size {
            if !seen.insert(id) {
                return Err(damaged());
            }
            let at = id as usize * MINI;
            let rest = self.mini_stream.get(at..).ok_or(Refusal::Incomplete)?;
            if at + MINI > self.mini_blank_from {
                let blank_from = stream.bytes.len() + self.mini_blank_from.saturating_sub(at);
                stream.blank_from = stream.blank_from.min(blank_from);
            }
            stream.bytes.extend_from_slice(&rest[..rest.len().min(MINI)]);
            id = self.mini_fat.get(id as usize).copied().unwrap_or(END_OF_CHAIN);
        }
        if stream.bytes.len() < size {
            return Err(Refusal::Incomplete);
        }
        stream.bytes.truncate(size);
        Ok(stream)
    }
}

/// A directory entry; `None` for an unused one.
fn entry(bytes: &[u8]) -> Option<Entry> {
    let kind = *bytes.get(66)?;
    let length = usize::from(u16_at(bytes, 64)?).min(64) / 2;
    let units: Vec<u16> = (0..length)
        .filter_map(|at| u16_at(bytes, at * 2))
        .take_while(|&unit| unit != 0)
        .collect();
    (kind != 0).then_some(Entry {
        name: String::from_utf16_lossy(&units),
        kind,
        start: u32_at(bytes, 116)?,
        // The upper half is rubbish in files of the older version.
        size: u64::from(u32_at(bytes, 120)?),
    })
}

/// A compound file that holds one stream, laid out as plainly as can be.
pub(super) fn wrap(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const LINKS: usize = SECTOR / 4;
    // Shorter streams would have to lie in a stream of small sectors.
    let data = stream.len().max(4096).div_ceil(SECTOR);
    let (mut tables, mut lists) = (1, 0);
    while tables * LINKS < data + 1 + tables + lists {
        tables += 1;
        lists = tables.saturating_sub(DIFAT_IN_HEADER).div_ceil(LINKS - 1);
    }
    let id = |sector: usize| u32::try_from(sector).unwrap_or(FREE);
    let directory = data;
    let (first_table, first_list) = (data + 1, data + 1 + tables);
    let mut file = vec![0; HEADER];
    file[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        file[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    let first_list_id = if lists == 0 { END_OF_CHAIN } else { id(first_list) };
    for (at, value) in [
        (44, id(tables)),
        (48, id(directory)),
        (56, 4096),
        (60, END_OF_CHAIN),
        (68, first_list_id),
        (72, id(lists)),
    ] {
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    for slot in 0..DIFAT_IN_HEADER {
        let value = if slot < tables {
            id(first_table + slot)
        } else {
            FREE
        };
        file[76 + slot * 4..80 + slot * 4].copy_from_slice(&value.to_le_bytes());
    }
    file.extend_from_slice(stream);
    file.resize(HEADER + data * SECTOR, 0);
    file.extend_from_slice(&directory_entry("Root Entry", 5, END_OF_CHAIN, 0, 1));
    file.extend_from_slice(&directory_entry(name, 2, 0, data * SECTOR, FREE));
    file.resize(HEADER + (data + 1) * SECTOR, 0);
    let mut links: Vec<u32> = (1..data).map(id).collect();
    links.extend([END_OF_CHAIN, END_OF_CHAIN]);
    links.extend(std::iter::repeat_n(FAT_SECTOR, tables));
    links.extend(std::iter::repeat_n(DIFAT_SECTOR, lists));
    links.resize(tables * LINKS, FREE);
    file.extend(links.into_iter().flat_map(u32::to_le_bytes));
    for list in 0..lists {
        let first = DIFAT_IN_HEADER + list * (LINKS - 1);
        for slot in first..first + LINKS - 1 {
            let value = if slot < tables {
                id(first_table + slot)
            } else {
                FREE
            };
            file.extend_from_slice(&value.to_le_bytes());
        }
        let next = if list + 1 < lists {
            id(first_list + list + 1)
        } else {
            END_OF_CHAIN
        };
        file.extend_from_slice(&next.to_le_bytes());
    }
    file
}

fn directory_entry(name: &str, kind: u8, start: u32, size: usize, child: u32) -> [u8; 128] {
    let mut entry = [0; 128];
    let units: Vec<u8> = name
        .encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect();
    entry[..units.len()].copy_from_slice(&units);
    entry[64..66].copy_from_slice(&u16::try_from(units.len()).unwrap_or(0).to_le_bytes());
    entry[66] = kind;
    entry[67] = 1;
    for (at, value) in [(68, FREE), (72, FREE), (76, child), (116, start)] {
        entry[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    entry[120..124].copy_from_slice(&u32::try_from(size).unwrap_or(0).to_le_bytes());
    entry
}

fn damaged() -> Refusal {
    Refusal::Damaged("文件结构有误".into())
}

/// Two bytes as a number; `None` past the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// Four bytes as a number; `None` past the end.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_wrapped_can_be_read_back() {
        // 20 MB need more tables than the header lists.
        for size in [0, 1, 4096, 100_000, 20_000_000] {
            let stream: Vec<u8> = (0..size).map(|at: u32| (at % 251) as u8).collect();
            let file = wrap("Workbook", &stream);
            let compound = Compound::open(&file).unwrap();
            let read = compound.stream(&["Workbook"]).unwrap().unwrap();
            assert_eq!(&read.bytes[..stream.len()], &stream[..]);
            assert!(calamine_sees(&file));
        }
    }

    /// calamine complains about the content, not about the file around it.
    fn calamine_sees(file: &[u8]) -> bool {
        let opened = std::panic::catch_unwind(|| {
            calamine::Xls::new_with_options(
                std::io::Cursor::new(file.to_vec()),
                calamine::XlsOptions::default(),
            )
            .err()
        });
        !matches!(opened, Ok(Some(calamine::XlsError::Cfb(_))))
    }

    /// A file whose only stream is a short one: a sector each of links, directory and small links, then the small sectors.
    fn small(stream: &[u8], said: usize) -> Vec<u8> {
        let mut file = vec![0; HEADER];
        for (at, value) in [
            (30, 9_u32),
            (44, 1),
            (48, 1),
            (56, 4096),
            (60, 2),
            (64, 1),
            (68, END_OF_CHAIN),
        ] {
            file[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        file[80..HEADER].fill(0xff);
        let chain = |count: u32| (1..count).chain([END_OF_CHAIN]);
        let sectors = u32::try_from(stream.len().div_ceil(512)).unwrap();
        let mut links: Vec<u32> = vec![FAT_SECTOR, END_OF_CHAIN, END_OF_CHAIN];
        links.extend(chain(sectors).map(|next| if next == END_OF_CHAIN { next } else { next + 3 }));
        let mut small_links: Vec<u32> = chain(u32::try_from(stream.len().div_ceil(64)).unwrap()).collect();
        links.resize(128, FREE);
        small_links.resize(128, FREE);
        file.extend(links.into_iter().flat_map(u32::to_le_bytes));
        file.extend_from_slice(&directory_entry("Root Entry", 5, 3, said, 1));
        file.extend_from_slice(&directory_entry("Workbook", 2, 0, stream.len(), FREE));
        file.resize(HEADER + 1024, 0);
        file.extend(small_links.into_iter().flat_map(u32::to_le_bytes));
        file.extend_from_slice(stream);
        file
    }

    #[test]
    fn a_short_stream_is_held_to_its_own_size() {
        let stream: Vec<u8> = (1..=251).cycle().take(3061).collect();
        // The last sector is not filled up; what the directory says of them all is more than there is, or right where
        // their links lead on past the file's end.
        for said in [3072, 1_976_448, 3061] {
            let mut file = small(&stream, said);
            if said == stream.len() {
                let last_link = HEADER + 4 * (3 + 5);
                file[last_link..last_link + 4].copy_from_slice(&100_u32.to_le_bytes());
            }
            let read = Compound::open(&file)
                .unwrap()
                .stream(&["Workbook"])
                .unwrap()
                .unwrap();
            assert_eq!(read.bytes, stream);
            let cut = Compound::open(&file[..file.len() - 1]);
            assert!(cut.and_then(|cut| cut.stream(&["Workbook"]).unwrap()).is_err());
            let mut blank = file.clone();
            blank[file.len() - 1100..].fill(0);
            let read = Compound::open(&blank)
                .unwrap()
                .stream(&["Workbook"])
                .unwrap()
                .unwrap();
            assert_eq!(read.blank_from, file.len() - 1100 - (HEADER + 3 * 512));
        }
        // The zeros of the record that ends the last sheet may be all that its last sector holds.
        let mut ending = vec![7; 3070];
        ending.extend([0x0a, 0, 0, 0]);
        let mut file = small(&ending, 3074);
        file.resize(file.len().next_multiple_of(512), 0);
        let read = Compound::open(&file).unwrap().stream(&["Workbook"]);
        assert_eq!(read.unwrap().unwrap().blank_from, 3071);
    }

    #[test]
    fn a_cut_file_is_incomplete() {
        let file = wrap("Workbook", &vec![7; 60_000]);
        for tenth in 1..10 {
            let cut = &file[..file.len() * tenth / 10];
            let read = Compound::open(cut)
                .and_then(|file| file.stream(&["Workbook"]).unwrap_or(Err(Refusal::Empty)));
            assert!(read.is_err(), "{tenth}");
        }
    }

    proptest! {
        #[test]
        fn mutated_files_end_in_a_stream_or_a_refusal(changes in proptest::collection::vec((0usize..9000, any::<u8>()), 1..12)) {
            let mut file = wrap("Workbook", &vec![7; 6000]);
            for (at, byte) in changes {
                let length = file.len();
                file[at % length] = byte;
            }
            if let Ok(compound) = Compound::open(&file) {
                let _ = compound.stream(&["Workbook"]);
            }
        }
    }
}
