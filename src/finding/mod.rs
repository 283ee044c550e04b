//! What we say about what was sent in: findings are data about submissions, never errors of ours.
//!
//! Enters: a fault and its place. Leaves: a [`Finding`] a person can act on – unit, file, sheet, cell, what was
//! found, what was expected, how to mend it.

mod code;
mod place;
mod waiver;

pub use code::{Code, Severity};
pub use place::Place;
pub use waiver::Waivers;

use serde::{Deserialize, Serialize};

use crate::value::{UnitId, name};

/// One thing that is wrong, or worth knowing, at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which of the contract's findings it is.
    pub code: Code,
    /// The code's own severity unless the configuration says otherwise.
    pub severity: Severity,
    /// 单位 that should mend it, where it is known.
    pub unit: Option<UnitId>,
    /// File, sheet and cell that should be mended.
    pub place: Place,
    /// The project (or task, `XM2023-0003 办理能评`) it is about, as shown.
    pub project: Option<String>,
    /// The project's code, to find it again whatever it is called.
    pub project_code: Option<String>,
    /// The heading over the cell, as the unit wrote it.
    pub column: Option<String>,
    /// What was found, one sentence without a full stop: `总投资 12.5亿，其他台账都是12.5万元`.
    pub message: String,
    /// What was expected, where there is one answer: `应为0.9347`.
    pub expected: Option<String>,
    /// How to mend it, one sentence.
    pub help: String,
    /// Why it is accepted as it is: an answer on a receipt or a waiver.
    pub waived: Option<Waived>,
}

impl Finding {
    /// A finding with the code's own severity; the rest is filled in with the methods below.
    pub fn new(code: Code, place: Place, message: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding {
            code,
            severity: code.severity(),
            unit: None,
            place,
            project: None,
            project_code: None,
            column: None,
            message: message.into(),
            expected: None,
            help: help.into(),
            waived: None,
        }
    }

    /// Says whose it is.
    #[must_use]
    pub fn unit(mut self, unit: Option<UnitId>) -> Finding {
        self.unit = unit;
        self
    }

    /// Says which project it is about.
    #[must_use]
    pub fn project(mut self, name: impl Into<String>, code: Option<String>) -> Finding {
        self.project = Some(name.into());
        self.project_code = code;
        self
    }

    /// Says under which heading it stands.
    #[must_use]
    pub fn column(mut self, heading: impl Into<String>) -> Finding {
        self.column = Some(heading.into());
        self
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Finding {
        self.expected = Some(expected.into());
        self
    }
}

impl Finding {
    /// What makes it the same finding in another issue, wherever its row then stands: code, unit, project – else its
    /// cell – and heading.
    pub fn subject(&self) -> String {
        let project = match (&self.project_code, &self.project) {
            (Some(code), _) => code.clone(),
            (None, Some(name)) => name::normalise(name),
            (None, None) => self.place.to_string(),
        };
        let unit = self.unit.map_or_else(String::new, |unit| unit.0.to_string());
        format!(
            "{}|{unit}|{project}|{}",
            self.code,
            self.column.as_deref().unwrap_or_default()
        )
    }

    /// The same finding saying the same: an answer that accepts it holds as long as this stays.
    pub fn fingerprint(&self) -> String {
        format!("{}|{}", self.subject(), self.message)
    }
}

/// Why a finding is accepted as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    /// The reason given.
    pub reason: String,
    /// Where it was given: a receipt's 情况说明 or `waivers.toml`.
    pub source: String,
}

/// The sink every stage reports into; always the last parameter, always called `findings`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds many.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.0.extend(findings);
    }

    /// How many of this severity are not waived.
    pub fn open(&self, severity: Severity) -> usize {
        self.0
            .iter()
            .filter(|finding| finding.severity == severity && finding.waived.is_none())
            .count()
    }
}
