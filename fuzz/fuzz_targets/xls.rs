//! The records of an .xls workbook, in a sound compound file; and compound files as they come.

#![no_main]

use jianbao_fuzz::open;
use libfuzzer_sys::fuzz_target;

const SECTOR: usize = 512;
const END: u32 = 0xffff_fffe;

/// A compound file with one stream, `Workbook`, of up to 60 KB.
fn compound(stream: &[u8]) -> Vec<u8> {
    let sectors = stream.len().max(4096).div_ceil(SECTOR);
    let mut file = vec![0; SECTOR];
    file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        file[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    file[76..].fill(0xff);
    let sector = sectors as u32;
    for (at, value) in [(44, 1), (48, sector), (56, 4096), (60, END), (68, END), (76, sector + 1)] {
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    file.extend_from_slice(stream);
    file.resize(SECTOR * (1 + sectors), 0);
    for (name, kind, child, start, size) in [("Root Entry", 5, 1, END, 0), ("Workbook", 2, u32::MAX, 0, stream.len().max(4096))] {
        let units: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let mut entry = vec![0; 128];
        entry[..units.len()].copy_from_slice(&units);
        (entry[64], entry[66]) = (units.len() as u8, kind);
        for (at, value) in [(68, u32::MAX), (72, u32::MAX), (76, child), (116, start), (120, size as u32)] {
            entry[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        file.extend(entry);
    }
    file.resize(SECTOR * (2 + sectors), 0);
    let chain = (1..sector).chain([END, END, 0xffff_fffd]);
    file.extend(chain.flat_map(u32::to_le_bytes));
    file.resize(SECTOR * (3 + sectors), 0xff);
    file
}

fuzz_target!(|data: &[u8]| {
    let stream = &data[..data.len().min(60_000)];
    open(&compound(stream), "甲.xls");
    open(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", data].concat(), "甲.xls");
});
