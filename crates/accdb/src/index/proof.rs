//! Texts in a sort order that is not wholly known: what the file itself proves of their keys.
//!
//! Every entry of every index on a text of that order is a sample, those of the catalog included: the row has the text
//! and the entry its key. A key that comes out as the order's collation makes it proves each character in it, whatever
//! case it has. A key that does not disproves the characters that no other key has proven, or, where all have been, the
//! pairs of them that no other key has. A new key is made of characters that are proven, or known of the order without
//! a proof, and that nothing disproves. Digits stand for each other.

mod letters;

use super::collation::Collation;
use super::key::key_of_row;
use super::tree::Tree;
use crate::error::{Error, Result};
use crate::format::column::{Column, ColumnType, SortOrder};
use crate::format::ids::RowId;
use crate::format::page::Pages;
use crate::format::table::{Index, IndexColumn, TableDef};
use crate::format::value::Value;
use crate::read::catalog;
use crate::read::row;
use letters::{
    Pair, depends_on_others, in_key, may_be_a_letter, may_be_in_key, named, other_case, pairs, standing_for,
};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What has been proven of each order so far, learnt once. It stays true while rows are inserted, for they use proven
/// characters only.
#[derive(Default, Clone)]
pub(crate) struct Proofs(RefCell<HashMap<SortOrder, Arc<Proof>>>);

/// What the file proves of an order.
#[derive(Default)]
struct Proof {
    /// Characters, and pairs that some order of the language has as one letter, of keys that come out as expected.
    proven: HashSet<char>,
    proven_pairs: HashSet<Pair>,
    /// Characters and pairs that make a key come out otherwise.
    disproven: HashSet<char>,
    disproven_pairs: HashSet<Pair>,
    /// A row whose key is another one for no reason that shows.
    refuted_by: Option<RowId>,
}

/// Pairs that are remembered; a text has no more different ones than this in any language.
const PAIRS_MAX: usize = 100_000;

impl Proofs {
    /// Checks that keys can be made of `values`, each given with its part of an index. Reads the file's indexes the
    /// first time that a text of an order that is not known is among them.
    pub fn check<'v>(
        &self,
        pages: &dyn Pages,
        table: &TableDef,
        values: impl Iterator<Item = (&'v IndexColumn, &'v Value<'v>)>,
    ) -> Result<()> {
        for (part, value) in values {
            let text = match value {
                Value::Text(text) => Cow::Borrowed(text.as_ref()),
                Value::Units(units) => String::from_utf16_lossy(units).into(),
                _ => continue,
            };
            if let Some(column) = without_table(table, part.position()) {
                let proof = self.proof(pages, column.sort_order)?;
                let text = text.trim_end_matches(' ');
                proof.check_text(column.sort_order, text).map_err(|why| unsupported(table, column, why))?;
            }
        }
        Ok(())
    }

    fn proof(&self, pages: &dyn Pages, order: SortOrder) -> Result<Arc<Proof>> {
        if let Some(proof) = self.0.borrow().get(&order) {
            return Ok(Arc::clone(proof));
        }
        let proof = Arc::new(Proof::learn(&Samples { pages, order })?);
        self.0.borrow_mut().insert(order, Arc::clone(&proof));
        Ok(proof)
    }
}

/// The column, if its texts are in an order that is not wholly known.
fn without_table(table: &TableDef, column: usize) -> Option<&Column> {
    table.columns.get(column).filter(|column| {
        matches!(column.column_type, ColumnType::Text | ColumnType::Memo) && !column.sort_order.is_known()
    })
}

fn unsupported(table: &TableDef, column: &Column, why: String) -> Error {
    let (table, order) = (table.name.clone(), column.sort_order.to_string());
    Error::UnsupportedSortOrder { table, column: column.name.clone(), order, why }
}

impl Proof {
    fn learn(samples: &Samples<'_>) -> Result<Proof> {
        let (mut proof, mut differs) = (Proof::default(), false);
        samples.for_each(|text, _, is_expected| match is_expected {
            true => proof.add(samples.order, text),
            false => differs = true,
        })?;
        if differs {
            proof.explain(samples)?;
        }
        Ok(proof)
    }

    /// Takes the characters of a text whose key is as expected.
    fn add(&mut self, order: SortOrder, text: &str) {
        let text = in_key(text);
        self.proven.extend(text.chars().filter(|character| !depends_on_others(*character)).map(standing_for));
        self.proven_pairs.extend(pairs(text).filter(|pair| may_be_a_letter(order, *pair)));
    }

    /// Finds out what makes keys differ, once it is known what all others prove.
    fn explain(&mut self, samples: &Samples<'_>) -> Result<()> {
        let mut is_unexplained = false;
        samples.for_each(|text, _, is_expected| {
            if is_expected {
                return;
            }
            let mut suspects = may_be_in_key(text)
                .chars()
                .map(standing_for)
                .filter(|character| !self.proven.contains(character))
                .peekable();
            is_unexplained |= suspects.peek().is_none();
            self.disproven.extend(suspects);
        })?;
        if is_unexplained { self.explain_by_pairs(samples) } else { Ok(()) }
    }

