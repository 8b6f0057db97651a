//! *load*: chunks go to the platform in order, one at a time, each taken once.

use super::held;
use super::talk::{self, Talk};
use crate::domain::backoff;
use crate::import::ImportPhase;
use crate::import::error::Result;
use crate::import::session::{Blocked, Details, Flow, ImportSession, details, wait_until};
use crate::platform::settings::Resend;
use crate::platform::{LookedUp, PlatformTrouble, ProcessingProgress, Submitted};
use crate::state::import_attempts::{self, About, Act, Attempt, Ended};
use crate::state::import_chunks::{self, Chunk, ChunkState, Fate};
use crate::state::import_jobs::{self, Job, JobStage};
use crate::state::import_numbers;
use std::time::Duration;

/// How often a chunk is sent before a person looks at it.
const ATTEMPTS_MAX: u32 = 8;
/// The first pause, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(300));

/// Sends what is not taken yet, and asks after each chunk until the platform has done with it.
pub fn load(session: &mut ImportSession<'_>, job: &Job, talk: &Talk<'_>) -> Flow {
    if job.stage == Some(JobStage::Prepared) {
        let now = session.now();
        session.write(|tx| import_jobs::advance(tx, job.id, JobStage::Loading, now))?;
    }
    let chunks = session.read(|state| import_chunks::of_job(state, job.id))?;
    let open: Vec<_> =
        chunks.iter().filter(|chunk| chunk.rows_taken.is_none()).map(|chunk| chunk.n).collect();
    session.app.watch.begin(ImportPhase::Load, &job.name, u64::try_from(open.len()).ok());
    let loaded = each(session, job, talk, &open);
    session.app.watch.end();
    loaded?;
    let now = session.now();
    // From here on their numbers count as loaded.
    Ok(session.write(|tx| {
        import_numbers::load_claims(tx, job.id)?;
        import_jobs::advance(tx, job.id, JobStage::Loaded, now)
    })?)
}

fn each(session: &mut ImportSession<'_>, job: &Job, talk: &Talk<'_>, open: &[u32]) -> Flow {
    for &n in open {
        while let Some(chunk) = not_taken(session, job, n)? {
            if session.stop_requested() {
                return Err(Blocked::interrupted().into());
            }
            match chunk.state {
                ChunkState::Submitting | ChunkState::Unknown => resolve(session, job, talk, &chunk)?,
                ChunkState::Refused => return refused(session, job, &chunk, &PlatformTrouble::default()),
                ChunkState::Written | ChunkState::Taken => submit(session, job, talk, &chunk)?,
            }
        }
        follow(session, job, talk, n)?;
        session.app.watch.advance(1);
    }
    Ok(())
}

fn not_taken(session: &ImportSession<'_>, job: &Job, n: u32) -> Result<Option<Chunk>> {
    let chunk = session.read(|state| import_chunks::get(state, job.id, n))?;
    Ok(chunk.filter(|chunk| chunk.state != ChunkState::Taken))
}

/// Sends a chunk that the platform surely has not.
fn submit(session: &mut ImportSession<'_>, job: &Job, talk: &Talk<'_>, chunk: &Chunk) -> Flow {
    if chunk.attempts >= ATTEMPTS_MAX {
        let attempts = [("chunk", chunk.n.to_string()), ("attempts", chunk.attempts.to_string())];
        return held(session, job, "attempts_exhausted", details(attempts));
    }
    if let Some(until) = chunk.not_before
        && !wait_until(session, until)
    {
        return talk::later(session, "platform_busy", &PlatformTrouble::default(), Some(until));
    }
    session.write(|tx| import_chunks::begin(tx, job.id, chunk.n))?;
    let file = talk.file(chunk);
    match session.outside(|| talk.submit(chunk, &file)) {
        Ok(submitted) => submitted_as(session, job, chunk, submitted),
        Err(stop) => {
            // Nothing was sent: credentials, addresses and files are looked at before.
            let fate = Fate::Later { not_before: None };
            settle(session, job, chunk, fate, (Act::Submit, Ended::Stopped), Some(stop.to_string()))?;
            talk::stopped(session, job, &stop)
        }
    }
}

fn submitted_as(session: &mut ImportSession<'_>, job: &Job, chunk: &Chunk, submitted: Submitted) -> Flow {
    let sent = |ended| (Act::Submit, ended);
    match submitted {
        Submitted::Taken { ticket } => {
            Ok(settle(session, job, chunk, Fate::Taken { ticket: Some(&ticket) }, sent(Ended::Done), None)?)
        }
        Submitted::Found { ticket } => {
            let fate = Fate::Taken { ticket: ticket.as_deref() };
            Ok(settle(session, job, chunk, fate, sent(Ended::Found), None)?)
        }
        Submitted::Later { wait, why } => {
            let jitter = (session.app.jitter)();
            let pause = wait.unwrap_or_else(|| backoff(chunk.attempts + 1, PAUSE.0, PAUSE.1, jitter));
            let until = session.now() + pause;
            let fate = Fate::Later { not_before: Some(until) };
            settle(session, job, chunk, fate, sent(Ended::Later), Some(why.to_string()))?;
            // Who answers will be ready soon; who does not may be away for long.
            if why.status.is_some() {
                Ok(())
            } else {
                talk::later(session, "platform_away", &why, Some(until))
            }
        }
        Submitted::Refused(why) => {
            settle(session, job, chunk, Fate::Refused, sent(Ended::Refused), Some(why.to_string()))?;
            refused(session, job, chunk, &why)
        }
        Submitted::Unknown(why) => {
            Ok(settle(session, job, chunk, Fate::Unknown, sent(Ended::Unknown), Some(why.to_string()))?)
        }
    }
}

