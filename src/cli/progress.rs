//! Progress bars, on a terminal only.

use super::messages::Catalogue;
use crate::domain::CompanyName;
use crate::pipeline::{Clock, Phase, Progress};
use chrono::{DateTime, Utc};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A bar on standard error for each stretch of work, gone when it ends.
pub struct Bars<'a> {
    catalogue: &'a Catalogue,
    current: RefCell<Option<ProgressBar>>,
}

impl<'a> Bars<'a> {
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, current: RefCell::default() }
    }

    fn replace(&self, bar: Option<ProgressBar>) {
        if let Some(ended) = std::mem::replace(&mut *self.current.borrow_mut(), bar) {
            ended.finish_and_clear();
        }
    }
}

impl Progress for Bars<'_> {
    fn begin(&self, phase: Phase, company: &CompanyName, total: Option<u64>) {
        let key = match phase {
            Phase::Scan => "progress.scan",
            Phase::Masters => "progress.masters",
            Phase::Enqueue => "progress.enqueue",
            Phase::Marks => "progress.marks",
            Phase::Backup => "progress.backup",
            Phase::Push => "progress.push",
        };
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr())
            .with_style(style(total.is_some()));
        bar.set_message(self.catalogue.say(key, &[("company", company)]));
        bar.enable_steady_tick(Duration::from_millis(200));
        self.replace(Some(bar));
    }

    fn advance(&self, orders: u64) {
        if let Some(bar) = &*self.current.borrow() {
            bar.inc(orders);
        }
    }

    fn end(&self) {
        self.replace(None);
    }
}

/// The bars, where somebody watches, and the wish to end.
pub struct Watch<'a> {
    pub bars: Option<Bars<'a>>,
    pub stop: &'a AtomicBool,
    /// When the time is up, and who knows what time it is.
    pub until: Option<(DateTime<Utc>, &'a dyn Clock)>,
}

impl Progress for Watch<'_> {
    fn begin(&self, phase: Phase, company: &CompanyName, total: Option<u64>) {
        self.bars.iter().for_each(|bars| bars.begin(phase, company, total));
    }

    fn advance(&self, orders: u64) {
        self.bars.iter().for_each(|bars| bars.advance(orders));
    }

    fn end(&self) {
        self.bars.iter().for_each(Progress::end);
    }

    fn stop_requested(&self) -> bool {
        let time_is_up = || self.until.is_some_and(|(until, clock)| clock.now() >= until);
        self.stop.load(Ordering::Relaxed) || time_is_up()
    }
}

fn style(known_total: bool) -> ProgressStyle {
    let template = if known_total {
        "{msg} [{bar:30}] {human_pos}/{human_len} {eta}"
    } else {
        "{spinner} {msg} {human_pos}"
    };
    ProgressStyle::with_template(template).expect("a valid template").progress_chars("=> ")
}
