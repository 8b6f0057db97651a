//! What happens when the program finds a bug in itself: a report file, two sentences, code 99.

use super::exit;
use std::backtrace::Backtrace;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::{Path, PathBuf};

/// Carries out a call of the program. A panic in it is a bug: the user gets a message of our own, the makers a report
/// in `folder`, and the code is 99.
pub fn guarded(folder: PathBuf, call: impl FnOnce() -> u8) -> u8 {
    install(folder);
    // Nothing of what the call has worked on is looked at again.
    panic::catch_unwind(AssertUnwindSafe(call)).unwrap_or(exit::INTERNAL)
}

fn install(folder: PathBuf) {
    panic::set_hook(Box::new(move |info| {
        let report = report(info);
        let message = match save(&folder, &report) {
            Ok(file) => message(&file.display().to_string()),
            Err(_) => message("-") + &report,
        };
        let _ = io::stderr().write_all(message.as_bytes());
    }));
}

fn message(report: &str) -> String {
    format!(
        "error: factulink has found a bug in itself and stopped (99 internal). The report is in: {report}\n\
         error: factulink ha encontrado un fallo propio y se ha detenido (99 internal). El informe está en: {report}\n"
    )
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let backtrace = Backtrace::force_capture();
    format!(
        "factulink {} on {} {}\n{info}\n\n{backtrace}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

/// Writes into the first `factulink-panic-N.txt` that is not there yet.
fn save(folder: &Path, report: &str) -> io::Result<PathBuf> {
    for number in 1.. {
        let file = folder.join(format!("factulink-panic-{number}.txt"));
        match OpenOptions::new().write(true).create_new(true).open(&file) {
            Ok(mut out) => return out.write_all(report.as_bytes()).map(|()| file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_gets_a_file_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = save(folder.path(), "one").expect("saved");
        let second = save(folder.path(), "two").expect("saved");
        assert_ne!(first, second);
        assert_eq!(std::fs::read_to_string(first).expect("text"), "one");
    }
}
