//! Amounts and shares as people write them.

#![no_main]

use jianbao::value::{Decimal, Scale, parse_amount, parse_rate};
use jianbao_fuzz::CATALOG;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let about = &CATALOG.words.about;
    for scale in [Scale::Yuan, Scale::Wan, Scale::Yi] {
        let _ = parse_amount(text, scale, about);
    }
    let _ = (parse_rate(text, true, about), parse_rate(text, false, about));
    if let Ok(number) = text.trim().parse::<f64>() {
        let _ = Decimal::of_number(number).and_then(|decimal| decimal.amount(Scale::Yi));
    }
});
