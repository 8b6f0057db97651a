//! Which file a name leads to.

use super::system;
use std::io;
use std::path::Path;

/// What tells one file from another, whatever it is called: its number, and that of its device or volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileIdentity {
    pub(super) device: u64,
    pub(super) number: u64,
}

impl FileIdentity {
    /// The file that a name leads to, which is not opened for that.
    pub fn of(path: &Path) -> io::Result<FileIdentity> {
        system::identity(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_is_one_by_all_its_names_and_a_copy_is_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let [file, twin, copy] = ["file", "twin", "copy"].map(|name| folder.path().join(name));
        fs::write(&file, "x").expect("written");
        fs::hard_link(&file, &twin).expect("linked");
        fs::copy(&file, &copy).expect("copied");
        let of = |path: &Path| FileIdentity::of(path).expect("told");
        let dotted = folder.path().join(".").join("file");
        assert_eq!([of(&twin), of(&dotted)], [of(&file); 2]);
        assert_ne!(of(&copy), of(&file));
        assert!(FileIdentity::of(&folder.path().join("nothing")).is_err());
    }
}
