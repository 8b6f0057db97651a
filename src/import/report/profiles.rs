//! What commands on profiles answer.

use serde::Serialize;
use std::path::PathBuf;

/// `import profile list`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileList {
    pub version: u32,
    /// Where they lie.
    pub folder: PathBuf,
    pub profiles: Vec<ProfileLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileLine {
    pub name: String,
    pub title: String,
    pub file: PathBuf,
    /// How many mistakes it has.
    pub mistakes: usize,
}

/// `import profile check`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfilesChecked {
    pub version: u32,
    pub folder: PathBuf,
    pub profiles: Vec<ProfileChecked>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileChecked {
    pub name: String,
    pub file: PathBuf,
    pub mistakes: Vec<ProfileMistake>,
}

/// A mistake at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileMistake {
    /// The file it stands in, where that is another one, which the profile extends.
    pub file: Option<PathBuf>,
    /// From 1 on.
    pub line: usize,
    pub column: usize,
    /// `columns.total.decimals`
    pub key: String,
    /// Filled in by `cli` in the user's language.
    pub message: String,
}

/// `import profile new`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileMade {
    pub version: u32,
    pub name: String,
    pub file: PathBuf,
}

/// `import profile show`: what a profile does, as facts that `cli` words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileShown {
    pub version: u32,
    pub name: String,
    pub title: String,
    pub file: PathBuf,
    /// What it reads.
    pub reads: Vec<ProfileFact>,
    pub columns: Vec<ColumnShown>,
    pub rules: Vec<RuleShown>,
    /// Where it goes, in the order of the stages.
    pub writes: Vec<ProfileFact>,
}

/// One thing that a profile says: a key of a closed list, and its value as the profile writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileFact {
    pub key: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnShown {
    pub name: String,
    /// Its title, or the letters of its place.
    pub place: String,
    pub rules: Vec<ProfileFact>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleShown {
    /// Column and condition; all must hold.
    pub when: Vec<(String, ProfileFact)>,
    /// Only warns.
    pub warning: bool,
    pub code: Option<String>,
    /// What is asked of single columns.
    pub columns: Vec<(String, Vec<ProfileFact>)>,
    /// What is asked of several together.
    pub facts: Vec<ProfileFact>,
}
