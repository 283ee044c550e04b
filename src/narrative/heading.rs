//! Where a narrative belongs: its front matter, else its file's name.

use super::Section;
use crate::catalog::Catalog;
use crate::value::text::fold;
use crate::value::{TeamId, UnitId};

/// What the front matter says, as written: `section: 工作小结`.
#[derive(Debug, Default)]
pub(super) struct FrontMatter(Vec<(String, String)>);

impl FrontMatter {
    fn get(&self, keys: &[&str]) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| keys.contains(&key.as_str()));
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(super) fn section(&self) -> Option<Section> {
        let said = self.get(&["section", "栏目", "部分"])?;
        Some(section_named(said).unwrap_or(Section::Other))
    }

    pub(super) fn title(&self) -> Option<String> {
        self.get(&["title", "标题"]).map(str::to_owned)
    }

    pub(super) fn unit(&self, catalog: &Catalog) -> Option<UnitId> {
        catalog.unit_named(self.get(&["unit", "单位"])?)
    }

    pub(super) fn team(&self, catalog: &Catalog) -> Option<TeamId> {
        team_in(self.get(&["team", "专班"])?, catalog)
    }

    pub(super) fn order(&self) -> Option<i32> {
        self.get(&["order", "顺序"])?.parse().ok()
    }
}

/// Splits the front matter off: what it says, the text below, and the line on which that starts.
///
/// A block of `key: value` lines between two lines of `---` at the very top; anything else is text.
pub(super) fn front_matter(text: &str) -> (FrontMatter, &str, usize) {
    let none = (FrontMatter::default(), text, 1);
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim() == "---") else {
        return none;
    };
    let (mut entries, mut length, mut count) = (Vec::new(), first.len(), 1);
    for line in lines {
        length += line.len();
        count += 1;
        let content = line.trim();
        if content == "---" {
            return (FrontMatter(entries), &text[length..], count + 1);
        }
        match content.split_once([':', '：']) {
            Some((key, value)) => entries.push((
                key.trim().to_lowercase(),
                value.trim().trim_matches(['"', '\'', '“', '”']).to_owned(),
            )),
            None if content.is_empty() || content.starts_with('#') => {}
            None => return none,
        }
    }
    none
}

/// What a file's name says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) section: Option<Section>,
    pub(super) team: Option<TeamId>,
    pub(super) unit: Option<UnitId>,
}

/// 财政专班工作小结.docx: section, task force, unit. A unit may also be named by the folder.
pub(super) fn from_file_name(file: &str, catalog: &Catalog) -> Named {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let team = team_in(stem, catalog).or_else(|| team_in(folder, catalog));
    Named {
        section: section_named(stem),
        team,
        unit: if team.is_some() {
            None
        } else {
            unit_in(stem, catalog).or_else(|| unit_in(folder, catalog))
        },
    }
}

/// The reporting task force that this unit leads, where it leads only one.
pub(super) fn team_led_by(unit: Option<UnitId>, catalog: &Catalog) -> Option<TeamId> {
    let unit = unit?;
    let mut led = (0_u16..)
        .zip(&catalog.teams)
        .filter(|(_, team)| team.lead == unit && team.reports);
    match (led.next(), led.next()) {
        (Some((id, _)), None) => Some(TeamId(id)),
        _ => None,
    }
}

/// The words that name a section.
const SECTIONS: [(&[&str], Section); 5] = [
    (&["按语", "编者按", "preface"], Section::Preface),
    (&["工作小结", "工作总结", "小结", "summary"], Section::Summary),
    (
        &["工作计划", "下步工作", "下周计划", "计划安排", "plan"],
        Section::Plan,
    ),
    (
        &["会议决定", "议定事项", "会议纪要", "决定事项", "decisions"],
        Section::Decisions,
    ),
    (
        &["需协调事项", "协调事项", "提请协调", "requests"],
        Section::Requests,
    ),
];

/// How many lines at the top of a text are its title, which the bulletin writes itself: 财政专班工作小结（5月12日）. A title that
/// says more than whose text it is and of which week stays, and so does one with nothing below it.
pub(super) fn title_lines(markdown: &str, section: Section, whose: &[&str]) -> usize {
    let Some((at, line)) = markdown
        .lines()
        .enumerate()
        .find(|(_, line)| !line.trim().is_empty())
    else {
        return 0;
    };
    let words = SECTIONS.iter().filter(|(_, of)| *of == section);
    let words = words.flat_map(|(words, _)| words.iter().copied());
    let mut left = line.trim().trim_start_matches('#').trim().to_owned();
    let Some(word) = words
        .max_by_key(|word| (left.contains(word), word.chars().count()))
        .filter(|word| left.contains(word))
    else {
        return 0;
    };
    left = left.replacen(word, "", 1);
    let mut names = whose.to_vec();
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        left = left.replace(name, "");
    }
    let says_no_more = left.chars().all(|c| {
        c.is_ascii_digit() || "年月日第期周本上下的（）()〔〕《》.．-—–至和\\* \u{3000}".contains(c)
    });
    let has_text = markdown.lines().skip(at + 1).any(|line| !line.trim().is_empty());
    if says_no_more && has_text { at + 1 } else { 0 }
}

