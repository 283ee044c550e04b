//! A reading process from outside: started, asked, watched, thrown away.

use std::io;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;

use super::job::{Answer, Job, receive, send};
use crate::catalog::Catalog;

/// How a job ended.
pub(super) enum Verdict {
    /// With an answer.
    Answered(Answer),
    /// The process took too long and was ended.
    TooLong,
    /// It wanted more memory than it may have.
    TooMuch,
    /// It fell.
    Fell,
}

/// What every reading process of a build is given.
pub(super) struct Setting<'s> {
    pub(super) program: &'s Path,
    pub(super) catalog: &'s Catalog,
    pub(super) as_of: NaiveDate,
}

/// A running process.
struct Running {
    child: Child,
    jobs: ChildStdin,
    answers: Receiver<Answer>,
    has_worked: bool,
    #[cfg(windows)]
    _job: Option<win32job::Job>,
}

/// A place where one process runs at a time; a new one after each that fell or met a file it could not read.
pub(super) struct Seat<'s> {
    setting: &'s Setting<'s>,
    running: Option<Running>,
}

impl<'s> Seat<'s> {
    /// An empty place.
    pub(super) fn new(setting: &'s Setting<'s>) -> Seat<'s> {
        Seat {
            setting,
            running: None,
        }
    }

    /// Has one job done.
    pub(super) fn ask(&mut self, job: &Job) -> io::Result<Verdict> {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => Running::start(self.setting)?,
        };
        let time = Duration::from_secs(self.setting.catalog.limits.read_seconds.max(1));
        // A process that is already gone shows below, in what it answers.
        let _ = send(job, &mut running.jobs);
        match running.answers.recv_timeout(time) {
            Ok(answer) => {
                let is_sound = match &answer {
                    Answer::Submission(submission, _) => submission.format.is_some(),
                    Answer::Narrative(narrative, _) => narrative.is_some(),
                    Answer::Changed | Answer::Withheld(_) => true,
                };
                running.has_worked = true;
                if is_sound {
                    self.running = Some(running);
                }
                Ok(Verdict::Answered(answer))
            }
            Err(RecvTimeoutError::Timeout) => Ok(Verdict::TooLong),
            // What was read before may have left it short of memory: a fresh one tries once more.
            Err(RecvTimeoutError::Disconnected) if running.has_worked => {
                drop(running);
                self.ask(job)
            }
            Err(RecvTimeoutError::Disconnected) => Ok(running.verdict()),
        }
    }
}

impl Running {
    fn start(setting: &Setting<'_>) -> io::Result<Running> {
        let mut child = Command::new(setting.program)
            .arg(super::WORKER_COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(mut jobs), Some(mut stream)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::from(io::ErrorKind::BrokenPipe));
        };
        #[cfg(windows)]
        let job = confine(&child, setting.catalog.limits.read_memory_mib);
        let begin = Job::Begin {
            catalog: Box::new(setting.catalog.clone()),
            as_of: setting.as_of,
        };
        let _ = send(&begin, &mut jobs);
        let (answered, answers) = channel();
        thread::spawn(move || {
            while let Ok(Some(answer)) = receive(&mut stream) {
                if answered.send(answer).is_err() {
                    return;
                }
            }
        });
        Ok(Running {
            child,
            jobs,
            answers,
            has_worked: false,
            #[cfg(windows)]
            _job: job,
        })
    }

    /// Why it is gone.
    fn verdict(mut self) -> Verdict {
        let status = self.child.wait();
        #[cfg(unix)]
        {
            use std::os::unix::process::ExitStatusExt;
            // Rust aborts where memory is refused; the system kills where there is none left.
            if matches!(status.as_ref().map(ExitStatusExt::signal), Ok(Some(6 | 9))) {
                return Verdict::TooMuch;
            }
        }
        #[cfg(windows)]
        {
            /// How Windows reports an abort, `STATUS_STACK_BUFFER_OVERRUN`.
            const ABORTED: i32 = 0xC000_0409_u32.cast_signed();
            if status.is_ok_and(|status| status.code() == Some(ABORTED)) {
                return Verdict::TooMuch;
            }
        }
        Verdict::Fell
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps a process within its share of the real memory – one that wants more is slow and meets the time limit –, and
/// ends it when this one ends.
#[cfg(windows)]
fn confine(child: &Child, mebibytes: u64) -> Option<win32job::Job> {
    use std::os::windows::io::AsRawHandle;
    let most = usize::try_from(mebibytes.saturating_mul(1 << 20)).unwrap_or(usize::MAX);
    let mut limits = win32job::ExtendedLimitInfo::new();
    limits
        .limit_kill_on_job_close()
        .limit_working_memory(1 << 20, most);
    let job = win32job::Job::create_with_limit_info(&limits).ok()?;
    job.assign_process(child.as_raw_handle() as isize).ok()?;
    Some(job)
}
