//! Backups of the parent: made before the first write of a day, listed, and put back by restore.

mod folder;
mod name;
mod restore;

pub(super) use folder::BackupFolder;
pub use folder::BackupStatus;
pub use name::BackupKind;
pub use restore::{BackupList, RestoreReport, backups, restore};
