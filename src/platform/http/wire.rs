//! One request and what came back, without a word on what it means.
//!
//! Every request has a connection of its own: one that was kept may be closed by the other side at the moment it is
//! used again, and then nobody knows whether a body arrived. Redirects are not followed, statuses are no errors.

use super::form::Form;
use super::keep_reading::KeepReading;
use crate::platform::contract::{PlatformTrouble, Stop};
use crate::platform::error::Error;
use crate::platform::limits::PlatformLimits;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use ureq::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, AsSendBody, Proxy, SendBody};

/// A file of certificates is not longer.
const CA_BYTES_MAX: u64 = 4 * 1024 * 1024;

pub(super) type Header = (HeaderName, HeaderValue);

/// Connections to one platform.
pub(super) struct Wire {
    agent: Agent,
    limits: PlatformLimits,
}

/// A request.
pub(super) struct Outgoing<'a> {
    pub method: Method,
    pub url: &'a str,
    pub headers: Vec<Header>,
    pub body: &'a Body<'a>,
}

pub(super) enum Body<'a> {
    None,
    /// Nothing, and said so: what a POST has.
    Empty,
    Text {
        kind: &'static str,
        text: &'a str,
    },
    Form(Form<'a>),
    File {
        kind: &'static str,
        file: &'a File,
        len: u64,
    },
}

/// What came of a request.
pub(super) enum Received {
    Response(Head, ureq::Body),
    /// No response. `begun`: whether some of the request's body may have arrived.
    Lost {
        begun: bool,
        why: PlatformTrouble,
    },
}

/// A response up to its body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub status: u16,
    pub retry_after: Option<String>,
    pub location: Option<String>,
    pub last_modified: Option<String>,
    pub etag: Option<String>,
}

/// Checks a header of the settings.
pub(super) fn header(name: &str, value: &str) -> Result<Header, ()> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| ())?;
    Ok((name, HeaderValue::from_str(value).map_err(|_| ())?))
}

/// A method that we send.
pub(super) fn method(name: &str) -> Option<Method> {
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE]
        .into_iter()
        .find(|method| method.as_str().eq_ignore_ascii_case(name))
}

impl Wire {
    /// `ca_file`: the only authorities that are trusted, instead of the system's. `loopback`: no proxy is asked.
    pub(super) fn open(
        ca_file: Option<&Path>,
        loopback: bool,
        limits: PlatformLimits,
    ) -> Result<Wire, Error> {
        let proxy = if loopback { None } else { Proxy::try_from_env() };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .https_only(!loopback)
            .proxy(proxy)
            .user_agent(concat!("factulink/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls(ca_file)?)
            .timeout_resolve(Some(limits.connect))
            .timeout_connect(Some(limits.connect))
            .timeout_send_request(Some(limits.send))
            .timeout_recv_response(Some(limits.response))
            .timeout_per_read(Some(limits.response))
            .build();
        let connector = DefaultConnector::new().chain(KeepReading);
        Ok(Wire { agent: Agent::with_parts(config, connector, DefaultResolver::default()), limits })
    }

    /// Sends a request and waits for the response to begin; of its body at most `expected` bytes will be read.
    pub(super) fn send(&self, request: Outgoing<'_>, expected: u64) -> Result<Received, Stop> {
        let begun = Cell::new(false);
        let len = request.body.len();
        let mut reader = request.body.reader().map_err(|error| Stop::Io(error.to_string()))?;
        let mut noted = Noted { inner: &mut reader, begun: &begun };
        let ran = match len {
            None => self.run(&request, (), expected),
            Some(_) => self.run(&request, SendBody::from_reader(&mut noted), expected),
        };
        match ran {
            Ok(response) => Ok(received(response)),
            Err(error) if !begun.get() && is_unsafe(&error) => Err(Stop::Permission(error.to_string())),
            Err(error) => {
                Ok(Received::Lost { begun: begun.get(), why: PlatformTrouble::told(&error.to_string()) })
            }
        }
    }

    fn run(
        &self,
        request: &Outgoing<'_>,
        body: impl AsSendBody,
        expected: u64,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let len = request.body.len().unwrap_or(0);
        let request = self.agent.configure_request(request.build(body)?);
        let request = request.timeout_send_body(Some(self.limits.sending(len)));
        self.agent.run(request.timeout_recv_body(Some(self.limits.receiving(expected))).build())
    }
}

impl Outgoing<'_> {
    fn build<B>(&self, body: B) -> Result<Request<B>, ureq::http::Error> {
        let mut request = Request::builder().method(self.method.clone()).uri(self.url).body(body)?;
        let headers = request.headers_mut();
        headers.extend(self.headers.iter().cloned());
        if let Some(len) = self.body.len() {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(len));
        }
        if let Some(kind) = self.body.kind() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(&kind)?);
        }
        Ok(request)
    }
}

