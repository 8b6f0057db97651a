//! The state machine of an order, transition by transition.

use super::known::KnownOrders;
use super::lease::{self, Arrival, Leased, Terms};
use super::outbox::{self, Fate};
use super::pause::{self, Pause};
use super::{
    EntryId, Error, Moment, Snapshot, Stage, State, Write, history, incomplete, orders, stage, watermark,
};
use crate::domain::{CustomerOrder, OrderKey, Reason, Series, SupplierOrder, Year, content_hash};
use chrono::{DateTime, TimeDelta};
use rusqlite::{Connection, OpenFlags};
use std::time::Duration;

fn at(second: i64) -> Moment {
    DateTime::from_timestamp(1_800_000_000 + second, 0).expect("a time")
}

fn year(year: u16) -> Year {
    Year::new(year).expect("a year")
}

fn key(code: i32) -> OrderKey {
    format!("duofic/2026/1-{code}").parse().expect("a key")
}

fn order(code: i32) -> CustomerOrder {
    let json = format!(
        r#"{{"id":"1-{code}","date":"2026-03-12","customer":7,"customer_name":"Librería","reference":"",
        "state":0,"warehouse":"GEN","delivery_term":"","nets":["10","0","0","0"],"lines":[]}}"#
    );
    serde_json::from_str(&json).expect("an order")
}

fn document(code: i32) -> SupplierOrder {
    let address = r#"{"street":"","postcode":"","town":"","province":"","phone":""}"#;
    let slot = r#"{"net":"0","prompt_payment_rate":"0","prompt_payment":"0","base":"0","vat_rate":"0","vat":"0",
        "surcharge_rate":"0","surcharge":"0"}"#;
    let json = format!(
        r#"{{"source":"duofic/2026/1-{code}","mark":"FL duofic/2026 1-{code:06}","year":2026,"series":"7","date":"2026-03-12",
        "supplier":12,"warehouse":"GEN","customer_code":"","supplier_name":"","supplier_tax_id":"",
        "supplier_address":{address},"supplier_email":"","supplier_country":"","tax_regime":0,"surcharge":false,
        "slots":[{slot},{slot},{slot},{slot}],"withholding_rate":"0","withholding":"0","total":"0","payment_form":"",
        "delivery_term":"","carriage_due":0,"carriage_text":"","remarks":["",""],"delivery":{address},"user":90,
        "lines":[]}}"#
    );
    serde_json::from_str(&json).expect("a document")
}

