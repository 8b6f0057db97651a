//! A command line that does not parse, said in Spanish; English is the parser's own.

use super::help;
use clap::error::{ContextKind, ErrorKind};
use std::error::Error as _;

/// What was wrong, what would be right, how the command is used, where there is more.
pub fn spanish(error: &clap::Error) -> String {
    let texts = help::texts();
    let say = |key: &str| {
        let text = help::text(&texts, "usage", key);
        PLACES.iter().fold(text, |text, (name, kind)| text.replace(name, &value(error, *kind)))
    };
    let mut said = format!("error: {}\n", say(wrong(error)));
    if let Some(detail) = error.source() {
        said += &format!("  {}: {detail}\n", say("detail"));
    }
    for (kind, key) in HINTS.iter().filter(|(kind, _)| !value(error, *kind).is_empty()) {
        said += &format!("  {}: {}\n", say(key), value(error, *kind));
    }
    let usage = value(error, ContextKind::Usage);
    if let Some((_, usage)) = usage.split_once(": ") {
        let usage = usage.replace("[OPTIONS]", "[OPCIONES]").replace("<COMMAND>", "<ORDEN>");
        said += &format!("\nUso: {usage}\n");
    }
    said + "\n" + &say("more") + "\n"
}

/// What a text names in braces.
const PLACES: [(&str, ContextKind); 4] = [
    ("{arg}", ContextKind::InvalidArg),
    ("{value}", ContextKind::InvalidValue),
    ("{command}", ContextKind::InvalidSubcommand),
    ("{prior}", ContextKind::PriorArg),
];

const HINTS: [(ContextKind, &str); 6] = [
    (ContextKind::ValidValue, "valid"),
    (ContextKind::ValidSubcommand, "commands"),
    (ContextKind::SuggestedValue, "near"),
    (ContextKind::SuggestedArg, "near"),
    (ContextKind::SuggestedSubcommand, "near"),
    (ContextKind::SuggestedCommand, "near"),
];

fn value(error: &clap::Error, kind: ContextKind) -> String {
    error.get(kind).map(ToString::to_string).unwrap_or_default()
}

/// The key of the sentence for what was wrong.
fn wrong(error: &clap::Error) -> &'static str {
    match error.kind() {
        ErrorKind::UnknownArgument => "unknown_argument",
        ErrorKind::InvalidSubcommand => "unknown_command",
        ErrorKind::MissingSubcommand => "missing_command",
        ErrorKind::InvalidValue if value(error, ContextKind::InvalidValue).is_empty() => "missing_value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "invalid_value",
        ErrorKind::MissingRequiredArgument => "missing_argument",
        ErrorKind::ArgumentConflict => "conflict",
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => "count",
        _ => "other",
    }
}
