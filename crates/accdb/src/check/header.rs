//! Page 0, beyond what opening a file has checked already.

use super::report::{Leftover, Reporter};
use crate::error::{Malformed, Result};
use crate::format::header::mask;
use crate::format::ids::PageNo;
use crate::format::page::{Pages, View};

/// Where the maps of page 1 and the definitions of the four system tables are, in every file.
const BOOTSTRAP_AT: usize = 0x18;
const BOOTSTRAP: [u32; 6] = [0x100, 0x101, 2, 3, 4, 5];
/// Pairs of bytes, one for each user; a second byte of 0 says that a write was cut.
const COMMIT_PAIRS_AT: usize = 0xE00;
/// Creation dates from 1954 to 2119.
const CREATED: std::ops::Range<f64> = 20_000.0..80_000.0;

pub(super) fn check(pages: &dyn Pages, report: &mut Reporter) -> Result<()> {
    let no = PageNo(0);
    let mut clear = *pages.page(no)?;
    commit_pairs(clear.get(COMMIT_PAIRS_AT..).unwrap_or_default(), report);
    mask(&mut clear);
    bootstrap(View(&clear), report).map_err(|malformed| malformed.on(no))?;
    let created = View(&clear).array(0x72, "creation date").map_err(|malformed| malformed.on(no))?;
    let created = f64::from_le_bytes(created);
    if !CREATED.contains(&created) {
        report.warn(Leftover::Form, no, None, format!("the creation date {created} is odd"));
    }
    Ok(())
}

fn commit_pairs(pairs: &[u8], report: &mut Reporter) {
    for (number, pair) in pairs.as_chunks::<2>().0.iter().enumerate() {
        if let [first, 0] = pair {
            let what = format!("commit pair {number} is {first:02x} 00: a write was left unfinished");
            report.error(PageNo(0), None, what);
        }
    }
}

fn bootstrap(clear: View<'_>, report: &mut Reporter) -> Result<(), Malformed> {
    for (nth, expected) in BOOTSTRAP.into_iter().enumerate() {
        let at = BOOTSTRAP_AT + 4 * nth;
        let found = clear.u32(at, "place of a system table")?;
        if found != expected {
            let what = format!("the pointer at byte {at:#x} is {found:#x}, not {expected:#x}");
            report.error(PageNo(0), None, what);
        }
    }
    Ok(())
}
