//! Web pages under `.xls`.

#![no_main]

use jianbao_fuzz::open;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    open(&[b"<html><table>", data, b"</table>"].concat(), "甲.xls");
});
