//! A server that answers with any bytes, and what is made of them.

use super::Http;
use crate::platform::contract::{
    FetchedDocument, OutgoingChunk, Payload, PlaceholderValues, Platform, PlatformTrouble,
    ProcessingProgress, Registered, Stop, Submitted,
};
use crate::platform::limits::PlatformLimits;
use crate::platform::open::Surroundings;
use crate::platform::outgoing::digest;
use crate::platform::secret::Secrets;
use crate::platform::settings::*;
use crate::template::Template;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What is done with one request.
enum Turn {
    /// Its body is read, then this is sent and the connection closed.
    Say(Vec<u8>),
    /// The same, with nothing read of the body.
    SayAtOnce(Vec<u8>),
    /// The body is read, and nothing said until the other side goes.
    Silence,
    /// This is sent until the other side goes.
    Endless(&'static str),
}

/// A server for as many requests as there are turns; joining it gives their heads.
struct Server {
    port: u16,
    heads: JoinHandle<Vec<String>>,
}

fn say(text: &str) -> Turn {
    Turn::Say(text.as_bytes().to_vec())
}

fn json(status: &str, body: &str) -> Turn {
    say(&format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
}

impl Server {
    fn start(turns: Vec<Turn>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let heads = thread::spawn(move || turns.into_iter().map(|turn| serve(&listener, turn)).collect());
        Server { port, heads }
    }

    fn heads(self) -> Vec<String> {
        self.heads.join().expect("a server that ends")
    }
}

/// Gives the head of the request, and what of its body was read.
fn serve(listener: &TcpListener, turn: Turn) -> String {
    let (mut stream, _) = listener.accept().expect("a connection");
    let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return head;
        }
    }
    let len = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = Vec::new();
    if !matches!(turn, Turn::SayAtOnce(_)) {
        reader.take(len.unwrap_or(0)).read_to_end(&mut body).expect("a body");
    }
    answer(&mut stream, turn);
    head + &String::from_utf8_lossy(&body)
}

/// Whoever does not listen any more is no failure of the server.
fn answer(stream: &mut TcpStream, turn: Turn) {
    match turn {
        Turn::Say(bytes) => drop(stream.write_all(&bytes)),
        // What is unread when a connection is closed resets it.
        Turn::SayAtOnce(bytes) => drop(stream.write_all(&bytes)),
        Turn::Silence => drop(stream.read(&mut [0])),
        Turn::Endless(head) => {
            let mut alive = stream.write_all(head.as_bytes()).is_ok();
            while alive {
                alive = stream.write_all(&[b' '; 4096]).is_ok();
            }
        }
    }
    stream.shutdown(Shutdown::Both).ok();
}

fn limits() -> PlatformLimits {
    PlatformLimits { document: 100_000, message: 10_000, ..PlatformLimits::default() }
}

/// Limits that a silent server comes to at once.
fn impatient() -> PlatformLimits {
    PlatformLimits { response: Duration::from_millis(50), ..limits() }
}

fn settings(auth: Auth, resend: Resend) -> PlatformSettings {
    let template = |text: &str| Template::parse(text, |_| true).expect("a template");
    let text = |text: &str| vec![StateValue::Text(text.to_owned())];
    PlatformSettings {
        reach: PlatformReach::Http(HttpSettings {
            address: AddressSource::Env("URL".to_owned()),
            auth,
            headers: vec![("X-Client".to_owned(), "f".to_owned())],
            ca_file: None,
            submit: Submit {
                request: Request { method: "post".to_owned(), path: template("/files/{period}") },
                field: "file".to_owned(),
                ticket: Some("/ticket".to_owned()),
            },
            lookup: Some(LookupRequest {
                path: template("/files?key={key}"),
                found: "/files/0/ticket".to_owned(),
            }),
            process: None,
            cancel: None,
        }),
        resend,
        name: None,
        every: DEFAULT_EVERY,
        timeout: DEFAULT_TIMEOUT,
        poll: Some(Poll {
            place: template("/files/{ticket}"),
            state: "/state".to_owned(),
            rows: None,
            done: text("done"),
            failed: text("failed"),
            pending: text("pending"),
        }),
    }
}

fn bearer() -> Auth {
    Auth::Bearer { token: SecretSource::Env("TOKEN".to_owned()) }
}

fn oauth2() -> Auth {
    let env = |name: &str| SecretSource::Env(name.to_owned());
    Auth::OAuth2(OAuth2 {
        token: "/token".to_owned(),
        client: Some((env("CLIENT"), env("TOKEN"))),
        user: None,
        scope: Some("a b".to_owned()),
    })
}

