//! What every platform promises, whatever it is reached by: one suite for all three.

use super::site::{Sent, Site, memory, names, values, wait_for, with_ticket};
use crate::double::Double;
use factulink::platform::{
    FetchedDocument, LookedUp, Payload, Platform, ProcessingProgress, Registered, Stop, Submitted,
};
use std::fs;

/// A platform under test: how its parts are called, and what arrived there.
struct Subject<'a> {
    platform: &'a dyn Platform,
    arrived: &'a dyn Fn() -> usize,
    answer: &'a str,
    nothing: &'a str,
    registry: &'a str,
    cancels: bool,
}

type Claim = fn(&Subject<'_>);

fn in_memory(claim: Claim) {
    let memory = memory();
    claim(&Subject {
        platform: &memory,
        arrived: &|| memory.files().len(),
        answer: "/answer",
        nothing: "/nothing",
        registry: "/registry",
        cancels: true,
    });
}

#[cfg(feature = "http")]
fn over_http(claim: Claim) {
    let Some(double) = Double::http(&[]) else { return };
    Site::http(&double).with(|platform| {
        claim(&Subject {
            platform,
            arrived: &|| double.state()["files"].as_array().expect("a list").len(),
            answer: "/v1/periods/202610/details?format=json",
            nothing: "/v1/nothing",
            registry: "/v1/series",
            cancels: true,
        });
    });
}

fn through_a_folder(claim: Claim) {
    let base = tempfile::tempdir().expect("a folder");
    let Some(double) = Double::folder(&base.path().join("platform"), &[]) else { return };
    Site::folder(base).with(|platform| {
        claim(&Subject {
            platform,
            arrived: &|| {
                double.kept_state().map_or(0, |state| state["files"].as_object().expect("files").len())
            },
            answer: "errores1026.xlsx",
            nothing: "nothing.xlsx",
            registry: "platform/in/series1026.csv",
            cancels: false,
        });
    });
}

/// Makes a test of each claim for each platform.
macro_rules! contract {
    ($($claim:ident),* $(,)?) => {
        mod in_memory { $(#[test] fn $claim() { super::in_memory(super::$claim); })* }
        #[cfg(feature = "http")]
        mod over_http { $(#[test] fn $claim() { super::over_http(super::$claim); })* }
        mod through_a_folder { $(#[test] fn $claim() { super::through_a_folder(super::$claim); })* }
    };
}

contract!(
    a_chunk_is_taken_and_its_rows_are_counted,
    a_chunk_that_came_before_is_taken_once,
    a_chunk_is_known_once_it_has_come_and_not_before,
    two_chunks_are_two,
    a_chunk_that_changed_on_the_disk_is_not_sent,
    a_chunk_that_is_gone_ends_the_run,
    an_answer_is_there_when_the_period_is_processed_and_not_before,
    what_is_not_there_leaves_nothing_behind,
    a_whole_registry_is_registered,
    a_period_is_taken_back_or_cannot_be,
    a_greeting_is_no_harm,
);

impl Subject<'_> {
    fn submit(&self, sent: &Sent) -> Submitted {
        sent.with(|chunk| self.platform.submit(chunk, &values)).expect("no end of the run")
    }

    fn look_up(&self, sent: &Sent) -> LookedUp {
        sent.with(|chunk| self.platform.look_up(chunk, &values)).expect("no end of the run")
    }

    /// Asks until a chunk is no longer under way.
    fn poll(&self, ticket: &str, sent: &Sent) -> ProcessingProgress {
        let values = with_ticket(ticket);
        let values = |name: &str| if name == "name" { Some(sent.name.clone()) } else { values(name) };
        wait_for("the chunk", || match self.platform.poll(&values).expect("no end of the run") {
            ProcessingProgress::Pending => None,
            progress => Some(progress),
        })
    }
}

/// The ticket of a chunk that is there, however that came out.
fn ticket(submitted: Submitted) -> String {
    match submitted {
        Submitted::Taken { ticket } | Submitted::Found { ticket: Some(ticket) } => ticket,
        other => panic!("not there: {other:?}"),
    }
}

fn a_chunk_is_taken_and_its_rows_are_counted(subject: &Subject<'_>) {
    let sent = Sent::new(1, 3);
    let ticket = ticket(subject.submit(&sent));
    assert_eq!(subject.poll(&ticket, &sent), ProcessingProgress::Done { rows: Some(3) });
    assert_eq!((subject.arrived)(), 1);
}

fn a_chunk_that_came_before_is_taken_once(subject: &Subject<'_>) {
    let sent = Sent::new(1, 3);
    let first = ticket(subject.submit(&sent));
    assert_eq!(ticket(subject.submit(&sent)), first);
    assert_eq!(subject.poll(&first, &sent), ProcessingProgress::Done { rows: Some(3) });
    // The platform may have taken the file away by now.
    ticket(subject.submit(&sent));
    assert_eq!((subject.arrived)(), 1);
}

fn a_chunk_is_known_once_it_has_come_and_not_before(subject: &Subject<'_>) {
    let sent = Sent::new(1, 1);
    assert_eq!(subject.look_up(&sent), LookedUp::NotFound);
    let ticket = ticket(subject.submit(&sent));
    assert_eq!(subject.look_up(&sent), LookedUp::Found { ticket: Some(ticket.clone()) });
    subject.poll(&ticket, &sent);
    assert_eq!(subject.look_up(&sent), LookedUp::Found { ticket: Some(ticket) });
}

fn two_chunks_are_two(subject: &Subject<'_>) {
    let chunks = [Sent::new(1, 2), Sent::new(3, 5)];
    let tickets = chunks.each_ref().map(|sent| ticket(subject.submit(sent)));
    assert_ne!(tickets[0], tickets[1]);
    let rows = [0, 1].map(|at| subject.poll(&tickets[at], &chunks[at]));
    assert_eq!(rows, [2, 5].map(|rows| ProcessingProgress::Done { rows: Some(rows) }));
    assert_eq!((subject.arrived)(), 2);
}

fn a_chunk_that_changed_on_the_disk_is_not_sent(subject: &Subject<'_>) {
    let sent = Sent::new(1, 3);
    let mut content = fs::read(sent.file()).expect("a file");
    *content.last_mut().expect("a byte") = b' ';
    fs::write(sent.file(), content).expect("a file");
    let Submitted::Refused(why) = subject.submit(&sent) else { panic!("not refused") };
    assert_eq!(why.code.as_deref(), Some("chunk_changed"));
    assert_eq!((subject.arrived)(), 0);
}

fn a_chunk_that_is_gone_ends_the_run(subject: &Subject<'_>) {
    let sent = Sent::new(1, 3);
    fs::remove_file(sent.file()).expect("a file");
    let submitted = sent.with(|chunk| subject.platform.submit(chunk, &values));
    assert!(matches!(submitted, Err(Stop::Io(_))), "{submitted:?}");
}

fn an_answer_is_there_when_the_period_is_processed_and_not_before(subject: &Subject<'_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("answer");
    let answer =
        |ticket: &str| subject.platform.answer(subject.answer, ticket, &to).expect("no end of the run");
    assert_eq!(answer(""), FetchedDocument::NotThere);
    let sent = Sent::new(1, 3);
    let chunk = ticket(subject.submit(&sent));
    subject.poll(&chunk, &sent);
    let processing = ticket(subject.platform.process(&values).expect("no end of the run"));
    let values = with_ticket(&processing);
    let done = wait_for("the processing", || {
        match subject.platform.poll_process(&values).expect("no end of the run") {
            ProcessingProgress::Pending => None,
            progress => Some(progress),
        }
    });
    assert!(matches!(done, ProcessingProgress::Done { .. }), "{done:?}");
    let fetched = answer(&processing);
    assert!(matches!(&fetched, FetchedDocument::Here { file, .. } if *file == to), "{fetched:?}");
    assert!(!fs::read(&to).expect("an answer").is_empty());
    assert_eq!(names(folder.path()), ["answer"]);
}

fn what_is_not_there_leaves_nothing_behind(subject: &Subject<'_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let fetched = subject.platform.fetch(subject.nothing, &folder.path().join("x"));
    assert_eq!(fetched, Ok(FetchedDocument::NotThere));
    assert!(names(folder.path()).is_empty());
}

fn a_whole_registry_is_registered(subject: &Subject<'_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("series1026.csv");
    let titles = "Sec.;Serie;C.C.;Descripción;Sucursal;T.Op.;Descripción;Cta.Cte.;Descripción\r\n";
    fs::write(&file, format!("{titles}1;B001;1001;X;SUCURSAL X;20;Y;00000000101;Z\r\n")).expect("a file");
    let payload = Payload::File { file: &file, name: "series1026.csv", replaces: None };
    assert_eq!(subject.platform.register("PUT", subject.registry, payload), Ok(Registered::Written));
    let said = wait_for("the acknowledgement", || {
        subject.platform.acknowledged(subject.registry).expect("no end of the run")
    });
    assert_eq!(said, Registered::Written);
}

fn a_period_is_taken_back_or_cannot_be(subject: &Subject<'_>) {
    let sent = Sent::new(1, 3);
    let ticket = ticket(subject.submit(&sent));
    subject.poll(&ticket, &sent);
    let cancelled = subject.platform.cancel(&values).expect("no end of the run");
    assert_eq!(cancelled, subject.cancels.then_some(Registered::Written));
    assert_eq!((subject.arrived)(), if subject.cancels { 0 } else { 1 });
}

fn a_greeting_is_no_harm(subject: &Subject<'_>) {
    assert_eq!(subject.platform.greet(), Ok(None));
    assert_eq!((subject.arrived)(), 0);
}
