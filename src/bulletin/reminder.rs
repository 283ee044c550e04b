//! 催报.txt: ready to paste into the chat group. Units are named, people and telephones never; errors only counted.

use super::absent::{Absence, absences};
use super::facts::Facts;
use super::owed;
use crate::finding::{Code, Severity};
use crate::value::UnitId;

/// The whole text, one matter a line.
pub(super) fn reminder(facts: &Facts<'_>) -> String {
    let absences = absences(facts);
    let errors = errors(facts);
    let mut lines = vec![roll(&Roll {
        number: facts.number,
        as_of: facts.as_of_text(),
        expected: facts.catalog.units.len(),
        resubmit: facts.on(facts.days.resubmit),
        faultless: errors.is_empty() && faulty_files(facts).is_empty(),
        absences,
    })];
    let owed = owed::owed_sentence(&facts.owed, facts.catalog);
    lines.extend((!owed.is_empty()).then_some(owed));
    lines.extend(mend(&errors));
    lines.extend(faulty_files(facts));
    let mut text = lines.remove(0);
    for (at, line) in lines.into_iter().enumerate() {
        // 【报送情况】……已全部报送。请改正后重报：…… stand on one line.
        let same_line = at == 0 && text.ends_with("已全部报送。") && line.starts_with("请改正后重报");
        if !same_line {
            text.push('\n');
        }
        text.push_str(&line);
    }
    text + "\n"
}

struct Roll {
    number: u32,
    as_of: String,
    expected: usize,
    resubmit: String,
    faultless: bool,
    absences: Vec<Absence>,
}

fn roll(of: &Roll) -> String {
    let issue = format!("第{}期（截至{}）", of.number, of.as_of);
    if of.absences.is_empty() {
        let tail = if of.faultless {
            "，未发现错误。"
        } else {
            "。"
        };
        return format!("【报送情况】{issue}{}个单位已全部报送{tail}", of.expected);
    }
    let handed_in = of.expected.saturating_sub(of.absences.len());
    let handed_in = match handed_in {
        0 => "，尚无单位报送".to_owned(),
        number => format!("，已报{number}个"),
    };
    let head = format!("【催报】{issue}应报{}个单位{handed_in}。", of.expected);
    // What holds for all of many is said once.
    let all_repeated = of.absences.len() > 8 && of.absences.iter().all(|absence| absence.repeated);
    let names: Vec<String> = (of.absences.iter())
        .map(|absence| {
            absent(&Absence {
                repeated: absence.repeated && !all_repeated,
                ..absence.clone()
            })
        })
        .collect();
    match names.as_slice() {
        [one] => format!("{head}{one}未报，请于{}前补报。", of.resubmit),
        // 催报不省略名单: all are named, however many.
        names if names.len() > 8 => {
            let repeated = if all_repeated {
                "（所报均为上期文件）"
            } else {
                ""
            };
            format!(
                "{head}未报{}个{repeated}：{}。请于{}前补报。",
                names.len(),
                names.join("、"),
                of.resubmit
            )
        }
        names => format!("{head}未报：{}。请于{}前补报。", names.join("、"), of.resubmit),
    }
}

/// 超化镇（连续2期）, 刘寨镇（所报为上期文件）
fn absent(of: &Absence) -> String {
    match (of.issues > 1, of.repeated) {
        (true, true) => format!("{}（连续{}期，所报为上期文件）", of.name, of.issues),
        (true, false) => format!("{}（连续{}期）", of.name, of.issues),
        (false, true) => format!("{}（所报为上期文件）", of.name),
        (false, false) => of.name.clone(),
    }
}

/// Faults of a file as a whole have a line of their own.
const FILE_CODES: [Code; 5] = [Code::F01, Code::F02, Code::F04, Code::F08, Code::F07];

/// Errors to mend by unit, most first, equal ones in roster order.
fn errors(facts: &Facts<'_>) -> Vec<(String, usize)> {
    let mut counts: Vec<(UnitId, usize)> = facts
        .catalog
        .unit_ids()
        .map(|unit| {
            let own = facts.findings.iter().filter(|finding| {
                finding.unit == Some(unit)
                    && finding.severity == Severity::Error
                    && !FILE_CODES.contains(&finding.code)
            });
            (unit, own.count())
        })
        .filter(|(_, number)| *number > 0)
        .collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    counts
        .into_iter()
        .map(|(unit, number)| (facts.short(unit), number))
        .collect()
}

fn mend(errors: &[(String, usize)]) -> Option<String> {
    if errors.is_empty() {
        return None;
    }
    let each: Vec<String> = errors
        .iter()
        .map(|(unit, number)| format!("{unit}{number}处"))
        .collect();
    let whose = if errors.len() == 1 {
        "位置和改法见回执"
    } else {
        "位置和改法见各单位回执"
    };
    Some(format!("请改正后重报：{}，{whose}。", each.join("、")))
}

/// Files that cannot be used as they are, each with what to do.
fn faulty_files(facts: &Facts<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in &facts.findings {
        let file = finding
            .place
            .file
            .rsplit('/')
            .next()
            .unwrap_or(&finding.place.file);
        let unit = finding.unit.map(|unit| facts.short(unit));
        lines.extend(match finding.code {
            Code::F02 => Some(file_line(unit, file, "已加密，请去掉密码重报")),
            Code::F01 => Some(file_line(unit, file, "打不开，请重新保存后再报")),
            Code::F08 => Some(file_line(unit, file, "超出限度，没有采用，请按回执改小后重报")),
            Code::F04 => Some(unknown(file, &named_units(facts, file))),
            _ => None,
        });
    }
    lines.dedup();
    lines
}

