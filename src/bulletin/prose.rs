//! 文字材料 in their places: which chapter takes which.

use super::facts::Facts;
use super::{Block, figures};
use crate::catalog::Catalog;
use crate::narrative::{Narrative, Section};
use crate::value::{TeamId, UnitId};

/// Chapters that take the 工作小结 of a task force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chapter {
    /// 一、总体情况
    Overview,
    /// 三、前期手续
    Approvals,
    /// 四、资金
    Funds,
    /// 六、任务
    Tasks,
}

/// A narrative with its placeholders filled in.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) file: String,
    pub(super) section: Section,
    pub(super) title: Option<String>,
    pub(super) team: Option<TeamId>,
    pub(super) unit: Option<UnitId>,
    pub(super) markdown: String,
}

/// All narratives that are printed, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Placed(Vec<Text>);

impl Placed {
    /// Fills in the placeholders.
    pub(super) fn fill(facts: &Facts<'_>) -> Placed {
        let mut narratives: Vec<&Narrative> = (facts.material.narratives.iter())
            .filter(|narrative| narrative.is_addressed && !narrative.markdown.trim().is_empty())
            .collect();
        narratives
            .sort_by_key(|narrative| (narrative.order, narrative.team, narrative.unit, &narrative.file));
        let texts = narratives.into_iter().map(|narrative| Text {
            file: narrative.file.clone(),
            section: narrative.section,
            title: narrative.title.clone(),
            team: narrative.team,
            unit: narrative.unit,
            markdown: figures::fill(narrative, facts).0,
        });
        Placed(texts.collect())
    }

    /// The texts of a section.
    pub(super) fn texts(&self, section: Section) -> impl Iterator<Item = &Text> {
        self.0.iter().filter(move |text| text.section == section)
    }

    /// A section as blocks.
    pub(super) fn of(&self, section: Section) -> Vec<Block> {
        self.texts(section).flat_map(blocks).collect()
    }

    /// The 工作小结 that a chapter takes, before they are introduced.
    pub(super) fn summaries(&self, chapter: Chapter, catalog: &Catalog) -> Vec<&Text> {
        let texts = self.texts(Section::Summary);
        texts
            .filter(|text| chapter_of(text.team, catalog) == chapter)
            .collect()
    }

    /// The 工作小结 of a chapter, each introduced by whose it is; the first of the overview speaks for the whole.
    pub(super) fn summary_of(&self, chapter: Chapter, catalog: &Catalog) -> Vec<Block> {
        let mut list = Vec::new();
        for (at, text) in self.summaries(chapter, catalog).into_iter().enumerate() {
            let mut said = blocks(text);
            if (at > 0 || chapter != Chapter::Overview)
                && let Some(whose) = whose(text, catalog)
            {
                introduce(&mut said, format!("{whose}工作小结。"));
            }
            list.extend(said);
        }
        list
    }

    /// 通报 and the like, each under its own title, for the end of the body.
    pub(super) fn others(&self, catalog: &Catalog) -> Vec<(String, Vec<Block>)> {
        let texts = self.texts(Section::Other);
        texts.map(|text| (title(text, catalog), blocks(text))).collect()
    }
}

/// Whose text it is, as the bulletin names them.
pub(super) fn whose(text: &Text, catalog: &Catalog) -> Option<String> {
    let team = text.team.map(|team| catalog.team(team).name.clone());
    team.or_else(|| text.unit.map(|unit| catalog.unit(unit).short.clone()))
}

fn introduce(blocks: &mut Vec<Block>, whose: String) {
    match blocks.first_mut() {
        Some(Block::Para { lead, .. }) if lead.is_none() => *lead = Some(whose),
        _ => blocks.insert(
            0,
            Block::Para {
                lead: Some(whose),
                text: String::new(),
            },
        ),
    }
}

/// A text's title: its own, else its first heading, else its file's name.
fn title(text: &Text, catalog: &Catalog) -> String {
    let heading = text.markdown.lines().find_map(|line| line.strip_prefix("# "));
    let own = text
        .title
        .clone()
        .or_else(|| heading.map(|title| title.trim().to_owned()));
    own.unwrap_or_else(|| {
        let name = text.file.rsplit('/').next().unwrap_or(&text.file);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let whose = whose(text, catalog).filter(|whose| !stem.contains(whose.as_str()));
        format!("{}{stem}", whose.unwrap_or_default())
    })
}

fn chapter_of(team: Option<TeamId>, catalog: &Catalog) -> Chapter {
    match team.map(|team| catalog.team(team).id.as_str()) {
        Some("joint_approval") => Chapter::Approvals,
        Some("fiscal" | "financing") => Chapter::Funds,
        Some("delivery") => Chapter::Tasks,
        _ => Chapter::Overview,
    }
}

/// Plain paragraphs run into the bulletin's own text; anything with structure is printed as it was sent.
fn blocks(text: &Text) -> Vec<Block> {
    match plain_paragraphs(&text.markdown) {
        Some(paragraphs) => (paragraphs.into_iter())
            .map(|text| Block::Para { lead: None, text })
            .collect(),
        None => vec![Block::Prose {
            file: text.file.clone(),
            markdown: text.markdown.clone(),
        }],
    }
}

/// The paragraphs of a text that has no markup at all; escapes are taken off.
pub(super) fn plain_paragraphs(markdown: &str) -> Option<Vec<String>> {
    let mut paragraphs = Vec::new();
    for paragraph in markdown.split("\n\n") {
        let joined: String = paragraph.lines().map(str::trim).collect();
        if joined.is_empty() {
            continue;
        }
        let starts_block = paragraph.lines().any(|line| {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            line.starts_with(['#', '-', '+', '*', '>', '|', '=', '\t'])
                || line.starts_with("    ")
                || (digits > 0 && line[digits..].starts_with(['.', ')']))
        });
        if starts_block {
            return None;
        }
        let mut text = String::with_capacity(joined.len());
        let mut chars = joined.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => text.extend(chars.next()),
                '*' | '_' | '`' | '[' | '<' | '&' | '~' | '|' => return None,
                _ => text.push(c),
            }
        }
        paragraphs.push(text);
    }
    Some(paragraphs)
}

/// A text with markup on one line, its marks taken off, for a table's cell.
pub(super) fn without_markup(markdown: &str) -> String {
    let lines = markdown.lines().map(str::trim).filter(|line| !line.is_empty());
    let plain = lines
        .filter(|line| !line.starts_with("| -") && !line.starts_with("|-"))
        .map(|line| {
            line.trim_start_matches(['#', '-', '+', '*', '>', ' '])
                .replace(['*', '`', '\\'], "")
                .replace('|', " ")
                .trim()
                .to_owned()
        });
    plain.collect::<Vec<_>>().join(" ")
}

/// The text of a block, for looking into.
pub(super) fn text_of(block: &Block) -> &str {
    match block {
        Block::Heading { text, .. } | Block::Para { text, .. } => text,
        Block::Prose { markdown, .. } => markdown,
        Block::Chart(_) | Block::Board(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_runs_in_and_markup_stays_markup() {
        assert_eq!(
            plain_paragraphs("本周\n平稳推进。\n\n1\\. 完成\\*。"),
            Some(vec!["本周平稳推进。".to_owned(), "1. 完成*。".to_owned()])
        );
        for marked in ["- 甲", "| 甲 | 乙 |", "**重点**", "# 标题", "1. 甲", "<b>甲</b>"] {
            assert_eq!(plain_paragraphs(marked), None, "{marked}");
        }
    }
}
