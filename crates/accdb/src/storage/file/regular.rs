//! Opening what is a file and nothing else: a pipe would have its reader wait, a device would never end. In places of
//! our own a link is none either, since what it leads to is somebody else's.

use super::system;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

pub(crate) use system::Rights;

/// What is no regular file: a folder, a pipe, a device; in a place of our own a link.
#[derive(Debug, thiserror::Error)]
#[error("it is no regular file")]
struct NotRegular;

/// Whether an error of this module says that there is something, and no file.
pub(crate) fn is_no_file(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|source| source.is::<NotRegular>())
}

/// Opens a file, by whatever links lead to it.
pub(crate) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    check(&path.metadata()?)?;
    system::never_wait(options);
    opened(options, path)
}

/// Opens a file that is to be one of our own.
pub(crate) fn open_own(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    check(&path.symlink_metadata()?)?;
    system::never_follow(options);
    opened(options, path)
}

/// Makes a file of our own, open for reading and writing, where there is nothing yet.
pub(crate) fn create_own(options: &mut OpenOptions, path: &Path, rights: Rights) -> io::Result<File> {
    options.read(true).write(true).create_new(true);
    system::for_us_alone(options);
    let file = options.open(path)?;
    rights.give(&file);
    Ok(file)
}

/// It may have been replaced between the look and the opening.
fn opened(options: &OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}

fn check(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() { Ok(()) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, NotRegular)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(path: &Path, open: fn(&mut OpenOptions, &Path) -> io::Result<File>) -> io::Result<File> {
        open(OpenOptions::new().read(true), path)
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        for open in [open, open_own] {
            assert!(is_no_file(&reading(folder.path(), open).unwrap_err()));
        }
        assert!(!is_no_file(&reading(&folder.path().join("nothing"), open).unwrap_err()));
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_and_a_device_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        for path in [pipe.as_path(), Path::new("/dev/zero")] {
            assert!(is_no_file(&reading(path, open).unwrap_err()), "{}", path.display());
            assert!(is_no_file(&reading(path, open_own).unwrap_err()), "{}", path.display());
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_link_leads_to_a_file_but_not_in_a_place_of_our_own() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        std::fs::write(&file, b"x").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(reading(&link, open).is_ok());
        assert!(is_no_file(&reading(&link, open_own).unwrap_err()));
        assert!(reading(&file, open_own).is_ok());
        let made = create_own(&mut OpenOptions::new(), &link, Rights::ours());
        assert_eq!(made.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    #[cfg(unix)]
    fn what_is_made_is_for_us_alone_or_as_the_file_that_it_holds() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let [held, own, like] = ["held", "own", "like"].map(|name| folder.path().join(name));
        let file = create_own(&mut OpenOptions::new(), &held, Rights::ours()).unwrap();
        assert_eq!(mode(&held), 0o600);
        file.set_permissions(PermissionsExt::from_mode(0o664)).unwrap();
        create_own(&mut OpenOptions::new(), &own, Rights::ours()).unwrap();
        create_own(&mut OpenOptions::new(), &like, Rights::of(&file).unwrap()).unwrap();
        assert_eq!((mode(&own), mode(&like)), (0o600, 0o664));
    }
}
