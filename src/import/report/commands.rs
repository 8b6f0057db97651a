//! The commands by which a person decides what is held, ready to be copied.

use super::{Attention, Candidate};
use crate::import::JobName;
use std::collections::BTreeMap;
use std::path::Path;

/// More centres of one name than these are left to the person's own look.
const CENTRES_MAX: usize = 5;

/// The commands that decide one thing of a job.
pub fn deciding(job: &JobName, held: &Attention) -> Vec<String> {
    match (held.reason.as_str(), &held.branch, held.chunk) {
        ("branch_to_confirm", Some(branch), _) => confirming(job, branch, held.candidates.get(..1)),
        ("branch_ambiguous", Some(branch), _) => {
            confirming(job, branch, held.candidates.get(..CENTRES_MAX).or(Some(&held.candidates)))
        }
        ("branch_unknown" | "series_elsewhere" | "branch_known", Some(branch), _) => {
            let branch = quoted(branch);
            vec![
                format!("factulink import confirm {job} {branch} CENTRE"),
                format!("factulink import confirm {job} {branch} --leave"),
            ]
        }
        ("chunk_unknown", _, Some(chunk)) => {
            ["--taken", "--lost"].map(|fate| format!("factulink import settle {job} {chunk} {fate}")).to_vec()
        }
        _ => of_job(job, &held.reason, &held.details),
    }
}

/// The commands that bring a held job on, as its reason is; the details are those of the job.
pub fn of_job(job: &JobName, reason: &str, details: &BTreeMap<String, String>) -> Vec<String> {
    match reason {
        // Each of them has its own commands.
        "pairs_held" | "chunk_unknown" => Vec::new(),
        // Putting back alone changes nothing.
        "counts_differ" | "profile_missing" => Vec::new(),
        "period_already_loaded" => ways(job, details),
        "rows_differ" => vec![retrying(job), format!("factulink import cancel {job}")],
        _ => vec![retrying(job)],
    }
}

fn retrying(job: &JobName) -> String {
    format!("factulink import retry {job}")
}

/// What can be done with other content of a period that is loaded: `loaded` is its job, `file` the content.
fn ways(job: &JobName, details: &BTreeMap<String, String>) -> Vec<String> {
    let detail = |name: &str| details.get(name).filter(|value| !value.is_empty());
    let loaded = detail("loaded").cloned().unwrap_or_else(|| job.to_string());
    let file = detail("file").map_or("FILE".to_owned(), |file| quoted_path(Path::new(file)));
    let rejects = detail("rejects").map(|file| quoted_path(Path::new(file)));
    // What is appended is of its job's profile and period, whatever the file is called.
    let mut ways = vec![
        format!("factulink import run --append {loaded} {file}"),
        format!("factulink import run --replace{} {file}", selecting(job)),
    ];
    ways.extend(rejects.map(|rejects| format!("factulink import run --append {loaded} {rejects}")));
    // Whoever wants none of this content, or has sent what mattered of it, ends the asking.
    ways.push(format!("factulink import cancel {job}"));
    ways
}

/// The command that loads a content once more whose job was cancelled.
pub fn loading_again(job: &JobName, file: &Path) -> String {
    format!("factulink import run{} {}", selecting(job), quoted_path(file))
}

/// The options by which a file is of a job's profile and period, which its name alone may not tell.
fn selecting(job: &JobName) -> String {
    let period = Some(job.period()).filter(|period| !period.is_empty());
    let period = period.map(|period| format!(" --period {period}")).unwrap_or_default();
    format!(" --profile {}{period}", job.profile())
}

/// The same commands for a configuration that was named.
pub fn with_config(commands: Vec<String>, config: Option<&Path>) -> Vec<String> {
    let Some(config) = config else { return commands };
    let program = format!("factulink --config {} ", quoted_path(config));
    commands.into_iter().map(|command| command.replacen("factulink ", &program, 1)).collect()
}

fn confirming(job: &JobName, branch: &str, centres: Option<&[Candidate]>) -> Vec<String> {
    let branch = quoted(branch);
    let command = |centre: &Candidate| {
        let centre = if is_plain(&centre.centre) { &centre.centre } else { "CENTRE" };
        format!("factulink import confirm {job} {branch} {centre}")
    };
    match centres {
        Some(centres) if !centres.is_empty() => centres.iter().map(command).collect(),
        _ => vec![format!("factulink import confirm {job} {branch} CENTRE")],
    }
}

/// A name for a command line, or `BRANCH` where no shell of Windows or Unix would take it stands: a name comes
/// out of a file, and what a person copies must not do more than it says.
fn quoted(name: &str) -> String {
    let active = |c: char| c.is_control() || "\"$`\\!%".contains(c);
    if name.is_empty() || name.starts_with('-') || name.chars().any(active) {
        return "BRANCH".to_owned();
    }
    if is_plain(name) { name.to_owned() } else { format!("\"{name}\"") }
}

