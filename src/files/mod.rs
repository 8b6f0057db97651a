//! Files as such: opened only where they are files, read up to a bound, known by what they are and not by their names.
//!
//! A pipe would have its reader wait, a device never end. What is ours is made for this account alone, and a link in
//! its place is none of ours. A leaf: it knows nothing of what is in a file, nor words for people.

mod identity;
#[cfg(unix)]
#[path = "unix.rs"]
mod system;
#[cfg(windows)]
#[path = "windows.rs"]
mod system;

pub use identity::FileIdentity;

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Opens a file for reading, by whatever links lead to it.
pub fn open(path: &Path) -> io::Result<File> {
    open_as(OpenOptions::new().read(true), path)
}

/// Opens a file that is there, in whatever way.
pub fn open_as(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    check(&path.metadata()?)?;
    system::never_wait(options);
    opened(options, path)
}

/// Opens a file of our own that is there; one behind a link, or that has a second name, is not.
pub fn open_own(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let metadata = path.symlink_metadata()?;
    check(&metadata)?;
    if system::names(&metadata) > 1 {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it has another name, too"));
    }
    system::never_follow(options);
    opened(options, path)
}

/// Makes an empty file of our own where there is nothing yet.
pub fn create_own(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.create_new(true);
    system::for_us_alone(options);
    options.open(path)
}

/// Makes a folder of our own and those above it that are not there yet; one that is there stays as it is.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    system::folder_for_us_alone(&mut builder);
    builder.create(path)
}

/// The whole of a file that has at most `limit` bytes; a longer one is an error of the kind `FileTooLarge`.
pub fn read_up_to(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|read| read > limit) {
        let text = format!("it has more than {} MiB, the most that is read", limit >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
    }
    Ok(bytes)
}

/// Whether there is a regular file; an error for anything else that is there.
pub fn check(metadata: &Metadata) -> io::Result<()> {
    match metadata.is_file() {
        true => Ok(()),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")),
    }
}

/// It may have been replaced between the look and the opening.
fn opened(options: &OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{MetadataExt, symlink};

    fn mode(path: &Path) -> u32 {
        path.metadata().expect("there").mode() & 0o777
    }

    #[test]
    fn pipes_devices_and_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
        for path in [pipe.as_path(), folder.path(), Path::new("/dev/zero")] {
            assert_eq!(open(path).expect_err("no file").kind(), io::ErrorKind::InvalidInput);
            assert!(open_own(OpenOptions::new().read(true), path).is_err());
            assert!(read_up_to(path, 10).is_err());
        }
    }

    #[test]
    fn what_is_ours_is_for_us_alone_and_never_somebody_elses() {
        let folder = tempfile::tempdir().expect("a folder");
        let [file, link, twin] = ["file", "link", "twin"].map(|name| folder.path().join(name));
        create_own(OpenOptions::new().write(true), &file).expect("made");
        make_folder(&folder.path().join("a/b")).expect("made");
        let modes = [&file, &folder.path().join("a"), &folder.path().join("a/b")].map(|path| mode(path));
        assert_eq!(modes, [0o600, 0o700, 0o700]);
        assert!(open_own(OpenOptions::new().append(true), &file).is_ok());
        symlink(&file, &link).expect("linked");
        assert!(open(&link).is_ok());
        for place in [&link, &file] {
            // With its twin the file itself has two names.
            let made = create_own(OpenOptions::new().write(true), place);
            assert_eq!(made.expect_err("there").kind(), io::ErrorKind::AlreadyExists);
            fs::hard_link(&file, &twin).unwrap_or_default();
            assert!(open_own(OpenOptions::new().append(true), place).is_err());
        }
    }

    #[test]
    fn a_file_past_the_bound_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("x");
        fs::write(&file, vec![b'x'; (1 << 20) + 1]).expect("written");
        assert_eq!(read_up_to(&file, (1 << 20) + 1).expect("read").len(), (1 << 20) + 1);
        let error = read_up_to(&file, 1 << 20).expect_err("too long");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert!(error.to_string().contains("1 MiB"), "{error}");
    }
}
