//! status: what is known, and whether the companies can be reached.

use super::report::{Attention, CompanyStatus, OrderCounts, Role, RunStatus, Status, WatermarkStatus};
use crate::domain::Year;
use crate::pipeline::app::App;
use crate::pipeline::backup::{BackupFolder, BackupStatus};
use crate::pipeline::error::{Error, Result};
use crate::pipeline::exercises;
use crate::pipeline::report::Failure;
use crate::pipeline::session::of_state;
use crate::pipeline::settings::CompanySettings;
use crate::state::watermark::Watermark;
use crate::state::{self, Stage, State, history, incomplete, runs, stage, watermark};
use crate::store::Driver;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Reads the state, also while a run works on it, and tries to open every company's files. Changes neither.
pub fn status(app: &App<'_>) -> Result<Status> {
    let known = State::open_read(app.state).and_then(|state| known(&state));
    let known = known.map_err(|source| of_state(app, source))?;
    let subsidiaries =
        app.settings.subsidiaries.iter().map(|subsidiary| (&subsidiary.company, Role::Subsidiary));
    let companies = subsidiaries
        .chain([(&app.settings.parent, Role::Parent)])
        .flat_map(|(company, role)| exercises(app, company, role, &known.watermarks))
        .collect();
    Ok(Status {
        version: 1,
        state: app.state.to_owned(),
        generated_at: app.clock.now(),
        companies,
        orders: known.orders,
        needs_attention: known.needs_attention,
        runs: known.runs,
    })
}

/// What the state file says.
struct Known {
    watermarks: Vec<Watermark>,
    orders: OrderCounts,
    needs_attention: Vec<Attention>,
    runs: Vec<RunStatus>,
}

fn known(state: &State) -> state::Result<Known> {
    Ok(Known {
        watermarks: watermark::watermarks(state)?,
        orders: orders(state)?,
        needs_attention: history::needs_attention(state, Status::ATTENTION_MAX)?
            .into_iter()
            .map(attention)
            .collect(),
        runs: runs::newest(state, Status::RUNS_MAX)?.into_iter().map(run).collect(),
    })
}

fn orders(state: &State) -> state::Result<OrderCounts> {
    let mut counts = OrderCounts { incomplete: incomplete::count(state)?, ..OrderCounts::default() };
    for (stage, orders) in stage::counts(state)? {
        *match stage {
            Stage::Captured => &mut counts.captured,
            Stage::Queued => &mut counts.queued,
            Stage::Leased => &mut counts.leased,
            Stage::Pushed => &mut counts.pushed,
            Stage::Skipped => &mut counts.skipped,
            Stage::Held => &mut counts.held,
            Stage::Parked => &mut counts.parked,
        } = orders;
    }
    Ok(counts)
}

fn attention(order: history::Attention) -> Attention {
    Attention {
        order: order.key,
        state: order.stage.map_or("incomplete".to_owned(), |stage| stage.to_string()),
        reason: order.reason,
        detail: order.detail,
        since: order.since,
    }
}

fn run(run: runs::Run) -> RunStatus {
    let runs::RunCounts { captured, queued, pushed, held } = run.counts;
    RunStatus {
        id: run.id,
        command: run.command,
        started_at: run.started_at,
        finished_at: run.finished_at,
        exit_code: run.exit_code,
        captured,
        queued,
        pushed,
        held,
    }
}

/// The exercises of a company that are watched, and those with a watermark.
fn exercises(
    app: &App<'_>,
    company: &CompanySettings,
    role: Role,
    watermarks: &[Watermark],
) -> Vec<CompanyStatus> {
    let own = watermarks.iter().filter(|mark| mark.company == company.name);
    let scanned = own.map(|mark| mark.year).filter(|year| app.year.is_none_or(|only| only == *year));
    let watched = exercises::of_company(app, company);
    let (watched, failure) = match watched {
        Ok(files) => (files.into_iter().map(|file| file.year).collect(), None),
        Err(error) => (Vec::new(), Some(Arc::new(error))),
    };
    let mut years: BTreeSet<Year> = watched.into_iter().chain(scanned).collect();
    if years.is_empty() {
        years.extend(exercises::year_of(app.clock.today()));
    }
    let exercise = |year| exercise(app, company, role, year, failure.as_ref(), watermarks);
    years.into_iter().map(exercise).collect()
}

fn exercise(
    app: &App<'_>,
    company: &CompanySettings,
    role: Role,
    year: Year,
    failure: Option<&Arc<Error>>,
    watermarks: &[Watermark],
) -> CompanyStatus {
    let file = company.file(year);
    let opened = app.stores.look(&file).map_err(Error::store(&company.name));
    let error = opened.err().map(|error| Failure::from(failure.cloned().unwrap_or_else(|| Arc::new(error))));
    let mine = watermarks.iter().filter(|mark| mark.company == company.name && mark.year == year);
    CompanyStatus {
        name: company.name.clone(),
        role,
        year,
        driver: match app.stores.route(&file, false).map_or(Driver::Native, |route| route.driver) {
            Driver::Auto | Driver::Native => "native",
            Driver::Odbc => "odbc",
        },
        path: file.path,
        reachable: error.is_none(),
        error,
        watermarks: mine.map(watermark_status).collect(),
        backup: (role == Role::Parent).then(|| newest_backup(app, year)).flatten(),
    }
}

fn newest_backup(app: &App<'_>, year: Year) -> Option<BackupStatus> {
    match BackupFolder::new(app).daily(year) {
        Ok(backups) => backups.into_iter().next(),
        Err(error) => {
            log::warn!("the backups cannot be looked at: {error}");
            None
        }
    }
}

fn watermark_status(mark: &Watermark) -> WatermarkStatus {
    WatermarkStatus { series: mark.series, code: mark.code, scanned_at: mark.scanned_at }
}
