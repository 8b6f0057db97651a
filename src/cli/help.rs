//! The command line's help in the user's language. English stands in the code itself; Spanish replaces it text by text.

use super::args::{BACKFILL, Cli, EVERY_COMMAND};
use super::exit;
use crate::domain::Lang;
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::collections::BTreeMap;

/// The texts of the Spanish help, by section and key.
pub type Texts = BTreeMap<String, BTreeMap<String, String>>;

const TEMPLATE: &str = "{before-help}{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The parser, with its help in a language.
pub fn command(lang: Lang) -> Command {
    match lang {
        Lang::En => {
            Cli::command().after_help(exit::table_text("Exit codes:", |_, meaning| meaning.to_owned()))
        }
        Lang::Es => spanish(Cli::command(), &texts()),
    }
}

pub fn texts() -> Texts {
    toml::from_str(include_str!("messages/help.es.toml")).expect("the Spanish help is checked by a test")
}

pub fn text(texts: &Texts, section: &str, key: &str) -> String {
    texts.get(section).and_then(|texts| texts.get(key)).cloned().unwrap_or_default()
}

fn spanish(command: Command, texts: &Texts) -> Command {
    let codes = exit::table_text("Códigos de salida:", |name, _| text(texts, "exit", name));
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let name = command.get_name().to_owned();
    let command = described(command, &name, texts).after_help(codes);
    let command = command.disable_version_flag(true).arg(option(version, texts));
    command.mut_subcommands(|below| translated(below, "", texts))
}

/// A command and those below it. Its text has the names of all above it but the program's, since `run` and `task run`
/// do different things.
fn translated(command: Command, above: &str, texts: &Texts) -> Command {
    let path = format!("{above} {}", command.get_name()).trim_start().to_owned();
    described(command, &path, texts).mut_subcommands(|below| translated(below, &path, texts))
}

/// One command: what it does, its headings and its options.
fn described(command: Command, path: &str, texts: &Texts) -> Command {
    let about = text(texts, "command", path);
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command
        .about(about)
        .help_template(TEMPLATE.replace("{usage-heading}", "Uso:"))
        .subcommand_help_heading("Órdenes")
        .mut_args(|arg| option(arg, texts))
        .disable_help_flag(true)
        .arg(option(help, texts))
}

fn option(arg: Arg, texts: &Texts) -> Arg {
    let heading = match arg.get_help_heading() {
        Some(EVERY_COMMAND) => "Opciones de todas las órdenes",
        Some(BACKFILL) => "Relectura: vuelve a leer un tramo diga lo que diga la marca",
        _ if arg.is_positional() => "Argumentos",
        _ => "Opciones",
    };
    let valued = arg.get_action().takes_values();
    let help = text(texts, "option", arg.get_id().as_str());
    let arg = arg.help(help).help_heading(heading);
    if valued { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(texts: &Texts, section: &str) -> BTreeSet<String> {
        texts[section].keys().cloned().collect()
    }

    /// Every command by its path without the program's name, and the ids of all options.
    fn walk(command: &Command, path: &str, commands: &mut BTreeSet<String>, options: &mut BTreeSet<String>) {
        commands.insert(path.to_owned());
        options.extend(command.get_arguments().map(|arg| arg.get_id().to_string()));
        let above = if path == "factulink" { "" } else { path };
        for below in command.get_subcommands() {
            let path = format!("{above} {}", below.get_name());
            walk(below, path.trim_start(), commands, options);
        }
    }

    #[test]
    fn every_command_option_and_exit_code_has_spanish_help_and_none_too_many() {
        let texts = texts();
        let (mut commands, mut options) = (BTreeSet::new(), ["help", "version"].map(str::to_owned).into());
        walk(&Cli::command(), "factulink", &mut commands, &mut options);
        assert_eq!(commands, keys(&texts, "command"));
        assert_eq!(options, keys(&texts, "option"));
        let codes: BTreeSet<_> = exit::names().map(str::to_owned).collect();
        assert_eq!(codes, keys(&texts, "exit"));
    }

    #[test]
    fn every_command_is_explained_in_spanish_however_deep_it_lies() {
        fn abouts(command: &Command, found: &mut Vec<String>) {
            found.push(command.get_about().map(ToString::to_string).unwrap_or_default());
            command.get_subcommands().for_each(|below| abouts(below, found));
        }
        let (mut spanish, mut english) = (Vec::new(), Vec::new());
        abouts(&command(Lang::Es), &mut spanish);
        abouts(&command(Lang::En), &mut english);
        assert_eq!(spanish.len(), english.len());
        for (spanish, english) in spanish.iter().zip(&english) {
            assert!(!spanish.is_empty() && spanish != english, "{english}");
        }
    }

    #[test]
    fn both_parsers_are_sound() {
        Lang::ALL.into_iter().for_each(|lang| command(lang).debug_assert());
    }
}
