//! 豁免: findings that the office accepts, from `waivers.toml`; one that is unused or over is itself a finding (W01).

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Code, Finding, Findings, Place, Waived};
use crate::error::{Error, Result};
use crate::value::name;

/// The waivers beside `jianbao.toml`, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Waivers {
    file: String,
    list: Vec<Waiver>,
}

/// One waiver: which findings it accepts, why, and until when.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiver {
    code: String,
    /// Name or code.
    project: Option<String>,
    file: Option<String>,
    sheet: Option<String>,
    cell: Option<String>,
    reason: String,
    /// The last day on which it holds.
    until: Option<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    waiver: Vec<Waiver>,
}

impl Waivers {
    /// Reads `[[waiver]]` entries with code, project or file/sheet/cell, reason, until.
    pub fn parse(text: &str, file: &str) -> Result<Waivers> {
        let document: Document = toml::from_str(text).map_err(|error| malformed(text, file, &error))?;
        Ok(Waivers {
            file: file.to_owned(),
            list: document.waiver,
        })
    }

    /// Accepts what each waiver names; reports those that met nothing or are over (W01).
    pub fn apply(&self, as_of: NaiveDate, findings: &mut Findings) {
        let mut unused = Vec::new();
        for waiver in &self.list {
            let fate = waiver.apply(as_of, &self.file, findings);
            unused.extend(fate.map(|why| (waiver, why)));
        }
        for (waiver, why) in unused {
            let place = Place::file(self.file.as_str());
            let message = format!("{}的豁免（{}）{why}", waiver.subject(), waiver.code);
            let finding = Finding::new(
                Code::W01,
                place,
                message,
                "不再需要的从文件里删去；仍需要的改正编号、项目或期限",
            );
            findings.push(match &waiver.project {
                Some(project) => finding.project(project.as_str(), None),
                None => finding,
            });
        }
    }
}

impl Waiver {
    /// `None`: it accepted something; else why not.
    fn apply(&self, as_of: NaiveDate, source: &str, findings: &mut Findings) -> Option<String> {
        let Some(code) = Code::parse(&self.code) else {
            return Some("没有用上：没有这个编号".to_owned());
        };
        if self.project.is_none() && self.file.is_none() {
            return Some("没有用上：没有写项目，也没有写文件".to_owned());
        }
        if self.reason.trim().is_empty() {
            return Some("没有用上：没有写理由".to_owned());
        }
        match self.until.as_ref().map(day) {
            Some(None) => return Some("没有用上：until 不是日期，应写成 2023-06-30".to_owned()),
            Some(Some(until)) if until < as_of => return Some(format!("已过期（{until}）")),
            _ => {}
        }
        let mut met = false;
        for finding in findings
            .0
            .iter_mut()
            .filter(|finding| finding.code == code && self.names(finding))
        {
            met = true;
            finding.waived.get_or_insert_with(|| Waived {
                reason: self.reason.clone(),
                source: source.to_owned(),
            });
        }
        (!met).then(|| "没有用上：本期没有这样的问题".to_owned())
    }

    fn names(&self, finding: &Finding) -> bool {
        let is_project = |named: &str| {
            let name = name::normalise(named);
            finding.project_code.as_deref() == Some(named.trim())
                || finding.project.as_deref().is_some_and(|shown| {
                    name::normalise(shown) == name || shown.split(' ').any(|word| word == named.trim())
                })
        };
        let is_cell = |cell: &str| {
            finding
                .place
                .cell
                .is_some_and(|area| area.to_string().eq_ignore_ascii_case(cell.trim()))
        };
        self.project.as_deref().is_none_or(is_project)
            && self
                .file
                .as_deref()
                .is_none_or(|file| *finding.place.file == *file.replace('\\', "/"))
            && self
                .sheet
                .as_deref()
                .is_none_or(|sheet| finding.place.sheet.as_deref() == Some(sheet))
            && self.cell.as_deref().is_none_or(is_cell)
    }

    fn subject(&self) -> String {
        let parts = [&self.project, &self.file, &self.sheet, &self.cell];
        parts
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" › ")
    }
}

fn day(value: &toml::Value) -> Option<NaiveDate> {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(day) => day.to_string(),
        _ => return None,
    };
    NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()
}

