//! Files of profiles: found by name, laid over the ones they extend, checked as a whole.

use super::error::{ProfileFinding, ProfileProblem};
use super::model::Profile;
use super::read::{self, Origin};
use crate::files;
use crate::toml_file::{self, Field, Findings, Position, Section, Tree, decode, nearest};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest file of a profile.
const KIB_MAX: u64 = 256;

/// A profile's own table, which is never replaced as a whole: title and period come from the extended one if not named.
const HEAD: &str = "profile";

/// A profile of a folder, as `import profile list` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    /// As far as it could be read.
    pub title: Option<String>,
    /// 0: it is valid.
    pub mistakes: usize,
}

/// A file of a profile, and its text.
struct Loaded {
    file: PathBuf,
    text: String,
}

/// Reads and checks the profile of a name, `NAME.toml` in the folder; every mistake is told at once.
pub fn check(folder: &Path, name: &str) -> Result<Profile, Vec<ProfileFinding>> {
    let (chain, mut findings) = chain(folder, name)?;
    let tree = laid(&chain)?;
    let file = folder.join(file_name(name));
    let gathered = Findings::of(&tree);
    let origin = Origin { name, file: &file, hash: hash(&chain) };
    let profile = read::profile(&Section::root(&gathered, &tree), origin);
    let of_tables = gathered.into_sorted_with_text();
    // What is wrong with the head was met by both.
    findings.retain(|finding| !of_tables.contains(finding));
    findings.extend(of_tables);
    if findings.is_empty() {
        return Ok(profile);
    }
    findings.sort_by_key(|(number, finding)| (*number, finding.at));
    let placed = |(number, finding): (usize, _)| {
        in_file(chain.get(number).map_or(&file, |loaded| &loaded.file), finding)
    };
    Err(findings.into_iter().map(placed).collect())
}

/// The files of the profiles that a profile extends.
pub fn lenders(folder: &Path, name: &str) -> Vec<PathBuf> {
    let own = folder.join(file_name(name));
    let chain = chain(folder, name).map(|(chain, _)| chain).unwrap_or_default();
    chain.into_iter().map(|loaded| loaded.file).filter(|file| *file != own).collect()
}

/// Every profile of a folder, by name; a folder that is not there has none.
pub fn list(folder: &Path) -> io::Result<Vec<Listed>> {
    let mut listed: Vec<_> = names(folder)?.into_iter().map(|name| listed(folder, name)).collect();
    listed.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(listed)
}

fn listed(folder: &Path, name: String) -> Listed {
    match check(folder, &name) {
        Ok(profile) => Listed { name, title: Some(profile.title), mistakes: 0 },
        Err(findings) => {
            Listed { title: title(&folder.join(file_name(&name))), name, mistakes: findings.len() }
        }
    }
}

/// The title of a profile that may be wrong in other ways.
fn title(file: &Path) -> Option<String> {
    let text = text(file).ok()?;
    let tree = Tree::parse(&text).ok()?;
    let findings = Findings::<ProfileProblem>::of(&tree);
    let title = Section::root(&findings, &tree).section(HEAD).value("title")?;
    title.as_text().map(str::to_owned)
}

/// The names of a folder's profiles, in no order.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".toml").filter(|name| !name.starts_with('.')).map(str::to_owned));
    }
    Ok(names)
}

