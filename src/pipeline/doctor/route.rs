//! The way to a company's file: what the choice between driver and engine would be now, and the password a driver
//! needs.

use super::fact::Fact;
use super::file;
use super::finding::Finding;
use super::tasks::TasksSeen;
use crate::pipeline::app::App;
use crate::pipeline::settings::CompanySettings;
use crate::store::{CompanyFile, Driver, Route, Why, registry};

/// How a file would be reached at this moment for reading and, where it `is_written`, for writing.
pub(super) fn look(app: &App<'_>, exercise: &CompanyFile, is_written: bool) -> Vec<Finding> {
    let mut findings = vec![way(app, exercise, false)];
    if is_written {
        findings.push(way(app, exercise, true));
        findings.dedup_by_key(|finding| finding.fact);
    }
    findings.extend(broken_driver(app, exercise));
    findings
}

fn way(app: &App<'_>, exercise: &CompanyFile, write: bool) -> Finding {
    let finding = match app.stores.route(exercise, write) {
        Ok(route) => chosen(&route),
        Err(error) => Finding::new(Fact::RouteUnknown).because(file::of(exercise, error)),
    };
    finding.with("file", exercise.path.display())
}

fn chosen(route: &Route) -> Finding {
    match &route.why {
        Why::Configured if route.driver == Driver::Odbc => Finding::new(Fact::RouteOdbc),
        Why::Configured => Finding::new(Fact::RouteNative),
        Why::NoAccessDriver => Finding::new(Fact::RouteWithoutDriver),
        Why::AccessDriver => Finding::new(Fact::RouteReadsByDriver),
        Why::SomebodyInside(users) => Finding::new(Fact::RouteWritesByDriver).with("users", users),
        Why::NobodyInside => Finding::new(Fact::RouteWritesByEngine),
        Why::RecoveryPending => Finding::new(Fact::RouteRecovers),
    }
}

/// Whether a file would be read through a driver.
pub(super) fn is_by_driver(app: &App<'_>, exercise: &CompanyFile) -> bool {
    app.stores.route(exercise, false).is_ok_and(|route| route.driver == Driver::Odbc)
}

/// A driver that is listed and does not start: readers go round it, so nobody would notice.
fn broken_driver(app: &App<'_>, exercise: &CompanyFile) -> Option<Finding> {
    if exercise.driver != Driver::Auto || !is_by_driver(app, exercise) {
        return None;
    }
    let tried = app.stores.look(&CompanyFile { driver: Driver::Odbc, ..exercise.clone() });
    let error = tried.err().filter(|error| error.is_no_driver())?;
    let broken = Finding::new(Fact::RouteDriverBroken).with("file", exercise.path.display());
    Some(broken.because(file::of(exercise, error)))
}

/// Whether the variable that holds a company's password is set, for this account and for the tasks'.
pub(super) fn password(company: &CompanySettings, tasks: &TasksSeen) -> Option<Finding> {
    let password = company.odbc.password.as_ref()?;
    let is_set_for_all = registry::is_set_for_all(&password.variable);
    let is_hidden_from_tasks = tasks.has_one_of_system() && is_set_for_all == Some(false);
    let fact = match password.value {
        None => Fact::PasswordMissing,
        Some(_) if is_hidden_from_tasks => Fact::PasswordOnlyHere,
        Some(_) => Fact::PasswordSet,
    };
    let finding = match password.value {
        // What is no variable may be the password itself.
        None => Finding::new(fact).with("name_chars", password.variable.chars().count()),
        Some(_) => Finding::new(fact).with("variable", &password.variable),
    };
    Some(Finding { company: Some(company.name.clone()), ..finding })
}