fn write<T>(state: &mut State, change: impl FnOnce(&Write<'_>) -> super::Result<T>) -> T {
    let tx = state.begin().expect("a transaction");
    let done = change(&tx).expect("a change");
    tx.commit().expect("committed");
    done
}

fn captured(state: &mut State, code: i32) -> EntryId {
    write(state, |tx| {
        let order = order(code);
        let series = watermark::series_id(tx, &key(code).company, year(2026), order.id.series)?;
        let snapshot = Snapshot::new(&order, content_hash(&order))?;
        orders::capture(tx, series, order.id.number, &snapshot, at(0))
    })
}

fn queued(state: &mut State, code: i32) -> EntryId {
    let id = captured(state, code);
    write(state, |tx| outbox::decided(tx, id, &Fate::Queued(&document(code), None), &"lines", at(1)));
    id
}

fn leased(state: &mut State, owner: &str, now: i64, limit: usize) -> Vec<Leased> {
    let terms = Terms { owner, now: at(now), until: at(now + 60) };
    write(state, |tx| lease::lease(tx, &terms, year(2026), EntryId::START, limit))
}

fn changed(state: &mut State, id: EntryId, code: i32) {
    let order = CustomerOrder { customer: 8, ..order(code) };
    let snapshot = Snapshot::new(&order, content_hash(&order)).expect("a snapshot");
    write(state, |tx| orders::recapture(tx, id, &snapshot, at(5)));
}

fn stage_of(state: &State, code: i32) -> Stage {
    history::stage(state, &key(code)).expect("read").expect("known").1
}

fn told(state: &State, code: i32) -> history::OrderHistory<String> {
    history::of_order(state, &key(code)).expect("read").expect("known")
}

fn state() -> State {
    State::in_memory().expect("a state")
}

#[test]
fn an_order_goes_from_captured_to_pushed() {
    let mut state = state();
    queued(&mut state, 1);
    let mine = leased(&mut state, "me", 2, 10);
    assert_eq!(mine[0].order, document(1));
    assert_eq!(stage_of(&state, 1), Stage::Leased);
    let paper = "7-42".parse().expect("a document");
    assert!(write(&mut state, |tx| lease::settle(tx, &mine[0], paper, Arrival::Written, at(3))));
    let told = told(&state, 1);
    assert_eq!((told.stage, told.document, told.reason), (Stage::Pushed, Some(paper), None));
    assert_eq!((told.order, told.target), (order(1), Some(document(1))));
}

#[test]
fn orders_are_leased_oldest_first_and_once() {
    let mut state = state();
    for code in [3, 1, 2] {
        queued(&mut state, code);
    }
    let first: Vec<OrderKey> =
        leased(&mut state, "me", 2, 2).into_iter().map(|entry| entry.order.source).collect();
    assert_eq!(first, [key(3), key(1)]);
    let rest: Vec<OrderKey> =
        leased(&mut state, "other", 2, 9).into_iter().map(|entry| entry.order.source).collect();
    assert_eq!(rest, [key(2)]);
}

#[test]
fn a_late_owner_cannot_settle_park_or_release() {
    let mut state = state();
    queued(&mut state, 1);
    let late = leased(&mut state, "late", 2, 1);
    assert_eq!(leased(&mut state, "new", 30, 1), [], "the lease still runs");
    let new = leased(&mut state, "new", 62, 1);
    assert_eq!(new[0].generation, late[0].generation + 1);
    let paper = "7-1".parse().expect("a document");
    assert!(!write(&mut state, |tx| lease::settle(tx, &late[0], paper, Arrival::Written, at(63))));
    assert!(!write(&mut state, |tx| lease::park(tx, &late[0], Reason::WriteRefused, "no", at(63))));
    write(&mut state, |tx| lease::release(tx, &late, None, at(63)));
    assert_eq!(stage_of(&state, 1), Stage::Leased);
    assert!(write(&mut state, |tx| lease::settle(tx, &new[0], paper, Arrival::Written, at(64))));
}

#[test]
fn the_same_owner_cannot_settle_an_earlier_generation() {
    let mut state = state();
    queued(&mut state, 1);
    let earlier = leased(&mut state, "me", 2, 1);
    assert_eq!(write(&mut state, lease::reclaim), 1);
    let later = leased(&mut state, "me", 3, 1);
    let paper = "7-1".parse().expect("a document");
    assert!(!write(&mut state, |tx| lease::settle(tx, &earlier[0], paper, Arrival::Written, at(4))));
    assert!(write(&mut state, |tx| lease::settle(tx, &later[0], paper, Arrival::Written, at(4))));
}

#[test]
fn pauses_grow_until_the_order_is_parked() {
    let mut state = state();
    queued(&mut state, 1);
    let pause = |attempt: u32| Duration::from_secs(60 * u64::from(attempt));
    let terms = Pause { attempts_max: 3, pause: &pause, error: "in use" };
    let mut now = 10;
    for waits in [60, 120] {
        let paused =
            write(&mut state, |tx| pause::pause_due(tx, year(2026), &terms, at(now)))[&key(1).company];
        assert_eq!((paused.retried, paused.parked), (1, 0));
        assert_eq!(told(&state, 1).not_before, Some(at(now) + TimeDelta::seconds(waits)));
        assert_eq!(leased(&mut state, "me", now + waits - 1, 1), []);
        now += waits;
    }
    let paused = write(&mut state, |tx| pause::pause_due(tx, year(2026), &terms, at(now)))[&key(1).company];
    assert_eq!((paused.retried, paused.parked), (0, 1));
    assert_eq!(told(&state, 1).reason, Some(Reason::AttemptsExhausted));
    let outcomes: Vec<String> = super::attempts::of_order(&state, EntryId(1))
        .expect("attempts")
        .into_iter()
        .map(|attempt| attempt.outcome)
        .collect();
    assert_eq!(outcomes, ["retry", "retry", "parked"]);
    write(&mut state, |tx| outbox::put_back(tx, EntryId(1), at(now)));
    assert_eq!(leased(&mut state, "me", now, 1).len(), 1);
}

#[test]
fn a_changed_order_is_decided_again_until_it_is_pushed() {
    let mut state = state();
    let id = queued(&mut state, 1);
    changed(&mut state, id, 1);
    let told = told(&state, 1);
    assert_eq!((told.stage, told.order.customer, told.target), (Stage::Captured, 8, None));
    assert_eq!(leased(&mut state, "me", 6, 1), []);
}

#[test]
fn a_pushed_order_stays_pushed_and_a_person_is_told_that_it_changed() {
    let mut state = state();
    let id = queued(&mut state, 1);
    let mine = leased(&mut state, "me", 2, 1);
    let paper = "7-42".parse().expect("a document");
    write(&mut state, |tx| lease::settle(tx, &mine[0], paper, Arrival::Written, at(3)));
    let other = content_hash(&order(2));
    write(&mut state, |tx| orders::note_changed_after_push(tx, id, other, at(9)));
    let told = told(&state, 1);
    assert_eq!((told.stage, told.reason), (Stage::Pushed, Some(Reason::ChangedAfterPush)));
    assert_eq!(told.order, order(1), "what was written stays on record");
    assert_eq!(history::needs_attention(&state, 9).expect("read").len(), 1);
    assert_eq!(stage::waiting(&state).expect("read"), 0);
}

#[test]
fn an_order_that_changed_after_it_may_have_been_written_is_reported_when_its_mark_is_found() {
    for (arrival, reason) in [(Arrival::Found, Some(Reason::ChangedAfterPush)), (Arrival::Written, None)] {
        let mut state = state();
        let id = queued(&mut state, 1);
        leased(&mut state, "killed", 2, 1);
        changed(&mut state, id, 1);
        write(&mut state, |tx| outbox::decided(tx, id, &Fate::Queued(&document(1), None), &"lines", at(6)));
        let mine = leased(&mut state, "me", 7, 1);
        let paper = "7-42".parse().expect("a document");
        write(&mut state, |tx| lease::settle(tx, &mine[0], paper, arrival, at(8)));
        assert_eq!(told(&state, 1).reason, reason);
    }
}

#[test]
fn an_order_that_is_being_edited_is_neither_decided_nor_leased() {
    let mut state = state();
    queued(&mut state, 1);
    captured(&mut state, 2);
    let series: Series = "1".parse().expect("a series");
    write(&mut state, |tx| {
        let series = watermark::series_id(tx, &key(1).company, year(2026), series)?;
        incomplete::remember(tx, series, key(1).id.number, ("no lines", false), at(3))?;
        incomplete::remember(tx, series, key(2).id.number, ("no lines", false), at(3))
    });
    assert_eq!(leased(&mut state, "me", 4, 9), []);
    assert_eq!(outbox::captured_after(&state, EntryId::START, 9).expect("read"), []);
}

#[test]
fn the_same_order_in_two_exercises_is_recognised() {
    let mut state = state();
    captured(&mut state, 1);
    write(&mut state, |tx| {
        let order = order(1);
        let series = watermark::series_id(tx, &key(1).company, year(2027), order.id.series)?;
        let snapshot = Snapshot::new(&order, content_hash(&order))?;
        orders::capture(tx, series, order.id.number, &snapshot, at(0))
    });
    let twins: Vec<Option<Year>> = outbox::captured_after(&state, EntryId::START, 9)
        .expect("read")
        .into_iter()
        .map(|captured| captured.twin)
        .collect();
    assert_eq!(twins, [None, Some(year(2026))]);
}

#[test]
fn an_order_is_captured_once() {
    let mut state = state();
    captured(&mut state, 1);
    let tx = state.begin().expect("a transaction");
    let order = order(1);
    let series = watermark::series_id(&tx, &key(1).company, year(2026), order.id.series).expect("a series");
    let snapshot = Snapshot::new(&order, content_hash(&order)).expect("a snapshot");
    let again = orders::capture(&tx, series, order.id.number, &snapshot, at(0));
    assert!(matches!(again, Err(Error::Sql(_))), "{again:?}");
}

#[test]
fn the_watermark_never_goes_down() {
    let mut state = state();
    let mark = write(&mut state, |tx| {
        let series = watermark::series_id(tx, &key(1).company, year(2026), key(1).id.series)?;
        assert_eq!(watermark::watermark(tx, series)?, None);
        watermark::advance(tx, series, key(7).id.number)?;
        watermark::advance(tx, series, key(5).id.number)?;
        watermark::watermark(tx, series)
    });
    assert_eq!(mark, Some(key(7).id.number));
}

/// The mode of the journal, and how far a commit waits.
fn journal(connection: &Connection) -> (String, i64) {
    let mode = super::file::log_ahead(connection).expect("a mode");
    (mode, connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).expect("a number"))
}