fn malformed(text: &str, file: &str, error: &toml::de::Error) -> Error {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = text
        .char_indices()
        .take_while(|(at, _)| *at < start)
        .filter(|(_, c)| *c == '\n')
        .count()
        + 1;
    let said = error.message();
    let quoted = said.split('`').nth(1).unwrap_or_default();
    let problem = if said.starts_with("unknown field") {
        format!("不认识“{quoted}”。可写的有：code、project、file、sheet、cell、reason、until")
    } else if said.starts_with("missing field") {
        format!("这一条缺“{quoted}”。每条都要写 code 和 reason")
    } else if said.starts_with("invalid type") {
        "值的写法不对：除 until 外都写成带引号的文字".to_owned()
    } else {
        "写法不对：每条以 [[waiver]] 开头，下面一行一项，如 code = \"B11\"".to_owned()
    };
    Error::Config {
        file: file.to_owned(),
        line,
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 5, day).unwrap()
    }

    fn findings() -> Findings {
        let finding = |code, name: &str| {
            Finding::new(
                code,
                Place::file("甲镇.xlsx").at(4, 6),
                "没有开工，却有投资",
                "核对",
            )
            .project(name, None)
        };
        Findings(vec![
            finding(Code::B11, "甲镇卫生院（一期）项目"),
            finding(Code::B03, "甲镇卫生院（一期）项目"),
        ])
    }

    #[test]
    fn a_waiver_accepts_its_code_on_its_project_and_keeps_the_reason() {
        let text = "[[waiver]]\ncode = \"B11\"\nproject = \"甲镇卫生院(一期)项目\"\nreason = \"前期费用\"\nuntil = 2023-05-05\n";
        let mut findings = findings();
        Waivers::parse(text, "waivers.toml")
            .unwrap()
            .apply(on(5), &mut findings);
        assert_eq!(findings.0[0].waived.as_ref().unwrap().reason, "前期费用");
        assert!(findings.0[1].waived.is_none());
        assert_eq!(findings.0.len(), 2);
    }

    #[test]
    fn an_expired_and_an_unused_waiver_are_reported() {
        let text = "[[waiver]]\ncode = \"B11\"\nproject = \"甲镇卫生院（一期）项目\"\nreason = \"前期费用\"\nuntil = \"2023-05-04\"\n\
            [[waiver]]\ncode = \"B05\"\nfile = \"甲镇.xlsx\"\ncell = \"G5\"\nreason = \"已核\"\n";
        let mut findings = findings();
        Waivers::parse(text, "waivers.toml")
            .unwrap()
            .apply(on(5), &mut findings);
        assert!(findings.0[0].waived.is_none());
        let said: Vec<_> = findings
            .0
            .iter()
            .filter(|finding| finding.code == Code::W01)
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(
            said,
            [
                "甲镇卫生院（一期）项目的豁免（B11）已过期（2023-05-04）",
                "甲镇.xlsx › G5的豁免（B05）没有用上：本期没有这样的问题"
            ]
        );
    }

    #[test]
    fn a_cell_is_waived_by_file_and_address() {
        let text = "[[waiver]]\ncode = \"B03\"\nfile = \"甲镇.xlsx\"\ncell = \"g5\"\nreason = \"已核\"\n";
        let mut findings = findings();
        Waivers::parse(text, "waivers.toml")
            .unwrap()
            .apply(on(5), &mut findings);
        assert!(findings.0[1].waived.is_some());
    }

    #[test]
    fn a_waiver_without_a_reason_accepts_nothing() {
        let text = "[[waiver]]\ncode = \"B11\"\nproject = \"甲镇卫生院（一期）项目\"\nreason = \" \"\n";
        let mut findings = findings();
        Waivers::parse(text, "waivers.toml")
            .unwrap()
            .apply(on(5), &mut findings);
        assert!(findings.0[0].waived.is_none());
        let said = &findings.0[2].message;
        assert!(said.contains("没有写理由"), "{said}");
    }

    #[test]
    fn a_typo_is_named_with_its_line() {
        let error = Waivers::parse(
            "[[waiver]]\ncode = \"B11\"\nprojekt = \"甲\"\nreason = \"x\"\n",
            "waivers.toml",
        )
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "waivers.toml 第3行：不认识“projekt”。可写的有：code、project、file、sheet、cell、reason、until"
        );
    }
}
