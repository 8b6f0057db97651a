//! `[platform] auth`: where the secrets are found. No secret stands in a profile.

use super::super::values::text;
use super::super::{Field, Section, paths};
use crate::import::profile::ProfileProblem;
use crate::platform::settings::{Auth, OAuth2, SecretSource};
use std::path::PathBuf;

#[derive(Clone, Copy)]
enum AuthKind {
    None,
    Basic,
    Bearer,
    Header,
    OAuth2,
}

const KINDS: [(&str, AuthKind); 5] = [
    ("none", AuthKind::None),
    ("basic", AuthKind::Basic),
    ("bearer", AuthKind::Bearer),
    ("header", AuthKind::Header),
    ("oauth2", AuthKind::OAuth2),
];

pub(super) fn auth(section: &Section<'_>) -> Auth {
    if !section.is_there() {
        return Auth::None;
    }
    let Some(kind) = section.required("kind").and_then(|field| field.choice(&KINDS)) else {
        return Auth::None;
    };
    let auth = match kind {
        AuthKind::None => Some(Auth::None),
        AuthKind::Basic => {
            both(section, "user", "password").map(|(user, password)| Auth::Basic { user, password })
        }
        AuthKind::Bearer => required(section, "token").map(|token| Auth::Bearer { token }),
        AuthKind::Header => header(section),
        AuthKind::OAuth2 => oauth2(section).map(Auth::OAuth2),
    };
    section.close();
    auth.unwrap_or(Auth::None)
}

fn header(section: &Section<'_>) -> Option<Auth> {
    let name = section.required("name").and_then(|field| field.filled_text().map(str::to_owned));
    let value = required(section, "value");
    Some(Auth::Header { name: name?, value: value? })
}

/// `token` is the path or address that gives tokens, for a client, a user, or both.
fn oauth2(section: &Section<'_>) -> Option<OAuth2> {
    let token = section.required("token").and_then(|field| field.filled_text().map(str::to_owned));
    let client = any(section, "client_id") || any(section, "client_secret");
    let user = any(section, "user") || any(section, "password");
    let client = (client || !user).then(|| both(section, "client_id", "client_secret")).flatten();
    let user = user.then(|| both(section, "user", "password")).flatten();
    let scope = text(section, "scope");
    Some(OAuth2 { token: token?, client, user, scope })
}

fn both(section: &Section<'_>, first: &str, second: &str) -> Option<(SecretSource, SecretSource)> {
    let (first, second) = (required(section, first), required(section, second));
    first.zip(second)
}

fn keys(name: &str) -> [String; 3] {
    ["env", "file", "store"].map(|place| format!("{name}_{place}"))
}

fn any(section: &Section<'_>, name: &str) -> bool {
    keys(name).iter().any(|key| section.value(key).is_some())
}

/// One of `…_env`, `…_file` and `…_store`.
fn required(section: &Section<'_>, name: &str) -> Option<SecretSource> {
    let [env, file, store] = keys(name);
    let fields = [&env, &file, &store].map(|key| section.value(key));
    let mut given = fields.iter().flatten();
    if let Some((_, second)) = given.next().zip(given.next()) {
        second.wrong(ProfileProblem::NotWith { key: env.clone() });
    }
    match fields {
        [Some(field), _, _] => variable(&field).map(SecretSource::Env),
        [_, Some(field), _] => paths::plain(&field).map(|path| SecretSource::File(PathBuf::from(path))),
        [_, _, Some(field)] => field.filled_text().map(|name| SecretSource::Store(name.to_owned())),
        _ => {
            section.required(&env);
            None
        }
    }
}

/// The name of an environment variable.
pub(super) fn variable(field: &Field<'_>) -> Option<String> {
    let text = field.filled_text()?;
    let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name {
        field.wrong(ProfileProblem::Variable);
    }
    is_name.then(|| text.to_owned())
}
