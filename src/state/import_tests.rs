//! Jobs of bulk files, from prepared to pruned.

use super::import_aliases::{self, Alias};
use super::import_attempts::{self, About, Act, Attempt, Ended};
use super::import_chunks::{self, ChunkState, Fate, NewChunk};
use super::import_figures::{Figures, RowCounts};
use super::import_jobs::{self, Job, JobId, JobStage, NewJob, Scenario, Stop, Why};
use super::import_name::JobName;
use super::import_numbers::{self, Free, Interval};
use super::import_pairs::{self, Candidate, Decision, How, NewPair, PairKey, PairOutcome};
use super::import_prepared::{self, Part};
use super::import_pruning;
use super::import_registrations::{self, RegistrationState, Target, Values};
use super::import_sources::{self, Source};
use super::{Error, Moment, State, Write};
use chrono::DateTime;
use proptest::prelude::*;
use std::collections::BTreeSet;

const PROFILE: &str = "sunat-ventas";

fn at(second: i64) -> Moment {
    DateTime::from_timestamp(1_800_000_000 + second, 0).expect("a time")
}

fn state() -> State {
    State::in_memory().expect("a state")
}

fn write<T>(state: &mut State, change: impl FnOnce(&Write<'_>) -> super::Result<T>) -> T {
    let tx = state.begin().expect("a transaction");
    let done = change(&tx).expect("a change");
    tx.commit().expect("committed");
    done
}

fn source(content: &str) -> Source {
    Source {
        name: format!("{content}.xlsx"),
        length: 7,
        sha256: content.to_owned(),
        sheet: Some("SUNAT".to_owned()),
    }
}

fn chunk(first_no: u64, rows: u64) -> NewChunk {
    NewChunk {
        rows,
        first_no,
        last_no: first_no + rows - 1,
        file: format!("{}.csv", first_no + rows - 1),
        length: rows * 100,
        sha256: format!("content {first_no}"),
        key: format!("key {first_no}"),
    }
}

fn pair(series: &str, rows: u64, first_no: u64) -> NewPair {
    let key = PairKey { series: series.to_uppercase(), branch: "PLZ SOL".to_owned() };
    NewPair { key, series: series.to_owned(), branch: "Plz  Sol".to_owned(), rows, first_no }
}

fn figures(accepted: u64) -> Figures {
    let rows = RowCounts { read: accepted + 1, accepted, rejected: 1, ..RowCounts::default() };
    let sums = [("total".to_owned(), format!("{accepted}.10"))].into();
    Figures { rows, sums, ..Figures::default() }
}

fn prepared(state: &mut State, period: &str, content: &str) -> JobId {
    let figures = figures(5);
    let new = NewJob { profile: PROFILE, period, profile_hash: "hash", figures: &figures };
    let source = source(content);
    let (chunks, pairs) = ([chunk(1, 3), chunk(4, 2)], [pair("b002", 3, 2), pair("B001", 2, 1)]);
    let part = Part { source: &source, chunks: &chunks, pairs: &pairs };
    write(state, |tx| import_prepared::record(tx, &new, &part, at(0)))
}

fn job(state: &State, id: JobId) -> Job {
    import_jobs::get(state, id).expect("read").expect("known")
}

fn why(reason: &str) -> Why<'_> {
    Why { reason, detail: None }
}

fn ends(state: &mut State, id: JobId) {
    write(state, |tx| import_jobs::advance(tx, id, JobStage::Done, at(9)));
}

#[test]
fn a_prepared_job_is_found_with_all_that_belongs_to_it() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    let name: JobName = "sunat-ventas/2026-10".parse().expect("a name");
    let job = import_jobs::find(&state, &name).expect("read").expect("known");
    assert_eq!((job.id, job.state(), job.stage), (id, "prepared", Some(JobStage::Prepared)));
    assert_eq!((job.figures, job.created_at), (figures(5), at(0)));
    assert_eq!(import_sources::of_job(&state, id).expect("read"), [(1, source("a"))]);
    let chunks = import_chunks::of_job(&state, id).expect("read");
    assert_eq!(chunks.iter().map(|chunk| (chunk.n, chunk.part)).collect::<Vec<_>>(), [(1, 1), (2, 1)]);
    assert_eq!(chunks[1].content, chunk(4, 2));
    let pairs = import_pairs::of_job(&state, id).expect("read");
    let firsts: Vec<_> =
        pairs.iter().map(|pair| (pair.content.series.as_str(), pair.content.first_no)).collect();
    assert_eq!(firsts, [("B001", 1), ("b002", 2)], "in the order of their first rows");
    assert_eq!(import_jobs::latest(&state, PROFILE, "2026-10").expect("read").map(|job| job.id), Some(id));
}

