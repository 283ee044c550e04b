//! What can go wrong on our side. A bad workbook is a finding, never an error.

use std::io;
use std::path::{Path, PathBuf};

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Every text is a plain Chinese sentence that says what to do; no text of a library underneath is printed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{doing} {}：{cause}", path.display())]
    Disk {
        /// 读不了, 写不了, 建不了 …
        doing: &'static str,
        /// Which one.
        path: PathBuf,
        /// The system's reason in our words.
        cause: String,
        /// The system's own error.
        #[source]
        source: io::Error,
    },
    /// A configuration or catalog file that does not say what it should.
    #[error("{file} 第{line}行：{problem}")]
    Config {
        /// `jianbao.toml` or `catalog/units.toml`.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong and the nearest right word.
        problem: String,
    },
    /// A template that does not load or render.
    #[error("{file} 第{line}行：{problem}")]
    Template {
        /// `templates/bulletin.html`.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong and what is available.
        problem: String,
    },
    /// A command that cannot do its work: the sentence says why and what to do.
    #[error("{0}")]
    Refused(String),
}

impl Error {
    /// A failure of the disk, with the system's reason in our words.
    pub fn disk(doing: &'static str, path: &Path, source: io::Error) -> Error {
        Error::Disk {
            doing,
            path: path.to_path_buf(),
            cause: reason(&source),
            source,
        }
    }
}

/// The system's reason, by kind; its own English is never printed.
pub fn reason(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let said = match error.kind() {
        Kind::NotFound => "找不到",
        Kind::PermissionDenied => "没有权限，或文件正被别的程序打开",
        Kind::AlreadyExists => "已经有同名的文件",
        Kind::StorageFull => "磁盘满了；清出空间后再运行一次",
        Kind::QuotaExceeded => "超过了磁盘配额；清出空间后再运行一次",
        Kind::ReadOnlyFilesystem => "所在磁盘只能读不能写",
        Kind::FileTooLarge => "文件太大",
        Kind::ResourceBusy | Kind::ExecutableFileBusy => "正被别的程序占用",
        Kind::NotADirectory => "上一级不是文件夹",
        Kind::IsADirectory => "是文件夹，不是文件",
        Kind::InvalidFilename => "文件名不合系统的要求，或太长",
        Kind::TimedOut => "等了太久没有回应，网络盘可能断了",
        Kind::Interrupted => "被打断；再运行一次",
        Kind::UnexpectedEof => "文件不完整，可能还在复制",
        Kind::OutOfMemory => "内存不够",
        Kind::StaleNetworkFileHandle | Kind::NetworkDown | Kind::HostUnreachable | Kind::ConnectionReset => {
            "网络盘断了；连上后再运行一次"
        }
        _ => {
            return error.raw_os_error().map_or_else(
                || "系统没有说明原因".to_owned(),
                |code| format!("系统错误 {code}"),
            );
        }
    };
    said.to_owned()
}
