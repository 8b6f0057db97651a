//! Results as a test needs them: October's file of the worked example, held with five pairs to decide.

use crate::cli::messages::Catalogue;
use crate::cli::output::{Show, View};
use crate::clock::Clock;
use crate::domain::Lang;
use crate::import::report::{
    Attention, Candidate, ChunkCounts, ChunkLine, Example, ImportOutcome, ImportReport, JobFiles, JobPage,
    JobReport, PairCounts, PairLine, RegistrationCounts, RegistrationLine, RowCounts, SourceReport, Tally,
    ViolationStory,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A result as the terminal has it, without colours.
pub fn shown(result: &impl Show, lang: Lang) -> String {
    let catalogue = Catalogue::new(lang);
    result.text(&View { catalogue: &catalogue, colours: false, width: None, clock: &Berlin })
}

/// The clock on the wall shows UTC.
pub struct Greenwich;

impl Clock for Greenwich {
    fn now(&self) -> DateTime<Utc> {
        moment()
    }

    fn today(&self) -> NaiveDate {
        self.local(self.now()).date()
    }
}

/// It shows an hour more, in summer two.
pub struct Berlin;

impl Clock for Berlin {
    fn now(&self) -> DateTime<Utc> {
        moment()
    }

    fn today(&self) -> NaiveDate {
        self.local(self.now()).date()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let is_summer = (4..=10).contains(&at.month());
        at.naive_utc() + TimeDelta::hours(if is_summer { 2 } else { 1 })
    }
}

pub fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp(1_793_527_200, 0).expect("a moment")
}

