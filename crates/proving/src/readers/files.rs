//! The files of others.

use crate::shared::{access_files, shared};
use std::path::PathBuf;

/// Files of Access itself, and such as Access leaves; the fixtures, and of the hostile ones those that are sound as
/// Access files.
pub fn sound_files() -> Vec<PathBuf> {
    let Some(shared) = shared() else { return Vec::new() };
    let refused = ["encrypted", "flip-tdef", "header-only", "text-file", "truncated", "zero-length"];
    let mut files = access_files(&shared.join("accdb/real"));
    files.extend(access_files(&shared.join("factusol/fixtures")));
    files.extend(access_files(&shared.join("accdb/real-2")));
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a plain name");
        !refused.iter().any(|start| name.starts_with(start))
    });
    files
}
