//! A platform that is reached over HTTP.
//!
//! What a response means stands in `outcome`, without a connection; `wire` has the connections, without a meaning;
//! `exchange` is the way between, with credentials. Only `wire` and `keep_reading` know the crate that does HTTP.

mod auth;
mod exchange;
mod form;
mod keep_reading;
#[cfg(test)]
mod odd_responses;
mod outcome;
mod path;
mod platform;
mod retry_after;
mod said;
mod wire;

use super::address::PlatformAddress;
use super::error::Error;
use super::open::Surroundings;
use super::secret::Secret;
use super::settings::{AddressSource, HttpSettings, PlatformSettings};
use auth::Authorization;
use wire::{Header, Wire};

pub(super) struct Http<'a> {
    settings: PlatformSettings,
    http: HttpSettings,
    address: PlatformAddress,
    headers: Vec<Header>,
    authorization: Authorization,
    /// What must not come back in a message.
    secrets: Vec<Secret>,
    wire: Wire,
    around: Surroundings<'a>,
}

impl<'a> Http<'a> {
    pub(super) fn open(
        settings: &PlatformSettings,
        http: &HttpSettings,
        around: Surroundings<'a>,
    ) -> Result<Http<'a>, Error> {
        let address = address(&http.address, around)?;
        check_methods(http)?;
        let headers = http.headers.iter().map(|(name, value)| wire::header(name, value));
        let headers = headers.collect::<Result<_, _>>().map_err(|_| refused_header(http))?;
        let (authorization, secrets) = Authorization::open(&http.auth, &address, &around.secrets)?;
        let ca_file = http.ca_file.as_ref().map(|file| around.secrets.base.join(file));
        let wire = Wire::open(ca_file.as_deref(), address.is_loopback(), around.limits)?;
        let settings = settings.clone();
        Ok(Http { settings, http: http.clone(), address, headers, authorization, secrets, wire, around })
    }
}

fn address(source: &AddressSource, around: Surroundings<'_>) -> Result<PlatformAddress, Error> {
    let (variable, text) = match source {
        AddressSource::Given(text) => (None, text.clone()),
        AddressSource::Env(name) => {
            let found = (around.secrets.variable)(name);
            (Some(name.clone()), found.ok_or_else(|| Error::NoAddress { variable: name.clone() })?)
        }
    };
    PlatformAddress::parse(&text).map_err(|why| Error::Address { variable, why })
}

/// The first header that cannot be sent.
fn refused_header(http: &HttpSettings) -> Error {
    let bad = http.headers.iter().find(|(name, value)| wire::header(name, value).is_err());
    Error::Header(bad.map(|(name, _)| name.escape_default().to_string()).unwrap_or_default())
}

fn check_methods(http: &HttpSettings) -> Result<(), Error> {
    let requests = [
        Some(&http.submit.request),
        http.process.as_ref().map(|process| &process.request),
        http.cancel.as_ref(),
    ];
    match requests.into_iter().flatten().find(|request| wire::method(&request.method).is_none()) {
        Some(request) => Err(Error::Method(request.method.clone())),
        None => Ok(()),
    }
}
