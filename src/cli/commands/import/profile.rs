//! `import profile`: which profiles there are, what they do, what is wrong with them, and a new one.

use super::args::{ProfileAction, ProfileArgs, ProfileNewArgs};
use crate::cli::exit;
use crate::cli::output::profile_problem;
use crate::cli::session::Session;
use crate::domain::Lang;
use crate::import::profile::{self, ProfileFinding, STARTERS, Starter};
use crate::import::profile_shown;
use crate::import::report::{
    ProfileChecked, ProfileLine, ProfileList, ProfileMade, ProfileMistake, ProfilesChecked,
};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

/// Why a profile cannot be shown or made.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    #[error("\"{0}\" cannot be a profile's name: letters, digits and hyphens")]
    Name(String),
    #[error("there is no example {found}; there are {known}")]
    NoExample { found: String, known: String },
}

pub fn run(args: &ProfileArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    match &args.action {
        ProfileAction::List => list(session),
        ProfileAction::Show(args) => show(&args.name, session),
        ProfileAction::Check(args) => check(args.name.as_deref(), session),
        ProfileAction::New(args) => new(args, session),
    }
}

fn folder(session: &Session<'_, '_>) -> PathBuf {
    session.config.import.profiles.clone()
}

fn list(session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let folder = folder(session);
    let line = |listed: profile::Listed| ProfileLine {
        file: folder.join(format!("{}.toml", listed.name)),
        title: listed.title.unwrap_or_default(),
        name: listed.name,
        mistakes: listed.mistakes,
    };
    let profiles = profile::list(&folder)?.into_iter().map(line).collect();
    session.show(&ProfileList { version: 1, folder, profiles })?;
    Ok(exit::OK)
}

fn show(name: &str, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    match profile::check(&folder(session), name) {
        Ok(profile) => {
            session.show(&profile_shown(&profile))?;
            Ok(exit::OK)
        }
        Err(findings) => {
            let checked = checked(name, findings, session);
            told(vec![checked], session)
        }
    }
}

fn check(name: Option<&str>, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let folder = folder(session);
    let names = match name {
        Some(name) => vec![name.to_owned()],
        None => profile::list(&folder)?.into_iter().map(|listed| listed.name).collect(),
    };
    let one = |name: &String| {
        let findings = profile::check(&folder, name).err().unwrap_or_default();
        checked(name, findings, session)
    };
    let all = names.iter().map(one).collect();
    told(all, session)
}

fn told(profiles: Vec<ProfileChecked>, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let wrong = profiles.iter().any(|profile| !profile.mistakes.is_empty());
    let folder = folder(session);
    session.show(&ProfilesChecked { version: 1, folder, profiles })?;
    Ok(if wrong { exit::CONFIG } else { exit::OK })
}

fn checked(name: &str, findings: Vec<ProfileFinding>, session: &Session<'_, '_>) -> ProfileChecked {
    let file = folder(session).join(format!("{name}.toml"));
    let mistake = |finding: ProfileFinding| ProfileMistake {
        message: profile_problem(&finding.problem, session.catalogue),
        file: Some(finding.file).filter(|other| *other != file),
        line: finding.at.line,
        column: finding.at.column,
        key: finding.key,
    };
    let mistakes = findings.into_iter().map(mistake).collect();
    ProfileChecked { name: name.to_owned(), file, mistakes }
}

fn new(args: &ProfileNewArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let ProfileNewArgs { name, like } = args;
    if !profile::is_name(name) {
        return Err(ProfileError::Name(name.clone()).into());
    }
    let starter = starter(like.as_deref())?;
    let text = if session.catalogue.lang() == Lang::Es { starter.es } else { starter.en };
    let folder = folder(session);
    let file = folder.join(format!("{name}.toml"));
    if file.exists() {
        return Err(ProfileError::Exists(file).into());
    }
    fs::create_dir_all(&folder)?;
    let mut out = OpenOptions::new().write(true).create_new(true).open(&file)?;
    out.write_all(starter.named(text, name).as_bytes())?;
    session.show(&ProfileMade { version: 1, name: name.clone(), file })?;
    Ok(exit::OK)
}

fn starter(like: Option<&str>) -> Result<&'static Starter, ProfileError> {
    let found = match like {
        None => STARTERS.first(),
        Some(name) => STARTERS.iter().find(|starter| starter.name == name),
    };
    found.ok_or_else(|| ProfileError::NoExample {
        found: like.unwrap_or_default().to_owned(),
        known: STARTERS.iter().map(|starter| starter.name).collect::<Vec<_>>().join(", "),
    })
}
