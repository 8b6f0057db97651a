//! `task`: the tasks of the Windows Task Scheduler that call this program.

use crate::cli::args::{Global, InstallArgs, TaskAction, TaskArgs, TaskName};
use crate::cli::environment::Environment;
use crate::cli::exit;
use crate::cli::messages::Catalogue;
use crate::cli::output::{TaskLine, TaskOutcome, TaskReport, TaskShown, TasksShown};
use crate::cli::session;
use crate::config::Config;
use crate::task::{
    self, Action, Deleted, Programs, Schedule, Scheduler, Setup, Task, TaskAccount, place, utf16,
};
use std::fs;
use std::io::Write;
use std::path::Path;

/// This system has no Task Scheduler; the lines are what its own scheduler would be given.
#[derive(Debug, thiserror::Error)]
#[error("only Windows has the Task Scheduler; here lines of a crontab do it:{lines}")]
pub struct NoScheduler {
    /// Each begins with a line break.
    pub lines: String,
}

/// A task that would not work as it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// Without a stored password a task has no network.
    #[error("{path} is on another machine, where a task needs a user whose password Windows keeps")]
    NeedsPassword { path: String },
    /// The letter is a person's, not the task's.
    #[error("{place}: a task has no drive {drive}:; write {path} in the configuration")]
    Mapped { place: String, drive: char, path: String },
    /// schtasks asks for the password, and nobody is there to answer.
    #[error("schtasks asks for the password of --user: call this in a terminal, without --json and --quiet")]
    NobodyToAsk,
}

/// Carries out one of the subcommands; only `install` needs the configuration.
pub fn run(
    args: &TaskArgs,
    config: anyhow::Result<Config>,
    global: &Global,
    catalogue: &Catalogue,
    environment: &mut Environment<'_>,
) -> anyhow::Result<u8> {
    let lines = || crontab(args, config.as_ref().ok(), environment);
    let programs = environment.scheduler.ok_or_else(|| NoScheduler { lines: lines() })?;
    let scheduler = Scheduler::new(programs);
    match &args.action {
        TaskAction::Install(args) => {
            let done = install(args, &config?, global, environment, programs)?;
            session::show(environment, global, catalogue, &done)?;
        }
        TaskAction::Remove(args) => {
            let remove = |name: &TaskName| removed(scheduler, *name, args.dry.dry_run);
            let tasks = chosen(&args.tasks, config.as_ref().ok(), programs)?;
            let tasks = tasks.iter().map(remove).collect::<anyhow::Result<_>>()?;
            let done = TaskReport::new("task remove", args.dry.dry_run, tasks);
            session::show(environment, global, catalogue, &done)?;
        }
        TaskAction::Show(args) => {
            let tasks = shown(programs, &chosen(&args.tasks, config.as_ref().ok(), programs)?)?;
            session::show(environment, global, catalogue, &TasksShown::new(tasks))?;
        }
        TaskAction::Run(args) => {
            let name = full_name(args.task);
            scheduler.run(name)?;
            let done = TaskReport::new("task run", false, vec![TaskLine::new(name, TaskOutcome::Started)]);
            session::show(environment, global, catalogue, &done)?;
        }
    }
    Ok(exit::OK)
}

/// What the scheduler knows of tasks.
pub fn shown(programs: &dyn Programs, names: &[TaskName]) -> task::Result<Vec<TaskShown>> {
    let scheduler = Scheduler::new(programs);
    let show = |name: &TaskName| {
        let name = full_name(*name);
        Ok(TaskShown::new(name, scheduler.query(name)?))
    };
    names.iter().map(show).collect()
}

/// Those that were named; else those of orders, if there are companies, and that of bulk files where somebody made it
/// or there is nothing else.
pub fn chosen(
    names: &[TaskName],
    config: Option<&Config>,
    programs: &dyn Programs,
) -> task::Result<Vec<TaskName>> {
    if !names.is_empty() {
        return Ok(names.to_owned());
    }
    let orders = config.is_none_or(|config| config.settings.is_some());
    let import = !orders || Scheduler::new(programs).query(task::IMPORT)?.is_some();
    Ok(tasks_of(orders, import))
}

fn tasks_of(orders: bool, import: bool) -> Vec<TaskName> {
    let orders = if orders { [TaskName::Orders, TaskName::Nightly].as_slice() } else { &[] };
    orders.iter().copied().chain(import.then_some(TaskName::Import)).collect()
}

