//! A disk that keeps apart what was written and what was synced, so that a test can say what a power cut has left.

use accdb::{Database, MemoryStorage, Result, Storage};
use std::io;
use std::sync::{Arc, Mutex};

/// What a disk writes whole.
pub const SECTOR: usize = 512;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Database,
    Journal,
}

#[derive(Debug, Clone)]
pub enum Change {
    Write(u64, Vec<u8>),
    SetLen(u64),
}

#[derive(Debug, Clone)]
pub enum Event {
    Changed(Name, Change),
    Synced(Name),
}

impl Event {
    pub fn change(&self) -> Option<(Name, Change)> {
        match self {
            Event::Changed(name, change) => Some((*name, change.clone())),
            Event::Synced(_) => None,
        }
    }
}

/// The bytes of a database and of its journal.
#[derive(Clone, Default)]
pub struct Image {
    pub database: Vec<u8>,
    pub journal: Vec<u8>,
}

impl Image {
    pub fn of(database: Vec<u8>) -> Image {
        Image { database, journal: Vec::new() }
    }

    pub fn apply(&mut self, name: Name, change: &Change) {
        let bytes = match name {
            Name::Database => &mut self.database,
            Name::Journal => &mut self.journal,
        };
        match change {
            Change::SetLen(len) => bytes.resize(*len as usize, 0),
            Change::Write(at, new) => {
                let (start, end) = (*at as usize, *at as usize + new.len());
                bytes.resize(bytes.len().max(end), 0);
                bytes[start..end].copy_from_slice(new);
            }
        }
    }

    /// This, after some more changes.
    pub fn after<'a>(&self, changes: impl IntoIterator<Item = &'a (Name, Change)>) -> Image {
        let mut image = self.clone();
        changes.into_iter().for_each(|(name, change)| image.apply(*name, change));
        image
    }
}

/// A disk with a database and its journal, and all that happens to them.
#[derive(Clone, Default)]
pub struct Disk {
    database: MemoryStorage,
    journal: MemoryStorage,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Disk {
    pub fn new(image: Image) -> Disk {
        let Image { database, journal } = image;
        let (database, journal) = (MemoryStorage::new(database), MemoryStorage::new(journal));
        Disk { database, journal, events: Arc::default() }
    }

    pub fn storage(&self, name: Name) -> Box<dyn Storage> {
        let inner = match name {
            Name::Database => self.database.clone(),
            Name::Journal => self.journal.clone(),
        };
        Box::new(Recorded { name, inner, events: Arc::clone(&self.events) })
    }

    pub fn open(&self) -> Result<Database> {
        Database::open_with_journal(self.storage(Name::Database), self.storage(Name::Journal))
    }

    /// The bytes as every program sees them, synced or not.
    pub fn image(&self) -> Image {
        Image { database: self.database.to_vec(), journal: self.journal.to_vec() }
    }

    /// What has happened since this was asked last.
    pub fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.lock().expect("one thread"))
    }
}

struct Recorded {
    name: Name,
    inner: MemoryStorage,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Recorded {
    fn note(&self, event: Event) {
        self.events.lock().expect("one thread").push(event);
    }
}

impl Storage for Recorded {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.inner.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.note(Event::Changed(self.name, Change::Write(at, bytes.to_vec())));
        self.inner.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.note(Event::Changed(self.name, Change::SetLen(len)));
        self.inner.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.note(Event::Synced(self.name));
        self.inner.sync()
    }
}

/// The time between two syncs: what is safe, and what a power cut may keep or lose in any part.
pub struct Epoch {
    pub safe: Image,
    pub pending: Vec<(Name, Change)>,
}

/// Parts what happened after `start`, of which everything was safe, by its syncs.
pub fn epochs(start: &Image, events: &[Event]) -> Vec<Epoch> {
    let (mut safe, mut pending, mut epochs) = (start.clone(), Vec::new(), Vec::new());
    for event in events {
        match event {
            Event::Changed(name, change) => pending.push((*name, change.clone())),
            Event::Synced(synced) => {
                epochs.push(Epoch { safe: safe.clone(), pending: pending.clone() });
                let (now_safe, rest) = pending.into_iter().partition(|(name, _)| name == synced);
                safe = safe.after(&now_safe as &Vec<_>);
                pending = rest;
            }
        }
    }
    epochs.push(Epoch { safe, pending });
    epochs
}

/// Cuts changes at every multiple of `size` bytes of their file.
pub fn pieces(changes: &[(Name, Change)], size: usize) -> Vec<(Name, Change)> {
    let cut = |(name, change): &(Name, Change)| {
        let Change::Write(at, bytes) = change else { return vec![(*name, change.clone())] };
        let head = (size - *at as usize % size).min(bytes.len());
        let (first, rest) = bytes.split_at(head);
        let rest_at = at + head as u64;
        let rest =
            (0_u64..).zip(rest.chunks(size)).map(|(place, part)| (rest_at + place * size as u64, part));
        let parts = std::iter::once((*at, first)).chain(rest);
        parts.map(|(at, part)| (*name, Change::Write(at, part.to_vec()))).collect()
    };
    changes.iter().flat_map(cut).collect()
}
