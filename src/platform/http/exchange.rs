//! A request with its credentials, and its response, read.

use super::Http;
use super::auth::Credentials;
use super::path::sendable;
use super::retry_after::{date, pause};
use super::said::{ResponseContent, hide};
use super::wire::{Body, Head, Header, Outgoing, Received};
use crate::platform::contract::{PlatformTrouble, Stop};
use crate::platform::incoming::{CutResponse, ResponsePart, message};
use crate::platform::secret::Secret;
use std::path::Path;
use std::time::Duration;
use ureq::http::Method;

/// A request to the platform.
pub(super) struct HttpCall<'a> {
    pub method: Method,
    /// Below the address.
    pub path: &'a str,
    pub headers: Vec<Header>,
    pub body: Body<'a>,
    /// Where the response goes if it is a document.
    pub document: Option<&'a Path>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reply {
    Answered(HttpAnswer),
    /// No response. `begun`: whether some of the body may have arrived.
    Lost {
        begun: bool,
        wait: Option<Duration>,
        why: PlatformTrouble,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct HttpAnswer {
    pub status: u16,
    pub wait: Option<Duration>,
    /// When a document was changed, in milliseconds since 1970 UTC.
    pub modified: Option<i64>,
    /// The tag of this very content; a weak one, which says no more than that two are alike, is none.
    pub version: Option<String>,
    pub said: ResponseContent,
    pub cut: Option<CutResponse>,
}

impl<'a> HttpCall<'a> {
    pub(super) fn new(method: Method, path: &'a str) -> HttpCall<'a> {
        let body = if [Method::GET, Method::DELETE].contains(&method) { Body::None } else { Body::Empty };
        HttpCall { method, path, headers: Vec::new(), body, document: None }
    }
}

impl Http<'_> {
    /// Sends a request; one that is refused for its token is sent once more with another.
    ///
    /// A response that asks for other credentials, or leads elsewhere, ends the run.
    pub(super) fn exchange(&self, call: &HttpCall<'_>) -> Result<Reply, Stop> {
        let mut reply = self.attempt(call)?;
        if matches!(reply.status(), Some(401 | 403)) && self.authorization.renew() {
            reply = self.attempt(call)?;
        }
        match &reply {
            Reply::Answered(answer) if [401, 403].contains(&answer.status) => {
                let PlatformTrouble { message, .. } = answer.said.trouble(answer.status);
                Err(Stop::Permission(format!("{}: {message}", answer.status)))
            }
            _ => Ok(reply),
        }
    }

    fn attempt(&self, call: &HttpCall<'_>) -> Result<Reply, Stop> {
        let now = (self.around.now)();
        let limits = self.around.limits;
        let credentials =
            match self.authorization.credentials(&self.wire, limits, now, &self.own_secrets())? {
                Credentials::Header(header) => header,
                Credentials::Later { wait, why } => {
                    let wait = wait.and_then(|wait| pause(&wait, now));
                    return Ok(Reply::Lost { begun: false, wait, why });
                }
            };
        let headers = self.headers.iter().chain(&call.headers).cloned().chain(credentials).collect();
        let url = self.address.join(&sendable(call.path));
        let outgoing = Outgoing { method: call.method.clone(), url: &url, headers, body: &call.body };
        let expected = if call.document.is_some() { limits.document } else { limits.message };
        match self.wire.send(outgoing, expected)? {
            Received::Response(head, body) => self.read(call, head, body),
            Received::Lost { begun, why } => Ok(Reply::Lost { begun, wait: None, why }),
        }
    }

    fn read(&self, call: &HttpCall<'_>, head: Head, body: ureq::Body) -> Result<Reply, Stop> {
        if (300..400).contains(&head.status) {
            return Err(Stop::Redirects(self.shown(&head)));
        }
        let limits = self.around.limits;
        let source = body.into_reader();
        let (bytes, cut) = match call.document {
            Some(to) if head.status == 200 => match ResponsePart::write(source, limits.document, to)? {
                Ok(part) => (Vec::new(), part.keep(to).map(|()| None)?),
                Err(cut) => (Vec::new(), Some(cut)),
            },
            _ => message(source, limits.message),
        };
        Ok(Reply::Answered(HttpAnswer {
            status: head.status,
            wait: head.retry_after.and_then(|wait| pause(&wait, (self.around.now)())),
            modified: head.last_modified.and_then(|text| date(&text)),
            version: head.etag.filter(|tag| tag.starts_with('"')),
            said: self.said(&bytes),
            cut,
        }))
    }

    fn said(&self, body: &[u8]) -> ResponseContent {
        let token = self.authorization.token();
        let secrets: Vec<_> = self.secrets.iter().chain(token.as_deref()).collect();
        ResponseContent::read(body, &secrets)
    }

    fn own_secrets(&self) -> Vec<&Secret> {
        self.secrets.iter().collect()
    }

    /// Where a redirect leads, without what stands behind a `?`, which may be a secret of somebody.
    fn shown(&self, head: &Head) -> String {
        let location = head.location.as_deref().unwrap_or_default();
        let location = location.split(['?', '#']).next().unwrap_or_default();
        let PlatformTrouble { message, .. } = PlatformTrouble::told(&hide(location, &self.own_secrets()));
        format!("{} {message}", head.status)
    }
}

impl Reply {
    fn status(&self) -> Option<u16> {
        match self {
            Reply::Answered(answer) => Some(answer.status),
            Reply::Lost { .. } => None,
        }
    }
}
