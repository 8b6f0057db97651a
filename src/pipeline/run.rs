//! run: scan, enqueue and push in one go; what the scheduled task calls.

use super::app::App;
use super::documents;
use super::enqueue::decide_captured;
use super::error::Result;
use super::options::RunOptions;
use super::push::push_queued;
use super::report::Report;
use super::scan::{chosen, scan_companies};
use super::session::Session;

/// Takes the subsidiaries' orders all the way into the parent. What one company holds up, does not hold up another.
pub fn run(app: &App<'_>, options: &RunOptions) -> Result<Report> {
    let chosen = chosen(app, &options.companies)?;
    let mut session = Session::open(app, "run", options.dry_run)?;
    session.deep = options.deep;
    scan_companies(&mut session, &chosen, options.range.as_ref())?;
    decide_captured(&mut session, options.limit)?;
    push_queued(&mut session, options.limit, options.batch)?;
    if session.sent_back > 0 {
        decide_captured(&mut session, options.limit)?;
        push_queued(&mut session, options.limit, options.batch)?;
    }
    // The nightly run, which looks far back, looks at the documents as well.
    if options.range.is_some_and(|range| range.late_window.is_some()) {
        documents::look_up(&mut session)?;
    }
    session.finish()
}
