//! The program killed, as a process, and started again until it comes to its end: before each of its calls that change
//! a file, and at random moments.

use super::demo::{BATCH, Demo, ORDERS};
use accdb::{Database, MemoryStorage, Strictness};
use proving::budget::rounds;
use proving::readers::checker::Checker;
use proving::rows::Numbers;
use proving::shared::skipped;
use proving::sound::assert_sound;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Programs killed at the same time.
const AT_ONCE: usize = 3;

/// The calls by which a push changes files, or says who may.
const CALLS: &str = "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,flock,mkdir";

/// Whether the tool that kills a program at a call of it is here.
fn strace_is_here() -> bool {
    let found = Command::new("strace").arg("--version").output().is_ok();
    if !found {
        skipped("there is no strace to kill the program with");
    }
    found
}

/// How often a whole push makes each of the calls.
fn calls_of_a_push(queue: &Demo) -> BTreeMap<String, usize> {
    let demo = queue.copy();
    let log = demo.path("calls");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-e", &format!("trace={CALLS}"), "-o"]).arg(&log);
    assert!(demo.push_under(strace).status.code().is_some(), "strace works");
    let mut calls = BTreeMap::new();
    for line in std::fs::read_to_string(&log).expect("a log").lines() {
        let call = line.split_whitespace().nth(1).and_then(|call| call.split_once('('));
        if let Some((name, _)) = call {
            *calls.entry(name.to_owned()).or_insert(0) += 1;
        }
    }
    calls
}

/// Pushes, and kills the program as it enters the call of that name for the `count`th time. Says whether it came to
/// that.
fn push_killed(demo: &Demo, call: &str, count: usize) -> bool {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")]);
    strace.args(["-e", &format!("inject={call}:signal=KILL:when={count}")]);
    demo.push_under(strace).status.code().is_none()
}

/// After a kill: one more push makes everything good, looks up again no more than the batch in which the program was
/// killed, and leaves nothing to do.
fn assert_made_good(demo: &Demo, expected: &Expected, context: &str) {
    let found = demo.push()["found"].as_u64().expect("a count");
    assert!(found <= BATCH as u64, "{context}: {found} orders were looked up again");
    assert_eq!(demo.push()["pushed"], 0, "{context}: a second push has nothing to do");
    expected.assert_is(demo, context);
}

/// What every killed push comes to.
struct Expected {
    orders: super::demo::Orders,
    checker: Option<Checker>,
    checked: AtomicUsize,
}

impl Expected {
    fn of(queue: &Demo) -> Expected {
        let demo = queue.copy();
        demo.push();
        let orders = demo.orders();
        assert!(orders.len() >= ORDERS, "{} orders", orders.len());
        Expected { orders, checker: Checker::here(), checked: AtomicUsize::new(0) }
    }

    /// The orders are there once and whole, and the walk finds nothing; a checker that is not ours looks at some.
    fn assert_is(&self, demo: &Demo, context: &str) {
        assert!(demo.orders() == self.orders, "{context}: other orders than without it");
        assert_sound(&std::fs::read(demo.parent()).expect("can be read"));
        let journal = std::fs::read(demo.path("0012026.accdb-journal")).unwrap_or_default();
        assert!(journal.first().is_none_or(|first| *first == 0), "{context}: the journal has ended");
        if self.checked.fetch_add(1, Ordering::Relaxed).is_multiple_of(25) {
            self.checker.iter().for_each(|checker| checker.strict(&demo.parent()));
        }
    }
}

/// Works on every item, some at a time.
fn each_at_once<T: Send>(items: Vec<T>, work: impl Fn(T) + Sync) {
    let items = Mutex::new(items);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let item = items.lock().expect("no worker fails while it takes an item").pop();
                    let Some(item) = item else { break };
                    work(item);
                }
            });
        }
    });
}

