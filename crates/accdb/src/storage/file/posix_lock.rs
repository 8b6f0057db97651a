//! Locks on ranges of bytes (`fcntl`), as Samba and Wine take them for Access: on Linux another world than `flock`.
//!
//! A lock here covers every byte there can be, so that it meets whatever range somebody else holds. It belongs to the
//! open file and not to the process, which would lose it whenever any handle on the same file is closed.

use std::fs::File;
use std::io;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod system {
    use super::{File, io};

    /// Elsewhere the two kinds meet, or such a lock belongs to the process.
    pub fn look(_: &File) -> io::Result<()> {
        Ok(())
    }

    pub fn take(_: &File) -> io::Result<()> {
        Ok(())
    }

    pub fn give_back(_: &File) {}
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod system {
    use super::{File, io};
    use nix::errno::Errno;
    use nix::fcntl::{FcntlArg, fcntl};
    use nix::libc;

    /// Fails with `WouldBlock` where somebody holds a range.
    pub fn look(file: &File) -> io::Result<()> {
        match holder(file)? {
            Some(_) => Err(io::ErrorKind::WouldBlock.into()),
            None => Ok(()),
        }
    }

    /// Takes every byte; fails with `WouldBlock` where somebody holds one.
    pub fn take(file: &File) -> io::Result<()> {
        match fcntl(file, FcntlArg::F_OFD_SETLK(&every_byte(libc::F_WRLCK))) {
            Err(Errno::EAGAIN | Errno::EACCES) => look(file),
            Err(error) if is_without(error) => Ok(()),
            taken => Ok(taken.map(drop)?),
        }
    }

    /// A failure is no harm: closing the file follows.
    pub fn give_back(file: &File) {
        let _ = fcntl(file, FcntlArg::F_OFD_SETLK(&every_byte(libc::F_UNLCK)));
    }

    /// The process that holds a range, -1 where it is not told. On a share both kinds of locks are one, and ours of the
    /// other kind is told as our own.
    fn holder(file: &File) -> io::Result<Option<libc::pid_t>> {
        let mut found = every_byte(libc::F_WRLCK);
        match fcntl(file, FcntlArg::F_OFD_GETLK(&mut found)) {
            Err(error) if is_without(error) => return Ok(None),
            asked => asked?,
        };
        let is_free = libc::c_int::from(found.l_type) == libc::F_UNLCK;
        let is_ours = u32::try_from(found.l_pid).is_ok_and(|holder| holder == std::process::id());
        Ok((!is_free && !is_ours).then_some(found.l_pid))
    }

    /// Where there are no such locks, nobody holds one.
    fn is_without(error: Errno) -> bool {
        [Errno::EINVAL, Errno::ENOSYS, Errno::EOPNOTSUPP].contains(&error)
    }

    fn every_byte(kind: libc::c_int) -> libc::flock {
        libc::flock {
            l_type: kind.try_into().unwrap_or_default(),
            l_whence: libc::SEEK_SET.try_into().unwrap_or_default(),
            l_start: 0,
            l_len: 0,
            l_pid: 0,
        }
    }
}

pub use system::{give_back, look, take};

#[cfg(test)]
mod tests {
    use crate::error::Error;
    use crate::storage::FileStorage;
    use std::io::{BufRead, BufReader};
    use std::path::Path;
    use std::process::{Command, Stdio};

    /// Another process that locks one byte, as Samba does for Access, until its standard input ends.
    const HOLDER: &str = "import fcntl, sys; file = open(sys.argv[1], 'r+b'); \
         fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 0x10000001); print('held', flush=True); sys.stdin.read()";

    /// `None` where there is no Python to play it.
    fn held_by_another<T>(path: &Path, meanwhile: impl FnOnce() -> T) -> Option<T> {
        let mut command = Command::new("python3");
        let mut holder = command
            .args(["-c", HOLDER])
            .arg(path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(holder.stdout.take()?).read_line(&mut line).ok()?;
        assert_eq!(line, "held\n");
        let done = meanwhile();
        drop(holder.stdin.take());
        holder.wait().ok()?;
        Some(done)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_range_that_another_program_holds_keeps_a_writer_out_and_no_reader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.accdb");
        std::fs::write(&path, b"x").unwrap();
        let held = held_by_another(&path, || {
            assert!(matches!(FileStorage::open_exclusive(&path), Err(Error::InUse)));
            assert!(FileStorage::has_writer(&path).unwrap() && FileStorage::is_held(&path).unwrap());
            FileStorage::open_shared(&path).unwrap();
        });
        if held.is_none() {
            println!("skipped: there is no python3 to hold a lock");
        }
        assert!(!FileStorage::has_writer(&path).unwrap() && !FileStorage::is_held(&path).unwrap());
        FileStorage::open_exclusive(&path).unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_writer_holds_every_byte_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.accdb");
        std::fs::write(&path, b"x").unwrap();
        let writer = FileStorage::open_exclusive(&path).unwrap();
        // Another handle of this process closes, which would end a lock of the process.
        drop(std::fs::File::open(&path).unwrap());
        let other = std::fs::File::options().read(true).write(true).open(&path).unwrap();
        assert!(super::take(&other).is_err());
        drop(writer);
        super::take(&other).unwrap();
    }
}
