//! The command line of `import`.
//!
//! Options that mean different things have different ids, since the Spanish help knows them by these.

use crate::cli::args::DryRun;
use crate::import::{JobName, Period};
use clap::{Args, Subcommand};
use std::num::NonZeroU32;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = false, disable_help_subcommand = true)]
pub struct ImportArgs {
    #[command(subcommand)]
    pub action: ImportAction,
}

#[derive(Debug, Subcommand)]
pub enum ImportAction {
    /// Take bulk files through every stage, as far as it goes: those named, or all that profiles find
    Run(ImportRunArgs),
    /// Check files and write nothing, but for a file of rejected rows where one is asked for
    Check(CheckArgs),
    /// Check and normalise files, and write their chunks, the workbook and the rejected rows
    Prepare(StageArgs),
    /// Load prepared chunks into the platform, or rows into an Access table, and read the answer
    Load(StageArgs),
    /// Compare what the platform does not know with the reports, and plan what to register
    Reconcile(StageArgs),
    /// Register what is planned, in accounting first, then in the platform, and verify
    Register(StageArgs),
    /// Show jobs, their stages and counts, and what waits for whom
    Status(ImportStatusArgs),
    /// Tell the story of a job, or of one of its rows, pairs or accounts
    Explain(ImportExplainArgs),
    /// Decide the cost centre of a branch, for this job and all later ones of its profile
    Confirm(ConfirmArgs),
    /// Say what became of a chunk whose fate the platform cannot tell
    Settle(SettleArgs),
    /// Put a held job back after the cause was mended
    Retry(ImportRetryArgs),
    /// Take a period back from the platform
    Cancel(CancelArgs),
    /// Show, check and make profiles
    Profile(ProfileArgs),
}

/// Which files, and as what.
#[derive(Debug, Clone, Default, Args)]
pub struct SelectArgs {
    /// Only this profile [else the one whose files these are]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The period, whatever the file's name says
    #[arg(long, value_name = "YYYY-MM")]
    pub period: Option<Period>,
}

#[derive(Debug, Args)]
pub struct ImportRunArgs {
    /// These files
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub select: SelectArgs,
    /// Accepted rows of a chunk [else CHUNK_SIZE, else the profile's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500_000))]
    pub chunk_size: Option<u32>,
    /// More rows for this job, corrected rejects say: only numbers that were not loaded yet are sent
    #[arg(long, value_name = "JOB", requires = "files", conflicts_with = "replace")]
    pub append: Option<JobName>,
    /// Take back what was loaded of the period, then load these files in its place
    #[arg(long)]
    pub replace: bool,
    /// End cleanly after so many minutes, between two transactions, with code 98
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub max_minutes: Option<u32>,
    #[command(flatten)]
    pub dry: DryRun,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub select: SelectArgs,
    /// Write the rejected rows into this file (.xlsx or .csv)
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct StageArgs {
    /// These jobs, as in sunat-ventas/2026-10 [else all that the stage is due for]
    #[arg(value_name = "JOB")]
    pub jobs: Vec<JobName>,
    /// End cleanly after so many minutes, between two transactions, with code 98
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub max_minutes: Option<u32>,
}

#[derive(Debug, Args)]
pub struct ImportStatusArgs {
    /// This job [else all]
    #[arg(id = "shown_job", value_name = "JOB")]
    pub job: Option<JobName>,
    /// End with code 92 if a job waits for a person
    #[arg(id = "check_jobs", long = "check")]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct ImportExplainArgs {
    /// The job, as in sunat-ventas/2026-10
    #[arg(value_name = "JOB")]
    pub job: JobName,
    /// A row's number (2:17 for row 17 of the second part), a series, a branch or an account [else the whole job]
    #[arg(value_name = "ROW|SERIES|BRANCH|ACCOUNT")]
    pub subject: Option<String>,
}

#[derive(Debug, Args)]
pub struct ConfirmArgs {
    /// The job, as in sunat-ventas/2026-10
    #[arg(value_name = "JOB")]
    pub job: JobName,
    /// The branch, as the job has it
    #[arg(value_name = "BRANCH", required_unless_present_any = ["list_decisions", "forget"])]
    pub branch: Option<String>,
    /// The cost centre's code
    #[arg(value_name = "CENTRE", required_unless_present_any = ["list_decisions", "forget", "leave"], conflicts_with = "leave")]
    pub centre: Option<String>,
    /// List what was decided for the profile
    #[arg(id = "list_decisions", long = "list", conflicts_with_all = ["branch", "centre", "forget", "leave"])]
    pub list: bool,
    /// Forget what was decided for this branch
    #[arg(long, value_name = "BRANCH", conflicts_with_all = ["branch", "centre", "leave"])]
    pub forget: Option<String>,
    /// Let the branch be: it stays unregistered and is not asked about again
    #[arg(long)]
    pub leave: bool,
}

#[derive(Debug, Args)]
pub struct SettleArgs {
    /// The job, as in sunat-ventas/2026-10
    #[arg(value_name = "JOB")]
    pub job: JobName,
    /// The chunk's number, from 1 on
    #[arg(value_name = "CHUNK")]
    pub chunk: NonZeroU32,
    #[command(flatten)]
    pub fate: FateArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct FateArgs {
    /// The platform has it
    #[arg(long)]
    pub taken: bool,
    /// The platform does not have it: it is sent again
    #[arg(long)]
    pub lost: bool,
}

#[derive(Debug, Args)]
pub struct ImportRetryArgs {
    /// The job, as in sunat-ventas/2026-10
    #[arg(value_name = "JOB")]
    pub job: JobName,
}

#[derive(Debug, Args)]
pub struct CancelArgs {
    /// The job, as in sunat-ventas/2026-10
    #[arg(value_name = "JOB")]
    pub job: JobName,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = false, disable_help_subcommand = true)]
pub struct ProfileArgs {
    #[command(subcommand)]
    pub action: ProfileAction,
}

#[derive(Debug, Subcommand)]
pub enum ProfileAction {
    /// List the profiles
    List,
    /// Show what a profile does, in words
    Show(ProfileName),
    /// Tell every mistake of a profile at once, or of all
    Check(ProfileCheckArgs),
    /// Write a new, commented profile
    New(ProfileNewArgs),
}

#[derive(Debug, Args)]
pub struct ProfileName {
    /// The profile's name
    #[arg(id = "profile_name", value_name = "NAME")]
    pub name: String,
}

#[derive(Debug, Args)]
pub struct ProfileCheckArgs {
    /// The profile's name [else all]
    #[arg(id = "checked_profile", value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct ProfileNewArgs {
    /// The new profile's name: letters, digits and hyphens
    #[arg(id = "new_profile", value_name = "NAME")]
    pub name: String,
    /// Begin with this example: sunat-ventas (a ledger for a platform) or tarifa (a price list for an Access table)
    /// [else a short one]
    #[arg(long, value_name = "EXAMPLE")]
    pub like: Option<String>,
}
