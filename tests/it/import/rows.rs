//! Every row of the sample ledgers becomes what the facts beside them say, from the file to the value that goes on.

use proving::shared::shared;
use factulink::import::check::*;
use factulink::import::period::Period;
use factulink::import::profile::{self, ColumnId, Output, Place, Profile, Sheet};
use factulink::table::{OpenOptions, Opened, SheetChoice, open};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

fn fixtures() -> Option<PathBuf> {
    shared().map(|shared| shared.join("bulk/fixtures"))
}

fn facts(fixtures: &Path) -> Json {
    let text = std::fs::read(fixtures.join("facts.json")).expect("the facts");
    serde_json::from_slice(&text).expect("JSON")
}

fn profile(fixtures: &Path, name: &str) -> Profile {
    profile::check(&fixtures.join("profiles"), name).expect("a valid profile")
}

/// A file as its profile wants it opened.
fn opened(file: &Path, profile: &Profile) -> factulink::table::Result<Opened> {
    let titles: Vec<String> = profile.columns.iter().filter_map(|column| title(&column.place)).collect();
    let mut options = OpenOptions::new(SystemTime::now(), &|_| {});
    options.titles = &titles;
    options.encoding = profile.source.encoding;
    options.delimiter = profile.source.delimiter;
    options.sheet_first = profile.source.sheet_first;
    if let Some(Sheet::Name(name)) = &profile.source.sheet {
        options.sheet = SheetChoice::Name(name.clone());
    }
    open(file, &options)
}

fn title(place: &Place) -> Option<String> {
    match place {
        Place::Title { title, .. } => Some(title.clone()),
        Place::Index(_) => None,
    }
}

/// Answers every lookup.
struct Anything;

