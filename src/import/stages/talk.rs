//! A job's way of talking to its platform: what placeholders stand for, patience, and what an answer means for the job.

use super::held;
use crate::import::error::{Error, Result};
use crate::import::period::Period;
use crate::import::profile::Profile;
use crate::import::report::ImportOutcome;
use crate::import::session::{Blocked, Details, Flow, ImportSession, details};
use crate::import::{ImportApp, ImportPhase};
use crate::platform::settings::PlatformReach;
use crate::platform::{
    self, FetchedDocument, LookedUp, Payload, Platform, PlatformSettings, PlatformTrouble,
    ProcessingProgress, Registered, Stop, Submitted,
};
use crate::state::Moment;
use crate::state::import_chunks::Chunk;
use crate::state::import_jobs::Job;
use std::path::{Path, PathBuf};

/// How much of a key stands in names.
const KEY_CHARS: usize = 8;

/// The platform of a job.
pub struct Talk<'a> {
    platform: Box<dyn Platform + 'a>,
    settings: &'a PlatformSettings,
    base: &'a Path,
    profile: String,
    period: Period,
}

impl<'a> Talk<'a> {
    /// `None`: the profile has no platform.
    pub fn of(app: &ImportApp<'a>, profile: &'a Profile, job: &Job) -> Result<Option<Talk<'a>>> {
        let Some(settings) = &profile.platform else { return Ok(None) };
        let base = app.settings.base.as_path();
        let platform = app.platforms.open(settings).map_err(Error::Platform)?;
        let period = Period::of_job(&job.name);
        Ok(Some(Talk { platform, settings, base, profile: profile.name.clone(), period }))
    }

    pub fn settings(&self) -> &PlatformSettings {
        self.settings
    }

    /// Whether the profile has a look-up by HTTP.
    pub fn looks_up(&self) -> bool {
        matches!(&self.settings.reach, PlatformReach::Http(http) if http.lookup.is_some())
    }

    /// Where a chunk's file lies.
    pub fn file(&self, chunk: &Chunk) -> PathBuf {
        self.base.join(&chunk.content.file)
    }

    pub fn submit(&self, chunk: &Chunk, file: &Path) -> Result<Submitted, Stop> {
        let name = self.name(chunk);
        self.platform.submit(&sent(chunk, file, &name), &|of| self.of_chunk(chunk, &name, of))
    }

    pub fn look_up(&self, chunk: &Chunk, file: &Path) -> Result<LookedUp, Stop> {
        let name = self.name(chunk);
        self.platform.look_up(&sent(chunk, file, &name), &|of| self.of_chunk(chunk, &name, of))
    }

    /// Whether the platform can be asked after a chunk. Of one that is known to be there without a ticket, because it
    /// was sent before or a person says so, only the rows of the whole period tell.
    pub fn can_poll(&self, chunk: &Chunk) -> bool {
        let place = self.settings.poll.as_ref().map(|poll| &poll.place);
        place
            .is_some_and(|place| chunk.ticket.is_some() || !place.placeholders().any(|name| name == "ticket"))
    }

    pub fn poll(&self, chunk: &Chunk) -> Result<ProcessingProgress, Stop> {
        let name = self.name(chunk);
        self.platform.poll(&|of| self.of_chunk(chunk, &name, of))
    }

    pub fn process(&self) -> Result<Submitted, Stop> {
        self.platform.process(&|of| self.value(of))
    }

    /// `ticket`: what [`process`](Talk::process) gave.
    pub fn poll_process(&self, ticket: &str) -> Result<ProcessingProgress, Stop> {
        self.platform
            .poll_process(&|of| if of == "ticket" { Some(ticket.to_owned()) } else { self.value(of) })
    }

    pub fn answer(&self, path: &str, ticket: &str, to: &Path) -> Result<FetchedDocument, Stop> {
        self.platform.answer(path, ticket, to)
    }

    pub fn fetch(&self, path: &str, to: &Path) -> Result<FetchedDocument, Stop> {
        self.platform.fetch(path, to)
    }

    pub fn register(&self, method: &str, path: &str, payload: Payload<'_>) -> Result<Registered, Stop> {
        self.platform.register(method, path, payload)
    }

    pub fn acknowledged(&self, path: &str) -> Result<Option<Registered>, Stop> {
        self.platform.acknowledged(path)
    }

    pub fn cancel(&self) -> Result<Option<Registered>, Stop> {
        self.platform.cancel(&|of| self.value(of))
    }

    /// What a placeholder stands for in a path that is about the job as a whole.
    pub fn value(&self, placeholder: &str) -> Option<String> {
        match placeholder {
            "profile" => Some(self.profile.clone()),
            other => self.period.value(other),
        }
    }

    fn of_chunk(&self, chunk: &Chunk, name: &str, placeholder: &str) -> Option<String> {
        match placeholder {
            "name" => Some(name.to_owned()),
            "ticket" => Some(chunk.ticket.clone().unwrap_or_else(|| name.to_owned())),
            other => self.of_content(chunk, other),
        }
    }

    fn of_content(&self, chunk: &Chunk, placeholder: &str) -> Option<String> {
        match placeholder {
            "key" => Some(chunk.content.key.clone()),
            "key8" => Some(chunk.content.key.chars().take(KEY_CHARS).collect()),
            "total" => Some(chunk.content.last_no.to_string()),
            "n" => Some(chunk.n.to_string()),
            other => self.value(other),
        }
    }

    /// The name under which the platform gets a chunk: the profile's, else its file's.
    fn name(&self, chunk: &Chunk) -> String {
        let of_file = || {
            let name = Path::new(&chunk.content.file).file_name();
            name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let given = |name: &crate::template::Template| name.fill(|of| self.of_content(chunk, of));
        self.settings.name.as_ref().map_or_else(of_file, given)
    }
}

