//! The logger: every message to standard error and to the day's file, each with a level of its own.

use super::args::Global;
use super::environment::Environment;
use super::rotate::LogFile;
use crate::config::LogSettings;
use crate::pipeline::Clock;
use clap::ColorChoice;
use env_logger::{Builder, Logger, Target, WriteStyle};
use log::{LevelFilter, Log, Metadata, Record};
use std::io::{self, Write};
use std::sync::Arc;

/// What ended the program: into the file; standard error gets it worded for people.
pub const ENDED: &str = "factulink::ended";

/// Two loggers in one.
struct Both {
    stderr: Logger,
    file: Option<Logger>,
}

impl Both {
    fn each(&self) -> impl Iterator<Item = &Logger> {
        std::iter::once(&self.stderr).chain(&self.file)
    }
}

impl Log for Both {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.each().any(|logger| logger.enabled(metadata))
    }

    fn log(&self, record: &Record<'_>) {
        self.each().for_each(|logger| logger.log(record));
    }

    fn flush(&self) {
        self.each().for_each(Log::flush);
    }
}

/// Installs the process's logger. A log file that cannot be opened is a warning: it stops no work.
pub fn install(settings: &LogSettings, global: &Global, environment: &Environment<'_>) {
    if !environment.owns_logger {
        return;
    }
    let filters = environment.variable("RUST_LOG").and_then(|filters| filters.into_string().ok());
    let opened = LogFile::open(&settings.directory, settings.keep_days, Arc::clone(&environment.clock));
    let (file, problem) = match opened {
        Ok(file) => (Some(file), None),
        Err(problem) => (None, Some(problem)),
    };
    let level = settings.level.max(asked_level(global.verbose));
    let file = file.map(|file| {
        builder(level, filters.as_deref(), &environment.clock).target(Target::Pipe(Box::new(file))).build()
    });
    let mut stderr = builder(stderr_level(global), filters.as_deref(), &environment.clock);
    let stderr =
        stderr.filter_module(ENDED, LevelFilter::Off).write_style(style(global, environment)).build();
    let max = std::iter::once(&stderr).chain(&file).map(Logger::filter).max().unwrap_or(LevelFilter::Off);
    if log::set_boxed_logger(Box::new(Both { stderr, file })).is_ok() {
        log::set_max_level(max);
    }
    if let Some(problem) = problem {
        log::warn!("no log file in {}: {problem}", settings.directory.display());
    }
}

/// `-v` shows what is done, `-vv` every step.
fn asked_level(verbose: u8) -> LevelFilter {
    match verbose {
        0 => LevelFilter::Off,
        1 => LevelFilter::Info,
        2 => LevelFilter::Debug,
        _ => LevelFilter::Trace,
    }
}

/// Standard error shows warnings, unless more or less is asked for; the file follows the configuration.
fn stderr_level(global: &Global) -> LevelFilter {
    if global.quiet { LevelFilter::Error } else { asked_level(global.verbose).max(LevelFilter::Warn) }
}

fn style(global: &Global, environment: &Environment<'_>) -> WriteStyle {
    match global.color {
        ColorChoice::Always => WriteStyle::Always,
        ColorChoice::Never => WriteStyle::Never,
        ColorChoice::Auto if environment.variable("NO_COLOR").is_some() => WriteStyle::Never,
        ColorChoice::Auto => WriteStyle::Auto,
    }
}

fn builder(level: LevelFilter, filters: Option<&str>, clock: &Arc<dyn Clock + Send + Sync>) -> Builder {
    let clock = Arc::clone(clock);
    let mut builder = Builder::new();
    builder.filter_level(level).format(move |out, record| {
        let level = out.default_level_style(record.level());
        let at = clock.now().format("%Y-%m-%dT%H:%M:%S%.3fZ");
        writeln!(out, "{at} {level}{:<5}{level:#} {}", record.level(), one_line(&record.args().to_string()))
    });
    if let Some(filters) = filters {
        builder.parse_filters(filters);
    }
    builder
}

/// A message of several lines on one, so that every line of the file begins with its time.
fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(" | ")
}

/// Writes out what the log still buffers.
pub fn flush() {
    log::logger().flush();
    let _ = io::stderr().flush();
}