#[test]
fn killed_before_any_call_that_changes_a_file_every_order_is_there_once_and_whole() {
    if !strace_is_here() {
        return;
    }
    let queue = Demo::queued();
    let expected = Expected::of(&queue);
    let calls = calls_of_a_push(&queue);
    let points = calls.iter().flat_map(|(name, count)| (1..=*count).map(move |nth| (name.as_str(), nth)));
    let points: Vec<_> = points.step_by(rounds(17, 3, 1, 1)).collect();
    println!("{} points of a push: {calls:?}", points.len());
    assert!(calls["pwrite64"] > 30 && calls["fsync"] >= 10, "the calls of a commit are among them");
    let (kills, twice) = (AtomicUsize::new(0), AtomicUsize::new(0));
    each_at_once((0..).zip(points).collect(), |(place, (call, nth))| {
        let context = format!("killed before {call} number {nth}");
        let demo = queue.copy();
        kills.fetch_add(usize::from(push_killed(&demo, call, nth)), Ordering::Relaxed);
        // Every other time the program is killed again while it makes good the first.
        let mut numbers = Numbers::new(place);
        if numbers.chance(50) {
            let (call, nth) = (*numbers.pick(&["pwrite64", "fsync", "unlink"]), 1 + numbers.below(40));
            twice.fetch_add(usize::from(push_killed(&demo, call, nth)), Ordering::Relaxed);
        }
        assert_made_good(&demo, &expected, &context);
    });
    let (kills, twice) = (kills.into_inner(), twice.into_inner());
    println!("{kills} kills, {twice} of them followed by another; {ORDERS} orders each time");
    assert!(kills > 0);
}

#[test]
fn killed_at_any_moment_and_run_again_every_order_is_there_once_and_whole() {
    let queue = Demo::queued();
    let expected = Expected::of(&queue);
    let length = {
        let demo = queue.copy();
        let start = Instant::now();
        demo.push();
        start.elapsed()
    };
    let (wanted, kills, ends) = (rounds(12, 200, 1_000, 10_000), AtomicUsize::new(0), AtomicUsize::new(0));
    each_at_once((0..AT_ONCE as u64).collect(), |worker| {
        let mut numbers = Numbers::new(20_260_321 + worker);
        while kills.load(Ordering::Relaxed) < wanted {
            let demo = queue.copy();
            // Each attempt may be killed anywhere, also while it makes good the one before.
            loop {
                match push_for(&demo, length.mul_f64(numbers.below(1_000) as f64 / 800.0)) {
                    Ended::Killed => _ = kills.fetch_add(1, Ordering::Relaxed),
                    Ended::TooEarly => {}
                    Ended::ByItself => break,
                }
            }
            assert_eq!(demo.push()["pushed"], 0, "the push before came to its end");
            expected.assert_is(&demo, "killed at some moments");
            ends.fetch_add(1, Ordering::Relaxed);
        }
    });
    println!("{kills:?} kills, {ends:?} times through, {ORDERS} orders each time");
}

/// A push that was killed while it wrote pages of the parent: its journal is live.
fn killed_amid_pages(queue: &Demo, writes: usize) -> Demo {
    let before = std::fs::read(queue.parent()).expect("can be read");
    let killed = (1..=writes).rev().map(|nth| {
        let demo = queue.copy();
        push_killed(&demo, "pwrite64", nth).then_some(demo)
    });
    let is_amid = |demo: &Demo| {
        let journal = std::fs::read(demo.path("0012026.accdb-journal")).unwrap_or_default();
        let is_live = journal.first().is_some_and(|first| *first != 0);
        let opened =
            Database::open(Box::new(MemoryStorage::new(std::fs::read(demo.parent()).expect("can be read"))));
        is_live
            && opened.is_ok_and(|database| {
                !database.check(Strictness::OwnWriter).is_ok_and(|report| report.is_sound())
            })
    };
    let found = killed.flatten().find(is_amid).expect("a commit is more than one write");
    assert!(std::fs::read(found.parent()).expect("can be read") != before);
    found
}

#[test]
fn a_kill_shows_a_journal_that_is_lost() {
    if !strace_is_here() {
        return;
    }
    let queue = Demo::queued();
    let expected = Expected::of(&queue);
    let demo = killed_amid_pages(&queue, calls_of_a_push(&queue)["pwrite64"]);
    let (sound, broken) = (demo.copy(), demo);
    assert_made_good(&sound, &expected, "with its journal");
    std::fs::remove_file(broken.path("0012026.accdb-journal")).expect("removed");
    let judged =
        catch_unwind(AssertUnwindSafe(|| assert_made_good(&broken, &expected, "without its journal")));
    assert!(judged.is_err(), "the parent is made of two commits, and nobody noticed");
}

/// How a push ended that was to be killed after a while.
enum Ended {
    Killed,
    /// The one before is dead and its files are not let go of yet, as happens under Wine.
    TooEarly,
    ByItself,
}

/// Pushes, for no longer than `limit`.
fn push_for(demo: &Demo, limit: Duration) -> Ended {
    let mut program = demo.start_push();
    std::thread::sleep(limit);
    program.kill().expect("killed, or over");
    match program.wait().expect("a child").code() {
        None => Ended::Killed,
        Some(75 | 91) => Ended::TooEarly,
        Some(_) => Ended::ByItself,
    }
}