    /// The same for texts whose every character is proven: two of them may be one letter.
    fn explain_by_pairs(&mut self, samples: &Samples<'_>) -> Result<()> {
        let mut sound: HashSet<Pair> = HashSet::new();
        samples.for_each(|text, _, is_expected| {
            if is_expected && sound.len() < PAIRS_MAX {
                sound.extend(pairs(in_key(text)));
            }
        })?;
        samples.for_each(|text, id, is_expected| {
            let text = may_be_in_key(text);
            if is_expected || text.chars().any(|character| self.disproven.contains(&standing_for(character)))
            {
                return;
            }
            let suspects: Vec<Pair> = pairs(text).filter(|pair| !sound.contains(pair)).collect();
            if suspects.is_empty() || self.disproven_pairs.len() >= PAIRS_MAX {
                self.refuted_by.get_or_insert(id);
            }
            self.disproven_pairs.extend(suspects);
        })
    }

    fn check_text(&self, order: SortOrder, text: &str) -> Result<(), String> {
        if let Some(RowId { page, slot }) = self.refuted_by {
            return Err(format!("the index entry of row {} on page {page} is not a General one", slot.0));
        }
        for character in text.chars() {
            self.check_character(order, character)?;
        }
        for pair in pairs(text) {
            self.check_pair(order, pair)?;
        }
        match Collation::behind_expansion(order, text) {
            Some(character) => {
                Err(format!("nothing in the file shows how {} is sorted in {text:?}", named(character)))
            }
            None => Ok(()),
        }
    }

    fn check_character(&self, order: SortOrder, character: char) -> Result<(), String> {
        let own = standing_for(character);
        if self.disproven.contains(&own) {
            return Err(format!(
                "an entry of the file shows that {} is sorted in a way of its own",
                named(character)
            ));
        }
        let known = [Some(character), Some(own), other_case(character)];
        if self.proven.contains(&own) || known.into_iter().flatten().any(|one| Collation::knows(order, one)) {
            return Ok(());
        }
        Err(format!("nothing in the file shows how {} is sorted", named(character)))
    }

    fn check_pair(&self, order: SortOrder, pair: Pair) -> Result<(), String> {
        let [first, second] = pair;
        if self.disproven_pairs.contains(&pair) {
            return Err(format!(
                "an entry of the file shows that \"{first}{second}\" is sorted in a way of its own"
            ));
        }
        let is_known = Collation::knows_pair(order, pair) || self.proven_pairs.contains(&pair);
        if is_known || !may_be_a_letter(order, pair) {
            return Ok(());
        }
        Err(format!("nothing in the file shows how \"{first}{second}\" is sorted"))
    }
}

/// The texts of an order in the indexes of a file.
struct Samples<'a> {
    pages: &'a dyn Pages,
    order: SortOrder,
}

impl Samples<'_> {
    /// Shows every text that is part of an entry, with its row, and whether the entry is as expected. What cannot be
    /// read shows nothing.
    fn for_each(&self, mut see: impl FnMut(&str, RowId, bool)) -> Result<()> {
        for entry in catalog::tables(self.pages)? {
            let Some(table) = readable(catalog::read_definition(self.pages, &entry))? else { continue };
            for index in &table.indexes {
                readable(self.of_index(&table, index, &mut see))?;
            }
        }
        Ok(())
    }

    fn of_index(
        &self,
        table: &TableDef,
        index: &Index,
        see: &mut impl FnMut(&str, RowId, bool),
    ) -> Result<()> {
        let places = index.columns.iter().map(|part| part.position());
        let is_ours = |place: &usize| {
            without_table(table, *place).is_some_and(|column| column.sort_order == self.order)
        };
        let places: Vec<usize> = places.filter(is_ours).collect();
        if places.is_empty() {
            return Ok(());
        }
        Tree::of(table, index).for_each_entry(self.pages, |entry, id| {
            let row = row::fetch(self.pages, table, id)?.ok_or_else(|| no_row(table, index, id))?;
            let key = key_of_row(table, index, |column| row.key_value(column))?;
            let is_expected = key.is_some_and(|key| entry.has_key(&key.bytes, 4));
            for place in &places {
                if let Value::Text(text) = row.key_value(*place)? {
                    see(&text, id, is_expected);
                }
            }
            Ok(())
        })
    }
}

/// What could be read; only a storage that fails is an error here, for damage is told by whoever needs what is damaged.
fn readable<T>(read: Result<T>) -> Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error @ (Error::Io { .. } | Error::Poisoned)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// The error for an entry whose row is not there.
pub(crate) fn no_row(table: &TableDef, index: &Index, id: RowId) -> Error {
    let index = index.names.first().map_or("", String::as_str);
    let what =
        format!("index {index} of {} has an entry for row {}, which is not there", table.name, id.slot.0);
    Error::damaged(id.page, what)
}
