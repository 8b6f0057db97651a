//! How a platform is reached and spoken to, as a profile's `[platform]` says it.
//!
//! Plain data: no secret stands here, only where one is found. Who fills it in is the reader of profiles; whether an
//! address or a header is good is found out when the platform is opened.

use crate::template::Template;
use std::path::PathBuf;
use std::time::Duration;

/// The variable that holds the address where `[platform]` names none.
pub const DEFAULT_URL_ENV: &str = "IMPORT_PLATFORM_URL";
/// Between two questions whether the platform is done.
pub const DEFAULT_EVERY: Duration = Duration::from_secs(2);
/// How long the platform may take before this run leaves it.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30 * 60);
/// How long an answer in a folder must have stood still.
pub const DEFAULT_SETTLE: Duration = Duration::from_secs(2);

/// A table `[platform]` that is not of kind `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformSettings {
    pub reach: PlatformReach,
    pub resend: Resend,
    /// The name under which the platform gets a chunk; `None`: that of its file. A folder needs one, with `{key8}` or
    /// `{key}` unless `resend = "replace"`.
    pub name: Option<Template>,
    pub every: Duration,
    pub timeout: Duration,
    /// How a chunk's fate is asked; `None`: taken is done.
    pub poll: Option<Poll>,
}

impl PlatformSettings {
    /// The names of the variables that reaching it takes: address, users, passwords, tokens.
    pub fn variables(&self) -> Vec<&str> {
        let PlatformReach::Http(http) = &self.reach else { return Vec::new() };
        let address = match &http.address {
            AddressSource::Env(variable) => Some(variable.as_str()),
            AddressSource::Given(_) => None,
        };
        let secrets = http.auth.secrets().into_iter().filter_map(|source| match source {
            SecretSource::Env(variable) => Some(variable.as_str()),
            SecretSource::File(_) | SecretSource::Store(_) => None,
        });
        address.into_iter().chain(secrets).collect()
    }
}

/// `kind`. There is one for each profile, so its size does not matter.
#[expect(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlatformReach {
    Http(HttpSettings),
    Folder(FolderSettings),
}

/// What makes sending twice safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resend {
    /// The platform knows the key.
    Key,
    /// It takes a name once.
    Name,
    /// A second sending takes the place of the first.
    Replace,
    /// Nothing does.
    Never,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    pub address: AddressSource,
    pub auth: Auth,
    /// Sent with every request.
    pub headers: Vec<(String, String)>,
    /// Certificates (PEM) of further authorities; relative to the configuration's folder.
    pub ca_file: Option<PathBuf>,
    pub submit: Submit,
    pub lookup: Option<LookupRequest>,
    pub process: Option<Process>,
    pub cancel: Option<Request>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressSource {
    /// `url_env`, or [`DEFAULT_URL_ENV`].
    Env(String),
    /// `url`
    Given(String),
}

/// `auth`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    None,
    Basic { user: SecretSource, password: SecretSource },
    Bearer { token: SecretSource },
    Header { name: String, value: SecretSource },
    OAuth2(OAuth2),
}

impl Auth {
    fn secrets(&self) -> Vec<&SecretSource> {
        match self {
            Auth::None => Vec::new(),
            Auth::Basic { user, password } => vec![user, password],
            Auth::Bearer { token } => vec![token],
            Auth::Header { value, .. } => vec![value],
            Auth::OAuth2(OAuth2 { client, user, .. }) => {
                [client, user].into_iter().flatten().flat_map(|(name, secret)| [name, secret]).collect()
            }
        }
    }
}

/// Where a secret, or a name that belongs to one, is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// `…_env`: the name of a variable.
    Env(String),
    /// `…_file`: its first line; relative to the configuration's folder.
    File(PathBuf),
    /// `…_store`: the name of a credential in the Windows Credential Manager.
    Store(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuth2 {
    /// A path below the platform's address, or a whole https address.
    pub token: String,
    /// Client id and secret; without them only the password grant makes sense.
    pub client: Option<(SecretSource, SecretSource)>,
    /// User and password: the password grant. `None`: client credentials.
    pub user: Option<(SecretSource, SecretSource)>,
    pub scope: Option<String>,
}

/// A method and a path below the platform's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub path: Template,
}

/// `[platform.submit]`: a multipart form with one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submit {
    pub request: Request,
    /// The form's field.
    pub field: String,
    /// JSON pointer of the ticket; `None`: the chunk's name is its ticket.
    pub ticket: Option<String>,
}

/// `[platform.lookup]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupRequest {
    pub path: Template,
    /// JSON pointer that leads to the ticket where the chunk is known, and nowhere where it is not.
    pub found: String,
}

/// `[platform.poll]`, and the second half of `[platform.process]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// `path` below the address, or `file`: a name in the folder of answers.
    pub place: Template,
    /// JSON pointers.
    pub state: String,
    pub rows: Option<String>,
    pub done: Vec<StateValue>,
    pub failed: Vec<StateValue>,
    pub pending: Vec<StateValue>,
}

/// A state, as a platform's JSON has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateValue {
    Text(String),
    Bool(bool),
}

/// `[platform.process]` over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub request: Request,
    /// `poll`, `state`, `done`, `pending`, `failed`, `rows`; `None`: it is done when it was asked for.
    pub poll: Option<Poll>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderSettings {
    /// Where files are dropped; relative to the configuration's folder, as the other.
    pub drop: PathBuf,
    /// Where acknowledgements and answers appear.
    pub answers: PathBuf,
    /// How long an answer must have stood still.
    pub settle: Duration,
    /// `process.drop`: the name of an empty file that asks for processing.
    pub process: Option<Template>,
    /// `[answer] file`: the name of the answer, whose coming ends the processing.
    pub answer: Option<Template>,
}
