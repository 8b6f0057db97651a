//! The folder as a platform.

use super::answers::is_older;
use super::drop::{DropError, Look, Whereabouts, is_equal, look, trouble};
use super::names::{is_file_name, place};
use super::{Folder, tickets};
use crate::platform::contract::{
    FetchedDocument, LookedUp, OutgoingChunk, Payload, PlaceholderValues, Platform, PlatformTrouble,
    ProcessingProgress, Registered, Stop, Submitted,
};
use crate::platform::json;
use crate::platform::outgoing::{digest, open, open_chunk, unreadable};
use crate::platform::settings::Resend;
use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};

impl Platform for Folder<'_> {
    fn submit(&self, chunk: &OutgoingChunk<'_>, values: &PlaceholderValues<'_>) -> Result<Submitted, Stop> {
        if !is_file_name(chunk.name) {
            return Ok(Submitted::Refused(no_name(chunk.name)));
        }
        let mut file = match open_chunk(chunk)? {
            Ok(file) => file,
            Err(changed) => return Ok(Submitted::Refused(changed)),
        };
        let values = |placeholder: &str| chunk.value(placeholder).or_else(|| values(placeholder));
        let there = match self.already(chunk, &values) {
            Ok(there) => there,
            Err(error) => return Ok(later(&self.folder.drop, &error)),
        };
        if let Some(there) = there {
            return Ok(there);
        }
        let place = self.folder.drop.join(chunk.name);
        submitted(chunk.name, self.drop_file(&mut file, chunk.file, &place))
    }

    fn look_up(&self, chunk: &OutgoingChunk<'_>, values: &PlaceholderValues<'_>) -> Result<LookedUp, Stop> {
        let name = chunk.name;
        let values = |placeholder: &str| chunk.value(placeholder).or_else(|| values(placeholder));
        let found = |ticket: String| LookedUp::Found { ticket: Some(ticket) };
        Ok(match self.whereabouts(name, &values) {
            Ok(Whereabouts::Here { look, .. }) => found(tickets::of(name, Some(look.modified))),
            Ok(Whereabouts::Answered) => found(tickets::of(name, None)),
            // Where nothing is kept of what was taken, its absence says nothing, and only `never` has to know.
            Ok(Whereabouts::Nowhere) if self.settings.resend == Resend::Never && !self.taken.is_dir() => {
                LookedUp::NoWay
            }
            Ok(Whereabouts::Nowhere) => LookedUp::NotFound,
            Err(error) => LookedUp::Later { wait: None, why: trouble(&self.folder.drop, &error) },
        })
    }

    fn poll(&self, values: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop> {
        if self.settings.poll.is_none() {
            return Ok(ProcessingProgress::Done { rows: None });
        }
        let said = self.dropped_at(values).and_then(|since| self.acknowledged_by(values, since));
        Ok(match said {
            Ok(Some(said)) => json::progress(&said, &self.acknowledgement),
            Ok(None) => ProcessingProgress::Pending,
            Err(error) => {
                ProcessingProgress::Later { wait: None, why: trouble(&self.folder.answers, &error) }
            }
        })
    }

    fn process(&self, values: &PlaceholderValues<'_>) -> Result<Submitted, Stop> {
        let Some(template) = &self.folder.process else {
            return Ok(Submitted::Taken { ticket: String::new() });
        };
        let name = template.fill(values);
        if !is_file_name(&name) {
            return Ok(Submitted::Refused(no_name(&name)));
        }
        let place = self.folder.drop.join(&name);
        match look(&place) {
            Ok(Some(look)) => Ok(Submitted::Found { ticket: Some(tickets::of(&name, Some(look.modified))) }),
            Ok(None) => submitted(&name, self.drop_empty(&place)),
            Err(error) => Ok(later(&place, &error)),
        }
    }

    fn poll_process(&self, values: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop> {
        let since = values("ticket").as_deref().and_then(tickets::time);
        let there = match (&self.folder.answer, &self.folder.process) {
            (Some(answer), _) => self.answer_is_there(&answer.fill(values), since),
            (None, Some(process)) => {
                look(&self.folder.drop.join(process.fill(values))).map(|look| look.is_none())
            }
            (None, None) => Ok(true),
        };
        Ok(match there {
            Ok(true) => ProcessingProgress::Done { rows: None },
            Ok(false) => ProcessingProgress::Pending,
            Err(error) => {
                ProcessingProgress::Later { wait: None, why: trouble(&self.folder.answers, &error) }
            }
        })
    }

    fn fetch(&self, path: &str, to: &Path) -> Result<FetchedDocument, Stop> {
        self.fetch_since(path, None, to)
    }

    fn answer(&self, path: &str, ticket: &str, to: &Path) -> Result<FetchedDocument, Stop> {
        self.fetch_since(path, tickets::time(ticket), to)
    }

    fn register(&self, _: &str, path: &str, payload: Payload<'_>) -> Result<Registered, Stop> {
        let (Some(place), Payload::File { file: from, .. }) = (self.place(path), payload) else {
            return Ok(Registered::Refused(no_name(path)));
        };
        let mut file = open(from)?;
        let (len, sha256) = digest(&mut file).map_err(|error| unreadable(from, &error))?;
        match moved_meanwhile(|| self.is_sent(&place, len, &sha256)) {
            Ok(true) => return Ok(Registered::Found),
            Ok(false) => {}
            Err(error) => return Ok(Registered::Later { wait: None, why: trouble(&place, &error) }),
        }
        match self.drop_file(&mut file, from, &place) {
            Ok(_) => Ok(Registered::Written),
            Err(DropError::Later(why)) => Ok(Registered::Later { wait: None, why }),
            Err(DropError::Stop(stop)) => Err(stop),
        }
    }

    fn acknowledged(&self, path: &str) -> Result<Option<Registered>, Stop> {
        let Some(place) = self.place(path) else { return Ok(Some(Registered::Refused(no_name(path)))) };
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let values = |placeholder: &str| (placeholder == "name").then(|| name.clone());
        let said = self
            .sent(&place)
            .and_then(|sent| self.acknowledged_by(&values, sent.map(|(_, look)| look.modified)));
        Ok(match said {
            Ok(said) => said.and_then(|said| self.registered(&said)),
            Err(error) => Some(Registered::Later { wait: None, why: trouble(&place, &error) }),
        })
    }

    fn cancel(&self, _: &PlaceholderValues<'_>) -> Result<Option<Registered>, Stop> {
        Ok(None)
    }

    fn greet(&self) -> Result<Option<PlatformTrouble>, Stop> {
        let wrong = |folder: &Path| match folder.read_dir() {
            Ok(_) => None,
            Err(error) => Some(trouble(folder, &error)),
        };
        Ok(wrong(&self.folder.drop).or_else(|| wrong(&self.folder.answers)))
    }
}

impl Folder<'_> {
    /// What stands in the place of another drop: the same content was dropped before, or another under this name.
    fn already(
        &self,
        chunk: &OutgoingChunk<'_>,
        values: &PlaceholderValues<'_>,
    ) -> io::Result<Option<Submitted>> {
        if self.settings.resend == Resend::Replace {
            return Ok(None);
        }
        Ok(match self.whereabouts(chunk.name, values)? {
            Whereabouts::Nowhere => None,
            Whereabouts::Answered => Some(Submitted::Found { ticket: Some(tickets::of(chunk.name, None)) }),
            Whereabouts::Here { path, look } if is_equal(&path, chunk.len, chunk.sha256)? => {
                Some(Submitted::Found { ticket: Some(tickets::of(chunk.name, Some(look.modified))) })
            }
            Whereabouts::Here { path, .. } => {
                Some(Submitted::Refused(PlatformTrouble::of("name_taken", &path.display().to_string())))
            }
        })
    }

    /// When the file that is asked about was dropped: as its ticket says, or the file itself.
    fn dropped_at(&self, values: &PlaceholderValues<'_>) -> io::Result<Option<i64>> {
        if let Some(time) = values("ticket").as_deref().and_then(tickets::time) {
            return Ok(Some(time));
        }
        let name = values("name").unwrap_or_default();
        let sent = if is_file_name(&name) { self.sent(&self.folder.drop.join(name))? } else { None };
        Ok(sent.map(|(_, look)| look.modified))
    }

    fn answer_is_there(&self, name: &str, since: Option<i64>) -> io::Result<bool> {
        let Some(path) = place(name, &self.folder.answers, self.around.secrets.base) else {
            return Ok(false);
        };
        Ok(look(&path)?.is_some_and(|look| !is_older(look, since)))
    }

    fn fetch_since(&self, path: &str, since: Option<i64>, to: &Path) -> Result<FetchedDocument, Stop> {
        match place(path, &self.folder.answers, self.around.secrets.base) {
            Some(from) => self.copy_answer(&from, since, to),
            None => Ok(FetchedDocument::Refused(no_name(path))),
        }
    }

    /// Where a file for registering is dropped.
    fn place(&self, path: &str) -> Option<PathBuf> {
        place(path, &self.folder.drop, self.around.secrets.base)
    }

    /// Whether this very content was dropped there before.
    fn is_sent(&self, place: &Path, len: u64, sha256: &str) -> io::Result<bool> {
        match self.sent(place)? {
            Some((path, look)) if look.len == len => is_equal(&path, len, sha256),
            _ => Ok(false),
        }
    }

    /// What an acknowledgement says of what was registered; `None`: not yet anything.
    fn registered(&self, said: &Value) -> Option<Registered> {
        if let Some(first) = said.pointer("/refused/0") {
            return Some(Registered::Conflict(PlatformTrouble::within(first)));
        }
        match json::progress(said, &self.acknowledgement) {
            ProcessingProgress::Done { .. } => Some(Registered::Written),
            ProcessingProgress::Failed(why) => Some(Registered::Refused(why)),
            ProcessingProgress::Strange { state } => {
                Some(Registered::Refused(PlatformTrouble::of("state", &state)))
            }
            ProcessingProgress::Later { wait, why } => Some(Registered::Later { wait, why }),
            ProcessingProgress::Pending => None,
        }
    }
}

/// Asks once more where a file was seen and then not there: the platform has moved it on.
fn moved_meanwhile<T>(ask: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match ask() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => ask(),
        answer => answer,
    }
}

fn submitted(name: &str, dropped: Result<Look, DropError>) -> Result<Submitted, Stop> {
    match dropped {
        Ok(look) => Ok(Submitted::Taken { ticket: tickets::of(name, Some(look.modified)) }),
        Err(DropError::Later(why)) => Ok(Submitted::Later { wait: None, why }),
        Err(DropError::Stop(stop)) => Err(stop),
    }
}

fn later(path: &Path, error: &io::Error) -> Submitted {
    Submitted::Later { wait: None, why: trouble(path, error) }
}

fn no_name(name: &str) -> PlatformTrouble {
    PlatformTrouble::of("name", name)
}