fn sent<'c>(chunk: &'c Chunk, file: &'c Path, name: &'c str) -> platform::OutgoingChunk<'c> {
    let content = &chunk.content;
    platform::OutgoingChunk { file, len: content.length, sha256: &content.sha256, name, key: &content.key }
}

/// Asks until the platform is done, fails, or the profile's patience is at its end; a pause that the platform asks for
/// is kept.
pub fn patiently(
    session: &ImportSession<'_>,
    settings: &PlatformSettings,
    ask: impl Fn() -> Result<ProcessingProgress, Stop>,
) -> Result<ProcessingProgress, Stop> {
    let until = session.now() + settings.timeout;
    loop {
        let progress = session.outside(&ask)?;
        let pause = match &progress {
            ProcessingProgress::Pending => settings.every,
            // Who does not answer at all is not waited for.
            ProcessingProgress::Later { wait, why } if why.status.is_some() => {
                wait.unwrap_or(settings.every).max(settings.every)
            }
            _ => return Ok(progress),
        };
        if session.stop_requested() || session.now() + pause > until {
            return Ok(progress);
        }
        session.app.watch.pause(pause);
        if session.stop_requested() {
            return Ok(progress);
        }
    }
}

/// What a platform said, for the texts of reasons.
pub fn told(why: &PlatformTrouble) -> Details {
    let mut told = Details::new();
    let mut tell = |name: &str, value: Option<String>| value.map(|value| told.insert(name.to_owned(), value));
    tell("status", why.status.map(|status| status.to_string()));
    tell("code", why.code.clone());
    tell("message", Some(why.message.clone()).filter(|message| !message.is_empty()));
    told
}

/// What it means for a job that its platform cannot be gone on with.
pub fn stopped<T>(session: &mut ImportSession<'_>, job: &Job, stop: &Stop) -> Flow<T> {
    let about = details([("message", stop.to_string())]);
    match stop {
        Stop::Permission(_) => Err(Blocked::new(ImportOutcome::NoPermission, "credentials", about).into()),
        Stop::Redirects(address) => {
            held(session, job, "platform_redirects", details([("message", address.clone())]))
        }
        Stop::Io(_) => Err(Blocked::new(ImportOutcome::Io, "io", about).into()),
    }
}

/// The platform is away or busy: the next run goes on.
pub fn later<T>(
    session: &ImportSession<'_>,
    reason: &'static str,
    why: &PlatformTrouble,
    until: Option<Moment>,
) -> Flow<T> {
    if session.was_interrupted() {
        return Err(Blocked::interrupted().into());
    }
    Err(Blocked { until, ..Blocked::new(ImportOutcome::TryLater, reason, told(why)) }.into())
}

/// Waits for the end of a stretch, shown as seconds.
pub fn shown_waiting<T>(session: &ImportSession<'_>, job: &Job, wait: impl FnOnce() -> T) -> T {
    session.app.watch.begin(ImportPhase::Wait, &job.name, None);
    let done = wait();
    session.app.watch.end();
    done
}