#[test]
fn another_content_takes_the_place_of_one_that_submitted_nothing() {
    let mut state = state();
    let first = prepared(&mut state, "2026-10", "a");
    write(&mut state, |tx| import_numbers::claim(tx, first, "01/F001", Interval { first: 1, last: 9 }));
    write(&mut state, |tx| import_chunks::begin(tx, first, 1));
    assert!(import_jobs::is_submitted(&state, first).expect("read"), "it may be there");
    write(&mut state, |tx| import_chunks::settle(tx, first, 1, Fate::Refused));
    assert!(!import_jobs::is_submitted(&state, first).expect("read"));
    let second = prepared(&mut state, "2026-10", "b");
    assert_eq!(job(&state, first).stop, Some(Stop::Superseded));
    assert_eq!(job(&state, second).name.to_string(), "sunat-ventas/2026-10#2");
    write(&mut state, |tx| import_numbers::load_claims(tx, first));
    assert_eq!(
        import_numbers::of_key(&state, PROFILE, "01/F001", Free::default()).expect("read"),
        [],
        "its claims are gone"
    );
    write(&mut state, |tx| {
        import_chunks::begin(tx, second, 1)?;
        import_chunks::settle(tx, second, 1, Fate::Taken { ticket: Some("t1") })
    });
    prepared(&mut state, "2026-10", "c");
    assert_eq!(job(&state, second).stop, None, "what was submitted is not superseded");
}

#[test]
fn without_a_period_every_content_is_a_job_of_its_own() {
    let mut state = state();
    let [first, second] = ["a", "b"].map(|content| prepared(&mut state, "", content));
    assert_eq!(job(&state, first).stop, None);
    assert_eq!(job(&state, second).name.to_string(), "sunat-ventas#2");
}

#[test]
fn a_job_without_chunks_is_submitted_once_it_went_on() {
    let mut state = state();
    let figures = Figures::default();
    let new = NewJob { profile: PROFILE, period: "2026", profile_hash: "hash", figures: &figures };
    let id = write(&mut state, |tx| import_jobs::create(tx, &new, at(0)));
    assert!(!import_jobs::is_submitted(&state, id).expect("read"));
    write(&mut state, |tx| import_jobs::advance(tx, id, JobStage::Loading, at(1)));
    assert!(import_jobs::is_submitted(&state, id).expect("read"));
}

#[test]
fn content_is_known_by_its_hash_until_another_took_its_place() {
    let mut state = state();
    let first = prepared(&mut state, "2026-10", "a");
    let known = |state: &State, content: &str| {
        let found = import_sources::job_with_content(state, PROFILE, "2026-10", content).expect("read");
        found.map(|job| job.id)
    };
    assert_eq!((known(&state, "a"), known(&state, "b")), (Some(first), None));
    assert_eq!(import_sources::job_with_content(&state, PROFILE, "2026-11", "a").expect("read"), None);
    let second = prepared(&mut state, "2026-10", "b");
    assert_eq!((known(&state, "a"), known(&state, "b")), (None, Some(second)));
}

#[test]
fn a_held_job_keeps_its_stage_and_goes_on_from_there() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    write(&mut state, |tx| {
        import_jobs::advance(tx, id, JobStage::Reconciled, at(1))?;
        import_jobs::set_scenario(tx, id, Scenario::B)?;
        import_jobs::stop(tx, id, Stop::Held, why("pairs_held"), at(2))
    });
    let held = job(&state, id);
    assert_eq!((held.state(), held.stage, held.since), ("held", Some(JobStage::Reconciled), at(2)));
    assert_eq!((held.reason.as_deref(), held.scenario), (Some("pairs_held"), Some(Scenario::B)));
    assert_eq!(import_jobs::unfinished(&state, None).expect("read").len(), 1);
    assert!(write(&mut state, |tx| import_jobs::release(tx, id, at(3))));
    let released = job(&state, id);
    assert_eq!((released.state(), released.reason), ("reconciled", None));
    assert!(!write(&mut state, |tx| import_jobs::release(tx, id, at(3))), "it is not held");
    ends(&mut state, id);
    assert!(job(&state, id).is_finished());
    assert_eq!(import_jobs::unfinished(&state, Some(PROFILE)).expect("read"), []);
}

