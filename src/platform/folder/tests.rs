//! Two folders of a test, and somebody who writes into them.

use super::Folder;
use crate::platform::contract::{
    FetchedDocument, LookedUp, OutgoingChunk, Payload, Platform, PlatformTrouble, ProcessingProgress,
    Registered, Submitted,
};
use crate::platform::error::Error;
use crate::platform::limits::PlatformLimits;
use crate::platform::open::Surroundings;
use crate::platform::outgoing::digest;
use crate::platform::secret::Secrets;
use crate::platform::settings::*;
use crate::template::Template;
use std::fs::{self, File, FileTimes};
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};
use tempfile::TempDir;

const NAME: &str = "v-500-0a1b2c3d.csv";
const ANSWER: &str = "errores1026.xlsx";

struct Share(TempDir);

impl Share {
    fn new() -> Share {
        let share = Share(tempfile::tempdir().expect("a folder"));
        for folder in ["in", "out", "taken"] {
            fs::create_dir(share.at(folder)).expect("a folder");
        }
        share
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file that was changed so many seconds after 1970.
    fn put(&self, path: &str, content: &str, seconds: u64) {
        fs::write(self.at(path), content).expect("a file");
        let file = File::options().write(true).open(self.at(path)).expect("a file");
        let time = UNIX_EPOCH + Duration::from_secs(seconds);
        file.set_times(FileTimes::new().set_modified(time)).expect("a time");
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = self.at(folder).read_dir().expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn with<T>(&self, resend: Resend, sleep: &dyn Fn(Duration), act: impl FnOnce(&Folder<'_>) -> T) -> T {
        let secrets = Secrets { base: self.0.path(), variable: &|_| None };
        let around = Surroundings {
            secrets,
            now: &|| 0,
            sleep,
            limits: PlatformLimits { document: 1000, ..PlatformLimits::default() },
        };
        act(&open(resend, "v-{key8}.csv", around).map_err(|error| error.to_string()).expect("a folder"))
    }

    /// With somebody else at work between two looks.
    fn answer_while(&self, ticket: &str, meanwhile: impl Fn()) -> FetchedDocument {
        let to = self.at("answer");
        self.with(Resend::Name, &|_| meanwhile(), |folder| {
            folder.answer(ANSWER, ticket, &to).expect("a disk")
        })
    }

    fn submit(&self, content: &str, name: &str, resend: Resend) -> Submitted {
        self.chunk(content, name, |chunk| {
            self.with(resend, &|_| (), |folder| folder.submit(chunk, &|_| None).expect("a disk"))
        })
    }

    fn look_up(&self, resend: Resend) -> LookedUp {
        self.chunk("a", NAME, |chunk| {
            self.with(resend, &|_| (), |folder| folder.look_up(chunk, &|_| None).expect("a disk"))
        })
    }

    fn chunk<T>(&self, content: &str, name: &str, act: impl FnOnce(&OutgoingChunk<'_>) -> T) -> T {
        let file = self.at("chunk");
        fs::write(&file, content).expect("a file");
        let (len, sha256) = digest(&mut File::open(&file).expect("a file")).expect("a digest");
        act(&OutgoingChunk { file: &file, len, sha256: &sha256, name, key: "0a1b2c3d4e" })
    }

    fn poll(&self, ticket: &str) -> ProcessingProgress {
        let values = |name: &str| match name {
            "name" => Some(NAME.to_owned()),
            "ticket" => Some(ticket.to_owned()),
            _ => None,
        };
        self.with(Resend::Name, &|_| (), |folder| folder.poll(&values).expect("a disk"))
    }

    fn register(&self, content: &str, path: &str) -> Registered {
        let file = self.at("registry");
        fs::write(&file, content).expect("a file");
        let payload = Payload::File { file: &file, name: "registry", replaces: None };
        self.with(Resend::Name, &|_| (), |folder| folder.register("", path, payload).expect("a disk"))
    }

    fn acknowledged(&self, path: &str) -> Option<Registered> {
        self.with(Resend::Name, &|_| (), |folder| folder.acknowledged(path).expect("a disk"))
    }
}

fn open<'a>(resend: Resend, name: &str, around: Surroundings<'a>) -> Result<Folder<'a>, Error> {
    let template = |text: &str| Template::parse(text, |_| true).expect("a template");
    let folder = FolderSettings {
        drop: "in".into(),
        answers: "out".into(),
        settle: Duration::from_secs(2),
        process: Some(template("procesar.txt")),
        answer: Some(template(ANSWER)),
    };
    let settings = PlatformSettings {
        reach: PlatformReach::Folder(folder.clone()),
        resend,
        name: Some(template(name)),
        every: DEFAULT_EVERY,
        timeout: DEFAULT_TIMEOUT,
        poll: Some(Poll {
            place: template("{name}.json"),
            state: "/accepted".to_owned(),
            rows: Some("/rows_taken".to_owned()),
            done: vec![StateValue::Bool(true)],
            failed: vec![StateValue::Bool(false)],
            pending: Vec::new(),
        }),
    };
    Folder::open(&settings, &folder, around)
}

fn found(ticket: &str) -> LookedUp {
    LookedUp::Found { ticket: Some(ticket.to_owned()) }
}

#[test]
fn a_chunk_is_dropped_whole_and_its_ticket_tells_when() {
    let share = Share::new();
    share.put("in/v-500-0a1b2c3d.csv.part", "half of it, from a run that was killed", 1);
    let Submitted::Taken { ticket } = share.submit("a;b", NAME, Resend::Name) else { panic!("not taken") };
    assert_eq!(share.names("in"), [NAME]);
    assert_eq!(fs::read_to_string(share.at("in").join(NAME)).expect("a file"), "a;b");
    let modified =
        fs::metadata(share.at("in").join(NAME)).and_then(|found| found.modified()).expect("a time");
    let ms = modified.duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    assert_eq!(ticket, format!("{NAME}@{ms}"));
}

#[test]
fn a_chunk_is_found_where_it_was_dropped_taken_or_answered() {
    for path in [format!("in/{NAME}"), format!("taken/{NAME}")] {
        let share = Share::new();
        share.put(&path, "a", 7);
        assert_eq!(share.look_up(Resend::Name), found("v-500-0a1b2c3d.csv@7000"), "{path}");
        assert!(matches!(share.submit("a", NAME, Resend::Name), Submitted::Found { .. }));
        assert_eq!(share.names("in").len() + share.names("taken").len(), 1);
    }
    let share = Share::new();
    assert_eq!(share.look_up(Resend::Name), LookedUp::NotFound);
    share.put("out/v-500-0a1b2c3d.csv.json", "{", 7);
    assert_eq!(share.look_up(Resend::Name), found(NAME));
    assert!(matches!(share.submit("a", NAME, Resend::Name), Submitted::Found { .. }));
    assert!(share.names("in").is_empty());
}

#[test]
fn another_content_under_the_name_is_not_taken_for_this_one() {
    let share = Share::new();
    share.put(&format!("taken/{NAME}"), "b", 7);
    let Submitted::Refused(why) = share.submit("a", NAME, Resend::Name) else { panic!("not refused") };
    assert_eq!(why.code.as_deref(), Some("name_taken"));
    assert!(matches!(share.submit("a", NAME, Resend::Replace), Submitted::Taken { .. }));
}

#[test]
fn absence_says_nothing_where_nothing_is_kept_and_nothing_makes_another_drop_safe() {
    let share = Share::new();
    assert_eq!(share.look_up(Resend::Never), LookedUp::NotFound);
    fs::remove_dir(share.at("taken")).expect("an empty folder");
    assert_eq!(share.look_up(Resend::Never), LookedUp::NoWay);
    assert_eq!(share.look_up(Resend::Name), LookedUp::NotFound);
}

#[test]
fn a_name_that_could_lead_elsewhere_is_refused() {
    let share = Share::new();
    for name in ["../x.csv", "a/b.csv", "NUL", "x:y", ""] {
        let submitted = share.submit("a", name, Resend::Name);
        assert!(
            matches!(&submitted, Submitted::Refused(why) if why.code.as_deref() == Some("name")),
            "{name}"
        );
    }
    assert!(share.names("in").is_empty());
}

#[test]
fn an_acknowledgement_counts_when_it_is_whole_and_not_older_than_the_drop() {
    let share = Share::new();
    let ticket = format!("{NAME}@7000");
    assert_eq!(share.poll(&ticket), ProcessingProgress::Pending);
    let acknowledgement = format!("out/{NAME}.json");
    for half in ["", "{", r#"{"accepted": true, "rows_ta"#, "true"] {
        share.put(&acknowledgement, half, 8);
        assert_eq!(share.poll(&ticket), ProcessingProgress::Pending, "{half}");
    }
    let whole = "\u{feff}{\"accepted\": true, \"rows_taken\": 3}";
    share.put(&acknowledgement, whole, 6);
    assert_eq!(
        share.poll(&ticket),
        ProcessingProgress::Pending,
        "it is older than what it would acknowledge"
    );
    share.put(&acknowledgement, whole, 7);
    assert_eq!(share.poll(&ticket), ProcessingProgress::Done { rows: Some(3) });
    share.put(&acknowledgement, r#"{"accepted": false, "code": "titles", "message": "not those"}"#, 8);
    let why =
        PlatformTrouble { status: None, code: Some("titles".to_owned()), message: "not those".to_owned() };
    assert_eq!(share.poll(&ticket), ProcessingProgress::Failed(why));
    share.put(&acknowledgement, r#"{"accepted": "???"}"#, 8);
    assert_eq!(share.poll(&ticket), ProcessingProgress::Strange { state: "???".to_owned() });
}

#[test]
fn without_a_time_in_the_ticket_the_taken_file_tells_it() {
    let share = Share::new();
    share.put(&format!("taken/{NAME}"), "a", 7);
    share.put(&format!("out/{NAME}.json"), r#"{"accepted": true}"#, 6);
    assert_eq!(share.poll(NAME), ProcessingProgress::Pending);
}

#[test]
fn an_answer_is_taken_when_it_stands_still() {
    let share = Share::new();
    let answer = format!("out/{ANSWER}");
    assert_eq!(
        share.answer_while("x@7000", || panic!("there is nothing to wait for")),
        FetchedDocument::NotThere
    );
    share.put(&answer, "half", 8);
    assert_eq!(share.answer_while("x@7000", || share.put(&answer, "half and", 8)), FetchedDocument::NotThere);
    assert_eq!(share.answer_while("x@7000", || share.put(&answer, "half one", 9)), FetchedDocument::NotThere);
    assert_eq!(
        share.answer_while("x@7000", || fs::remove_file(share.at(&answer)).expect("a file")),
        FetchedDocument::NotThere
    );
    share.put(&answer, "whole", 8);
    let here = FetchedDocument::Here { file: share.at("answer"), modified: Some(8_000), version: None };
    assert_eq!(share.answer_while("x@7000", || ()), here);
    assert_eq!(fs::read_to_string(share.at("answer")).expect("a file"), "whole");
}

#[test]
fn an_answer_from_before_the_question_is_none() {
    let share = Share::new();
    share.put(&format!("out/{ANSWER}"), "of last month", 6);
    assert_eq!(share.answer_while("x@7000", || ()), FetchedDocument::NotThere);
    let of = |ticket: &str| {
        let values = |name: &str| (name == "ticket").then(|| ticket.to_owned());
        share.with(Resend::Name, &|_| (), |folder| folder.poll_process(&values).expect("a disk"))
    };
    assert_eq!(of("x@7000"), ProcessingProgress::Pending);
    assert_eq!(of("x@6000"), ProcessingProgress::Done { rows: None });
}

#[test]
fn an_answer_that_is_too_long_is_refused() {
    let share = Share::new();
    share.put(&format!("out/{ANSWER}"), &"x".repeat(1001), 8);
    let fetched = share.answer_while("x@7000", || ());
    assert!(matches!(fetched, FetchedDocument::Refused(why) if why.code.as_deref() == Some("too_large")));
}

#[cfg(unix)]
#[test]
fn a_link_is_no_answer() {
    let share = Share::new();
    share.put("secret", "of somebody", 8);
    std::os::unix::fs::symlink(share.at("secret"), share.at("out").join(ANSWER)).expect("a link");
    assert_eq!(share.answer_while("x@7000", || ()), FetchedDocument::NotThere);
}

#[test]
fn processing_is_asked_for_by_an_empty_file_once() {
    let share = Share::new();
    let process = || share.with(Resend::Name, &|_| (), |folder| folder.process(&|_| None).expect("a disk"));
    let Submitted::Taken { ticket } = process() else { panic!("not asked for") };
    assert!(ticket.starts_with("procesar.txt@"));
    assert_eq!(process(), Submitted::Found { ticket: Some(ticket) });
    assert_eq!(share.names("in"), ["procesar.txt"]);
    assert_eq!(fs::metadata(share.at("in/procesar.txt")).expect("a file").len(), 0);
}

#[test]
fn a_registry_is_dropped_and_not_dropped_again_while_it_is_the_same() {
    let share = Share::new();
    assert_eq!(share.register("old", "in/series.csv"), Registered::Written);
    assert_eq!(share.register("old", "in/series.csv"), Registered::Found);
    assert_eq!(share.register("new", "in/series.csv"), Registered::Written);
    fs::rename(share.at("in/series.csv"), share.at("taken/series.csv")).expect("taken");
    assert_eq!(share.register("new", "in/series.csv"), Registered::Found);
    assert_eq!(share.register("newer", "in/series.csv"), Registered::Written);
    assert!(matches!(share.register("x", "../series.csv"), Registered::Refused(_)));
    assert!(!share.at("../series.csv").exists());
}

#[test]
fn what_became_of_a_registration_stands_in_its_acknowledgement() {
    let share = Share::new();
    let say = |text: &str| share.put("out/cuentas.csv.json", text, 8);
    share.put("taken/cuentas.csv", "a", 7);
    assert_eq!(share.acknowledged("in/cuentas.csv"), None);
    say(r#"{"accepted": true, "refused": []}"#);
    assert_eq!(share.acknowledged("in/cuentas.csv"), Some(Registered::Written));
    say(r#"{"accepted": true, "refused": [{"code": "account_exists", "message": "1 is x"}]}"#);
    let why = PlatformTrouble {
        status: None,
        code: Some("account_exists".to_owned()),
        message: "1 is x".to_owned(),
    };
    assert_eq!(share.acknowledged("in/cuentas.csv"), Some(Registered::Conflict(why)));
    say(r#"{"accepted": false}"#);
    assert!(matches!(share.acknowledged("in/cuentas.csv"), Some(Registered::Refused(_))));
    say("{");
    assert_eq!(share.acknowledged("in/cuentas.csv"), None);
}

#[test]
fn a_share_that_is_away_is_for_later() {
    let share = Share::new();
    fs::remove_dir(share.at("in")).expect("an empty folder");
    assert!(matches!(share.submit("a", NAME, Resend::Name), Submitted::Later { .. }));
    let greeted = share.with(Resend::Name, &|_| (), |folder| folder.greet().expect("a disk"));
    assert!(greeted.is_some());
}

#[test]
fn a_name_that_two_chunks_could_have_is_a_mistake_of_the_settings() {
    let secrets = Secrets { base: std::path::Path::new(""), variable: &|_| None };
    let around = Surroundings { secrets, now: &|| 0, sleep: &|_| (), limits: PlatformLimits::default() };
    let error = open(Resend::Name, "{total}.csv", around).err();
    assert_eq!(error, Some(Error::NameWithoutKey("{total}.csv".to_owned())));
    assert!(open(Resend::Replace, "{total}.csv", around).is_ok());
}
