//! What loading and registering ask of an import platform, whatever it is reached by.
//!
//! An answer of the platform is a value, good or bad; an `Err` means that this run cannot go on with it at all.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// A chunk on its way.
#[derive(Debug, Clone, Copy)]
pub struct OutgoingChunk<'a> {
    /// The file with its content.
    pub file: &'a Path,
    pub len: u64,
    /// Lower-case hexadecimal.
    pub sha256: &'a str,
    /// The name under which the platform gets it.
    pub name: &'a str,
    /// Lower-case hexadecimal; the same for the same content of the same job.
    pub key: &'a str,
}

impl OutgoingChunk<'_> {
    /// What the chunk itself knows of placeholders: `key`, `key8`, `name`.
    pub fn value(&self, placeholder: &str) -> Option<String> {
        match placeholder {
            "key" => Some(self.key.to_owned()),
            "key8" => Some(self.key.chars().take(8).collect()),
            "name" => Some(self.name.to_owned()),
            _ => None,
        }
    }
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// The platform has it; a folder has no ticket but the name.
    Taken { ticket: String },
    /// It had it before. Without a ticket it knows the name only, and cannot be polled for it.
    Found { ticket: Option<String> },
    /// Nothing was taken; another try, not before this long.
    Later { wait: Option<Duration>, why: PlatformTrouble },
    /// It was not taken and will not be.
    Refused(PlatformTrouble),
    /// It may have been taken, or not.
    Unknown(PlatformTrouble),
}

/// Whether the platform knows a key, or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedUp {
    Found {
        ticket: Option<String>,
    },
    NotFound,
    Later {
        wait: Option<Duration>,
        why: PlatformTrouble,
    },
    /// It cannot be asked: there is no look-up.
    NoWay,
}

/// How far the platform is with a chunk, or with a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcessingProgress {
    Pending,
    /// With the rows that it says it took.
    Done {
        rows: Option<u64>,
    },
    Failed(PlatformTrouble),
    /// A state that the profile does not know.
    Strange {
        state: String,
    },
    Later {
        wait: Option<Duration>,
        why: PlatformTrouble,
    },
}

/// A document fetched into a file: the answer, or a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchedDocument {
    /// The file holds it, whole. `modified`: milliseconds since 1970 UTC; `version`: by what the platform tells this
    /// content from others of the document. Both where the source tells.
    Here {
        file: PathBuf,
        modified: Option<i64>,
        version: Option<String>,
    },
    NotThere,
    Later {
        wait: Option<Duration>,
        why: PlatformTrouble,
    },
    Refused(PlatformTrouble),
}

/// What became of rows, or of a whole file, to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    Written,
    /// It was there already, equal.
    Found,
    /// Its code is there with another content.
    Conflict(PlatformTrouble),
    /// The document is no longer the version that was to be replaced; nothing was written.
    Changed(PlatformTrouble),
    Later {
        wait: Option<Duration>,
        why: PlatformTrouble,
    },
    Refused(PlatformTrouble),
    Unknown(PlatformTrouble),
}

/// What went wrong, for people: cleaned of controls, at most 500 characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlatformTrouble {
    /// HTTP's, where there was a response.
    pub status: Option<u16>,
    /// The platform's own code, where its message has one.
    pub code: Option<String>,
    pub message: String,
}

/// Status, code and message, as far as there are any.
impl std::fmt::Display for PlatformTrouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts =
            [self.status.map(|status| status.to_string()), self.code.clone(), Some(self.message.clone())];
        let said: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        f.write_str(&said.join(" "))
    }
}

/// What to send for registering.
#[derive(Debug, Clone, Copy)]
pub enum Payload<'a> {
    /// Names and values of one row; the same key always has the same row.
    Json { row: &'a [(String, String)], key: &'a str },
    /// A whole file, with the name it gets. `replaces`: the version of the document in whose place it is to come, and
    /// in no other's; a platform that knows no versions does not ask.
    File { file: &'a Path, name: &'a str, replaces: Option<&'a str> },
}

/// Why the platform cannot be gone on with by this run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Credentials are missing or refused, or the connection is not safe (77).
    #[error("no permission: {0}")]
    Permission(String),
    /// The platform sends elsewhere (held `platform_redirects`).
    #[error("the platform answers with another address: {0}")]
    Redirects(String),
    /// A file of ours cannot be read or written (74).
    #[error("{0}")]
    Io(String),
}

/// Where one value of a placeholder comes from: `yyyy`, `mm`, `key`, `key8`, `ticket`, `name`, `total`, `n` …
pub type PlaceholderValues<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A platform. Nothing here waits for longer than one request, or than one look at an answer that has to stand still;
/// pauses are the caller's.
pub trait Platform {
    /// Sends a chunk, after a look whether it is still what was recorded: else refused with the code `chunk_changed`.
    fn submit(&self, chunk: &OutgoingChunk<'_>, values: &PlaceholderValues<'_>) -> Result<Submitted, Stop>;
    /// Asks for a chunk that may have arrived.
    fn look_up(&self, chunk: &OutgoingChunk<'_>, values: &PlaceholderValues<'_>) -> Result<LookedUp, Stop>;
    /// `values` has the `ticket`, the `name` and the `key`.
    fn poll(&self, values: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop>;
    /// Starts the processing of a period; asking again while it is under way is no harm. The ticket, which may be
    /// empty, is for [`poll_process`](Platform::poll_process) and [`answer`](Platform::answer).
    fn process(&self, values: &PlaceholderValues<'_>) -> Result<Submitted, Stop>;
    /// How far the processing is; `values` has the `ticket` that it gave. A folder is done when the answer is there.
    fn poll_process(&self, values: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop>;
    /// Fetches a path below the address, or a file of the folder, into `to` (its name is the caller's, never the
    /// answer's).
    fn fetch(&self, path: &str, to: &Path) -> Result<FetchedDocument, Stop>;
    /// Fetches the answer to a processing, by the ticket of [`process`](Platform::process): one that is older than that
    /// is not there.
    fn answer(&self, path: &str, ticket: &str, to: &Path) -> Result<FetchedDocument, Stop>;
    /// Sends to a path below the address with a method, or drops into the folder, whose `path` starts where the
    /// configuration is.
    fn register(&self, method: &str, path: &str, payload: Payload<'_>) -> Result<Registered, Stop>;
    /// What the platform said of a file that was dropped for registering; `None`: nothing yet. Over HTTP the response
    /// to the registration was all, and this is `Written`.
    fn acknowledged(&self, path: &str) -> Result<Option<Registered>, Stop>;
    /// Takes everything of a period back; `None`: the platform cannot.
    fn cancel(&self, values: &PlaceholderValues<'_>) -> Result<Option<Registered>, Stop>;
    /// One harmless request, for `doctor`: what keeps it from being reached, if anything does.
    fn greet(&self) -> Result<Option<PlatformTrouble>, Stop>;
}
