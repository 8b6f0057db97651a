//! What of bulk files `doctor` looks at, as findings beside its own.

use super::app::work;
use super::variables::{VariableError, Variables};
use crate::cli::session::Session;
use crate::import::ImportApp;
use crate::import::doctor::{self, Machine, Seen};
use crate::pipeline::doctor::{Fact, Finding};
use crate::store::location;
use std::path::Path;

/// Every finding; where the configuration names no companies, bulk files are what it is for.
pub fn look(session: &Session<'_, '_>) -> Vec<Finding> {
    let looked = work(session, None, |app, variables| Ok::<_, anyhow::Error>(seen(app, variables, session)));
    match looked {
        Ok(seen) => seen.into_iter().map(finding).collect(),
        Err(error) => vec![unreadable(&error, session)],
    }
}

fn seen(app: &ImportApp<'_>, variables: &Variables<'_>, session: &Session<'_, '_>) -> Vec<Seen> {
    let takes_files = |folder: &Path| location::takes_files(folder).map_err(|error| error.to_string());
    let machine = Machine {
        is_set: &|name| variables.variable(name).is_some(),
        takes_files: &takes_files,
        free_bytes: &|folder| session.environment.stores.backups().free_bytes(folder).ok(),
    };
    doctor::doctor(app, &machine, session.config.settings.is_none())
}

/// A file of variables that cannot be read, or is none; the words of the error name no value.
fn unreadable(error: &anyhow::Error, session: &Session<'_, '_>) -> Finding {
    let file = session.config.import.env_file.display();
    let why = match error.downcast_ref() {
        Some(VariableError::Unreadable { source, .. }) => source.to_string(),
        _ => error.to_string(),
    };
    Finding::new(Fact::EnvironmentUnreadable).with("file", file).with("why", why)
}

fn finding(seen: Seen) -> Finding {
    let new = Finding::new;
    match seen {
        Seen::NoProfiles { folder } => new(Fact::ProfilesNone).with("folder", folder.display()),
        Seen::ProfileSound { profile, files } => {
            new(Fact::ProfileSound).with("profile", profile).with("files", files)
        }
        Seen::ProfileWrong { profile, mistakes, place } => {
            new(Fact::ProfileWrong).with("profile", profile).with("mistakes", mistakes).with("place", place)
        }
        Seen::FolderUnreadable { folder, why } => {
            new(Fact::ProfilesUnreadable).with("folder", folder.display()).with("why", why)
        }
        Seen::FolderTakesFiles { folder } => new(Fact::FolderTakesImport).with("folder", folder.display()),
        Seen::FolderRefuses { folder, why } => {
            new(Fact::FolderRefusesImport).with("folder", folder.display()).with("why", why)
        }
        Seen::VariableSet { profile, variable } => of_variable(Fact::VariableSet, profile, variable),
        Seen::VariableMissing { profile, variable } => of_variable(Fact::VariableMissing, profile, variable),
        Seen::EnvironmentSound { file } => new(Fact::EnvironmentSound).with("file", file.display()),
        Seen::EnvironmentOpen { file } => new(Fact::EnvironmentOpen).with("file", file.display()),
        Seen::EnvironmentInGit { file, tree } => {
            new(Fact::EnvironmentInGit).with("file", file.display()).with("tree", tree.display())
        }
        Seen::PlatformAnswers { profile } => new(Fact::PlatformAnswers).with("profile", profile),
        Seen::PlatformAway { profile, why } => of_platform(Fact::PlatformAway, profile, why),
        Seen::PlatformRefuses { profile, why } => of_platform(Fact::PlatformRefuses, profile, why),
        Seen::DiskRoom { folder, free, needed } => of_disk(Fact::DiskRoom, &folder, free, needed),
        Seen::DiskScarce { folder, free, needed } => {
            of_disk(Fact::DiskScarceForImport, &folder, free, needed)
        }
    }
}

fn of_variable(fact: Fact, profile: String, variable: String) -> Finding {
    Finding::new(fact).with("profile", profile).with("variable", variable)
}

fn of_platform(fact: Fact, profile: String, why: String) -> Finding {
    Finding::new(fact).with("profile", profile).with("why", why)
}

fn of_disk(fact: Fact, folder: &Path, free: u64, needed: u64) -> Finding {
    Finding::new(fact).with("folder", folder.display()).with("free", free).with("needed", needed)
}
