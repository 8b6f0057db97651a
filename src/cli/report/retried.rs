//! What `retry` put back.

use super::show::{Show, View, line};
use crate::pipeline::RetryReport;

impl Show for RetryReport {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        if self.orders.is_empty() {
            line(&mut text, view.catalogue.text("retry.nothing"));
            return text;
        }
        line(&mut text, view.say("retry.done", &[("captured", &self.captured), ("queued", &self.queued)]));
        self.orders.iter().for_each(|order| line(&mut text, format_args!("  {order}")));
        line(&mut text, view.catalogue.text(if self.dry_run { "report.dry_run" } else { "retry.next" }));
        text
    }
}
