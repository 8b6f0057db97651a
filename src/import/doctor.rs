//! What bulk files depend on, for `doctor`: profiles, folders, variables, platforms, room on the disk.
//!
//! Nothing is changed, and whatever is wrong is a fact of a closed list. A variable is told by its name, never its
//! value.

use super::app::{ImportApp, Platforms};
use super::profile::{self, Profile};
use super::source_files;
use crate::platform::PlatformSettings;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Room that a job needs for what it writes, in sizes of its file.
const TIMES_THE_SOURCE: u64 = 3;

/// What of the machine is asked by others.
pub struct Machine<'a> {
    /// Whether a variable is set, in the process or in the `.env` file.
    pub is_set: &'a dyn Fn(&str) -> bool,
    /// Whether this account can make files in a folder, or why not.
    pub takes_files: &'a dyn Fn(&Path) -> Result<(), String>,
    /// Bytes that can be written into a folder; `None`: nobody tells.
    pub free_bytes: &'a dyn Fn(&Path) -> Option<u64>,
}

/// One thing that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    NoProfiles {
        folder: PathBuf,
    },
    ProfileSound {
        profile: String,
        files: usize,
    },
    /// `place`: the first mistake, as `file:line:column key`.
    ProfileWrong {
        profile: String,
        mistakes: usize,
        place: String,
    },
    FolderUnreadable {
        folder: PathBuf,
        why: String,
    },
    FolderTakesFiles {
        folder: PathBuf,
    },
    FolderRefuses {
        folder: PathBuf,
        why: String,
    },
    VariableSet {
        profile: String,
        variable: String,
    },
    VariableMissing {
        profile: String,
        variable: String,
    },
    EnvironmentSound {
        file: PathBuf,
    },
    /// Every account of the machine can read it.
    EnvironmentOpen {
        file: PathBuf,
    },
    /// It lies in a tree of Git, from where it may go elsewhere.
    EnvironmentInGit {
        file: PathBuf,
        tree: PathBuf,
    },
    PlatformAnswers {
        profile: String,
    },
    PlatformAway {
        profile: String,
        why: String,
    },
    PlatformRefuses {
        profile: String,
        why: String,
    },
    DiskRoom {
        folder: PathBuf,
        free: u64,
        needed: u64,
    },
    DiskScarce {
        folder: PathBuf,
        free: u64,
        needed: u64,
    },
}

/// Looks at everything; where there is no folder of profiles nobody uses bulk files, unless `needed`.
pub fn doctor(app: &ImportApp<'_>, machine: &Machine<'_>, needed: bool) -> Vec<Seen> {
    let settings = app.settings;
    if !needed && !settings.profiles.is_dir() {
        return Vec::new();
    }
    let (mut seen, profiles) = profiles(&settings.profiles);
    seen.extend([&settings.profiles, &settings.work].map(|folder| folder_of(folder, machine)));
    seen.extend(environment(&settings.env_file));
    let lenders: BTreeSet<PathBuf> =
        profiles.iter().flat_map(|of| profile::lenders(&settings.profiles, &of.name)).collect();
    let mut largest = 0;
    for profile in &profiles {
        let sources = sources(profile, &settings.base);
        largest = sources.iter().copied().max().unwrap_or(0).max(largest);
        seen.push(Seen::ProfileSound { profile: profile.name.clone(), files: sources.len() });
        // What only lends its tables to others has no platform to reach.
        let lends = sources.is_empty() && lenders.contains(&profile.file);
        if let Some(platform) = profile.platform.as_ref().filter(|_| !lends) {
            seen.extend(reach(profile, platform, app.platforms, machine));
        }
    }
    seen.extend(disk(&settings.work, largest, machine));
    seen
}

/// What is wrong with profiles, and those that are sound.
fn profiles(folder: &Path) -> (Vec<Seen>, Vec<Profile>) {
    let listed = match profile::list(folder) {
        Ok(listed) => listed,
        Err(error) => {
            let unreadable = Seen::FolderUnreadable { folder: folder.to_owned(), why: error.to_string() };
            return (vec![unreadable], Vec::new());
        }
    };
    let (mut seen, mut sound) = (Vec::new(), Vec::new());
    if listed.is_empty() {
        seen.push(Seen::NoProfiles { folder: folder.to_owned() });
    }
    for name in listed.into_iter().map(|listed| listed.name) {
        match profile::check(folder, &name) {
            Ok(profile) => sound.push(profile),
            Err(found) => seen.push(wrong(name, &found)),
        }
    }
    (seen, sound)
}

fn wrong(profile: String, found: &[profile::ProfileFinding]) -> Seen {
    let place = found.first().map(|first| {
        let profile::ProfileFinding { file, at, key, .. } = first;
        format!("{}:{}:{} {key}", file.display(), at.line, at.column).trim_end().to_owned()
    });
    Seen::ProfileWrong { profile, mistakes: found.len(), place: place.unwrap_or_default() }
}

