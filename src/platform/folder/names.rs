//! Names that we make for files on a share, and paths that a profile gives.

use std::path::{Component, Path, PathBuf};

/// Characters of a name, which leaves room for what is put behind it.
const NAME_CHARS_MAX: usize = 200;

/// Names that Windows keeps for devices, whatever stands behind a point.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Whether a text is a plain file name on every system, and final.
pub(super) fn is_file_name(name: &str) -> bool {
    let forbidden = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let lower = name.to_ascii_lowercase();
    !name.is_empty()
        && name.chars().count() <= NAME_CHARS_MAX
        && !name.chars().any(forbidden)
        && !name.ends_with(['.', ' '])
        && !name.starts_with(' ')
        && !lower.ends_with(".part")
        && !lower.ends_with(".tmp")
        && !is_device(name)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = |prefix: &str| {
        let mut rest = stem.strip_prefix(prefix).unwrap_or_default().chars();
        matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    };
    DEVICES.contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

/// The place of a path that a profile gives: a name alone stands in `folder`, another path starts at `base` and stays
/// below it. `None`: it is no such path.
pub(super) fn place(path: &str, folder: &Path, base: &Path) -> Option<PathBuf> {
    if is_file_name(path) {
        return Some(folder.join(path));
    }
    let given = Path::new(path);
    let name = given.file_name()?.to_str()?;
    let plain = |component: Component<'_>| match component {
        Component::Normal(part) => part.to_str().is_some_and(is_file_name),
        Component::CurDir => true,
        Component::Prefix(_) | Component::RootDir => given.is_absolute(),
        Component::ParentDir => false,
    };
    (is_file_name(name) && given.components().all(plain)).then(|| base.join(given))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_something_else_are_refused() {
        for name in [
            "", ".", "..", "a/b", "a\\b", "C:x", "x:stream", "NUL", "nul.csv", "Con .txt", "COM1", "lpt¹.x",
            "CONIN$", "x.", "x ", " x", "a\nb", "x.part", "x.TMP", "a*b",
        ] {
            assert!(!is_file_name(name), "{name:?}");
        }
        assert!(!is_file_name(&"x".repeat(300)));
    }

    #[test]
    fn ordinary_names_are_names() {
        for name in
            ["ventas-202610-500-ab12cd34.csv", "CONSTANCIA.csv", "COM10.csv", "Ñandú 1.xlsx", ".x", "nulo"]
        {
            assert!(is_file_name(name), "{name}");
        }
    }

    #[test]
    fn a_relative_path_stays_below_its_folder() {
        let of = |path: &str| place(path, Path::new("/share/in"), Path::new("/base"));
        assert_eq!(of("x.csv"), Some("/share/in/x.csv".into()));
        assert_eq!(of("platform/in/x.csv"), Some("/base/platform/in/x.csv".into()));
        for path in ["../x.csv", "a/../../x.csv", "a/NUL", "a/..", ".."] {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_absolute_path_is_taken_as_it_is() {
        let of = |path: &str| place(path, Path::new("/share/in"), Path::new("/base"));
        assert_eq!(of("/other/x.csv"), Some("/other/x.csv".into()));
        assert_eq!(of("/other/../x.csv"), None);
    }
}
