//! Opens the platform that settings describe.

use super::contract::Platform;
use super::error::Error;
use super::folder::Folder;
use super::limits::PlatformLimits;
use super::secret::Secrets;
use super::settings::{HttpSettings, PlatformReach, PlatformSettings};
use std::time::Duration;

/// What a platform needs of the world.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Secrets, the variable with the address, and the folder where relative paths start.
    pub secrets: Secrets<'a>,
    /// Milliseconds since 1970 UTC.
    pub now: &'a dyn Fn() -> i64,
    /// Waits between two looks at an answer that has to stand still.
    pub sleep: &'a dyn Fn(Duration),
    pub limits: PlatformLimits,
}

/// Opens a platform. Nothing is asked of it yet; secrets are looked up now.
pub fn open<'a>(
    settings: &PlatformSettings,
    around: Surroundings<'a>,
) -> Result<Box<dyn Platform + 'a>, Error> {
    match &settings.reach {
        PlatformReach::Folder(folder) => Ok(Box::new(Folder::open(settings, folder, around)?)),
        PlatformReach::Http(http) => open_http(settings, http, around),
    }
}

#[cfg(feature = "http")]
fn open_http<'a>(
    settings: &PlatformSettings,
    http: &HttpSettings,
    around: Surroundings<'a>,
) -> Result<Box<dyn Platform + 'a>, Error> {
    Ok(Box::new(super::http::Http::open(settings, http, around)?))
}

#[cfg(not(feature = "http"))]
fn open_http<'a>(
    _: &PlatformSettings,
    _: &HttpSettings,
    _: Surroundings<'a>,
) -> Result<Box<dyn Platform + 'a>, Error> {
    Err(Error::WithoutHttp)
}