fn folder_of(folder: &Path, machine: &Machine<'_>) -> Seen {
    let folder = folder.to_owned();
    match (machine.takes_files)(&folder) {
        Ok(()) => Seen::FolderTakesFiles { folder },
        Err(why) => Seen::FolderRefuses { folder, why },
    }
}

/// The `.env` file, if there is one.
fn environment(file: &Path) -> Vec<Seen> {
    let Ok(metadata) = fs::metadata(file) else { return Vec::new() };
    let own = || file.to_owned();
    let open = is_for_all(&metadata).then(|| Seen::EnvironmentOpen { file: own() });
    let tree = file.ancestors().skip(1).find(|folder| folder.join(".git").exists());
    let in_git = tree.map(|tree| Seen::EnvironmentInGit { file: own(), tree: tree.to_owned() });
    let found: Vec<Seen> = open.into_iter().chain(in_git).collect();
    if found.is_empty() { vec![Seen::EnvironmentSound { file: own() }] } else { found }
}

#[cfg(unix)]
fn is_for_all(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o004 != 0
}

/// Windows has lists of rights instead, which the folder hands down.
#[cfg(not(unix))]
fn is_for_all(_: &fs::Metadata) -> bool {
    false
}

/// The sizes of the files that a profile finds.
fn sources(profile: &Profile, base: &Path) -> Vec<u64> {
    let found = source_files::find(profile, base, None).unwrap_or_default();
    let bytes = |file: &Path| -> io::Result<u64> { Ok(fs::metadata(file)?.len()) };
    found.iter().map(|source| bytes(&source.file).unwrap_or(0)).collect()
}

/// The variables of a platform, and whether it answers; without its variables it need not be asked.
fn reach(
    profile: &Profile,
    settings: &PlatformSettings,
    platforms: &dyn Platforms,
    machine: &Machine<'_>,
) -> Vec<Seen> {
    let variable = |variable: &str| {
        let (profile, variable) = (profile.name.clone(), variable.to_owned());
        match (machine.is_set)(&variable) {
            true => Seen::VariableSet { profile, variable },
            false => Seen::VariableMissing { profile, variable },
        }
    };
    let mut seen: Vec<Seen> = settings.variables().into_iter().map(variable).collect();
    if seen.iter().all(|seen| matches!(seen, Seen::VariableSet { .. })) {
        seen.push(greeted(profile, settings, platforms));
    }
    seen
}

fn greeted(profile: &Profile, settings: &PlatformSettings, platforms: &dyn Platforms) -> Seen {
    let profile = profile.name.clone();
    let platform = match platforms.open(settings) {
        Ok(platform) => platform,
        Err(error) => return Seen::PlatformRefuses { profile, why: error.to_string() },
    };
    match platform.greet() {
        Ok(None) => Seen::PlatformAnswers { profile },
        Ok(Some(why)) => Seen::PlatformAway { profile, why: why.to_string() },
        Err(stop) => Seen::PlatformRefuses { profile, why: stop.to_string() },
    }
}

/// Room for the largest file that is there; without one there is nothing to compare with.
fn disk(folder: &Path, largest: u64, machine: &Machine<'_>) -> Option<Seen> {
    let needed = largest.saturating_mul(TIMES_THE_SOURCE);
    let free = (machine.free_bytes)(folder).filter(|_| needed > 0)?;
    let folder = folder.to_owned();
    Some(match free < needed {
        true => Seen::DiskScarce { folder, free, needed },
        false => Seen::DiskRoom { folder, free, needed },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_times_the_largest_file_has_to_fit() {
        let free = |_: &Path| Some(300);
        let machine = Machine { is_set: &|_| true, takes_files: &|_| Ok(()), free_bytes: &free };
        let of = |largest| disk(Path::new("work"), largest, &machine);
        assert!(matches!(of(100), Some(Seen::DiskRoom { needed: 300, .. })));
        assert!(matches!(of(101), Some(Seen::DiskScarce { needed: 303, .. })));
        assert_eq!(of(0), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_variables_is_for_one_account_and_outside_git() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(".env");
        assert_eq!(environment(&file), []);
        let with_mode = |mode| {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
            environment(&file)
        };
        fs::write(&file, "TOKEN=x\n").expect("written");
        assert_eq!(with_mode(0o600), [Seen::EnvironmentSound { file: file.clone() }]);
        assert_eq!(with_mode(0o644), [Seen::EnvironmentOpen { file: file.clone() }]);
        fs::create_dir(folder.path().join(".git")).expect("a tree");
        let tree = folder.path().to_owned();
        assert_eq!(with_mode(0o640), [Seen::EnvironmentInGit { file: file.clone(), tree }]);
    }
}
