//! Values looked up in rows, of a table or of a CSV file.

use super::literal::{Literal, folded, same_text};
use super::opening::problem;
use super::rows::{AccessRows, Query};
use super::{Manners, number, value};
use crate::table::{Cell, Result, Row, Rows, TableProblem};
use std::path::Path;

/// What is looked up, and by what.
#[derive(Debug, Clone, Copy)]
pub struct LookupSpec<'a> {
    /// Columns that are compared with what is asked for, in that order: texts without letter case and outer blanks,
    /// numbers exactly.
    pub keys: &'a [&'a str],
    /// Columns, and the value that a row must have there to count at all.
    pub filter: &'a [(&'a str, Literal)],
    /// The column whose value is given; a row that has none there does not count.
    pub take: &'a str,
    /// A row is refused where one of these columns has this value.
    pub refuse: &'a [(&'a str, Literal)],
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundRows<'a> {
    None,
    /// The value as it stands there; several rows that have the same are one.
    One(&'a str),
    /// Rows that are not refused have more than one value.
    Many,
    /// All rows that there are are refused.
    Refused,
}

/// Rows by what they are looked up by: 24 bytes and their texts each.
#[derive(Debug, Default)]
pub struct LookupTable {
    /// Key and value of each row, one after the other.
    text: String,
    /// By key, rows that are not refused first, then by value.
    entries: Vec<Entry>,
    /// Whether a key column has numbers.
    numeric: Vec<bool>,
    /// The key that is asked for.
    wanted: String,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    start: usize,
    key: u32,
    value: u32,
    is_refused: bool,
}

