//! Where a path leads when no one is logged on: letters of network drives exist only in a person's session.

use super::error::{Error, Result};

/// A path as a task can use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramPlace {
    /// The path, with what stands behind a mapped letter in its place.
    pub path: String,
    /// Whether it is on another machine.
    pub on_share: bool,
    /// The letter that a person's session gives to a share or a folder, and that was replaced.
    pub mapped: Option<char>,
}

/// Looks up where an absolute path leads.
///
/// `canonical` is the system's full answer for a path that is there (`\\?\C:\Data`, `\\?\UNC\server\share`), `None`
/// for one that is not; the path itself need not exist. A path without letter and share is left as it is.
///
/// # Errors
/// The letter leads nowhere, or the scheduler would read a part of the path as a variable.
pub fn place(path: &str, canonical: &dyn Fn(&str) -> Option<String>) -> Result<ProgramPlace> {
    let path = plain(path);
    if path.matches('%').count() > 1 {
        return Err(Error::Variable { path });
    }
    let Some((drive, rest)) = letter(&path) else {
        let on_share = is_share(&path);
        return Ok(ProgramPlace { path, on_share, mapped: None });
    };
    let root = format!("{drive}:\\");
    let Some(target) = canonical(&root).map(|target| plain(&target)) else {
        return Err(Error::NoDrive { path: path.clone(), drive });
    };
    if target.eq_ignore_ascii_case(&root) {
        let on_share = existing(&path, canonical).is_some_and(|there| is_share(&plain(&there)));
        return Ok(ProgramPlace { path, on_share, mapped: None });
    }
    let path = format!("{}\\{}", target.trim_end_matches('\\'), rest.trim_start_matches(['\\', '/']));
    Ok(ProgramPlace { on_share: is_share(&path), path, mapped: Some(drive) })
}

/// A path without the prefix that other programs do not take.
fn plain(path: &str) -> String {
    let share = path.strip_prefix(r"\\?\UNC\").map(|rest| format!(r"\\{rest}"));
    share.unwrap_or_else(|| path.strip_prefix(r"\\?\").unwrap_or(path).to_owned())
}

fn is_share(path: &str) -> bool {
    path.starts_with(r"\\") || path.starts_with("//")
}

fn letter(path: &str) -> Option<(char, &str)> {
    let drive = path.chars().next().filter(char::is_ascii_alphabetic)?;
    let rest = path[1..].strip_prefix(':')?;
    Some((drive.to_ascii_uppercase(), rest))
}

/// What the system says of the path, or of the nearest folder above it that is there.
fn existing(path: &str, canonical: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let steps = std::iter::successors(Some(path), |path| Some(path.rsplit_once(['\\', '/'])?.0));
    steps.filter(|path| !path.ends_with(':')).find_map(canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C: is a disk with a link to a share, Z: a share, S: a folder of C:.
    fn system(path: &str) -> Option<String> {
        let known = [
            (r"C:\", r"\\?\C:\"),
            (r"C:\Data", r"\\?\C:\Data"),
            (r"C:\Link", r"\\?\UNC\nas\factusol"),
            (r"Z:\", r"\\?\UNC\server\datos & más"),
            (r"S:\", r"\\?\C:\Data"),
        ];
        known.iter().find(|(name, _)| *name == path).map(|(_, target)| (*target).to_owned())
    }

    fn found(path: &str) -> Option<(String, bool, Option<char>)> {
        let ProgramPlace { path, on_share, mapped } = place(path, &system).ok()?;
        Some((path, on_share, mapped))
    }

    #[test]
    fn letters_of_shares_become_the_shares() {
        let local = |path: &str| Some((path.to_owned(), false, None));
        let share = |path: &str, letter| Some((path.to_owned(), true, letter));
        assert_eq!(found(r"C:\Data\001{year}.accdb"), local(r"C:\Data\001{year}.accdb"));
        assert_eq!(found(r"\\?\C:\Data\x"), local(r"C:\Data\x"));
        assert_eq!(found(r"z:\FS\a.accdb"), share(r"\\server\datos & más\FS\a.accdb", Some('Z')));
        assert_eq!(found(r"S:\a"), Some((r"C:\Data\a".to_owned(), false, Some('S'))));
        assert_eq!(found(r"\\nas\factusol\a"), share(r"\\nas\factusol\a", None));
        assert_eq!(found(r"\\?\UNC\nas\factusol\a"), share(r"\\nas\factusol\a", None));
        assert_eq!(found(r"C:\Link\deep\a.accdb"), share(r"C:\Link\deep\a.accdb", None));
        assert_eq!(found("/srv/a"), local("/srv/a"));
    }

    #[test]
    fn what_a_task_could_not_find_is_refused() {
        assert!(matches!(place(r"Q:\a", &system), Err(Error::NoDrive { drive: 'Q', .. })));
        assert!(matches!(place(r"C:\%TEMP%\a", &system), Err(Error::Variable { .. })));
        assert_eq!(found(r"C:\100% a"), Some((r"C:\100% a".to_owned(), false, None)));
    }
}
