//! `init`: a commented configuration.

use super::args::{Global, InitArgs};
use super::exit;
use super::locate;
use super::messages::Catalogue;
use super::report::Initialised;
use super::session;
use super::world::World;
use crate::domain::Lang;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that is there already and was not to be replaced.
#[derive(Debug, thiserror::Error)]
#[error("{} is there already", .0.display())]
pub struct Exists(pub PathBuf);

pub fn run(
    args: &InitArgs,
    global: &Global,
    catalogue: &Catalogue,
    world: &mut World<'_>,
) -> anyhow::Result<u8> {
    let done = configuration(args, global, catalogue, world)?;
    session::show(world, global, catalogue, &done)?;
    Ok(exit::OK)
}

fn configuration(
    args: &InitArgs,
    global: &Global,
    catalogue: &Catalogue,
    world: &World<'_>,
) -> anyhow::Result<Initialised> {
    let file = target(global, world)?;
    write_new(&file, template(catalogue.lang()), args)?;
    Ok(Initialised::configuration(file, args.dry.dry_run))
}

/// Where the next call will look first.
fn target(global: &Global, world: &World<'_>) -> anyhow::Result<PathBuf> {
    match locate::configuration(global.config.as_deref(), world) {
        Ok(file) => Ok(file),
        Err(error) => locate::usual_places(world).into_iter().next().ok_or(error.into()),
    }
}

fn template(lang: Lang) -> &'static str {
    match lang {
        Lang::Es => include_str!("templates/factulink.es.toml"),
        Lang::En => include_str!("templates/factulink.en.toml"),
    }
}

/// Writes a file that is not there, or may be replaced.
fn write_new(file: &Path, text: &str, args: &InitArgs) -> anyhow::Result<()> {
    if file.exists() && !args.force {
        return Err(Exists(file.to_owned()).into());
    }
    if args.dry.dry_run {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true);
    if args.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    options
        .open(file)
        .and_then(|mut out| out.write_all(text.as_bytes()))
        .map_err(|error| named(error, file))?;
    Ok(())
}

/// An I/O error that says which file it is about.
fn named(error: io::Error, file: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}
