//! Whom a platform is believed to be, against a server of openssl with an authority of its own making.

use super::site::Site;
use factulink::platform::settings::{AddressSource, Auth};
use factulink::platform::{PlatformTrouble, Stop};
use proving::shared::{is_installed, skipped};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A server for `localhost` whose authority no system knows.
struct Server {
    child: Child,
    port: String,
    folder: TempDir,
}

impl Server {
    fn start() -> Option<Server> {
        if !is_installed("openssl") {
            skipped("there is no openssl to play a server");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        certificates(folder.path());
        let mut command = Command::new("openssl");
        command.args(["s_server", "-accept", "127.0.0.1:0", "-cert", "cert.pem", "-key", "key.pem", "-www"]);
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("openssl starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            line.strip_prefix("ACCEPT ").and_then(|at| at.rsplit_once(':')).map(|(_, port)| port.to_owned())
        });
        Some(Server { child, port: port.expect("the port where it listens"), folder })
    }

    /// Greets it as a machine of this name, with that authority or with those of the system.
    fn greet(&self, name: &str, trusted: bool) -> Result<Option<PlatformTrouble>, Stop> {
        let mut site = Site::nowhere();
        let http = site.http_mut();
        http.address = AddressSource::Given(format!("https://{name}:{}", self.port));
        http.auth = Auth::None;
        http.ca_file = trusted.then(|| self.folder.path().join("ca.pem"));
        site.with(|platform| platform.greet())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// An authority of its own, and a certificate for `localhost` that it has signed.
fn certificates(folder: &Path) {
    make(folder, &["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Autoridad de prueba"]);
    let leaf = [
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
        "-subj",
        "/CN=localhost",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
    ];
    let what = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"];
    make(folder, &[&leaf[..], &what[..]].concat());
}

fn make(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]).args(arguments);
    let made = command.current_dir(folder).stdin(Stdio::null()).output().expect("openssl starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

#[test]
fn a_certificate_counts_when_its_authority_is_known_and_it_is_for_this_machine() {
    let Some(server) = Server::start() else { return };
    assert_eq!(server.greet("localhost", true), Ok(None));
    for (name, trusted) in [("localhost", false), ("127.0.0.1", true)] {
        let greeted = server.greet(name, trusted);
        assert!(matches!(greeted, Err(Stop::Permission(_))), "{name}: {greeted:?}");
    }
}
