//! A drop folder read, consolidated and checked, in this process.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use jianbao::catalog::Catalog;
use jianbao::finding::Findings;
use jianbao::intake::{self, Reader};
use jianbao::ledger::{self, Ledger, Period};
use jianbao::rollcall::{self, Past, RollCall};
use jianbao::rule::{self, Scene};

/// What a first issue makes of a folder.
pub(crate) struct Read {
    pub(crate) ledger: Ledger,
    pub(crate) rollcall: RollCall,
    pub(crate) findings: Findings,
}

/// Reads `input` as the first issue there is.
pub(crate) fn read(input: &Path, catalog: &Catalog, as_of: NaiveDate) -> Read {
    let mut findings = Findings::default();
    let folder = intake::gather(input).unwrap();
    let intake = intake::read_all(&folder, &Reader::InProcess, catalog, as_of, &(), &mut findings).unwrap();
    let (submissions, past) = (&intake.submissions, Past::default());
    let (asides, narratives) = (&intake.asides, &intake.narratives);
    let rollcall = rollcall::call(
        catalog,
        submissions,
        asides,
        narratives,
        &past,
        as_of,
        &mut findings,
    );
    let period = Period {
        year: as_of.year(),
        number: 1,
        as_of,
    };
    let ledger = ledger::consolidate(catalog, submissions, &rollcall, None, &period, &mut findings).ledger;
    let scene = Scene {
        catalog,
        submissions,
        rollcall: &rollcall,
        ledger: &ledger,
        previous: None,
        as_of,
        is_whole_week: true,
    };
    rule::check_all(&scene, &mut findings);
    rule::settle(&scene, None, &mut findings).unwrap();
    Read {
        ledger,
        rollcall,
        findings,
    }
}