/// What is to be made: what was named, else the tasks of orders where there are companies; and that of bulk files where
/// it was asked for. Orders need companies.
fn to_install(args: &InstallArgs, config: &Config) -> anyhow::Result<Vec<TaskName>> {
    let mut names = if args.tasks.is_empty() {
        tasks_of(config.settings.is_some() || !args.import, false)
    } else {
        args.tasks.clone()
    };
    if names.iter().any(|name| *name != TaskName::Import) {
        config.companies()?;
    }
    if args.import && !names.contains(&TaskName::Import) {
        names.push(TaskName::Import);
    }
    Ok(names)
}

/// The name of a task in the scheduler.
pub fn full_name(name: TaskName) -> &'static str {
    match name {
        TaskName::Orders => task::ORDERS,
        TaskName::Nightly => task::NIGHTLY,
        TaskName::Import => task::IMPORT,
    }
}

fn removed(scheduler: Scheduler<'_>, name: TaskName, dry_run: bool) -> anyhow::Result<TaskLine> {
    let name = full_name(name);
    let outcome = if dry_run {
        let there = scheduler.query(name)?.is_some();
        if there { TaskOutcome::Removed } else { TaskOutcome::NotThere }
    } else {
        match scheduler.delete(name)? {
            Deleted::Gone => TaskOutcome::Removed,
            Deleted::NotThere => TaskOutcome::NotThere,
        }
    };
    Ok(TaskLine::new(name, outcome))
}

fn install(
    args: &InstallArgs,
    config: &Config,
    global: &Global,
    environment: &Environment<'_>,
    programs: &dyn Programs,
) -> anyhow::Result<TaskReport> {
    let names = to_install(args, config)?;
    let setup = setup(args, config, environment)?;
    let asks = matches!(setup.account, TaskAccount::UserWithPassword(_)) && !args.dry.dry_run;
    if asks && (global.json || global.quiet || !environment.stdin_is_terminal) {
        return Err(Unfit::NobodyToAsk.into());
    }
    let make = |name: &TaskName| {
        let task = match name {
            TaskName::Orders => task::orders(&setup, working_hours(args)),
            TaskName::Nightly => task::nightly(&setup, args.night),
            TaskName::Import => task::import(&setup, args.at),
        };
        installed(&task, programs, args.dry.dry_run)
    };
    let tasks = names.iter().map(make).collect::<anyhow::Result<_>>()?;
    Ok(TaskReport::new("task install", args.dry.dry_run, tasks))
}

fn working_hours(args: &InstallArgs) -> Schedule {
    Schedule::Often { every_minutes: args.every, hours: args.hours, days: args.days }
}

/// Registers a task, or says how it would be.
fn installed(task: &Task, programs: &dyn Programs, dry_run: bool) -> anyhow::Result<TaskLine> {
    let xml = task.xml()?;
    let line = TaskLine::new(&task.name, TaskOutcome::Installed);
    if dry_run {
        let call = task::create_call(&task.name, Path::new("FILE.xml"), &task.account);
        return Ok(line.planned(&call, xml));
    }
    let written = || {
        let mut file = tempfile::Builder::new().prefix("factulink-task-").suffix(".xml").tempfile()?;
        file.write_all(&utf16(&xml))?;
        file.flush()?;
        // Closed, so that schtasks may open it likes.
        Ok(file.into_temp_path())
    };
    let file = written().map_err(task::Error::File)?;
    Scheduler::new(programs).create(&task.name, &file, &task.account)?;
    Ok(line)
}

/// Program, configuration and account of the tasks, with every path as a task finds it.
fn setup(args: &InstallArgs, config: &Config, environment: &Environment<'_>) -> anyhow::Result<Setup> {
    let program = environment.program_dir.clone().unwrap_or_default();
    let program = place(&text(&program.join(PROGRAM)), &canonical)?;
    let file = place(&text(&config.file), &canonical)?;
    let folder = file.path.rfind(['\\', '/']).map_or("", |at| &file.path[..at]).to_owned();
    let mut shares: Vec<_> = [&program, &file]
        .into_iter()
        .filter(|place| place.on_share)
        .map(|place| place.path.clone())
        .collect();
    shares.extend(shares_of(config)?);
    let account = account(args);
    if let (Some(path), TaskAccount::System | TaskAccount::User(_)) = (shares.first(), &account) {
        return Err(Unfit::NeedsPassword { path: path.clone() }.into());
    }
    let (program, config_file) = (program.path, file.path);
    Ok(Setup {
        program,
        config: config_file,
        folder,
        account,
        network: !shares.is_empty(),
        companies: companies(config),
    })
}

