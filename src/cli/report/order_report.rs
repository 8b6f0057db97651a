//! What `scan`, `enqueue`, `push` and `run` did.

use super::show::{Show, View, line, money};
use super::table::{Column, table};
use super::words;
use crate::pipeline::{CompanyReport, Planned, Report};

/// More documents than these a dry run counts instead of listing them to people; JSON has them all.
const PLANNED_SHOWN_MAX: usize = 50;

impl Show for Report {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        line(&mut text, view.heading(&head(self, view)));
        remarks(self, view).iter().for_each(|remark| line(&mut text, format_args!("  {remark}")));
        let touched = self.companies.iter().filter(|company| is_touched(company));
        text += &companies(view, touched);
        text += &planned(view, &self.would_write);
        for company in &self.companies {
            for failure in &company.errors {
                line(&mut text, view.alarming(&words::company_failure(failure, view.catalogue)));
            }
        }
        if self.dry_run {
            line(&mut text, view.catalogue.text("report.dry_run"));
        }
        text
    }
}

fn head(report: &Report, view: &View<'_>) -> String {
    let counts = &report.counts;
    let done = counts.captured + counts.queued + counts.skipped + counts.held + counts.pushed;
    let key = if done == 0 { "report.nothing" } else { "report.head" };
    view.say(
        key,
        &[
            ("command", &report.command),
            ("captured", &counts.captured),
            ("queued", &counts.queued),
            ("skipped", &counts.skipped),
            ("held", &counts.held),
            ("pushed", &counts.pushed),
            ("duration", &report.duration_ms),
        ],
    )
}

/// What is not in the headline, and is not zero.
fn remarks(report: &Report, view: &View<'_>) -> Vec<String> {
    let counts = &report.counts;
    let remarks = [
        ("report.late", counts.late),
        ("report.changed", counts.changed),
        ("report.gaps", counts.gaps),
        ("report.deleted", counts.deleted),
        ("report.not_ready", counts.not_ready),
        ("report.cut", counts.cut),
        ("report.found", counts.found),
        ("report.retried", counts.retried),
        ("report.parked", counts.parked),
        ("report.paused", report.paused),
        ("report.waiting", report.waiting),
    ];
    let counted = remarks.into_iter().filter(|(_, count)| *count > 0);
    counted.map(|(key, count)| view.say(key, &[("count", &count)])).collect()
}

fn is_touched(company: &CompanyReport) -> bool {
    let counts = &company.counts;
    [
        counts.captured,
        counts.changed,
        counts.queued,
        counts.skipped,
        counts.held,
        counts.pushed,
        counts.parked,
    ]
    .iter()
    .any(|count| *count > 0)
}

fn companies<'r>(view: &View<'_>, companies: impl Iterator<Item = &'r CompanyReport>) -> String {
    let columns = [
        Column("column.company", false),
        Column("column.captured", true),
        Column("column.queued", true),
        Column("column.skipped", true),
        Column("column.held", true),
        Column("column.pushed", true),
        Column("column.parked", true),
    ];
    let row = |company: &CompanyReport| {
        let counts = &company.counts;
        let figures =
            [counts.captured, counts.queued, counts.skipped, counts.held, counts.pushed, counts.parked];
        std::iter::once(company.name.to_string()).chain(figures.map(|count| count.to_string())).collect()
    };
    table(view, &columns, companies.map(row))
}

fn planned(view: &View<'_>, planned: &[Planned]) -> String {
    if planned.is_empty() {
        return String::new();
    }
    let columns = [
        Column("column.order", false),
        Column("column.year", true),
        Column("column.series", false),
        Column("column.date", false),
        Column("column.supplier", true),
        Column("column.lines", true),
        Column("column.total", true),
    ];
    let row = |order: &Planned| {
        vec![
            order.order.to_string(),
            order.year.to_string(),
            order.series.to_string(),
            order.date.to_string(),
            order.supplier.to_string(),
            order.lines.len().to_string(),
            money(order.total),
        ]
    };
    let mut text = String::new();
    line(&mut text, view.catalogue.text("report.would_write"));
    text += &table(view, &columns, planned.iter().take(PLANNED_SHOWN_MAX).map(row));
    if planned.len() > PLANNED_SHOWN_MAX {
        line(&mut text, view.say("report.more", &[("count", &(planned.len() - PLANNED_SHOWN_MAX))]));
    }
    text
}
