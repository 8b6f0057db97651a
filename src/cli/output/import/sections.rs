//! What a job's page tells, section by section: the page and the CSV file show the same.

use super::explained::at;
use super::words::{Details, held_remedy, held_text, of_violation, reason_text, remedy_text, visible, word};
use super::{figures, job};
use crate::cli::messages::Catalogue;
use crate::cli::output::View;
use crate::domain::Lang;
use crate::import::report::{
    Attention, ChunkLine, Example, HeldRow, JobPage, JobReport, PairLine, RegistrationLine, Tally,
};

/// A titled table; one without titles of columns is a list of names and values.
pub struct Section {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A value, and how it may be written.
pub enum Cell {
    Text(String),
    /// Several lines, each to be copied as it stands.
    Commands(Vec<String>),
    Count(u64),
    /// A plain decimal.
    Amount(String),
}

impl Cell {
    pub fn is_number(&self) -> bool {
        matches!(self, Cell::Count(_) | Cell::Amount(_))
    }

    /// As people read it.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        match self {
            Cell::Text(text) => vec![text.clone()],
            Cell::Commands(commands) => commands.clone(),
            Cell::Count(count) => vec![figures::count(*count, lang)],
            Cell::Amount(amount) => vec![figures::amount(amount, lang)],
        }
    }
}

fn text(value: impl AsRef<str>) -> Cell {
    Cell::Text(visible(value.as_ref()))
}

fn optional(value: &Option<String>) -> Cell {
    text(value.as_deref().unwrap_or_default())
}

/// Sentences of the catalogue, which are cut nowhere.
fn said(value: String) -> Cell {
    Cell::Text(value)
}

/// Everything that there is to tell; what is empty is left out.
pub fn sections(page: &JobPage, view: &View<'_>) -> Vec<Section> {
    let catalogue = view.catalogue;
    let job = &page.job;
    let mut all = vec![
        summary(job, view),
        held(job, view),
        held_rows(job, view),
        sources(job, catalogue),
        sums(job, catalogue),
        tally("import_page.violations", &job.violations, catalogue),
    ];
    all.extend(page.examples.iter().map(|(code, examples)| examples_of(code, examples, view)));
    all.extend([
        tally("import_page.warnings", &job.warnings, catalogue),
        tally("import_page.mended", &job.mended, catalogue),
        gaps(&job.gaps, catalogue),
        chunks(&page.chunks, catalogue),
        pairs(&page.pairs, catalogue),
        registrations(&page.registrations, catalogue),
    ]);
    all.retain(|section| !section.rows.is_empty());
    all
}

/// A section; its columns by the keys of their titles.
fn section(title: &str, columns: &[&str], rows: Vec<Vec<Cell>>, catalogue: &Catalogue) -> Section {
    let titled = columns.iter().map(|key| catalogue.text(key).to_owned());
    Section { title: catalogue.text(title).to_owned(), columns: titled.collect(), rows }
}

fn summary(job: &JobReport, view: &View<'_>) -> Section {
    let catalogue = view.catalogue;
    let details = job::details(job);
    let mut rows: Vec<(&str, Cell)> = vec![
        ("import_page.state", said(word("state", &job.state, catalogue))),
        ("import_page.stage", said(word("state", &job.stage, catalogue))),
    ];
    if let Some(reason) = &job.reason {
        rows.push(("import_column.why", said(reason_text(reason, &details, catalogue))));
        rows.push(("import_column.remedy", said(remedy_text(reason, &details, catalogue))));
        let commands = job::commands(job);
        if !commands.is_empty() {
            rows.push(("import_column.command", Cell::Commands(commands)));
        }
    }
    rows.extend([
        ("import_page.rows_read", Cell::Count(job.rows.read)),
        ("import_page.rows_accepted", Cell::Count(job.rows.accepted)),
        ("import_page.rows_rejected", Cell::Count(job.rows.rejected)),
        ("import_page.rows_blank", Cell::Count(job.rows.blank)),
        ("import_page.rows_skipped", Cell::Count(job.rows.skipped)),
    ]);
    let named = rows.into_iter().map(|(key, cell)| vec![text(catalogue.text(key)), cell]);
    let outcomes = job.row_outcomes.iter().map(|(outcome, count)| {
        let outcome = word("outcome", outcome, catalogue);
        vec![said(view.say("import_page.outcome_rows", &[("outcome", &outcome)])), Cell::Count(*count)]
    });
    let rows = named.chain(outcomes).collect();
    section("import_page.summary", &[], rows, catalogue)
}

fn held(job: &JobReport, view: &View<'_>) -> Section {
    let row = |held: &Attention| {
        vec![
            said(job::subject(held, view)),
            said(reason_text(&held.reason, &held.details, view.catalogue)),
            said(job::candidates(&held.candidates, view).unwrap_or_default()),
            said(remedy_text(&held.reason, &held.details, view.catalogue)),
            Cell::Commands(job::deciding(&job.job, held)),
        ]
    };
    let columns = [
        "import_column.subject",
        "import_column.why",
        "import_column.candidates",
        "import_column.remedy",
        "import_column.command",
    ];
    section("import_page.held", &columns, job.needs_attention.iter().map(row).collect(), view.catalogue)
}

