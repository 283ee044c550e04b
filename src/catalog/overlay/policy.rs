//! `[authority]`, `[lights]`, `[lists]`, `[money]`, `[limits]`, `[severities]`, `ranking`, `bundles`.

use crate::catalog::document::{Entry, Section, unknown};
use crate::catalog::draft::Draft;
use crate::catalog::{Authority, BundleCount, Limits, Money, Node, Rank};
use crate::error::Result;
use crate::finding::{Code, Severity};
use crate::value::Scale;

const RANKS: [(&str, Rank); 6] = [
    ("kind_lead", Rank::KindLead),
    ("own_locality", Rank::OwnLocality),
    ("approval_owner", Rank::ApprovalOwner),
    ("other_leads", Rank::OtherLeads),
    ("localities", Rank::Localities),
    ("departments", Rank::Departments),
];
const SCALES: [(&str, Scale); 5] = [
    ("元", Scale::Yuan),
    ("千元", Scale::Thousand),
    ("万元", Scale::Wan),
    ("百万元", Scale::Million),
    ("亿元", Scale::Yi),
];
const BUNDLES: [(&str, BundleCount); 2] = [("bundle", BundleCount::Bundle), ("parts", BundleCount::Parts)];
const SEVERITIES: [(&str, Severity); 3] = [
    ("error", Severity::Error),
    ("warning", Severity::Warning),
    ("note", Severity::Note),
];
/// A mebibyte, bytes.
const MIB: u64 = 1024 * 1024;

pub(super) fn apply(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    draft.ranking = section.flag("ranking")?.unwrap_or(draft.ranking);
    draft.bundles = section.word("bundles", &BUNDLES)?.unwrap_or(draft.bundles);
    with(section, "authority", |told| authority(told, &mut draft.authority))?;
    with(section, "lights", |told| lights(told, &mut draft.limits))?;
    with(section, "lists", |told| lists(told, &mut draft.limits))?;
    with(section, "money", |told| money(told, &mut draft.money))?;
    with(section, "limits", |told| limits(told, &mut draft.limits))?;
    with(section, "severities", |told| {
        for entry in told.rest() {
            draft.severities.insert(code(&entry)?, entry.word(&SEVERITIES)?);
        }
        Ok(())
    })
}

fn with(
    section: &mut Section<'_>,
    key: &'static str,
    read: impl FnOnce(&mut Section<'_>) -> Result<()>,
) -> Result<()> {
    match section.section(key)? {
        None => Ok(()),
        Some(mut told) => {
            read(&mut told)?;
            told.finish()
        }
    }
}

fn authority(section: &mut Section<'_>, authority: &mut Authority) -> Result<()> {
    for (key, ranks) in [
        ("total_investment", &mut authority.total_investment),
        ("progress", &mut authority.progress),
        ("approvals", &mut authority.approvals),
        ("other", &mut authority.other),
    ] {
        if let Some(told) = section.words(key, &RANKS)? {
            *ranks = told;
        }
    }
    Ok(())
}

fn set_u32(field: &mut u32, told: Option<u64>) {
    if let Some(number) = told.and_then(|number| u32::try_from(number).ok()) {
        *field = number;
    }
}

fn lights(section: &mut Section<'_>, limits: &mut Limits) -> Result<()> {
    set_u32(&mut limits.yellow_points, section.count("yellow_points", 0, 100)?);
    set_u32(&mut limits.yellow_days, section.count("yellow_days", 0, 366)?);
    if let Some(nodes) = section.items("nodes")? {
        limits.nodes = nodes.iter().map(node).collect::<Result<_>>()?;
        limits.nodes.sort_by_key(|node| node.on);
    }
    Ok(())
}

/// `{ on = 2023-03-31, percent = 25 }`
fn node(entry: &Entry<'_>) -> Result<Node> {
    let mut section = entry.section()?;
    let (on, percent) = (section.day("on")?, section.count("percent", 0, 100)?);
    section.finish()?;
    match (on, percent.and_then(|percent| u32::try_from(percent).ok())) {
        (Some(on), Some(percent)) => Ok(Node {
            on: on.value,
            thousandths: percent * 10,
        }),
        _ => Err(entry
            .at()
            .error("每个节点写日期和百分数：{ on = 2023-03-31, percent = 25 }")),
    }
}

fn lists(section: &mut Section<'_>, limits: &mut Limits) -> Result<()> {
    set_u32(&mut limits.due_soon_days, section.count("due_soon_days", 0, 366)?);
    set_u32(&mut limits.kept_issues, section.count("kept_issues", 0, 1000)?);
    if let Some(names) = section
        .count("names", 1, 100)?
        .and_then(|names| usize::try_from(names).ok())
    {
        limits.list_length = names;
    }
    Ok(())
}

fn money(section: &mut Section<'_>, money: &mut Money) -> Result<()> {
    money.read_as = section.word("read_as", &SCALES)?.unwrap_or(money.read_as);
    Ok(())
}

fn limits(section: &mut Section<'_>, limits: &mut Limits) -> Result<()> {
    limits.file_bytes = section
        .count("file_mb", 1, 4096)?
        .map_or(limits.file_bytes, |mb| mb * MIB);
    limits.unpacked_bytes = section
        .count("unpacked_mb", 1, 65_536)?
        .map_or(limits.unpacked_bytes, |mb| mb * MIB);
    limits.sheet_cells = section
        .count("sheet_cells", 1, 1_000_000_000)?
        .unwrap_or(limits.sheet_cells);
    limits.read_seconds = section
        .count("read_seconds", 1, 86_400)?
        .unwrap_or(limits.read_seconds);
    limits.read_memory_mib = section
        .count("read_memory_mb", 64, 1_048_576)?
        .unwrap_or(limits.read_memory_mib);
    if let Some(sheets) = section
        .count("sheets", 1, 100_000)?
        .and_then(|sheets| usize::try_from(sheets).ok())
    {
        limits.sheets = sheets;
    }
    Ok(())
}

fn code(entry: &Entry<'_>) -> Result<Code> {
    Code::ALL
        .iter()
        .copied()
        .find(|code| code.id() == entry.key.value)
        .ok_or_else(|| {
            let known: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
            entry
                .key
                .at
                .error(unknown("校核代码里", &entry.key.value, &known))
        })
}
