//! What a store promises of a batch while others write and the driver refuses: over a plain driver and a strict one.

use super::double::{Call, Double, Harm, Stage, record};
use crate::contract::{Made, date, document, found, parent, through, through_strict, write};
use factulink::domain::{DocumentId, SupplierOrder};
use factulink::store::odbc::{DriverManager, OdbcStores, Strict};
use factulink::store::{Error, PushRefused};
use rusqlite::Connection;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// The parent behind a driver that does as the stage says, and how long was waited for it.
struct Parent {
    made: Made,
    waited: Rc<RefCell<Vec<u64>>>,
}

impl Parent {
    fn on(stage: &Rc<Stage>, strict: bool) -> Option<Parent> {
        let waited = Rc::new(RefCell::new(Vec::new()));
        let taken_down = Rc::clone(&waited);
        let wait = move |pause: Duration| taken_down.borrow_mut().push(pause.as_secs());
        let stage = Rc::clone(stage);
        let made = if strict {
            let driver = Double { inner: Strict(DriverManager), stage };
            through_strict(OdbcStores::over(driver).waiting_by(wait), &parent())
        } else {
            through(OdbcStores::over(Double { inner: DriverManager, stage }).waiting_by(wait), &parent())
        };
        Some(Parent { made: made?, waited })
    }

    fn insert(&self, orders: &[SupplierOrder]) -> Result<Vec<String>, PushRefused> {
        let written = write(&mut *self.made.write(), orders)?;
        Ok(written.iter().map(DocumentId::to_string).collect())
    }

    /// Number and reference of every document of series 7 past the first, with how many lines it has.
    fn documents(&self) -> Vec<(i32, String, i32)> {
        let database = Connection::open(&self.made.file.path).expect("a database");
        let text =
            "SELECT CODPPR, REFPPR, (SELECT COUNT(*) FROM F_LPP WHERE TIPLPP = TIPPPR AND CODLPP = CODPPR)
                    FROM F_PPR WHERE TIPPPR = '7' AND CODPPR > 41 ORDER BY CODPPR";
        let mut query = database.prepare(text).expect("prepared");
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
        rows.map(|row| row.expect("a row")).collect()
    }
}

fn orders(count: usize) -> Vec<SupplierOrder> {
    (1..=count).map(|number| document(&format!("duofic/2026/1-{number}"), "7")).collect()
}

/// An order of so many lines.
fn long(number: usize, lines: usize) -> SupplierOrder {
    let mut order = document(&format!("duofic/2026/1-{number}"), "7");
    let line = order.lines[0].clone();
    let at = |position| factulink::domain::SupplierLine { position, ..line.clone() };
    order.lines = (1..).take(lines).map(at).collect();
    order
}

fn on_each(script: impl Fn() -> Rc<Stage>, claim: impl Fn(&Parent, &Stage)) {
    for strict in [false, true] {
        let stage = script();
        if let Some(parent) = Parent::on(&stage, strict) {
            claim(&parent, &stage);
        }
    }
}

#[test]
fn a_number_that_somebody_takes_meanwhile_is_followed_by_the_next() {
    let taken = || Stage::at(Call::Header, 2, Harm::TakeNumber);
    on_each(taken, |parent, _| {
        assert_eq!(parent.insert(&orders(3)).expect("written"), ["7-000042", "7-000044", "7-000045"]);
        let [first, others, second, third] = &parent.documents()[..] else { panic!("four documents") };
        assert_eq!((others.1.as_str(), others.2), ("a mano", 0), "what is somebody else's stays as it is");
        for (place, document) in [first, second, third].into_iter().enumerate() {
            let reference = format!("FL duofic/2026 1-{:06}", place + 1);
            assert_eq!((&document.1, document.2), (&reference, 1));
        }
    });
}