impl Body<'_> {
    fn len(&self) -> Option<u64> {
        match self {
            Body::None => None,
            Body::Empty => Some(0),
            Body::Text { text, .. } => u64::try_from(text.len()).ok(),
            Body::Form(form) => Some(form.len()),
            Body::File { len, .. } => Some(*len),
        }
    }

    fn kind(&self) -> Option<String> {
        match self {
            Body::None | Body::Empty => None,
            Body::Text { kind, .. } | Body::File { kind, .. } => Some((*kind).to_owned()),
            Body::Form(form) => Some(form.content_type()),
        }
    }

    fn reader(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Body::None | Body::Empty => Box::new(io::empty()),
            Body::Text { text, .. } => Box::new(text.as_bytes()),
            Body::Form(form) => Box::new(form.reader()?),
            Body::File { file, len, .. } => {
                let mut file = *file;
                file.rewind()?;
                Box::new(super::form::exactly(file, *len))
            }
        })
    }
}

/// Fills whole buffers, so that little pieces do not travel alone, and notes that a body has begun to leave.
struct Noted<'a> {
    inner: &'a mut dyn Read,
    begun: &'a Cell<bool>,
}

impl Read for Noted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.inner.read(rest) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.begun.set(self.begun.get() || filled > 0);
        Ok(filled)
    }
}

fn received(response: Response<ureq::Body>) -> Received {
    let (parts, body) = response.into_parts();
    let text = |name: &str| text_of(&parts.headers, name);
    let head = Head {
        status: parts.status.as_u16(),
        retry_after: text("retry-after"),
        location: text("location"),
        last_modified: text("last-modified"),
        etag: text("etag"),
    };
    Received::Response(head, body)
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// Whether the other side could not be trusted, or would not speak safely.
fn is_unsafe(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Tls(_)
        | ureq::Error::Pem(_)
        | ureq::Error::TlsRequired
        | ureq::Error::RequireHttpsOnly(_) => true,
        #[cfg(not(windows))]
        ureq::Error::Rustls(_) => true,
        #[cfg(windows)]
        ureq::Error::NativeTls(_) | ureq::Error::Der(_) => true,
        #[cfg(not(windows))]
        ureq::Error::Io(error) => error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()),
        _ => false,
    }
}

/// Windows brings TLS and keeps the certificates; elsewhere TLS is built in, with the certificates of the system.
fn tls(ca_file: Option<&Path>) -> Result<TlsConfig, Error> {
    let roots = match ca_file {
        None => RootCerts::PlatformVerifier,
        Some(file) => RootCerts::new_with_certs(&certificates(file)?),
    };
    let builder = TlsConfig::builder().root_certs(roots);
    #[cfg(windows)]
    let builder = builder.provider(TlsProvider::NativeTls);
    #[cfg(not(windows))]
    let builder = builder
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(std::sync::Arc::new(rustls::crypto::ring::default_provider()));
    Ok(builder.build())
}

fn certificates(file: &Path) -> Result<Vec<Certificate<'static>>, Error> {
    let wrong = |reason: String| Error::Certificates { file: file.to_owned(), reason };
    let mut pem = Vec::new();
    let opened = File::open(file).map_err(|error| wrong(error.to_string()))?;
    opened.take(CA_BYTES_MAX).read_to_end(&mut pem).map_err(|error| wrong(error.to_string()))?;
    let mut found = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(wrong(error.to_string())),
        }
    }
    if found.is_empty() { Err(wrong("it holds no certificate".to_owned())) } else { Ok(found) }
}
