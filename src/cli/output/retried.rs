//! What `retry` put back.

use super::show::{Show, View, line};
use crate::pipeline::RetryReport;

impl Show for RetryReport {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        if self.dry_run {
            line(&mut text, view.catalogue.text("report.dry_run"));
        }
        if self.orders.is_empty() {
            line(&mut text, view.catalogue.text("retry.nothing"));
            return text;
        }
        line(&mut text, view.say("retry.done", &[("captured", &self.captured), ("queued", &self.queued)]));
        self.orders.iter().for_each(|order| line(&mut text, format_args!("  {order}")));
        if !self.dry_run {
            line(&mut text, view.catalogue.text("retry.next"));
        }
        text
    }
}
