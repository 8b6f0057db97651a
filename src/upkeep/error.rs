//! What goes wrong with a backup, and with which file.

use std::io;
use std::path::{Path, PathBuf};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The engine or the file system refused something.
    #[error("{}", path.display())]
    At { path: PathBuf, source: accdb::Error },
    /// The walk over a whole file has found damage: the first finding, and how many there are.
    #[error("{} is damaged: {finding} ({findings} findings)", file.display())]
    Unsound { file: PathBuf, finding: String, findings: u64 },
    /// A copy of that many bytes has no room on its disk; nothing was written.
    #[error("there is no room for {}: {needed} bytes are needed, {free} are free", file.display())]
    NoRoom { file: PathBuf, needed: u64, free: u64 },
}

/// Names the file of an error of the engine.
pub(super) fn at(path: &Path) -> impl Fn(accdb::Error) -> Error + '_ {
    |source| Error::At { path: path.to_owned(), source }
}

/// Names file and action of an error of the file system.
pub(super) fn io_at<'p>(path: &'p Path, action: &'static str) -> impl Fn(io::Error) -> Error + 'p {
    move |source| at(path)(accdb::Error::Io { action, source })
}
