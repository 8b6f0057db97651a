//! Texts in indexes, in the order that a Spanish Access gives its files and in orders that a file has to prove.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexId, IndexSpec, MemoryStorage, Result,
    SortOrder, Strictness, TableSpec, Value,
};
use proving::shared::shared;
use std::ops::Bound::{Included, Unbounded};

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;
const FRENCH: SortOrder = SortOrder { lcid: 1036, sort_id: 0, version: 0 };
const GERMAN_TELEPHONE_BOOK: SortOrder = SortOrder { lcid: 1031, sort_id: 1, version: 0 };
const TRADITIONAL_SPANISH: SortOrder = SortOrder { lcid: 1034, sort_id: 0, version: 0 };
const TURKISH: SortOrder = SortOrder { lcid: 1055, sort_id: 0, version: 0 };

/// Two tables with an index on a text of an order: one of `texts` and an empty one.
fn with_texts(order: SortOrder, texts: &[&str]) -> MemoryStorage {
    let memory = MemoryStorage::default();
    let mut database = Database::create(Box::new(memory.clone()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    for name in ["Filled", "Empty"] {
        let column = ColumnSpec { sort_order: Some(order), ..ColumnSpec::text("Text", 80) };
        let table = TableSpec::new(name).column(column).column(ColumnSpec::new("N", ColumnType::Long));
        transaction.create_table(&table.index(IndexSpec::plain("Text", ["Text"]))).expect("creates");
    }
    for text in texts {
        transaction.insert("Filled", &[("Text", (*text).into())]).expect("a known key");
    }
    transaction.commit().expect("commits");
    memory
}

/// The same file with `other` for the order of every text column of the two tables, whatever the keys are.
fn relabelled(memory: &MemoryStorage, order: SortOrder, other: SortOrder) -> Database {
    let bytes_of = |order: SortOrder| {
        let [low, high] = order.lcid.to_le_bytes();
        [low, high, order.sort_id, order.version]
    };
    let mut bytes = memory.to_vec();
    for at in 0..bytes.len() - 15 {
        let is_text = bytes[at..].starts_with(&[0x0A, 0x59, 6, 0, 0]);
        if is_text && bytes[at + 11..at + 15] == bytes_of(order) {
            bytes[at + 11..at + 15].copy_from_slice(&bytes_of(other));
        }
    }
    Database::open(Box::new(MemoryStorage::new(bytes))).expect("opens")
}

/// Writes a text to the table without rows.
fn write(database: &mut Database, text: &str) -> Result<()> {
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.insert("Empty", &[("Text", text.into())]).map(drop)
}

fn refusal(database: &mut Database, text: &str) -> String {
    match write(database, text) {
        Err(Error::UnsupportedSortOrder { why, .. }) => why,
        other => panic!("{text}: {other:?}"),
    }
}

fn in_order(database: &Database, table: &str) -> Vec<String> {
    let table = database.table(table).expect("a table");
    let mut range = database.range(&table, IndexId::at(0), Unbounded, Unbounded).expect("a range");
    let mut texts = Vec::new();
    while let Some(row) = range.next_row().expect("a sound row") {
        let Value::Text(text) = row.get(0).expect("a value") else { panic!("no text") };
        texts.push(text.into_owned());
    }
    texts
}

#[test]
fn in_spanish_any_text_is_written_found_and_checked_also_in_an_empty_index() {
    let texts = [
        "caña", "cao", "canz", "CAÑB", "can", "ñandú", "nz", "o", "chico", "cz", "llave", "lz", "Жук", "ß-a",
    ];
    let memory = with_texts(SortOrder::SPANISH, &texts);
    let database = Database::open(Box::new(memory)).expect("opens");
    let sorted = [
        "can", "canz", "caña", "CAÑB", "cao", "cz", "chico", "llave", "lz", "nz", "ñandú", "o", "ß-a", "Жук",
    ];
    let mut sorted = sorted.to_vec();
    // ch and ll are two letters each.
    sorted.swap(5, 6);
    assert_eq!(in_order(&database, "Filled"), sorted);
    let table = database.table("Filled").expect("a table");
    for text in texts {
        let key = [Value::from(text)];
        let mut found =
            database.range(&table, IndexId::at(0), Included(&key), Included(&key)).expect("a range");
        assert!(found.next_row().expect("a sound row").is_some(), "{text}");
    }
    let found = database.check(Strictness::OwnWriter).expect("reads");
    assert!(found.is_sound() && found.infos == 0, "{found}");
}

/// F_PPR and F_LPP of the sample have no rows yet.
#[test]
fn the_first_order_of_a_year_is_written_to_a_file_in_spanish_order() {
    let Some(shared) = shared() else { return };
    let bytes = std::fs::read(shared.join("accdb/real-2/orders-3082.accdb")).expect("the sample");
    let mut database = Database::open(Box::new(MemoryStorage::new(bytes))).expect("opens");
    assert_eq!(database.sort_order(), SortOrder::SPANISH);
    let mut transaction = database.begin(NOW).expect("begins");
    // The keys are series and number, and in F_LPP the line.
    for (table, columns) in [("F_PPR", 2), ("F_LPP", 3)] {
        let key = |series| {
            let numbers = (1..columns).map(|column| (column, Value::Long(1)));
            std::iter::once((0, Value::from(series))).chain(numbers).collect::<Vec<_>>()
        };
        for series in ["7", "ñ", "n"] {
            transaction.insert(table, &key(series)).expect("inserts");
        }
        let again = transaction.insert(table, &key("Ñ"));
        assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
    }
    transaction.commit().expect("commits");
    let found = database.check(Strictness::AnyWriter).expect("reads");
    assert!(found.is_sound() && found.infos == 0, "{found}");
}

#[test]
fn characters_of_another_order_are_proven_by_every_index_of_the_file_in_any_case_and_any_digit() {
    let memory = with_texts(SortOrder::GENERAL_LEGACY, &["Año 7", "niño_X"]);
    let mut database = relabelled(&memory, SortOrder::GENERAL_LEGACY, FRENCH);
    for text in ["x", "AÑO", "Xañ_0123456789", "NO NO", "  "] {
        write(&mut database, text).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
    for (text, character) in [("no-ño", "'-' (U+002D)"), ("Éa", "'É' (U+00C9)"), ("ann€", "'€' (U+20AC)")]
    {
        assert_eq!(
            refusal(&mut database, text),
            format!("nothing in the file shows how {character} is sorted")
        );
    }
}

#[test]
fn a_character_that_the_file_disproves_refuses_only_the_rows_that_need_it() {
    let memory = with_texts(SortOrder::SPANISH, &["mano", "año", "dama"]);
    let mut database = relabelled(&memory, SortOrder::SPANISH, FRENCH);
    write(&mut database, "nomada").expect("what other keys prove stays proven");
    for text in ["moño", "Ñ"] {
        let why = refusal(&mut database, text);
        assert!(
            why.starts_with("an entry of the file shows that 'ñ'") || why.contains("'Ñ' (U+00D1)"),
            "{why}"
        );
    }
}

/// A letter of two characters is one in 1034: c and h apart prove nothing of ch.
#[test]
fn two_characters_that_are_one_letter_are_not_proven_by_each_alone() {
    let texts = ["chico", "hoc", "cohi", "loci", "lic"];
    let memory = with_texts(TRADITIONAL_SPANISH, &texts);
    let mut database = relabelled(&memory, TRADITIONAL_SPANISH, FRENCH);
    write(&mut database, "ohi").expect("proven apart");
    let why = refusal(&mut database, "och");
    assert_eq!(why, "an entry of the file shows that \"ch\" is sorted in a way of its own");
    // Nobody has seen ll in that order.
    let mut database = Database::open(Box::new(memory)).expect("opens");
    write(&mut database, "lCHil").expect("known of the order");
    assert_eq!(refusal(&mut database, "lLi"), "nothing in the file shows how \"ll\" is sorted");
    assert_eq!(in_order(&database, "Filled"), ["cohi", "chico", "hoc", "lic", "loci"]);
}

#[test]
fn what_files_have_shown_of_an_order_needs_no_proof() {
    let memory = with_texts(GERMAN_TELEPHONE_BOOK, &["Müller", "Mueller", "Muff", "Mug"]);
    let mut database = Database::open(Box::new(memory)).expect("opens");
    assert_eq!(in_order(&database, "Filled"), ["Müller", "Mueller", "Muff", "Mug"]);
    let why = refusal(&mut database, "Grüß-Gott");
    assert_eq!(why, "nothing in the file shows how '-' (U+002D) is sorted in \"Grüß-Gott\"");
    let memory = with_texts(TURKISH, &["ılık", "İlk", "ilk", "Jale", "Şule", "Tan", "Üre", "Ore", "Öre"]);
    let database = Database::open(Box::new(memory)).expect("opens");
    let sorted = ["ılık", "İlk", "ilk", "Jale", "Ore", "Öre", "Şule", "Tan", "Üre"];
    assert_eq!(in_order(&database, "Filled"), sorted);
}

#[test]
fn keys_of_another_version_prove_nothing() {
    let memory = with_texts(SortOrder::GENERAL, &["a"]);
    let mut database = relabelled(&memory, SortOrder::GENERAL, FRENCH);
    let why = refusal(&mut database, "a");
    assert_eq!(why, "an entry of the file shows that 'a' (U+0061) is sorted in a way of its own");
    // Without a text there is nothing to prove.
    assert_eq!(in_order(&database, "Filled"), ["a"]);
}

/// A row that was changed behind the back of its index: nothing that shows explains its key.
#[test]
fn an_index_that_contradicts_its_rows_refutes_the_whole_order() {
    let memory = with_texts(SortOrder::GENERAL_LEGACY, &["ababa", "bab"]);
    let mut bytes = memory.to_vec();
    let at = bytes.windows(5).position(|five| five == b"\xFF\xFEbab").expect("the row");
    bytes[at..at + 5].copy_from_slice(b"\xFF\xFEaba");
    let mut database = relabelled(&MemoryStorage::new(bytes), SortOrder::GENERAL_LEGACY, FRENCH);
    let why = refusal(&mut database, "a");
    assert!(why.starts_with("the index entry of row 1 on page "), "{why}");
}
