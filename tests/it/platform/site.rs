//! Platforms of each kind with nothing in them, and chunks for them.

#[cfg(feature = "http")]
use crate::double::Double;
use factulink::platform::memory::Memory;
use factulink::platform::settings::*;
use factulink::platform::{OutgoingChunk, Platform, PlatformLimits, Secrets, Surroundings, open};
use factulink::template::Template;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

/// The titles of an import file, as the double knows them.
const TITLES: &str = "No,Periodo,FechaComprobante,FechaVencimiento,CodigoTipoComprobante,NumeroSerieComprobante,\
    NumeroComprobanteInicial,NumeroComprobanteFinal,CodigoTipoDocumentoIdentidad,NumeroDocumentoIdentidad,NombreCliente,\
    ImporteAfecto,ImporteImpuesto,ImporteTotal,FechaComprobanteModificado,CodigoTipoComprobanteModificado,\
    NumeroSerieComprobanteModificado,NumeroComprobanteModificado,Negocio,Sucursal\r\n";

/// The settings of a platform, and what it needs of the world.
pub struct Site {
    pub settings: PlatformSettings,
    /// Its address and its secrets, by the names of variables.
    pub variables: Vec<(&'static str, String)>,
    pub base: TempDir,
}

impl Site {
    /// HTTP without an address.
    #[cfg(feature = "http")]
    pub fn nowhere() -> Site {
        let settings =
            platform(PlatformReach::Http(http_settings()), Resend::Key, Some(poll("/v1/files/{ticket}")));
        Site { settings, variables: Vec::new(), base: tempfile::tempdir().expect("a folder") }
    }

    /// The double over HTTP, as `profiles/sunat-ventas.toml` reaches it, without credentials.
    #[cfg(feature = "http")]
    pub fn http(double: &Double) -> Site {
        Site { variables: vec![(DEFAULT_URL_ENV, double.address())], ..Site::nowhere() }
    }

    /// Folders below `base`, as `profiles/sunat-ventas-folder.toml` has them.
    pub fn folder(base: TempDir) -> Site {
        let folder = FolderSettings {
            drop: "platform/in".into(),
            answers: "platform/out".into(),
            settle: Duration::from_secs(2),
            process: Some(template("procesar-{yyyy}{mm}.txt")),
            answer: Some(template("errores{mm}{yy}.xlsx")),
        };
        let acknowledgement = Poll {
            place: template("{name}.json"),
            state: "/accepted".to_owned(),
            rows: Some("/rows_taken".to_owned()),
            done: vec![StateValue::Bool(true)],
            failed: vec![StateValue::Bool(false)],
            pending: Vec::new(),
        };
        let settings = platform(PlatformReach::Folder(folder), Resend::Name, Some(acknowledgement));
        Site { settings, variables: Vec::new(), base }
    }

    #[cfg(feature = "http")]
    pub fn http_mut(&mut self) -> &mut HttpSettings {
        match &mut self.settings.reach {
            PlatformReach::Http(http) => http,
            PlatformReach::Folder(_) => panic!("a folder"),
        }
    }

    /// Opens the platform and does something with it.
    pub fn with<T>(&self, act: impl FnOnce(&dyn Platform) -> T) -> T {
        let variable = |name: &str| {
            self.variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
        };
        let secrets = Secrets { base: self.base.path(), variable: &variable };
        let around = Surroundings { secrets, now: &now, sleep: &|_| (), limits: PlatformLimits::default() };
        let platform = open(&self.settings, around).map_err(|error| error.to_string()).expect("a platform");
        act(platform.as_ref())
    }
}

/// Milliseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_millis()).expect("a time")
}

pub fn template(text: &str) -> Template {
    Template::parse(text, |_| true).expect("a template")
}

#[cfg(feature = "http")]
pub fn poll(place: &str) -> Poll {
    let states = |states: &[&str]| states.iter().map(|state| StateValue::Text((*state).to_owned())).collect();
    Poll {
        place: template(place),
        state: "/state".to_owned(),
        rows: Some("/rows_taken".to_owned()),
        done: states(&["done"]),
        failed: states(&["failed"]),
        pending: states(&["received", "processing"]),
    }
}