#[test]
fn a_refused_file_is_a_job_without_a_stage() {
    let mut state = state();
    let figures = Figures::default();
    let new = NewJob { profile: PROFILE, period: "2026-10", profile_hash: "hash", figures: &figures };
    let id = write(&mut state, |tx| {
        let id =
            import_jobs::create_refused(tx, &new, Why { reason: "titles", detail: Some("Importe") }, at(0))?;
        import_sources::add(tx, id, &source("a"))?;
        Ok(id)
    });
    let refused = job(&state, id);
    assert_eq!(
        (refused.state(), refused.stage, refused.detail.as_deref()),
        ("refused", None, Some("Importe"))
    );
    assert!(refused.is_finished());
    let again = prepared(&mut state, "2026-10", "b");
    assert_eq!((job(&state, id).state(), job(&state, again).state()), ("refused", "prepared"));
}

#[test]
fn chunks_go_in_order_and_what_is_taken_stays_so() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    let next = |state: &State| import_chunks::next(state, id).expect("read");
    write(&mut state, |tx| import_chunks::begin(tx, id, 1));
    let first = next(&state).expect("a chunk");
    assert_eq!((first.n, first.state, first.attempts), (1, ChunkState::Submitting, 1));
    write(&mut state, |tx| import_chunks::settle(tx, id, 1, Fate::Later { not_before: Some(at(60)) }));
    assert_eq!(next(&state).expect("a chunk").not_before, Some(at(60)));
    write(&mut state, |tx| import_chunks::begin(tx, id, 1));
    assert!(write(&mut state, |tx| import_chunks::settle(tx, id, 1, Fate::Taken { ticket: Some("t") })));
    assert!(!write(&mut state, |tx| import_chunks::settle(tx, id, 1, Fate::Unknown)));
    let uncounted = import_chunks::next_uncounted(&state, id).expect("read").expect("a chunk");
    assert_eq!((uncounted.n, uncounted.ticket.as_deref(), uncounted.attempts), (1, Some("t"), 2));
    write(&mut state, |tx| {
        import_chunks::set_rows_taken(tx, id, 1, 3)?;
        import_chunks::begin(tx, id, 2)?;
        import_chunks::settle(tx, id, 2, Fate::Unknown)
    });
    let counts = import_chunks::counts(&state, id).expect("read");
    assert_eq!((counts.total, counts.taken, counts.unknown, counts.rows, counts.rows_taken), (2, 1, 1, 5, 3));
    assert_eq!(write(&mut state, |tx| import_chunks::put_back(tx, id)), 0, "an unknown one stays unknown");
    assert_eq!(next(&state).map(|chunk| chunk.state), Some(ChunkState::Unknown));
    write(&mut state, |tx| import_chunks::settle(tx, id, 2, Fate::Refused));
    assert_eq!(write(&mut state, |tx| import_chunks::put_back(tx, id)), 1);
    assert_eq!(next(&state).map(|chunk| (chunk.state, chunk.attempts)), Some((ChunkState::Written, 0)));
}

fn held_decision() -> Decision {
    Decision {
        outcome: PairOutcome::Held,
        reason: Some("branch_to_confirm".to_owned()),
        how: None,
        centre: None,
        centre_name: None,
        account: None,
        account_name: None,
        candidates: vec![Candidate {
            centre: "1030".to_owned(),
            name: "PLAZA".to_owned(),
            score: "96.6".to_owned(),
        }],
    }
}

