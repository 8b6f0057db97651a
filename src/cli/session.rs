//! One command under way: what it was told, where it speaks, and in which language.

use super::args::Global;
use super::environment::Environment;
use super::messages::Catalogue;
use super::output::{self, Show, View};
use super::progress::{Bars, Watch};
use crate::config::Config;
use crate::pipeline::App;
use chrono::TimeDelta;
use clap::ColorChoice;

/// What a command has to work with.
pub struct Session<'s, 'w> {
    pub environment: &'s mut Environment<'w>,
    pub global: &'s Global,
    pub catalogue: &'s Catalogue,
    pub config: &'s Config,
}

impl Session<'_, '_> {
    /// Calls the pipeline, with progress bars where a person watches.
    pub fn work<T, E: Into<anyhow::Error>>(
        &self,
        verb: impl FnOnce(&App<'_>) -> Result<T, E>,
    ) -> anyhow::Result<T> {
        self.work_for(None, verb)
    }

    /// The same, which is asked to end after so many minutes.
    pub fn work_for<T, E: Into<anyhow::Error>>(
        &self,
        minutes_max: Option<u32>,
        verb: impl FnOnce(&App<'_>) -> Result<T, E>,
    ) -> anyhow::Result<T> {
        let settings = self.config.companies()?;
        let clock = &*self.environment.clock;
        let until = minutes_max.map(|minutes| (clock.now() + TimeDelta::minutes(minutes.into()), clock as _));
        let watched = self.environment.stderr_is_terminal && !self.global.quiet;
        let bars = watched.then(|| Bars::new(self.catalogue));
        let watch = Watch { bars, stop: self.environment.stop, until };
        verb(&App {
            settings,
            stores: self.environment.stores,
            state: &self.config.state,
            clock: &*self.environment.clock,
            progress: &watch,
            owner: &self.environment.owner,
            year: self.global.year,
        })
        .map_err(Into::into)
    }

    /// Whether the person at the terminal says yes.
    pub fn said_yes(&mut self) -> anyhow::Result<bool> {
        let mut answer = String::new();
        self.environment.stdin.read_line(&mut answer)?;
        let answer = answer.trim().to_lowercase();
        Ok(["y", "yes", "s", "si", "sí"].contains(&answer.as_str()))
    }

    /// How texts are to look on the terminal.
    pub fn view(&self) -> View<'_> {
        view(self.environment, self.global, self.catalogue)
    }

    /// Prints a result: as JSON, as text, or not at all.
    pub fn show(&mut self, result: &impl Show) -> anyhow::Result<()> {
        show(self.environment, self.global, self.catalogue, result)
    }
}

/// Prints a result the way the caller asked for.
pub fn show(
    environment: &mut Environment<'_>,
    global: &Global,
    catalogue: &Catalogue,
    result: &impl Show,
) -> anyhow::Result<()> {
    if global.json {
        return output::json(environment.stdout, result);
    }
    if global.quiet {
        return Ok(());
    }
    let text = result.text(&view(environment, global, catalogue));
    Ok(environment.stdout.write_all(text.as_bytes())?)
}

fn view<'c>(environment: &'c Environment<'_>, global: &Global, catalogue: &'c Catalogue) -> View<'c> {
    View {
        catalogue,
        colours: colours(global.color, environment.stdout_is_terminal, environment),
        width: environment.stdout_width,
        clock: &*environment.clock,
    }
}

/// Whether a stream is written in colour: as asked, else on a terminal unless `NO_COLOR` is set.
pub fn colours(choice: ColorChoice, is_terminal: bool, environment: &Environment<'_>) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && environment.variable("NO_COLOR").is_none(),
    }
}
