//! Somebody between the program and the double, who passes everything on, and right after a registry was written writes
//! another one.

use crate::double::Double;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// The address of one that, after each new registry, takes its first row away.
pub fn who_takes_a_row_away(double: &Double) -> String {
    let behind = double.address().trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    // It ends with the process of the tests: nobody asks it any more.
    thread::spawn(move || {
        for stream in listener.incoming() {
            pass_on(stream.expect("a connection"), &behind);
        }
    });
    address
}

/// The address of one that gives the registry a version, takes another only in the place of that version, and adds a
/// row of its own between the last reading and the first writing.
pub fn who_changes_the_registry(double: &Double) -> String {
    let behind = double.address().trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        let mut version = 1;
        for stream in listener.incoming() {
            let mut client = stream.expect("a connection");
            let Some(request) = read_request(&mut client) else { continue };
            let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
            let response = if head.starts_with("get /v1/series") {
                with_header(&answer_of(&behind, &request), &format!("ETag: \"v{version}\""))
            } else if !head.starts_with("put /v1/series") {
                answer_of(&behind, &request)
            } else if version == 1 {
                add_a_row(&behind);
                version = 2;
                b"HTTP/1.1 412 Changed\r\nContent-Length: 2\r\n\r\n{}".to_vec()
            } else {
                assert!(head.contains("if-match: \"v2\""), "{head}");
                answer_of(&behind, &request)
            };
            client.write_all(&closing(&response)).expect("a response");
        }
    });
    address
}

/// Puts a registry with one row more.
fn add_a_row(behind: &str) {
    let report = answer_of(behind, b"GET /v1/series?format=csv HTTP/1.1\r\nHost: x\r\n\r\n");
    let text = String::from_utf8(report).expect("a report");
    let (_, body) = text.split_once("\r\n\r\n").expect("a body");
    let last = body.lines().last().expect("a row");
    let series = last.split([';', ',']).nth(1).expect("a series");
    let body = format!("{}\r\n{}\r\n", body.trim_end(), last.replacen(series, "B999", 1));
    let put = format!("PUT /v1/series HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    answer_of(behind, put.as_bytes());
}

/// The same message with one header more.
fn with_header(message: &[u8], header: &str) -> Vec<u8> {
    let end = message.windows(2).position(|two| two == b"\r\n").expect("a first line");
    [&message[..end], b"\r\n", header.as_bytes(), &message[end..]].concat()
}

/// Passes one request on, and its response back; then the connection is closed.
fn pass_on(mut client: TcpStream, behind: &str) {
    let Some(request) = read_request(&mut client) else { return };
    let response = answer_of(behind, &request);
    if request.starts_with(b"PUT /v1/series") {
        let report = answer_of(behind, b"GET /v1/series?format=csv HTTP/1.1\r\nHost: x\r\n\r\n");
        let text = String::from_utf8(report).expect("a report");
        let (_, body) = text.split_once("\r\n\r\n").expect("a body");
        let rows: Vec<&str> =
            body.lines().enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| line).collect();
        let body = rows.join("\r\n") + "\r\n";
        let put =
            format!("PUT /v1/series HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        answer_of(behind, put.as_bytes());
    }
    client.write_all(&closing(&response)).expect("a response");
}

/// The response to a request, to its end.
fn answer_of(behind: &str, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(behind).expect("the double listens");
    stream.write_all(&closing(request)).expect("a request");
    let mut response = Vec::new();
    stream.read_to_end(&mut response).expect("a response");
    response
}

/// The same message, after which the connection is closed.
fn closing(message: &[u8]) -> Vec<u8> {
    let end = message.windows(2).position(|two| two == b"\r\n").expect("a first line");
    [&message[..end], b"\r\nConnection: close", &message[end..]].concat()
}

/// A request with its body; `None`: the connection was closed without one.
fn read_request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if client.read(&mut byte).ok()? == 0 {
            return None;
        }
        request.extend(byte);
    }
    let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    client.read_exact(&mut body).ok()?;
    request.extend(body);
    Some(request)
}