#[test]
fn pairs_are_decided_one_by_one_and_counted() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    let registered = Decision {
        outcome: PairOutcome::New,
        reason: None,
        how: Some(How::Allocated),
        centre: Some("1001".to_owned()),
        centre_name: Some("PLAZA SOL".to_owned()),
        account: Some("000101".to_owned()),
        account_name: Some("TICKETS".to_owned()),
        candidates: Vec::new(),
    };
    let keys: Vec<_> =
        import_pairs::of_job(&state, id).expect("read").into_iter().map(|pair| pair.content.key).collect();
    write(&mut state, |tx| {
        import_pairs::decide(tx, id, &keys[0], &registered)?;
        import_pairs::decide(tx, id, &keys[1], &held_decision())
    });
    let find =
        |state: &State, key| import_pairs::find(state, id, key).expect("read").expect("known").decision;
    assert_eq!(find(&state, &keys[0]), Some(registered));
    assert_eq!(find(&state, &keys[1]), Some(held_decision()));
    assert_eq!(import_pairs::held(&state, id).expect("read").len(), 1);
    let (pairs, rows) = import_pairs::counts(&state, id).expect("read");
    assert_eq!((pairs.total, pairs.new, pairs.held, rows.new, rows.held), (2, 1, 1, 2, 3));
    assert!(pairs.add_up());
    write(&mut state, |tx| import_pairs::all_loaded(tx, id));
    let (pairs, _) = import_pairs::counts(&state, id).expect("read");
    assert_eq!((pairs.loaded, pairs.new, pairs.held), (1, 1, 0), "what was registered stays new");
}

#[test]
fn an_appended_part_adds_its_chunks_and_rows() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    write(&mut state, |tx| import_jobs::advance(tx, id, JobStage::Registered, at(1)));
    let whole = figures(5).with_part(&figures(2)).expect("sums");
    let source = source("b");
    let (chunks, pairs) = ([chunk(6, 2)], [pair("B001", 1, 6), pair("B003", 1, 7)]);
    let part = Part { source: &source, chunks: &chunks, pairs: &pairs };
    write(&mut state, |tx| import_prepared::append(tx, id, &part, &whole, at(2)));
    let job = job(&state, id);
    assert_eq!((job.state(), job.figures.rows.accepted), ("prepared", 7));
    assert_eq!(job.figures.sums["total"], "7.20");
    assert_eq!(import_chunks::get(&state, id, 3).expect("read").map(|chunk| chunk.part), Some(2));
    let pairs = import_pairs::of_job(&state, id).expect("read");
    let counted: Vec<_> = pairs
        .iter()
        .map(|pair| (pair.content.key.series.as_str(), pair.content.rows, pair.content.first_no))
        .collect();
    assert_eq!(counted, [("B001", 3, 1), ("B002", 3, 2), ("B003", 1, 7)]);
    assert_eq!(
        import_sources::job_with_content(&state, PROFILE, "2026-10", "b").expect("read").map(|job| job.id),
        Some(id)
    );
}

#[test]
fn a_registration_changes_only_as_long_as_nothing_was_written() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    let values = |name: &str| Values::from([("account_name".to_owned(), name.to_owned())]);
    let plan = |state: &mut State, key: &str, name: &str| {
        write(state, |tx| import_registrations::plan(tx, id, Target::Accounts, key, &values(name)))
    };
    assert!(
        plan(&mut state, "000101", "A") && plan(&mut state, "000102", "B") && plan(&mut state, "000101", "C")
    );
    write(&mut state, |tx| import_registrations::begin(tx, id, 1));
    assert!(!plan(&mut state, "000101", "D"));
    let all = import_registrations::of_target(&state, id, Target::Accounts).expect("read");
    assert_eq!(all.len(), 2);
    assert_eq!(
        (all[0].state, all[0].attempts, &all[0].values),
        (RegistrationState::Written, 1, &values("C"))
    );
    assert_eq!(write(&mut state, |tx| import_registrations::drop_planned(tx, id)), 1);
    write(&mut state, |tx| import_registrations::not_written(tx, id, 1));
    write(&mut state, |tx| import_registrations::begin(tx, id, 1));
    write(&mut state, |tx| import_registrations::confirm(tx, id, 1));
    write(&mut state, |tx| import_registrations::begin(tx, id, 1));
    let found =
        import_registrations::find(&state, id, Target::Accounts, "000101").expect("read").expect("known");
    assert_eq!(
        (found.state, found.attempts),
        (RegistrationState::Confirmed, 2),
        "what is confirmed stays so"
    );
    let counts = import_registrations::counts(&state, id, Target::Accounts).expect("read");
    assert_eq!((counts.confirmed, counts.total()), (1, 1));
    assert_eq!(import_registrations::counts(&state, id, Target::Series).expect("read").total(), 0);
}

