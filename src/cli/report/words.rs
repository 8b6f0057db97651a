//! Errors in the user's language. What has no text of its own keeps its English message.

use super::error_words::{
    accdb_words, config_words, init_words, no_scheduler_words, pipeline_words, restore_words, state_words,
    store_words, task_words, unfit_words, usage_words, waiting_words,
};
use crate::cli::exit;
use crate::cli::messages::Catalogue;
use crate::pipeline::Failure;
use crate::store;
use std::error::Error;
use std::fmt::Display;

pub type Values<'v> = &'v [(&'v str, &'v dyn Display)];

/// A catalogue, as the functions that word one kind of error use it.
#[derive(Clone, Copy)]
pub struct Words<'c>(&'c Catalogue);

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

/// The store's error, where this is one; a boxed source stands in a chain as the box.
pub fn store_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e store::Error> {
    error.downcast_ref().or_else(|| error.downcast_ref::<Box<store::Error>>().map(AsRef::as_ref))
}

/// The sentence for one error of a chain, without its causes.
pub fn sentence(error: &(dyn Error + 'static), catalogue: &Catalogue) -> String {
    let words = Words(catalogue);
    let known = None
        .or_else(|| pipeline_words(error.downcast_ref()?, words))
        .or_else(|| state_words(error.downcast_ref()?, words))
        .or_else(|| store_words(store_error(error)?, words))
        .or_else(|| accdb_words(error.downcast_ref()?, words))
        .or_else(|| config_words(error.downcast_ref()?, words))
        .or_else(|| usage_words(error.downcast_ref()?, words))
        .or_else(|| restore_words(error.downcast_ref()?, words))
        .or_else(|| waiting_words(error.downcast_ref()?, words))
        .or_else(|| init_words(error.downcast_ref()?, words))
        .or_else(|| task_words(error.downcast_ref()?, words))
        .or_else(|| unfit_words(error.downcast_ref()?, words))
        .or_else(|| no_scheduler_words(error.downcast_ref()?, words));
    known.unwrap_or_else(|| error.to_string())
}

/// One company's failure on one line: sentence, causes, and what the code means.
pub fn company_failure(failure: &Failure, catalogue: &Catalogue) -> String {
    let mut chain = Vec::new();
    let mut next: Option<&(dyn Error + 'static)> = Some(&*failure.error);
    while let Some(error) = next {
        chain.push(sentence(error, catalogue));
        next = error.source();
    }
    format!("! {} ({} {})", chain.join(": "), failure.code, meaning(failure.code, catalogue))
}

/// What an exit code means.
pub fn meaning(code: u8, catalogue: &Catalogue) -> &str {
    catalogue.text(match code {
        exit::OK => "meaning.ok",
        exit::DIFFERS => "meaning.differs",
        code => code_key(code).0,
    })
}

/// What to do about it.
pub fn hint(code: u8, catalogue: &Catalogue) -> &str {
    catalogue.text(code_key(code).1)
}

/// The catalogue's keys of meaning and hint.
fn code_key(code: u8) -> (&'static str, &'static str) {
    match code {
        exit::IO => ("meaning.io", "hint.io"),
        exit::TRY_LATER => ("meaning.try_later", "hint.try_later"),
        exit::NO_PERMISSION => ("meaning.no_permission", "hint.no_permission"),
        exit::CONFIG => ("meaning.config", "hint.config"),
        exit::USAGE => ("meaning.usage", "hint.usage"),
        exit::INTERRUPTED => ("meaning.interrupted", "hint.interrupted"),
        exit::HELD => ("meaning.held", "hint.held"),
        exit::BUSY => ("meaning.busy", "hint.busy"),
        exit::STATE => ("meaning.state", "hint.state"),
        exit::DATABASE => ("meaning.database", "hint.database"),
        _ => ("meaning.internal", "hint.internal"),
    }
}
