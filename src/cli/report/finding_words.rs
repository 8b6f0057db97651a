//! The sentence for each mistake of a configuration.

use super::words::Values;
use crate::cli::messages::Catalogue;
use crate::config::{self, Finding, Problem};

/// What is wrong at one place of the configuration, and what to do.
pub fn problem(finding: &Finding, catalogue: &Catalogue) -> String {
    let say = |key: &str, values: Values<'_>| catalogue.say(key, values);
    let kind = |kind: config::Kind| catalogue.say(&format!("kind.{}", kind.name()), &[]);
    match &finding.problem {
        Problem::Syntax { message } => say("config.syntax", &[("message", message)]),
        Problem::Backslash => say("config.backslash", &[]),
        Problem::Encoding => say("config.encoding", &[]),
        Problem::UnknownKey { nearest } => say("config.unknown_key", &[("nearest", nearest)]),
        Problem::Missing => say("config.missing", &[]),
        Problem::WrongType { expected, found } => {
            say("config.wrong_type", &[("expected", &kind(*expected)), ("found", &kind(*found))])
        }
        Problem::OutOfRange { found, low, high } => {
            say("config.out_of_range", &[("found", found), ("low", low), ("high", high)])
        }
        Problem::NotAnAmount { found } => say("config.not_an_amount", &[("found", found)]),
        Problem::NotOneOf { found, nearest, allowed } => {
            say("config.not_one_of", &[("found", found), ("nearest", nearest), ("allowed", allowed)])
        }
        Problem::WrongCount { found, expected } => {
            say("config.wrong_count", &[("found", found), ("expected", expected)])
        }
        Problem::CompanyName { found } => say("config.company_name", &[("found", found)]),
        Problem::Series { found } => say("config.series", &[("found", found)]),
        Problem::Article { found } => say("config.article", &[("found", found)]),
        Problem::Empty => say("config.empty", &[]),
        Problem::Placeholder { found } => {
            say("config.placeholder", &[("found", found), ("year_placeholder", &"{year}")])
        }
        Problem::Repeated { found, first } => say("config.repeated", &[("found", found), ("first", first)]),
        Problem::ListWithoutInclude => say("config.list_without_include", &[]),
        Problem::OdbcNotBuiltIn => say("config.odbc_not_built_in", &[]),
        Problem::OdbcOnly => say("config.odbc_only", &[]),
        Problem::PathAndConnection => say("config.path_and_connection", &[]),
        Problem::SemicolonInPath => say("config.semicolon_in_path", &[]),
    }
}
