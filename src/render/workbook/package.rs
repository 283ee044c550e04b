//! The zip package around a workbook: the same bytes whatever system it was written on.

use rust_xlsxwriter::{Workbook, XlsxError};

/// An entry of the central directory, up to the name of its part.
const ENTRY: usize = 46;
/// The end of the central directory, without a comment.
const END: usize = 22;
/// “Made on Unix”, as the zip format numbers systems.
const UNIX: u8 = 3;

/// The workbook's bytes.
pub(super) fn save(workbook: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut bytes = workbook.save_to_buffer()?;
    name_one_system(&mut bytes);
    Ok(bytes)
}

/// The directory says of every part on which system it was made; that is the only trace of the system in a package.
fn name_one_system(bytes: &mut [u8]) {
    let Some(mut at) = bytes.len().checked_sub(END).and_then(|end| {
        let offset = bytes.get(end + 16..end + 20)?;
        Some(u32::from_le_bytes(offset.try_into().ok()?) as usize)
    }) else {
        return;
    };
    while let Some(entry) = bytes.get_mut(at..at + ENTRY)
        && entry.starts_with(b"PK\x01\x02")
    {
        entry[5] = UNIX;
        let length = |low: usize| usize::from(u16::from_le_bytes([entry[low], entry[low + 1]]));
        at += ENTRY + length(28) + length(30) + length(32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_made_elsewhere_is_the_same_to_the_byte() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet();
        workbook.add_worksheet();
        let here = save(&mut workbook).unwrap();
        let marks = |bytes: &[u8]| -> Vec<usize> {
            (0..bytes.len() - ENTRY)
                .filter(|&at| bytes[at..].starts_with(b"PK\x01\x02"))
                .collect()
        };
        let mut elsewhere = here.clone();
        for at in marks(&here) {
            elsewhere[at + 5] = 0;
        }
        assert!(marks(&here).len() > 5 && elsewhere != here);
        name_one_system(&mut elsewhere);
        assert!(elsewhere == here);
    }

    #[test]
    fn what_is_no_package_is_left_alone() {
        for bytes in [&b""[..], b"PK", &[0xff; 40], &[0; 22]] {
            let mut left = bytes.to_vec();
            name_one_system(&mut left);
            assert_eq!(left, bytes);
        }
    }
}
