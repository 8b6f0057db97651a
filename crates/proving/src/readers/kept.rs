//! What other readers said of the samples, in short: `crates/accdb/tests/data/readers.txt`.
//!
//! A sample does not change, and a reader of the same version says the same of it again. So where the engine's view is
//! the one to which the reader agreed before, the reader is not started. It is asked where no line is kept for this
//! sample and this version of the reader, and where the view is another than the kept one. Files that we wrote are no
//! samples: all readers are asked about them, always.

use super::dump::hex;
use super::files::sound_files;
use super::reader::Reader;
use crate::shared::root;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

const HEAD: &str = "\
# What other readers say of the samples: reader, its version, what it was asked, digest of the sample, digest of the
# answer, and of how many values or indexes it is. Made by
# FACTULINK_READERS=keep cargo test -p accdb --test it conformance::reading
";

/// The lines for the samples.
pub static KEPT: LazyLock<Kept> = LazyLock::new(Kept::of_the_samples);

/// Whom to believe.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The kept lines, where they say what the engine says.
    Lines,
    /// The readers: each is asked, and the lines have to say the same (`FACTULINK_READERS=ask`).
    Readers,
    /// The readers, and the lines are written anew (`FACTULINK_READERS=keep`).
    ReadersAnew,
}

impl Trust {
    fn wanted() -> Trust {
        match std::env::var("FACTULINK_READERS").as_deref() {
            Err(_) => Trust::Lines,
            Ok("ask") => Trust::Readers,
            Ok("keep") => Trust::ReadersAnew,
            Ok(other) => panic!("FACTULINK_READERS is {other}; it takes ask or keep"),
        }
    }
}

/// What a reader of some version is asked about a sample.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    reader: String,
    version: String,
    asked: String,
    sample: String,
}

impl Question {
    /// `None` for a reader whose answers are not kept.
    pub fn about(file: &Path, reader: &dyn Reader, asked: &str) -> Option<Question> {
        let sample = digest(&std::fs::read(file).expect("a sample"));
        let [reader, version, asked] = [reader.name().to_owned(), reader.version()?, asked.to_owned()];
        Some(Question { reader, version, asked, sample })
    }
}

impl fmt::Display for Question {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} {} {} {}", self.reader, self.version, self.asked, self.sample)
    }
}

/// An answer in short.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    digest: String,
    count: usize,
}

impl Answer {
    /// Of an answer in parts, and how much it is about.
    pub fn of<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>, count: usize) -> Answer {
        Answer { digest: digest_of_parts(parts), count }
    }
}

/// The kept lines.
pub struct Kept {
    trust: Trust,
    file: Option<PathBuf>,
    lines: Mutex<BTreeMap<Question, Answer>>,
}

impl Kept {
    fn of_the_samples() -> Kept {
        let file = root().join("crates/accdb/tests/data/readers.txt");
        let kept = Kept::new(&std::fs::read_to_string(&file).unwrap_or_default(), Trust::wanted());
        if kept.trust == Trust::ReadersAnew {
            let samples: BTreeSet<String> =
                sound_files().iter().map(|file| digest(&std::fs::read(file).expect("a sample"))).collect();
            kept.lines.lock().expect("new").retain(|question, _| samples.contains(&question.sample));
        }
        Kept { file: Some(file), ..kept }
    }

    pub fn new(text: &str, trust: Trust) -> Kept {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let lines = lines.map(|line| parse(line).unwrap_or_else(|| panic!("{line:?} is no kept answer")));
        Kept { trust, file: None, lines: Mutex::new(lines.collect()) }
    }

    /// The differences between what we say and what the reader says, about which it is only asked where it has to be.
    pub fn settle(
        &self,
        question: &Question,
        ours: &Answer,
        ask: impl FnOnce() -> Vec<String>,
    ) -> Vec<String> {
        let kept = self.lines.lock().expect("nobody fails while holding it").get(question).cloned();
        if self.trust == Trust::Lines && kept.as_ref() == Some(ours) {
            return Vec::new();
        }
        if kept.is_none() {
            println!("asked for the first time: {question}");
        }
        let differences = ask();
        if !differences.is_empty() {
            return differences;
        }
        match kept {
            _ if self.trust == Trust::ReadersAnew => self.keep(question, ours),
            Some(kept) if kept != *ours => return vec![stale(question)],
            _ => {}
        }
        Vec::new()
    }

    /// Puts a line in the place of what the reader said before, in whatever version.
    fn keep(&self, question: &Question, answer: &Answer) {
        let mut lines = self.lines.lock().expect("nobody fails while holding it");
        lines.retain(|kept, _| kept.reader != question.reader || kept.version == question.version);
        lines.insert(question.clone(), answer.clone());
        if let Some(file) = &self.file {
            std::fs::write(file, text(&lines)).expect("the kept lines can be written");
        }
    }

    pub fn text(&self) -> String {
        text(&self.lines.lock().expect("nobody fails while holding it"))
    }
}

fn stale(question: &Question) -> String {
    let anew = "FACTULINK_READERS=keep cargo test -p accdb --test it conformance::reading";
    format!(
        "the reader agrees, but crates/accdb/tests/data/readers.txt has another answer to {question}; write it anew: {anew}"
    )
}

fn text(lines: &BTreeMap<Question, Answer>) -> String {
    let line = |(question, answer): (_, &Answer)| format!("{question} {} {}\n", answer.digest, answer.count);
    HEAD.to_owned() + &lines.iter().map(line).collect::<String>()
}

fn parse(line: &str) -> Option<(Question, Answer)> {
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let [reader, version, asked, sample, digest, count] = words.try_into().ok()?;
    Some((Question { reader, version, asked, sample }, Answer { digest, count: count.parse().ok()? }))
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A digest that tells where each part ends.
fn digest_of_parts<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.as_ref().len()).expect("it is in memory").to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// The version of a program that is its own sources: a folder of them, or single files.
pub fn version_of(sources: &[PathBuf]) -> String {
    let mut files = Vec::new();
    sources.iter().for_each(|source| collect(source, &mut files));
    let parts = files.iter().flat_map(|file| {
        let name = file.file_name().expect("a name").as_encoded_bytes().to_vec();
        [name, std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))]
    });
    digest_of_parts(parts)[..16].to_owned()
}

fn collect(source: &Path, files: &mut Vec<PathBuf>) {
    if !source.is_dir() {
        return files.push(source.to_owned());
    }
    let entries = source.read_dir().expect("a readable folder");
    let mut entries: Vec<_> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    entries.sort();
    entries.iter().for_each(|entry| collect(entry, files));
}
