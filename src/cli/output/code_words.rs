//! What an exit code means, and what to do about it, in the user's language.

use crate::cli::exit;
use crate::cli::messages::Catalogue;

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
