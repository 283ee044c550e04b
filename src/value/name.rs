//! Names of projects: what counts as the same, as like, and as near enough to ask a person.

use crate::value::text;

/// The name as it is compared: width, white space and dashes folded, marks and （打捆） left out.
pub fn normalise(name: &str) -> String {
    let folded = text::fold(name);
    let bare: String = folded.chars().filter(|&c| !is_mark(c)).collect();
    bare.replace("(打捆)", "")
}

/// ★ ■ ▲ and their like: facts about a project, never part of its name.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '★' | '☆' | '■' | '□' | '▲' | '△' | '●' | '○' | '◆' | '◇' | '※' | '*'
    )
}

/// What is left of a normalised name without （…期）, 标段, 及配套, 项目 and 工程.
fn core(name: &str) -> Vec<char> {
    let mut rest = name.to_owned();
    while let Some((from, to)) = phase(&rest) {
        rest.replace_range(from..to, "");
    }
    for word in ["标段", "及配套", "项目", "工程"] {
        rest = rest.replace(word, "");
    }
    rest.chars().collect()
}

/// The bytes of the first `(…期)`.
fn phase(name: &str) -> Option<(usize, usize)> {
    name.match_indices("期)").find_map(|(end, found)| {
        let start = name[..end].rfind('(')?;
        (!name[start..end].contains(')')).then_some((start, end + found.len()))
    })
}

/// Do two normalised names stand for one project under one code? Unlike are those of which neither holds the
/// other and that share less than half of the shorter one's characters in order.
pub fn are_like(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (core(a), core(b));
    let shorter = a.len().min(b.len());
    holds(&a, &b) || holds(&b, &a) || common(&a, &b) * 2 >= shorter
}

fn holds(long: &[char], short: &[char]) -> bool {
    short.is_empty() || long.windows(short.len()).any(|window| window == short)
}

/// Length of the longest common subsequence.
fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for &x in a {
        let mut diagonal = 0;
        for (at, &y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// Are two normalised names so near that a person should look: one character apart, and that one no number,
/// letter or direction, which tell real projects apart?
pub fn are_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a == b || a.len().abs_diff(b.len()) > 1 || a.len().min(b.len()) < 4 {
        return false;
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let rest = a.len().min(b.len()) - head;
    let tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take(rest)
        .take_while(|(x, y)| x == y)
        .count();
    let (of_a, of_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    of_a.len() <= 1 && of_b.len() <= 1 && of_a.iter().chain(of_b).all(|&c| !tells_apart(c))
}

fn tells_apart(c: char) -> bool {
    c.is_ascii_alphanumeric() || "一二三四五六七八九十百东西南北中上下前后左右新老甲乙丙丁".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_width_are_no_part_of_a_name() {
        assert_eq!(
            normalise("★ 甲镇卫生院（一期）项目（打捆）"),
            "甲镇卫生院(一期)项目"
        );
        assert_eq!(
            normalise("甲镇卫生院(一期)项目"),
            normalise("甲镇 卫生院（一期）项目")
        );
    }

    #[track_caller]
    fn like(a: &str, b: &str, expected: bool) {
        assert_eq!(are_like(&normalise(a), &normalise(b)), expected, "{a} / {b}");
        assert_eq!(are_like(&normalise(b), &normalise(a)), expected, "{b} / {a}");
    }

    #[test]
    fn one_code_may_bear_a_shortened_or_altered_name() {
        like("甲镇卫生院迁建项目", "甲镇卫生院迁建及配套工程", true);
        like("甲镇卫生院迁建（一期）项目", "卫生院迁建", true);
        like("甲镇中心幼儿园项目", "甲镇中心小学附属幼儿园项目", true);
        like("甲镇中心幼儿园项目", "乙街道古城保护利用项目", false);
        // Half of the shorter one's characters are enough.
        like("东岭水库", "东岭公园广场", true);
        like("东岭水库大坝", "东岭公园广场", false);
        like("甲镇光伏发电项目", "甲镇污水处理厂提标改造项目", false);
    }

    #[test]
    fn near_names_are_shown_and_numbered_ones_are_not() {
        let near = |a: &str, b: &str| are_near(&normalise(a), &normalise(b));
        assert!(near("甲镇农村供水项目", "甲镇农村洪水项目"));
        assert!(near("甲镇农村供水项目", "甲镇农村供水项"));
        assert!(!near("甲镇安置房（一期）项目", "甲镇安置房（二期）项目"));
        assert!(!near("甲镇东区道路项目", "甲镇西区道路项目"));
        assert!(!near("甲镇农村供水项目", "甲镇农村供水项目"));
        assert!(near("甲镇供供水厂", "甲镇供水厂"));
        for (a, b) in [
            ("甲镇东区道路", "甲镇本区道路"),
            ("甲镇农村供水", "甲镇农材料供水"),
            ("甲镇路", "甲镇道路"),
        ] {
            assert!(!near(a, b) && !near(b, a), "{a} {b}");
        }
    }
}