#[test]
fn a_series_whose_numbers_are_taken_again_and_again_takes_nothing() {
    let taken =
        || Stage::playing(|_, calls| (calls.last() == Some(&Call::Header)).then_some(Harm::TakeNumber));
    on_each(taken, |parent, stage| {
        let refused = parent.insert(&orders(2)).expect_err("refused");
        assert_eq!((refused.failed_at, stage.count(Call::Header)), (Some(0), 6));
        assert_eq!(parent.documents(), []);
    });
}

#[test]
fn an_order_whose_mark_stands_in_the_parent_is_not_written_again() {
    on_each(Stage::quiet, |parent, stage| {
        let there = document("duofic/2026/1-900", "7");
        let batch = [orders(1), vec![there]].concat();
        assert_eq!(parent.insert(&batch).expect("written"), ["7-000042", "7-000041"]);
        assert_eq!(parent.insert(&batch).expect("written"), ["7-000042", "7-000041"]);
        assert_eq!((parent.documents().len(), stage.count(Call::Header)), (1, 1));
    });
}

/// The rows of each transaction that was committed.
fn transactions(stage: &Stage) -> Vec<usize> {
    let calls = stage.calls();
    let mut parts: Vec<&[Call]> = calls.split(|call| *call == Call::Commit).collect();
    parts.pop();
    let rows = |part: &&[Call]| {
        let begun = part.iter().rposition(|call| *call == Call::Connect).unwrap_or(0);
        part[begun..].iter().filter(|call| matches!(call, Call::Header | Call::Line)).count()
    };
    parts.iter().map(rows).collect()
}

#[test]
fn a_long_batch_goes_in_transactions_of_whole_orders_and_few_enough_rows() {
    on_each(Stage::quiet, |parent, stage| {
        let batch: Vec<_> =
            [700, 700, 99, 1, 1600, 9].iter().zip(1..).map(|(lines, n)| long(n, *lines)).collect();
        assert_eq!(parent.insert(&batch).expect("written").len(), 6);
        assert_eq!(transactions(stage), [1402, 102, 1601, 10]);
        let lines: Vec<i32> = parent.documents().iter().map(|document| document.2).collect();
        assert_eq!(lines, [700, 700, 99, 1, 1600, 9]);
    });
}

/// Refuses the row that would take one lock more than the engine admits.
fn few_locks(rows_max: usize) -> Rc<Stage> {
    Stage::playing(move |_, calls| {
        let begun = calls.iter().rposition(|call| matches!(call, Call::Connect | Call::Commit)).unwrap_or(0);
        let rows = calls[begun..].iter().filter(|call| matches!(call, Call::Header | Call::Line)).count();
        let refused =
            record("HY000", -1033, "Se superó el número de bloqueos de uso compartido de archivos.");
        (rows > rows_max && calls.last() != Some(&Call::Rollback)).then_some(Harm::Refuse(refused))
    })
}

#[test]
fn a_transaction_that_takes_too_many_locks_is_split() {
    on_each(
        || few_locks(9),
        |parent, stage| {
            assert_eq!(parent.insert(&orders(14)).expect("written").len(), 14);
            assert!(transactions(stage).iter().all(|rows| *rows <= 9), "{:?}", transactions(stage));
            assert_eq!(parent.documents().len(), 14);
            assert!(parent.waited.borrow().is_empty(), "waiting does not help");
        },
    );
}

#[test]
fn an_order_that_takes_too_many_locks_by_itself_is_named() {
    on_each(
        || few_locks(9),
        |parent, _| {
            let batch = [orders(2), vec![long(3, 40)]].concat();
            let refused = parent.insert(&batch).expect_err("refused");
            assert_eq!(refused.failed_at, Some(2));
            assert_eq!(
                parent.documents().len(),
                2,
                "the others are in the parent, where their marks are found"
            );
            let first = parent.insert(&batch[..2]).expect("found");
            assert_eq!((first, parent.documents().len()), (vec!["7-000042".into(), "7-000043".into()], 2));
        },
    );
}

