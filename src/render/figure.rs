//! Figures that only pages print: exact amounts and counts. All others are those of `bulletin::wording`.

use crate::value::Wanyuan;

/// `17,761.8`: 万元 to the last yuan, for whoever adds them up again.
pub(super) fn exact(amount: Wanyuan) -> String {
    let yuan = i128::from(amount.yuan());
    let whole = grouped(yuan.abs() / 10_000);
    let decimals = format!("{:04}", yuan.abs() % 10_000);
    let decimals = decimals.trim_end_matches('0');
    let text = if decimals.is_empty() {
        whole
    } else {
        format!("{whole}.{decimals}")
    };
    signed(yuan < 0, &text)
}

/// `12,345`
pub(super) fn count(number: i64) -> String {
    signed(number < 0, &grouped(i128::from(number).abs()))
}

fn signed(negative: bool, text: &str) -> String {
    if negative {
        format!("-{text}")
    } else {
        text.to_owned()
    }
}

fn grouped(number: i128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_amounts_keep_every_yuan() {
        for (yuan, text) in [
            (177_618_000, "17,761.8"),
            (-1, "-0.0001"),
            (0, "0"),
            (31_498_559_000, "3,149,855.9"),
        ] {
            assert_eq!(exact(Wanyuan::from_yuan(yuan)), text);
        }
        assert_eq!(count(-12_345), "-12,345");
    }
}
