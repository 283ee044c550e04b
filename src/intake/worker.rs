//! A reading process from within: it limits itself, then does one job after another until nobody asks any more.

use std::io::{Read, Write};
use std::panic;
use std::path::Path;

use chrono::NaiveDate;

use super::job::{Answer, Job, Target, receive, send};
use super::{copies, file};
use crate::catalog::{Catalog, Limits};
use crate::error::reason;
use crate::finding::Findings;
use crate::narrative;
use crate::record::{self, Knowledge};

/// Serves jobs until the end of `jobs`: what the program's hidden command runs. It says nothing but its answers.
pub fn worker(mut jobs: impl Read, mut answers: impl Write) {
    // What a panic would print is the program's own business; the file it fell over is named by who asked.
    panic::set_hook(Box::new(|_| {}));
    let Ok(Some(Job::Begin { catalog, as_of })) = receive(&mut jobs) else {
        return;
    };
    limit(&catalog.limits);
    let knowledge = Knowledge::of(&catalog);
    while let Ok(Some(job)) = receive(&mut jobs) {
        let answer = match job {
            Job::Begin { .. } => return,
            Job::Read(target) => read(&target, &knowledge, &catalog.limits, as_of),
            Job::Narrate(target) => narrate(&target, &knowledge, &catalog, as_of),
        };
        if send(&answer, &mut answers).is_err() {
            return;
        }
    }
}

/// Takes from this process what it could take from the machine. On Windows who starts it does that.
fn limit(limits: &Limits) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let bytes = limits.read_memory_mib.saturating_mul(1 << 20);
        let most = |value| Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        // Where the system refuses, the watch over the time it takes is left.
        let _ = setrlimit(Resource::As, most(bytes));
        let _ = setrlimit(Resource::Core, most(0));
    }
    #[cfg(not(unix))]
    let _ = limits;
}

/// Reads a workbook. The same bytes must still lie there afterwards.
pub(super) fn read(target: &Target, knowledge: &Knowledge<'_>, limits: &Limits, as_of: NaiveDate) -> Answer {
    let path = Path::new(&target.path);
    let (submission, workbook) = match file::read(path, limits.file_bytes) {
        Ok(bytes) => record::read_with(knowledge, &bytes, &target.file, as_of),
        Err(error) => return Answer::Withheld(reason(&error)),
    };
    match file::sum(path, limits.file_bytes) {
        Ok(sum) if sum == submission.sha256 => {
            Answer::Submission(Box::new(submission), workbook.as_ref().and_then(copies::pack))
        }
        Ok(_) => Answer::Changed,
        Err(error) => Answer::Withheld(reason(&error)),
    }
}

/// Reads a narrative – or the workbook that a `.txt` or `.md` really is: the content says so, not the ending.
pub(super) fn narrate(
    target: &Target,
    knowledge: &Knowledge<'_>,
    catalog: &Catalog,
    as_of: NaiveDate,
) -> Answer {
    match file::read(Path::new(&target.path), catalog.limits.file_bytes) {
        Ok(bytes) if narrative::is_something_else(&bytes, &target.file) => {
            read(target, knowledge, &catalog.limits, as_of)
        }
        Ok(bytes) => {
            let mut findings = Findings::default();
            let narrative = narrative::read(&bytes, &target.file, catalog, &mut findings);
            Answer::Narrative(narrative.map(Box::new), findings)
        }
        Err(error) => Answer::Withheld(reason(&error)),
    }
}
