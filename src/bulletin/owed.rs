//! 小结和计划 that the task forces owe every week and did not send.

use super::{Material, wording};
use crate::catalog::Catalog;
use crate::narrative::Section;
use crate::value::TeamId;

/// 小结、计划 that reporting task forces owe and did not send.
pub(super) fn owed(material: &Material<'_>) -> Vec<(TeamId, Vec<Section>)> {
    let has = |team: TeamId, section: Section| {
        (material.narratives.iter()).any(|narrative| {
            narrative.team == Some(team)
                && narrative.section == section
                && !narrative.markdown.trim().is_empty()
        })
    };
    (material.catalog.team_ids())
        .filter(|team| material.catalog.team(*team).reports)
        .filter_map(|team| {
            let owed: Vec<Section> = [Section::Summary, Section::Plan]
                .into_iter()
                .filter(|section| !has(team, *section))
                .collect();
            (!owed.is_empty()).then_some((team, owed))
        })
        .collect()
}

/// `综合专班工作计划、财政专班工作小结和工作计划本期未报。`; empty where nothing is owed.
pub(super) fn owed_sentence(owed: &[(TeamId, Vec<Section>)], catalog: &Catalog) -> String {
    if owed.is_empty() {
        return String::new();
    }
    let clauses: Vec<String> = (owed.iter())
        .map(|(team, sections)| {
            let names: Vec<String> = (sections.iter())
                .map(|section| {
                    if *section == Section::Summary {
                        "工作小结"
                    } else {
                        "工作计划"
                    }
                    .to_owned()
                })
                .collect();
            format!("{}{}", catalog.team(*team).name, wording::join(&names))
        })
        .collect();
    format!("{}本期未报。", clauses.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owed_is_named_by_task_force() {
        let catalog = Catalog::preset();
        let team = |id: &str| {
            (catalog.team_ids())
                .find(|team| catalog.team(*team).id == id)
                .unwrap()
        };
        let owed = [
            (team("coordination"), vec![Section::Plan]),
            (team("fiscal"), vec![Section::Summary, Section::Plan]),
        ];
        assert_eq!(
            owed_sentence(&owed, &catalog),
            "综合专班工作计划、财政专班工作小结和工作计划本期未报。"
        );
        assert_eq!(owed_sentence(&[], &catalog), "");
    }
}
