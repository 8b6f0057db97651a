//! A company's file from outside: where it lies, who is in it, which rights there are.

use super::fact::Fact;
use super::finding::Finding;
use crate::pipeline::error::Error;
use crate::store::location::{self, Location};
use crate::store::{self, CompanyFile, WhatNow};
use std::path::Path;

pub(super) fn location(file: &CompanyFile) -> Finding {
    let fact = match Location::of(&file.path) {
        Location::Mapped => Fact::LocationMapped,
        Location::Synced => Fact::LocationSynced,
        Location::Local | Location::Share => Fact::LocationSound,
    };
    Finding::new(fact).with("file", file.path.display())
}

/// Who is in the file, and whether a write of ours was cut short.
pub(super) fn surroundings(file: &CompanyFile) -> Vec<Finding> {
    vec![holders(file), recovery(file)]
}

/// What a writer needs of the file and its folder.
pub(super) fn writing(file: &CompanyFile) -> Vec<Finding> {
    let rights = match location::may_write(&file.path) {
        Ok(()) => Finding::new(Fact::Writable),
        Err(error) if error.what_now() == WhatNow::Retry => {
            Finding::new(Fact::WritingBusy).because(of(file, error))
        }
        Err(error) => Finding::new(Fact::NotWritable).because(of(file, error)),
    };
    vec![rights.with("file", file.path.display()), takes_files(file, Fact::FolderRefuses)]
}

/// What the Access driver needs of the folder, also to read: it makes a lock file beside every file that it opens.
pub(super) fn reading_by_driver(file: &CompanyFile) -> Finding {
    takes_files(file, Fact::FolderRefusesDriver)
}

fn takes_files(file: &CompanyFile, refuses: Fact) -> Finding {
    let folder = file.path.parent().unwrap_or(Path::new("."));
    let finding = match location::takes_files(folder) {
        Ok(()) => Finding::new(Fact::FolderTakesFiles),
        Err(error) => Finding::new(refuses).because(of(file, error)),
    };
    finding.with("folder", folder.display())
}

fn holders(file: &CompanyFile) -> Finding {
    let finding = match location::shared_session(&file.path) {
        Ok(Some(session)) if session.is_held => Finding::new(Fact::SomebodyInside).with("users", session),
        Ok(_) => Finding::new(Fact::NobodyInside),
        Err(error) => Finding::new(Fact::HoldersUnknown).because(of(file, error)),
    };
    finding.with("file", file.path.display())
}

fn recovery(file: &CompanyFile) -> Finding {
    let finding = match location::check_recovery(&file.path) {
        Ok(false) => Finding::new(Fact::NothingPending),
        Ok(true) => Finding::new(Fact::RecoveryPending),
        Err(error) => Finding::new(Fact::RecoveryRefused).because(of(file, error)),
    };
    finding.with("file", file.path.display())
}

pub(super) fn of(file: &CompanyFile, error: store::Error) -> Error {
    Error::store(&file.company)(error)
}
