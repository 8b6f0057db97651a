//! What comes after a first content, killed at any step: a corrected file, a replacement, more rows, a decision, and
//! taking a job back.

use super::ledger::{self, End, LEDGER};
use super::steps::Proof;
use super::world::{World, run};
use factulink::import::report::ImportOutcome;
use factulink::import::{self, Confirmation, ImportApp, JobName, StageAsked, StageOptions};
use proving::budget::rounds;

type Ended = Result<ImportOutcome, import::Error>;

fn job() -> JobName {
    JobName::new("ventas", "2026-10", 1).expect("a name")
}

/// Holds for the ledger, a command, and its outcome.
fn hold(make: fn() -> World, command: super::world::Command, outcome: ImportOutcome, steps_least: usize) {
    let overwrites = true;
    let proof = Proof { make, command, outcome, end, overwrites };
    proof.hold(rounds(41, 17, 1, 1), rounds(1, 3, 100, 1_000), steps_least);
}

/// But for the pages of a job: one that was taken back by a run that was killed keeps that of the run before.
fn end(world: &World) -> End {
    let mut end = End::of(world);
    end.beside.retain(|name, _| !name.ends_with("report.html") && !name.ends_with("report.csv"));
    end
}

fn prepare(app: &ImportApp<'_>, _: &World) -> Ended {
    let options = StageOptions { stage: StageAsked::Prepare, jobs: Vec::new(), chunk_rows: None };
    import::stage(app, &options).map(|report| report.outcome)
}

/// The ledger with another amount, and a row less.
fn corrected() -> String {
    let ledger = ledger::ledger().replace("F002;NORTE;1;1.50", "F002;NORTE;1;7.50");
    ledger.replace("F003;SUR GRANDE;5;5.50\r\n", "")
}

fn with_a_corrected_file() -> World {
    let world = ledger::world();
    assert_eq!(world.does(prepare), ImportOutcome::Held, "rows are rejected");
    world.put(LEDGER, corrected());
    world
}

#[test]
fn a_corrected_file_takes_the_place_of_one_that_was_prepared() {
    hold(with_a_corrected_file, run, ImportOutcome::Held, 40);
}

fn with_a_replacement() -> World {
    let mut world = ledger::world();
    world.does(run);
    world.put(LEDGER, corrected());
    world.options.replace = true;
    world
}

#[test]
fn a_replacement_takes_the_place_of_what_was_loaded() {
    hold(with_a_replacement, run, ImportOutcome::Held, 40);
}

fn with_more_rows() -> World {
    let mut world = ledger::world();
    world.does(run);
    let more = "Serie;Sucursal;Numero;Total\r\nF001;CENTRO;31;1.00\r\nF001;CENTRO;30;1.00\r\nF003;SUR GRANDE;6;2.00\r\n";
    world.put("more/10. OCTUBRE 26.csv", more);
    world.options.files = vec![world.path("more/10. OCTUBRE 26.csv")];
    world.options.selection.profile = Some("ventas".to_owned());
    world.options.selection.period = "2026-10".parse().ok();
    world.options.append = Some(job());
    world
}

#[test]
fn more_rows_join_a_job_once() {
    hold(with_more_rows, run, ImportOutcome::Held, 15);
}

fn loaded() -> World {
    let world = ledger::world();
    world.does(run);
    world
}

fn decide(app: &ImportApp<'_>, world: &World) -> Ended {
    let confirmation = Confirmation::Centre { branch: "SUR GRANDES".to_owned(), centre: "1002".to_owned() };
    import::confirm(app, &job(), &confirmation)?;
    run(app, world)
}

#[test]
fn a_decision_brings_the_rest_through() {
    hold(loaded, decide, ImportOutcome::Ok, 20);
}

fn cancel(app: &ImportApp<'_>, _: &World) -> Ended {
    match import::cancel(app, &job()) {
        Err(import::Error::NotCancelled { .. }) => Ok(ImportOutcome::Ok),
        other => other.map(|report| report.outcome),
    }
}

#[test]
fn a_job_is_taken_back_as_a_whole() {
    hold(loaded, cancel, ImportOutcome::Ok, 8);
}
