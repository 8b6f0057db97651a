//! The command line: every command and option with its help.

use super::commands::import::args::ImportArgs;
use crate::domain::lang::Lang;
use crate::domain::{CompanyName, OrderKey, OrderNumber, Series, Year};
use crate::pipeline::Range;
use crate::task::{Days, Hours};
use chrono::{NaiveDate, NaiveTime};
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Headings of the help.
pub const EVERY_COMMAND: &str = "Options of every command";
pub const BACKFILL: &str = "Backfill: read a range again, whatever the watermark says";

/// Turn the customer orders of Factusol subsidiaries into supplier orders of their parent, exactly once
#[derive(Debug, Parser)]
#[command(name = "factulink", version, styles = STYLES)]
#[command(subcommand_required = true, arg_required_else_help = false, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = EVERY_COMMAND)]
pub struct Global {
    /// Read this configuration file [else FACTULINK_CONFIG, factulink.toml beside the program, then in the system's
    /// folder for configurations]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print one JSON document and nothing else on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Print nothing but errors
    #[arg(long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log more to standard error and to the log file (-v: what is done, -vv: every step)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
    /// Speak this language [else the configuration's, else the system's, else English]
    #[arg(long, global = true, value_name = "es|en")]
    pub lang: Option<Lang>,
    /// Work on this exercise instead of the calendar year's
    #[arg(long, global = true, value_name = "YYYY")]
    pub year: Option<Year>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(flatten)]
    Work(Work),
    /// Write a commented configuration, or a whole demo
    Init(InitArgs),
    /// Make, remove, show and start the tasks of the Windows Task Scheduler
    Task(TaskArgs),
}

/// The commands that need a configuration.
#[derive(Debug, Subcommand)]
pub enum Work {
    /// Capture every customer order past the watermark of its series, and late ones below it
    Scan(ScanArgs),
    /// Turn captured orders into supplier orders: each ends queued, skipped or held
    Enqueue(EnqueueArgs),
    /// Write queued orders into the parent, exactly once
    Push(PushArgs),
    /// Scan, enqueue and push in one go
    Run(RunArgs),
    /// Show what is known: watermarks, queue, orders that wait for a person, last runs
    Status(StatusArgs),
    /// Tell the whole story of one order
    Explain(ExplainArgs),
    /// Put held or parked orders back after the cause was mended
    Retry(RetryArgs),
    /// Decide about single orders that wait for a person
    Resolve(ResolveArgs),
    /// Check everything a run depends on, and say what to do about what is wrong
    Doctor(DoctorArgs),
    /// Put a backup into the place of the parent's file
    Restore(RestoreArgs),
    /// Take bulk files from ledgers to a platform or an Access table
    Import(ImportArgs),
}

/// A range that is read again, whatever the watermark says.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = BACKFILL)]
pub struct RangeArgs {
    /// First order number
    #[arg(long, value_name = "CODE", group = "range_start")]
    from: Option<OrderNumber>,
    /// Last order number
    #[arg(long, value_name = "CODE", requires = "from")]
    to: Option<OrderNumber>,
    /// Only this series
    #[arg(long, value_name = "S", requires = "range_start")]
    series: Option<Series>,
    /// First order date (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", group = "range_start")]
    since: Option<NaiveDate>,
    /// Last order date (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", requires = "since")]
    until: Option<NaiveDate>,
    /// Look again at so many numbers below the watermark [else the configuration's late_window]
    #[arg(long, value_name = "N", conflicts_with = "range_start")]
    late_window: Option<u32>,
}

/// A range that ends before it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the range ends ({last}) before it begins ({first})")]
pub struct Backwards {
    pub first: String,
    pub last: String,
}

impl RangeArgs {
    /// The range, if one is asked for.
    pub fn range(&self) -> Result<Option<Range>, Backwards> {
        forward(self.from, self.to)?;
        forward(self.since, self.until)?;
        let RangeArgs { series, from, to, since, until, late_window } = *self;
        let asked = from.is_some() || since.is_some() || late_window.is_some();
        Ok(asked.then_some(Range { series, from, to, since, until, late_window }))
    }
}

fn forward<T: PartialOrd + ToString>(first: Option<T>, last: Option<T>) -> Result<(), Backwards> {
    match (first, last) {
        (Some(first), Some(last)) if last < first => {
            Err(Backwards { first: first.to_string(), last: last.to_string() })
        }
        _ => Ok(()),
    }
}

