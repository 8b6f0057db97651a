//! Words and sentences of the catalogue, as the functions that word errors ask for them.

use crate::cli::messages::Catalogue;
use std::fmt::Display;

pub type Values<'v> = &'v [(&'v str, &'v dyn Display)];

/// A catalogue, as the functions that word one kind of error use it.
#[derive(Clone, Copy)]
pub struct Words<'c>(pub &'c Catalogue);

impl Words<'_> {
    pub fn say(self, key: &str, values: Values<'_>) -> Option<String> {
        Some(self.0.say(key, values))
    }

    /// The state of an order.
    pub fn stage(self, state: &str) -> String {
        term("stage", state, self.0)
    }
}

/// A word of a closed list, in the user's language: `held` of the section `stage`.
pub fn term(section: &str, word: &str, catalogue: &Catalogue) -> String {
    let key = format!("{section}.{word}");
    let text = catalogue.text(&key);
    if text == key { word.to_owned() } else { text.to_owned() }
}
