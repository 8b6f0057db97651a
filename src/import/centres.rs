//! Which cost centre a branch is: one of equal name, or some that are alike, for a person to choose from.

use super::names::{Names, Score};
use crate::state::import_pairs::Candidate;
use std::collections::HashMap;

/// How many are proposed.
const PROPOSED_MAX: usize = 3;

/// A cost centre of the accounting program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre {
    pub code: String,
    pub name: String,
}

/// The centres, to be asked for branches by their normalised names.
#[derive(Debug)]
pub(super) struct Centres<'a> {
    /// In the order of the report, with their normalised names; those without a name are left out.
    named: Vec<(String, &'a Centre)>,
    by_code: HashMap<&'a str, &'a Centre>,
    /// A score from here on is a proposal, of 100.
    propose: u32,
}

impl<'a> Centres<'a> {
    pub(super) fn new(names: &Names, centres: &'a [Centre], propose: u32) -> Centres<'a> {
        let named = centres.iter().map(|centre| (names.normalise(&centre.name), centre));
        Centres {
            named: named.filter(|(name, _)| !name.is_empty()).collect(),
            by_code: centres.iter().map(|centre| (centre.code.as_str(), centre)).collect(),
            propose,
        }
    }

    pub(super) fn by_code(&self, code: &str) -> Option<&'a Centre> {
        self.by_code.get(code).copied()
    }

    /// The centres of exactly this name.
    pub(super) fn equal(&self, name: &str) -> Vec<&'a Centre> {
        self.named.iter().filter(|(own, _)| own == name).map(|(_, centre)| *centre).collect()
    }

    /// Those that are alike, the best first; of equal ones the first of the report.
    pub(super) fn proposals(&self, name: &str) -> Vec<Candidate> {
        let scored = self.named.iter().map(|(own, centre)| (Score::of(own, name), *centre));
        let mut alike: Vec<_> = scored.filter(|(score, _)| score.reaches(self.propose)).collect();
        alike.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        alike.into_iter().take(PROPOSED_MAX).map(|(score, centre)| candidate(centre, score)).collect()
    }
}

pub(super) fn candidate(centre: &Centre, score: Score) -> Candidate {
    Candidate { centre: centre.code.clone(), name: centre.name.clone(), score: score.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_three_that_reach_the_score_are_proposed() {
        let names =
            ["", "PLAZA NORTE", "PLAZA NORTE II", "GALERIA", "PLAZA NORTE IV", "PLAZA NORTE V", "***"];
        let centres: Vec<Centre> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Centre { code: at.to_string(), name: (*name).to_owned() })
            .collect();
        let asked = Centres::new(&Names::default(), &centres, 80);
        let codes = |name: &str| -> Vec<String> {
            asked.proposals(name).into_iter().map(|candidate| candidate.centre).collect()
        };
        assert_eq!(codes("PLAZA NORTE III"), ["2", "4", "5"]);
        assert_eq!(codes("KIOSCO"), [""; 0]);
        assert_eq!(asked.equal("PLAZA NORTE"), [&centres[1]]);
        assert_eq!(asked.equal(""), [] as [&Centre; 0]);
        assert_eq!(asked.by_code("3"), Some(&centres[3]));
    }
}
