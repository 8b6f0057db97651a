//! Commands killed within the process, before and after every write of the state and every act on the outside.

use super::ledger::{self, End};
use super::prices;
use super::world::{Command, Life, World, run};
use chrono::TimeDelta;
use factulink::import::report::ImportOutcome;
use factulink::platform::memory::Act;
use factulink::table::Disk;
use proving::budget::rounds;
use proving::rows::Numbers;
use std::fmt::Debug;

/// Runs until the machine, the clock and the platform let it come to its end.
fn do_to_the_end(world: &World, command: Command) {
    let mut outcomes = (0..9).map(|_| world.does(command));
    assert!(outcomes.any(|outcome| outcome != ImportOutcome::TryLater), "no run comes to its end");
}

/// A way to make a world, a command, how it ends, and what it leaves behind.
pub struct Proof<E> {
    pub make: fn() -> World,
    pub command: Command,
    pub outcome: ImportOutcome,
    pub end: fn(&World) -> E,
    /// Whether another content takes the names of files that are recorded; what is sent is looked at all the same.
    pub overwrites: bool,
}

impl<E: Debug + PartialEq> Proof<E> {
    /// Steps of an undisturbed run, and its end.
    fn undisturbed(&self) -> (usize, E) {
        let world = (self.make)();
        let (life, steps) = world.live(self.command, None, &Disk);
        let Life::Ended(Ok(outcome)) = life else { panic!("the run did not end well") };
        assert_eq!(outcome, self.outcome, "{:#?}", (self.end)(&world));
        (steps, (self.end)(&world))
    }

    /// Kills a run at each of these steps, one life after the other, and lets the next come to its end.
    fn killed_at(&self, tick: TimeDelta, steps: &[usize], expected: &E) {
        let world = (self.make)();
        let context = format!("killed at steps {steps:?}, the clock ticks by {tick}");
        let mut killed = 0;
        for step in steps {
            killed += usize::from(matches!(world.live(self.command, Some(*step), &Disk).0, Life::Killed));
            // What a job is made of is of the day on which it was made.
            if !world.state().is_empty() {
                world.tick.set(tick);
            }
            if !self.overwrites {
                world.assert_recorded_chunks_are_whole(&context);
            }
        }
        assert!(killed > 0, "{context}: it was never killed");
        do_to_the_end(&world, self.command);
        assert_eq!((self.end)(&world), *expected, "{context}");
        world.assert_taken_once(&context);
    }

    /// Kills at every step, or every so many, and at pairs of steps.
    pub fn hold(&self, stride: usize, pairs: usize, steps_least: usize) {
        let (steps, expected) = self.undisturbed();
        assert!(steps >= steps_least, "{steps} steps");
        let usual = TimeDelta::milliseconds(3);
        let first = 1 + steps % stride.min(steps);
        let points: Vec<_> = (first..=steps).step_by(stride).collect();
        points.iter().for_each(|step| self.killed_at(usual, &[*step], &expected));
        let mut numbers = Numbers::new(20_261_130);
        for _ in 0..pairs {
            let lives = [1 + numbers.below(steps), 1 + numbers.below(steps)];
            // Also with a clock that goes on by much between two looks.
            let tick =
                *numbers.pick(&[usual, TimeDelta::seconds(7), TimeDelta::minutes(11), TimeDelta::hours(9)]);
            self.killed_at(tick, &lives, &expected);
        }
        println!("{steps} steps; killed at {} of them and at {pairs} pairs", points.len());
    }
}

#[test]
fn a_ledger_that_is_killed_at_any_step_comes_to_the_same_end() {
    let proof = Proof {
        make: ledger::world,
        command: run,
        outcome: ImportOutcome::Held,
        end: End::of,
        overwrites: false,
    };
    proof.hold(rounds(37, 9, 1, 1), rounds(2, 8, 300, 3_000), 40);
}

#[test]
fn rows_of_a_registry_that_are_sent_one_by_one_are_sent_once() {
    let end = |world: &World| {
        let sent = |act: &&Act| matches!(act, Act::Register { .. });
        (End::of(world), world.memory.acts().iter().filter(sent).count())
    };
    let outcome = ImportOutcome::Held;
    let proof = Proof { make: ledger::world_of_rows, command: run, outcome, end, overwrites: false };
    assert_eq!(proof.undisturbed().1.1, 3, "a request for each row");
    proof.hold(rounds(43, 17, 1, 1), rounds(1, 5, 50, 500), 40);
}

#[test]
fn a_price_list_that_is_killed_at_any_step_has_the_same_outcomes() {
    let proof = Proof {
        make: prices::world,
        command: run,
        outcome: ImportOutcome::Held,
        end: prices::end,
        overwrites: false,
    };
    proof.hold(rounds(11, 3, 1, 1), rounds(2, 10, 100, 1_000), 25);
}

#[test]
fn the_small_ledger_has_every_outcome() {
    let world = ledger::world();
    assert_eq!(world.does(run), ImportOutcome::Held);
    let end = End::of(&world);
    assert_eq!(end.chunks.len(), 5);
    assert_eq!(end.taken.len(), 5);
    // The titles are among the rows.
    assert_eq!(end.accounts.len(), 4, "{end:#?}");
    assert_eq!(end.registry.lines().count(), 5, "{}", end.registry);
    for outcome in ["loaded", "known", "new", "held"] {
        let is_there = |row: &&String| {
            row.starts_with("import_pairs") && row.contains(&format!("outcome=Text({outcome:?})"))
        };
        assert!(end.state.iter().any(|row| is_there(&row)), "{outcome}: {:#?}", end.state);
    }
    let (state, list, held) = {
        let world = prices::world();
        world.does(run);
        prices::end(&world)
    };
    assert!(state.iter().any(|row| row.contains("new=Integer")), "{state:#?}");
    assert_eq!(list.len(), 31);
    for code in ["article_unknown", "change_too_big", "key_repeated"] {
        assert!(held.contains(code), "{code}: {held}");
    }
}
