//! The sentence for each mistake of a configuration.

use super::words::Values;
use crate::cli::messages::Catalogue;
use crate::config::{Finding, Problem};
use crate::toml_file::{self, Kind};

/// What is wrong at one place of the configuration, and what to do.
pub fn problem(finding: &Finding, catalogue: &Catalogue) -> String {
    let say = |key: &str, values: Values<'_>| catalogue.say(key, values);
    match &finding.problem {
        Problem::Toml(problem) => toml_problem(problem, catalogue),
        Problem::NotAnAmount { found } => say("config.not_an_amount", &[("found", found)]),
        Problem::CompanyName { found } => say("config.company_name", &[("found", found)]),
        Problem::Series { found } => say("config.series", &[("found", found)]),
        Problem::Article { found } => say("config.article", &[("found", found)]),
        Problem::Placeholder { found } => {
            say("config.placeholder", &[("found", found), ("year_placeholder", &"{year}")])
        }
        Problem::ListWithoutInclude => say("config.list_without_include", &[]),
        Problem::OdbcNotBuiltIn => say("config.odbc_not_built_in", &[]),
        Problem::OdbcOnly => say("config.odbc_only", &[]),
        Problem::PathAndConnection => say("config.path_and_connection", &[]),
        Problem::SemicolonInPath => say("config.semicolon_in_path", &[]),
    }
}

/// What is wrong at one place of any TOML file, and what to do.
pub(super) fn toml_problem(problem: &toml_file::Problem, catalogue: &Catalogue) -> String {
    use toml_file::Problem;
    let say = |key: &str, values: Values<'_>| catalogue.say(key, values);
    let kind = |kind: Kind| catalogue.say(&format!("kind.{}", kind.name()), &[]);
    match problem {
        Problem::Syntax { message } => say("toml.syntax", &[("message", message)]),
        Problem::Backslash => say("toml.backslash", &[]),
        Problem::Encoding => say("toml.encoding", &[]),
        Problem::UnknownKey { nearest } => say("toml.unknown_key", &[("nearest", nearest)]),
        Problem::Missing => say("toml.missing", &[]),
        Problem::WrongType { expected, found } => {
            say("toml.wrong_type", &[("expected", &kind(*expected)), ("found", &kind(*found))])
        }
        Problem::OutOfRange { found, low, high } => {
            say("toml.out_of_range", &[("found", found), ("low", low), ("high", high)])
        }
        Problem::NotOneOf { found, nearest, allowed } => {
            say("toml.not_one_of", &[("found", found), ("nearest", nearest), ("allowed", allowed)])
        }
        Problem::WrongCount { found, expected } => {
            say("toml.wrong_count", &[("found", found), ("expected", expected)])
        }
        Problem::Empty => say("toml.empty", &[]),
        Problem::Repeated { found, first } => say("toml.repeated", &[("found", found), ("first", first)]),
    }
}
