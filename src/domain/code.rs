//! How article codes compare: without letter case and outer blanks.

use std::fmt;

/// An article code, reference or bar code as it is compared; never what is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CodeKey(Box<str>);

impl CodeKey {
    pub fn of(code: &str) -> CodeKey {
        let code = code.trim();
        if code.is_ascii() {
            return CodeKey(code.to_ascii_lowercase().into());
        }
        // Letter by letter: `str::to_lowercase` writes a final sigma in its own way.
        CodeKey(code.chars().flat_map(char::to_lowercase).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_compare_without_letter_case_and_outer_blanks() {
        assert_eq!(CodeKey::of(" ofi-A4 "), CodeKey::of("OFI-a4"));
        assert_eq!(CodeKey::of("ÑAQUE-75"), CodeKey::of("ñaque-75\t"));
        assert_ne!(CodeKey::of("PAP A4"), CodeKey::of("PAPA4"), "inner blanks count");
        assert!(CodeKey::of("  ").is_empty());
    }
}
