//! One job for people: a headline, what became of its rows, and what waits for whom.

use super::block::Block;
use super::words::{Details, reason_text, remedy_text, rows_of, visible, with, word};
use super::{explained, figures};
use crate::cli::output::View;
use crate::import::JobName;
use crate::import::report::{
    Attention, Candidate, ChunkCounts, ChunkLine, Foretold, HeldRow, JobReport, PairCounts,
    RegistrationCounts, RegistrationLine, RowCounts, Tally, commands,
};
use std::collections::BTreeMap;

/// More things than these are counted instead of listed to people; JSON and the page have them all.
const WAITING_SHOWN_MAX: usize = 20;

/// The whole job.
pub fn job(job: &JobReport, view: &View<'_>) -> String {
    let mut block = Block::new(view, &head(job, view));
    block.add("import.rows", rows(&job.rows, view));
    let rejects = job.sources.iter().filter_map(|source| source.rejects.as_ref());
    block.add("import.rejects", rejects.map(|file| file.display().to_string()));
    block.add("import.chunks", chunks(job, view));
    block.add("import.table", table(job, view));
    block.add("import.answer", answer(job, view));
    let registered = registered(&job.registrations, view).filter(|_| job.foretold.is_none());
    block.add("import.registered", registered);
    job.foretold.iter().for_each(|foretold| foretell(&mut block, foretold, view));
    waiting(&mut block, job, view);
    block.into_text()
}

/// What would be sent and registered, and what nobody can tell yet.
fn foretell(block: &mut Block<'_, '_>, foretold: &Foretold, view: &View<'_>) {
    let count = |n: u64| figures::count(n, view.catalogue.lang());
    let chunk = |chunk: &ChunkLine| {
        let (rows, first, last) = (count(chunk.rows), count(chunk.first), count(chunk.last));
        let file = visible(&chunk.file);
        view.say(
            "import.sends_chunk",
            &[("file", &file), ("count", &rows), ("first", &first), ("last", &last)],
        )
    };
    block.add("import.sends", shortened(foretold.chunks.iter().map(chunk), view));
    let registration = |registration| self::registration(registration, view);
    block.add("import.registers", shortened(foretold.registrations.iter().map(registration), view));
    let unknown = foretold.unknown.iter();
    block.add("import.unknown", unknown.map(|one| reason_text(one.what, &one.details, view.catalogue)));
}

/// `account 00000000132 TICKETS VARIOS - PLAZA LOS MOLINOS (cost centre 1020)`
fn registration(registration: &RegistrationLine, view: &View<'_>) -> String {
    let value = |name: &str| {
        let found = registration.values.iter().find(|(own, _)| own == name);
        visible(found.map_or("", |(_, value)| value))
    };
    let key = if registration.target == "accounts" {
        "import.registers_account"
    } else {
        "import.registers_series"
    };
    let [account, name, centre] = ["account", "account_name", "centre"].map(value);
    let [series, branch] = ["series", "branch"].map(value);
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("account", &account),
        ("name", &name),
        ("centre", &centre),
        ("series", &series),
        ("branch", &branch),
    ];
    view.say(key, &values)
}

/// The first lines, and how many more there are.
fn shortened(lines: impl ExactSizeIterator<Item = String>, view: &View<'_>) -> Vec<String> {
    let more = lines.len().saturating_sub(WAITING_SHOWN_MAX);
    let more = (more > 0).then(|| view.say("report.more", &[("count", &more)]));
    lines.take(WAITING_SHOWN_MAX).chain(more).collect()
}

/// Only what somebody has to do.
pub fn held(job: &JobReport, view: &View<'_>) -> String {
    let mut block = Block::new(view, &head(job, view));
    waiting(&mut block, job, view);
    block.into_text()
}

pub fn is_held(job: &JobReport) -> bool {
    ["held", "refused"].contains(&job.state.as_str())
}

/// `sunat-ventas/2026-10: held, 5 pairs to decide (4.1 s)`
fn head(job: &JobReport, view: &View<'_>) -> String {
    let mut head =
        view.say("import.head", &[("job", &job.job), ("state", &word("state", &job.state, view.catalogue))]);
    if let Some(reason) = &job.reason {
        head = format!("{head}, {}", reason_text(reason, &details(job), view.catalogue));
    }
    if let Some(duration) = job.duration_ms {
        head = format!("{head} ({})", time(duration, view));
    }
    if is_held(job) { view.alarming(&head) } else { view.heading(&head) }
}

/// How long something took.
pub fn time(duration_ms: u64, view: &View<'_>) -> String {
    let (minutes, seconds) = figures::seconds(duration_ms, view.catalogue.lang());
    let key = if minutes > 0 { "import.minutes" } else { "import.seconds" };
    view.say(key, &[("minutes", &minutes), ("seconds", &seconds)])
}

