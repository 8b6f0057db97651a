//! Who owns each page: every page has exactly one owner.

use crate::format::ids::PageNo;
use std::fmt;
use std::sync::Arc;

/// What a page is, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    Nobody,
    Header,
    GlobalMap,
    Definition(Arc<str>),
    UsageMaps(Arc<str>),
    Bitmap(String),
    Data(Arc<str>),
    Index(Arc<str>, usize),
    LongValues(Arc<str>, String),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Nobody => write!(f, "nobody's"),
            Owner::Header => write!(f, "the header"),
            Owner::GlobalMap => write!(f, "the global usage map"),
            Owner::Definition(table) => write!(f, "the definition of {table}"),
            Owner::UsageMaps(table) => write!(f, "usage maps of {table}"),
            Owner::Bitmap(map) => write!(f, "a bitmap page of {map}"),
            Owner::Data(table) => write!(f, "data of {table}"),
            Owner::Index(table, number) => write!(f, "index {number} of {table}"),
            Owner::LongValues(table, column) => write!(f, "long values of {table}.{column}"),
        }
    }
}

/// An owner, by its place in the list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct OwnerId(u32);

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    Taken,
    /// It was this owner's already.
    Held,
    OwnedBy(OwnerId),
    Outside,
}

/// The owner of every page; four bytes a page.
pub(super) struct Owners {
    of: Vec<OwnerId>,
    owners: Vec<Owner>,
}

impl Owners {
    pub fn new(pages: u32) -> Owners {
        let pages = usize::try_from(pages).unwrap_or(0);
        Owners { of: vec![OwnerId::default(); pages], owners: vec![Owner::Nobody] }
    }

    /// Adds somebody who may own pages.
    pub fn add(&mut self, owner: Owner) -> OwnerId {
        let id = OwnerId(u32::try_from(self.owners.len()).unwrap_or(u32::MAX));
        self.owners.push(owner);
        id
    }

    /// Who owns a page; page numbers past the end are nobody's.
    pub fn of(&self, page: PageNo) -> OwnerId {
        usize::try_from(page.0).ok().and_then(|place| self.of.get(place)).copied().unwrap_or_default()
    }

    pub fn get(&self, id: OwnerId) -> &Owner {
        let place = usize::try_from(id.0).ok();
        place.and_then(|place| self.owners.get(place)).unwrap_or(&Owner::Nobody)
    }

    pub fn is_owned(&self, page: PageNo) -> bool {
        self.of(page) != OwnerId::default()
    }

    /// Records the owner of a page that has none.
    pub fn claim(&mut self, page: PageNo, by: OwnerId) -> Claim {
        let Some(owner) = usize::try_from(page.0).ok().and_then(|place| self.of.get_mut(place)) else {
            return Claim::Outside;
        };
        match *owner {
            held if held == by => Claim::Held,
            OwnerId(0) => {
                *owner = by;
                Claim::Taken
            }
            other => Claim::OwnedBy(other),
        }
    }
}
