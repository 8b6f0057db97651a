//! Holds a file the way another program does, to see what factulink makes of it.
//!
//! `hold FILE alone|shared|locked|desktop`: opens the file so that nobody else can, so that others may read and write
//! it too (as Access opens a database), with a lock on it (as factulink's own state has), or shared and with the
//! desktop, as whoever is logged on. Makes `FILE.held` once it has the file, and ends when somebody removes that.

use std::ffi::{OsString, c_void};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// After this long nobody is waiting any more.
const AT_MOST: Duration = Duration::from_secs(60);
/// FILE_SHARE_READ and FILE_SHARE_WRITE.
const READ_AND_WRITE: u32 = 1 | 2;

#[link(name = "user32")]
unsafe extern "system" {
    safe fn GetDesktopWindow() -> *mut c_void;
}

fn main() -> io::Result<()> {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let [file, how] = args.as_slice() else {
        return Err(io::Error::other("hold FILE alone|shared|locked|desktop"));
    };
    let _held = hold(Path::new(file), &how.to_string_lossy())?;
    let mut sign = file.clone();
    sign.push(".held");
    let sign = PathBuf::from(sign);
    std::fs::write(&sign, "")?;
    let start = Instant::now();
    while sign.exists() && start.elapsed() < AT_MOST {
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn hold(file: &Path, how: &str) -> io::Result<File> {
    let share_mode = if how == "alone" { 0 } else { READ_AND_WRITE };
    let file = OpenOptions::new().read(true).write(true).share_mode(share_mode).open(file)?;
    match how {
        "alone" | "shared" => {}
        "locked" => file.try_lock()?,
        // A thread that has asked for it keeps it.
        "desktop" => _ = GetDesktopWindow(),
        other => return Err(io::Error::other(format!("'{other}' is not a way to hold a file"))),
    }
    Ok(file)
}
