//! `jianbao.toml` over the preset.

#![no_main]

use jianbao::catalog::Catalog;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Catalog::load(Some(("jianbao.toml", text)));
});