/// Where the columns of a spec stand.
struct Places<'a> {
    keys: Vec<usize>,
    filter: Vec<(usize, &'a Literal)>,
    take: usize,
    refuse: Vec<(usize, &'a Literal)>,
}

impl LookupTable {
    /// Reads a table of an Access file, of which only the columns of the spec are looked at.
    ///
    /// Errors as [`AccessRows::open`].
    pub fn of_table(
        file: &Path,
        table: &str,
        spec: &LookupSpec<'_>,
        manners: Manners,
    ) -> Result<LookupTable> {
        let compared = spec.filter.iter().chain(spec.refuse).map(|(name, _)| *name);
        let columns: Vec<&str> = spec.keys.iter().copied().chain([spec.take]).chain(compared).collect();
        let query = Query { table, columns: Some(&columns), filter: spec.filter, manners };
        LookupTable::of_rows(file, &mut AccessRows::open(file, &query)?, spec)
    }

    /// Reads rows whose first one is the titles, to their end. `file` is what errors call them.
    ///
    /// Errors: [`Error::Table`](crate::table::Error::Table) for a column that has no title, and those of the rows.
    pub fn of_rows(file: &Path, rows: &mut dyn Rows, spec: &LookupSpec<'_>) -> Result<LookupTable> {
        let titles = match rows.next_row()? {
            Some(row) => (0..row.len()).map(|at| value::plain(row.cell(at)).into_owned()).collect(),
            None => Vec::new(),
        };
        let places = Places::find(file, &titles, spec)?;
        let mut table = LookupTable { numeric: vec![false; places.keys.len()], ..LookupTable::default() };
        while let Some(row) = rows.next_row()? {
            table.add(row, &places);
        }
        table.sort();
        Ok(table)
    }

    /// Looks up by the values of the key columns. Blanks alone find nothing.
    pub fn find(&mut self, keys: &[Cell<'_>]) -> FoundRows<'_> {
        let (text, found) = self.matching(keys);
        let mut taken = found.iter().filter(|entry| !entry.is_refused).map(|entry| entry.value(text));
        match (taken.next(), found.is_empty()) {
            (None, true) => FoundRows::None,
            (None, false) => FoundRows::Refused,
            (Some(value), _) if taken.all(|other| other == value) => FoundRows::One(value),
            (Some(_), _) => FoundRows::Many,
        }
    }

    /// Every value that a row has which is not refused, in their order: what there is to choose from.
    pub fn candidates(&mut self, keys: &[Cell<'_>]) -> Vec<&str> {
        let (text, found) = self.matching(keys);
        let mut values: Vec<_> =
            found.iter().filter(|entry| !entry.is_refused).map(|entry| entry.value(text)).collect();
        values.dedup();
        values
    }

    fn matching(&mut self, keys: &[Cell<'_>]) -> (&str, &[Entry]) {
        self.wanted.clear();
        if keys.iter().any(|key| !value::plain(*key).trim().is_empty()) {
            for (at, key) in keys.iter().enumerate() {
                match key {
                    Cell::Text(text) if self.numeric.get(at) == Some(&true) => {
                        let number = number::read(text).map(|number| number.normalize().to_string());
                        push_key(&mut self.wanted, number.as_deref().unwrap_or(text));
                    }
                    key => push_key(&mut self.wanted, &value::plain(*key)),
                }
            }
        }
        let (text, wanted) = (self.text.as_str(), self.wanted.as_str());
        let from = self.entries.partition_point(|entry| entry.key(text) < wanted);
        let rest = self.entries.get(from..).unwrap_or_default();
        let len = rest.partition_point(|entry| entry.key(text) == wanted);
        (text, rest.get(..len).unwrap_or_default())
    }

    fn add(&mut self, row: Row<'_>, places: &Places<'_>) {
        let holds = |(at, literal): &(usize, &Literal)| literal.equals(row.cell(*at));
        let value = value::plain(row.cell(places.take));
        if value.trim().is_empty() || !places.filter.iter().all(holds) {
            return;
        }
        let start = self.text.len();
        for (at, numeric) in places.keys.iter().zip(&mut self.numeric) {
            let cell = row.cell(*at);
            *numeric |= matches!(cell, Cell::Number(_) | Cell::Decimal { .. });
            push_key(&mut self.text, &value::plain(cell));
        }
        let key = self.text.len() - start;
        self.text.push_str(&value);
        let is_refused = places.refuse.iter().any(holds);
        // No row has texts of 4 GiB.
        let len = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        self.entries.push(Entry { start, key: len(key), value: len(value.len()), is_refused });
    }

    fn sort(&mut self) {
        let text = &self.text;
        let order = |entry: &Entry| (entry.key(text), entry.is_refused, entry.value(text));
        self.entries.sort_unstable_by(|one, other| order(one).cmp(&order(other)));
        self.entries.shrink_to_fit();
        self.text.shrink_to_fit();
    }
}

/// Adds a part of a key, with an end that no text of a file has.
fn push_key(key: &mut String, part: &str) {
    key.extend(folded(part));
    key.push('\0');
}

impl Entry {
    fn key(self, text: &str) -> &str {
        part(text, self.start, self.key)
    }

    fn value(self, text: &str) -> &str {
        let key = usize::try_from(self.key).unwrap_or(usize::MAX);
        part(text, self.start.saturating_add(key), self.value)
    }
}

fn part(text: &str, start: usize, len: u32) -> &str {
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    text.get(start..start.saturating_add(len)).unwrap_or_default()
}

impl<'a> Places<'a> {
    fn find(file: &Path, titles: &[String], spec: &LookupSpec<'a>) -> Result<Places<'a>> {
        let place = |name: &str| {
            titles.iter().position(|title| same_text(title, name)).ok_or_else(|| {
                let missing = TableProblem::NoColumn { column: name.to_owned(), columns: titles.to_vec() };
                problem(file, "", missing)
            })
        };
        let pairs = |pairs: &'a [(&'a str, Literal)]| {
            pairs.iter().map(|(name, literal)| Ok((place(name)?, literal))).collect::<Result<Vec<_>>>()
        };
        Ok(Places {
            keys: spec.keys.iter().map(|name| place(name)).collect::<Result<_>>()?,
            filter: pairs(spec.filter)?,
            take: place(spec.take)?,
            refuse: pairs(spec.refuse)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Error;
    use crate::table::RowBuffer;

    /// Rows of a test; the first is the titles.
    struct Given(Vec<Vec<Cell<'static>>>, RowBuffer, usize);

    impl Rows for Given {
        fn next_row(&mut self) -> Result<Option<Row<'_>>> {
            let Some(cells) = self.0.get(self.2) else { return Ok(None) };
            self.1.clear();
            cells.iter().for_each(|cell| self.1.push(*cell));
            self.2 += 1;
            Ok(Some(self.1.part(1, 0..cells.len())))
        }
    }

    fn whole(number: i128) -> Cell<'static> {
        Cell::Decimal { units: number, decimals: 0 }
    }

    /// Articles: reference, supplier, code, withdrawn.
    fn articles(rows: &[(&'static str, i128, &'static str, i128)]) -> Given {
        let titles = ["REF", "SUPPLIER", "CODE", "OUT"].map(Cell::Text).to_vec();
        let row = |&(reference, supplier, code, out): &(_, _, _, _)| {
            vec![Cell::Text(reference), whole(supplier), Cell::Text(code), whole(out)]
        };
        Given([vec![titles], rows.iter().map(row).collect()].concat(), RowBuffer::default(), 0)
    }

    fn table(rows: &[(&'static str, i128, &'static str, i128)]) -> LookupTable {
        let literal = |text| Literal::number(text).expect("a number");
        let (filter, refuse) = ([("supplier", literal("6"))], [("OUT", literal("1"))]);
        let spec = LookupSpec { keys: &["REF"], filter: &filter, take: "code", refuse: &refuse };
        LookupTable::of_rows(Path::new("a.csv"), &mut articles(rows), &spec).expect("read")
    }

    #[test]
    fn a_value_is_found_without_case_and_outer_blanks_among_the_rows_that_count() {
        let mut table =
            table(&[("P6-1 ", 6, "A", 0), ("p6-2", 6, "B", 0), ("P6-3", 7, "C", 0), ("P6-4", 6, " ", 0)]);
        assert_eq!(table.find(&[Cell::Text("p6-1")]), FoundRows::One("A"));
        assert_eq!(table.find(&[Cell::Text(" P6-2 ")]), FoundRows::One("B"));
        for none in ["P6-3", "P6-4", "P6", "", " "] {
            assert_eq!(table.find(&[Cell::Text(none)]), FoundRows::None, "{none}");
        }
    }

    #[test]
    fn several_values_are_many_and_refused_ones_do_not_count_beside_others() {
        let mut table = table(&[
            ("two", 6, "B", 0),
            ("two", 6, "A", 0),
            ("same", 6, "A", 0),
            ("SAME", 6, "A", 0),
            ("one", 6, "A", 1),
            ("one", 6, "B", 0),
            ("out", 6, "A", 1),
            ("out", 6, "B", 1),
        ]);
        assert_eq!(table.find(&[Cell::Text("two")]), FoundRows::Many);
        assert_eq!(table.candidates(&[Cell::Text("two")]), ["A", "B"]);
        assert_eq!(table.find(&[Cell::Text("same")]), FoundRows::One("A"));
        assert_eq!(table.find(&[Cell::Text("one")]), FoundRows::One("B"));
        assert_eq!(table.find(&[Cell::Text("out")]), FoundRows::Refused);
        assert!(table.candidates(&[Cell::Text("out")]).is_empty());
    }

    #[test]
    fn keys_of_several_columns_compare_part_by_part_and_numbers_as_numbers() {
        let mut rows = articles(&[("ab", 6, "A", 0), ("a", 60, "B", 0)]);
        let spec = LookupSpec { keys: &["REF", "SUPPLIER"], filter: &[], take: "CODE", refuse: &[] };
        let mut table = LookupTable::of_rows(Path::new("a.csv"), &mut rows, &spec).expect("read");
        assert_eq!(table.find(&[Cell::Text("AB"), Cell::Text("6.00")]), FoundRows::One("A"));
        assert_eq!(table.find(&[Cell::Text("a"), whole(60)]), FoundRows::One("B"));
        assert_eq!(table.find(&[Cell::Text("a"), Cell::Text("b6")]), FoundRows::None);
        assert_eq!(table.find(&[Cell::Text("ab")]), FoundRows::None);
    }

    #[test]
    fn texts_of_digits_are_texts() {
        let mut rows = Given(
            vec![vec![Cell::Text("K"), Cell::Text("V")], vec![Cell::Text("007"), Cell::Text("Bond")]],
            RowBuffer::default(),
            0,
        );
        let spec = LookupSpec { keys: &["K"], filter: &[], take: "V", refuse: &[] };
        let mut table = LookupTable::of_rows(Path::new("a.csv"), &mut rows, &spec).expect("read");
        assert_eq!(table.find(&[Cell::Text("007")]), FoundRows::One("Bond"));
        assert_eq!(table.find(&[Cell::Text("7")]), FoundRows::None);
    }

    #[test]
    fn a_column_that_has_no_title_is_named_with_those_that_are_there() {
        let spec = LookupSpec { keys: &["REFART"], filter: &[], take: "CODE", refuse: &[] };
        let failed = LookupTable::of_rows(Path::new("a.csv"), &mut articles(&[]), &spec);
        let Err(Error::Table { problem: TableProblem::NoColumn { column, columns }, .. }) = failed else {
            panic!("{failed:?}")
        };
        assert_eq!((column.as_str(), columns.len()), ("REFART", 4));
    }
}
