//! A walk over a range of an index, from either end.

use super::node::Node;
use super::tree::{Tree, WalkLimit};
use crate::error::Result;
use crate::format::ids::RowId;
use crate::format::page::Pages;
use std::ops::Bound;

/// The rows whose keys lie in a range, in the order of the index. The two ends move towards each other and never
/// pass: what one has given the other does not give again.
///
/// A leaf is read when the walk reaches it, so a cursor costs one descent for each end that is used.
pub(crate) struct RangeCursor<'a> {
    pages: &'a dyn Pages,
    tree: Tree,
    /// Entries from here on are in the range.
    lower: Edge,
    /// Entries from here on are past it.
    upper: Edge,
    front: Option<Spot>,
    back: Option<Spot>,
    finished: bool,
    limit: WalkLimit,
}

/// A place between entries, told by bytes: before everything that is not below them.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Edge {
    Before(Vec<u8>),
    /// Behind all entries.
    End,
}

/// A place on a leaf, and how far the leaf's entries are in the range.
struct Spot {
    leaf: Node,
    at: usize,
    /// The place of the range's other edge on this leaf, or the leaf's end.
    stop: usize,
}

impl Edge {
    fn bytes(&self) -> Option<&[u8]> {
        match self {
            Edge::Before(bytes) => Some(bytes),
            Edge::End => None,
        }
    }

    fn place(&self, leaf: &Node) -> usize {
        self.bytes().map_or(leaf.used, |bytes| leaf.search(bytes))
    }

    /// Behind every entry that starts with `key`.
    fn behind(key: &[u8]) -> Edge {
        match key.iter().rposition(|byte| *byte < u8::MAX) {
            None => Edge::End,
            Some(last) => {
                let mut successor = key.get(..=last).unwrap_or_default().to_vec();
                successor.last_mut().into_iter().for_each(|byte| *byte += 1);
                Edge::Before(successor)
            }
        }
    }

    fn is_before(&self, other: &Edge) -> bool {
        match (self.bytes(), other.bytes()) {
            (Some(one), Some(other)) => one < other,
            (one, None) => one.is_some(),
            (None, Some(_)) => false,
        }
    }
}

impl<'a> RangeCursor<'a> {
    /// A walk over the entries between two keys or starts of keys: an included bound takes in everything that starts
    /// with it, an excluded one leaves that out.
    pub fn new(
        pages: &'a dyn Pages,
        tree: Tree,
        lower: Bound<&[u8]>,
        upper: Bound<&[u8]>,
    ) -> RangeCursor<'a> {
        let lower = match lower {
            Bound::Included(key) => Edge::Before(key.to_vec()),
            Bound::Excluded(key) => Edge::behind(key),
            Bound::Unbounded => Edge::Before(Vec::new()),
        };
        let upper = match upper {
            Bound::Included(key) => Edge::behind(key),
            Bound::Excluded(key) => Edge::Before(key.to_vec()),
            Bound::Unbounded => Edge::End,
        };
        let finished = !lower.is_before(&upper);
        let limit = WalkLimit::of(pages);
        RangeCursor { pages, tree, lower, upper, front: None, back: None, finished, limit }
    }

    /// The next row from the front.
    pub fn next_id(&mut self) -> Result<Option<RowId>> {
        let id = self.advance()?;
        self.finished |= id.is_none();
        Ok(id)
    }

    /// The next row from the back.
    pub fn prev_id(&mut self) -> Result<Option<RowId>> {
        let id = self.retreat()?;
        self.finished |= id.is_none();
        Ok(id)
    }

    fn advance(&mut self) -> Result<Option<RowId>> {
        while !self.finished {
            let met = self.meeting();
            let Some(front) = &mut self.front else {
                let leaf = self.tree.descend(self.pages, self.lower.bytes(), |_, _| {})?;
                self.front = Some(Spot::new(leaf, &self.lower, &self.upper));
                continue;
            };
            if front.at < front.stop.min(met.map_or(usize::MAX, |met| met.back)) {
                let id = front.leaf.row_id(front.at)?;
                front.at = front.leaf.after(front.at);
                return Ok(Some(id));
            }
            if met.is_some() || front.stop < front.leaf.used {
                break;
            }
            self.limit.pass(front.leaf.no)?;
            let Some(next) = self.tree.next_leaf(self.pages, &front.leaf)? else { break };
            let stop = self.upper.place(&next);
            self.front = Some(Spot { leaf: next, at: 0, stop });
        }
        Ok(None)
    }

    fn retreat(&mut self) -> Result<Option<RowId>> {
        while !self.finished {
            let met = self.meeting();
            let Some(back) = &mut self.back else {
                let leaf = self.tree.descend(self.pages, self.upper.bytes(), |_, _| {})?;
                self.back = Some(Spot::new(leaf, &self.upper, &self.lower));
                continue;
            };
            if back.at > back.stop.max(met.map_or(0, |met| met.front)) {
                back.at = back.leaf.before(back.at).unwrap_or(0);
                return back.leaf.row_id(back.at).map(Some);
            }
            if met.is_some() || back.stop > 0 {
                break;
            }
            self.limit.pass(back.leaf.no)?;
            let Some(previous) = self.tree.previous_leaf(self.pages, &back.leaf)? else { break };
            let (at, stop) = (previous.used, self.lower.place(&previous));
            self.back = Some(Spot { leaf: previous, at, stop });
        }
        Ok(None)
    }

    /// The places of both ends, when they are on one leaf.
    fn meeting(&self) -> Option<Meeting> {
        let (front, back) = (self.front.as_ref()?, self.back.as_ref()?);
        (front.leaf.no == back.leaf.no).then_some(Meeting { front: front.at, back: back.at })
    }
}

#[derive(Clone, Copy)]
struct Meeting {
    front: usize,
    back: usize,
}

impl Spot {
    fn new(leaf: Node, from: &Edge, to: &Edge) -> Spot {
        Spot { at: from.place(&leaf), stop: to.place(&leaf), leaf }
    }
}

#[cfg(test)]
mod tests;
