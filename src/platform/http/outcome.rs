//! What a reply means: the table of outcomes, as pure functions.

use super::exchange::{HttpAnswer, Reply};
use super::said::ResponseContent;
use crate::platform::contract::{
    FetchedDocument, PlatformTrouble, ProcessingProgress, Registered, Submitted,
};
use crate::platform::incoming::CutResponse;
use crate::platform::json;
use crate::platform::settings::{Poll, Resend};
use std::path::Path;
use std::time::Duration;

/// The code of a name that was sent before, in the words of SUNAT.
const ALREADY_SENT: &str = "1024";

/// What a status says of whether something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Done,
    /// It was not done; another time.
    Later,
    /// It may have been done.
    Unknown,
    /// It is there already, or under way.
    Conflict,
    Refused,
}

fn class(status: u16) -> Class {
    match status {
        200..=299 => Class::Done,
        409 => Class::Conflict,
        425 | 429 | 503 => Class::Later,
        408 | 500..=599 => Class::Unknown,
        _ => Class::Refused,
    }
}

/// What became of a chunk. `ticket`: where the response has it; without, `name` is the ticket.
pub(super) fn submitted(reply: Reply, ticket: Option<&str>, name: &str, resend: Resend) -> Submitted {
    let answer = match reply {
        Reply::Lost { begun: true, why, .. } => return Submitted::Unknown(why),
        Reply::Lost { begun: false, wait, why } => return Submitted::Later { wait, why },
        Reply::Answered(answer) => answer,
    };
    let why = answer.trouble();
    match class(answer.status) {
        Class::Done => match ticket_of(&answer, ticket, name) {
            Some(ticket) => Submitted::Taken { ticket },
            None => Submitted::Unknown(why),
        },
        // Nothing makes another sending safe, so that a gateway's word without a time is not enough.
        Class::Later if resend == Resend::Never && answer.status == 503 && answer.wait.is_none() => {
            Submitted::Unknown(why)
        }
        Class::Later => Submitted::Later { wait: answer.wait, why },
        Class::Unknown => Submitted::Unknown(why),
        Class::Conflict if resend == Resend::Name || is_already_sent(&why) => {
            Submitted::Found { ticket: ticket.and_then(|pointer| json::ticket(answer.said.json()?, pointer)) }
        }
        Class::Conflict => Submitted::Later { wait: answer.wait, why },
        Class::Refused => Submitted::Refused(why),
    }
}

/// What a reply says, if it is that the name was sent before.
pub(super) fn already_sent(reply: &Reply) -> Option<PlatformTrouble> {
    match reply {
        Reply::Answered(answer) => Some(answer.trouble()).filter(is_already_sent),
        Reply::Lost { .. } => None,
    }
}

fn is_already_sent(why: &PlatformTrouble) -> bool {
    why.status == Some(409) && why.code.as_deref() == Some(ALREADY_SENT)
}

fn ticket_of(answer: &HttpAnswer, pointer: Option<&str>, name: &str) -> Option<String> {
    match (pointer, &answer.cut) {
        (None, _) => Some(name.to_owned()),
        (Some(_), Some(_)) => None,
        (Some(pointer), None) => json::ticket(answer.said.json()?, pointer),
    }
}

/// What became of a request to process a period; asking again is no harm, so that nothing is unknown.
pub(super) fn processing(reply: Reply, ticket: Option<&str>) -> Submitted {
    let answer = match reply {
        Reply::Lost { wait, why, .. } => return Submitted::Later { wait, why },
        Reply::Answered(answer) => answer,
    };
    let ticket = ticket.and_then(|pointer| json::ticket(answer.said.json()?, pointer));
    match class(answer.status) {
        Class::Done => Submitted::Taken { ticket: ticket.unwrap_or_default() },
        Class::Conflict => Submitted::Found { ticket },
        Class::Later | Class::Unknown => Submitted::Later { wait: answer.wait, why: answer.trouble() },
        Class::Refused => Submitted::Refused(answer.trouble()),
    }
}