/// The section that a word or a file's name speaks of.
fn section_named(text: &str) -> Option<Section> {
    let text = fold(text).to_lowercase();
    let spoken = SECTIONS
        .iter()
        .find(|(words, _)| words.iter().any(|word| text.contains(word)));
    // 甲镇台账更正说明 is a unit's own note; a correction of the bulletin says so with its first word.
    let is_correction = || text.starts_with("更正") || text == "correction";
    spoken
        .map(|(_, section)| *section)
        .or_else(|| is_correction().then_some(Section::Correction))
}

/// The task force whose name stands in the text; the longest counts.
fn team_in(text: &str, catalog: &Catalog) -> Option<TeamId> {
    let text = fold(text);
    let names = (0_u16..).zip(&catalog.teams).flat_map(|(id, team)| {
        let names = [&team.id, &team.name].into_iter().chain(&team.also);
        names.map(move |name| (fold(name), TeamId(id)))
    });
    longest_in(&text, names)
}

/// The unit whose name stands in the text; the longest counts, and two different ones are none.
fn unit_in(text: &str, catalog: &Catalog) -> Option<UnitId> {
    let text = fold(text);
    let names = catalog.unit_ids().flat_map(|id| {
        let names = catalog.unit(id).names();
        names.map(move |name| (fold(name), id)).collect::<Vec<_>>()
    });
    longest_in(&text, names)
}

fn longest_in<T>(text: &str, names: impl Iterator<Item = (String, T)>) -> Option<T> {
    let standing = names.filter(|(name, _)| !name.is_empty() && text.contains(name.as_str()));
    standing
        .max_by_key(|(name, _)| name.chars().count())
        .map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_says_where_a_text_goes_and_where_it_starts() {
        let (given, body, line) = front_matter("---\nsection: 工作小结\norder: 2\n---\n\n本周……\n");
        assert_eq!(given.section(), Some(Section::Summary));
        assert_eq!(given.order(), Some(2));
        assert_eq!((body, line), ("\n本周……\n", 5));
    }

    #[test]
    fn a_rule_or_an_unclosed_block_is_text() {
        for text in ["---\n一条线下面的话\n", "---\nsection: 按语\n", "正文\n---\n"] {
            let (given, body, line) = front_matter(text);
            assert!(given.section().is_none(), "{text}");
            assert_eq!((body, line), (text, 1));
        }
    }

    #[test]
    fn an_unknown_section_is_printed_under_its_own_title() {
        let (given, ..) = front_matter("---\nsection: 通报\n---\n");
        assert_eq!(given.section(), Some(Section::Other));
    }

    #[test]
    fn a_title_that_only_says_whose_text_it_is_goes() {
        let of = |text: &str| title_lines(text, Section::Plan, &["金融专班", "金融组"]);
        for title in [
            "金融专班工作计划",
            "# 金融专班工作计划",
            "金融专班下周工作计划（5月15日—19日）",
            "\n**金融专班工作计划**",
        ] {
            assert_eq!(
                of(&format!("{title}\n推动银企对接。")),
                title.lines().count(),
                "{title}"
            );
        }
        for kept in [
            "金融专班工作计划",
            "金融专班工作计划：推动银企对接。\n开展培训。",
            "5月9日调度会工作计划\n开展培训。",
            "推动银企对接。\n开展培训。",
        ] {
            assert_eq!(of(kept), 0, "{kept}");
        }
    }

    #[test]
    fn the_section_is_the_one_that_the_name_speaks_of() {
        for (name, section) in [
            ("财政专班工作小结", Some(Section::Summary)),
            ("项目推进和督导服务专班工作计划", Some(Section::Plan)),
            ("按语", Some(Section::Preface)),
            ("更正", Some(Section::Correction)),
            ("更正说明5.12", Some(Section::Correction)),
            ("米村镇台账更正", None),
            ("5月9日协调会会议纪要", Some(Section::Decisions)),
            ("超化镇需协调事项", Some(Section::Requests)),
            ("白寨镇情况说明", None),
        ] {
            assert_eq!(section_named(name), section, "{name}");
        }
    }
}
