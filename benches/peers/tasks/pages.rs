//! Reading the pages of a table and nothing more: what no reader of its rows can be faster than.

use anyhow::{Context, Result};
use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::Path;

const PAGE: usize = 4096;
/// Read at a time, as in the engine's scan.
const RUN: usize = 16 * PAGE;

/// Where the pages of rows of a table lie, in runs: the first byte, and how many.
pub struct Stretches(Vec<(u64, usize)>);

/// Finds the pages whose kind is "rows" and whose owner is the definition on page `owner`.
pub fn of_table(file: &Path, owner: u32) -> Result<Stretches> {
    let mut file = File::open(file)?;
    let (mut stretches, mut buffer, mut at) = (Vec::<(u64, usize)>::new(), [0; PAGE], 0);
    while file.read_exact(&mut buffer).is_ok() {
        if buffer[0] == 1 && buffer[4..8] == owner.to_le_bytes() {
            match stretches.last_mut() {
                Some((first, length)) if *first + *length as u64 == at && *length < RUN => *length += PAGE,
                _ => stretches.push((at, PAGE)),
            }
        }
        at += PAGE as u64;
    }
    Ok(Stretches(stretches))
}

/// Reads them one after the other; the number of bytes.
pub fn read(file: &Path, stretches: &Stretches) -> Result<u64> {
    let (file, mut buffer, mut bytes) = (File::open(file)?, vec![0; RUN], 0);
    for (at, length) in &stretches.0 {
        let into = buffer.get_mut(..*length).context("a run of its length")?;
        file.read_exact_at(into, *at)?;
        bytes += black_box(into).len() as u64;
    }
    Ok(bytes)
}
