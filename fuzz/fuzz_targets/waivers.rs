//! `waivers.toml`.

#![no_main]

use jianbao::finding::{Findings, Waivers};
use jianbao_fuzz::as_of;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(waivers) = Waivers::parse(text, "waivers.toml") {
        waivers.apply(as_of(), &mut Findings::default());
    }
});
