//! The backups there are, and what a restore has done.

use super::show::{Show, View, byte_size, line};
use super::table::{Column, table};
use crate::domain::OrderKey;
use crate::pipeline::{BackupKind, BackupList, BackupStatus, RestoreReport};

/// More orders than these are counted instead of listed to people; JSON has them all.
const ORDERS_SHOWN_MAX: usize = 20;

impl Show for BackupList {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        let place = self.directory.display();
        let title = if self.backups.is_empty() { "restore.no_backups" } else { "restore.backups" };
        line(&mut text, view.say(title, &[("company", &self.company), ("directory", &place)]));
        let columns = [
            Column("column.backup", false),
            Column("column.made", false),
            Column("column.age", true),
            Column("column.size", true),
            Column("column.kind", false),
        ];
        text + &table(view, &columns, self.backups.iter().map(|backup| row(backup, view)))
    }
}

fn row(backup: &BackupStatus, view: &View<'_>) -> Vec<String> {
    let kind = match backup.kind {
        BackupKind::Daily => "restore.daily",
        BackupKind::Replaced => "restore.replaced",
    };
    vec![
        backup.name.clone(),
        view.time(backup.made_at),
        view.age(backup.age_seconds),
        byte_size(backup.bytes),
        view.catalogue.text(kind).to_owned(),
    ]
}

impl Show for RestoreReport {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        if self.dry_run {
            line(&mut text, view.catalogue.text("report.dry_run"));
        }
        line(&mut text, what(self, "restore.done", view));
        if let Some(replaced) = &self.replaced {
            line(&mut text, view.say("restore.kept", &[("file", &replaced.display())]));
        }
        text + &consequences(self, view)
    }
}

/// What a person is asked before a restore.
pub fn restore_question(plan: &RestoreReport, view: &View<'_>) -> String {
    let mut text = what(plan, "restore.plan", view) + "\n";
    text += &consequences(plan, view);
    text + view.catalogue.text("restore.question") + " "
}

fn what(report: &RestoreReport, key: &str, view: &View<'_>) -> String {
    let (file, at) = (report.file.display(), view.time(report.backup.made_at));
    view.say(key, &[("file", &file), ("backup", &report.backup.name), ("at", &at)])
}

fn consequences(report: &RestoreReport, view: &View<'_>) -> String {
    orders("restore.queued", &report.queued, view) + &orders("restore.absent", &report.absent, view)
}

fn orders(key: &str, orders: &[OrderKey], view: &View<'_>) -> String {
    let mut text = String::new();
    if orders.is_empty() {
        return text;
    }
    line(&mut text, view.say(key, &[("count", &orders.len())]));
    orders.iter().take(ORDERS_SHOWN_MAX).for_each(|order| line(&mut text, format_args!("    {order}")));
    if orders.len() > ORDERS_SHOWN_MAX {
        line(&mut text, view.say("report.more", &[("count", &(orders.len() - ORDERS_SHOWN_MAX))]));
    }
    text
}
