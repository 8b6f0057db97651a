//! Credentials, against a platform that asks for them.

use super::site::{Sent, Site, values};
use crate::double::Double;
use factulink::platform::settings::{Auth, OAuth2, SecretSource};
use factulink::platform::{Stop, Submitted};

const SECRET: &str = "muy-secreto";

fn submit(site: &Site) -> Result<Submitted, Stop> {
    site.with(|platform| Sent::new(1, 1).with(|chunk| platform.submit(chunk, &values)))
}

fn env(name: &str) -> SecretSource {
    SecretSource::Env(name.to_owned())
}

/// A site with credentials, of which one variable holds the secret.
fn site(double: &Double, auth: Auth, secret: &str) -> Site {
    let mut site = Site::http(double);
    site.variables.extend([("NOMBRE", "ana".to_owned()), ("SECRETO", secret.to_owned())]);
    site.http_mut().auth = auth;
    site
}

fn assert_refused(submitted: &Result<Submitted, Stop>) {
    assert!(matches!(submitted, Err(Stop::Permission(_))), "{submitted:?}");
    assert!(!format!("{submitted:?}").contains(SECRET));
}

fn assert_taken(submitted: &Result<Submitted, Stop>) {
    assert!(matches!(submitted, Ok(Submitted::Taken { .. })), "{submitted:?}");
}

#[test]
fn a_token_opens_the_door_and_a_wrong_one_ends_the_run() {
    let Some(double) = Double::http(&[("token", SECRET)]) else { return };
    let with = |secret: &str| submit(&site(&double, Auth::Bearer { token: env("SECRETO") }, secret));
    assert_taken(&with(SECRET));
    assert_refused(&with("another"));
    assert_refused(&submit(&Site::http(&double)));
    double.switch("unauthorized", 1);
    assert_refused(&with(SECRET));
}

#[test]
fn a_header_of_its_own_opens_the_door() {
    let Some(double) = Double::http(&[("token", SECRET)]) else { return };
    let auth = Auth::Header { name: "Authorization".to_owned(), value: env("SECRETO") };
    assert_taken(&submit(&site(&double, auth, &format!("Bearer {SECRET}"))));
}

#[test]
fn user_and_password_open_the_door_and_wrong_ones_end_the_run() {
    let Some(double) = Double::http(&[("login", "ana:muy-secreto")]) else { return };
    let auth = || Auth::Basic { user: env("NOMBRE"), password: env("SECRETO") };
    assert_taken(&submit(&site(&double, auth(), SECRET)));
    assert_refused(&submit(&site(&double, auth(), "another")));
}

#[test]
fn a_password_in_a_file_is_read_when_the_platform_is_opened() {
    let Some(double) = Double::http(&[("login", "ana:muy-secreto")]) else { return };
    let auth = Auth::Basic { user: env("NOMBRE"), password: SecretSource::File("clave.txt".into()) };
    let site = site(&double, auth, "");
    std::fs::write(site.base.path().join("clave.txt"), format!("{SECRET}\r\n")).expect("a file");
    assert_taken(&submit(&site));
}

#[test]
fn a_token_that_was_granted_is_renewed_when_it_is_refused() {
    let Some(double) = Double::http(&[("token", "nobody-has-this-one")]) else { return };
    let auth = Auth::OAuth2(OAuth2 {
        token: "/v1/token".to_owned(),
        client: Some((env("NOMBRE"), env("SECRETO"))),
        user: None,
        scope: None,
    });
    let site = site(&double, auth, SECRET);
    assert_taken(&submit(&site));
    double.switch("unauthorized", 1);
    assert_taken(&submit(&site));
    double.switch("unauthorized", 2);
    assert_refused(&submit(&site));
}
