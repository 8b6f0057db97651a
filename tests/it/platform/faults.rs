//! What becomes of a chunk when things go wrong on the way, as the double lets them.

use super::site::{Sent, Site, values, with_ticket};
use crate::double::Double;
use factulink::platform::settings::Resend;
use factulink::platform::{LookedUp, ProcessingProgress, Stop, Submitted};
use std::time::Duration;

/// The double, the way to it, and one chunk.
struct Load {
    double: Double,
    site: Site,
    sent: Sent,
}

impl Load {
    fn new(switches: &[(&str, &str)]) -> Option<Load> {
        let double = Double::http(switches)?;
        Some(Load { site: Site::http(&double), double, sent: Sent::new(1, 3) })
    }

    fn submit(&self) -> Result<Submitted, Stop> {
        self.site.with(|platform| self.sent.with(|chunk| platform.submit(chunk, &values)))
    }

    fn look_up(&self) -> LookedUp {
        let looked = self.site.with(|platform| self.sent.with(|chunk| platform.look_up(chunk, &values)));
        looked.expect("no end of the run")
    }

    fn poll(&self, ticket: &str) -> ProcessingProgress {
        self.site.with(|platform| platform.poll(&with_ticket(ticket))).expect("no end of the run")
    }

    /// Submits, and expects nobody to know what became of it.
    fn submit_into_the_unknown(&self) {
        let submitted = self.submit();
        assert!(matches!(submitted, Ok(Submitted::Unknown(_))), "{submitted:?}");
    }

    fn take(&self) -> String {
        match self.submit() {
            Ok(Submitted::Taken { ticket }) => ticket,
            other => panic!("not taken: {other:?}"),
        }
    }

    /// Each voucher stands at the platform once, and came with our key.
    fn assert_taken_once(&self) {
        let state = self.double.state();
        let files = state["files"].as_array().expect("a list");
        assert_eq!(files.len(), 1, "{state}");
        assert_eq!(files[0]["key"], self.sent.key.as_str());
        assert_eq!(files[0]["name"], self.sent.name.as_str());
        assert_eq!((&files[0]["rows_taken"], &state["vouchers_twice"]), (&3.into(), &0.into()));
    }

    fn assert_nothing_taken(&self) {
        assert_eq!(self.double.state()["files"], serde_json::json!([]));
    }
}

#[test]
fn a_busy_platform_is_left_alone_for_as_long_as_it_says_and_then_takes_once() {
    let Some(load) = Load::new(&[]) else { return };
    for (code, header, longest) in [(503, 7, 7_000), (429, 7, 7_000), (503, -1, 2_000), (503, 0, 0)] {
        for (switch, value) in [("fail", 1), ("fail_code", code), ("retry_after", header)] {
            load.double.switch(switch, value);
        }
        let submitted = load.submit();
        let Ok(Submitted::Later { wait, why }) = submitted else { panic!("{submitted:?}") };
        assert_eq!(wait.is_some(), header != 0, "{header}");
        assert!(wait.unwrap_or_default() <= Duration::from_millis(longest), "{wait:?}");
        assert_eq!(why.status.map(i64::from), Some(code.into()));
    }
    load.assert_nothing_taken();
    load.take();
    load.assert_taken_once();
}

#[test]
fn a_chunk_whose_answer_was_lost_is_found_by_its_key() {
    for (switch, code) in
        [("drop_after", 503), ("drop_response", 503), ("fail_after", 502), ("fail_after", 500)]
    {
        let Some(load) = Load::new(&[]) else { return };
        load.double.switch("fail_code", code);
        load.double.switch(switch, 1);
        load.submit_into_the_unknown();
        let LookedUp::Found { ticket: Some(ticket) } = load.look_up() else { panic!("{switch}: not found") };
        assert_eq!(load.take(), ticket, "the same key and content again is the same file");
        assert_eq!(load.poll(&ticket), ProcessingProgress::Done { rows: Some(3) });
        load.assert_taken_once();
    }
}

#[test]
fn a_gateway_that_lost_the_answer_and_says_busy_does_not_make_two() {
    let Some(load) = Load::new(&[("fail_after", "1")]) else { return };
    assert!(matches!(load.submit(), Ok(Submitted::Later { .. })));
    load.take();
    load.assert_taken_once();
}

#[test]
fn a_chunk_that_was_lost_on_its_way_is_sent_again() {
    let Some(load) = Load::new(&[("drop_during", "1")]) else { return };
    load.submit_into_the_unknown();
    assert_eq!(load.look_up(), LookedUp::NotFound);
    load.take();
    load.assert_taken_once();
}

