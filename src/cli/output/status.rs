//! What is known: companies, orders, who waits, the last runs.

use super::show::{Show, View, line};
use super::table::{Column, table};
use super::{sentence, verdict, words};
use crate::cli::exit;
use crate::pipeline::{Attention, BackupStatus, CompanyStatus, Role, RunStatus, Status};
use std::fmt::Display;

/// More waiting orders than these are counted instead of listed to people; JSON has them all.
const WAITING_SHOWN_MAX: usize = 50;

impl Show for Status {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        let at = view.time(self.generated_at);
        let title = view.say("status.title", &[("path", &self.state.display()), ("at", &at)]);
        line(&mut text, view.heading(&title));
        text += &companies(view, &self.companies);
        for company in &self.companies {
            if let Some(failure) = &company.error {
                line(&mut text, view.alarming(&sentence::company_failure(failure, view.catalogue)));
            }
        }
        for parent in self.companies.iter().filter(|company| company.role == Role::Parent) {
            line(&mut text, backup(parent, view));
        }
        line(&mut text, format_args!("\n{}", orders(self, view)));
        text += &attention(view, &self.needs_attention);
        text += &runs(view, &self.runs);
        text
    }
}

fn companies(view: &View<'_>, companies: &[CompanyStatus]) -> String {
    let columns = [
        Column("column.company", false),
        Column("column.role", false),
        Column("column.year", true),
        Column("column.reachable", false),
        Column("column.watermarks", false),
        Column("column.path", false),
    ];
    let row = |company: &CompanyStatus| {
        let role = match company.role {
            Role::Parent => "status.parent",
            Role::Subsidiary => "status.subsidiary",
        };
        let marks = company.watermarks.iter().map(|mark| format!("{}-{:06}", mark.series, mark.code.get()));
        vec![
            company.name.to_string(),
            view.catalogue.text(role).to_owned(),
            company.year.to_string(),
            view.catalogue.text(if company.reachable { "status.yes" } else { "status.no" }).to_owned(),
            marks.collect::<Vec<_>>().join(", "),
            company.path.display().to_string(),
        ]
    };
    table(view, &columns, companies.iter().map(row))
}

fn backup(parent: &CompanyStatus, view: &View<'_>) -> String {
    let (company, year) = (&parent.name, &parent.year);
    match &parent.backup {
        None => view.say("status.no_backup", &[("company", company), ("year", year)]),
        Some(BackupStatus { name, made_at, age_seconds, .. }) => {
            let (at, age) = (view.time(*made_at), view.age(*age_seconds));
            let values: [(&str, &dyn Display); 5] =
                [("company", company), ("year", year), ("at", &at), ("age", &age), ("name", name)];
            view.say("status.backup", &values)
        }
    }
}

fn orders(status: &Status, view: &View<'_>) -> String {
    let orders = &status.orders;
    view.say(
        "status.orders",
        &[
            ("captured", &orders.captured),
            ("queued", &orders.queued),
            ("leased", &orders.leased),
            ("pushed", &orders.pushed),
            ("skipped", &orders.skipped),
            ("held", &orders.held),
            ("parked", &orders.parked),
            ("incomplete", &orders.incomplete),
        ],
    )
}

fn attention(view: &View<'_>, waiting: &[Attention]) -> String {
    let mut text = String::new();
    let title = if waiting.is_empty() { "status.no_attention" } else { "status.attention" };
    line(&mut text, view.catalogue.text(title));
    for order in waiting.iter().take(WAITING_SHOWN_MAX) {
        let Attention { order, state, reason, detail, since } = order;
        let sentence = verdict::reason(*reason, view.catalogue);
        let since = view.time(*since);
        let state = words::term("stage", state, view.catalogue);
        line(&mut text, view.alarming(&format!("  {order}  {state}  {since}  {sentence}")));
        if let Some(detail) = detail {
            line(&mut text, format_args!("      {detail}"));
        }
    }
    if waiting.len() > WAITING_SHOWN_MAX {
        line(&mut text, view.say("report.more", &[("count", &(waiting.len() - WAITING_SHOWN_MAX))]));
    }
    text
}

fn runs(view: &View<'_>, runs: &[RunStatus]) -> String {
    if runs.is_empty() {
        return String::new();
    }
    let columns = [
        Column("column.run", true),
        Column("column.command", false),
        Column("column.started", false),
        Column("column.captured", true),
        Column("column.queued", true),
        Column("column.pushed", true),
        Column("column.held", true),
        Column("column.result", false),
    ];
    let row = |run: &RunStatus| {
        let result = match run.exit_code {
            Some(code) => format!("{code} {}", exit::name(code)),
            None => view.catalogue.text("status.running").to_owned(),
        };
        vec![
            run.id.to_string(),
            run.command.clone(),
            view.time(run.started_at),
            run.captured.to_string(),
            run.queued.to_string(),
            run.pushed.to_string(),
            run.held.to_string(),
            result,
        ]
    };
    let mut text = String::new();
    line(&mut text, view.catalogue.text("status.runs"));
    text + &table(view, &columns, runs.iter().map(row))
}
