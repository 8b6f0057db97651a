//! From the arguments to the exit code.

use super::args::{Cli, Command, Global, Work};
use super::environment::Environment;
use super::messages::Catalogue;
use super::output::{self, Failed};
use super::session::{self, Session};
use super::{commands, exit, help, locate, logging, usage};
use crate::config::Config;
use crate::domain::Lang;
use clap::{ColorChoice, FromArgMatches};
use std::ffi::OsString;
use std::io;

/// Carries out one call of the program; `args` begins with its name. Returns the exit code.
pub fn run<T: Into<OsString>>(args: impl IntoIterator<Item = T>, environment: &mut Environment<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let asked = asked(&args, "--lang").and_then(|lang| lang.parse().ok());
    let parsed = help::command(system_language(asked, environment)).try_get_matches_from(&args);
    match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => execute(&cli, environment),
        Err(error) => explain_usage(&error, &args, environment),
    }
}

fn execute(cli: &Cli, environment: &mut Environment<'_>) -> u8 {
    let Cli { global, command } = cli;
    let system = system_language(global.lang, environment);
    let code = match command {
        Command::Init(args) => {
            let catalogue = Catalogue::new(system);
            commands::init::run(args, global, &catalogue, environment)
                .unwrap_or_else(|error| fail(&error, global, &catalogue, environment))
        }
        // Tasks can be shown and removed without a configuration.
        Command::Task(args) => {
            let config = configured(global, environment);
            let lang = config.as_ref().ok().and_then(|config| config.language);
            let catalogue = Catalogue::new(global.lang.or(lang).unwrap_or(system));
            commands::task::run(args, config, global, &catalogue, environment)
                .unwrap_or_else(|error| fail(&error, global, &catalogue, environment))
        }
        Command::Work(command) => match configured(global, environment) {
            Ok(config) => {
                let catalogue = Catalogue::new(global.lang.or(config.language).unwrap_or(system));
                work(command, global, &catalogue, &config, environment)
                    .unwrap_or_else(|error| fail(&error, global, &catalogue, environment))
            }
            Err(error) => fail(&error, global, &Catalogue::new(system), environment),
        },
    };
    logging::flush();
    code
}

/// Finds and checks the configuration, and begins to log as it says.
fn configured(global: &Global, environment: &Environment<'_>) -> anyhow::Result<Config> {
    let file = locate::configuration(global.config.as_deref(), environment)?;
    let mut config = Config::load(&file)?;
    let variable = |name: &str| environment.variable(name).and_then(|value| value.into_string().ok());
    config.settings.iter_mut().for_each(|settings| settings.fill_passwords(variable));
    logging::install(&config.log, global, environment);
    log::debug!("configuration {}", file.display());
    Ok(config)
}

fn work(
    command: &Work,
    global: &Global,
    catalogue: &Catalogue,
    config: &Config,
    environment: &mut Environment<'_>,
) -> anyhow::Result<u8> {
    let session = &mut Session { environment, global, catalogue, config };
    match command {
        Work::Scan(args) => commands::scan::run(args, session),
        Work::Enqueue(args) => commands::enqueue::run(args, session),
        Work::Push(args) => commands::push::run(args, session),
        Work::Run(args) => commands::run::run(args, session),
        Work::Status(args) => commands::status::run(args, session),
        Work::Doctor(args) => commands::doctor::run(args, session),
        Work::Explain(args) => commands::explain::run(args, session),
        Work::Retry(args) => commands::retry::run(args, session),
        Work::Resolve(args) => commands::resolve::run(args, session),
        Work::Restore(args) => commands::restore::run(args, session),
        Work::Import(args) => commands::import::run(args, session),
    }
}

fn system_language(asked: Option<Lang>, environment: &Environment<'_>) -> Lang {
    asked.or_else(|| environment.locale.as_deref().and_then(Lang::of_locale)).unwrap_or_default()
}

/// Prints what ended the command, and returns its code. A reader that went away early has seen enough.
fn fail(
    error: &anyhow::Error,
    global: &Global,
    catalogue: &Catalogue,
    environment: &mut Environment<'_>,
) -> u8 {
    let stopped_reading =
        error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe);
    if stopped_reading {
        return exit::OK;
    }
    let failed = Failed::new(error, catalogue);
    log::error!(target: logging::ENDED, "{}", failed.one_line());
    let written = if global.json {
        output::json(environment.stdout, &failed)
    } else {
        let colours = session::colours(global.color, environment.stderr_is_terminal, environment);
        environment.stderr.write_all(failed.text(colours, catalogue).as_bytes()).map_err(Into::into)
    };
    // Where even the error cannot be told, the code still can.
    drop(written);
    failed.code()
}

/// Prints clap's answer: help and version are results, everything else is a usage error.
fn explain_usage(error: &clap::Error, args: &[OsString], environment: &mut Environment<'_>) -> u8 {
    let choice = asked(args, "--color").and_then(|when| when.parse().ok()).unwrap_or(ColorChoice::Auto);
    let colours = session::colours(choice, environment.stdout_is_terminal, environment);
    let rendered = error.render();
    let text = if colours { rendered.ansi().to_string() } else { rendered.to_string() };
    if !error.use_stderr() {
        let _ = environment.stdout.write_all(text.as_bytes());
        return exit::OK;
    }
    let lang = system_language(asked(args, "--lang").and_then(|lang| lang.parse().ok()), environment);
    let text = if lang == Lang::Es { usage::spanish(error) } else { text };
    let json = args.iter().any(|arg| arg == "--json");
    let written = if json {
        let plain = if lang == Lang::Es { text } else { rendered.to_string() };
        output::json(environment.stdout, &Failed::usage(&plain, &Catalogue::new(lang)))
    } else {
        environment.stderr.write_all(text.as_bytes()).map_err(Into::into)
    };
    drop(written);
    exit::USAGE
}

/// The value of an option, as far as it can be read from arguments that are not parsed yet, or do not parse.
fn asked<'a>(args: &'a [OsString], option: &str) -> Option<&'a str> {
    let text: Vec<_> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let joined = text.iter().find_map(|arg| arg.strip_prefix(option)?.strip_prefix('='));
    let apart =
        || text.iter().zip(text.iter().skip(1)).find(|(name, _)| **name == option).map(|(_, value)| *value);
    joined.or_else(apart)
}
