//! `import confirm`: a person decides about a branch, for this job and all later ones of its profile.

use super::begin::{job, profiles};
use crate::import::JobName;
use crate::import::app::ImportApp;
use crate::import::error::{Error, Result};
use crate::import::names::Names;
use crate::import::options::Confirmation;
use crate::import::report::{Confirmed, Decision};
use crate::import::session::ImportSession;
use crate::import::stages::documents::{self, CENTRES};
use crate::import::{page, reports};
use crate::state::import_aliases::{self, Alias};
use crate::state::import_jobs::{self, Job, JobStage, Stop};
use crate::state::import_pairs::{self, Pair};

/// Decides, forgets or lists.
pub fn confirm(app: &ImportApp<'_>, name: &JobName, confirmation: &Confirmation) -> Result<Confirmed> {
    let (valid, _) = profiles(app, None)?;
    if *confirmation == Confirmation::List {
        let session = ImportSession::look(app, &valid)?;
        job(&session, name)?;
        return answer(&session, name.profile(), "listed", None);
    }
    let session = &mut ImportSession::open(app, &valid)?;
    let known = job(session, name)?;
    let words = session.profile(name.profile()).and_then(|profile| profile.matching.as_ref());
    let names = Names::new(words.map_or(&[], |matching| &matching.words));
    match confirmation {
        Confirmation::Forget { branch } => {
            let normal = names.normalise(branch);
            let before = answer(session, name.profile(), "forgotten", Some(&normal))?;
            session.write(|tx| import_aliases::forget(tx, name.profile(), &normal))?;
            if before.decisions.is_empty() {
                let none = Decision { branch: branch.clone(), centre: None, since: session.now() };
                return Ok(Confirmed { done: "not_known", decisions: vec![none], ..before });
            }
            Ok(before)
        }
        Confirmation::Centre { branch, centre } => {
            check_branch(session, &known, &names, branch)?;
            check_centre(session, &known, &names, branch, centre)?;
            decide(session, &known, &names, branch, Some(centre))?;
            answer(session, name.profile(), "decided", Some(&names.normalise(branch)))
        }
        Confirmation::Leave { branch } => {
            check_branch(session, &known, &names, branch)?;
            decide(session, &known, &names, branch, None)?;
            answer(session, name.profile(), "left", Some(&names.normalise(branch)))
        }
        Confirmation::List => answer(session, name.profile(), "listed", None),
    }
}

/// Makes sure that there is such a centre: a decision is kept, and a wrong one would hold every later job.
///
/// Those that the branch was offered are some, whatever became of the report since.
fn check_centre(
    session: &ImportSession<'_>,
    known: &Job,
    names: &Names,
    branch: &str,
    centre: &str,
) -> Result<()> {
    let normal = names.normalise(branch);
    let held = session.read(|state| import_pairs::held(state, known.id))?;
    let of_branch = held.into_iter().filter(|pair| names.normalise(&pair.content.branch) == normal);
    let offered = of_branch.filter_map(|pair| pair.decision).flat_map(|decision| decision.candidates);
    let offered = offered.map(|candidate| (candidate.centre, candidate.name));
    let mut centres: Vec<(String, String)> = offered.collect();
    let is_one = |centres: &[(String, String)]| centres.iter().any(|(code, _)| code == centre);
    if is_one(&centres) {
        return Ok(());
    }
    let profile = session.profile(known.name.profile());
    let report = profile.and_then(|profile| documents::last_seen(session, known, profile, CENTRES));
    let Some(report) = report else {
        return Err(Error::NoCentres { job: known.name.clone(), centre: centre.to_owned() });
    };
    centres.extend(reports::centres(&report).into_iter().map(|centre| (centre.code, centre.name)));
    if is_one(&centres) {
        return Ok(());
    }
    let nearest = crate::toml_file::nearest(centre, centres.iter().map(|(code, _)| code.as_str()));
    let name = centres.iter().find(|(code, _)| code == nearest).map_or("", |(_, name)| name);
    Err(Error::UnknownCentre { centre: centre.to_owned(), nearest: format!("{nearest} {name}") })
}

fn check_branch(session: &ImportSession<'_>, known: &Job, names: &Names, branch: &str) -> Result<()> {
    let normal = names.normalise(branch);
    let pairs = session.read(|state| import_pairs::of_job(state, known.id))?;
    if pairs.iter().any(|pair| names.normalise(&pair.content.branch) == normal) {
        return Ok(());
    }
    Err(Error::UnknownBranch { job: known.name.clone(), branch: branch.to_owned() })
}

/// Stores a decision, and brings every held job of the profile that has the branch back to its reports.
fn decide(
    session: &mut ImportSession<'_>,
    known: &Job,
    names: &Names,
    branch: &str,
    centre: Option<&String>,
) -> Result<()> {
    let normal = names.normalise(branch);
    let has_branch = |pair: &Pair| names.normalise(&pair.content.branch) == normal;
    let open = session.read(|state| import_jobs::unfinished(state, Some(known.name.profile())))?;
    let mut concerned = Vec::new();
    for job in open {
        let waits = job.stop == Some(Stop::Held) && job.reason.as_deref() == Some("pairs_held");
        let held = session.read(|state| import_pairs::held(state, job.id))?;
        if waits && held.iter().any(&has_branch) {
            concerned.push(job.id);
        }
    }
    let now = session.now();
    let alias = Alias { name: normal, branch: branch.to_owned(), centre: centre.cloned(), since: now };
    session.write(|tx| {
        import_aliases::decide(tx, known.name.profile(), &alias)?;
        concerned.iter().try_for_each(|job| import_jobs::advance(tx, *job, JobStage::Answered, now))
    })?;
    page::refresh_all(session, &[])
}

/// The decisions for a profile; `only`: about one branch.
fn answer(
    session: &ImportSession<'_>,
    profile: &str,
    done: &'static str,
    only: Option<&str>,
) -> Result<Confirmed> {
    let all = session.read(|state| import_aliases::of_profile(state, profile))?;
    let shown = all.into_iter().filter(|alias| only.is_none_or(|name| alias.name == name));
    let decision = |alias: Alias| Decision { branch: alias.branch, centre: alias.centre, since: alias.since };
    Ok(Confirmed { version: 1, profile: profile.to_owned(), done, decisions: shown.map(decision).collect() })
}
