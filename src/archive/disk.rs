//! The one door to the disk: every write goes through a [`Disk`], so that a test can fail or stop any of them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// What writing `output/` needs of a file system.
pub trait Disk: Sync {
    /// Makes a folder and those above it.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Makes a file with this content.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Copies a file's content.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Sees to it that a file's content outlasts a power cut.
    fn sync_file(&self, path: &Path) -> io::Result<()>;
    /// Syncs a folder's own entries.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// Renames a file or folder on the same file system; a folder never replaces one that is there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Swaps two names in one step. `Unsupported` where the system has no such step.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Takes a folder away with all that is in it.
    fn remove_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Takes a file away.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Forbids writing to a file.
    fn seal(&self, path: &Path) -> io::Result<()>;
}

/// The real one.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDisk;

impl Disk for SystemDisk {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        File::create(path)?.write_all(bytes)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut source = File::open(from)?;
        let mut target = File::create(to)?;
        io::copy(&mut source, &mut target).map(drop)
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        fs::OpenOptions::new().write(true).open(path)?.sync_all()
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        // Windows opens no folder as a file; its renames are journalled with the folder's entries.
        if cfg!(windows) {
            Ok(())
        } else {
            File::open(path)?.sync_all()
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(target_os = "linux")]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(io::Error::from)
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self, _one: &Path, _other: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn seal(&self, path: &Path) -> io::Result<()> {
        let mut permissions = fs::metadata(path)?.permissions();
        permissions.set_readonly(true);
        fs::set_permissions(path, permissions)
    }
}