/// A path for a command line, as the shells of this system take it.
fn quoted_path(path: &Path) -> String {
    quoted_path_for(&path.display().to_string(), cfg!(windows))
}

/// A path, whose backslashes are no matter where they stand in paths. `$` ends the names of hidden shares of Windows,
/// where it is no matter either; a shell of Unix takes anything between single quotes.
fn quoted_path_for(path: &str, windows: bool) -> String {
    let active = |c: char| if windows { "\"`!%".contains(c) } else { c == '\'' };
    if path.starts_with('-') || path.chars().any(|c| c.is_control() || active(c)) {
        return "FILE".to_owned();
    }
    match path {
        _ if path.chars().all(|c| c.is_alphanumeric() || "-_./\\:".contains(c)) => path.to_owned(),
        _ if path.contains(['"', '$', '`', '!', '%']) && !windows => format!("'{path}'"),
        _ => format!("\"{path}\""),
    }
}

fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    !word.is_empty() && !word.starts_with('-') && word.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> JobName {
        "sunat-ventas/2026-10".parse().expect("a job")
    }

    fn held(reason: &str, branch: &str, centres: &[&str]) -> Attention {
        let candidate = |centre: &&str| Candidate {
            centre: (*centre).to_owned(),
            name: "PLAZA".to_owned(),
            score: "90.0".to_owned(),
        };
        Attention {
            branch: Some(branch.to_owned()),
            reason: reason.to_owned(),
            candidates: centres.iter().map(candidate).collect(),
            ..Attention::default()
        }
    }

    #[test]
    fn a_path_is_quoted_as_the_shell_of_its_system_takes_it() {
        let share = r"\\srv\ventas$\10. PLE.csv";
        assert_eq!(quoted_path_for(share, true), format!("\"{share}\""));
        assert_eq!(quoted_path_for("/srv/ventas$/a.csv", false), "'/srv/ventas$/a.csv'");
        assert_eq!(quoted_path_for("/srv/a b.csv", false), "\"/srv/a b.csv\"");
        for (path, windows) in [("C:\\a%b.csv", true), ("/srv/o'b.csv", false), ("-f", false)] {
            assert_eq!(quoted_path_for(path, windows), "FILE", "{path}");
        }
    }

    #[test]
    fn the_best_proposal_is_ready_to_be_confirmed() {
        let commands = deciding(&job(), &held("branch_to_confirm", "PLZ LOS PINO", &["1030", "1020"]));
        assert_eq!(commands, [r#"factulink import confirm sunat-ventas/2026-10 "PLZ LOS PINO" 1030"#]);
    }

    #[test]
    fn of_equal_names_none_goes_before_another() {
        let commands = deciding(&job(), &held("branch_ambiguous", "V.E.S", &["1010", "1011"]));
        assert_eq!(
            commands,
            [
                "factulink import confirm sunat-ventas/2026-10 V.E.S 1010",
                "factulink import confirm sunat-ventas/2026-10 V.E.S 1011"
            ]
        );
    }

    #[test]
    fn a_name_that_a_shell_would_act_on_is_not_offered_for_copying() {
        for name in ["$(reboot)", "a`b`", "50% OFF", "say \"hi\"", "a!b", "--leave", "", "a\nb", "C:\\"] {
            let commands = deciding(&job(), &held("branch_to_confirm", name, &["1030"]));
            assert_eq!(commands, ["factulink import confirm sunat-ventas/2026-10 BRANCH 1030"], "{name}");
        }
        let commands = deciding(&job(), &held("branch_to_confirm", "PLAZA", &["1;reboot"]));
        assert_eq!(commands, ["factulink import confirm sunat-ventas/2026-10 PLAZA CENTRE"]);
    }

    #[test]
    fn a_chunk_without_a_fate_has_two_commands() {
        let held = Attention { chunk: Some(3), reason: "chunk_unknown".to_owned(), ..Attention::default() };
        assert_eq!(
            deciding(&job(), &held),
            [
                "factulink import settle sunat-ventas/2026-10 3 --taken",
                "factulink import settle sunat-ventas/2026-10 3 --lost"
            ]
        );
    }

    #[test]
    fn a_period_that_is_loaded_has_its_ways_and_an_end() {
        let details = [("loaded", "sunat-ventas/2026-10"), ("file", "input/2026/10. PLE.xlsx")];
        let details = details.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(
            of_job(&"sunat-ventas/2026-10#2".parse().expect("a job"), "period_already_loaded", &details),
            [
                "factulink import run --append sunat-ventas/2026-10 \"input/2026/10. PLE.xlsx\"",
                "factulink import run --replace --profile sunat-ventas --period 2026-10 \"input/2026/10. PLE.xlsx\"",
                "factulink import cancel sunat-ventas/2026-10#2",
            ]
        );
    }
}
