//! The sentence for each mistake of a profile.

use super::finding_words::toml_problem;
use super::words::Values;
use crate::cli::messages::Catalogue;
use crate::cli::output::import::reason_text;
use crate::import::profile::Problem;
use crate::import::profile::expression::{ParseError, Wrong};

/// What is wrong at one place of a profile, and what to do.
pub fn profile_problem(problem: &Problem, catalogue: &Catalogue) -> String {
    let say = |key: &str, values: Values<'_>| catalogue.say(key, values);
    let braced = |word: &String| format!("{{{word}}}");
    match problem {
        Problem::Toml(problem) => toml_problem(problem, catalogue),
        Problem::Unreadable { why } => say("profile.unreadable", &[("why", why)]),
        Problem::TooLarge { kib } => say("profile.too_large", &[("kib", kib)]),
        Problem::ProfileName { found } => say("profile.profile_name", &[("found", found)]),
        Problem::NotItsFile { found, file } => {
            say("profile.not_its_file", &[("found", found), ("file", file)])
        }
        Problem::NoSuchProfile { found, nearest } => {
            say("profile.no_such_profile", &[("found", found), ("nearest", nearest)])
        }
        Problem::ExtendsItself { chain } => say("profile.extends_itself", &[("chain", chain)]),
        Problem::ColumnName { found } => say("profile.column_name", &[("found", found)]),
        Problem::UnknownColumn { found, nearest } => {
            say("profile.unknown_column", &[("found", found), ("nearest", nearest)])
        }
        Problem::ColumnType { column, found, expected } => {
            say("profile.column_type", &[("column", column), ("found", found), ("expected", expected)])
        }
        Problem::NotForType { found } => say("profile.not_for_type", &[("found", found)]),
        Problem::DefaultChain { column } => say("profile.default_chain", &[("column", column)]),
        Problem::UnknownValue { found, nearest } => {
            let example = format!("{{ text = \"{found}\" }}");
            say("profile.unknown_value", &[("found", found), ("nearest", nearest), ("example", &example)])
        }
        Problem::Refused { found, rule, expected } => {
            let why = reason_text(rule, &Default::default(), catalogue);
            let needed =
                expected.as_ref().map(|expected| say("profile.refused_needs", &[("expected", expected)]));
            let needed = needed.unwrap_or_default();
            say("profile.refused", &[("found", found), ("why", &why), ("needed", &needed)])
        }
        Problem::NeverMet { found, becomes } => {
            say("profile.never_met", &[("found", found), ("becomes", becomes)])
        }
        Problem::Needs { key } => say("profile.needs", &[("key", key)]),
        Problem::NotWith { key } => say("profile.not_with", &[("key", key)]),
        Problem::EmptyRule => say("profile.empty_rule", &[]),
        Problem::Pattern { message } => say("profile.pattern", &[("message", message)]),
        Problem::PatternTooLarge => say("profile.pattern_too_large", &[]),
        Problem::UnknownPlaceholder { found, nearest, allowed } => {
            let (found, nearest) = (braced(found), braced(nearest));
            let values: Values<'_> = &[("found", &found), ("nearest", &nearest), ("allowed", allowed)];
            say("profile.unknown_placeholder", values)
        }
        Problem::Brace => say("profile.brace", &[]),
        Problem::NeedsPlaceholder { one_of } => say("profile.needs_placeholder", &[("one_of", one_of)]),
        Problem::Glob { message } => say("profile.glob", &[("message", message)]),
        Problem::ParentFolder => say("profile.parent_folder", &[]),
        Problem::FileName { found } => say("profile.file_name", &[("found", found)]),
        Problem::Duration { found } => say("profile.duration", &[("found", found)]),
        Problem::Decimal { found } => say("profile.decimal", &[("found", found)]),
        Problem::Date { found } => say("profile.date", &[("found", found)]),
        Problem::Limits { low, high } => say("profile.limits", &[("low", low), ("high", high)]),
        Problem::Character { found } => say("profile.character", &[("found", found)]),
        Problem::Encoding { found } => say("profile.unknown_encoding", &[("found", found)]),
        Problem::Letter { found } => say("profile.letter", &[("found", found)]),
        Problem::Code { found } => say("profile.code", &[("found", found)]),
        Problem::Pointer { found } => say("profile.pointer", &[("found", found)]),
        Problem::Expression(error) => expression(error, catalogue),
        Problem::Variable => say("profile.variable", &[]),
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
        let word = Problem::UnknownValue { found: "PEN".to_owned(), nearest: "period".to_owned() };
        for catalogue in [&es, &en] {
            let sentence = profile_problem(&word, catalogue);
            assert!(sentence.contains("{ text = \"PEN\" }") && sentence.contains("\"period\""), "{sentence}");
        }
        let placeholder = Problem::UnknownPlaceholder {
            found: "mes".to_owned(),
            nearest: "mm".to_owned(),
            allowed: "{yyyy} {mm}".to_owned(),
        };
        assert_eq!(
            profile_problem(&placeholder, &en),
            "{mes} is not known here; the nearest is {mm}; known are: {yyyy} {mm}"
        );
        let end = Problem::Expression(ParseError { at: 7, wrong: Wrong::End });
        assert!(profile_problem(&end, &es).starts_with("carácter 7:"));
    }
}
