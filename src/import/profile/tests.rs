//! What a profile may say and what it may not; every finding with its file and its place.

mod extends;
mod mistakes;
mod reading;
mod starters;

use super::*;
use std::fs;
use tempfile::TempDir;

/// The head and the source of a small profile, six lines; columns begin on line 7.
const HEAD: &str = "[profile]\nname = \"p\"\nperiod = \"month\"\n[source]\nfiles = [\"in/*.csv\"]\n\n";

const COLUMNS: &str = r#"[columns]
day    = { title = "Day", type = "date" }
series = { title = "Series", type = "text", list = ["A", "B"] }
number = { title = "Number", type = "digits" }
base   = { title = "Base", type = "decimal" }
total  = { title = "Total", type = "decimal" }
"#;

/// A folder with these profiles.
fn folder(profiles: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in profiles {
        fs::write(folder.path().join(format!("{name}.toml")), text).expect("written");
    }
    folder
}

fn read(text: &str) -> Result<Profile, Vec<ProfileFinding>> {
    check(folder(&[("p", text)]).path(), "p")
}

/// A profile of the head, the columns and this.
fn with(text: &str) -> Result<Profile, Vec<ProfileFinding>> {
    read(&format!("{HEAD}{COLUMNS}{text}"))
}

/// Every finding as `line:column key problem`, with the problem of any TOML as it is.
fn shown(found: Result<Profile, Vec<ProfileFinding>>) -> Vec<String> {
    let shown = |ProfileFinding { at, key, problem, .. }: &ProfileFinding| match problem {
        ProfileProblem::Toml(problem) => format!("{}:{} {key} {problem:?}", at.line, at.column),
        problem => format!("{}:{} {key} {problem:?}", at.line, at.column),
    };
    found.err().unwrap_or_default().iter().map(shown).collect()
}