/// The details of a job; how many things wait is told by its counts.
pub fn details(job: &JobReport) -> Details {
    let held = match job.reason.as_deref() {
        // Those that a person lets be are held, too, and not to be decided.
        Some("pairs_held") => job.details.get("pairs").cloned().or_else(|| Some(job.pairs.held.to_string())),
        _ => None,
    };
    held.map_or_else(|| job.details.clone(), |held| with(&job.details, "count", &held))
}

/// `2,004 read: 1,918 accepted, 81 rejected, 4 blank, 1 skipped`
pub fn rows(rows: &RowCounts, view: &View<'_>) -> Option<String> {
    let RowCounts { read, accepted, rejected, blank, skipped } = *rows;
    if read == 0 {
        return None;
    }
    let fates = [("accepted", accepted), ("rejected", rejected), ("blank", blank), ("skipped", skipped)];
    let met = fates.into_iter().filter(|(fate, count)| *count > 0 || *fate == "accepted");
    let met: Vec<_> = met.map(|(fate, count)| rows_of(fate, count, view.catalogue)).collect();
    let read = figures::count(read, view.catalogue.lang());
    Some(format!("{}: {}", view.say("import.read", &[("count", &read)]), met.join(", ")))
}

/// `total 2,010,623.23`: that sum where there is one, else all of them.
fn total(sums: &BTreeMap<String, String>, view: &View<'_>) -> String {
    let total = sums.get_key_value("total").map(|total| vec![total]);
    amounts(total.unwrap_or_else(|| sums.iter().collect()), view).join(", ")
}

/// Column and sum.
pub fn amounts<'s>(sums: impl IntoIterator<Item = (&'s String, &'s String)>, view: &View<'_>) -> Vec<String> {
    let amount = |sum: &str| figures::amount(sum, view.catalogue.lang());
    sums.into_iter().map(|(column, sum)| format!("{column} {}", amount(sum))).collect()
}

fn chunks(job: &JobReport, view: &View<'_>) -> Vec<String> {
    let ChunkCounts { total: chunks, taken, unknown } = job.chunks;
    if chunks == 0 {
        return Vec::new();
    }
    let count = |n| figures::count(n, view.catalogue.lang());
    let sums = total(&job.sums, view);
    let sums = if sums.is_empty() { sums } else { format!(", {sums}") };
    let key = match taken {
        // Without a platform nothing is sent.
        0 if job.stage == "done" || job.foretold.is_some() => "import.chunks_made",
        0 => "import.chunks_written",
        taken if taken == chunks => "import.chunks_taken",
        _ => "import.chunks_partly",
    };
    let (all, taken, rows) = (count(chunks), count(taken), count(job.rows.accepted));
    let line = view.say(key, &[("total", &all), ("taken", &taken), ("rows", &rows), ("sums", &sums)]);
    let lost = (unknown > 0).then(|| view.say("import.chunks_unknown", &[("count", &count(unknown))]));
    [Some(line), lost].into_iter().flatten().collect()
}

/// What became of the rows of an Access table.
fn table(job: &JobReport, view: &View<'_>) -> Option<String> {
    // A table knows no rows that an earlier part has loaded: those are of a job that has no chunks left.
    let is_of_table = job.row_outcomes.keys().any(|outcome| outcome != "already_loaded");
    (job.chunks.total == 0 && is_of_table).then(|| outcomes(&job.row_outcomes, view))
}

fn outcomes(tally: &Tally, view: &View<'_>) -> String {
    let met = tally.iter().filter(|(_, count)| **count > 0);
    met.map(|(outcome, count)| rows_of(outcome, *count, view.catalogue)).collect::<Vec<_>>().join(", ")
}

fn answer(job: &JobReport, view: &View<'_>) -> Option<String> {
    let PairCounts { known, new, held, .. } = job.pairs;
    match job.scenario? {
        "A" => Some(view.catalogue.text("import.scenario_a").to_owned()),
        // They are named in the answer, and counted once they are decided.
        _ if known + new + held == 0 => Some(view.catalogue.text("import.scenario_b_open").to_owned()),
        _ => {
            let unknown = figures::count(known + new + held, view.catalogue.lang());
            Some(view.say("import.scenario_b", &[("count", &unknown)]))
        }
    }
}

/// `5 accounts, 11 series; read back`
fn registered(registrations: &[RegistrationCounts], view: &View<'_>) -> Option<String> {
    let planned = || registrations.iter().filter(|target| target.planned > 0);
    let all: Vec<_> = planned().map(|target| of_target(target, view)).collect();
    let whole = planned().all(|target| target.confirmed == target.planned);
    let all = (!all.is_empty()).then(|| all.join(", "))?;
    Some(if whole { view.say("import.read_back", &[("registered", &all)]) } else { all })
}

