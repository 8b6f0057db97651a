//! What `scan`, `enqueue`, `push` and `run` did.

use super::sentence;
use super::show::{Show, View, line, money};
use super::table::{Column, table};
use crate::pipeline::{CompanyReport, Counts, Outcome, Planned, Report};

/// More documents than these a dry run counts instead of listing them to people; JSON has them all.
const PLANNED_SHOWN_MAX: usize = 50;

impl Show for Report {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        if self.dry_run {
            line(&mut text, view.catalogue.text("report.dry_run"));
        }
        line(&mut text, view.heading(&head(self, view)));
        remarks(self, view).iter().for_each(|remark| line(&mut text, format_args!("  {remark}")));
        if self.outcome == Outcome::Interrupted {
            line(&mut text, format_args!("  {}", view.catalogue.text("report.interrupted")));
        }
        text += &companies(view, &self.companies);
        text += &planned(view, &self.would_write);
        for company in &self.companies {
            for failure in &company.errors {
                line(&mut text, view.alarming(&sentence::company_failure(failure, view.catalogue)));
            }
        }
        text
    }
}

/// The key of a fate's name, and how many orders met it.
type Fate = (&'static str, fn(&Counts) -> u64);

/// The fates of orders that a company's row shows.
const FATES: [Fate; 6] = [
    ("column.captured", |counts| counts.captured),
    ("column.queued", |counts| counts.queued),
    ("column.skipped", |counts| counts.skipped),
    ("column.held", |counts| counts.held),
    ("column.pushed", |counts| counts.pushed),
    ("column.parked", |counts| counts.parked),
];

/// Command, what became of how many orders, and how long it took.
fn head(report: &Report, view: &View<'_>) -> String {
    let fates = FATES.iter().map(|(key, count)| (count(&report.counts), view.catalogue.text(key)));
    let met = fates.filter(|(count, _)| *count > 0).map(|(count, fate)| format!("{count} {fate}"));
    let met: Vec<_> = met.collect();
    let met = if met.is_empty() { view.catalogue.text("report.nothing").to_owned() } else { met.join(", ") };
    format!("{}: {met} ({} ms)", report.command, report.duration_ms)
}

/// What is not in the headline, and is not zero.
fn remarks(report: &Report, view: &View<'_>) -> Vec<String> {
    let counts = &report.counts;
    let remarks = [
        ("report.late", counts.late),
        ("report.changed", counts.changed),
        ("report.gaps", counts.gaps),
        ("report.deleted", counts.deleted),
        ("report.incomplete", counts.incomplete),
        ("report.cut", counts.cut),
        ("report.found", counts.found),
        ("report.retried", counts.retried),
        ("report.paused", report.paused),
        ("report.waiting", report.waiting),
    ];
    let counted = remarks.into_iter().filter(|(_, count)| *count > 0);
    counted.map(|(key, count)| view.say(key, &[("count", &count)])).collect()
}

/// One row for each company that had orders, one column for each fate that any of them met.
fn companies(view: &View<'_>, companies: &[CompanyReport]) -> String {
    let met = |(_, count): &&Fate| companies.iter().any(|company| count(&company.counts) > 0);
    let fates: Vec<_> = FATES.iter().filter(met).collect();
    let columns: Vec<_> = std::iter::once(Column("column.company", false))
        .chain(fates.iter().map(|(key, _)| Column(key, true)))
        .collect();
    let touched =
        companies.iter().filter(|company| fates.iter().any(|(_, count)| count(&company.counts) > 0));
    let row = |company: &CompanyReport| {
        let figures = fates.iter().map(|(_, count)| count(&company.counts).to_string());
        std::iter::once(company.name.to_string()).chain(figures).collect()
    };
    table(view, &columns, touched.map(row))
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
