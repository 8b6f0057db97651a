//! The platform in memory as a platform.

use super::acts::Act;
use super::told::{Inner, Memory, PlatformFault, SeenFile, path_alone};
use crate::platform::contract::{
    FetchedDocument, LookedUp, OutgoingChunk, Payload, PlaceholderValues, Platform, PlatformTrouble,
    ProcessingProgress, Registered, Stop, Submitted,
};
use crate::platform::outgoing::{open_chunk, unreadable};
use crate::platform::settings::Resend;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

impl Platform for Memory {
    fn submit(&self, chunk: &OutgoingChunk<'_>, _: &PlaceholderValues<'_>) -> Result<Submitted, Stop> {
        let rows = match open_chunk(chunk)? {
            Ok(file) => count_rows(file).map_err(|error| unreadable(chunk.file, &error))?,
            Err(changed) => return Ok(Submitted::Refused(changed)),
        };
        let act = Act::Submit { name: chunk.name.to_owned(), key: chunk.key.to_owned() };
        self.act(act, |inner, fault| match fault {
            None => inner.take(chunk, rows),
            Some(PlatformFault::UnknownTaken) => {
                inner.take(chunk, rows);
                Submitted::Unknown(lost())
            }
            Some(PlatformFault::Later(wait)) => Submitted::Later { wait, why: busy() },
            Some(PlatformFault::Refuse(why) | PlatformFault::Failed(why)) => Submitted::Refused(why),
            Some(_) => Submitted::Unknown(lost()),
        })
    }

    fn look_up(&self, chunk: &OutgoingChunk<'_>, _: &PlaceholderValues<'_>) -> Result<LookedUp, Stop> {
        self.act(Act::LookUp { key: chunk.key.to_owned() }, |inner, fault| match fault {
            Some(PlatformFault::NotThere) => LookedUp::NotFound,
            Some(_) => LookedUp::Later { wait: None, why: busy() },
            None if inner.resend != Resend::Key => LookedUp::NoWay,
            None => match inner.by_key(chunk.key) {
                Some(seen) => LookedUp::Found { ticket: Some(seen.ticket.clone()) },
                None => LookedUp::NotFound,
            },
        })
    }

