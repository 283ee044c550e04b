//! A title that does not fit on one line is broken by meaning, not in the middle of a word.

use super::super::measure;

/// Characters of 二号 on a line of 156 mm.
const LINE: f64 = 20.0;

/// The lines of a title; where no break suits, one line, which the browser breaks.
pub(super) fn lines(title: &str) -> Vec<&str> {
    if measure::width(title) <= LINE {
        return vec![title];
    }
    let halves = title.char_indices().skip(1).map(|(at, _)| title.split_at(at));
    let best = halves
        .filter(|(first, second)| breaks_well(first, second))
        .map(|(first, second)| (measure::width(first), measure::width(second), first, second))
        .filter(|(first, second, ..)| *first <= LINE && *second <= LINE)
        .min_by(|a, b| (a.0 - a.1).abs().total_cmp(&(b.0 - b.1).abs()));
    best.map_or_else(|| vec![title], |(_, _, first, second)| vec![first, second])
}

/// Behind a comma, a bracket or 项目, before 和 or 及 – and never before a mark or 的.
fn breaks_well(first: &str, second: &str) -> bool {
    if second.starts_with(['的', '、', '，', '》', '”', '）', '等']) {
        return false;
    }
    let behind = ["、", "，", "》", "”", "）", "项目", "任务", "情况", "关于"];
    let before = ["和", "及", "与", "《", "“"];
    behind.iter().any(|end| first.ends_with(end)) || before.iter().any(|start| second.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_breaks_by_meaning() {
        for (title, expected) in [
            ("全市6类重要项目推进情况", &["全市6类重要项目推进情况"][..]),
            (
                "关于限期推进矿区密州服装智能制造等项目和办结逾期任务的督办函",
                &["关于限期推进矿区密州服装智能制造等项目", "和办结逾期任务的督办函"],
            ),
            (
                "甲乙丙丁戊己庚辛甲乙丙丁戊己庚辛甲乙丙丁戊己庚辛",
                &["甲乙丙丁戊己庚辛甲乙丙丁戊己庚辛甲乙丙丁戊己庚辛"],
            ),
        ] {
            assert_eq!(lines(title), expected);
        }
    }
}
