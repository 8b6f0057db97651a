//! The platform's registry: which series of which branch is booked to which centre and account.

use super::answer::pair_key;
use super::names::{Names, compared};
use crate::state::import_pairs::PairKey;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A row of the registry, as its report has it or as it is to be written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RegistryRow {
    pub series: String,
    pub centre: String,
    pub centre_name: String,
    pub branch: String,
    pub operation: String,
    pub operation_name: String,
    pub account: String,
    pub account_name: String,
}

impl RegistryRow {
    /// A row out of its values by the names of the columns.
    pub fn of<'v>(value: impl Fn(&str) -> &'v str) -> RegistryRow {
        let value = |name: &str| value(name).to_owned();
        RegistryRow {
            series: value("series"),
            centre: value("centre"),
            centre_name: value("centre_name"),
            branch: value("branch"),
            operation: value("operation"),
            operation_name: value("operation_name"),
            account: value("account"),
            account_name: value("account_name"),
        }
    }

    pub fn key(&self) -> PairKey {
        pair_key(&self.series, &self.branch)
    }

    /// The value of a column by its name in a profile.
    pub fn value(&self, name: &str) -> Option<&str> {
        Some(match name {
            "series" => &self.series,
            "centre" => &self.centre,
            "centre_name" => &self.centre_name,
            "branch" => &self.branch,
            "operation" => &self.operation,
            "operation_name" => &self.operation_name,
            "account" => &self.account,
            "account_name" => &self.account_name,
            _ => return None,
        })
    }
}

/// The registry, to be asked for pairs, series and branches.
#[derive(Debug)]
pub(super) struct Registry<'a> {
    names: &'a Names,
    pairs: HashMap<PairKey, &'a RegistryRow>,
    series: HashSet<String>,
    branches: HashMap<String, Vec<&'a RegistryRow>>,
    /// Branches by their normalised name.
    spellings: HashMap<String, BTreeSet<String>>,
}

impl<'a> Registry<'a> {
    pub(super) fn new(names: &'a Names, rows: &'a [RegistryRow]) -> Registry<'a> {
        let (pairs, series) = (HashMap::new(), HashSet::new());
        let mut registry =
            Registry { names, pairs, series, branches: HashMap::new(), spellings: HashMap::new() };
        rows.iter().for_each(|row| registry.add(row));
        registry
    }

    fn add(&mut self, row: &'a RegistryRow) {
        let key = row.key();
        self.pairs.entry(key.clone()).or_insert(row);
        self.series.insert(key.series);
        if !key.branch.is_empty() {
            let normal = self.names.normalise(&row.branch);
            self.spellings.entry(normal).or_default().insert(key.branch.clone());
            self.branches.entry(key.branch).or_default().push(row);
        }
    }

    pub(super) fn pair(&self, key: &PairKey) -> Option<&'a RegistryRow> {
        self.pairs.get(key).copied()
    }

    /// Whether it has a series, in capitals, at any branch.
    pub(super) fn has_series(&self, series: &str) -> bool {
        self.series.contains(series)
    }

    /// The rows of a branch: that of the same name, or the only one that is equal after normalising.
    pub(super) fn branch(&self, branch: &str) -> Option<Vec<&'a RegistryRow>> {
        let same = || self.branches.get(&compared(branch));
        let equal = || match self.spellings.get(&self.names.normalise(branch)) {
            Some(spellings) if spellings.len() == 1 => self.branches.get(spellings.first()?),
            _ => None,
        };
        same().or_else(equal).cloned()
    }
}

/// The registry to write as a whole: the old rows in their order and spelling, then ours that are not among them.
pub fn union_registry(old: &[RegistryRow], ours: &[RegistryRow]) -> Vec<RegistryRow> {
    let mut there: HashSet<PairKey> = old.iter().map(RegistryRow::key).collect();
    let added = ours.iter().filter(|row| there.insert(row.key()));
    old.iter().chain(added).cloned().collect()
}

/// The rows that should be there and are not, or not as they were, as often as they are missing.
pub fn lost_rows<'a>(should: &'a [RegistryRow], are: &[RegistryRow]) -> Vec<&'a RegistryRow> {
    let mut there: HashMap<&RegistryRow, usize> = HashMap::new();
    for row in are {
        *there.entry(row).or_default() += 1;
    }
    let mut lost = Vec::new();
    for row in should {
        match there.get_mut(row) {
            Some(left) if *left > 0 => *left -= 1,
            _ => lost.push(row),
        }
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(series: &str, branch: &str, centre: &str) -> RegistryRow {
        RegistryRow {
            series: series.to_owned(),
            branch: branch.to_owned(),
            centre: centre.to_owned(),
            ..RegistryRow::default()
        }
    }

    #[test]
    fn the_union_keeps_the_old_rows_as_they_are_and_adds_ours_once() {
        let old = [row("b2", "Plz  A", "1"), row("B1", "PLZ A", "1")];
        let ours = [row("B2", "PLZ A", "9"), row("B3", "PLZ A", "1"), row("B3", "plz a", "1")];
        let expected = [old[0].clone(), old[1].clone(), ours[1].clone()];
        assert_eq!(union_registry(&old, &ours), expected);
        assert_eq!(union_registry(&expected, &ours), expected, "once more changes nothing");
    }

    #[test]
    fn rows_that_vanished_or_changed_are_lost() {
        let before = [row("B1", "A", "1"), row("B1", "A", "1"), row("B2", "A", "1")];
        assert_eq!(lost_rows(&before, &before), Vec::<&RegistryRow>::new());
        let after = [row("B2", "A", "2"), row("B1", "A", "1"), row("B9", "A", "1")];
        assert_eq!(lost_rows(&before, &after), [&before[1], &before[2]]);
    }

    #[test]
    fn a_branch_is_known_by_its_name_or_by_the_only_one_that_is_equal() {
        let names = Names::new(&[("PLZ".to_owned(), "PLAZA".to_owned())]);
        let rows = [
            row("B1", "PLZ SOL", "1"),
            row("B2", "PLZ LUNA", "2"),
            row("B3", "PLAZA LUNA", "3"),
            row("B4", "", "4"),
            row("B5", "***", "5"),
        ];
        let registry = Registry::new(&names, &rows);
        let centre = |branch: &str| registry.branch(branch).map(|rows| rows[0].centre.clone());
        assert_eq!(centre("plz  sol").as_deref(), Some("1"));
        assert_eq!(centre("Plaza Sol.").as_deref(), Some("1"));
        assert_eq!(centre("PLAZA LUNA").as_deref(), Some("3"), "the same name goes first");
        assert_eq!(centre("PLAZA LUNA."), None, "two are equal");
        assert_eq!(centre(""), None);
        assert_eq!(centre("---"), None);
    }
}
