//! Notes in Markdown and plain text, with their front matter.

#![no_main]

use jianbao::finding::Findings;
use jianbao::narrative;
use jianbao_fuzz::CATALOG;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for name in ["财政专班工作小结.md", "超化镇.txt"] {
        let mut findings = Findings::default();
        let read = narrative::read(data, name, &CATALOG, &mut findings);
        assert!(read.is_some() || !findings.0.is_empty());
    }
});
