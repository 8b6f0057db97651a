//! A library that panics where it cannot write: the disk's failure, and no bug of the program.

use std::cell::Cell;
#[cfg(feature = "xlsx")]
use std::{
    any::Any,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
};

thread_local! {
    static SPARED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread is caught and told as an error, so that there is no bug to report.
pub fn is_spared() -> bool {
    SPARED.get()
}

/// Calls the library; its panic is an error. What it worked on must not be used after one.
#[cfg(feature = "xlsx")]
pub(super) fn spared<T>(call: impl FnOnce() -> T) -> io::Result<T> {
    let before = SPARED.replace(true);
    let called = catch_unwind(AssertUnwindSafe(call));
    SPARED.set(before);
    called.map_err(|reason| io::Error::other(message(&*reason)))
}

#[cfg(feature = "xlsx")]
fn message(reason: &(dyn Any + Send)) -> String {
    let text = reason.downcast_ref::<String>().cloned();
    text.or_else(|| reason.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

#[cfg(all(test, feature = "xlsx"))]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_only_while_it_is_expected() {
        assert!(!is_spared());
        let ended = spared(|| std::panic::resume_unwind(Box::new("the disk is full".to_owned())));
        assert_eq!(
            ended.map_err(|error: io::Error| error.to_string()),
            Err::<(), _>("the disk is full".to_owned())
        );
        assert!(!is_spared());
        assert!(spared(is_spared).expect("no panic"));
    }
}
