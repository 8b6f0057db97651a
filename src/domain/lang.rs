//! The languages people are spoken to in.

use super::ids::BadId;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Spanish or English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    Es,
    #[default]
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Es, Lang::En];

    /// The language of a system locale such as `es_ES.UTF-8`, where it is one of ours.
    pub fn of_locale(locale: &str) -> Option<Lang> {
        let language = locale.split(['_', '-', '.']).next().unwrap_or_default();
        language.to_ascii_lowercase().parse().ok()
    }
}

impl FromStr for Lang {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        match text {
            "es" => Ok(Lang::Es),
            "en" => Ok(Lang::En),
            _ => Err(BadId { found: text.to_owned(), expected: "a language (es or en)" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        assert_eq!(Lang::of_locale("es_ES.UTF-8"), Some(Lang::Es));
        assert_eq!(Lang::of_locale("en-GB"), Some(Lang::En));
        assert_eq!(Lang::of_locale("C"), None);
    }
}
