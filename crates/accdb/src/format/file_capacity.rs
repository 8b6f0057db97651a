//! How near a file is to the largest that the format allows.

use crate::format::{PAGE_SIZE, PAGES_SCARCE, PAGES_WRITABLE};

/// The size of a file against the limit of the format, 2 GiB.
///
/// Free pages inside the file count as used: only compacting it gives them back to the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileCapacity {
    pages: u32,
}

impl FileCapacity {
    pub(crate) fn of(pages: u32) -> FileCapacity {
        FileCapacity { pages }
    }

    /// Bytes that the file has.
    pub fn used_bytes(self) -> u64 {
        bytes(self.pages)
    }

    /// Bytes that the file can still grow by.
    pub fn left_bytes(self) -> u64 {
        bytes(PAGES_WRITABLE.saturating_sub(self.pages))
    }

    /// Whether the file has reached 1.6 GiB: somebody should make room before writing stops for good.
    pub fn is_scarce(self) -> bool {
        self.pages >= PAGES_SCARCE
    }
}

fn bytes(pages: u32) -> u64 {
    u64::from(pages).saturating_mul(u64::try_from(PAGE_SIZE).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_scarce_from_the_first_page_that_ends_at_a_tenth_of_16_gib() {
        let tenth = (16_u64 << 30) / 10;
        assert!(bytes(PAGES_SCARCE - 1) < tenth && bytes(PAGES_SCARCE) >= tenth);
        assert!(
            !FileCapacity::of(PAGES_SCARCE - 1).is_scarce() && FileCapacity::of(PAGES_SCARCE).is_scarce()
        );
    }

    #[test]
    fn what_is_used_and_what_is_left_make_one_page_less_than_2_gib() {
        for pages in [0, 20, PAGES_SCARCE, PAGES_WRITABLE] {
            let room = FileCapacity::of(pages);
            assert_eq!(room.used_bytes() + room.left_bytes(), (2 << 30) - 4096);
        }
        assert_eq!(FileCapacity::of(PAGES_WRITABLE + 1).left_bytes(), 0);
    }
}