fn of_target(target: &RegistrationCounts, view: &View<'_>) -> String {
    let RegistrationCounts { target: to, planned, confirmed } = target;
    let key = match (to.as_str(), planned == confirmed) {
        ("accounts", true) => "import.accounts",
        ("accounts", false) => "import.accounts_partly",
        (_, true) => "import.series",
        (_, false) => "import.series_partly",
    };
    let count = |n: &u64| figures::count(*n, view.catalogue.lang());
    view.say(key, &[("count", &count(confirmed)), ("planned", &count(planned))])
}

fn waiting(block: &mut Block<'_, '_>, job: &JobReport, view: &View<'_>) {
    let shown = job.needs_attention.iter().take(WAITING_SHOWN_MAX);
    block.add("import.waiting", shown.flat_map(|held| attention(job, held, view)));
    let more = job.needs_attention.len().saturating_sub(WAITING_SHOWN_MAX);
    block.add("import.waiting", (more > 0).then(|| view.say("report.more", &[("count", &more)])));
    block.add("import.do", to_do(job, view));
    let later = job.not_before.map(|at| view.say("import.not_before", &[("at", &view.time(at))]));
    block.add("import.later", later);
}

/// What brings the job itself on; what its parts wait for has its own lines.
fn to_do(job: &JobReport, view: &View<'_>) -> Vec<String> {
    // A dry run leaves no job that anything could be done to.
    let Some(reason) = job.reason.as_deref().filter(|_| job.foretold.is_none()) else { return Vec::new() };
    let of_parts = reason == "pairs_held" && !job.needs_attention.is_empty();
    let told = job.needs_attention.iter().any(|held| held.reason == reason);
    if of_parts || told {
        return Vec::new();
    }
    let commands = commands(job);
    std::iter::once(remedy_text(reason, &details(job), view.catalogue)).chain(commands).collect()
}

/// The commands that bring the job itself on.
pub fn commands(job: &JobReport) -> Vec<String> {
    match job.reason.as_deref().filter(|_| is_held(job) && job.commands.is_empty()) {
        Some(reason) => commands::of_job(&job.job, reason, &job.details),
        None => job.commands.clone(),
    }
}

/// Who waits and why, and the commands that decide it.
fn attention(job: &JobReport, held: &Attention, view: &View<'_>) -> Vec<String> {
    // Names that are near say enough by themselves.
    let proposed = held.reason == "branch_to_confirm" && !held.candidates.is_empty();
    let why = (!proposed).then(|| reason_text(&held.reason, &held.details, view.catalogue));
    let said: Vec<_> = why.into_iter().chain(candidates(&held.candidates, view)).collect();
    let said = said.join(": ");
    let head = if held.held_rows.is_empty() { format!("{}: {said}", subject(held, view)) } else { said };
    let rows = held.held_rows.iter().map(|row| held_row(row, view));
    let lines = std::iter::once(head).chain(rows);
    if job.foretold.is_some() {
        return lines.collect();
    }
    let remedy = (!proposed).then(|| remedy_text(&held.reason, &held.details, view.catalogue));
    lines.chain(remedy).chain(deciding(&job.job, held)).collect()
}

/// The commands that decide something. Held rows of a table that a later job has filled since have none.
pub fn deciding(job: &JobName, held: &Attention) -> Vec<String> {
    match held.commands.as_slice() {
        [] if held.held_rows.is_empty() => commands::deciding(job, held),
        given => given.to_vec(),
    }
}

/// `row 3 (ARTLPA OF-0032, PROLPA 6): a value would move further than the profile allows: PRELPA is 100, …`
fn held_row(held: &HeldRow, view: &View<'_>) -> String {
    let at = explained::at(held.part, held.row, None, view);
    let key = if held.key.is_empty() { String::new() } else { format!(" ({})", visible(&held.key)) };
    format!("{at}{key}: {}", explained::why_held(held, view))
}

/// `PLZ LOS PINO (5 rows)`
pub fn subject(held: &Attention, view: &View<'_>) -> String {
    let chunk = held.chunk.map(|chunk| view.say("import.chunk", &[("chunk", &chunk)]));
    let named = [held.branch.as_deref().map(visible), chunk, held.series.as_deref().map(visible)];
    let rows_held = || rows_of("held", held.rows.unwrap_or_default(), view.catalogue);
    let Some(subject) = named.into_iter().flatten().next() else { return rows_held() };
    match held.rows {
        Some(rows) => {
            let rows = figures::count(rows, view.catalogue.lang());
            view.say("import.of_rows", &[("subject", &subject), ("count", &rows)])
        }
        None => subject,
    }
}

/// `1030 PLAZA LOS PINOS 96.6, 1020 PLAZA LOS MOLINOS 83.9`
pub fn candidates(candidates: &[Candidate], view: &View<'_>) -> Option<String> {
    let one = |candidate: &Candidate| {
        let Candidate { centre, name, score } = candidate;
        let score = figures::amount(score, view.catalogue.lang());
        [visible(centre), visible(name), score].join(" ")
    };
    let all: Vec<_> = candidates.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join(", "))
}
