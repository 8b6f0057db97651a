//! A platform that is reached through folders: files are dropped into one, answers appear in another.
//!
//! A file of ours appears whole, by a rename. What others write counts when its name is final, it is not older than
//! what it answers by the clock of the share itself, and it stands still.

mod answers;
mod drop;
mod names;
mod platform;
#[cfg(test)]
mod tests;
mod tickets;

use super::error::Error;
use super::open::Surroundings;
use super::settings::{FolderSettings, PlatformSettings, Poll, Resend, StateValue};
use crate::template::Template;
use std::path::PathBuf;

pub(super) struct Folder<'a> {
    settings: PlatformSettings,
    folder: FolderSettings,
    around: Surroundings<'a>,
    /// Where the platform puts what it took, if it keeps it.
    taken: PathBuf,
    /// How the platform acknowledges a file.
    acknowledgement: Poll,
}

impl<'a> Folder<'a> {
    pub(super) fn open(
        settings: &PlatformSettings,
        folder: &FolderSettings,
        around: Surroundings<'a>,
    ) -> Result<Folder<'a>, Error> {
        let mut folder = folder.clone();
        folder.drop = around.secrets.base.join(&folder.drop);
        folder.answers = around.secrets.base.join(&folder.answers);
        let taken = folder.drop.with_file_name("taken");
        let acknowledgement = settings.poll.clone().unwrap_or_else(plain_acknowledgement);
        let folder = Folder { settings: settings.clone(), folder, around, taken, acknowledgement };
        folder.check_name()?;
        Ok(folder)
    }

    /// A name that is there is taken for the chunk, so it has to be the chunk's alone.
    fn check_name(&self) -> Result<(), Error> {
        let Some(name) = self.settings.name.as_ref() else {
            return Err(Error::NameWithoutKey(String::new()));
        };
        let keyed = name.placeholders().any(|placeholder| ["key", "key8"].contains(&placeholder));
        if keyed || self.settings.resend == Resend::Replace {
            Ok(())
        } else {
            Err(Error::NameWithoutKey(name.to_string()))
        }
    }
}

/// Where `[platform.poll]` says nothing: `NAME.json` with `accepted` and `rows_taken`.
fn plain_acknowledgement() -> Poll {
    Poll {
        place: Template::parse("{name}.json", |name| name == "name")
            .unwrap_or_else(|_| Template::literal("")),
        state: "/accepted".to_owned(),
        rows: Some("/rows_taken".to_owned()),
        done: vec![StateValue::Bool(true)],
        failed: vec![StateValue::Bool(false)],
        pending: Vec::new(),
    }
}
