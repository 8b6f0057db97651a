//! What an I/O error says of where a file lies.

use std::io;

/// Whether a file can be got at, by the error of a call on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Somebody has it, or a part of it, for himself.
    Held,
    /// The file, or the folder or share it lies on, is not there.
    Away,
    Forbidden,
    /// Reading or writing itself failed.
    Disk,
}

impl Reach {
    pub fn of(error: &io::Error) -> Reach {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::ResourceBusy | Kind::WouldBlock => Reach::Held,
            Kind::NotFound
            | Kind::NotADirectory
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::NotConnected
            | Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::TimedOut
            | Kind::StaleNetworkFileHandle => Reach::Away,
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Reach::Forbidden,
            _ => error.raw_os_error().filter(|_| cfg!(windows)).map_or(Reach::Disk, of_windows),
        }
    }
}

/// Windows errors that have no kind of their own (winerror.h).
fn of_windows(code: i32) -> Reach {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    /// Device not ready, bad or unavailable network path, name, device or session.
    const AWAY: [i32; 10] = [21, 51, 53, 54, 55, 59, 64, 67, 1231, 1232];
    match code {
        SHARING_VIOLATION | LOCK_VIOLATION => Reach::Held,
        away if AWAY.contains(&away) => Reach::Away,
        _ => Reach::Disk,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_path_that_is_gone_and_a_file_that_is_shared_with_nobody_are_told_apart() {
        assert_eq!([53, 32, 1].map(of_windows), [Reach::Away, Reach::Held, Reach::Disk]);
        assert_eq!(Reach::of(&io::ErrorKind::PermissionDenied.into()), Reach::Forbidden);
    }
}