#[test]
fn where_a_write_ahead_log_is_refused_every_commit_waits_for_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let [local, share] = ["local.db", "share.db"].map(|name| folder.path().join(name));
    assert_eq!(journal(&Connection::open(local).expect("opens")), ("wal".to_owned(), 1));
    // SQLite's way to files without shared memory, which a share has not either; Windows has no such way.
    let opened = Connection::open_with_flags_and_vfs(share, OpenFlags::default(), c"unix-dotfile");
    if let Ok(connection) = opened {
        assert_eq!(journal(&connection), ("delete".to_owned(), 2));
    }
}

#[test]
fn held_orders_are_put_back_to_be_decided_again() {
    let mut state = state();
    let id = captured(&mut state, 1);
    let fate = Fate::Held(Reason::ArticleUnknown, Some("DUO-1"));
    write(&mut state, |tx| outbox::decided(tx, id, &fate, &"lines", at(1)));
    assert_eq!(stage::waiting(&state).expect("read"), 1);
    assert_eq!(outbox::in_stage(&state, Stage::Held).expect("read"), [(id, key(1))]);
    write(&mut state, |tx| outbox::put_back(tx, id, at(2)));
    assert_eq!(stage_of(&state, 1), Stage::Captured);
    assert_eq!(stage::counts(&state).expect("read"), [(Stage::Captured, 1)]);
}

#[test]
fn an_order_is_found_again_by_its_number_however_many_are_known() {
    let mut state = State::in_memory().expect("a state");
    for half in 1..=1100 {
        captured(&mut state, half * 2);
    }
    let series =
        write(&mut state, |tx| watermark::series_id(tx, &key(1).company, year(2026), order(1).id.series));
    let mut known = KnownOrders::new(series);
    for code in (1..=2300).chain([2]) {
        let order = order(code);
        let found = known.find(&state, order.id.number).expect("looks");
        let expected = (code % 2 == 0 && code <= 2200).then(|| content_hash(&order));
        assert_eq!(found.map(|known| known.hash), expected, "{code}");
    }
}
