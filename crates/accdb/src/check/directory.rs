//! The row directory of a page of rows, checked as a whole.

use crate::error::Malformed;
use crate::format::data_page::{HIDDEN, OFFSET, POINTER};
use crate::format::page::View;
use crate::format::{DATA_SLOTS, PAGE_SIZE};
use std::ops::Range;

/// A bit of a slot that no writer sets.
const UNKNOWN: u16 = 0x2000;

/// A slot: its flags, and where its bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub flags: u16,
    pub bytes: Range<usize>,
}

impl Slot {
    pub fn is_hidden(&self) -> bool {
        self.flags & HIDDEN != 0
    }

    pub fn is_pointer(&self) -> bool {
        self.flags & POINTER != 0
    }
}

/// Reads all slots of a page of rows, whatever the page says it is.
pub(super) fn slots(page: &[u8]) -> Result<Vec<Slot>, String> {
    let word = |at| View(page).u16(at, "row directory").map_err(|malformed: Malformed| malformed.to_string());
    let count = usize::from(word(DATA_SLOTS - 2)?);
    let first = DATA_SLOTS + 2 * count;
    if first > PAGE_SIZE {
        return Err(format!("a directory of {count} rows does not fit on the page"));
    }
    let (mut slots, mut end) = (Vec::with_capacity(count), PAGE_SIZE);
    for number in 0..count {
        let flags = word(DATA_SLOTS + 2 * number)?;
        let start = usize::from(flags & OFFSET);
        if start < first || start > end {
            return Err(format!("row {number} starts at byte {start}, outside {first} to {end}"));
        }
        slots.push(Slot { flags: flags & !OFFSET, bytes: start..end });
        end = start;
    }
    Ok(slots)
}

/// What is wrong with the header and the directory of a page of rows, and its slots where they can be read.
pub(super) fn checked_slots(page: &[u8]) -> (Vec<Slot>, Vec<String>) {
    let slots = match slots(page) {
        Ok(slots) => slots,
        Err(what) => return (Vec::new(), vec![what]),
    };
    let mut faults = Vec::new();
    let low = slots.last().map_or(PAGE_SIZE, |slot| slot.bytes.start);
    let free = low.saturating_sub(DATA_SLOTS + 2 * slots.len());
    let told = View(page).u16(2, "free bytes").map_or(0, usize::from);
    if told != free {
        faults.push(format!("the page says that {told} bytes are free, but {free} are"));
    }
    faults.extend(second_byte(page));
    for (number, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.flags & UNKNOWN != 0) {
        faults.push(format!("row {number} has the unknown flags {:#06x}", slot.flags));
    }
    (slots, faults)
}

/// Every live page has a 1 in its second byte.
pub(super) fn second_byte(page: &[u8]) -> Option<String> {
    match page.get(1) {
        Some(1) => None,
        other => Some(format!("the second byte is {}, not 1", other.unwrap_or(&0))),
    }
}
