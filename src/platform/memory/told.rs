//! What a test tells the platform in memory, and what it can see of it.

use super::acts::{Act, ActMoment};
use crate::platform::contract::{PlatformTrouble, Stop};
use crate::platform::settings::Resend;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What goes wrong with the next act of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlatformFault {
    /// Not now; nothing happens.
    Later(Option<Duration>),
    /// It happens, and the answer is lost.
    UnknownTaken,
    /// It does not happen, and the answer is lost.
    UnknownLost,
    /// It is refused for good.
    Refuse(PlatformTrouble),
    /// The platform cannot be gone on with.
    Stop(Stop),
    /// Its state is this word.
    State(String),
    /// It is still under way.
    Pending,
    /// It ended badly.
    Failed(PlatformTrouble),
    /// So many rows fewer than were sent are said to be taken.
    RowsFewer(u64),
    /// What is asked for is not there.
    NotThere,
}

/// A chunk that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenFile {
    pub ticket: String,
    pub name: String,
    pub key: String,
    pub sha256: String,
    /// Lines, but for the first.
    pub rows: u64,
}

type Hook = Arc<dyn Fn(ActMoment, &Act) -> Result<(), Stop> + Send + Sync>;

/// A platform in memory. Its clones are the same platform, so that a run can be killed and another one begun.
#[derive(Clone, Default)]
pub struct Memory {
    inner: Arc<Mutex<Inner>>,
    hook: Option<Hook>,
}

pub(super) struct Inner {
    pub resend: Resend,
    pub faults: VecDeque<(Act, PlatformFault)>,
    pub acts: Vec<Act>,
    pub files: Vec<SeenFile>,
    pub tickets: u64,
    pub processed: u64,
    pub cancellable: bool,
    /// By path, without what stands behind a `?`.
    pub documents: BTreeMap<String, (Vec<u8>, Option<i64>)>,
    pub rows: Vec<(String, Vec<(String, String)>)>,
}

impl Default for Inner {
    fn default() -> Inner {
        Inner {
            resend: Resend::Key,
            faults: VecDeque::new(),
            acts: Vec::new(),
            files: Vec::new(),
            tickets: 0,
            processed: 0,
            cancellable: true,
            documents: BTreeMap::new(),
            rows: Vec::new(),
        }
    }
}

impl Memory {
    /// A platform that knows keys, holds nothing, and does what it is asked.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// What makes sending twice safe; with [`Resend::Never`], nothing does, and there is no look-up.
    pub fn knows(self, resend: Resend) -> Memory {
        self.inner().resend = resend;
        self
    }

    /// A platform that cannot take a period back.
    pub fn without_cancel(self) -> Memory {
        self.inner().cancellable = false;
        self
    }

    /// The same platform, with a hook that is called before and after each act: its error, or its panic, ends the act
    /// there.
    pub fn with_hook(
        &self,
        hook: impl Fn(ActMoment, &Act) -> Result<(), Stop> + Send + Sync + 'static,
    ) -> Memory {
        Memory { inner: Arc::clone(&self.inner), hook: Some(Arc::new(hook)) }
    }

    /// Lets the next act of this kind go wrong; what `like` is about does not matter. Faults of one kind come in order.
    pub fn order(&self, like: Act, fault: PlatformFault) {
        self.inner().faults.push_back((like, fault));
    }

    /// Puts a document there: the answer, or a report. `modified`: milliseconds since 1970 UTC.
    pub fn put_document(&self, path: &str, content: &[u8], modified: Option<i64>) {
        self.inner().documents.insert(path_alone(path), (content.to_vec(), modified));
    }

    /// A document as it is now, for example a registry that was registered.
    pub fn document(&self, path: &str) -> Option<Vec<u8>> {
        self.inner().documents.get(&path_alone(path)).map(|(content, _)| content.clone())
    }

    /// Every act so far, in order.
    pub fn acts(&self) -> Vec<Act> {
        self.inner().acts.clone()
    }

    /// The chunks that arrived, in order; one that was taken twice stands here twice.
    pub fn files(&self) -> Vec<SeenFile> {
        self.inner().files.clone()
    }

    /// How many chunks came that had been taken before.
    pub fn taken_twice(&self) -> usize {
        let inner = self.inner();
        let distinct: std::collections::BTreeSet<_> = inner.files.iter().map(|file| &file.sha256).collect();
        inner.files.len() - distinct.len()
    }

    /// How often a period was processed.
    pub fn processed(&self) -> u64 {
        self.inner().processed
    }

    /// Rows that were registered one by one: path, keys and values.
    pub fn rows(&self) -> Vec<(String, Vec<(String, String)>)> {
        self.inner().rows.clone()
    }

    pub(super) fn inner(&self) -> MutexGuard<'_, Inner> {
        // A test that kills by a panic goes on with the same platform.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does an act between the two calls of the hook; nobody holds the platform while the hook has its say.
    pub(super) fn act<T>(
        &self,
        act: Act,
        doing: impl FnOnce(&mut Inner, Option<PlatformFault>) -> T,
    ) -> Result<T, Stop> {
        self.call_hook(ActMoment::Before, &act)?;
        let done = {
            let mut inner = self.inner();
            let fault = inner.next_fault(&act);
            inner.acts.push(act.clone());
            match fault {
                Some(PlatformFault::Stop(stop)) => Err(stop),
                fault => Ok(doing(&mut inner, fault)),
            }
        };
        self.call_hook(ActMoment::After, &act)?;
        done
    }

    fn call_hook(&self, moment: ActMoment, act: &Act) -> Result<(), Stop> {
        self.hook.as_ref().map_or(Ok(()), |hook| hook(moment, act))
    }
}

impl Inner {
    fn next_fault(&mut self, act: &Act) -> Option<PlatformFault> {
        let at = self.faults.iter().position(|(like, _)| like.is_like(act))?;
        self.faults.remove(at).map(|(_, fault)| fault)
    }
}

pub(super) fn path_alone(path: &str) -> String {
    path.split('?').next().unwrap_or_default().to_owned()
}
