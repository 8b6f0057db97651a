//! Progress of bulk files: one bar for each stretch of work, on a terminal only, and the wish to end.

use super::figures;
use crate::cli::messages::Catalogue;
use crate::clock::Clock;
use crate::domain::Lang;
use crate::import::{ImportPhase, JobName, JobWatch};
use chrono::{DateTime, Utc};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::cell::RefCell;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// So long a pause does not look whether it is to end.
const SLICE: Duration = Duration::from_millis(100);

/// A bar on standard error for each stretch of work, gone when it ends.
pub struct ImportBars<'a> {
    catalogue: &'a Catalogue,
    current: RefCell<Option<ProgressBar>>,
}

impl<'a> ImportBars<'a> {
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, current: RefCell::default() }
    }

    fn begin(&self, phase: ImportPhase, job: &JobName, total: Option<u64>) {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr()).with_style(style(
            phase,
            total.is_some(),
            self.catalogue.lang(),
        ));
        bar.set_message(self.catalogue.say(message(phase), &[("job", job)]));
        bar.enable_steady_tick(Duration::from_millis(200));
        self.replace(Some(bar));
    }

    fn advance(&self, count: u64) {
        self.current.borrow().iter().for_each(|bar| bar.inc(count));
    }

    fn replace(&self, bar: Option<ProgressBar>) {
        if let Some(ended) = std::mem::replace(&mut *self.current.borrow_mut(), bar) {
            ended.finish_and_clear();
        }
    }
}

fn message(phase: ImportPhase) -> &'static str {
    match phase {
        ImportPhase::Prepare => "import_progress.prepare",
        ImportPhase::Load => "import_progress.load",
        ImportPhase::Wait => "import_progress.wait",
        ImportPhase::Register => "import_progress.register",
    }
}

/// Rows with their speed, chunks of how many, seconds waited.
fn style(phase: ImportPhase, known_total: bool, lang: Lang) -> ProgressStyle {
    let template = match (phase, known_total) {
        (ImportPhase::Wait, _) => "{spinner} {msg} {elapsed}",
        (ImportPhase::Prepare, true) => "{msg} [{bar:30}] {done}/{all} {speed} {eta}",
        (ImportPhase::Prepare, false) => "{spinner} {msg} {done} {speed}",
        (_, true) => "{msg} [{bar:30}] {done}/{all} {eta}",
        (_, false) => "{spinner} {msg} {done}",
    };
    let key = |of: fn(&ProgressState) -> u64, unit: &'static str| {
        move |state: &ProgressState, out: &mut dyn Write| {
            // Nobody is there to be told of a bar that cannot be drawn.
            let _ = write!(out, "{}{unit}", figures::count(of(state), lang));
        }
    };
    let style = ProgressStyle::with_template(template).expect("a valid template").progress_chars("=> ");
    style
        .with_key("done", key(|state| state.pos(), ""))
        .with_key("all", key(|state| state.len().unwrap_or_default(), ""))
        .with_key("speed", key(|state| a_second(state.pos(), state.elapsed()), "/s"))
}

/// How many came in a second, over the whole time.
fn a_second(count: u64, elapsed: Duration) -> u64 {
    let a_second = u128::from(count) * 1000 / elapsed.as_millis().max(1);
    u64::try_from(a_second).unwrap_or(u64::MAX)
}

/// The bars, where somebody watches; the wish to end; and pauses that heed it.
pub struct ImportWatch<'a> {
    pub bars: Option<ImportBars<'a>>,
    pub stop: &'a AtomicBool,
    /// When the time is up, and who knows what time it is.
    pub until: Option<(DateTime<Utc>, &'a dyn Clock)>,
    /// How a pause passes: `std::thread::sleep`.
    pub sleep: &'a dyn Fn(Duration),
}

impl JobWatch for ImportWatch<'_> {
    fn begin(&self, phase: ImportPhase, job: &JobName, total: Option<u64>) {
        self.bars.iter().for_each(|bars| bars.begin(phase, job, total));
    }

    fn advance(&self, count: u64) {
        self.bars.iter().for_each(|bars| bars.advance(count));
    }

    fn end(&self) {
        self.bars.iter().for_each(|bars| bars.replace(None));
    }

    fn stop_requested(&self) -> bool {
        let time_is_up = || self.until.is_some_and(|(until, clock)| clock.now() >= until);
        self.stop.load(Ordering::Relaxed) || time_is_up()
    }

    fn pause(&self, time: Duration) {
        let mut left = time;
        while !left.is_zero() && !self.stop_requested() {
            let slice = left.min(SLICE);
            (self.sleep)(slice);
            left -= slice;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;
    use std::cell::Cell;

    fn slept(time: Duration, stop_after: usize) -> Vec<Duration> {
        let (stop, slices) = (AtomicBool::new(stop_after == 0), RefCell::new(Vec::new()));
        let sleep = |slice| {
            slices.borrow_mut().push(slice);
            stop.store(slices.borrow().len() >= stop_after, Ordering::Relaxed);
        };
        ImportWatch { bars: None, stop: &stop, until: None, sleep: &sleep }.pause(time);
        slices.into_inner()
    }

    #[test]
    fn a_pause_ends_soon_after_it_is_asked_to() {
        let millis = Duration::from_millis;
        assert_eq!(slept(millis(250), 99), [millis(100), millis(100), millis(50)]);
        assert_eq!(slept(millis(60_000), 3).len(), 3);
        assert_eq!(slept(millis(60_000), 0), []);
    }

    #[test]
    fn a_speed_is_of_whole_things() {
        assert_eq!(a_second(15_000, Duration::from_millis(209)), 71_770);
        assert_eq!(a_second(7, Duration::ZERO), 7_000);
        assert_eq!(a_second(u64::MAX, Duration::ZERO), u64::MAX);
    }

    #[test]
    fn every_phase_has_a_bar() {
        let catalogue = Catalogue::new(Lang::En);
        let (stop, job) = (AtomicBool::new(false), "tarifa#1".parse().expect("a job"));
        let naps = Cell::new(0);
        let sleep = |_| naps.set(naps.get() + 1);
        let bars = Some(ImportBars::new(&catalogue));
        let watch = ImportWatch { bars, stop: &stop, until: None, sleep: &sleep };
        for phase in [ImportPhase::Prepare, ImportPhase::Load, ImportPhase::Wait, ImportPhase::Register] {
            for total in [None, Some(3)] {
                watch.begin(phase, &job, total);
                watch.advance(2);
                let shown = watch.bars.as_ref().and_then(|bars| bars.current.borrow().clone());
                assert_eq!(shown.map(|bar| bar.position()), Some(2));
                watch.end();
            }
        }
        watch.pause(SLICE);
        assert_eq!(naps.get(), 1);
    }
}
