//! The table of outcomes, row by row.

use super::*;
use crate::platform::settings::StateValue;
use crate::template::Template;

const WAIT: Option<Duration> = Some(Duration::from_secs(7));

fn answered(status: u16, body: &str) -> Reply {
    let said = ResponseContent::read(body.as_bytes(), &[]);
    Reply::Answered(HttpAnswer { status, wait: WAIT, modified: None, version: None, said, cut: None })
}

fn without_wait(status: u16) -> Reply {
    let said = ResponseContent::Text(String::new());
    Reply::Answered(HttpAnswer { status, wait: None, modified: None, version: None, said, cut: None })
}

fn cut(status: u16, body: &str) -> Reply {
    let cut = Some(CutResponse::Lost(PlatformTrouble::told("cut")));
    Reply::Answered(HttpAnswer {
        status,
        wait: None,
        modified: None,
        version: None,
        said: ResponseContent::read(body.as_bytes(), &[]),
        cut,
    })
}

fn lost(begun: bool) -> Reply {
    Reply::Lost { begun, wait: None, why: PlatformTrouble::told("lost") }
}

fn of(reply: Reply) -> Submitted {
    submitted(reply, Some("/ticket"), "500.csv", Resend::Key)
}

#[test]
fn a_ticket_is_taken_and_a_response_without_one_is_unknown() {
    for status in [200, 201, 202] {
        assert_eq!(of(answered(status, r#"{"ticket":"T1"}"#)), Submitted::Taken { ticket: "T1".to_owned() });
    }
    for body in ["", "{}", "<html>", r#"{"ticket":"#, r#"{"ticket":null}"#] {
        assert!(matches!(of(answered(202, body)), Submitted::Unknown(_)), "{body}");
    }
    assert!(matches!(of(cut(202, r#"{"ticket":"T1"}"#)), Submitted::Unknown(_)));
}

#[test]
fn without_tickets_the_name_is_one() {
    let taken = submitted(answered(200, ""), None, "500.csv", Resend::Name);
    assert_eq!(taken, Submitted::Taken { ticket: "500.csv".to_owned() });
}

#[test]
fn what_was_lost_before_the_body_is_for_later_and_after_it_unknown() {
    assert!(matches!(of(lost(false)), Submitted::Later { .. }));
    assert!(matches!(of(lost(true)), Submitted::Unknown(_)));
}

#[test]
fn a_status_tells_whether_to_wait_to_ask_or_to_give_up() {
    for status in [425, 429, 503] {
        assert!(matches!(of(answered(status, "")), Submitted::Later { wait: WAIT, .. }), "{status}");
    }
    for status in [408, 500, 502, 504, 507, 520] {
        assert!(matches!(of(answered(status, "")), Submitted::Unknown(_)), "{status}");
    }
    for status in [400, 404, 413, 415, 422] {
        let refused = of(answered(status, r#"{"code":"titles","message":"not those"}"#));
        let Submitted::Refused(why) = refused else { panic!("{status}: {refused:?}") };
        assert_eq!((why.status, why.code.as_deref()), (Some(status), Some("titles")));
    }
}

#[test]
fn a_busy_gateway_is_not_believed_where_sending_twice_is_not_safe() {
    let never = |reply| submitted(reply, Some("/ticket"), "500.csv", Resend::Never);
    assert!(matches!(never(without_wait(503)), Submitted::Unknown(_)));
    assert!(matches!(never(answered(503, "")), Submitted::Later { wait: WAIT, .. }));
    assert!(matches!(never(without_wait(429)), Submitted::Later { .. }));
    assert!(matches!(of(without_wait(503)), Submitted::Later { .. }));
}

#[test]
fn a_conflict_is_a_name_sent_before_or_something_under_way() {
    let sent = r#"{"code":"1024","message":"already sent"}"#;
    assert_eq!(of(answered(409, sent)), Submitted::Found { ticket: None });
    assert!(matches!(of(answered(409, r#"{"code":"busy"}"#)), Submitted::Later { wait: WAIT, .. }));
    let by_name = submitted(answered(409, r#"{"ticket":"T1"}"#), Some("/ticket"), "500.csv", Resend::Name);
    assert_eq!(by_name, Submitted::Found { ticket: Some("T1".to_owned()) });
    assert!(already_sent(&answered(409, sent)).is_some());
    assert!(already_sent(&answered(422, sent)).is_none() && already_sent(&lost(true)).is_none());
}

#[test]
fn a_look_up_tells_no_from_not_being_able_to_say() {
    let of = |reply| known(reply, "/files/0/ticket");
    assert_eq!(
        of(answered(200, r#"{"files":[{"ticket":"T1"}]}"#)),
        KnownChunk::Yes { ticket: "T1".to_owned() }
    );
    assert_eq!(of(answered(200, r#"{"files":[]}"#)), KnownChunk::No);
    assert_eq!(of(answered(404, "")), KnownChunk::NoSuchPath);
    for reply in [
        answered(200, "<html>"),
        cut(200, "{}"),
        answered(503, ""),
        answered(500, ""),
        answered(400, ""),
        lost(true),
    ] {
        assert!(matches!(of(reply.clone()), KnownChunk::Later { .. }), "{reply:?}");
    }
}

#[test]
fn progress_is_read_out_of_whole_json_only() {
    let poll = Poll {
        place: Template::literal(""),
        state: "/state".to_owned(),
        rows: Some("/rows".to_owned()),
        done: vec![StateValue::Text("done".to_owned())],
        failed: Vec::new(),
        pending: Vec::new(),
    };
    let of = |reply| progress(reply, &poll);
    let done = r#"{"state":"done","rows":3}"#;
    assert_eq!(of(answered(200, done)), ProcessingProgress::Done { rows: Some(3) });
    assert_eq!(
        of(answered(200, r#"{"state":"???"}"#)),
        ProcessingProgress::Strange { state: "???".to_owned() }
    );
    assert!(matches!(of(answered(404, "")), ProcessingProgress::Failed(_)));
    for reply in
        [cut(200, done), answered(200, "<html>"), answered(502, done), answered(429, ""), lost(false)]
    {
        assert!(matches!(of(reply.clone()), ProcessingProgress::Later { .. }), "{reply:?}");
    }
}

#[test]
fn a_document_is_here_not_there_refused_or_for_later() {
    let to = Path::new("/x");
    let of = |reply| fetched(reply, to);
    assert_eq!(
        of(without_wait(200)),
        FetchedDocument::Here { file: to.to_owned(), modified: None, version: None }
    );
    for status in [404, 202, 204] {
        assert_eq!(of(answered(status, "")), FetchedDocument::NotThere, "{status}");
    }
    assert!(matches!(of(answered(400, "")), FetchedDocument::Refused(_)));
    for reply in [cut(200, ""), answered(409, ""), answered(500, ""), answered(206, ""), lost(true)] {
        assert!(matches!(of(reply.clone()), FetchedDocument::Later { .. }), "{reply:?}");
    }
}

#[test]
fn a_registration_is_written_in_conflict_refused_or_unknown() {
    for status in [200, 201, 204] {
        assert_eq!(registered(answered(status, "")), Registered::Written);
    }
    assert!(matches!(registered(answered(409, "")), Registered::Conflict(_)));
    assert!(matches!(registered(answered(422, "")), Registered::Refused(_)));
    assert!(matches!(registered(answered(503, "")), Registered::Later { wait: WAIT, .. }));
    for reply in [answered(502, ""), lost(true)] {
        assert!(matches!(registered(reply), Registered::Unknown(_)));
    }
    assert!(matches!(registered(lost(false)), Registered::Later { .. }));
}

#[test]
fn asking_for_processing_again_is_no_harm_so_nothing_is_unknown() {
    assert_eq!(
        processing(answered(202, r#"{"ticket":"P1"}"#), Some("/ticket")),
        Submitted::Taken { ticket: "P1".to_owned() }
    );
    assert_eq!(processing(answered(202, ""), Some("/ticket")), Submitted::Taken { ticket: String::new() });
    assert_eq!(processing(answered(409, ""), None), Submitted::Found { ticket: None });
    for reply in [answered(500, ""), answered(503, ""), lost(true)] {
        assert!(matches!(processing(reply, None), Submitted::Later { .. }));
    }
}
