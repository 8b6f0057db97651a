//! What can be seen of a company's file without opening it as a database: where it lies, who is in it, which rights
//! there are. Nothing is changed, but for a file without a name, or of a moment, where the right to make files is
//! tried.

use super::error::{Error, Result};
use crate::files;
use std::fs::OpenOptions;
use std::io;
use std::path::{Component, Path, Prefix};

pub use accdb::{SharedSession, SharedUser};

/// Who is in a shared session of Access, by the `.laccdb` beside the file; `None` where there is none.
pub fn shared_session(file: &Path) -> Result<Option<SharedSession>> {
    accdb::shared_session(file).map_err(|error| Error::engine(&file.display().to_string(), error))
}

/// Whether a write of ours was interrupted and waits for being undone by whoever opens the file next.
pub fn is_recovery_pending(file: &Path) -> Result<bool> {
    accdb::is_recovery_pending(file).map_err(|error| Error::engine(&file.display().to_string(), error))
}

/// The same, and makes sure that it can be undone; a journal that the next to open the file will refuse is an error.
pub fn check_recovery(file: &Path) -> Result<bool> {
    accdb::check_recovery(file).map_err(|error| Error::engine(&file.display().to_string(), error))
}

/// Whether this account may write to a file; the file stays as it is.
pub fn may_write(file: &Path) -> Result<()> {
    let opened = files::open_as(OpenOptions::new().read(true).write(true), file);
    opened.map(drop).map_err(at(file, "opening the file for writing"))
}

/// Whether this account may make files in a folder, and remove them; where the folder is not there yet, in the nearest
/// one above it.
pub fn takes_files(folder: &Path) -> Result<()> {
    let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    tempfile::tempfile_in(there).map(drop).map_err(at(there, "making a file in the folder"))
}

/// The same of a folder that has to be there already.
pub fn is_there_and_takes_files(folder: &Path) -> Result<()> {
    folder.metadata().map_err(at(folder, "looking for the folder"))?;
    takes_files(folder)
}

fn at<'p>(path: &'p Path, action: &'static str) -> impl Fn(io::Error) -> Error + 'p {
    move |source| Error::engine(&path.display().to_string(), accdb::Error::Io { action, source })
}

/// What about the place of a file may make trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    Local,
    /// `\\server\share`.
    Share,
    /// A drive letter that stands for a share, which only the session knows that mapped it.
    Mapped,
    /// A folder that another program keeps in step with the internet, and may lock or replace files in.
    Synced,
}

impl Location {
    /// Where a file, which need not be there, or its folder lies.
    pub fn of(path: &Path) -> Location {
        let real = path.ancestors().find_map(|path| path.canonicalize().ok());
        Location::told_by(path, real.as_deref().unwrap_or(path))
    }

    /// `real` is the same place with every link and letter followed.
    fn told_by(path: &Path, real: &Path) -> Location {
        let prefix = |path: &Path| match path.components().next() {
            Some(Component::Prefix(prefix)) => {
                Some(matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)))
            }
            _ => None,
        };
        match (prefix(path), prefix(real)) {
            _ if is_synced(path) || is_synced(real) => Location::Synced,
            (Some(true), _) => Location::Share,
            (Some(false), Some(true)) => Location::Mapped,
            _ => Location::Local,
        }
    }
}

/// Programs that keep a folder in step, as the folder's name begins.
const SYNCING: [&str; 5] = ["onedrive", "dropbox", "google drive", "icloud", "nextcloud"];

fn is_synced(path: &Path) -> bool {
    let folders = path.parent().into_iter().flat_map(Path::components);
    let mut names = folders.map(|folder| folder.as_os_str().to_string_lossy().to_lowercase());
    names.any(|name| SYNCING.iter().any(|program| name.starts_with(program)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_syncing_programs_are_known_by_their_names() {
        for path in ["/home/ana/OneDrive - Oficit/FS/0012026.accdb", "/srv/Dropbox/0012026.accdb"] {
            assert_eq!(Location::told_by(Path::new(path), Path::new(path)), Location::Synced, "{path}");
        }
        for path in ["/srv/FS/onedrive.accdb", "/srv/FS/0012026.accdb"] {
            assert_eq!(Location::told_by(Path::new(path), Path::new(path)), Location::Local, "{path}");
        }
    }

    #[test]
    #[cfg(windows)]
    fn a_letter_that_leads_to_a_share_is_mapped() {
        let told = |path: &str, real: &str| Location::told_by(Path::new(path), Path::new(real));
        assert_eq!(told(r"V:\FS\x.accdb", r"\\?\UNC\servidor\datos\FS\x.accdb"), Location::Mapped);
        assert_eq!(told(r"\\servidor\datos\x.accdb", r"\\?\UNC\servidor\datos\x.accdb"), Location::Share);
        assert_eq!(told(r"C:\FS\x.accdb", r"\\?\C:\FS\x.accdb"), Location::Local);
    }

    #[test]
    fn trying_a_folder_leaves_nothing_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        takes_files(folder.path()).expect("it takes files");
        takes_files(&folder.path().join("not/there/yet")).expect("the nearest one does");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