    fn poll(&self, values: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop> {
        let ticket = values("ticket").unwrap_or_default();
        self.act(Act::Poll { ticket: ticket.clone() }, |inner, fault| {
            let rows = inner.files.iter().find(|seen| seen.ticket == ticket).map(|seen| seen.rows);
            match rows {
                Some(rows) => progress(rows, fault),
                None => ProcessingProgress::Failed(PlatformTrouble::of("unknown", &ticket)),
            }
        })
    }

    fn process(&self, _: &PlaceholderValues<'_>) -> Result<Submitted, Stop> {
        self.act(Act::Process, |inner, fault| match fault {
            None => Submitted::Taken { ticket: inner.process() },
            Some(PlatformFault::UnknownTaken) => {
                inner.process();
                Submitted::Unknown(lost())
            }
            Some(PlatformFault::Later(wait)) => Submitted::Later { wait, why: busy() },
            Some(PlatformFault::Refuse(why) | PlatformFault::Failed(why)) => Submitted::Refused(why),
            Some(_) => Submitted::Unknown(lost()),
        })
    }

    fn poll_process(&self, _: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop> {
        self.act(Act::PollProcess, |inner, fault| match (inner.processed, fault) {
            (0, None) => ProcessingProgress::Strange { state: "open".to_owned() },
            (_, fault) => progress(inner.files.iter().map(|seen| seen.rows).sum(), fault),
        })
    }

    fn fetch(&self, path: &str, to: &Path) -> Result<FetchedDocument, Stop> {
        self.act(Act::Fetch { path: path.to_owned() }, |inner, fault| inner.fetch(path, to, fault))?
    }

    fn answer(&self, path: &str, _: &str, to: &Path) -> Result<FetchedDocument, Stop> {
        self.act(Act::Answer { path: path.to_owned() }, |inner, fault| match (inner.processed, fault) {
            (0, None) => Ok(FetchedDocument::NotThere),
            (_, fault) => inner.fetch(path, to, fault),
        })?
    }

    fn register(&self, method: &str, path: &str, payload: Payload<'_>) -> Result<Registered, Stop> {
        let content = match payload {
            Payload::File { file, .. } => Some(fs::read(file).map_err(|error| unreadable(file, &error))?),
            Payload::Json { .. } => None,
        };
        let act = Act::Register { method: method.to_owned(), path: path.to_owned() };
        self.act(act, |inner, fault| match fault {
            None => inner.register(path, payload, content),
            Some(PlatformFault::UnknownTaken) => {
                inner.register(path, payload, content);
                Registered::Unknown(lost())
            }
            Some(PlatformFault::Later(wait)) => Registered::Later { wait, why: busy() },
            Some(PlatformFault::Failed(why)) => Registered::Conflict(why),
            Some(PlatformFault::Refuse(why)) => Registered::Refused(why),
            Some(_) => Registered::Unknown(lost()),
        })
    }

    fn acknowledged(&self, path: &str) -> Result<Option<Registered>, Stop> {
        self.act(Act::Acknowledged { path: path.to_owned() }, |_, fault| match fault {
            None => Some(Registered::Written),
            Some(PlatformFault::Failed(why)) => Some(Registered::Conflict(why)),
            Some(PlatformFault::Refuse(why)) => Some(Registered::Refused(why)),
            Some(PlatformFault::Later(wait)) => Some(Registered::Later { wait, why: busy() }),
            Some(_) => None,
        })
    }

    fn cancel(&self, _: &PlaceholderValues<'_>) -> Result<Option<Registered>, Stop> {
        self.act(Act::Cancel, |inner, fault| match fault {
            _ if !inner.cancellable => None,
            Some(PlatformFault::Later(wait)) => Some(Registered::Later { wait, why: busy() }),
            Some(PlatformFault::Refuse(why) | PlatformFault::Failed(why)) => Some(Registered::Refused(why)),
            Some(PlatformFault::UnknownLost) => Some(Registered::Unknown(lost())),
            fault => {
                inner.files.clear();
                inner.processed = 0;
                Some(if fault.is_some() { Registered::Unknown(lost()) } else { Registered::Written })
            }
        })
    }

    fn greet(&self) -> Result<Option<PlatformTrouble>, Stop> {
        self.act(Act::Greet, |_, fault| fault.map(|_| busy()))
    }
}

impl Inner {
    fn by_key(&self, key: &str) -> Option<&SeenFile> {
        self.files.iter().find(|seen| seen.key == key)
    }

    fn take(&mut self, chunk: &OutgoingChunk<'_>, rows: u64) -> Submitted {
        match self.resend {
            Resend::Key => {
                if let Some(seen) = self.by_key(chunk.key) {
                    return Submitted::Found { ticket: Some(seen.ticket.clone()) };
                }
            }
            Resend::Name if self.files.iter().any(|seen| seen.name == chunk.name) => {
                return Submitted::Found { ticket: None };
            }
            Resend::Replace => self.files.retain(|seen| seen.name != chunk.name),
            Resend::Name | Resend::Never => {}
        }
        self.tickets += 1;
        let ticket = format!("T{}", self.tickets);
        self.files.push(SeenFile {
            ticket: ticket.clone(),
            name: chunk.name.to_owned(),
            key: chunk.key.to_owned(),
            sha256: chunk.sha256.to_owned(),
            rows,
        });
        Submitted::Taken { ticket }
    }

    fn process(&mut self) -> String {
        self.processed += 1;
        format!("P{}", self.processed)
    }

    fn fetch(&self, path: &str, to: &Path, fault: Option<PlatformFault>) -> Result<FetchedDocument, Stop> {
        match fault {
            Some(PlatformFault::NotThere | PlatformFault::Pending) => Ok(FetchedDocument::NotThere),
            Some(PlatformFault::Refuse(why) | PlatformFault::Failed(why)) => {
                Ok(FetchedDocument::Refused(why))
            }
            Some(PlatformFault::Later(wait)) => Ok(FetchedDocument::Later { wait, why: busy() }),
            Some(_) => Ok(FetchedDocument::Later { wait: None, why: lost() }),
            None => match self.documents.get(&path_alone(path)) {
                None => Ok(FetchedDocument::NotThere),
                Some((content, modified)) => {
                    fs::write(to, content).map_err(|error| unreadable(to, &error))?;
                    let version = Some(version(content));
                    Ok(FetchedDocument::Here { file: to.to_owned(), modified: *modified, version })
                }
            },
        }
    }

    /// A file takes the place of the document at its path, if that is the version to be replaced; a row that is there
    /// already is found.
    fn register(&mut self, path: &str, payload: Payload<'_>, content: Option<Vec<u8>>) -> Registered {
        let path = path_alone(path);
        match (payload, content) {
            (Payload::Json { row, .. }, _) => {
                let row = (path, row.to_vec());
                if self.rows.contains(&row) {
                    return Registered::Found;
                }
                self.rows.push(row);
            }
            (Payload::File { replaces, .. }, content) => {
                let now = self.documents.get(&path).map(|(content, _)| version(content));
                if replaces.is_some_and(|version| now.as_deref() != Some(version)) {
                    return Registered::Changed(PlatformTrouble::of("changed", &path));
                }
                self.documents.insert(path, (content.unwrap_or_default(), None));
            }
        }
        Registered::Written
    }
}

/// The version of a document is a digest of its content.
fn version(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn progress(rows: u64, fault: Option<PlatformFault>) -> ProcessingProgress {
    match fault {
        None => ProcessingProgress::Done { rows: Some(rows) },
        Some(PlatformFault::RowsFewer(fewer)) => {
            ProcessingProgress::Done { rows: Some(rows.saturating_sub(fewer)) }
        }
        Some(PlatformFault::Failed(why) | PlatformFault::Refuse(why)) => ProcessingProgress::Failed(why),
        Some(PlatformFault::State(state)) => ProcessingProgress::Strange { state },
        Some(PlatformFault::Pending) => ProcessingProgress::Pending,
        Some(PlatformFault::Later(wait)) => ProcessingProgress::Later { wait, why: busy() },
        Some(_) => ProcessingProgress::Later { wait: None, why: lost() },
    }
}

/// Lines, but for the first.
fn count_rows(file: impl Read) -> std::io::Result<u64> {
    let mut reader = BufReader::new(file);
    let mut lines: u64 = 0;
    loop {
        let piece = reader.fill_buf()?;
        if piece.is_empty() {
            return Ok(lines.saturating_sub(1));
        }
        let ends = piece.iter().filter(|byte| **byte == b'\n').count();
        lines += u64::try_from(ends).unwrap_or(u64::MAX);
        let len = piece.len();
        reader.consume(len);
    }
}

fn busy() -> PlatformTrouble {
    PlatformTrouble { status: Some(503), code: Some("busy".to_owned()), message: "later".to_owned() }
}

fn lost() -> PlatformTrouble {
    PlatformTrouble::told("the connection was lost")
}
