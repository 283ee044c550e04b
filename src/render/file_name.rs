//! Names of files that every system takes: no reserved names or characters, no trailing dots, not too long.

/// Bytes of a name without its ending: long enough for any unit, short enough for a share inside folders inside folders.
const MOST_BYTES: usize = 60;

/// Names that Windows keeps for devices, with or without an ending.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

/// A file's name made of `text`, without an ending; never empty.
pub fn safe(text: &str) -> String {
    let mut name: String = text
        .chars()
        .filter(|&c| !crate::value::text::is_invisible(c))
        .map(|c| if is_forbidden(c) { '_' } else { c })
        .collect();
    if name.len() > MOST_BYTES {
        let mut end = MOST_BYTES;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
    }
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '.');
    if name.is_empty() || is_reserved(name) {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}

/// Several names made safe and told apart, whatever a system makes of upper and lower case: the second `甲` is `甲-2`.
pub fn distinct<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = std::collections::BTreeSet::new();
    let mut names = Vec::new();
    for text in texts {
        let first = safe(text);
        let mut name = first.clone();
        let mut count = 1;
        while !taken.insert(name.to_lowercase()) {
            count += 1;
            name = format!("{first}-{count}");
        }
        names.push(name);
    }
    names
}

fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{2028}' | '\u{2029}'
        )
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let is_port = |port: &str| {
        stem.strip_prefix(port).is_some_and(|rest| {
            rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
        })
    };
    RESERVED.contains(&stem.as_str()) || is_port("com") || is_port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_every_system() {
        for (text, name) in [
            ("超化镇人民政府", "超化镇人民政府"),
            ("XM2023-0003", "XM2023-0003"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("甲/乙:丙*?\"<>|", "甲_乙_丙______"),
            ("CON", "_CON"),
            ("com1.txt", "_com1.txt"),
            ("nul .x", "_nul .x"),
            ("甲. . ", "甲"),
            ("", "_"),
            (" . ", "_"),
            ("甲\n乙\u{202E}丙", "甲_乙丙"),
        ] {
            assert_eq!(safe(text), name, "{text:?}");
        }
        let long = safe(&"项目".repeat(50));
        assert!(long.len() <= MOST_BYTES && long.starts_with("项目"));
    }

    #[test]
    fn two_of_one_name_are_told_apart() {
        assert_eq!(
            distinct(["甲", "乙", "甲", "A", "a"]),
            ["甲", "乙", "甲-2", "A", "a-2"]
        );
    }
}