impl Lookups for Anything {
    fn find(&mut self, _: usize, _: &[Value<'_>]) -> Result<Found, Outside> {
        Ok(Found::One("X".to_owned()))
    }
}

/// By row: outcome, and code and column of every violation.
type Outcomes = BTreeMap<u64, (String, Vec<(String, String)>)>;

/// What became of a whole file.
struct Became {
    rows: Outcomes,
    summary: Summary,
    /// The fields of the CSV output, a line each.
    lines: Vec<Vec<String>>,
    /// Of accepted rows: the first column, and what was computed first.
    computed: Vec<(String, String)>,
    pairs: usize,
}

fn checked(file: &Path, profile: &Profile, period: Period) -> Result<Became, TitlesProblem> {
    let mut rows = opened(file, profile).expect("a sound file").rows;
    let mut titles = Vec::new();
    while u64::try_from(titles.len()).expect("few") < u64::from(profile.source.title_rows) {
        let Some(row) = rows.next_row().expect("a sound file") else { break };
        titles.push(TitleRow::read(&row));
    }
    let placement = match match_titles(&titles, profile) {
        Ok(placement) => placement,
        Err(_) => {
            while let (Some(row), true) = (rows.next_row().expect("a sound file"), titles.len() < 10) {
                titles.push(TitleRow::read(&row));
            }
            match_titles(&titles, profile)?
        }
    };
    let (mut nothing, mut anything) = (NothingLoaded, Anything);
    let mut checker = Checker::new(profile, period, &placement, &mut nothing, &mut anything);
    let mut became = Became {
        rows: BTreeMap::new(),
        summary: Summary::default(),
        lines: Vec::new(),
        computed: Vec::new(),
        pairs: 0,
    };
    let mut pairs = PairCounter::new();
    while let Some(row) = rows.next_row().expect("a sound file") {
        let checked = match checker.check(&row) {
            Ok(checked) => checked,
            Err(Error::Titles(problem)) => return Err(problem),
            Err(error) => panic!("{error}"),
        };
        let name = |column: Option<ColumnId>| {
            column.map_or(String::new(), |column| profile.columns[column.0].name.clone())
        };
        let told = checked.violations.iter().map(|one| (one.rule.name().to_owned(), name(one.column)));
        became.rows.insert(row.number, (format!("{:?}", checked.outcome).to_lowercase(), told.collect()));
        if checked.outcome == Outcome::Accepted {
            let first = checked.record.value(ColumnId(0)).to_string();
            became.computed.push((first, checked.record.compute(0).to_string()));
            became
                .lines
                .extend(profile.csv.as_ref().map(|_| line(profile, &checked.record, became.lines.len() + 1)));
            if let Some(keys) = &profile.pairs {
                let text = |column| checked.record.value(column).to_string();
                pairs.add(&text(keys.series), &text(keys.branch), row.number).expect("few pairs");
            }
        }
    }
    became.pairs = pairs.len();
    became.summary = checker.finish().expect("no source fails");
    Ok(became)
}

/// The fields of the CSV output.
fn line(profile: &Profile, record: &Record<'_>, number: usize) -> Vec<String> {
    let csv = profile.csv.as_ref().expect("a CSV output");
    let format = Format { dates: csv.dates, decimal_mark: csv.decimal_mark };
    let field = |(_, output): &(String, Output)| match output {
        Output::Number => number.to_string(),
        Output::Column(column) => {
            let mut field = String::new();
            write_value(&record.value(*column), format, &mut field);
            field
        }
        other => panic!("{other:?}"),
    };
    csv.columns.iter().map(field).collect()
}

fn october() -> Period {
    Period::month(2026, 10).expect("a month")
}

/// The rows that the facts list, by their number.
fn listed(facts: &Json) -> Outcomes {
    let text = |json: &Json| json.as_str().expect("a text").to_owned();
    let row = |row: &Json| {
        let told = row["violations"].as_array().map(Vec::as_slice).unwrap_or_default();
        let told = told.iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect();
        (row["row"].as_u64().expect("a number"), (text(&row["outcome"]), told))
    };
    facts["listed"].as_array().expect("a list").iter().map(row).collect()
}

fn assert_rows(became: &Became, listed: &Outcomes) {
    let accepted = ("accepted".to_owned(), Vec::new());
    for (number, row) in &became.rows {
        assert_eq!(row, listed.get(number).unwrap_or(&accepted), "row {number}");
    }
    // A workbook may leave blank rows out.
    let missing = listed.iter().filter(|(number, _)| !became.rows.contains_key(number));
    assert!(missing.into_iter().all(|(_, (outcome, _))| outcome == "blank"));
}

fn assert_counts(profile: &Profile, summary: &Summary, facts: &Json) {
    let named = |counts: &BTreeMap<Code, u64>| -> Json {
        let counts = counts.iter().filter(|(code, _)| **code != Code::Gap);
        counts
            .map(|(code, count)| (code.name().to_owned(), json!(count)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let Summary { read, accepted, rejected, blank, skipped, .. } = summary;
    let rows =
        json!({"read": read, "accepted": accepted, "rejected": rejected, "blank": blank, "skipped": skipped});
    assert_eq!(rows, facts["rows"]);
    assert_eq!(named(&summary.violations), facts["violations"]);
    assert_eq!(named(&summary.warnings), facts["warnings"]);
    let mended = summary.mended.iter().map(|(kind, count)| (kind.name(), count)).collect::<BTreeMap<_, _>>();
    assert_eq!(json!(mended), facts["mended"]);
    assert_eq!(json!(summary.gaps), facts["gaps"]);
    let sum = |sum: &Sum| (profile.columns[sum.column.0].name.clone(), sum.to_string());
    assert_eq!(json!(summary.sums.iter().map(sum).collect::<BTreeMap<_, _>>()), facts["sums"]);
}

/// All lines of the chunk files that are expected, in the order in which they were cut.
fn expected_lines(folder: &Path, facts: &Json) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for chunk in facts["chunks"].as_array().expect("a list") {
        let file = folder.join(chunk["file"].as_str().expect("a name"));
        let mut reader = csv::Reader::from_path(file).expect("a chunk");
        lines.extend(reader.records().map(|line| line.expect("a line").iter().map(str::to_owned).collect()));
    }
    lines
}

#[cfg(feature = "xlsx")]
#[test]
fn every_row_of_the_workbooks_becomes_what_it_must() {
    let Some(fixtures) = fixtures() else { return };
    let profile = profile(&fixtures, "sunat-ventas");
    let all = facts(&fixtures);
    for (key, month) in [("2026-10", 10), ("2026-09", 9)] {
        let facts = &all[key];
        let file = fixtures.join(facts["source"].as_str().expect("a name"));
        let became =
            checked(&file, &profile, Period::month(2026, month).expect("a month")).expect("its titles");
        assert_rows(&became, &listed(facts));
        assert_counts(&profile, &became.summary, facts);
        let expected = expected_lines(&fixtures.join(facts["expected"].as_str().expect("a folder")), facts);
        assert_eq!(became.lines, expected);
        assert_eq!(json!(became.pairs), facts["pairs"]["total"].clone());
    }
}

#[test]
fn the_same_rows_as_a_text_file_differ_in_two() {
    let Some(fixtures) = fixtures() else { return };
    let profile = profile(&fixtures, "sunat-ventas");
    let all = facts(&fixtures);
    let facts = &all["2026-10-csv"];
    let mut rows = listed(&all["2026-10"]);
    rows.extend(listed(facts));
    let file = fixtures.join(facts["source"].as_str().expect("a name"));
    let became = checked(&file, &profile, october()).expect("its titles");
    assert_rows(&became, &rows);
    assert_counts(&profile, &became.summary, facts);
}

#[test]
fn the_price_list_is_checked_and_its_net_prices_are_computed() {
    let Some(fixtures) = fixtures() else { return };
    let profile = profile(&fixtures, "tarifa");
    let facts = &facts(&fixtures)["prices"];
    let became =
        checked(&fixtures.join("prices/tarifa-2026-11.csv"), &profile, Period::None).expect("its titles");
    let outcomes = facts["outcomes"].as_array().expect("a list");
    assert_eq!(became.rows.len(), outcomes.len());
    for row in outcomes {
        let (outcome, told) = &became.rows[&row["row"].as_u64().expect("a number")];
        assert_eq!(outcome == "rejected", row["outcome"] == "rejected", "{row}");
        let expected = row["violations"].as_array().cloned().unwrap_or_default();
        assert_eq!(json!(told), json!(expected), "{row}");
    }
    for written in facts["written"].as_array().expect("a list") {
        let pair = ["REFLPA", "RESLPA"].map(|name| written[name].as_str().expect("a text").to_owned());
        assert!(became.computed.contains(&pair.clone().into()), "{pair:?}");
    }
    assert_eq!(json!(became.summary.read), facts["rows"]["read"]);
    assert_eq!(json!(became.summary.rejected), facts["rows"]["rejected"]);
}

#[test]
fn bad_files_that_can_be_opened_have_the_rows_or_the_titles_that_they_must() {
    let Some(fixtures) = fixtures() else { return };
    let profile = profile(&fixtures, "sunat-ventas");
    let mut seen = 0;
    for fact in facts(&fixtures)["bad"].as_array().expect("a list") {
        let file = fixtures.join(fact["file"].as_str().expect("a name"));
        if !file.exists()
            || fact["reason"] == "name"
            || fact["outcome"] == "ignored"
            || opened(&file, &profile).is_err()
        {
            continue;
        }
        // Damage further down is the readers' to find.
        if fact["reason"] == "damaged" || fact["reason"] == "archive_bomb" || fact["reason"] == "quote_open" {
            continue;
        }
        seen += 1;
        match checked(&file, &profile, october()) {
            Err(problem) => {
                assert_eq!(fact["reason"], "titles", "{fact}: {problem:?}");
                let below = fact["file"] == "bad/titles-below.xlsx";
                assert_eq!(problem.looks_like, below.then_some(3), "{fact}");
                assert_eq!(problem.outside.is_some(), fact["file"] == "bad/far-cell.xlsx", "{fact}");
            }
            Ok(became) if fact["reason"] == "no_rows" => assert_eq!(became.summary.read, 0, "{fact}"),
            Ok(became) => {
                assert_eq!(json!(became.summary.accepted), fact["accepted"], "{fact}");
                assert_eq!(json!(became.summary.rejected), fact["rejected"], "{fact}");
                let rules: Vec<_> = became.summary.violations.keys().map(Code::name).collect();
                assert_eq!(rules, fact["rule"].as_str().into_iter().collect::<Vec<_>>(), "{fact}");
            }
        }
    }
    assert!(seen >= 15, "only {seen} of the files could be opened");
}
