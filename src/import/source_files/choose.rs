//! Which profile takes a file that a person named.

use super::Error;
use super::globs::{as_text, is_match, of_any_period};
use crate::import::profile::Profile;
use crate::toml_file::nearest;
use std::path::{Path, PathBuf};

/// Why no profile takes a file.
#[derive(Debug, thiserror::Error)]
pub enum NoProfile {
    #[error("there is no profile {name}")]
    Unknown { name: String, nearest: String },
    #[error("there are no profiles")]
    NoProfiles,
    /// Several profiles, none of which finds such files.
    #[error("{}: none of the profiles {} finds it", file.display(), profiles.join(", "))]
    NoneFinds { file: PathBuf, profiles: Vec<String> },
    #[error("{}: more than one profile finds it: {}", file.display(), profiles.join(", "))]
    Ambiguous { file: PathBuf, profiles: Vec<String> },
    #[error(transparent)]
    Files(#[from] Error),
}

/// The profile that was named; else the one whose globs find the file; else the only one there is.
///
/// `folder` is the configuration's; a relative `file` lies there, too.
pub fn profile_of<'p>(
    file: &Path,
    folder: &Path,
    profiles: &'p [Profile],
    named: Option<&str>,
) -> Result<&'p Profile, NoProfile> {
    if let Some(name) = named {
        let found = profiles.iter().find(|profile| profile.name == name);
        return found.ok_or_else(|| unknown(name, profiles));
    }
    let path = path_below(folder, file);
    let mut finding = Vec::new();
    for profile in profiles {
        if finds(profile, &path)? {
            finding.push(profile);
        }
    }
    match (finding.as_slice(), profiles) {
        ([profile], _) => Ok(profile),
        ([], [only]) => Ok(only),
        ([], []) => Err(NoProfile::NoProfiles),
        ([], several) => Err(NoProfile::NoneFinds { file: file.to_owned(), profiles: names(several.iter()) }),
        (several, _) => {
            Err(NoProfile::Ambiguous { file: file.to_owned(), profiles: names(several.iter().copied()) })
        }
    }
}

fn unknown(name: &str, profiles: &[Profile]) -> NoProfile {
    let names = profiles.iter().map(|profile| profile.name.as_str());
    NoProfile::Unknown { name: name.to_owned(), nearest: nearest(name, names).to_owned() }
}

fn names<'p>(profiles: impl Iterator<Item = &'p Profile>) -> Vec<String> {
    profiles.map(|profile| profile.name.clone()).collect()
}

fn finds(profile: &Profile, path: &str) -> Result<bool, Error> {
    let globs = profile.source.files.iter();
    let mut texts = globs.map(|template| of_any_period(template, &profile.name));
    texts.try_fold(false, |found, text| Ok(found || is_match(&text, path)?))
}

/// The path from the folder on, also where one of the two is written by way of a link.
fn path_below(folder: &Path, file: &Path) -> String {
    // A file that a person names starts where that person is.
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    if absolute.starts_with(folder) {
        return as_text(folder, &absolute);
    }
    if !file.is_absolute() {
        return as_text(folder, file);
    }
    match folder.canonicalize().ok().zip(file.canonicalize().ok()) {
        Some((folder, file)) => as_text(&folder, &file),
        None => as_text(folder, file),
    }
}
