//! A run that finds another one at work.

use super::call::{Noon, Place};
use super::configuration::VALID;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use factulink::pipeline::Clock;
use factulink::state::State;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

/// A place whose state somebody works on.
fn at_work() -> (Place, PathBuf, State) {
    let place = Place::new();
    let config = place.write("factulink.toml", VALID);
    let state = State::open(&place.path("state.db")).expect("a state");
    (place, config, state)
}

/// A clock that goes on by twenty seconds each time it is looked at.
struct Hurried(AtomicI64);

impl Clock for Hurried {
    fn now(&self) -> DateTime<Utc> {
        Noon.now() + TimeDelta::seconds(20 * self.0.fetch_add(1, Ordering::Relaxed))
    }

    fn today(&self) -> NaiveDate {
        Noon.today()
    }
}

#[test]
fn it_ends_at_once_unless_it_was_told_to_wait() {
    let (place, config, _at_work) = at_work();
    let ended = place.call_on(&config, &["run"]);
    assert_eq!(ended.code, 91, "{}", ended.stderr);
    assert!(ended.stderr.contains("--wait"), "{}", ended.stderr);
}

#[test]
fn it_goes_on_when_the_other_one_has_ended() {
    let (place, config, at_work) = at_work();
    let other = thread::spawn(move || {
        thread::sleep(Duration::from_millis(400));
        drop(at_work);
    });
    let ended = place.call_on(&config, &["run", "--wait", "30", "--json"]);
    other.join().expect("it ended");
    assert_eq!(ended.json()["command"], "run", "{ended:?}");
    assert_eq!(ended.code, 75, "no company is there: {ended:?}");
}

#[test]
fn it_gives_up_when_it_has_waited_long_enough() {
    let (mut place, config, _at_work) = at_work();
    place.clock = Arc::new(Hurried(AtomicI64::new(0)));
    assert_eq!(place.call_on(&config, &["run", "--wait", "1"]).code, 91);
}

#[test]
fn it_stops_waiting_when_it_is_asked_to() {
    let (mut place, config, at_work) = at_work();
    place.stop = AtomicBool::new(true);
    for (lang, word) in [("en", "nothing was touched"), ("es", "no se ha tocado nada")] {
        let ended = place.call_on(&config, &["run", "--wait", "30", "--lang", lang]);
        assert_eq!(ended.code, 98, "{ended:?}");
        assert!(ended.stderr.contains(word), "{ended:?}");
    }
    let json = place.call_on(&config, &["run", "--wait", "30", "--json"]).json();
    assert_eq!((&json["error"]["code"], &json["error"]["name"]), (&98.into(), &"interrupted".into()));
    drop(at_work);
}
