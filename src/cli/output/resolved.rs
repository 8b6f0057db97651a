//! What `resolve` decided.

use super::show::{Show, View, line};
use crate::pipeline::{Resolution, ResolveReport};

impl Show for ResolveReport {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        if self.dry_run {
            line(&mut text, view.catalogue.text("report.dry_run"));
        }
        let key = match self.decision {
            Resolution::Again => "resolve.again",
            Resolution::Keep => "resolve.keep",
            Resolution::New => "resolve.new",
        };
        line(&mut text, view.say(key, &[("count", &self.orders.len())]));
        self.orders.iter().for_each(|order| line(&mut text, format_args!("  {order}")));
        if !self.dry_run && self.decision != Resolution::Keep {
            line(&mut text, view.catalogue.text("retry.next"));
        }
        text
    }
}
