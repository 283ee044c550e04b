//! Why a cell cannot be used, in a clerk's words.

use crate::finding::Code;
use crate::value::text::fold;

/// Why a cell cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) code: Code,
    /// What is wrong, behind the heading: `“待统计”不是金额`.
    pub(super) what: String,
    /// What was expected.
    pub(super) expected: &'static str,
    /// How to mend it.
    pub(super) help: &'static str,
}

impl Fault {
    fn new(code: Code, what: String, expected: &'static str, help: &'static str) -> Fault {
        Fault {
            code,
            what,
            expected,
            help,
        }
    }

    pub(super) fn formula(what: &str) -> Fault {
        Fault::new(
            Code::V06,
            format!("的公式没有结果（{what}）"),
            "一个值，不是公式错误",
            "直接填数字，或改好公式后存盘再报",
        )
    }

    pub(super) fn amount(text: &str) -> Fault {
        Fault::new(
            Code::V02,
            format!("{}不是金额", quoted(text)),
            "数字，如 1234.56",
            "填数字；没有的填 /",
        )
    }

    pub(super) fn negative(text: &str) -> Fault {
        Fault::new(
            Code::V08,
            format!("{}是负数", quoted(text)),
            "不小于 0",
            "核对后改正；确有核减的，按核减后的数填",
        )
    }

    pub(super) fn date(text: &str) -> Fault {
        Fault::new(
            Code::V03,
            format!("{}不是日期", quoted(text)),
            "日期或月份，如 2023-05-16 或 2023年12月",
            "填日期或月份；没有的填 /",
        )
    }

    pub(super) fn october(text: &str) -> Fault {
        Fault::new(
            Code::V10,
            format!("{}分不清是1月还是10月", quoted(text)),
            "分得清的月份",
            "写成“2023年10月”或“2023年1月”",
        )
    }

    pub(super) fn code(text: &str) -> Fault {
        let letters = fold(text).chars().filter(char::is_ascii_alphanumeric).count();
        let what = if letters == 18 {
            format!("{}是18位，像统一社会信用代码，不是项目代码", quoted(text))
        } else if letters == 20 {
            format!("{}不对：夹有字母，或者分段不对", quoted(text))
        } else {
            format!("{}位数不对（应有20位数字，现有{letters}位）", quoted(text))
        };
        Fault::new(
            Code::V05,
            what,
            "24位，按4、6、2、2、6位分段，中间用短横",
            "对照批复或备案证重填；还没有赋码的留空",
        )
    }

    pub(super) fn code_as_number() -> Fault {
        Fault::new(
            Code::V09,
            "被表格软件转成了数字，后几位已经丢失".to_owned(),
            "文本格式的24位代码",
            "先把单元格设为文本，再重填",
        )
    }

    pub(super) fn word(text: &str, known: &'static str) -> Fault {
        Fault::new(
            Code::V04,
            format!("{}不在词表里", quoted(text)),
            known,
            "用词表里的词；新的说法可运行 jianbao 认表 加进去",
        )
    }
}

/// One line; white space beside Han characters is a slip of the keyboard and goes.
pub(super) fn tidy(text: &str) -> String {
    let cleaned: String = text
        .chars()
        .filter(|c| !crate::value::text::is_invisible(*c))
        .collect();
    let mut out = String::with_capacity(cleaned.len());
    for word in cleaned.split_whitespace() {
        let plain = |c: char| c.is_ascii_alphanumeric();
        if out.ends_with(plain) && word.starts_with(plain) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A text in a message: short, in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let line = tidy(text);
    let short: String = line.chars().take(30).collect();
    if short.len() < line.len() {
        format!("“{short}…”")
    } else {
        format!("“{short}”")
    }
}