fn file_line(unit: Option<String>, file: &str, what: &str) -> String {
    match unit {
        Some(unit) => format!("{unit}：“{file}”{what}。"),
        None => format!("“{file}”{what}。"),
    }
}

fn unknown(file: &str, units: &[String]) -> String {
    match units.len() {
        0 | 1 => format!("“{file}”分不清填报单位，请在表内写明填报单位后重报。"),
        _ => format!("“{file}”分不清填报单位，请{}分开填报。", units.join("、")),
    }
}

/// The units a file's name speaks of: the longest names, none within another.
fn named_units(facts: &Facts<'_>, file: &str) -> Vec<String> {
    let file = crate::value::text::fold(file);
    let mut found: Vec<(usize, usize, UnitId)> = Vec::new();
    for unit in facts.catalog.unit_ids() {
        for name in facts.catalog.unit(unit).names() {
            let name = crate::value::text::fold(name);
            found.extend(
                file.find(&name)
                    .filter(|_| !name.is_empty())
                    .map(|at| (at, at + name.len(), unit)),
            );
        }
    }
    let whole = |of: &(usize, usize, UnitId)| {
        !found.iter().any(|other| {
            other.2 != of.2 && other.0 <= of.0 && of.1 <= other.1 && other.1 - other.0 > of.1 - of.0
        })
    };
    let mut units: Vec<(usize, UnitId)> = found
        .iter()
        .filter(|of| whole(of))
        .map(|(at, _, unit)| (*at, *unit))
        .collect();
    units.sort_unstable();
    let mut names: Vec<String> = Vec::new();
    for (_, unit) in units {
        let name = facts.short(unit);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn absence(name: &str, issues: u32, repeated: bool) -> Absence {
        Absence {
            name: name.to_owned(),
            issues,
            repeated,
        }
    }

    fn rolled(absences: Vec<Absence>, faultless: bool) -> String {
        roll(&Roll {
            number: 2,
            as_of: "5月12日".to_owned(),
            expected: 35,
            resubmit: "5月16日".to_owned(),
            faultless,
            absences,
        })
    }

    #[test]
    fn the_missing_are_named_with_what_is_known_of_them() {
        let three = vec![
            absence("超化镇", 2, false),
            absence("刘寨镇", 1, true),
            absence("财政局", 1, false),
        ];
        assert_eq!(
            rolled(three, false),
            "【催报】第2期（截至5月12日）应报35个单位，已报32个。未报：超化镇（连续2期）、刘寨镇（所报为上期文件）、财政局。请于5月16日前补报。"
        );
        assert_eq!(
            rolled(vec![absence("财政局", 1, false)], true),
            "【催报】第2期（截至5月12日）应报35个单位，已报34个。财政局未报，请于5月16日前补报。"
        );
        let eleven = (0..11).map(|at| absence(&format!("{at}镇"), 1, false)).collect();
        assert!(
            rolled(eleven, true)
                .contains("已报24个。未报11个：0镇、1镇、2镇、3镇、4镇、5镇、6镇、7镇、8镇、9镇、10镇。请于")
        );
    }

    #[test]
    fn what_all_did_is_said_once_and_none_in_is_no_zero() {
        let all: Vec<Absence> = (0..35).map(|at| absence(&format!("{at}镇"), 1, true)).collect();
        let said = rolled(all, true);
        assert!(
            said.starts_with(
                "【催报】第2期（截至5月12日）应报35个单位，尚无单位报送。未报35个（所报均为上期文件）：0镇、1镇、"
            ),
            "{said}"
        );
    }

    #[test]
    fn all_in_is_said_too() {
        assert_eq!(
            rolled(Vec::new(), true),
            "【报送情况】第2期（截至5月12日）35个单位已全部报送，未发现错误。"
        );
        assert_eq!(
            rolled(Vec::new(), false),
            "【报送情况】第2期（截至5月12日）35个单位已全部报送。"
        );
    }

    #[test]
    fn errors_are_counted_and_left_to_the_receipts() {
        let errors = [("伏羲山管委会", 2), ("米村镇", 1)].map(|(name, number)| (name.to_owned(), number));
        assert_eq!(
            mend(&errors).unwrap(),
            "请改正后重报：伏羲山管委会2处、米村镇1处，位置和改法见各单位回执。"
        );
    }

    #[test]
    fn files_that_cannot_be_used_say_what_to_do() {
        assert_eq!(
            file_line(
                Some("城关镇".to_owned()),
                "城关镇补充5.12.xls",
                "已加密，请去掉密码重报"
            ),
            "城关镇：“城关镇补充5.12.xls”已加密，请去掉密码重报。"
        );
        assert_eq!(
            unknown(
                "来集镇、米村镇项目台账5.12.xlsx",
                &["来集镇".to_owned(), "米村镇".to_owned()]
            ),
            "“来集镇、米村镇项目台账5.12.xlsx”分不清填报单位，请来集镇、米村镇分开填报。"
        );
    }
}
