//! The sentence for each error that ends a command on bulk files. `None`: it keeps its English message.

use crate::cli::commands::import::Unconfirmed;
use crate::cli::commands::import::profile::ProfileError;
use crate::cli::commands::import::variables::VariableError;
use crate::cli::output::Words;
use crate::import::source_files::NoProfile;
use crate::import::{self, NotAJob};
use crate::platform;
use std::error::Error;

/// The sentence for an error of this part of the program.
pub fn sentence(error: &(dyn Error + 'static), words: Words<'_>) -> Option<String> {
    None.or_else(|| import_words(error.downcast_ref()?, words))
        .or_else(|| no_profile_words(error.downcast_ref()?, words))
        .or_else(|| platform_words(error.downcast_ref()?, words))
        .or_else(|| variable_words(error.downcast_ref()?, words))
        .or_else(|| profile_words(error.downcast_ref()?, words))
        .or_else(|| {
            error.downcast_ref::<Unconfirmed>().and_then(|_| words.say("import_error.unconfirmed", &[]))
        })
        .or_else(|| job_words(error.downcast_ref()?, words))
}

fn import_words(error: &import::Error, words: Words<'_>) -> Option<String> {
    use import::Error as E;
    match error {
        E::State { path, .. } => words.say("pipeline.state", &[("path", &path.display())]),
        E::Profiles(findings) => words.say("import_error.profiles", &[("count", &findings.len())]),
        E::UnknownProfile { name, nearest } => {
            words.say("import_error.unknown_profile", &[("name", name), ("nearest", nearest)])
        }
        E::NoProfile(problem) => no_profile_words(problem, words),
        E::UnknownJob(job) => words.say("import_error.unknown_job", &[("job", job)]),
        E::NotHeld { job, state } => words.say("import_error.not_held", &[("job", job), ("state", state)]),
        E::NotUnknown { job, chunk } => {
            words.say("import_error.not_unknown", &[("job", job), ("chunk", chunk)])
        }
        E::UnknownBranch { job, branch } => {
            words.say("import_error.unknown_branch", &[("job", job), ("branch", branch)])
        }
        E::UnknownCentre { centre, nearest } => {
            words.say("import_error.unknown_centre", &[("centre", centre), ("nearest", nearest)])
        }
        E::NoCentres { job, centre } => {
            words.say("import_error.no_centres", &[("job", job), ("centre", centre)])
        }
        E::UnknownSubject { job, subject } => {
            words.say("import_error.unknown_subject", &[("job", job), ("subject", subject)])
        }
        E::RejectsKind { file } => words.say("import_error.rejects_kind", &[("file", &file.display())]),
        E::NoFolder { folder } => words.say("import_error.no_folder", &[("folder", &folder.display())]),
        E::FilledSince { job, later } => {
            words.say("import_error.filled_since", &[("job", job), ("later", later)])
        }
        E::NoSuchRow { job, part, row, first, last } => words.say(
            "import_error.no_such_row",
            &[("job", job), ("part", part), ("row", row), ("first", first), ("last", last)],
        ),
        E::NotCancelled { job, why } => {
            words.say("import_error.not_cancelled", &[("job", job), ("why", why)])
        }
        E::NotAppended { job, state } => {
            words.say("import_error.not_appended", &[("job", job), ("state", state)])
        }
        E::Platform(_) => words.say("import_error.platform", &[]),
        E::Io { file, action, .. } => {
            words.say("import_error.io", &[("file", &file.display()), ("action", action)])
        }
        E::Files(_) | E::Table(_) | E::Check { .. } => None,
    }
}

fn no_profile_words(error: &NoProfile, words: Words<'_>) -> Option<String> {
    match error {
        NoProfile::Unknown { name, nearest } => {
            words.say("import_error.unknown_profile", &[("name", name), ("nearest", nearest)])
        }
        NoProfile::NoProfiles => words.say("import_error.no_profiles", &[]),
        NoProfile::NoneFinds { file, profiles } => words
            .say("import_error.none_finds", &[("file", &file.display()), ("profiles", &profiles.join(", "))]),
        NoProfile::Ambiguous { file, profiles } => words.say(
            "import_error.several_find",
            &[("file", &file.display()), ("profiles", &profiles.join(", "))],
        ),
        NoProfile::Files(_) => None,
    }
}

fn platform_words(error: &platform::Error, words: Words<'_>) -> Option<String> {
    use platform::Error as E;
    match error {
        E::NoAddress { variable } => words.say("import_error.no_address", &[("variable", variable)]),
        E::Address { variable: Some(variable), why } => match why {
            platform::AddressError::MarkdownLink { address, .. } => {
                words.say("import_error.markdown_address", &[("variable", variable), ("address", address)])
            }
            _ => words.say("import_error.address", &[("variable", variable), ("why", why)]),
        },
        E::Secret(platform::SecretError::NotSet(name) | platform::SecretError::Empty(name)) => {
            words.say("import_error.no_secret", &[("name", name)])
        }
        _ => None,
    }
}

fn variable_words(error: &VariableError, words: Words<'_>) -> Option<String> {
    match error {
        VariableError::Unreadable { file, .. } => {
            words.say("import_error.env_unreadable", &[("file", &file.display())])
        }
        VariableError::Malformed { file, line } => {
            words.say("import_error.env_malformed", &[("file", &file.display()), ("line", line)])
        }
        VariableError::ChunkSize { place, found } => {
            words.say("import_error.chunk_size", &[("place", place), ("found", found)])
        }
    }
}

fn profile_words(error: &ProfileError, words: Words<'_>) -> Option<String> {
    match error {
        ProfileError::Exists(file) => words.say("import_error.profile_exists", &[("file", &file.display())]),
        ProfileError::Name(name) => words.say("import_error.profile_name", &[("name", name)]),
        ProfileError::NoExample { found, known } => {
            words.say("import_error.no_example", &[("found", found), ("known", known)])
        }
    }
}

fn job_words(error: &NotAJob, words: Words<'_>) -> Option<String> {
    words.say("import_error.not_a_job", &[("found", &error.0)])
}
