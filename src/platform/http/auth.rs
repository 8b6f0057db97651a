//! Credentials of requests: fixed ones, and tokens that are asked for and end.

use super::path::form_encoded;
use super::said::{ResponseContent, hide};
use super::wire::{Body, Header, Outgoing, Received, Wire};
use crate::platform::address::PlatformAddress;
use crate::platform::contract::{PlatformTrouble, Stop};
use crate::platform::error::Error;
use crate::platform::incoming::message;
use crate::platform::limits::PlatformLimits;
use crate::platform::secret::{Secret, SecretError, Secrets};
use crate::platform::settings::{Auth, OAuth2, SecretSource};
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;
use ureq::http::header::AUTHORIZATION;
use ureq::http::{HeaderName, HeaderValue, Method};

/// A token is renewed so long before it ends, in milliseconds.
const RENEWED_BEFORE_MS: i64 = 60_000;

pub(super) enum Authorization {
    None,
    Fixed(Header),
    Token(TokenSource),
}

/// Where tokens come from, and the one that is in use.
pub(super) struct TokenSource {
    url: String,
    /// The form that is sent, with its secrets.
    form: Secret,
    token: RefCell<Option<Token>>,
}

struct Token {
    /// Shared with whoever looks whether it comes back in a message.
    text: Rc<Secret>,
    value: HeaderValue,
    /// Milliseconds since 1970 UTC.
    renew_at: i64,
}

/// What a request is sent with, or why there is nothing now.
pub(super) enum Credentials {
    Header(Option<Header>),
    Later { wait: Option<String>, why: PlatformTrouble },
}

impl Authorization {
    /// Looks the secrets up; they come back, too, since no message may hold one.
    pub(super) fn open(
        auth: &Auth,
        address: &PlatformAddress,
        secrets: &Secrets<'_>,
    ) -> Result<(Authorization, Vec<Secret>), Error> {
        match auth {
            Auth::None => Ok((Authorization::None, Vec::new())),
            Auth::Basic { user, password } => {
                let (user, password) = (secrets.user(user)?, secrets.secret(password)?);
                let encoded =
                    Secret::new(base64(format!("{}:{}", user.expose(), password.expose()).as_bytes()));
                let header = fixed(AUTHORIZATION, &format!("Basic {}", encoded.expose()))?;
                Ok((Authorization::Fixed(header), vec![password, encoded]))
            }
            Auth::Bearer { token } => {
                let token = secrets.secret(token)?;
                let header = fixed(AUTHORIZATION, &format!("Bearer {}", token.expose()))?;
                Ok((Authorization::Fixed(header), vec![token]))
            }
            Auth::Header { name, value } => {
                let value = secrets.secret(value)?;
                let known = HeaderName::from_bytes(name.as_bytes());
                let known = known.map_err(|_| Error::Header(name.escape_default().to_string()))?;
                Ok((Authorization::Fixed(fixed(known, value.expose())?), vec![value]))
            }
            Auth::OAuth2(oauth2) => TokenSource::open(oauth2, address, secrets)
                .map(|(source, secrets)| (Authorization::Token(source), secrets)),
        }
    }

    /// What the next request is sent with. `now`: milliseconds since 1970 UTC.
    pub(super) fn credentials(
        &self,
        wire: &Wire,
        limits: PlatformLimits,
        now: i64,
        secrets: &[&Secret],
    ) -> Result<Credentials, Stop> {
        match self {
            Authorization::None => Ok(Credentials::Header(None)),
            Authorization::Fixed(header) => Ok(Credentials::Header(Some(header.clone()))),
            Authorization::Token(source) => source.credentials(wire, limits, now, secrets),
        }
    }

    /// The token in use that was asked for: a secret that settings do not know.
    pub(super) fn token(&self) -> Option<Rc<Secret>> {
        match self {
            Authorization::None | Authorization::Fixed(_) => None,
            Authorization::Token(source) => {
                source.token.borrow().as_ref().map(|token| Rc::clone(&token.text))
            }
        }
    }

    /// Gives a token up that was refused; whether there may be another.
    pub(super) fn renew(&self) -> bool {
        match self {
            Authorization::None | Authorization::Fixed(_) => false,
            Authorization::Token(source) => source.token.take().is_some(),
        }
    }
}

impl TokenSource {
    fn open(
        settings: &OAuth2,
        address: &PlatformAddress,
        secrets: &Secrets<'_>,
    ) -> Result<(TokenSource, Vec<Secret>), Error> {
        let url = token_url(&settings.token, address)?;
        let found =
            |pair: &Option<(SecretSource, SecretSource)>| -> Result<Option<(Secret, Secret)>, SecretError> {
                let Some((name, secret)) = pair else { return Ok(None) };
                Ok(Some((secrets.user(name)?, secrets.secret(secret)?)))
            };
        let (client, user) = (found(&settings.client)?, found(&settings.user)?);
        let mut fields = vec![("grant_type", if user.is_some() { "password" } else { "client_credentials" })];
        if let Some((id, secret)) = &client {
            fields.extend([("client_id", id.expose()), ("client_secret", secret.expose())]);
        }
        if let Some((name, password)) = &user {
            fields.extend([("username", name.expose()), ("password", password.expose())]);
        }
        fields.extend(settings.scope.as_deref().map(|scope| ("scope", scope)));
        let form = Secret::new(form_encoded(&fields));
        let kept = [client, user].into_iter().flatten().map(|(_, secret)| secret).collect();
        Ok((TokenSource { url, form, token: RefCell::new(None) }, kept))
    }

