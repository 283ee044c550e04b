//! 报头和报尾

use super::Head;
use super::facts::Facts;
use super::wording;

/// What the head and the foot print.
pub(super) fn head(facts: &Facts<'_>) -> Head {
    let options = facts.material.options;
    let office = &facts.catalog.office;
    Head {
        name: office.bulletin.clone(),
        number: format!("第{}期", options.number),
        series: (options.series != options.number).then(|| format!("总第{}期", options.series)),
        issued_by: office.issued_by.clone(),
        printed_on: wording::full_date(facts.days.print),
        title: office.title.clone(),
        marking: (!office.marking.is_empty()).then(|| office.marking.clone()),
        draft_mark: options.is_draft.then(|| "征求意见稿".to_owned()),
        report_to: recipients(&office.report_to),
        send_to: recipients(&office.send_to),
        distribute_to: distributed(&office.distribute_to),
        copies: format!("共印{}份", office.copies),
        seal_before: seal(facts),
    }
}

/// 第1期校验值：…, of the issue before this one; none on the first.
fn seal(facts: &Facts<'_>) -> Option<String> {
    let seal = facts.material.options.seal_before.as_deref()?;
    let before = facts
        .material
        .previous
        .and_then(|previous| previous.issues.last());
    let name = match before {
        Some(past) if past.year != facts.year => format!("{}年第{}期", past.year, past.number),
        Some(past) => format!("第{}期", past.number),
        None => "上期".to_owned(),
    };
    Some(format!("{name}校验值：{seal}"))
}

fn recipients(names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!("{}。", names.join("、"))
    }
}

/// Groups that hold a list of their own are set apart by commas: 各乡镇人民政府、街道办事处，市直有关单位，各专班。
fn distributed(names: &[String]) -> String {
    let separator = if names.iter().any(|name| name.contains('、')) {
        "，"
    } else {
        "、"
    };
    if names.is_empty() {
        String::new()
    } else {
        format!("{}。", names.join(separator))
    }
}
