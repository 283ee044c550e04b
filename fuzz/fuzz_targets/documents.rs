//! Word documents: the package as it comes, and the XML of its text.

#![no_main]

use jianbao::finding::Findings;
use jianbao::narrative;
use jianbao_fuzz::{CATALOG, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for bytes in [data.to_vec(), package(&[("word/document.xml", data)])] {
        let mut findings = Findings::default();
        let read = narrative::read(&bytes, "财政专班工作小结.docx", &CATALOG, &mut findings);
        assert!(read.is_some() || !findings.0.is_empty());
    }
});