    fn credentials(
        &self,
        wire: &Wire,
        limits: PlatformLimits,
        now: i64,
        secrets: &[&Secret],
    ) -> Result<Credentials, Stop> {
        if let Some(token) = self.token.borrow().as_ref().filter(|token| now < token.renew_at) {
            return Ok(Credentials::Header(Some((AUTHORIZATION, token.value.clone()))));
        }
        let body = Body::Text { kind: "application/x-www-form-urlencoded", text: self.form.expose() };
        let outgoing = Outgoing { method: Method::POST, url: &self.url, headers: Vec::new(), body: &body };
        let (head, body) = match wire.send(outgoing, limits.message)? {
            Received::Response(head, body) => (head, body),
            Received::Lost { why, .. } => return Ok(Credentials::Later { wait: None, why }),
        };
        let (bytes, cut) = message(body.into_reader(), limits.message);
        let granted = serde_json::from_slice::<Value>(&bytes).ok().filter(|_| cut.is_none());
        match (head.status, granted.as_ref().and_then(|granted| token(granted, now))) {
            (200..=299, Some(token)) => {
                let header = (AUTHORIZATION, token.value.clone());
                self.token.replace(Some(token));
                Ok(Credentials::Header(Some(header)))
            }
            // What came may hold a token, so that it is not shown.
            (status @ 200..=299, None) => {
                let why = PlatformTrouble {
                    status: Some(status),
                    ..PlatformTrouble::told("the response holds no token")
                };
                Ok(Credentials::Later { wait: None, why })
            }
            (status @ (408 | 425 | 429 | 500..=599), _) => Ok(Credentials::Later {
                wait: head.retry_after,
                why: ResponseContent::read(&bytes, secrets).trouble(status),
            }),
            (300..=399, _) => Err(Stop::Redirects(hide(&head.location.unwrap_or_default(), secrets))),
            (status, _) => {
                let PlatformTrouble { message, .. } = ResponseContent::read(&bytes, secrets).trouble(status);
                Err(Stop::Permission(format!("no token is given ({status}): {message}")))
            }
        }
    }
}

/// The whole address of the tokens; one that is elsewhere is held to what an address must be.
fn token_url(token: &str, address: &PlatformAddress) -> Result<String, Error> {
    if token.contains("://") {
        PlatformAddress::parse(token).map_err(|why| Error::Address { variable: None, why })?;
        return Ok(token.trim().to_owned());
    }
    Ok(address.join(&super::path::sendable(token)))
}

/// The token in a response; one that does not say when it ends is used until it is refused.
fn token(granted: &Value, now: i64) -> Option<Token> {
    let text = granted.get("access_token")?.as_str()?;
    let seconds = match granted.get("expires_in") {
        Some(Value::String(text)) => text.trim().parse().ok(),
        other => other.and_then(Value::as_i64),
    };
    let renew_at = match seconds {
        Some(seconds) => {
            now.saturating_add(i64::saturating_mul(seconds, 1000)).saturating_sub(RENEWED_BEFORE_MS)
        }
        None => i64::MAX,
    };
    let value = sensitive(&format!("Bearer {text}"))?;
    Some(Token { text: Rc::new(Secret::new(text.to_owned())), value, renew_at })
}

fn fixed(name: HeaderName, value: &str) -> Result<Header, SecretError> {
    let shown = name.as_str().to_owned();
    Ok((name, sensitive(value).ok_or(SecretError::Character(shown))?))
}

/// A header value that is never shown.
fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let at = |place: usize| u32::from(group.get(place).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        let digit = move |place: usize| {
            let index = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            DIGITS.get(index).map_or('=', |digit| char::from(*digit))
        };
        let len = group.len();
        (0..4).map(move |place| if place <= len { digit(place) } else { '=' })
    };
    bytes.chunks(3).flat_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_base64() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("user:pässword", "dXNlcjpww6Rzc3dvcmQ="),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_token_is_renewed_a_minute_before_it_ends() {
        let at =
            |json: &str| token(&serde_json::from_str(json).expect("JSON"), 1_000).map(|token| token.renew_at);
        assert_eq!(at(r#"{"access_token":"x","expires_in":3600}"#), Some(1_000 + 3_600_000 - 60_000));
        assert_eq!(at(r#"{"access_token":"x","expires_in":"3600"}"#), Some(1_000 + 3_600_000 - 60_000));
        assert_eq!(at(r#"{"access_token":"x"}"#), Some(i64::MAX));
        assert!(at(r#"{"access_token":"x","expires_in":9223372036854775807}"#).is_some());
        assert_eq!(at(r#"{"access_token":"a\r\nX-Evil: 1"}"#), None);
        assert_eq!(at("{}"), None);
    }

    #[test]
    fn a_secret_with_a_line_break_is_refused_and_not_shown() {
        let error = fixed(AUTHORIZATION, "Bearer secreto\r\nX-Evil: 1").expect_err("a line break");
        assert_eq!(error, SecretError::Character("authorization".to_owned()));
        assert_eq!(format!("{:?}", sensitive("secreto").expect("a value")), "Sensitive");
    }
}