fn platform(reach: PlatformReach, resend: Resend, poll: Option<Poll>) -> PlatformSettings {
    let name = Some(template("v-{total}-{key8}.csv"));
    PlatformSettings { reach, resend, name, every: DEFAULT_EVERY, timeout: DEFAULT_TIMEOUT, poll }
}

#[cfg(feature = "http")]
fn http_settings() -> HttpSettings {
    let request = |method: &str, path: &str| Request { method: method.to_owned(), path: template(path) };
    let states = |states: &[&str]| states.iter().map(|state| StateValue::Text((*state).to_owned())).collect();
    HttpSettings {
        address: AddressSource::Env(DEFAULT_URL_ENV.to_owned()),
        auth: Auth::None,
        headers: Vec::new(),
        ca_file: None,
        submit: Submit {
            request: request("POST", "/v1/periods/{yyyy}{mm}/files"),
            field: "file".to_owned(),
            ticket: Some("/ticket".to_owned()),
        },
        lookup: Some(LookupRequest {
            path: template("/v1/periods/{yyyy}{mm}/files?key={key}"),
            found: "/files/0/ticket".to_owned(),
        }),
        process: Some(Process {
            request: request("POST", "/v1/periods/{yyyy}{mm}/process"),
            poll: Some(Poll {
                rows: Some("/rows".to_owned()),
                done: states(&["processed"]),
                failed: Vec::new(),
                pending: states(&["open", "processing"]),
                ..poll("/v1/periods/{yyyy}{mm}")
            }),
        }),
        cancel: Some(request("DELETE", "/v1/periods/{yyyy}{mm}")),
    }
}

/// A chunk of a job in a folder of its own.
pub struct Sent {
    folder: TempDir,
    pub name: String,
    pub key: String,
    sha256: String,
    len: u64,
}

impl Sent {
    /// So many rows of vouchers with numbers from `first` on.
    pub fn new(first: u32, rows: u32) -> Sent {
        let row = |n: u32| {
            let number = first + n;
            format!(
                "{n},20261000,05/10/2026,,03,B001,{number},{number},,,,100.00,18.00,118.00,,,,,Moda,SUCURSAL X\r\n"
            )
        };
        let content = TITLES.to_owned() + &(0..rows).map(row).collect::<String>();
        let sha256 = hex(content.as_bytes());
        let key = hex(format!("job 1 {sha256}").as_bytes());
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("chunk.csv"), &content).expect("a file");
        let len = u64::try_from(content.len()).expect("a length");
        Sent { folder, name: format!("v-{rows}-{}.csv", &key[..8]), key, sha256, len }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("chunk.csv")
    }

    pub fn with<T>(&self, act: impl FnOnce(&OutgoingChunk<'_>) -> T) -> T {
        let file = self.file();
        act(&OutgoingChunk {
            file: &file,
            len: self.len,
            sha256: &self.sha256,
            name: &self.name,
            key: &self.key,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the caller of a platform knows: October of 2026.
pub fn values(name: &str) -> Option<String> {
    let value = match name {
        "yyyy" => "2026",
        "yy" => "26",
        "mm" => "10",
        _ => return None,
    };
    Some(value.to_owned())
}

/// The same, and a ticket.
pub fn with_ticket(ticket: &str) -> impl Fn(&str) -> Option<String> + '_ {
    move |name| if name == "ticket" { Some(ticket.to_owned()) } else { values(name) }
}

/// Asks until something is there; the other side is a program of its own, and takes the time that it takes.
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    for _ in 0..6_000 {
        if let Some(there) = ask() {
            return there;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} did not come");
}

/// A platform in memory with an answer and a report.
pub fn memory() -> Memory {
    let memory = Memory::new();
    memory.put_document("/answer", b"an answer", None);
    memory.put_document("/series", b"a report", None);
    memory
}

/// Names of the files in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}
