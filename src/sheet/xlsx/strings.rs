//! Texts as workbooks write them: in runs, with readings beside them, with characters escaped – and the table of the
//! texts that cells share.

use std::borrow::Cow;
use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::super::refusal::Refusal;
use super::super::xml::{raw, resolved};
use super::events::Events;
use super::fault::Fault;
use crate::catalog::Limits;

/// A text being put together from its runs; readings above the characters (`rPh`) are no part of it.
#[derive(Debug, Default)]
pub(super) struct Rich {
    text: String,
    run: String,
    within: bool,
    is_reading: bool,
    keeps_space: bool,
}

impl Rich {
    /// Takes the beginning of an element within the text.
    pub(super) fn start(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "rPh" => self.is_reading = true,
            "t" if !self.is_reading => {
                self.within = true;
                self.run.clear();
                self.keeps_space = raw(element, "xml:space") == Some("preserve");
            }
            _ => {}
        }
    }

    /// Takes characters.
    pub(super) fn push(&mut self, text: &str) {
        if self.within {
            self.run.push_str(text);
        }
    }

    /// Takes the end of an element within the text.
    pub(super) fn end(&mut self, name: &str) {
        match name {
            "rPh" => self.is_reading = false,
            "t" if self.within => {
                self.within = false;
                let run = if self.keeps_space {
                    self.run.as_str()
                } else {
                    self.run.trim_matches([' ', '\t', '\r', '\n'])
                };
                self.text.push_str(&unescaped(run));
            }
            _ => {}
        }
    }

    /// The whole text; the next one begins.
    pub(super) fn take(&mut self) -> String {
        (self.within, self.is_reading) = (false, false);
        std::mem::take(&mut self.text)
    }
}

/// `_x000D_` stands for a character that XML cannot hold, counted in UTF-16 units.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let Some(first) = escaped(text) else {
        return Cow::Borrowed(text);
    };
    let mut units = Vec::with_capacity(text.len());
    let (mut rest, mut next) = (text, Some(first));
    while let Some((at, unit)) = next {
        units.extend(rest[..at].encode_utf16());
        units.push(unit);
        rest = &rest[at + ESCAPE..];
        next = escaped(rest);
    }
    units.extend(rest.encode_utf16());
    Cow::Owned(String::from_utf16_lossy(&units))
}

/// Bytes of `_x000D_`.
const ESCAPE: usize = 7;

/// The first escape: where, and what it stands for.
fn escaped(text: &str) -> Option<(usize, u16)> {
    text.match_indices("_x").find_map(|(at, _)| {
        let digits = text.get(at + 2..at + 6)?;
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let unit = u16::from_str_radix(digits, 16).ok()?;
        (all_digits && text[at + 6..].starts_with('_')).then_some((at, unit))
    })
}

/// Reads the table of shared texts to its end.
pub(super) fn shared(
    mut events: Events<'_, impl Read>,
    limits: &Limits,
) -> Result<Result<Vec<String>, Refusal>, Fault> {
    let (mut texts, mut rich, mut within) = (Vec::new(), Rich::default(), false);
    loop {
        match events.event()? {
            Event::Start(element) if element.local_name().as_ref() == "si" => within = true,
            Event::Start(element) if within => rich.start(&element),
            Event::Text(text) if within => rich.push(&text.xml10_content()),
            Event::CData(text) if within => rich.push(&text.xml10_content()),
            Event::GeneralRef(reference) if within => {
                rich.push(&resolved(&reference).ok_or(Fault::Reference)?);
            }
            Event::End(element) if element.local_name().as_ref() == "si" => {
                within = false;
                texts.push(rich.take());
                if texts.len() as u64 > limits.sheet_cells {
                    let what = format!("文字条目超过{}条", limits.sheet_cells);
                    return Ok(Err(Refusal::TooBig(what)));
                }
            }
            Event::End(element) if within => rich.end(element.local_name().as_ref()),
            Event::DocType(_) => return Err(Fault::Doctype),
            Event::Eof => return Ok(Ok(texts)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &str) -> Vec<String> {
        let limits = super::super::super::tests::limits();
        shared(Events::<&[u8]>::whole(xml.as_bytes()), &limits)
            .unwrap()
            .unwrap()
    }

    #[test]
    fn runs_are_joined_and_readings_left_out() {
        let xml = "<sst><si><t>甲 </t></si><si><r><t xml:space=\"preserve\">超化 </t></r><r><rPr/><t>镇</t></r>\
            <rPh sb=\"0\" eb=\"1\"><t>ちょう</t></rPh></si><si/><si><t>A&amp;B&#33258;</t></si></sst>";
        assert_eq!(texts(xml), ["甲", "超化 镇", "", "A&B自"]);
    }

    #[test]
    fn escaped_characters_are_put_back() {
        assert_eq!(unescaped("一_x000A_二"), "一\n二");
        assert_eq!(unescaped("_xD83D__xDE00_"), "😀");
        assert_eq!(unescaped("_x005F_x000A_"), "_x000A_");
        for plain in ["_x00", "_xyzzz_", "_x+00A_", "a_x甲乙_", "编号_x1"] {
            assert_eq!(unescaped(plain), plain);
        }
    }

    #[test]
    fn an_unknown_entity_is_a_fault() {
        let limits = super::super::super::tests::limits();
        assert!(shared(Events::<&[u8]>::whole(b"<sst><si><t>&a;</t></si></sst>"), &limits).is_err());
    }
}