#[derive(Debug, Args)]
pub struct ScanArgs {
    /// Only these subsidiaries
    #[arg(value_name = "COMPANY")]
    pub companies: Vec<CompanyName>,
    #[command(flatten)]
    pub range: RangeArgs,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
pub struct EnqueueArgs {
    /// Decide at most so many orders
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
pub struct PushArgs {
    /// Write at most so many orders
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,
    /// Orders per transaction in the parent [else the configuration's]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub batch: Option<usize>,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub range: RangeArgs,
    /// Decide, and write, at most so many orders
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,
    /// Orders per transaction in the parent [else the configuration's]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub batch: Option<usize>,
    /// Read every subsidiary's file from end to end, too
    #[arg(long)]
    pub deep: bool,
    /// End cleanly after so many minutes, between two transactions, with code 98
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub max_minutes: Option<u32>,
    /// Wait up to so many minutes while another factulink works on the state [else end at once, with code 91]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub wait: Option<u32>,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Clone, Args)]
pub struct DryRun {
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct StatusArgs {
    /// End with code 92 if an order waits for a person or a company cannot be reached
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Read every company's file from end to end, too
    #[arg(long)]
    pub deep: bool,
    /// Show what is as it should be, too
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The order, as in duofic/2026/1-000123
    #[arg(value_name = "ORDER")]
    pub order: OrderKey,
}

#[derive(Debug, Args)]
pub struct RetryArgs {
    #[command(flatten)]
    pub which: RetryWhich,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct RetryWhich {
    /// These orders, as in duofic/2026/1-000123
    #[arg(value_name = "ORDER")]
    pub orders: Vec<OrderKey>,
    /// Every held order
    #[arg(long)]
    pub held: bool,
    /// Every parked order
    #[arg(long)]
    pub parked: bool,
}

#[derive(Debug, Args)]
pub struct ResolveArgs {
    /// These orders, as in duofic/2026/1-000123
    #[arg(value_name = "ORDER", required_unless_present = "missing")]
    pub orders: Vec<OrderKey>,
    /// Every order whose document the parent lacks
    #[arg(long, conflicts_with = "orders")]
    pub missing: bool,
    #[command(flatten)]
    pub how: ResolveHow,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct ResolveHow {
    /// The document is missing in the parent: write it again
    #[arg(long)]
    pub again: bool,
    /// What stands in the parent, or does not, is right as it is
    #[arg(long)]
    pub keep: bool,
    /// It was held on a guess: let it pass
    #[arg(long)]
    pub new: bool,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The parent, which is the only company that has backups
    #[arg(value_name = "COMPANY")]
    pub company: Option<CompanyName>,
    #[command(flatten)]
    pub which: RestoreWhichArgs,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct RestoreWhichArgs {
    /// List the backups and do nothing
    #[arg(long)]
    pub list: bool,
    /// Restore this one, by its file name
    #[arg(long, value_name = "NAME")]
    pub backup: Option<String>,
    /// Restore the newest of the exercise
    #[arg(long)]
    pub latest: bool,
}

#[derive(Debug, Clone, Args)]
pub struct InitArgs {
    /// Make three small companies and a month of sales in this folder, with a configuration to try them
    #[arg(long, value_name = "DIR", conflicts_with_all = ["config", "force"])]
    pub demo: Option<PathBuf>,
    /// Replace a configuration that is there
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = false, disable_help_subcommand = true)]
pub struct TaskArgs {
    #[command(subcommand)]
    pub action: TaskAction,
}

#[derive(Debug, Subcommand)]
pub enum TaskAction {
    /// Make the tasks, in the place of those of an earlier call
    Install(InstallArgs),
    /// Remove the tasks
    Remove(RemoveArgs),
    /// Show the tasks, their last runs and their next ones
    Show(ShowTaskArgs),
    /// Start a task now
    Run(StartArgs),
}

/// The tasks: new orders in working hours; late ones, a long way back, every night; bulk files every morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TaskName {
    Orders,
    Nightly,
    Import,
}

#[derive(Debug, Args)]
pub struct InstallArgs {
    /// Only these: orders (new orders, in working hours), nightly (late ones, a long way back), import (bulk files)
    #[arg(value_name = "TASK")]
    pub tasks: Vec<TaskName>,
    /// Make the task for bulk files, too, which calls import run
    #[arg(long = "import", id = "with_import")]
    pub import: bool,
    /// When import starts
    #[arg(long, value_name = "HH:MM", default_value = "6:30", value_parser = time_of_day)]
    pub at: NaiveTime,
    /// Minutes from one start of orders to the next
    #[arg(long, value_name = "MINUTES", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=720))]
    pub every: u32,
    /// Working hours of orders
    #[arg(long, value_name = "FROM-TO", default_value = "08:00-20:00")]
    pub hours: Hours,
    /// Days of orders, as in mon-fri or mon,wed,sat
    #[arg(long, value_name = "DAYS", default_value = "mon-fri")]
    pub days: Days,
    /// When nightly starts
    #[arg(long, value_name = "HH:MM", default_value = "22:30", value_parser = time_of_day)]
    pub night: NaiveTime,
    /// Run as this user, whose password schtasks asks for and Windows keeps [else as the system, which has no shares]
    #[arg(long, value_name = "DOMAIN\\NAME")]
    pub user: Option<String>,
    /// Run as the user without a password: only files of this machine
    #[arg(long, requires = "user")]
    pub without_password: bool,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// Only these: orders, nightly, import
    #[arg(value_name = "TASK")]
    pub tasks: Vec<TaskName>,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
pub struct ShowTaskArgs {
    /// Only these: orders, nightly, import
    #[arg(value_name = "TASK")]
    pub tasks: Vec<TaskName>,
}

#[derive(Debug, Args)]
pub struct StartArgs {
    /// The task: orders, nightly, import
    #[arg(value_name = "TASK", default_value = "orders")]
    pub task: TaskName,
}

fn time_of_day(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M")
        .map_err(|_| "a time of the day is needed, as in 22:30".to_owned())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| "a whole number from 1 on is needed".to_owned())
}
