//! The list of codes: what can be found. A code is for ever; a retired one keeps its page.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a finding weighs; errors come first wherever findings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 错误: the value is not used until it is mended.
    Error,
    /// 提醒: used, to be looked at.
    Warning,
    /// 提示: understood and used; for information.
    Note,
}

impl Severity {
    /// The word a clerk reads.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "提醒",
            Severity::Note => "提示",
        }
    }
}

macro_rules! codes {
    ($($code:ident $severity:ident $name:literal;)*) => {
        /// A finding's code. Its page in `docs/findings/` is user documentation, `explain` text and test at once.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each code's page in docs/findings is its documentation")]
        pub enum Code { $($code,)* }

        impl Code {
            /// Every code, in the order of the contract.
            pub const ALL: &'static [Code] = &[$(Code::$code,)*];

            /// `B05`.
            pub const fn id(self) -> &'static str {
                match self { $(Code::$code => stringify!($code),)* }
            }

            /// The fault's name, `finished-before-started`.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$code => $name,)* }
            }

            /// The default; the configuration may change it.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)* }
            }

            /// The page: `# CODE name 中文名`, the explanation, an example, how to mend it.
            pub const fn page(self) -> &'static str {
                match self { $(Code::$code => include_str!(concat!("../../docs/findings/", stringify!($code), ".md")),)* }
            }
        }
    };
}

codes! {
    F01 Error "unreadable-file";
    F02 Error "password-protected";
    F03 Warning "misnamed-file-type";
    F04 Error "unit-not-recognised";
    F05 Note "superseded-file";
    F06 Warning "repeated-file";
    F07 Warning "nothing-handed-in";
    F08 Error "over-safety-limits";
    F09 Warning "not-a-spreadsheet";
    F10 Warning "other-period";
    S01 Error "ledger-not-found";
    S02 Warning "unrecognised-heading";
    S03 Warning "missing-heading";
    S04 Warning "unclear-money-unit";
    S05 Error "differing-duplicate-columns";
    S06 Warning "ambiguous-heading";
    S07 Warning "hidden-data";
    V01 Error "missing-required-value";
    V02 Error "unreadable-amount";
    V03 Error "unreadable-date";
    V04 Error "unknown-word";
    V05 Error "malformed-project-code";
    V06 Error "formula-without-result";
    V07 Note "value-understood-from-text";
    V08 Error "value-out-of-range";
    V09 Error "project-code-turned-number";
    V10 Error "october-or-january";
    B01 Warning "cumulative-exceeds-total";
    B02 Warning "annual-exceeds-cumulative";
    B03 Warning "started-without-start-date";
    B04 Warning "started-before-start-date";
    B05 Warning "finished-before-started";
    B06 Warning "disbursed-exceeds-granted";
    B07 Warning "spent-exceeds-disbursed";
    B08 Warning "closed-without-date";
    B09 Error "wrong-by-ten-thousand";
    B10 Warning "stated-rate-differs";
    B11 Warning "invested-before-start";
    B12 Warning "started-without-permit";
    X01 Warning "ledgers-disagree";
    X02 Error "project-twice-in-ledger";
    X03 Error "one-code-two-projects";
    X04 Warning "one-project-two-codes";
    X05 Warning "absent-from-lead-ledger";
    X06 Warning "stated-total-differs";
    H01 Warning "cumulative-figure-fell";
    H02 Warning "project-vanished";
    H03 Warning "status-went-back";
    H04 Warning "total-investment-changed";
    H05 Warning "task-vanished-unclosed";
    H06 Note "progress-text-repeated";
    N01 Warning "prose-contradicts-tables";
    W01 Warning "waiver-unused-or-expired";
}

impl Code {
    /// `b05` or `B05` → the code.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(text.trim()))
    }

    /// The Chinese name, from the first line of the page.
    pub fn title(self) -> &'static str {
        self.page()
            .lines()
            .next()
            .and_then(|line| line.splitn(4, ' ').nth(3))
            .unwrap_or(self.name())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