fn conflict() -> Harm {
    Harm::Refuse(record("HY000", -1102, "bloqueado actualmente"))
}

#[test]
fn what_is_locked_for_a_moment_is_written_by_the_next_try_as_a_whole() {
    for call in [Call::Query, Call::Header, Call::Line, Call::Commit] {
        on_each(
            move || Stage::at(call, 2, conflict()),
            |parent, _| {
                let orders = orders(3);
                let mut written = parent.insert(&orders[..2]).expect("written");
                written.extend(parent.insert(&orders[2..]).expect("written"));
                assert_eq!(written, ["7-000042", "7-000043", "7-000044"], "{call:?}");
                assert_eq!((parent.documents().len(), parent.waited.take()), (3, vec![1]), "{call:?}");
            },
        );
    }
}

#[test]
fn what_stays_locked_is_left_to_the_next_run_with_nothing_written() {
    let locked = || Stage::playing(|_, calls| (calls.last() == Some(&Call::Line)).then(conflict));
    on_each(locked, |parent, _| {
        let refused = parent.insert(&orders(2)).expect_err("refused");
        assert!(matches!(refused, PushRefused { failed_at: None, error: Error::Driver { .. } }));
        assert_eq!((parent.documents(), parent.waited.take()), (vec![], vec![1, 3, 10, 30]));
    });
}

#[test]
fn a_commit_whose_answer_is_lost_is_not_made_twice() {
    let lost = Harm::DoAndRefuse(record("08S01", 0, "Communication link failure"));
    on_each(
        move || Stage::at(Call::Commit, 1, lost.clone()),
        |parent, stage| {
            assert_eq!(parent.insert(&orders(2)).expect("written"), ["7-000042", "7-000043"]);
            assert_eq!((parent.documents().len(), stage.count(Call::Header)), (2, 2));
            assert_eq!(found(&mut *parent.made.read(), &["duofic/2026/1-2"]), 1);
        },
    );
}

/// What an order is refused for by a rehearsal and by writing.
fn refusals(parent: &Parent, orders: &[SupplierOrder]) -> [Option<usize>; 2] {
    let batch: Vec<&SupplierOrder> = orders.iter().collect();
    let rehearsed = parent.made.read().rehearse_orders(&batch, date("2026-11-21"));
    let written = parent.insert(orders);
    [rehearsed.err(), written.err()].map(|refused| refused.and_then(|refused| refused.failed_at))
}

#[test]
fn a_rehearsal_refuses_what_writing_refuses() {
    for strict in [false, true] {
        let Some(parent) = Parent::on(&Stage::quiet(), strict) else { return };
        let mut dear = orders(2);
        dear[1].total = "999999999999.99".parse().expect("money");
        assert_eq!(refusals(&parent, &dear), [Some(1), Some(1)], "no driver keeps it exactly");
        let mut doubled = orders(2);
        let line = doubled[1].lines[0].clone();
        doubled[1].lines.push(line);
        // Only the file itself, where there is one, knows its keys without being written.
        let rehearsed = if strict { Some(1) } else { None };
        assert_eq!(refusals(&parent, &doubled), [rehearsed, Some(1)]);
        assert_eq!(parent.documents(), []);
    }
}

#[test]
fn an_order_that_the_table_refuses_is_named_and_undone() {
    for (state, native) in [("23000", -1048), ("23000", -1612), ("23000", -1613), ("22001", 0), ("22003", 0)]
    {
        let harm = Harm::Refuse(record(state, native, ""));
        on_each(
            move || Stage::at(Call::Line, 2, harm.clone()),
            |parent, _| {
                let refused = parent.insert(&orders(3)).expect_err("refused");
                assert_eq!((refused.failed_at, parent.documents()), (Some(1), vec![]), "{state} {native}");
                assert!(parent.waited.borrow().is_empty());
            },
        );
    }
}
