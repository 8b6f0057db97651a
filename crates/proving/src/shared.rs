//! What lies beside the repository on a developer's machine, and what a test does where it does not.

use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The folder of sample files and tools: `FACTULINK_SHARED`, else `shared` beside the repository.
///
/// `None`, and a word about it, in a plain clone; with `CI` set that is a failure.
pub fn shared() -> Option<PathBuf> {
    let found = shared_if_there();
    if found.is_none() {
        skipped("there are no sample files beside the repository");
    }
    found
}

/// The same folder, for tests that have files of their own to do without it.
pub fn shared_if_there() -> Option<PathBuf> {
    let beside = || root().join("../shared");
    let folder = std::env::var_os("FACTULINK_SHARED").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Says that a test, or a part of one, is left out for want of something; with `CI` set nothing may be wanting.
pub fn skipped(wanting: &str) {
    assert!(std::env::var_os("CI").is_none(), "CI is set, but {wanting}");
    println!("skipped: {wanting}");
}

/// Whether a program of this name can be started: by its file in one of the folders of `PATH`, for starting it only to
/// see whether it is there costs as much as some of what it is asked.
pub fn is_installed(program: &str) -> bool {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(&name).is_file())
}

/// The Access files in a folder and the folders right below it, in the order of their names.
pub fn access_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in entries(folder) {
        if entry.is_dir() {
            files.extend(entries(&entry));
        } else {
            files.push(entry);
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "accdb"));
    files
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = folder.read_dir().expect("a readable folder");
    let mut paths: Vec<_> = listed.map(|entry| entry.expect("a readable entry").path()).collect();
    paths.sort();
    paths
}