#[test]
fn a_platform_that_knows_names_only_says_that_the_name_came_before() {
    for resend in [Resend::Name, Resend::Key] {
        let Some(mut load) = Load::new(&[("keys", "off"), ("names_once", "on"), ("drop_after", "1")]) else {
            return;
        };
        load.site.settings.resend = resend;
        load.submit_into_the_unknown();
        assert_eq!(load.look_up(), LookedUp::NotFound, "it knows no look-up");
        assert_eq!(load.submit(), Ok(Submitted::Found { ticket: None }));
        load.assert_taken_once();
    }
}

#[test]
fn a_platform_that_knows_nothing_is_not_asked_twice_by_us() {
    let Some(mut load) = Load::new(&[("keys", "off"), ("drop_after", "1")]) else { return };
    load.site.settings.resend = Resend::Never;
    load.site.http_mut().lookup = None;
    load.submit_into_the_unknown();
    assert_eq!(load.look_up(), LookedUp::NoWay);
    load.assert_taken_once();
}

#[test]
fn a_key_that_came_with_other_content_is_refused() {
    let Some(mut load) = Load::new(&[]) else { return };
    load.take();
    let mut other = Sent::new(7, 2);
    other.key.clone_from(&load.sent.key);
    load.sent = other;
    let submitted = load.submit();
    assert!(matches!(&submitted, Ok(Submitted::Refused(why)) if why.status == Some(422)), "{submitted:?}");
    assert_eq!(load.double.state()["files"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_redirect_ends_the_run_and_nothing_follows_it() {
    let Some(load) = Load::new(&[("redirect", "http://127.0.0.1:1/elsewhere")]) else { return };
    assert_eq!(load.submit(), Err(Stop::Redirects("307 http://127.0.0.1:1/elsewhere".to_owned())));
    load.assert_nothing_taken();
}

#[test]
fn a_chunk_that_is_too_large_is_refused_with_its_status_however_large_it_is() {
    for rows in [3, 60_000] {
        let Some(mut load) = Load::new(&[("max_body", "100")]) else { return };
        load.sent = Sent::new(1, rows);
        let submitted = load.submit();
        let Ok(Submitted::Refused(why)) = submitted else { panic!("{submitted:?}") };
        assert_eq!((why.status, why.code.as_deref()), (Some(413), Some("too_large")));
        load.assert_nothing_taken();
    }
}

#[test]
fn a_state_is_pending_strange_failed_or_cannot_be_had() {
    let Some(load) = Load::new(&[]) else { return };
    let ticket = load.take();
    assert_eq!(load.poll(&ticket), ProcessingProgress::Done { rows: Some(3) });
    load.double.switch("fail_polls", 1);
    assert!(matches!(load.poll(&ticket), ProcessingProgress::Later { .. }));
    load.double.switch("never_done", true);
    assert_eq!(load.poll(&ticket), ProcessingProgress::Pending);
    load.double.switch("strange_state", "???");
    assert_eq!(load.poll(&ticket), ProcessingProgress::Strange { state: "???".to_owned() });
    assert!(
        matches!(load.poll("20260100009999"), ProcessingProgress::Failed(why) if why.status == Some(404))
    );
    let Some(load) = Load::new(&[("fail_file", "on")]) else { return };
    let ticket = load.take();
    assert!(matches!(load.poll(&ticket), ProcessingProgress::Failed(_)));
}

#[test]
fn rows_that_the_platform_did_not_take_are_told() {
    let Some(load) = Load::new(&[("refuse_rows", "2")]) else { return };
    let ticket = load.take();
    assert_eq!(load.poll(&ticket), ProcessingProgress::Done { rows: Some(1) });
}

#[test]
fn a_platform_that_died_is_for_later_and_knows_what_it_took() {
    let Some(mut load) = Load::new(&[("drop_after", "1")]) else { return };
    load.submit_into_the_unknown();
    load.double.kill();
    assert!(matches!(load.look_up(), LookedUp::Later { .. }));
    assert!(matches!(load.submit(), Ok(Submitted::Later { .. })), "nobody listens");
    assert!(load.site.with(|platform| platform.greet()).expect("no end of the run").is_some());
    load.double.restart();
    assert!(matches!(load.look_up(), LookedUp::Found { .. }));
    load.assert_taken_once();
}