/// Finds out what became of a chunk that may have arrived; where the platform cannot tell, a person does.
fn resolve(session: &mut ImportSession<'_>, job: &Job, talk: &Talk<'_>, chunk: &Chunk) -> Flow {
    let again = Fate::Later { not_before: chunk.not_before };
    let looked = |ended| (Act::LookUp, ended);
    match talk.settings().resend {
        Resend::Never => {
            return held(session, job, "chunk_unknown", details([("chunk", chunk.n.to_string())]));
        }
        Resend::Replace => return Ok(settle(session, job, chunk, again, looked(Ended::Unknown), None)?),
        Resend::Key | Resend::Name => {}
    }
    let file = talk.file(chunk);
    match session.outside(|| talk.look_up(chunk, &file)) {
        Ok(LookedUp::Found { ticket }) => {
            let fate = Fate::Taken { ticket: ticket.as_deref() };
            Ok(settle(session, job, chunk, fate, looked(Ended::Found), None)?)
        }
        // The platform does not know the path of the look-up: nothing says that it knows keys.
        Ok(LookedUp::NoWay) if talk.looks_up() => {
            held(session, job, "chunk_unknown", details([("chunk", chunk.n.to_string())]))
        }
        // Where the profile has no look-up, sending again is safe all the same.
        Ok(LookedUp::NotFound | LookedUp::NoWay) => {
            Ok(settle(session, job, chunk, again, looked(Ended::NotFound), None)?)
        }
        Ok(LookedUp::Later { wait, why }) => {
            session.note(job.id, About::Chunk(chunk.n), Act::LookUp, Ended::Later, Some(why.to_string()))?;
            let until = session.now() + wait.unwrap_or(PAUSE.0);
            let waited = why.status.is_some() && wait_until(session, until);
            if waited { Ok(()) } else { talk::later(session, "platform_away", &why, Some(until)) }
        }
        Err(stop) => talk::stopped(session, job, &stop),
    }
}

/// Asks after a taken chunk until the platform is done with it, and compares the rows.
fn follow(session: &mut ImportSession<'_>, job: &Job, talk: &Talk<'_>, n: u32) -> Flow {
    let chunk = session.read(|state| import_chunks::get(state, job.id, n))?;
    let Some(chunk) = chunk.filter(|chunk| talk.can_poll(chunk)) else { return Ok(()) };
    let mut about = details([("chunk", n.to_string())]);
    match talk::patiently(session, talk.settings(), || talk.poll(&chunk)) {
        Ok(ProcessingProgress::Done { rows: None }) => Ok(()),
        Ok(ProcessingProgress::Done { rows: Some(rows) }) => counted(session, job, &chunk, rows),
        Ok(ProcessingProgress::Failed(why)) => held(session, job, "chunk_failed", with(about, &why)),
        Ok(ProcessingProgress::Strange { state }) => {
            about.insert("state".to_owned(), state);
            held(session, job, "state_unknown", about)
        }
        Ok(ProcessingProgress::Pending) => {
            talk::later(session, "platform_working", &PlatformTrouble::default(), None)
        }
        Ok(ProcessingProgress::Later { wait, why }) => {
            let until = wait.map(|wait| session.now() + wait);
            talk::later(session, "platform_away", &why, until)
        }
        Err(stop) => talk::stopped(session, job, &stop),
    }
}

fn counted(session: &mut ImportSession<'_>, job: &Job, chunk: &Chunk, taken: u64) -> Flow {
    session.write(|tx| import_chunks::set_rows_taken(tx, job.id, chunk.n, taken))?;
    let sent = chunk.content.rows;
    if taken == sent {
        return Ok(());
    }
    let differ = [("chunk", chunk.n.to_string()), ("sent", sent.to_string()), ("taken", taken.to_string())];
    held(session, job, "rows_differ", details(differ))
}

/// What became of a chunk, together with how it is known.
fn settle(
    session: &mut ImportSession<'_>,
    job: &Job,
    chunk: &Chunk,
    fate: Fate<'_>,
    (act, ended): (Act, Ended),
    error: Option<String>,
) -> Result<()> {
    let attempt = Attempt { about: About::Chunk(chunk.n), at: session.now(), act, ended, error };
    session.write(|tx| {
        import_chunks::settle(tx, job.id, chunk.n, fate)?;
        import_attempts::record(tx, job.id, &attempt)
    })
}

/// A chunk that the platform will not have. One that is too long is told with a size that may fit.
fn refused(session: &mut ImportSession<'_>, job: &Job, chunk: &Chunk, why: &PlatformTrouble) -> Flow {
    let mut about = with(details([("chunk", chunk.n.to_string())]), why);
    let reason = match (why.status, why.code.as_deref()) {
        (_, Some("chunk_changed")) => "chunk_changed",
        (Some(413), _) => {
            about.insert("chunk_size".to_owned(), (chunk.content.rows / 2).max(1).to_string());
            "platform_refuses"
        }
        _ => "platform_refuses",
    };
    held(session, job, reason, about)
}

fn with(mut about: Details, why: &PlatformTrouble) -> Details {
    about.extend(talk::told(why));
    about
}
