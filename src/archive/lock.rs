//! One writer at a time: a lock that the system itself lets go when its holder ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::time::Duration;

use super::{Layout, broken};
use crate::error::{Error, Result};

/// How often a held lock is asked for again, and after how long: a second in all.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// Held while `output/` is written.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Takes the lock, or says who holds it.
pub(super) fn take(layout: &Layout) -> Result<Lock> {
    let path = layout.lock();
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| broken("写不了", &path, error))?;
    match patiently(&file) {
        Ok(()) => {
            // Who holds it is only for the message; a share that cannot be written is found out soon enough.
            let _ = file.set_len(0);
            let _ = write!(file, "{}", std::process::id());
            Ok(Lock { _file: file })
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // On Windows a locked file cannot be read either.
            let _ = file.read_to_string(&mut holder);
            let who = if holder.is_empty() {
                String::new()
            } else {
                format!("（进程 {}）", holder.trim())
            };
            Err(Error::Refused(format!(
                "另一个 jianbao 正在写 {}{who}。等它结束，或确认它已中断后再试",
                layout.root.display()
            )))
        }
        // Some network shares know no locks; two writers there are kept apart by the one rename that wins.
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
            Ok(Lock { _file: file })
        }
        Err(TryLockError::Error(error)) => Err(broken("锁不了", &path, error)),
    }
}

/// Another run may be about to end: it is waited for, but not for long.
fn patiently(file: &File) -> std::result::Result<(), TryLockError> {
    for _ in 0..ATTEMPTS {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            other => return other,
        }
    }
    file.try_lock()
}
