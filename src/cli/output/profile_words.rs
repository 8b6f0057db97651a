//! The sentence for each mistake of a profile.

use super::finding_words::toml_problem;
use super::words::Values;
use crate::cli::messages::Catalogue;
use crate::cli::output::import::reason_text;
use crate::import::profile::ProfileProblem;
use crate::import::profile::expression::{ParseError, Wrong};

/// What is wrong at one place of a profile, and what to do.
pub fn profile_problem(problem: &ProfileProblem, catalogue: &Catalogue) -> String {
    let say = |key: &str, values: Values<'_>| catalogue.say(key, values);
    let braced = |word: &String| format!("{{{word}}}");
    match problem {
        ProfileProblem::Toml(problem) => toml_problem(problem, catalogue),
        ProfileProblem::Unreadable { why } => say("profile.unreadable", &[("why", why)]),
        ProfileProblem::TooLarge { kib } => say("profile.too_large", &[("kib", kib)]),
        ProfileProblem::ProfileName { found } => say("profile.profile_name", &[("found", found)]),
        ProfileProblem::NotItsFile { found, file } => {
            say("profile.not_its_file", &[("found", found), ("file", file)])
        }
        ProfileProblem::NoSuchProfile { found, nearest } => {
            say("profile.no_such_profile", &[("found", found), ("nearest", nearest)])
        }
        ProfileProblem::ExtendsItself { chain } => say("profile.extends_itself", &[("chain", chain)]),
        ProfileProblem::ColumnName { found } => say("profile.column_name", &[("found", found)]),
        ProfileProblem::UnknownColumn { found, nearest } => {
            say("profile.unknown_column", &[("found", found), ("nearest", nearest)])
        }
        ProfileProblem::ColumnType { column, found, expected } => {
            say("profile.column_type", &[("column", column), ("found", found), ("expected", expected)])
        }
        ProfileProblem::NotForType { found } => say("profile.not_for_type", &[("found", found)]),
        ProfileProblem::DefaultChain { column } => say("profile.default_chain", &[("column", column)]),
        ProfileProblem::UnknownValue { found, nearest } => {
            let example = format!("{{ text = \"{found}\" }}");
            say("profile.unknown_value", &[("found", found), ("nearest", nearest), ("example", &example)])
        }
        ProfileProblem::Refused { found, rule, expected } => {
            let why = reason_text(rule, &Default::default(), catalogue);
            let needed =
                expected.as_ref().map(|expected| say("profile.refused_needs", &[("expected", expected)]));
            let needed = needed.unwrap_or_default();
            say("profile.refused", &[("found", found), ("why", &why), ("needed", &needed)])
        }
        ProfileProblem::NeverMet { found, becomes } => {
            say("profile.never_met", &[("found", found), ("becomes", becomes)])
        }
        ProfileProblem::Needs { key } => say("profile.needs", &[("key", key)]),
        ProfileProblem::NotWith { key } => say("profile.not_with", &[("key", key)]),
        ProfileProblem::EmptyRule => say("profile.empty_rule", &[]),
        ProfileProblem::Pattern { message } => say("profile.pattern", &[("message", message)]),
        ProfileProblem::PatternTooLarge => say("profile.pattern_too_large", &[]),
        ProfileProblem::UnknownPlaceholder { found, nearest, allowed } => {
            let (found, nearest) = (braced(found), braced(nearest));
            let values: Values<'_> = &[("found", &found), ("nearest", &nearest), ("allowed", allowed)];
            say("profile.unknown_placeholder", values)
        }
        ProfileProblem::Brace => say("profile.brace", &[]),
        ProfileProblem::NeedsPlaceholder { one_of } => {
            say("profile.needs_placeholder", &[("one_of", one_of)])
        }
        ProfileProblem::Glob { message } => say("profile.glob", &[("message", message)]),
        ProfileProblem::ParentFolder => say("profile.parent_folder", &[]),
        ProfileProblem::FileName { found } => say("profile.file_name", &[("found", found)]),
        ProfileProblem::Duration { found } => say("profile.duration", &[("found", found)]),
        ProfileProblem::Decimal { found } => say("profile.decimal", &[("found", found)]),
        ProfileProblem::Date { found } => say("profile.date", &[("found", found)]),
        ProfileProblem::Limits { low, high } => say("profile.limits", &[("low", low), ("high", high)]),
        ProfileProblem::Character { found } => say("profile.character", &[("found", found)]),
        ProfileProblem::Encoding { found } => say("profile.unknown_encoding", &[("found", found)]),
        ProfileProblem::Letter { found } => say("profile.letter", &[("found", found)]),
        ProfileProblem::Code { found } => say("profile.code", &[("found", found)]),
        ProfileProblem::Pointer { found } => say("profile.pointer", &[("found", found)]),
        ProfileProblem::Expression(error) => expression(error, catalogue),
        ProfileProblem::Variable => say("profile.variable", &[]),
    }
}

fn expression(error: &ParseError, catalogue: &Catalogue) -> String {
    let at = &error.at;
    let say = |key: &str, found: &String| catalogue.say(key, &[("at", at), ("found", found)]);
    match &error.wrong {
        Wrong::Name(found) => say("profile.expression_name", found),
        Wrong::Number(found) => say("profile.expression_number", found),
        Wrong::Unexpected(found) => say("profile.expression_unexpected", found),
        Wrong::End => catalogue.say("profile.expression_end", &[("at", at)]),
        Wrong::Bracket => catalogue.say("profile.expression_bracket", &[("at", at)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn a_sentence_shows_what_was_found_and_the_way_out() {
        let [es, en] = [Lang::Es, Lang::En].map(Catalogue::new);
        let word = ProfileProblem::UnknownValue { found: "PEN".to_owned(), nearest: "period".to_owned() };
        for catalogue in [&es, &en] {
            let sentence = profile_problem(&word, catalogue);
            assert!(sentence.contains("{ text = \"PEN\" }") && sentence.contains("\"period\""), "{sentence}");
        }
        let placeholder = ProfileProblem::UnknownPlaceholder {
            found: "mes".to_owned(),
            nearest: "mm".to_owned(),
            allowed: "{yyyy} {mm}".to_owned(),
        };
        assert_eq!(
            profile_problem(&placeholder, &en),
            "{mes} is not known here; the nearest is {mm}; known are: {yyyy} {mm}"
        );
        let end = ProfileProblem::Expression(ParseError { at: 7, wrong: Wrong::End });
        assert!(profile_problem(&end, &es).starts_with("carácter 7:"));
    }
}
