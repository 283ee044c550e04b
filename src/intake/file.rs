//! Reading one file's bytes so that they are one version of it: never a link or a pipe, never half a copy.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::value::sha256_of;

/// A file changed more lately than this may still be being copied.
const SETTLED: Duration = Duration::from_secs(2);

/// The bytes of a regular file, at most so many and one more. A link is not followed and a pipe not waited for, even
/// where it took a file's place after the folder was walked.
pub(super) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The sum of a file as it lies there now; an error where it is larger.
pub(super) fn sum(path: &Path, most: u64) -> io::Result<String> {
    let (sum, size) = sha256_of(open(path)?.take(most + 1))?;
    if size > most {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(sum)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::from(io::ErrorKind::InvalidInput))
    }
}

/// What tells one version of a file from the next without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    size: u64,
    modified: Option<std::time::SystemTime>,
}

impl Version {
    /// Of a file as it lies there now; `None` where it is gone.
    pub(super) fn of(path: &Path) -> Option<Version> {
        path.symlink_metadata().ok().map(|about| Version::from(&about))
    }

    /// Its length in bytes.
    pub(super) fn size(self) -> u64 {
        self.size
    }

    /// May it still be being copied?
    pub(super) fn is_young(self) -> bool {
        self.remaining().is_some()
    }

    /// How long until it is no longer young. A time in the future is a wrong clock, not a copy.
    fn remaining(self) -> Option<Duration> {
        let age = self.modified?.elapsed().ok()?;
        SETTLED.checked_sub(age).filter(|rest| !rest.is_zero())
    }
}

impl From<&Metadata> for Version {
    fn from(about: &Metadata) -> Version {
        Version {
            size: about.len(),
            modified: about.modified().ok(),
        }
    }
}

/// Waits until a young file has kept its size and time for two seconds; `false` where it goes on changing.
pub(super) fn settle(path: &Path) -> bool {
    const PATIENCE: usize = 5;
    for _ in 0..PATIENCE {
        let before = Version::of(path);
        let Some(rest) = before.and_then(Version::remaining) else {
            return true;
        };
        thread::sleep(rest);
        if Version::of(path) == before {
            return true;
        }
    }
    false
}
