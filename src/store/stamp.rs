//! How far a file has come: whether it is as it was, or an older copy of itself.

/// How far a file has come, as far as its outside and its first page say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileStamp {
    /// Bytes.
    pub length: u64,
    /// Numbers of 16 bits in which Access counts who has written.
    pub counters: Vec<u8>,
    /// When it was written last, in nanoseconds since 1970; `None` where that cannot be told.
    pub modified: Option<i128>,
}

impl FileStamp {
    /// Whether it is an older copy of a file that had come as far as that.
    pub fn is_before(&self, length: u64, counters: &[u8]) -> bool {
        let pairs = |bytes: &[u8]| -> Vec<u16> {
            bytes.chunks_exact(2).filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?))).collect()
        };
        let lower = pairs(&self.counters).into_iter().zip(pairs(counters)).any(|(now, then)| now < then);
        self.length < length || lower
    }

    /// One value that differs wherever the stamps do; `None` where they could be alike and the files not.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let modified = self.modified?;
        Some([&self.length.to_le_bytes()[..], &modified.to_le_bytes(), &self.counters].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(length: u64, counters: &[u8], modified: Option<i128>) -> FileStamp {
        FileStamp { length, counters: counters.to_vec(), modified }
    }

    #[test]
    fn a_file_that_is_shorter_or_whose_counters_are_lower_went_back() {
        let then = (4096, [0x01, 0x02, 0x00, 0x01]);
        let went_back = |length, counters: &[u8]| stamp(length, counters, None).is_before(then.0, &then.1);
        assert!(!went_back(4096, &[0x01, 0x02, 0x00, 0x01]));
        assert!(!went_back(8192, &[0x00, 0x03, 0x00, 0x01]), "a low byte alone says nothing");
        assert!(went_back(4095, &[0x01, 0x02, 0x00, 0x01]));
        assert!(went_back(8192, &[0x00, 0x02, 0x00, 0x01]));
        assert!(!went_back(8192, &[]), "what cannot be seen says nothing");
    }

    #[test]
    fn without_a_time_no_file_counts_as_unchanged() {
        assert_eq!(stamp(1, &[], None).bytes(), None);
        let [one, other] = [1, 2].map(|modified| stamp(1, &[7], Some(modified)).bytes());
        assert!(one.is_some() && one != other);
    }
}
