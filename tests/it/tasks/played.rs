//! A Windows that is played: its Task Scheduler keeps what it is given.

use factulink::task::{Program, ProgramAnswer, Programs};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::rc::Rc;

/// What the scheduler says when it refuses, in Spanish and in a code page that is not UTF-8.
const REFUSED: &str = "ERROR: Acceso denegado a la operaci\u{fffd}n.\r\n";

#[derive(Default)]
pub struct Kept {
    /// Exported XML by name.
    pub tasks: BTreeMap<String, String>,
    /// Every call of schtasks, on one line.
    pub calls: Vec<String>,
}

/// Cheap to clone: a test keeps one and hands the other out.
#[derive(Clone, Default)]
pub struct Played {
    pub kept: Rc<RefCell<Kept>>,
    /// Whether the caller's rights are not unlocked: nothing may be made or removed then.
    pub plain_user: bool,
    /// What PowerShell says of every task; `None`: it is kept from answering.
    pub runs: Option<&'static str>,
}

/// A machine without the programs.
pub struct Bare;

impl Programs for Bare {
    fn call(&self, _: Program, _: &[OsString], _: bool) -> io::Result<ProgramAnswer> {
        Err(io::ErrorKind::NotFound.into())
    }
}

impl Programs for Played {
    fn call(&self, program: Program, arguments: &[OsString], asks: bool) -> io::Result<ProgramAnswer> {
        let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        Ok(match program {
            Program::Schtasks => self.schtasks(&words, asks),
            Program::PowerShell => self.runs.map_or_else(refused, said),
            Program::Whoami if self.plain_user => said("Mandatory Label S-1-16-8192"),
            Program::Whoami => said("Mandatory Label S-1-16-12288"),
        })
    }
}

impl Played {
    fn schtasks(&self, words: &[String], asks: bool) -> ProgramAnswer {
        let after = |option: &str| words.iter().skip_while(|word| *word != option).nth(1).cloned();
        let name = after("/tn").expect("a task is named");
        let mut kept = self.kept.borrow_mut();
        let shown: Vec<_> =
            words.iter().map(|word| if word.ends_with(".xml") { "FILE" } else { word }).collect();
        kept.calls.push(shown.join(" ") + if asks { " (asks)" } else { "" });
        match words[0].as_str() {
            "/create" | "/delete" if self.plain_user => refused(),
            "/create" => {
                let xml = utf16(Path::new(&after("/xml").expect("a file")));
                kept.tasks.insert(name, xml);
                said("Correcto: se cre\u{fffd} la tarea.")
            }
            "/delete" => kept.tasks.remove(&name).map_or_else(refused, |_| said("Correcto.")),
            "/run" if kept.tasks.contains_key(&name) => said("Correcto."),
            "/query" => kept.tasks.get(&name).map_or_else(refused, |xml| said(xml)),
            _ => refused(),
        }
    }
}

fn said(text: &str) -> ProgramAnswer {
    ProgramAnswer { code: Some(0), stdout: text.to_owned(), stderr: String::new() }
}

fn refused() -> ProgramAnswer {
    ProgramAnswer { code: Some(1), stdout: String::new(), stderr: REFUSED.to_owned() }
}

/// A file as the scheduler insists on having it.
fn utf16(file: &Path) -> String {
    let bytes = fs::read(file).expect("schtasks is given a file that is there");
    assert_eq!(bytes[..2], [0xff, 0xfe], "a byte order mark");
    let units: Vec<u16> = bytes[2..].chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).expect("UTF-16")
}
