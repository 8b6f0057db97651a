//! *reconcile*: what the platform does not know is held against the reports, and what is to be registered is planned.

use super::documents;
use super::{advance_to, answer, held};
use crate::import::accounts::Account;
use crate::import::profile::{Pairs, Profile};
use crate::import::reconcile::{self, PlanBasis, ReconcileSettings, RegistrationPlan, count_outcomes};
use crate::import::registry::RegistryRow;
use crate::import::report_rows::ReportTable;
use crate::import::reports;
use crate::import::session::{Flow, ImportSession, details};
use crate::state::import_jobs::{self, Job, JobStage};
use crate::state::import_pairs::{self, PairKey};
use crate::state::import_registrations::{self, Target, Values};
use crate::state::{Write, import_aliases};

/// Reads the reports, decides every pair that the answer names, and stores the plan.
pub fn reconcile(session: &mut ImportSession<'_>, job: &Job, profile: &Profile) -> Flow {
    let Some(pairs_settings) = &profile.pairs else { return advance_to(session, job, JobStage::Done) };
    let named = answer::details_again(session, job, profile)?;
    let mut read = Vec::new();
    for (name, code) in REPORTS {
        read.push(documents::report(session, job, profile, name, code)?);
    }
    let pairs = session.read(|state| import_pairs::of_job(state, job.id))?;
    let plan = plan(session, job, profile, pairs_settings, (&pairs, &named, &read))?;
    if let Err(mismatch) = count_outcomes(&pairs, &plan.decisions, job.figures.rows.accepted) {
        return held(session, job, "counts_differ", details([("message", mismatch.to_string())]));
    }
    let now = session.now();
    Ok(session.write(|tx| {
        store(tx, job, &pairs, &plan)?;
        import_jobs::advance(tx, job.id, JobStage::Reconciled, now)
    })?)
}

/// The reports that a plan is made of, and the column of each whose values must differ.
pub const REPORTS: [(&str, Option<&str>); 3] =
    [("series", None), (documents::CENTRES, Some("centre")), ("accounts", Some("account"))];

/// Stores the plan that would be made if the platform named these pairs; the job stays at its stage. `read`: the
/// [`REPORTS`].
pub fn foretell(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    (named, read): (&[PairKey], &[Option<ReportTable>]),
) -> Flow {
    let Some(pairs_settings) = &profile.pairs else { return Ok(()) };
    let pairs = session.read(|state| import_pairs::of_job(state, job.id))?;
    let plan = plan(session, job, profile, pairs_settings, (&pairs, named, read))?;
    Ok(session.write(|tx| store(tx, job, &pairs, &plan))?)
}

fn plan(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    pairs_settings: &Pairs,
    (pairs, named, read): (&[import_pairs::Pair], &[PairKey], &[Option<ReportTable>]),
) -> Flow<RegistrationPlan> {
    let report = |place: usize| read.get(place).and_then(Option::as_ref);
    let registry = report(0).map(reports::registry).unwrap_or_default();
    let centres = report(1).map(reports::centres).unwrap_or_default();
    let accounts = report(2).map(reports::accounts).unwrap_or_default();
    let (written, recalled) = written_accounts(session, job)?;
    let aliases = aliases(session, profile)?;
    let settings = ReconcileSettings {
        pairs: pairs_settings,
        matching: profile.matching.as_ref(),
        accounts: profile.accounts.as_ref(),
    };
    Ok(reconcile::plan(&PlanBasis {
        settings,
        pairs,
        details: named,
        registry: &registry,
        centres: &centres,
        accounts: &accounts,
        written: &written,
        recalled: &recalled,
        aliases: &aliases,
    }))
}

fn store(
    tx: &Write<'_>,
    job: &Job,
    pairs: &[import_pairs::Pair],
    plan: &RegistrationPlan,
) -> crate::state::Result<()> {
    import_registrations::drop_planned(tx, job.id)?;
    for (pair, decision) in pairs.iter().zip(&plan.decisions) {
        import_pairs::decide(tx, job.id, &pair.content.key, decision)?;
    }
    for new in &plan.accounts {
        let values = [
            ("account", &new.account.code),
            ("account_name", &new.account.name),
            ("centre", &new.centre.code),
            ("centre_name", &new.centre.name),
        ];
        import_registrations::plan(tx, job.id, Target::Accounts, &new.account.code, &named(values))?;
    }
    for new in &plan.series {
        let key = series_key(&new.row);
        import_registrations::plan(tx, job.id, Target::Series, &key, &row_values(&new.row))?;
    }
    Ok(())
}

/// What tells a row of the registry from others.
pub fn series_key(row: &RegistryRow) -> String {
    let key = row.key();
    format!("{} {}", key.series, key.branch)
}

/// The names of the registry's columns in a profile.
pub const REGISTRY_COLUMNS: [&str; 8] =
    ["series", "centre", "centre_name", "branch", "operation", "operation_name", "account", "account_name"];

fn row_values(row: &RegistryRow) -> Values {
    let value = |name: &str| row.value(name).unwrap_or_default().to_owned();
    REGISTRY_COLUMNS.iter().map(|name| ((*name).to_owned(), value(name))).collect()
}

fn named<const N: usize>(values: [(&str, &String); N]) -> Values {
    values.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

/// Accounts that are or may be there already: those of the job, and those of other jobs of its profile.
fn written_accounts(session: &ImportSession<'_>, job: &Job) -> Flow<(Vec<Account>, Vec<Account>)> {
    let written =
        session.read(|state| import_registrations::written(state, job.name.profile(), Target::Accounts))?;
    let (own, others): (Vec<_>, Vec<_>) = written.into_iter().partition(|(of, _)| *of == job.id);
    let account = |(_, registration): (_, import_registrations::Registration)| Account {
        name: registration.values.get("account_name").cloned().unwrap_or_default(),
        code: registration.key,
    };
    Ok((own.into_iter().map(account).collect(), others.into_iter().map(account).collect()))
}

/// What people decided, the latest last.
fn aliases(session: &ImportSession<'_>, profile: &Profile) -> Flow<Vec<(String, Option<String>)>> {
    let decided = session.read(|state| import_aliases::of_profile(state, &profile.name))?;
    Ok(decided.into_iter().map(|alias| (alias.branch, alias.centre)).collect())
}
