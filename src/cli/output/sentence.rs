//! Errors in the user's language. What has no text of its own keeps its English message.

use super::code_words::meaning;
use super::error_words::{
    accdb_words, config_words, init_words, no_scheduler_words, pipeline_words, restore_words, state_words,
    store_words, task_words, unfit_words, usage_words, waiting_words,
};
use super::words::Words;
use crate::cli::messages::Catalogue;
use crate::pipeline::Failure;
use crate::store;
use std::error::Error;

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
        .or_else(|| init_words(error.downcast_ref()?, words))
        .or_else(|| task_words(error.downcast_ref()?, words))
        .or_else(|| unfit_words(error.downcast_ref()?, words))
        .or_else(|| no_scheduler_words(error.downcast_ref()?, words))
        .or_else(|| waiting_words(error.downcast_ref()?, words));
    let known = known.or_else(|| crate::cli::output::import::sentence(error, words));
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