/// Opens a platform at the server, with a clock that stands at the epoch, and does something with it.
fn with<T>(
    turns: Vec<Turn>,
    settings: &PlatformSettings,
    limits: PlatformLimits,
    act: impl FnOnce(&Http<'_>) -> T,
) -> (T, Vec<String>) {
    let server = Server::start(turns);
    let port = server.port;
    let variable = move |name: &str| match name {
        "URL" => Some(format!("http://127.0.0.1:{port}/api/")),
        "TOKEN" => Some("secreto".to_owned()),
        "CLIENT" => Some("somebody".to_owned()),
        _ => None,
    };
    let secrets = Secrets { base: Path::new(""), variable: &variable };
    let around = Surroundings { secrets, now: &|| 0, sleep: &|_| (), limits };
    let PlatformReach::Http(http) = &settings.reach else { panic!("not HTTP") };
    let platform = Http::open(settings, http, around).map_err(|error| error.to_string()).expect("a platform");
    let done = act(&platform);
    (done, server.heads())
}

fn submit_with(
    content: &[u8],
    turns: Vec<Turn>,
    settings: &PlatformSettings,
    limits: PlatformLimits,
) -> (Result<Submitted, Stop>, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("500.csv");
    fs::write(&file, content).expect("a file");
    let (len, sha256) = digest(&mut fs::File::open(&file).expect("a file")).expect("a digest");
    let chunk = OutgoingChunk { file: &file, len, sha256: &sha256, name: "500.csv", key: "0a1b" };
    let values = |name: &str| (name == "period").then(|| "2026/10".to_owned());
    with(turns, settings, limits, |platform| platform.submit(&chunk, &values))
}

fn submit(turns: Vec<Turn>) -> (Result<Submitted, Stop>, Vec<String>) {
    submit_with(b"a;b\r\n1;2\r\n", turns, &settings(bearer(), Resend::Key), limits())
}

fn ticket_values(name: &str) -> Option<String> {
    (name == "ticket").then(|| "T1".to_owned())
}

fn poll(turn: Turn, limits: PlatformLimits) -> Result<ProcessingProgress, Stop> {
    let values: &PlaceholderValues<'_> = &ticket_values;
    with(vec![turn], &settings(Auth::None, Resend::Key), limits, |platform| platform.poll(values)).0
}

fn fetch(turn: Turn, limits: PlatformLimits) -> (Result<FetchedDocument, Stop>, Option<Vec<u8>>, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("answer");
    let settings = settings(Auth::None, Resend::Key);
    let (fetched, _) = with(vec![turn], &settings, limits, |platform| platform.fetch("/x", &to));
    (fetched, fs::read(&to).ok(), folder.path().read_dir().expect("a folder").count())
}

fn assert_unknown(turn: Turn, limits: PlatformLimits) {
    let (submitted, _) = submit_with(b"a", vec![turn], &settings(bearer(), Resend::Key), limits);
    assert!(matches!(submitted, Ok(Submitted::Unknown(_))), "{submitted:?}");
}

#[test]
fn a_chunk_is_sent_with_its_key_its_length_and_our_credentials() {
    let (submitted, heads) = submit(vec![json("202", r#"{"ticket":"T1"}"#)]);
    assert_eq!(submitted, Ok(Submitted::Taken { ticket: "T1".to_owned() }));
    let request = &heads[0];
    assert!(request.starts_with("POST /api/files/2026%2F10 HTTP/1.1\r\n"), "{request}");
    let lower = request.to_ascii_lowercase();
    for header in ["idempotency-key: 0a1b", "authorization: bearer secreto", "x-client: f"] {
        assert!(lower.contains(&format!("\r\n{header}\r\n")), "{request}");
    }
    assert!(
        !lower.contains("transfer-encoding") && request.contains("\r\n\r\na;b\r\n1;2\r\n\r\n--factulink-"),
        "{request}"
    );
}

#[test]
fn a_response_that_is_cut_or_makes_no_sense_leaves_a_chunk_unknown() {
    for text in [
        "",
        "HTTP/1.1 20",
        "HTTP/1.1 202 X\r\nContent-Le",
        "HTTP/1.1 202 X\r\nContent-Length: 500\r\n\r\n{\"tick",
        "HTTP/1.1 202 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"tic",
        "HTTP/1.1 202 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 202 X\r\nContent-Length: 3\r\n\r\n\u{1}\u{2}",
        "\u{0}\u{1}garbage\r\n\r\n",
        "HTTP/1.1 202 X\r\n\r\n<html>all is well</html>",
    ] {
        assert_unknown(say(text), limits());
    }
    let long = "HTTP/1.1 202 X\r\nX: ".to_owned() + &"x".repeat(200_000) + "\r\n\r\n";
    assert_unknown(say(&long), limits());
}

#[test]
fn a_response_that_does_not_end_or_does_not_come_leaves_a_chunk_unknown() {
    assert_unknown(Turn::Endless("HTTP/1.1 202 X\r\n\r\n"), limits());
    assert_unknown(Turn::Silence, impatient());
}

#[test]
fn a_response_in_pieces_is_one_response() {
    let chunked =
        "HTTP/1.1 202 X\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"ticket\"\r\n6\r\n:\"T1\"}\r\n0\r\n\r\n";
    assert_eq!(submit(vec![say(chunked)]).0, Ok(Submitted::Taken { ticket: "T1".to_owned() }));
}

#[test]
fn a_refusal_that_comes_before_the_body_is_read_all_the_same() {
    let refusal = "HTTP/1.1 413 X\r\nContent-Length: 21\r\n\r\n{\"code\":\"too_large\"} ";
    let turn = Turn::SayAtOnce(refusal.as_bytes().to_vec());
    let content = vec![b'x'; 20_000_000];
    let (submitted, _) = submit_with(&content, vec![turn], &settings(bearer(), Resend::Key), limits());
    let expected =
        PlatformTrouble { status: Some(413), code: Some("too_large".to_owned()), message: String::new() };
    assert_eq!(submitted, Ok(Submitted::Refused(expected)));
}

#[test]
fn nobody_there_is_for_later() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let mut settings = settings(Auth::None, Resend::Key);
    if let PlatformReach::Http(http) = &mut settings.reach {
        http.address = AddressSource::Given(format!("http://127.0.0.1:{port}"));
    }
    let (submitted, _) = submit_with(b"a", Vec::new(), &settings, limits());
    assert!(matches!(submitted, Ok(Submitted::Later { wait: None, .. })), "{submitted:?}");
}

#[test]
fn a_pause_is_asked_for_in_seconds_or_as_a_date() {
    for (header, seconds) in [("30", 30), ("Thu, 01 Jan 1970 00:00:05 GMT", 5)] {
        let text = format!("HTTP/1.1 503 X\r\nRetry-After: {header}\r\nContent-Length: 0\r\n\r\n");
        let (submitted, _) = submit(vec![say(&text)]);
        let Ok(Submitted::Later { wait, .. }) = submitted else { panic!("{submitted:?}") };
        assert_eq!(wait, Some(Duration::from_secs(seconds)));
    }
}

#[test]
fn a_redirect_is_told_and_not_followed() {
    let text =
        "HTTP/1.1 307 X\r\nLocation: https://evil.example/x?token=secreto\r\nContent-Length: 0\r\n\r\n";
    let (submitted, heads) = submit(vec![say(text)]);
    assert_eq!(submitted, Err(Stop::Redirects("307 https://evil.example/x".to_owned())));
    assert_eq!(heads.len(), 1);
}

#[test]
fn refused_credentials_end_the_run_and_are_not_shown() {
    for status in ["401", "403"] {
        let (submitted, _) = submit(vec![json(status, r#"{"message":"secreto is\nwrong"}"#)]);
        assert_eq!(submitted, Err(Stop::Permission(format!("{status}: *** is wrong"))));
    }
}

#[test]
fn a_token_is_asked_for_kept_and_asked_for_once_more_when_it_is_refused() {
    let granted = |token: &str| json("200", &format!(r#"{{"access_token":"{token}","expires_in":3600}}"#));
    let turns = vec![
        granted("one"),
        json("401", "{}"),
        granted("two"),
        json("202", r#"{"ticket":"T1"}"#),
        json("200", "{}"),
    ];
    let settings = settings(oauth2(), Resend::Key);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("1");
    fs::write(&file, "").expect("a file");
    let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let chunk = OutgoingChunk { file: &file, len: 0, sha256, name: "1", key: "k" };
    let (submitted, heads) = with(turns, &settings, limits(), |platform| {
        let submitted = platform.submit(&chunk, &|_| None);
        platform.poll(&ticket_values).expect("an answer");
        submitted
    });
    assert_eq!(submitted, Ok(Submitted::Taken { ticket: "T1".to_owned() }));
    let form = "grant_type=client_credentials&client_id=somebody&client_secret=secreto&scope=a%20b";
    assert!(heads[0].starts_with("POST /api/token ") && heads[0].ends_with(form), "{}", heads[0]);
    for (at, token) in [(1, "one"), (3, "two"), (4, "two")] {
        assert!(
            heads[at].to_ascii_lowercase().contains(&format!("authorization: bearer {token}\r\n")),
            "{}",
            heads[at]
        );
    }
}

#[test]
fn a_granted_token_that_comes_back_in_a_message_is_hidden() {
    let granted = json("200", r#"{"access_token":"one-token","expires_in":3600}"#);
    let turns = vec![granted, json("422", r#"{"message":"one-token is odd"}"#)];
    let (submitted, _) = submit_with(b"a", turns, &settings(oauth2(), Resend::Key), limits());
    let Ok(Submitted::Refused(why)) = submitted else { panic!("{submitted:?}") };
    assert_eq!(why.message, "*** is odd");
}

#[test]
fn any_answer_greets_but_for_refused_credentials() {
    let of = |turn: Turn| {
        with(vec![turn], &settings(bearer(), Resend::Key), limits(), |platform| platform.greet()).0
    };
    let elsewhere = say("HTTP/1.1 302 X\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n");
    for turn in [json("200", "<html>"), json("404", ""), json("503", ""), elsewhere] {
        assert_eq!(of(turn), Ok(None));
    }
    assert!(matches!(of(json("403", "")), Err(Stop::Permission(_))));
    assert!(matches!(of(say("")), Ok(Some(_))));
}

#[test]
fn no_token_is_want_of_permission_and_a_busy_server_of_tokens_is_for_later() {
    let of = |turn: Turn| submit_with(b"a", vec![turn], &settings(oauth2(), Resend::Key), limits()).0;
    let refused = of(json("400", r#"{"error":"invalid_client","error_description":"not secreto"}"#));
    assert_eq!(refused, Err(Stop::Permission("no token is given (400): not ***".to_owned())));
    assert!(matches!(of(json("503", "")), Ok(Submitted::Later { .. })));
    let without = of(json("200", r#"{"token":"abc123"}"#));
    assert!(
        matches!(&without, Ok(Submitted::Later { why, .. }) if !format!("{why:?}").contains("abc123")),
        "{without:?}"
    );
}

#[test]
fn a_name_that_was_sent_before_is_looked_up_by_its_key() {
    let sent = || json("409", r#"{"code":"1024","message":"already sent"}"#);
    let of = |look_up: Turn| submit(vec![sent(), look_up]).0;
    let found = |ticket: Option<&str>| Ok(Submitted::Found { ticket: ticket.map(str::to_owned) });
    assert_eq!(of(json("200", r#"{"files":[{"ticket":"T1"}]}"#)), found(Some("T1")));
    assert_eq!(of(json("404", "")), found(None));
    assert!(matches!(of(json("503", "")), Ok(Submitted::Later { .. })));
    // Something else had the name: to take this chunk for loaded would lose it.
    assert!(matches!(of(json("200", r#"{"files":[]}"#)), Ok(Submitted::Refused(_))));
}

#[test]
fn a_state_that_cannot_be_read_is_for_later() {
    for turn in [
        json("200", "<html>"),
        json("200", ""),
        say("HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n{\"state\":\"done\"}"),
        say(""),
    ] {
        let progress = poll(turn, limits());
        assert!(matches!(progress, Ok(ProcessingProgress::Later { .. })), "{progress:?}");
    }
    assert!(matches!(poll(Turn::Silence, impatient()), Ok(ProcessingProgress::Later { .. })));
    assert!(matches!(
        poll(Turn::Endless("HTTP/1.1 200 X\r\n\r\n"), limits()),
        Ok(ProcessingProgress::Later { .. })
    ));
    assert_eq!(
        poll(json("200", &"[".repeat(9_000)), limits())
            .map(|progress| matches!(progress, ProcessingProgress::Later { .. })),
        Ok(true)
    );
}

#[test]
fn a_document_is_fetched_whole_or_leaves_nothing_behind() {
    let text =
        "HTTP/1.1 200 X\r\nLast-Modified: Thu, 01 Jan 1970 00:00:05 GMT\r\nContent-Length: 3\r\n\r\nabc";
    let (fetched, content, left) = fetch(say(text), limits());
    assert!(matches!(fetched, Ok(FetchedDocument::Here { modified: Some(5_000), .. })), "{fetched:?}");
    assert_eq!((content.as_deref(), left), (Some(&b"abc"[..]), 1));

    let (fetched, content, left) = fetch(say("HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\nabc"), limits());
    assert!(matches!(fetched, Ok(FetchedDocument::Later { .. })), "{fetched:?}");
    assert_eq!((content, left), (None, 0));

    let (fetched, content, left) = fetch(Turn::Endless("HTTP/1.1 200 X\r\n\r\n"), limits());
    let Ok(FetchedDocument::Refused(why)) = fetched else { panic!("{fetched:?}") };
    assert_eq!((why.code.as_deref(), content, left), (Some("too_large"), None, 0));

    assert_eq!(fetch(json("404", ""), limits()).0, Ok(FetchedDocument::NotThere));
}

#[test]
fn what_is_registered_goes_as_it_is_and_cannot_bring_headers() {
    let row = [("code".to_owned(), "1\r\nX: y".to_owned())];
    let settings = settings(bearer(), Resend::Key);
    let (registered, heads) = with(vec![json("201", "{}")], &settings, limits(), |platform| {
        platform.register("POST", "/v1/accounts?a=b c\r\nX-Evil: 1", Payload::Json { row: &row, key: "0a1b" })
    });
    assert_eq!(registered, Ok(Registered::Written));
    assert!(
        heads[0].starts_with("POST /api/v1/accounts?a=b%20c%0D%0AX-Evil:%201 HTTP/1.1\r\n"),
        "{}",
        heads[0]
    );
    assert!(heads[0].ends_with("\r\n\r\n{\"code\":\"1\\r\\nX: y\"}"), "{}", heads[0]);
    let (registered, _) = with(Vec::new(), &settings, limits(), |platform| {
        platform.register("TRACE", "/", Payload::Json { row: &row, key: "0a1b" })
    });
    assert!(matches!(registered, Ok(Registered::Refused(_))));
}

#[test]
fn a_file_replaces_the_version_that_was_read_and_no_other() {
    let read = |tag: &str| {
        let text = format!("HTTP/1.1 200 X\r\nETag: {tag}\r\nContent-Length: 3\r\n\r\nabc");
        match fetch(say(&text), limits()).0 {
            Ok(FetchedDocument::Here { version, .. }) => version,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(read("\"v1\"").as_deref(), Some("\"v1\""));
    assert_eq!(read("W/\"v1\""), None, "that two are alike is not that they are the same");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("series.csv");
    std::fs::write(&file, "rows").expect("written");
    let settings = settings(Auth::None, Resend::Key);
    let put = |replaces, status| {
        with(vec![json(status, "{}")], &settings, limits(), |platform| {
            platform.register(
                "PUT",
                "/v1/series",
                Payload::File { file: &file, name: "series.csv", replaces },
            )
        })
    };
    let (changed, heads) = put(Some("\"v1\""), "412");
    assert!(matches!(changed, Ok(Registered::Changed(_))), "{changed:?}");
    assert!(heads[0].to_ascii_lowercase().contains("\r\nif-match: \"v1\"\r\n"), "{}", heads[0]);
    let (written, heads) = put(None, "200");
    assert_eq!(written, Ok(Registered::Written));
    assert!(!heads[0].to_ascii_lowercase().contains("if-match"), "{}", heads[0]);
}

#[test]
fn who_does_not_speak_tls_is_not_spoken_to() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut settings = settings(bearer(), Resend::Key);
    if let PlatformReach::Http(http) = &mut settings.reach {
        let port = listener.local_addr().expect("an address").port();
        http.address = AddressSource::Given(format!("https://127.0.0.1:{port}"));
    }
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").expect("sent");
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).ok();
        heard
    });
    let (submitted, _) = submit_with(b"a", Vec::new(), &settings, limits());
    assert!(matches!(submitted, Err(Stop::Permission(_))), "{submitted:?}");
    let heard = server.join().expect("a server that ends");
    assert!(!heard.windows(7).any(|window| window == b"secreto"), "the token left without encryption");
}

#[test]
fn headers_that_cannot_be_sent_are_told_when_the_platform_is_opened() {
    let of = |name: &str, value: &str| {
        let mut settings = settings(Auth::None, Resend::Key);
        let PlatformReach::Http(http) = &mut settings.reach else { panic!("not HTTP") };
        http.headers = vec![(name.to_owned(), value.to_owned())];
        http.address = AddressSource::Given("https://example.com".to_owned());
        let http = http.clone();
        let secrets = Secrets { base: Path::new(""), variable: &|_| None };
        let around = Surroundings { secrets, now: &|| 0, sleep: &|_| (), limits: limits() };
        Http::open(&settings, &http, around).err().map(|error| error.to_string())
    };
    assert_eq!(of("X-A", "b"), None);
    for (name, value) in [("X A", "b"), ("", "b"), ("X-A", "b\r\nX-Evil: 1"), ("X-A\r\n", "b")] {
        assert!(of(name, value).is_some(), "{name:?} {value:?}");
    }
}