pub fn tally(counts: &[(&str, u64)]) -> Tally {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

pub fn details(values: &[(&str, &str)]) -> BTreeMap<String, String> {
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn candidate(centre: &str, name: &str, score: &str) -> Candidate {
    Candidate { centre: centre.to_owned(), name: name.to_owned(), score: score.to_owned() }
}

pub fn to_confirm() -> Attention {
    Attention {
        branch: Some("PLZ LOS PINO".to_owned()),
        series: Some("B058".to_owned()),
        rows: Some(5),
        reason: "branch_to_confirm".to_owned(),
        candidates: vec![
            candidate("1030", "PLAZA LOS PINOS", "96.6"),
            candidate("1020", "PLAZA LOS MOLINOS", "83.9"),
        ],
        ..Attention::default()
    }
}

/// A job that was only begun.
pub fn job(name: &str, state: &str) -> JobReport {
    JobReport {
        job: name.parse().expect("a job"),
        profile: "sunat-ventas".to_owned(),
        period: Some("2026-10".to_owned()),
        sources: Vec::new(),
        stage: "prepared".to_owned(),
        state: state.to_owned(),
        reason: None,
        details: BTreeMap::new(),
        commands: Vec::new(),
        rows: RowCounts::default(),
        sums: BTreeMap::new(),
        violations: Tally::new(),
        mended: Tally::new(),
        warnings: Tally::new(),
        gaps: Tally::new(),
        chunks: ChunkCounts::default(),
        scenario: None,
        pairs: PairCounts::default(),
        row_outcomes: Tally::new(),
        registrations: Vec::new(),
        needs_attention: Vec::new(),
        files: JobFiles::default(),
        foretold: None,
        created_at: moment(),
        changed_at: moment(),
        not_before: None,
        duration_ms: None,
    }
}

/// Scenario B: all that can be registered is, and five pairs wait.
pub fn october() -> JobReport {
    let registration = |target: &str, count| RegistrationCounts {
        target: target.to_owned(),
        planned: count,
        confirmed: count,
    };
    JobReport {
        sources: vec![SourceReport {
            part: 1,
            file: PathBuf::from("input/2026/10. PLE OCTUBRE 26.xlsx"),
            sha256: "5f70".to_owned(),
            rejects: Some(PathBuf::from("import/sunat-ventas-2026-10/rejects.xlsx")),
        }],
        stage: "registered".to_owned(),
        reason: Some("pairs_held".to_owned()),
        rows: RowCounts { read: 2_004, accepted: 1_918, rejected: 81, blank: 4, skipped: 1 },
        sums: details(&[("base", "1893139.22"), ("tax", "117428.96"), ("total", "2010623.23")]),
        violations: tally(&[("required", 26), ("length", 8)]),
        mended: tally(&[("rounded", 3)]),
        warnings: tally(&[("gap", 3), ("tax_rate", 7)]),
        gaps: tally(&[("01/F007", 3)]),
        chunks: ChunkCounts { total: 4, taken: 4, unknown: 0 },
        scenario: Some("B"),
        pairs: PairCounts { total: 84, loaded: 68, known: 4, new: 7, held: 5 },
        row_outcomes: tally(&[("loaded", 1_817), ("known", 18), ("new", 65), ("held", 18)]),
        registrations: vec![registration("accounts", 5), registration("series", 11)],
        needs_attention: vec![to_confirm()],
        files: JobFiles {
            rejects: Some(PathBuf::from("import/sunat-ventas-2026-10/rejects.xlsx")),
            report: Some(PathBuf::from("import/sunat-ventas-2026-10/report.html")),
            ..JobFiles::default()
        },
        duration_ms: Some(4_100),
        ..job("sunat-ventas/2026-10", "held")
    }
}

pub fn report(jobs: Vec<JobReport>) -> ImportReport {
    ImportReport {
        version: 1,
        command: "import run",
        run_id: Some(12),
        dry_run: false,
        outcome: ImportOutcome::Held,
        duration_ms: 4_100,
        jobs,
        files: Vec::new(),
    }
}

pub fn violation(rule: &str, title: &str, found: &str, expected: Option<&str>) -> ViolationStory {
    ViolationStory {
        rule: rule.to_owned(),
        column: title.to_lowercase(),
        title: title.to_owned(),
        found: found.to_owned(),
        expected: expected.map(str::to_owned),
        remedy: String::new(),
    }
}

/// October's page.
pub fn page_of_october() -> JobPage {
    let example = |rule: &str, found: &str| Example {
        part: 1,
        row: 17,
        line: Some(18),
        violation: violation(rule, "Importe", found, None),
    };
    let pair = |series: &str, outcome: &str, reason: Option<&str>| PairLine {
        series: series.to_owned(),
        branch: "PLZ LOS CEDROS".to_owned(),
        class: Some("BXXX".to_owned()),
        rows: 4,
        outcome: outcome.to_owned(),
        reason: reason.map(str::to_owned),
        details: BTreeMap::new(),
        centre: None,
        account: None,
        how: None,
    };
    JobPage {
        job: october(),
        made_at: moment(),
        examples: [("required".to_owned(), vec![example("required", "")])].into(),
        chunks: vec![ChunkLine {
            chunk: 4,
            file: "1918.csv".to_owned(),
            rows: 418,
            first: 1_501,
            last: 1_918,
            sha256: "9a".to_owned(),
            state: "taken".to_owned(),
            ticket: Some("T-4".to_owned()),
            rows_taken: Some(418),
            attempts: 1,
        }],
        pairs: vec![pair("B057", "held", Some("branch_ambiguous")), pair("B001", "loaded", None)],
        registrations: vec![RegistrationLine {
            target: "accounts".to_owned(),
            key: "00000000132".to_owned(),
            values: vec![("DESCRIPCION".to_owned(), "TICKETS VARIOS - PLAZA LOS MOLINOS".to_owned())],
            state: "confirmed".to_owned(),
        }],
    }
}

/// The same, where every name out of a file wants to be more than a name.
pub fn hostile_page() -> JobPage {
    const NAMES: [&str; 6] = [
        "<script>alert(1)</script>",
        "=HYPERLINK(\"http://x\")",
        "\" onload=\"x",
        "'><img src=x>",
        "@SUM(1)\u{1b}[31m\u{202e}",
        "\t=1+1<b>",
    ];
    let mut page = page_of_october();
    let name = |at: usize| NAMES.get(at % NAMES.len()).map(|name| (*name).to_owned()).unwrap_or_default();
    let (all, line) = (page.pairs.clone(), page.chunks.clone());
    page.pairs = (0..NAMES.len())
        .flat_map(|at| {
            let (series, branch) = (name(at), name(at + 1));
            all.iter().cloned().map(move |pair| PairLine {
                series: series.clone(),
                branch: branch.clone(),
                class: Some(series.clone()),
                outcome: branch.clone(),
                centre: Some(series.clone()),
                account: Some(branch.clone()),
                ..pair
            })
        })
        .collect();
    page.chunks = (0..NAMES.len())
        .flat_map(|at| line.iter().cloned().map(move |chunk| ChunkLine { ticket: Some(name(at)), ..chunk }))
        .collect();
    page.examples = (0..NAMES.len())
        .map(|at| {
            let violation = violation(&name(at), &name(at + 1), &name(at + 2), Some(&name(at + 3)));
            (name(at), vec![Example { part: 2, row: 1, line: None, violation }])
        })
        .collect();
    page.registrations = (0..NAMES.len())
        .map(|at| RegistrationLine {
            target: name(at),
            key: name(at + 1),
            values: vec![(name(at + 2), name(at + 3))],
            state: name(at + 4),
        })
        .collect();
    let job = &mut page.job;
    job.reason = Some(name(0));
    job.details = details(&[("found", NAMES[1]), ("message", NAMES[2])]);
    job.sums = NAMES.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
    job.gaps = NAMES.iter().map(|name| ((*name).to_owned(), 1)).collect();
    job.violations = job.gaps.clone();
    job.row_outcomes = job.gaps.clone();
    job.sources = vec![SourceReport {
        part: 1,
        file: PathBuf::from(name(1)),
        sha256: name(2),
        rejects: Some(PathBuf::from(name(3))),
    }];
    job.needs_attention = NAMES
        .iter()
        .map(|name| Attention {
            branch: Some((*name).to_owned()),
            reason: "branch_to_confirm".to_owned(),
            candidates: vec![candidate(name, name, name)],
            ..Attention::default()
        })
        .collect();
    page
}