#[cfg(windows)]
const PROGRAM: &str = "factulink.exe";
#[cfg(not(windows))]
const PROGRAM: &str = "factulink";

fn account(args: &InstallArgs) -> TaskAccount {
    match &args.user {
        None => TaskAccount::System,
        Some(user) if args.without_password => TaskAccount::User(user.clone()),
        Some(user) => TaskAccount::UserWithPassword(user.clone()),
    }
}

/// What the configuration names on other machines. A letter that only a person has is an error, but below the
/// configuration's own folder, where the task takes it from the configuration's place.
fn shares_of(config: &Config) -> anyhow::Result<Vec<String>> {
    let settings = config.settings.iter();
    let companies = settings.clone().flat_map(|settings| {
        let subsidiaries = settings.subsidiaries.iter().map(|subsidiary| &subsidiary.company);
        subsidiaries.chain([&settings.parent])
    });
    let companies = companies.map(|company| (company.name.to_string(), company.place()));
    let backups = settings.map(|settings| ("[backup] directory", &settings.backup.directory));
    let own = [
        ("[state] path", &config.state),
        ("[log] directory", &config.log.directory),
        ("[import] profiles", &config.import.profiles),
        ("[import] work", &config.import.work),
    ];
    let own = own.into_iter().chain(backups).map(|(key, path)| (key.to_owned(), text(path)));
    let home = config.file.parent();
    let is_below_configuration = |path: &str| home.is_some_and(|home| Path::new(path).starts_with(home));
    let mut shares = Vec::new();
    for (key, path) in companies.chain(own) {
        let found = place(&path, &canonical)?;
        match found.mapped {
            Some(drive) if !is_below_configuration(&path) => {
                return Err(Unfit::Mapped { place: key, drive, path: found.path }.into());
            }
            _ if found.on_share => shares.push(found.path),
            _ => {}
        }
    }
    Ok(shares)
}

/// Whose orders go where.
fn companies(config: &Config) -> String {
    let Some(settings) = &config.settings else { return String::new() };
    let from = settings.subsidiaries.iter().map(|subsidiary| subsidiary.company.name.to_string());
    format!("{} -> {}", from.collect::<Vec<_>>().join(", "), settings.parent.name)
}

fn canonical(path: &str) -> Option<String> {
    fs::canonicalize(path).ok().map(|path| text(&path))
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// What cron would be given, with the defaults of `task install`.
fn crontab(args: &TaskArgs, config: Option<&Config>, environment: &Environment<'_>) -> String {
    let program = environment.program_dir.clone().unwrap_or_default().join(PROGRAM);
    let setup = Setup {
        program: text(&program),
        config: config.map_or_else(|| "…/factulink.toml".to_owned(), |config| text(&config.file)),
        folder: String::new(),
        account: TaskAccount::System,
        network: false,
        companies: String::new(),
    };
    let [orders, nightly, import] = task::with_usual_times(&setup);
    let line = |when: &str, Action { command, arguments, .. }: Action| {
        let words = std::iter::once(&command).chain(&arguments).map(|word| for_cron(word));
        format!("\n  {when} {}", words.collect::<Vec<_>>().join(" "))
    };
    let has_orders = config.is_none_or(|config| config.settings.is_some());
    let mut lines = String::new();
    if has_orders {
        lines += &line("*/5 8-19 * * 1-5", orders.action);
        lines += &line("30 22 * * *", nightly.action);
    }
    if !has_orders || names_import(&args.action) {
        lines += &line("30 6 * * *", import.action);
    }
    lines
}

/// Whether a call is about the task of bulk files, too.
fn names_import(action: &TaskAction) -> bool {
    let (asked, tasks) = match action {
        TaskAction::Install(args) => (args.import, args.tasks.as_slice()),
        TaskAction::Remove(args) => (false, args.tasks.as_slice()),
        TaskAction::Show(args) => (false, args.tasks.as_slice()),
        TaskAction::Run(args) => (false, std::slice::from_ref(&args.task)),
    };
    asked || tasks.contains(&TaskName::Import)
}

/// A word as a shell takes it out of a crontab, where a percent sign would end the line.
fn for_cron(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''").replace('%', r"\%"))
}
