//! `init`: a commented configuration, or three companies and a month of sales to try it on.

use crate::cli::args::{Global, InitArgs};
use crate::cli::environment::Environment;
use crate::cli::exit;
use crate::cli::locate;
use crate::cli::messages::Catalogue;
use crate::cli::output::Initialised;
use crate::cli::session;
use crate::domain::{Lang, Year};
use crate::import::demo as bulk;
use crate::store::demo::{self, DemoCompany};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder in which a demo's companies are made.
const MAKING: &str = ".factulink-demo";

/// A file that is there already and was not to be replaced.
#[derive(Debug, thiserror::Error)]
#[error("{} is there already", .0.display())]
pub struct Exists(pub PathBuf);

pub fn run(
    args: &InitArgs,
    global: &Global,
    catalogue: &Catalogue,
    environment: &mut Environment<'_>,
) -> anyhow::Result<u8> {
    let done = match &args.demo {
        Some(folder) => demo(folder, args, global, catalogue, environment)?,
        None => configuration(args, global, catalogue, environment)?,
    };
    session::show(environment, global, catalogue, &done)?;
    Ok(exit::OK)
}

fn configuration(
    args: &InitArgs,
    global: &Global,
    catalogue: &Catalogue,
    environment: &Environment<'_>,
) -> anyhow::Result<Initialised> {
    let file = target(global, environment)?;
    write_new(&file, template(catalogue.lang()), args)?;
    Ok(Initialised::configuration(file, args.dry.dry_run))
}

/// Companies of the calendar year, or of `--year`, and a configuration whose paths are relative: the folder can move.
fn demo(
    folder: &Path,
    args: &InitArgs,
    global: &Global,
    catalogue: &Catalogue,
    environment: &Environment<'_>,
) -> anyhow::Result<Initialised> {
    let year = match global.year {
        Some(year) => year,
        None => environment.clock.today().format("%Y").to_string().parse()?,
    };
    let file = folder.join(locate::FILE_NAME);
    let companies = demo::companies(year);
    let names = companies.iter().map(|company| folder.join(format!("{}{year}.accdb", company.identity.code)));
    let files: Vec<_> = std::iter::once(file.clone()).chain(names).collect();
    let making = folder.join(MAKING);
    let was_killed = making.exists() && !file.exists();
    let args = &InitArgs { force: args.force || was_killed, ..args.clone() };
    if let Some(there) = files.iter().find(|file| file.exists() && !was_killed) {
        return Err(Exists(there.clone()).into());
    }
    // The configuration comes last: without it nobody takes what a killed call has left for a demo.
    if !args.dry.dry_run {
        begin_anew(&making)?;
    }
    let month = month(folder, year, catalogue.lang(), args)?;
    if !args.dry.dry_run {
        create_companies(&making, folder, year)?;
    }
    write_new(&file, &demo_configuration(&companies, year, catalogue), args)?;
    Ok(Initialised::demo(files, month, args.dry.dry_run))
}

/// An empty folder, whatever a killed call has left there.
fn begin_anew(making: &Path) -> io::Result<()> {
    if making.exists() {
        fs::remove_dir_all(making)?;
    }
    fs::create_dir_all(making)
}

/// The companies' files, each whole or not there: they are made in a folder of their own and moved.
fn create_companies(making: &Path, folder: &Path, year: Year) -> anyhow::Result<()> {
    demo::create(making, year)?;
    for entry in fs::read_dir(making)? {
        let entry = entry?;
        fs::rename(entry.path(), folder.join(entry.file_name()))?;
    }
    Ok(fs::remove_dir(making)?)
}

/// A month of sales for `import`: its files, and the folders through which they go.
fn month(folder: &Path, year: Year, lang: Lang, args: &InitArgs) -> anyhow::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for bulk::DemoFile { path, text } in bulk::files(year, lang) {
        let file = folder.join(path);
        write_new(&file, &text, args)?;
        written.push(file);
    }
    for place in bulk::FOLDERS.iter().filter(|_| !args.dry.dry_run) {
        fs::create_dir_all(folder.join(place))?;
    }
    Ok(written)
}

/// The parent comes first.
fn demo_configuration(companies: &[DemoCompany], year: Year, catalogue: &Catalogue) -> String {
    let lang = if catalogue.lang() == Lang::Es { "es" } else { "en" };
    let mut text = catalogue.say("init.demo_comment", &[("year", &year)]);
    text += &format!("\nlanguage = \"{lang}\"\n");
    let text = companies.iter().fold(text, |text, company| text + &demo_section(company));
    text + "\n" + bulk::SECTION
}

fn demo_section(company: &DemoCompany) -> String {
    let DemoCompany { name, identity, link, .. } = company;
    let code = &identity.code;
    let section = if link.is_some() { "[[subsidiary]]" } else { "[parent]" };
    let mut text = format!("\n{section}\nname = \"{name}\"\npath = \"{code}{{year}}.accdb\"\n");
    let Some(link) = link else { return text };
    text += &format!("target_series = \"{}\"\nsupplier = {}\n", link.target_series, link.supplier);
    if !link.articles.is_empty() {
        text += "[subsidiary.articles]\n";
    }
    let article = |(own, parents): &(&str, &str)| format!("\"{own}\" = \"{parents}\"\n");
    text + &link.articles.iter().map(article).collect::<String>()
}

/// Where the next call will look first.
fn target(global: &Global, environment: &Environment<'_>) -> anyhow::Result<PathBuf> {
    match locate::configuration(global.config.as_deref(), environment) {
        Ok(file) => Ok(file),
        Err(error) => locate::usual_places(environment).into_iter().next().ok_or(error.into()),
    }
}

fn template(lang: Lang) -> &'static str {
    match lang {
        Lang::Es => include_str!("../templates/factulink.es.toml"),
        Lang::En => include_str!("../templates/factulink.en.toml"),
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