#[test]
fn claims_become_numbers_when_the_job_is_loaded() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    write(&mut state, |tx| {
        import_numbers::claim(tx, id, "01/F001", Interval { first: 10, last: 12 })?;
        import_numbers::claim(tx, id, "03/B001", Interval { first: 1, last: 1 })?;
        import_numbers::add(tx, PROFILE, "2026-10", "01/F001", Interval { first: 1, last: 9 })?;
        import_numbers::add(tx, PROFILE, "2026-09", "01/F001", Interval { first: 13, last: 20 })
    });
    let numbers = |state: &State| {
        let mut all = Vec::new();
        let each = |key: &str, numbers: Interval| all.push((key.to_owned(), numbers.first, numbers.last));
        import_numbers::each(state, PROFILE, each).expect("read");
        all
    };
    let key = |key: &str, first, last| (key.to_owned(), first, last);
    assert_eq!(numbers(&state), [key("01/F001", 1, 9), key("01/F001", 13, 20)]);
    for _ in 0..2 {
        write(&mut state, |tx| import_numbers::load_claims(tx, id));
        assert_eq!(numbers(&state), [key("01/F001", 1, 12), key("01/F001", 13, 20), key("03/B001", 1, 1)]);
    }
    write(&mut state, |tx| import_numbers::forget_period(tx, PROFILE, "2026-10"));
    assert_eq!(numbers(&state), [key("01/F001", 13, 20)]);
    assert_eq!(import_numbers::of_key(&state, "tarifa", "01/F001", Free::default()).expect("read"), []);
}

#[test]
fn a_number_that_sqlite_cannot_hold_is_an_error() {
    let mut state = state();
    let tx = state.begin().expect("a transaction");
    let numbers = Interval { first: 1, last: u64::MAX };
    let added = import_numbers::add(&tx, PROFILE, "", "k", numbers);
    assert!(matches!(added, Err(Error::Sql(_))), "{added:?}");
}

proptest! {
    #[test]
    fn intervals_are_the_set_of_their_numbers(parts in prop::collection::vec((0u64..60, 0u64..6), 1..30)) {
        let mut state = state();
        let mut set = BTreeSet::new();
        for (first, more) in parts {
            let numbers = Interval { first, last: first + more };
            set.extend(numbers.first..=numbers.last);
            write(&mut state, |tx| import_numbers::add(tx, PROFILE, "2026-10", "k", numbers));
        }
        let kept = import_numbers::of_key(&state, PROFILE, "k", Free::default()).expect("read");
        prop_assert_eq!(kept.iter().flat_map(|one| one.first..=one.last).collect::<BTreeSet<_>>(), set);
        prop_assert!(kept.windows(2).all(|two| two[0].last + 1 < two[1].first), "{:?}", kept);
    }
}

#[test]
fn a_decision_about_a_branch_is_kept_until_it_is_forgotten() {
    let mut state = state();
    let alias = |branch: &str, centre: Option<&str>, second| Alias {
        name: branch.to_uppercase(),
        branch: branch.to_owned(),
        centre: centre.map(str::to_owned),
        since: at(second),
    };
    write(&mut state, |tx| {
        import_aliases::decide(tx, PROFILE, &alias("Plz Pino", Some("1"), 1))?;
        import_aliases::decide(tx, PROFILE, &alias("Kiosco", None, 2))?;
        import_aliases::decide(tx, PROFILE, &alias("PLZ PINO", Some("2"), 3))
    });
    let all = [alias("Kiosco", None, 2), alias("PLZ PINO", Some("2"), 3)];
    assert_eq!(import_aliases::of_profile(&state, PROFILE).expect("read"), all);
    assert_eq!(import_aliases::of_profile(&state, "tarifa").expect("read"), []);
    assert!(write(&mut state, |tx| import_aliases::forget(tx, PROFILE, "KIOSCO")));
    assert!(!write(&mut state, |tx| import_aliases::forget(tx, PROFILE, "KIOSCO")));
}

