//! Paths and names of files: none leads where nobody looks for it, and each can be a file's on every system.

use super::Field;
use super::templates::template;
use crate::import::profile::ProfileProblem;
use crate::template::Template;
use globset::GlobBuilder;

/// A path with placeholders: absolute, or below the configuration's folder.
pub(super) fn path(field: &Field<'_>, known: &[&str]) -> Option<Template> {
    let template = template(field, known)?;
    checked(field, &sample(&template), "")?;
    Some(template)
}

/// The name of a file, without folders.
pub(super) fn name(field: &Field<'_>, known: &[&str]) -> Option<Template> {
    let template = template(field, known)?;
    let sample = sample(&template);
    if sample.contains(['/', '\\']) {
        field.wrong(ProfileProblem::FileName { found: field.as_text().unwrap_or_default().to_owned() });
        return None;
    }
    checked(field, &sample, "")?;
    Some(template)
}

/// A path that may have `* ? [ ] { }` in it, as `globset` reads them; braces are doubled.
pub(super) fn glob(field: &Field<'_>, known: &[&str]) -> Option<Template> {
    let template = template(field, known)?;
    let sample = sample(&template);
    checked(field, &sample, "*?[]{}!,")?;
    if let Err(error) = GlobBuilder::new(&sample.replace('\\', "/")).literal_separator(true).build() {
        field.wrong(ProfileProblem::Glob { message: error.kind().to_string() });
        return None;
    }
    Some(template)
}

/// A path without placeholders.
pub(super) fn plain(field: &Field<'_>) -> Option<String> {
    let text = field.filled_text()?;
    checked(field, text, "")?;
    Some(text.to_owned())
}

fn sample(template: &Template) -> String {
    template.fill(|_| Some("0".to_owned()))
}

fn checked(field: &Field<'_>, path: &str, wild: &str) -> Option<()> {
    let problem = wrong_part(path, wild);
    let sound = problem.is_none();
    if let Some(problem) = problem {
        field.wrong(problem);
    }
    sound.then_some(())
}

/// What is wrong with the first part of a path that no system, or not every one, takes as it is meant.
fn wrong_part(path: &str, wild: &str) -> Option<ProfileProblem> {
    let parts = path.split(['/', '\\']).enumerate();
    for (at, part) in parts {
        let is_drive = at == 0 && part.len() == 2 && part.ends_with(':') && path.len() > 2;
        if part == ".." {
            return Some(ProfileProblem::ParentFolder);
        }
        if !is_drive && !is_file_name(part, wild) {
            return Some(ProfileProblem::FileName { found: part.to_owned() });
        }
    }
    None
}

fn is_file_name(part: &str, wild: &str) -> bool {
    let forbidden = |c: char| c.is_control() || ("<>:\"|?*".contains(c) && !wild.contains(c));
    let own_folder = part.is_empty() || part == ".";
    own_folder || !(part.contains(forbidden) || part.ends_with(['.', ' ']) || is_reserved(part))
}

/// A device of Windows, whatever its extension.
fn is_reserved(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |prefix| {
        let number = stem.strip_prefix(prefix).map(str::as_bytes);
        matches!(number, Some([b'1'..=b'9']))
    };
    ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_absolute_or_stays_below_its_folder() {
        for sound in
            ["input/2026/a.csv", "./a", "/srv/data/a.csv", r"C:\Datos\a.csv", r"\\server\share\a", "a b"]
        {
            assert_eq!(wrong_part(sound, ""), None, "{sound}");
        }
        for (outside, part) in [("../a", ".."), (r"a\..\..\b", ".."), ("a/..", "..")] {
            assert_eq!((wrong_part(outside, ""), part), (Some(ProfileProblem::ParentFolder), ".."));
        }
    }

    #[test]
    fn a_name_that_windows_takes_otherwise_is_none() {
        for (path, part) in [
            ("C:a.csv", "C:a.csv"),
            ("C:", "C:"),
            ("a/NUL", "NUL"),
            ("a/con.csv", "con.csv"),
            ("lpt1", "lpt1"),
            ("a/b:c", "b:c"),
            ("a./b", "a."),
            ("a /b", "a "),
            ("a*b", "a*b"),
            ("a\u{7}", "a\u{7}"),
        ] {
            assert_eq!(
                wrong_part(path, ""),
                Some(ProfileProblem::FileName { found: part.to_owned() }),
                "{path}"
            );
        }
        assert_eq!(wrong_part("a*b/?.csv", "*?"), None);
        assert_eq!(wrong_part("console/com10/null.csv", ""), None);
    }
}
