//! The XML events of a part: from memory where the part is short, as nearly all are, else from its stream.

use std::io::{BufReader, Chain, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::fault::Fault;

/// Bytes up to which a part is taken into memory, where a cell can be taken in one step ([`Events::plain_value`]).
const SHORT: u64 = 16 << 20;

/// A part that has been begun.
pub(super) struct Part<R> {
    start: Vec<u8>,
    rest: R,
    is_short: bool,
}

impl<R: Read> Part<R> {
    /// Takes a part, to its end where it is short – which proves its checksum.
    pub(super) fn take(stream: R) -> Result<Part<R>, Fault> {
        Part::take_up_to(SHORT, stream)
    }

    pub(super) fn take_up_to(most: u64, mut stream: R) -> Result<Part<R>, Fault> {
        let mut start = Vec::new();
        let taken = stream.by_ref().take(most).read_to_end(&mut start);
        Ok(Part {
            is_short: (taken.map_err(quick_xml::Error::from)? as u64) < most,
            start,
            rest: stream,
        })
    }

    /// Its events.
    pub(super) fn events(&mut self) -> Events<'_, R> {
        if self.is_short {
            return Events::whole(&self.start);
        }
        let stream = BufReader::with_capacity(1 << 16, self.start.chain(&mut self.rest));
        Events::Long(lenient(Reader::from_reader(stream)), Vec::with_capacity(1024))
    }
}

/// A part's events, one after another.
pub(super) enum Events<'p, R> {
    /// Of a part in memory: what of it is still to come, and all of it.
    Short(Reader<&'p [u8]>, &'p [u8]),
    /// Of a longer one, with what the last event holds.
    Long(Reader<BufReader<Chain<&'p [u8], &'p mut R>>>, Vec<u8>),
}

impl<'p, R: Read> Events<'p, R> {
    /// Those of a part that is in memory.
    pub(super) fn whole(bytes: &'p [u8]) -> Events<'p, R> {
        Events::Short(lenient(Reader::from_reader(bytes)), bytes)
    }

    /// The next one; empty elements come as a start and an end.
    pub(super) fn event(&mut self) -> Result<Event<'_>, Fault> {
        Ok(match self {
            Events::Short(reader, _) => reader.read_event()?,
            Events::Long(reader, held) => {
                held.clear();
                reader.read_event_into(held)?
            }
        })
    }

    /// The value of a cell whose start was the last event, where nothing but `<v>…</v></c>` is left of it; then its end
    /// is passed by as well. Nearly every cell is written so, and these four events are most of what there is to read.
    pub(super) fn plain_value(&mut self) -> Option<&'p str> {
        let Events::Short(reader, whole) = self else {
            return None;
        };
        let rest: &'p [u8] = reader.get_ref();
        let started = whole.get(..whole.len() - rest.len())?;
        let inside = rest.strip_prefix(b"<v>")?;
        // References and line ends are the reader's to resolve.
        let end = inside
            .iter()
            .position(|byte| matches!(byte, b'<' | b'&' | b'\r'))?;
        let (value, behind) = inside.split_at(end);
        let behind = behind.strip_prefix(b"</v></c>")?;
        let value = str::from_utf8(value).ok().filter(|_| !started.ends_with(b"/>"))?;
        *reader.get_mut() = behind;
        Some(value)
    }
}

/// Some writers' tags do not match; office programs read them all the same.
fn lenient<R>(mut reader: Reader<R>) -> Reader<R> {
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.expand_empty_elements = true;
    reader
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_part_has_the_events_of_a_short_one() {
        let xml = "<a x='1'>甲<b/>&lt;<c>乙 丙</d><![CDATA[<丁>]]></a><e>".as_bytes();
        let events = |most| {
            let mut part = Part::take_up_to(most, xml).unwrap();
            let mut events = part.events();
            let mut seen = Vec::new();
            loop {
                match events.event().unwrap() {
                    Event::Eof => return seen,
                    event => seen.push(format!("{event:?}")),
                }
            }
        };
        assert_eq!(events(SHORT).len(), 11);
        for most in 0..=xml.len() as u64 {
            assert_eq!(events(most), events(SHORT), "{most}");
        }
    }
}
