//! The Access file behind a connection, as a whole: its length, its soundness, its copy.
//!
//! The driver knows nothing of this; our own engine does it. The caller has closed its own connection before.

use crate::domain::SupplierOrder;
use crate::store::native::NativeStore;
use crate::store::{Error, Leftovers, OrderTarget, PushRefused, Result, WhatNow, WholeFile};
use chrono::NaiveDate;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

/// How often a copy is begun anew that others have written into the file of.
const TIMES: u32 = 3;

pub(super) fn byte_count(path: &Path) -> Result<u64> {
    NativeStore::open_read(path)?.byte_count()
}

pub(super) fn check(path: &Path) -> Result<Leftovers> {
    NativeStore::look(path)?.check()
}

/// Has our own engine do all of it but the commit; tells whether it can. Only what an order is refused for counts: what
/// is in the engine's own way is not in the driver's.
pub(super) fn rehearse(path: &Path, batch: &[&SupplierOrder], today: NaiveDate) -> Result<bool, PushRefused> {
    let mut own = match NativeStore::open_read(path) {
        Ok(own) => own,
        Err(error) => return Ok(cannot(&error)),
    };
    match own.rehearse_orders(batch, today) {
        Ok(()) => Ok(true),
        Err(refused) if refused.error.what_now() == WhatNow::Park => Err(refused),
        Err(refused) => Ok(cannot(&refused.error)),
    }
}

fn cannot(error: &Error) -> bool {
    log::debug!("no rehearsal by our own engine: {error}");
    false
}

/// Copies the file. Where nobody else has it open, it is kept so meanwhile. Where somebody has, the copy counts only if
/// it is sound and the file, read once more, is still the same to the byte; else it is tried later, and nothing is
/// written before.
pub(super) fn back_up(path: &Path, to: &Path, wait: &dyn Fn(Duration)) -> Result<()> {
    match NativeStore::open_write(path) {
        Ok(mut alone) => alone.back_up(to),
        Err(Error::Busy { .. }) => among_others(path, to, wait),
        Err(error) => Err(error),
    }
}

fn among_others(path: &Path, to: &Path, wait: &dyn Fn(Duration)) -> Result<()> {
    let mut last = Error::Busy { file: path.display().to_string(), source: None };
    for time in 1..=TIMES {
        let copied = NativeStore::open_read(path).and_then(|mut shared| shared.back_up(to));
        match copied.and_then(|()| still_the_same(path, to)) {
            Ok(true) => {
                log::warn!("{}: copied while others had it open; the copy is sound", path.display());
                return Ok(());
            }
            Ok(false) => {
                fs::remove_file(to)
                    .map_err(|source| Error::Away { file: to.display().to_string(), source })?;
            }
            Err(error) => last = error,
        }
        wait(Duration::from_millis(200 << time));
    }
    Err(last)
}

fn still_the_same(path: &Path, copy: &Path) -> Result<bool> {
    let away = |path: &Path| {
        let file = path.display().to_string();
        move |source| Error::Away { file, source }
    };
    let [mut one, mut other] = [File::open(path).map_err(away(path))?, File::open(copy).map_err(away(copy))?];
    same(&mut one, &mut other).map_err(away(path))
}

fn same(one: &mut impl Read, other: &mut impl Read) -> io::Result<bool> {
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let (read, also) = (fill(one, &mut left)?, fill(other, &mut right)?);
        if left.get(..read) != right.get(..also) {
            return Ok(false);
        }
        if read < left.len() {
            return Ok(true);
        }
    }
}

/// Reads until the buffer is full or nothing is left.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_more_or_another_is_not_the_same() {
        let long = vec![7_u8; (1 << 16) + 9];
        let mut other = long.clone();
        assert!(same(&mut &long[..], &mut &other[..]).expect("read"));
        other[1 << 16] = 8;
        assert!(!same(&mut &long[..], &mut &other[..]).expect("read"));
        assert!(!same(&mut &long[..], &mut &long[1..]).expect("read"));
    }
}