/// Rows that a table did not take: the first of them.
fn held_rows(job: &JobReport, view: &View<'_>) -> Section {
    let row = |held: &HeldRow| {
        vec![
            Cell::Count(held.part.into()),
            Cell::Count(held.row),
            text(&held.key),
            said(held_text(held, view.catalogue)),
            text(&held.column),
            text(&held.there),
            text(&held.wanted),
            said(held_remedy(held, view.catalogue)),
        ]
    };
    let columns = [
        "import_column.part",
        "import_column.row",
        "import_column.key",
        "import_column.why",
        "import_column.column",
        "import_column.there",
        "import_column.wanted",
        "import_column.remedy",
    ];
    let rows = job.needs_attention.iter().flat_map(|held| &held.held_rows).map(row);
    section("import_page.held_rows", &columns, rows.collect(), view.catalogue)
}

fn sources(job: &JobReport, catalogue: &Catalogue) -> Section {
    let columns =
        ["import_column.part", "import_column.file", "import_column.sha256", "import_column.rejects"];
    let rows = job.sources.iter().map(|source| {
        let file = source.file.display().to_string();
        let rejects = source.rejects.as_ref().map(|file| file.display().to_string());
        let rejects = text(rejects.unwrap_or_default());
        vec![Cell::Count(source.part.into()), text(file), text(&source.sha256), rejects]
    });
    section("import_page.sources", &columns, rows.collect(), catalogue)
}

fn sums(job: &JobReport, catalogue: &Catalogue) -> Section {
    let rows = job.sums.iter().map(|(column, sum)| vec![text(column), Cell::Amount(sum.clone())]);
    section("import_page.sums", &[], rows.collect(), catalogue)
}

fn tally(title: &str, tally: &Tally, catalogue: &Catalogue) -> Section {
    let columns = ["import_column.code", "import_column.count", "import_column.text", "import_column.remedy"];
    let none = Details::new();
    let row = |(code, count): (&String, &u64)| {
        // The column is named row by row, and here is no row.
        let values = [("title", "…")].map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        vec![
            text(code),
            Cell::Count(*count),
            said(reason_text(code, &none, catalogue)),
            said(remedy_text(code, &values, catalogue)),
        ]
    };
    section(title, &columns, tally.iter().map(row).collect(), catalogue)
}

fn examples_of(code: &str, examples: &[Example], view: &View<'_>) -> Section {
    let columns = [
        "import_column.row",
        "import_column.column",
        "import_column.found",
        "import_column.expected",
        "import_column.remedy",
    ];
    let row = |example: &Example| {
        let violation = &example.violation;
        vec![
            said(at(example.part, example.row, example.line, view)),
            text(&violation.title),
            text(&violation.found),
            optional(&violation.expected),
            said(remedy_text(&violation.rule, &of_violation(violation), view.catalogue)),
        ]
    };
    let rows = examples.iter().map(row).collect();
    let section = section("import_page.examples", &columns, rows, view.catalogue);
    let title = view.say("import_page.examples", &[("code", &visible(code))]);
    Section { title, ..section }
}

fn gaps(gaps: &Tally, catalogue: &Catalogue) -> Section {
    let rows = gaps.iter().map(|(key, missing)| vec![text(key), Cell::Count(*missing)]);
    let columns = ["import_column.key", "import_column.missing"];
    section("import_page.gaps", &columns, rows.collect(), catalogue)
}

fn chunks(chunks: &[ChunkLine], catalogue: &Catalogue) -> Section {
    let columns = [
        "import_column.number",
        "import_column.file",
        "import_column.count",
        "import_column.first",
        "import_column.last",
        "import_column.state",
        "import_column.ticket",
        "import_column.taken",
        "import_column.sha256",
    ];
    let row = |chunk: &ChunkLine| {
        vec![
            Cell::Count(chunk.chunk.into()),
            text(&chunk.file),
            Cell::Count(chunk.rows),
            Cell::Count(chunk.first),
            Cell::Count(chunk.last),
            said(word("chunk", &chunk.state, catalogue)),
            optional(&chunk.ticket),
            chunk.rows_taken.map_or_else(|| text(""), Cell::Count),
            text(&chunk.sha256),
        ]
    };
    section("import_page.chunks", &columns, chunks.iter().map(row).collect(), catalogue)
}

fn pairs(pairs: &[PairLine], catalogue: &Catalogue) -> Section {
    let columns = [
        "import_column.series",
        "import_column.branch",
        "import_column.class",
        "import_column.count",
        "import_column.outcome",
        "import_column.why",
        "import_column.centre",
        "import_column.account",
    ];
    let row = |pair: &PairLine| {
        let held = pair.reason.as_ref().map(|reason| reason_text(reason, &pair.details, catalogue));
        let how = pair.how.as_ref().map(|how| word("how", how, catalogue));
        vec![
            text(&pair.series),
            text(&pair.branch),
            optional(&pair.class),
            Cell::Count(pair.rows),
            said(word("outcome", &pair.outcome, catalogue)),
            said(held.or(how).unwrap_or_default()),
            optional(&pair.centre),
            optional(&pair.account),
        ]
    };
    section("import_page.pairs", &columns, pairs.iter().map(row).collect(), catalogue)
}

fn registrations(registrations: &[RegistrationLine], catalogue: &Catalogue) -> Section {
    let columns =
        ["import_column.target", "import_column.what", "import_column.values", "import_column.state"];
    let row = |registration: &RegistrationLine| {
        let values = registration.values.iter().map(|(column, value)| format!("{column}: {value}"));
        vec![
            said(word("target", &registration.target, catalogue)),
            text(&registration.key),
            said(visible(&values.collect::<Vec<_>>().join(" · "))),
            said(word("registration", &registration.state, catalogue)),
        ]
    };
    section("import_page.registrations", &columns, registrations.iter().map(row).collect(), catalogue)
}