#[test]
fn attempts_are_told_in_their_order_the_newest_if_there_are_many() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    let attempt = |about, act, ended, second| Attempt {
        about,
        at: at(second),
        act,
        ended,
        error: Some("503".to_owned()),
    };
    let all = [
        attempt(About::Chunk(1), Act::Submit, Ended::Later, 1),
        attempt(About::Registration(2), Act::Register, Ended::Conflict, 2),
        attempt(About::Job, Act::Process, Ended::Done, 3),
    ];
    write(&mut state, |tx| all.iter().try_for_each(|attempt| import_attempts::record(tx, id, attempt)));
    assert_eq!(import_attempts::of_job(&state, id, 9).expect("read"), all);
    assert_eq!(import_attempts::of_job(&state, id, 2).expect("read"), all[1..]);
}

#[test]
fn only_finished_jobs_beyond_the_newest_are_pruned_and_their_content_stays_known() {
    let mut state = state();
    let jobs: Vec<JobId> =
        (1..=5).map(|month| prepared(&mut state, &format!("2026-{month:02}"), &month.to_string())).collect();
    for done in [0, 1, 3, 4] {
        ends(&mut state, jobs[done]);
    }
    let due = import_pruning::due(&state, 2).expect("read");
    assert_eq!(due.iter().map(|(id, _)| *id).collect::<Vec<_>>(), jobs[..2]);
    assert_eq!(due[0].1.folder(), "sunat-ventas-2026-01");
    write(&mut state, |tx| import_pruning::prune(tx, jobs[0], at(99)));
    assert_eq!(import_pruning::due(&state, 2).expect("read").len(), 1);
    assert_eq!(import_chunks::of_job(&state, jobs[0]).expect("read"), []);
    assert_eq!(import_pairs::of_job(&state, jobs[0]).expect("read"), []);
    assert_eq!(job(&state, jobs[0]).pruned_at, Some(at(99)));
    let known = import_sources::job_with_content(&state, PROFILE, "2026-01", "1").expect("read");
    assert_eq!(known.map(|job| job.id), Some(jobs[0]));
    assert_eq!(import_chunks::of_job(&state, jobs[2]).expect("read").len(), 2, "what is under way stays");
}

#[test]
fn every_word_of_the_tables_is_read_as_it_is_written_and_allowed_there() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    for stage in JobStage::ALL {
        write(&mut state, |tx| import_jobs::advance(tx, id, *stage, at(1)));
        assert_eq!(job(&state, id).stage, Some(*stage));
    }
    for stop in Stop::ALL {
        write(&mut state, |tx| import_jobs::stop(tx, id, *stop, why("x"), at(1)));
        assert_eq!((job(&state, id).stop, job(&state, id).state()), (Some(*stop), stop.as_str()));
    }
    for (act, ended) in Act::ALL.iter().zip(Ended::ALL) {
        assert_eq!((Act::parse(act.as_str()), Ended::parse(ended.as_str())), (Some(*act), Some(*ended)));
    }
    assert_eq!(JobStage::parse("held"), None);
}

#[test]
fn figures_of_another_version_are_refused() {
    let mut state = state();
    let id = prepared(&mut state, "2026-10", "a");
    let sql = "UPDATE import_jobs SET figures = '{\"version\":2,\"more\":1}'";
    write(&mut state, |tx| Ok(tx.execute(sql, [])?));
    assert!(matches!(import_jobs::get(&state, id), Err(Error::Damaged { .. })));
}

#[test]
fn a_claimed_number_is_taken_until_its_job_is_given_up() {
    for stop in [Stop::Superseded, Stop::Cancelled] {
        let mut state = state();
        let march = prepared(&mut state, "2026-03", "a");
        write(&mut state, |tx| import_numbers::claim(tx, march, "B001", Interval { first: 1, last: 8 }));
        let taken = |state: &State, free| import_numbers::of_key(state, PROFILE, "B001", free).expect("read");
        assert_eq!(taken(&state, Free::default()), [Interval { first: 1, last: 8 }]);
        assert_eq!(taken(&state, Free { claimed_of: Some("2026-03"), ..Free::default() }), []);
        assert_eq!(import_numbers::of_key(&state, "tarifa", "B001", Free::default()).expect("read"), []);
        let why = Why { reason: "cancelled", detail: None };
        write(&mut state, |tx| import_jobs::stop(tx, march, stop, why, at(1)));
        assert_eq!(taken(&state, Free::default()), [], "{stop:?}");
    }
}
