//! The last word on findings: severities as configured, answers and waivers, order.

use std::collections::BTreeMap;

use super::Scene;
use crate::error::Result;
use crate::finding::{Code, Finding, Findings, Waived, Waivers};
use crate::value::{name, text};

/// Applies configured severities, answers from receipts, answers accepted in earlier issues and `waivers.toml`
/// (W01 for those unused or expired), and puts errors first, then roster, file, sheet and cell.
pub fn settle(scene: &Scene<'_>, waivers: Option<&str>, findings: &mut Findings) -> Result<()> {
    if !scene.is_whole_week {
        let needs_all = |code: Code| matches!(code, Code::F07 | Code::H02 | Code::H05 | Code::X05);
        findings.0.retain(|finding| !needs_all(finding.code));
    }
    let is_about_identity = |code: Code| matches!(code, Code::X04 | Code::X05);
    findings
        .0
        .retain(|finding| !(is_about_identity(finding.code) && scene.is_prefilled(&finding.place)));
    accept_answers(scene, findings);
    accept_earlier(scene, findings);
    if let Some(text) = waivers {
        Waivers::parse(text, "waivers.toml")?.apply(scene.as_of, findings);
    }
    for finding in &mut findings.0 {
        if finding.severity == finding.code.severity()
            && let Some(&severity) = scene.catalog.severities.get(&finding.code)
        {
            finding.severity = severity;
        }
    }
    sort(findings);
    Ok(())
}

/// 情况说明: what came back filled in accepts the finding it answers, by cell, else by project.
fn accept_answers(scene: &Scene<'_>, findings: &mut Findings) {
    for submission in scene
        .submissions
        .iter()
        .filter(|submission| !submission.answers.is_empty())
    {
        let unit = submission.whose.unit();
        for answer in &submission.answers {
            let Some(code) = Code::parse(&answer.code) else {
                continue;
            };
            let is_cell = |finding: &Finding| {
                *finding.place.file == *submission.file
                    && finding.place.sheet.as_deref().map(text::fold)
                        == answer.sheet.as_deref().map(text::fold)
                    && finding.place.cell.map(|cell| cell.to_string()) == answer.cell
            };
            let is_project = |finding: &Finding| {
                let named = |text: &Option<String>| text.as_deref().map(name::normalise);
                answer.project.is_some() && named(&finding.project) == named(&answer.project)
            };
            let mine = |finding: &&mut Finding| {
                finding.code == code && finding.unit == unit && finding.waived.is_none()
            };
            let at_cell = findings
                .0
                .iter()
                .position(|finding| finding.code == code && finding.unit == unit && is_cell(finding));
            let waived = Waived {
                reason: answer.reason.clone(),
                source: format!("回执“情况说明”（{}）", submission.file),
            };
            if let Some(at) = at_cell {
                findings.0[at].waived = Some(waived);
            } else {
                for finding in findings
                    .0
                    .iter_mut()
                    .filter(mine)
                    .filter(|finding| is_project(finding))
                {
                    finding.waived = Some(waived.clone());
                }
            }
        }
    }
}

/// An answer holds while the finding says the same.
fn accept_earlier(scene: &Scene<'_>, findings: &mut Findings) {
    let accepted: BTreeMap<&str, (&str, &str)> = scene
        .previous
        .into_iter()
        .flat_map(|previous| &previous.accepted)
        .map(|(fingerprint, reason, source)| (fingerprint.as_str(), (reason.as_str(), source.as_str())))
        .collect();
    if accepted.is_empty() {
        return;
    }
    for finding in findings.0.iter_mut().filter(|finding| finding.waived.is_none()) {
        if let Some((reason, source)) = accepted.get(finding.fingerprint().as_str()) {
            finding.waived = Some(Waived {
                reason: (*reason).to_owned(),
                source: (*source).to_owned(),
            });
        }
    }
}

fn sort(findings: &mut Findings) {
    findings.0.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.severity, finding.unit.is_none(), finding.unit);
        key(a).cmp(&key(b)).then_with(|| {
            (&a.place, a.code, &a.project, &a.message).cmp(&(&b.place, b.code, &b.project, &b.message))
        })
    });
}
