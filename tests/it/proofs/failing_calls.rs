//! Every I/O call on the parent's file and its journal fails, once or from then on, while a batch of twenty orders is
//! being pushed: what is reported is what has happened, and the next push makes everything good.

use crate::facts::world::{FixedClock, TODAY, World};
use accdb::{Database, Error, Storage};
use chrono::{DateTime, NaiveDate, Utc};
use factulink::pipeline::{self, Clock, Outcome, PushOptions, Report};
use factulink::store::{self, Backups, CompanyFile, CompanyStore, NativeStore, NativeStores, Stores};
use proving::budget::rounds;
use proving::failing::{Device, WAYS, Way};
use proving::sound::assert_sound;
use std::io;
use std::path::PathBuf;

const ORDERS: u64 = 20;

/// How a push of the demo ends: some of its orders wait for a person.
const DONE: Outcome = Outcome::Held;

/// How a push that meets each of the [`WAYS`] ends.
const OUTCOMES: [Outcome; 6] =
    [Outcome::Io, Outcome::Io, Outcome::NoPermission, Outcome::TryLater, Outcome::Io, Outcome::TryLater];

/// The parent's file and its journal.
struct Parent {
    path: PathBuf,
    device: Device,
    /// Its journals get no header.
    is_forgetful: bool,
}

/// A journal whose header never arrives, though the call says so.
struct Forgetful(Box<dyn Storage>);

impl Storage for Forgetful {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.0.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let arriving = if at == 0 { &[] } else { bytes };
        self.0.write_at(at, arriving)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync()
    }
}

impl Parent {
    fn open(&self) -> Result<Database, Error> {
        self.device.open(|journal| if self.is_forgetful { Box::new(Forgetful(journal)) } else { journal })
    }
}

impl Stores for Parent {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, write: bool) -> store::Result<Box<dyn CompanyStore>> {
        if file.path != self.path {
            return NativeStores.open(file, write);
        }
        Ok(Box::new(NativeStore::over(&file.path, Parent::open(self))?))
    }
}

fn failures(report: &Report) -> impl Iterator<Item = Outcome> {
    report.companies.iter().flat_map(|company| &company.errors).map(|failure| failure.name)
}

/// Past every pause that a busy parent has brought.
struct HoursLater;

impl Clock for HoursLater {
    fn now(&self) -> DateTime<Utc> {
        FixedClock.now() + chrono::TimeDelta::hours(5)
    }

    fn today(&self) -> NaiveDate {
        TODAY.parse().expect("a date")
    }
}

/// The demo with its queue full and nothing pushed yet, and the parent as twenty pushed orders leave it.
struct Queue {
    world: World,
    /// The files that make up the state.
    state: Vec<(PathBuf, Vec<u8>)>,
    before: Vec<u8>,
    after: Vec<u8>,
    calls: u64,
}

fn state_files(world: &World) -> Vec<PathBuf> {
    let entries = world.folder.path().read_dir().expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.to_string_lossy().contains("state.db")).collect()
}

impl Queue {
    fn new() -> Queue {
        let world = World::of_demo();
        world.with_app(|app| {
            pipeline::scan(app, &Default::default()).expect("scans");
            pipeline::enqueue(app, &Default::default()).expect("enqueues");
        });
        let read = |path| std::fs::read(path).expect("can be read");
        let state = state_files(&world).into_iter().map(|path| (path.clone(), read(path))).collect();
        let before = read(world.parent_file());
        let mut queue = Queue { world, state, before, after: Vec::new(), calls: 0 };
        // The first push of a day also copies the parent; the calls of that are not among those that fail here.
        for _ in 0..2 {
            let parent = queue.parent();
            let report = queue.push(&parent, &FixedClock);
            assert_eq!((report.counts.pushed, report.outcome), (ORDERS, DONE));
            queue.calls = parent.device.control.calls();
            queue.after = parent.device.recovered();
        }
        assert_sound(&queue.after);
        queue
    }

    /// The parent as it was, and a state that has pushed nothing.
    fn parent(&self) -> Parent {
        state_files(&self.world).into_iter().for_each(|path| std::fs::remove_file(path).expect("removed"));
        self.state.iter().for_each(|(path, bytes)| std::fs::write(path, bytes).expect("can be written"));
        let device = Device::new(self.before.clone(), Vec::new());
        Parent { path: self.world.parent_file(), device, is_forgetful: false }
    }

    fn push(&self, parent: &Parent, clock: &dyn Clock) -> Report {
        let orders = Some(ORDERS as usize);
        let options = PushOptions { limit: orders, batch: orders, dry_run: false };
        self.world.with_stores(parent, clock, |app| pipeline::push(app, &options)).expect("ends in a report")
    }

    fn queued(&self) -> u64 {
        self.world.with_app(pipeline::status).expect("a status").orders.queued
    }

    /// One call fails; says whether the batch was in the parent all the same.
    fn carry_out(&self, way: (Way, Outcome), call: u64, for_good: bool) -> bool {
        self.carry_out_on(&self.parent(), way, call, for_good)
    }

    fn carry_out_on(
        &self,
        parent: &Parent,
        (way, outcome): (Way, Outcome),
        call: u64,
        for_good: bool,
    ) -> bool {
        let device = &parent.device;
        let context = format!("{}, call {call} of {}, for good: {for_good}", way.name, self.calls);
        let queued = self.queued();
        device.control.arm(Some(way.fault(call, for_good)));
        let report = self.push(parent, &FixedClock);
        device.control.arm(None);

        let failures: Vec<Outcome> = failures(&report).collect();
        assert_eq!((report.counts.pushed, failures), (0, vec![outcome]), "{context}");
        assert_eq!(report.outcome, outcome.worst(DONE), "{context}");
        assert_eq!(report.counts.parked, 0, "{context}");
        assert_eq!(self.queued(), queued, "{context}: the queue is whole");
        let left = device.recovered();
        assert!(left == self.before || left == self.after, "{context}: neither all nor nothing");

        let report = self.push(parent, &HoursLater);
        assert_eq!((report.counts.pushed, report.outcome), (ORDERS, DONE), "{context}");
        let found = if left == self.after { ORDERS } else { 0 };
        assert_eq!(report.counts.found, found, "{context}: each order is looked up again once at most");
        assert!(device.recovered() == self.after, "{context}: every order once, as if nothing had happened");
        left == self.after
    }
}

#[test]
fn whichever_call_of_a_push_fails_the_report_is_true_and_the_next_push_makes_it_good() {
    let queue = Queue::new();
    let every = rounds(41, 5, 1, 1);
    let (mut cases, mut written) = (0, 0);
    for (place, way) in (1..).zip(WAYS.into_iter().zip(OUTCOMES)) {
        // Starting at another call for each way, the few of a quick run are all over the place.
        for call in (1..=queue.calls).skip(place * 7 % every).step_by(every) {
            for for_good in [false, true] {
                written += usize::from(queue.carry_out(way, call, for_good));
                cases += 1;
            }
        }
    }
    println!(
        "{} calls in a push of {ORDERS} orders; {cases} failures, {written} after the batch had been written",
        queue.calls
    );
}

#[test]
#[should_panic = "neither all nor nothing"]
fn a_failing_call_shows_a_journal_without_its_header() {
    let queue = Queue::new();
    for call in (1..=queue.calls).rev() {
        let parent = Parent { is_forgetful: true, ..queue.parent() };
        queue.carry_out_on(&parent, (WAYS[0], OUTCOMES[0]), call, true);
    }
}
