//! The surroundings of a command on bulk files, out of those of the process.

use super::variables::Variables;
use crate::cli::output::import::{ImportBars, ImportWatch, ImportWords};
use crate::cli::session::Session;
use crate::import::{ImportApp, Platforms};
use crate::platform::{self, Platform, PlatformLimits, PlatformSettings, Secrets, Surroundings};
use crate::table::Disk;
use chrono::TimeDelta;
use std::path::Path;
use std::time::Duration;

/// Calls a command, with progress bars where a person watches, asked to end after so many minutes.
pub fn work<T, E: Into<anyhow::Error>>(
    session: &Session<'_, '_>,
    minutes_max: Option<u32>,
    command: impl FnOnce(&ImportApp<'_>, &Variables<'_>) -> Result<T, E>,
) -> anyhow::Result<T> {
    let environment = &*session.environment;
    let settings = &session.config.import;
    let process = |name: &str| environment.variable(name).and_then(|value| value.into_string().ok());
    let variables = Variables::read(&process, &settings.env_file)?;
    let clock = &*environment.clock;
    let until = minutes_max.map(|minutes| (clock.now() + TimeDelta::minutes(minutes.into()), clock as _));
    let watched = environment.stderr_is_terminal && !session.global.quiet;
    let bars = watched.then(|| ImportBars::new(session.catalogue));
    let sleep = environment.sleep;
    let watch = ImportWatch { bars, stop: environment.stop, until, sleep };
    let variable = |name: &str| variables.variable(name);
    let now = || clock.now().timestamp_millis();
    let platforms = RealPlatforms { base: &settings.base, variable: &variable, now: &now, sleep };
    let jitter = || f64::from(clock.now().timestamp_subsec_micros() % 1000) / 1000.0;
    let words = ImportWords { catalogue: session.catalogue, clock };
    let named = session.global.config.as_ref();
    let config = named.map(|file| std::path::absolute(file).unwrap_or_else(|_| file.clone()));
    let app = ImportApp {
        settings,
        state: &session.config.state,
        config: config.as_deref(),
        clock,
        watch: &watch,
        platforms: &platforms,
        words: &words,
        files: &Disk,
        scratch: Some(&environment.temp_dir),
        jitter: &jitter,
    };
    command(&app, &variables).map_err(Into::into)
}

/// Platforms over the network and through folders.
struct RealPlatforms<'a> {
    base: &'a Path,
    variable: &'a dyn Fn(&str) -> Option<String>,
    now: &'a dyn Fn() -> i64,
    sleep: &'a dyn Fn(Duration),
}

impl Platforms for RealPlatforms<'_> {
    fn open<'p>(&'p self, settings: &'p PlatformSettings) -> Result<Box<dyn Platform + 'p>, platform::Error> {
        let secrets = Secrets { base: self.base, variable: self.variable };
        let around =
            Surroundings { secrets, now: self.now, sleep: self.sleep, limits: PlatformLimits::default() };
        platform::open(settings, around)
    }
}
