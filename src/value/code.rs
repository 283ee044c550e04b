//! 项目代码: the unified project code of GB/T 40058-2021, `YYMM-RRRRRR-DD-TT-NNNNNN`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A project code in its canonical form: 24 characters, 20 digits in five groups.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProjectCode(String);

impl ProjectCode {
    /// Reads 20 digits with or without dashes of any kind; `None` where it is no code.
    /// The caller says (V07) where the writing was not the canonical one.
    pub fn parse(text: &str) -> Option<ProjectCode> {
        const GROUPS: [usize; 5] = [4, 6, 2, 2, 6];
        let folded = super::text::fold_width(text);
        let mut digits = String::new();
        let mut lengths = vec![0_usize];
        for c in folded.chars().filter(|c| !c.is_whitespace()) {
            if c.is_ascii_digit() {
                digits.push(c);
                *lengths.last_mut()? += 1;
            } else if super::text::is_dash(c) || c == '_' {
                lengths.push(0);
            } else {
                return None;
            }
        }
        (digits.len() == 20 && (lengths.len() == 1 || lengths == GROUPS)).then(|| {
            let mut canonical = String::with_capacity(24);
            let mut rest = digits.as_str();
            for length in GROUPS {
                let (group, tail) = rest.split_at(length);
                if !canonical.is_empty() {
                    canonical.push('-');
                }
                canonical.push_str(group);
                rest = tail;
            }
            ProjectCode(canonical)
        })
    }

    /// The canonical 24 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The six digits of the region, as 410183.
    pub fn region(&self) -> &str {
        &self.0[5..11]
    }
}

impl fmt::Display for ProjectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_understood_with_any_dash_or_none() {
        for text in [
            "2301-410183-04-01-123456",
            "23014101830401123456",
            "2301－410183－04－01－123456",
            " 2301-410183-04-01-\n123456",
        ] {
            assert_eq!(
                ProjectCode::parse(text).unwrap().as_str(),
                "2301-410183-04-01-123456",
                "{text}"
            );
        }
    }

    #[test]
    fn nineteen_digits_letters_and_other_groups_are_no_code() {
        for text in [
            "2301-410183-04-01-12345",
            "2301-41018-304-01-123456",
            "2301-410183-04-01-12345O",
            "",
        ] {
            assert!(ProjectCode::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_safe_and_a_code_is_its_own(text in "\\PC*", digits in "[0-9]{20}") {
            let _ = ProjectCode::parse(&text);
            if let Some(code) = ProjectCode::parse(&digits) {
                prop_assert_eq!(ProjectCode::parse(code.as_str()), Some(code));
            }
        }
    }
}
