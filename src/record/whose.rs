//! 填报单位: whose a file and a sheet are – a stamp, a cell, the folder, the file's name, the title.

use crate::catalog::Catalog;
use crate::sheet::{RawSheet, RawWorkbook};
use crate::table::{Grid, without_brackets};
use crate::value::UnitId;
use crate::value::text::fold;

use super::submission::{UnitClaim, Whose};

/// Every name of every unit, longest first, ready to be looked for in texts.
pub(super) struct UnitNames {
    names: Vec<(String, UnitId)>,
}

impl UnitNames {
    pub(super) fn new(catalog: &Catalog) -> UnitNames {
        let mut names: Vec<(String, UnitId)> = catalog
            .unit_ids()
            .flat_map(|id| catalog.unit(id).names().map(move |name| (fold(name), id)))
            .filter(|(name, _)| name.chars().count() >= 2)
            .collect();
        names.sort_by_key(|(name, id)| (std::cmp::Reverse(name.len()), *id));
        names.dedup();
        UnitNames { names }
    }

    /// The units a text names: the longest name that stands at a place counts; a unit after 报, 送 or 致 is the addressee.
    pub(super) fn within(&self, text: &str) -> Vec<UnitId> {
        let folded = fold(text);
        let mut taken: Vec<(usize, usize, UnitId)> = Vec::new();
        for (name, id) in &self.names {
            for (at, _) in folded.match_indices(name.as_str()) {
                let end = at + name.len();
                if taken.iter().all(|&(from, to, _)| end <= from || to <= at) {
                    taken.push((at, end, *id));
                }
            }
        }
        taken.sort_unstable();
        let mut units = Vec::new();
        let mut addressee_until = None;
        for (from, to, id) in taken {
            let before = &folded[..from];
            let listed = addressee_until.is_some_and(|until| {
                folded[until..from]
                    .chars()
                    .all(|c| matches!(c, '、' | ',' | '和' | '及' | '与'))
            });
            if before.ends_with(['报', '送', '致', '呈']) || listed {
                addressee_until = Some(to);
            } else if !units.contains(&id) {
                units.push(id);
            }
        }
        units
    }
}

/// What the 填报单位 cells of a sheet name.
pub(super) fn claimed_in(grid: &Grid<'_>, catalog: &Catalog, names: &UnitNames) -> Vec<UnitId> {
    const LABELS: [&str; 10] = [
        "填报单位",
        "报送单位",
        "填表单位",
        "上报单位",
        "填报部门",
        "报送部门",
        "编报单位",
        "填报乡镇",
        "填报单位名称",
        "报表单位",
    ];
    /// Titles stand above, signatures below: nobody writes the unit in the middle.
    const NEAR_EDGE: u32 = 12;
    let Some((first, last)) = grid.rows() else {
        return Vec::new();
    };
    let mut units = Vec::new();
    for row in first..=last {
        if row > first + NEAR_EDGE && row + NEAR_EDGE < last {
            continue;
        }
        for cell in grid.filled(row) {
            let text = fold(&crate::table::shown(cell));
            // Every label has one of these, and few other texts do.
            if !text.contains(['报', '填']) {
                continue;
            }
            let Some(at) = LABELS.iter().filter_map(|label| text.find(label)).min() else {
                continue;
            };
            let tail = without_brackets(&text[at..]);
            let said = tail.split_once(':').map_or("", |(_, said)| said);
            let right = grid
                .merge(row, cell.col)
                .map_or(cell.col, |merge| merge.last.col)
                .saturating_add(1);
            let said = if said.is_empty() {
                grid.own_text(row, right)
                    .map(|text| fold(&text))
                    .unwrap_or_default()
            } else {
                said.to_owned()
            };
            let found = match catalog.unit_named(&said) {
                Some(unit) => vec![unit],
                None => names.within(&said),
            };
            for unit in found {
                if !units.contains(&unit) {
                    units.push(unit);
                }
            }
        }
    }
    units
}

/// Whose the file is: its stamp, its cells, folders from the nearest out, its name, its titles.
/// An unknown name leaves the question to the next place; several names at one place end it.
pub(super) fn whose(
    workbook: &RawWorkbook,
    file: &str,
    cells: &[Vec<UnitId>],
    catalog: &Catalog,
    names: &UnitNames,
) -> Whose {
    if let Some(unit) = workbook
        .stamp
        .as_ref()
        .and_then(|stamp| stamp.unit())
        .and_then(|name| catalog.unit_named(name))
    {
        return Whose::Known(unit, UnitClaim::Stamp);
    }
    if let Some(stamp) = workbook
        .stamp
        .as_ref()
        .filter(|stamp| stamp.is_ledger_beside(&catalog.region_code))
    {
        let region = stamp.region_name().and_then(|name| catalog.unit_named(name));
        return region.map_or_else(
            || whose_by_name(file, catalog, names).unwrap_or(Whose::Unknown(Vec::new())),
            |unit| Whose::Known(unit, UnitClaim::Stamp),
        );
    }
    let mut claimed: Vec<UnitId> = cells.iter().flatten().copied().collect();
    claimed.sort_unstable();
    claimed.dedup();
    if let Some(whose) = told(&claimed, UnitClaim::Cell) {
        // Several units' cells, one a sheet, hold sheet by sheet: the file itself is asked further.
        let one_a_sheet = cells.iter().all(|units| units.len() <= 1);
        if claimed.len() == 1 || !one_a_sheet {
            return whose;
        }
    }
    whose_by_name(file, catalog, names).unwrap_or_else(|| {
        let titles = workbook.sheets.iter().flat_map(titles);
        let mut in_titles = Vec::new();
        for unit in titles.flat_map(|title| names.within(&title)) {
            if !in_titles.contains(&unit) {
                in_titles.push(unit);
            }
        }
        match told(&in_titles, UnitClaim::Title) {
            Some(whose) => whose,
            None => Whose::Unknown(claimed),
        }
    })
}

/// Whose a file is by its folders and its name alone.
pub(super) fn whose_by_name(file: &str, catalog: &Catalog, names: &UnitNames) -> Option<Whose> {
    let mut parts: Vec<&str> = file.split('/').collect();
    let name = parts.pop().unwrap_or(file);
    let at = |text: &str| match catalog.unit_named(text) {
        Some(unit) => vec![unit],
        None => names.within(text),
    };
    for folder in parts.iter().rev() {
        if let Some(whose) = told(&at(folder), UnitClaim::Folder) {
            return Some(whose);
        }
    }
    told(&at(stem(name)), UnitClaim::FileName)
}

fn told(units: &[UnitId], claim: UnitClaim) -> Option<Whose> {
    match units {
        [] => None,
        [unit] => Some(Whose::Known(*unit, claim)),
        several => Some(Whose::Unknown(several.to_vec())),
    }
}

/// A file's name without its ending.
pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The texts of a sheet's first rows that stand alone in their row, and its name.
fn titles(sheet: &RawSheet) -> Vec<String> {
    let mut titles: Vec<String> = sheet.name.iter().cloned().collect();
    titles.extend(
        sheet
            .rows
            .iter()
            .take(4)
            .filter(|row| row.cells.len() == 1)
            .map(|row| crate::table::shown(&row.cells[0]).into_owned()),
    );
    titles
}
