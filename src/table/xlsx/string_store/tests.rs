use super::*;
use proptest::prelude::*;

/// A store whose cache holds about so many bytes.
fn store(texts: &[String], cache_max: usize) -> StringStore {
    let mut store = StringStore::new(None);
    store.cache_max = cache_max;
    for text in texts {
        store.push(text).unwrap();
    }
    store
}

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("text {n} {}", "ñ".repeat(n % 40))).collect()
}

#[test]
fn a_table_that_fits_never_touches_a_disk() {
    let texts = texts(10_000);
    let mut store = store(&texts, CACHE);
    assert!(store.spilled.is_none() && store.blocks.len() > 10);
    for (number, text) in (0..).zip(&texts) {
        assert_eq!(store.get(number).unwrap(), Some(text.as_str()));
    }
    assert_eq!(store.get(10_000).unwrap(), None);
    assert_eq!(store.get(u64::MAX).unwrap(), None);
}

#[test]
fn a_table_that_does_not_fit_is_found_in_any_order_within_its_cache() {
    let texts = texts(20_000);
    let cache = 60_000;
    let mut store = store(&texts, cache);
    assert!(store.spilled.is_some());
    for step in [1, 7_919, 19_999] {
        for turn in 0..40_000 {
            let number = turn * step % 20_000;
            let text = texts[number].as_str();
            assert_eq!(store.get(u64::try_from(number).unwrap()).unwrap(), Some(text));
            assert!(store.resident.bytes <= cache, "{} bytes", store.resident.bytes);
        }
    }
}

#[test]
fn empty_strings_are_strings() {
    let texts = vec![String::new(); BLOCK_STRINGS * 3 + 1];
    let mut store = store(&texts, 1);
    for number in 0..texts.len() {
        assert_eq!(store.get(u64::try_from(number).unwrap()).unwrap(), Some(""));
    }
    assert_eq!(store.get(u64::try_from(texts.len()).unwrap()).unwrap(), None);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let mut store = StringStore::new(Some(PathBuf::from("/there/is/no/such/folder")));
    store.cache_max = 1;
    let pushed = (0..100_000).find_map(|_| store.push("text").err());
    assert!(matches!(pushed, Some(TableFault::Io { .. })));
}

proptest! {
    #[test]
    fn a_block_is_read_as_it_was_written(texts in proptest::collection::vec(".{0,20}", 0..50)) {
        let mut block = Block::default();
        texts.iter().for_each(|text| block.push(text));
        let read = Block::from_bytes(&block.to_bytes()).unwrap();
        for (number, text) in (0..).zip(&texts) {
            prop_assert_eq!(read.get(number), Some(text.as_str()));
        }
        prop_assert_eq!(read.get(u64::try_from(texts.len()).unwrap()), None);
    }

    #[test]
    fn any_bytes_are_a_block_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        if let Some(block) = Block::from_bytes(&bytes) {
            let texts = (0..20).filter_map(|number| block.get(number));
            prop_assert!(texts.count() <= block.ends.len());
        }
    }
}