/// Whether a profile can be called so: letters, digits and hyphens.
pub fn is_name(name: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    name.len() <= 60
        && name.starts_with(edge)
        && name.ends_with(edge)
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn file_name(name: &str) -> String {
    format!("{name}.toml")
}

/// Findings by the number of their file in a chain.
type Numbered = Vec<(usize, toml_file::Finding<ProfileProblem>)>;

/// The profile's file and those it extends, itself first; and what is wrong with their names.
fn chain(folder: &Path, name: &str) -> Result<(Vec<Loaded>, Numbered), Vec<ProfileFinding>> {
    let (mut chain, mut findings) = (Vec::new(), Numbered::new());
    let mut seen = vec![name.to_owned()];
    let mut next = Some(first(folder, name)?);
    while let Some(loaded) = next {
        let (found, extended) = head(folder, &loaded, &mut seen)?;
        if matches!(extended, Extended::Lost) {
            return Err(found.into_iter().map(|finding| in_file(&loaded.file, finding)).collect());
        }
        findings.extend(found.into_iter().map(|finding| (chain.len(), finding)));
        chain.push(loaded);
        next = match extended {
            Extended::By(other) => Some(other),
            _ => None,
        };
    }
    Ok((chain, findings))
}

/// What a profile extends.
enum Extended {
    Nothing,
    By(Loaded),
    /// Something that is not there, or not good: what is told of it.
    Lost,
}

/// What is wrong with a profile's name, and what it extends; `seen` has its own name last.
fn head(
    folder: &Path,
    loaded: &Loaded,
    seen: &mut Vec<String>,
) -> Result<(Vec<toml_file::Finding<ProfileProblem>>, Extended), Vec<ProfileFinding>> {
    let tree = Tree::parse(&loaded.text).map_err(|found| no_toml(&loaded.file, found))?;
    let gathered = Findings::of(&tree);
    let head = Section::root(&gathered, &tree).section(HEAD);
    check_own_name(&head, seen.last().map(String::as_str).unwrap_or_default());
    let extended = match head.value("extends") {
        None => Extended::Nothing,
        Some(field) => extended(folder, &field, seen).map_or(Extended::Lost, Extended::By),
    };
    Ok((gathered.into_sorted(), extended))
}

fn first(folder: &Path, name: &str) -> Result<Loaded, Vec<ProfileFinding>> {
    let file = folder.join(file_name(name));
    let at_top = |problem| {
        let at = Position { line: 1, column: 1 };
        vec![ProfileFinding { file: file.clone(), at, key: String::new(), problem }]
    };
    if !is_name(name) {
        return Err(at_top(ProfileProblem::ProfileName { found: name.to_owned() }));
    }
    match text(&file) {
        Ok(text) => Ok(Loaded { file, text }),
        Err(Unread::Absent) => Err(at_top(no_such_profile(folder, name))),
        Err(Unread::Problem(problem)) => Err(at_top(problem)),
        Err(Unread::Encoding(finding)) => Err(vec![in_file(&file, finding)]),
    }
}

/// A profile's name is that of its file, so that no two have the same.
fn check_own_name(head: &Section<'_, ProfileProblem>, own: &str) {
    let Some(field) = head.required("name") else { return };
    let Some(name) = field.text() else { return };
    if !is_name(name) {
        field.wrong(ProfileProblem::ProfileName { found: name.to_owned() });
    } else if name != own {
        field.wrong(ProfileProblem::NotItsFile { found: name.to_owned(), file: file_name(own) });
    }
}

/// The profile that `extends` names, read; `None` where there is none, which is told.
fn extended(folder: &Path, field: &Field<'_, ProfileProblem>, seen: &mut Vec<String>) -> Option<Loaded> {
    let name = field.text()?;
    if !is_name(name) {
        field.wrong(ProfileProblem::ProfileName { found: name.to_owned() });
        return None;
    }
    let again = seen.iter().any(|earlier| earlier == name);
    seen.push(name.to_owned());
    if again {
        field.wrong(ProfileProblem::ExtendsItself { chain: seen.join(" → ") });
        return None;
    }
    let file = folder.join(file_name(name));
    match text(&file) {
        Ok(text) => return Some(Loaded { file, text }),
        Err(Unread::Absent) => field.wrong(no_such_profile(folder, name)),
        Err(Unread::Problem(problem)) => field.wrong(problem),
        Err(Unread::Encoding(finding)) => field.wrong(finding.problem),
    }
    None
}

fn no_such_profile(folder: &Path, name: &str) -> ProfileProblem {
    let names = names(folder).unwrap_or_default();
    let nearest = nearest(name, names.iter().map(String::as_str)).to_owned();
    ProfileProblem::NoSuchProfile { found: name.to_owned(), nearest }
}

enum Unread {
    Absent,
    Encoding(toml_file::Finding<toml_file::Problem>),
    Problem(ProfileProblem),
}

fn text(file: &Path) -> Result<String, Unread> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Unread::Absent,
        _ => Unread::Problem(ProfileProblem::Unreadable { why: error.to_string() }),
    };
    let mut bytes = Vec::new();
    let limit = KIB_MAX * 1024 + 1;
    files::open(file).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|len| len == limit) {
        return Err(Unread::Problem(ProfileProblem::TooLarge { kib: KIB_MAX }));
    }
    decode(&bytes).map(str::to_owned).map_err(Unread::Encoding)
}

/// The documents laid over one another, the first on top.
fn laid(chain: &[Loaded]) -> Result<Tree<'_>, Vec<ProfileFinding>> {
    let mut laid = Tree::empty();
    for loaded in chain.iter().rev() {
        let tree = Tree::parse(&loaded.text).map_err(|found| no_toml(&loaded.file, found))?;
        laid = tree.over(laid, &[HEAD]);
    }
    Ok(laid)
}

fn no_toml(file: &Path, found: Vec<toml_file::Finding<toml_file::Problem>>) -> Vec<ProfileFinding> {
    found.into_iter().map(|finding| in_file(file, finding)).collect()
}

fn in_file<P: Into<ProfileProblem>>(file: &Path, finding: toml_file::Finding<P>) -> ProfileFinding {
    ProfileFinding {
        file: file.to_owned(),
        at: finding.at,
        key: finding.key,
        problem: finding.problem.into(),
    }
}

/// SHA-256 of the texts, each behind its length, in lower-case hexadecimal.
fn hash(chain: &[Loaded]) -> String {
    let mut sha = Sha256::new();
    for loaded in chain {
        sha.update(loaded.text.len().to_string());
        sha.update(":");
        sha.update(&loaded.text);
    }
    let mut hex = String::new();
    for byte in sha.finalize() {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