/// What a look-up by key found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KnownChunk {
    Yes {
        ticket: String,
    },
    /// The platform answers, and does not name the key.
    No,
    /// It knows no such question.
    NoSuchPath,
    Later {
        wait: Option<Duration>,
        why: PlatformTrouble,
    },
}

pub(super) fn known(reply: Reply, pointer: &str) -> KnownChunk {
    let answer = match reply {
        Reply::Lost { wait, why, .. } => return KnownChunk::Later { wait, why },
        Reply::Answered(answer) => answer,
    };
    match (class(answer.status), answer.whole_json()) {
        (Class::Done, Some(value)) => match json::ticket(value, pointer) {
            Some(ticket) => KnownChunk::Yes { ticket },
            None => KnownChunk::No,
        },
        (Class::Refused, _) if [404, 405, 410].contains(&answer.status) => KnownChunk::NoSuchPath,
        _ => KnownChunk::Later { wait: answer.wait, why: answer.trouble() },
    }
}

/// How far something is, by a response that must be JSON.
pub(super) fn progress(reply: Reply, poll: &Poll) -> ProcessingProgress {
    let answer = match reply {
        Reply::Lost { wait, why, .. } => return ProcessingProgress::Later { wait, why },
        Reply::Answered(answer) => answer,
    };
    match (class(answer.status), answer.whole_json()) {
        (Class::Done, Some(value)) => json::progress(value, poll),
        (Class::Refused, _) => ProcessingProgress::Failed(answer.trouble()),
        _ => ProcessingProgress::Later { wait: answer.wait, why: answer.trouble() },
    }
}

/// Whether a document is in its file.
pub(super) fn fetched(reply: Reply, to: &Path) -> FetchedDocument {
    let answer = match reply {
        Reply::Lost { wait, why, .. } => return FetchedDocument::Later { wait, why },
        Reply::Answered(answer) => answer,
    };
    match (answer.status, class(answer.status), &answer.cut) {
        (200, _, None) => {
            FetchedDocument::Here { file: to.to_owned(), modified: answer.modified, version: answer.version }
        }
        (200, _, Some(CutResponse::TooLarge)) => FetchedDocument::Refused(answer.trouble()),
        (404 | 202 | 204, _, _) => FetchedDocument::NotThere,
        (_, Class::Refused, _) => FetchedDocument::Refused(answer.trouble()),
        _ => FetchedDocument::Later { wait: answer.wait, why: answer.trouble() },
    }
}

/// What became of rows, or of a whole file.
pub(super) fn registered(reply: Reply) -> Registered {
    let answer = match reply {
        Reply::Lost { begun: true, why, .. } => return Registered::Unknown(why),
        Reply::Lost { begun: false, wait, why } => return Registered::Later { wait, why },
        Reply::Answered(answer) => answer,
    };
    let why = answer.trouble();
    match class(answer.status) {
        Class::Done => Registered::Written,
        Class::Conflict => Registered::Conflict(why),
        Class::Later => Registered::Later { wait: answer.wait, why },
        Class::Unknown => Registered::Unknown(why),
        // Nothing but the version that we name is a condition of ours.
        Class::Refused if answer.status == 412 => Registered::Changed(why),
        Class::Refused => Registered::Refused(why),
    }
}

impl HttpAnswer {
    fn whole_json(&self) -> Option<&serde_json::Value> {
        self.said.json().filter(|_| self.cut.is_none())
    }

    /// What it says of itself, and how it is cut.
    fn trouble(&self) -> PlatformTrouble {
        let said = self.said.trouble(self.status);
        match &self.cut {
            None => said,
            Some(CutResponse::TooLarge) => PlatformTrouble {
                status: Some(self.status),
                ..PlatformTrouble::of("too_large", "the response is too long")
            },
            Some(CutResponse::Lost(why)) if matches!(&self.said, ResponseContent::Text(text) if text.is_empty()) => {
                PlatformTrouble { status: Some(self.status), ..why.clone() }
            }
            Some(CutResponse::Lost(_)) => said,
        }
    }
}

#[cfg(test)]
mod tests;
