//! The files that a glob finds.

use super::globs::{as_text, matcher};
use super::{Error, is_ignored};
use std::io;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Adds the files of a glob, which begins in `folder` unless it is absolute.
pub(super) fn files(folder: &Path, text: &str, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let matcher = matcher(text)?;
    let (fixed, rest) = fixed_part(text);
    let root = folder.join(&fixed);
    let depth = if rest.contains("**") {
        usize::MAX
    } else {
        rest.split('/').filter(|part| !part.is_empty()).count()
    };
    let walk = WalkDir::new(&root).max_depth(depth).into_iter();
    let is_taken = |entry: &DirEntry| !is_ignored(entry.path()) && !is_hidden(entry);
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || is_taken(entry)) {
        match entry {
            Ok(entry) => {
                if is_file(&entry, &root)
                    && is_taken(&entry)
                    && matcher.is_match(as_text(folder, entry.path()))
                {
                    found.push(entry.into_path());
                }
            }
            Err(error) if is_gone(&error) => {}
            Err(error) => {
                let folder = error.path().unwrap_or(&root).to_owned();
                return Err(Error::Folder { folder, source: error.into() });
            }
        }
    }
    Ok(())
}

/// The folders before the first part of a glob that can mean several, and the rest of it.
fn fixed_part(text: &str) -> (String, &str) {
    let wild = text.find(['*', '?', '[', '{']).unwrap_or(text.len());
    let end = text.get(..wild).and_then(|fixed| fixed.rfind('/')).map_or(0, |slash| slash + 1);
    let (fixed, rest) = text.split_at_checked(end).unwrap_or(("", text));
    (fixed.to_owned(), rest)
}

/// A file, or a link to one below the searched folder.
fn is_file(entry: &DirEntry, root: &Path) -> bool {
    if !entry.path_is_symlink() {
        return entry.file_type().is_file();
    }
    let real = |path: &Path| path.canonicalize().ok();
    real(entry.path()).zip(real(root)).is_some_and(|(file, root)| file.is_file() && file.starts_with(root))
}

/// Hidden as Windows has it.
#[cfg(windows)]
fn is_hidden(entry: &DirEntry) -> bool {
    use std::os::windows::fs::MetadataExt;
    const FILE_ATTRIBUTE_HIDDEN: u32 = 2;
    entry.metadata().is_ok_and(|metadata| metadata.file_attributes() & FILE_ATTRIBUTE_HIDDEN != 0)
}

/// Elsewhere a name says it.
#[cfg(not(windows))]
fn is_hidden(_: &DirEntry) -> bool {
    false
}

/// A folder that is not there has no files; one that went away meanwhile has none any more.
fn is_gone(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}
