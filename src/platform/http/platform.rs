//! HTTP as a platform.

use super::Http;
use super::exchange::{HttpCall, Reply};
use super::form::Form;
use super::outcome::{self, KnownChunk};
use super::path::fill;
use super::wire::{Body, method};
use crate::platform::contract::{
    FetchedDocument, LookedUp, OutgoingChunk, Payload, PlaceholderValues, Platform, PlatformTrouble,
    ProcessingProgress, Registered, Stop, Submitted,
};
use crate::platform::outgoing::{open, open_chunk, unreadable};
use crate::platform::settings::{Poll, Request, Resend};
use std::path::Path;
use ureq::http::{HeaderName, HeaderValue, Method};

impl Platform for Http<'_> {
    fn submit(&self, chunk: &OutgoingChunk<'_>, values: &PlaceholderValues<'_>) -> Result<Submitted, Stop> {
        let file = match open_chunk(chunk)? {
            Ok(file) => file,
            Err(changed) => return Ok(Submitted::Refused(changed)),
        };
        let settings = &self.http.submit;
        let values = |placeholder: &str| chunk.value(placeholder).or_else(|| values(placeholder));
        let path = fill(&settings.request.path, &values);
        let call = HttpCall {
            headers: vec![idempotency(chunk.key)?],
            body: Body::Form(Form::new(&settings.field, chunk.name, &file, chunk.len, chunk.sha256)),
            ..HttpCall::new(checked(&settings.request), &path)
        };
        let reply = self.exchange(&call)?;
        match outcome::already_sent(&reply) {
            Some(why) if self.settings.resend == Resend::Key => self.found_by_name(why, &values),
            _ => Ok(outcome::submitted(reply, settings.ticket.as_deref(), chunk.name, self.settings.resend)),
        }
    }

    fn look_up(&self, chunk: &OutgoingChunk<'_>, values: &PlaceholderValues<'_>) -> Result<LookedUp, Stop> {
        let values = |placeholder: &str| chunk.value(placeholder).or_else(|| values(placeholder));
        Ok(match self.known(&values)? {
            None => LookedUp::NoWay,
            Some(KnownChunk::Yes { ticket }) => LookedUp::Found { ticket: Some(ticket) },
            Some(KnownChunk::No | KnownChunk::NoSuchPath) => LookedUp::NotFound,
            Some(KnownChunk::Later { wait, why }) => LookedUp::Later { wait, why },
        })
    }

    fn poll(&self, values: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop> {
        self.ask(self.settings.poll.as_ref(), values)
    }

    fn process(&self, values: &PlaceholderValues<'_>) -> Result<Submitted, Stop> {
        let Some(process) = &self.http.process else {
            return Ok(Submitted::Taken { ticket: String::new() });
        };
        let path = fill(&process.request.path, values);
        let reply = self.exchange(&HttpCall::new(checked(&process.request), &path))?;
        Ok(outcome::processing(reply, self.http.submit.ticket.as_deref()))
    }

    fn poll_process(&self, values: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop> {
        self.ask(self.http.process.as_ref().and_then(|process| process.poll.as_ref()), values)
    }

    fn fetch(&self, path: &str, to: &Path) -> Result<FetchedDocument, Stop> {
        let call = HttpCall { document: Some(to), ..HttpCall::new(Method::GET, path) };
        Ok(outcome::fetched(self.exchange(&call)?, to))
    }

    fn answer(&self, path: &str, _: &str, to: &Path) -> Result<FetchedDocument, Stop> {
        self.fetch(path, to)
    }

    fn register(&self, name: &str, path: &str, payload: Payload<'_>) -> Result<Registered, Stop> {
        let Some(method) = method(name).filter(|method| *method != Method::GET) else {
            return Ok(Registered::Refused(PlatformTrouble::of("method", name)));
        };
        let reply = match payload {
            Payload::Json { row, key } => {
                let row = row.iter().map(|(key, value)| (key.clone(), value.clone().into()));
                let text = serde_json::Value::Object(row.collect()).to_string();
                let body = Body::Text { kind: "application/json", text: &text };
                self.exchange(&HttpCall {
                    body,
                    headers: vec![idempotency(key)?],
                    ..HttpCall::new(method, path)
                })?
            }
            Payload::File { file: from, name, replaces } => {
                let file = open(from)?;
                let len = file.metadata().map_err(|error| unreadable(from, &error))?.len();
                let body = Body::File { kind: kind_of(name), file: &file, len };
                let version = replaces.and_then(|version| HeaderValue::from_str(version).ok());
                let headers = version.map(|version| (HeaderName::from_static("if-match"), version));
                let headers = headers.into_iter().collect();
                self.exchange(&HttpCall { body, headers, ..HttpCall::new(method, path) })?
            }
        };
        Ok(outcome::registered(reply))
    }

    fn acknowledged(&self, _: &str) -> Result<Option<Registered>, Stop> {
        Ok(Some(Registered::Written))
    }

    fn cancel(&self, values: &PlaceholderValues<'_>) -> Result<Option<Registered>, Stop> {
        let Some(request) = &self.http.cancel else { return Ok(None) };
        let path = fill(&request.path, values);
        let reply = self.exchange(&HttpCall::new(checked(request), &path))?;
        Ok(Some(match outcome::registered(reply) {
            // There is nothing of the period to take back.
            Registered::Refused(why) if why.status == Some(404) => Registered::Found,
            registered => registered,
        }))
    }

    /// Any answer will do: whoever gives one is there, and would have refused our credentials.
    fn greet(&self) -> Result<Option<PlatformTrouble>, Stop> {
        match self.exchange(&HttpCall::new(Method::GET, "/")) {
            Ok(Reply::Answered(_)) | Err(Stop::Redirects(_)) => Ok(None),
            Ok(Reply::Lost { why, .. }) => Ok(Some(why)),
            Err(stop) => Err(stop),
        }
    }
}

/// Sent twice with one key a content counts once.
fn idempotency(key: &str) -> Result<(HeaderName, HeaderValue), Stop> {
    let key =
        HeaderValue::from_str(key).map_err(|_| Stop::Io("a key of a chunk or row is no key".to_owned()))?;
    Ok((HeaderName::from_static("idempotency-key"), key))
}

impl Http<'_> {
    /// Another chunk may have had the name: the platform is asked for the key, if it can be.
    fn found_by_name(&self, why: PlatformTrouble, values: &PlaceholderValues<'_>) -> Result<Submitted, Stop> {
        Ok(match self.known(values)? {
            Some(KnownChunk::Yes { ticket }) => Submitted::Found { ticket: Some(ticket) },
            Some(KnownChunk::No) => Submitted::Refused(why),
            Some(KnownChunk::Later { wait, why }) => Submitted::Later { wait, why },
            Some(KnownChunk::NoSuchPath) | None => Submitted::Found { ticket: None },
        })
    }

    fn known(&self, values: &PlaceholderValues<'_>) -> Result<Option<KnownChunk>, Stop> {
        let Some(lookup) = &self.http.lookup else { return Ok(None) };
        let path = fill(&lookup.path, values);
        Ok(Some(outcome::known(self.exchange(&HttpCall::new(Method::GET, &path))?, &lookup.found)))
    }

    fn ask(&self, poll: Option<&Poll>, values: &PlaceholderValues<'_>) -> Result<ProcessingProgress, Stop> {
        let Some(poll) = poll else { return Ok(ProcessingProgress::Done { rows: None }) };
        let path = fill(&poll.place, values);
        Ok(outcome::progress(self.exchange(&HttpCall::new(Method::GET, &path))?, poll))
    }
}

/// The method of the settings, which was looked at when they were opened.
fn checked(request: &Request) -> Method {
    method(&request.method).unwrap_or(Method::POST)
}

/// The media type of a file that is registered as it is.
fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
