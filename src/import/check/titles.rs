//! Where the columns of a profile stand in a file: by its titles, or by place.

use crate::import::profile::{ColumnPlace, Profile, Titles};
use crate::table::{Cell, Row};
use std::collections::HashMap;

/// Problems of one kind that are named; a file with more of them is another kind of file.
const NAMED_MAX: usize = 20;

/// Titles of the columns that a file of rejected rows has behind the source's own.
pub const REJECT_TITLES: [&str; 5] = ["#Fila", "#Regla", "#Columna", "#Valor", "#Remedio"];

/// Titles longer than this are not compared letter by letter to find the nearest.
const COMPARED_MAX: usize = 120;

/// A row that holds titles, or might.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleRow {
    pub number: u64,
    /// As the file has them; no more than up to the last that is not blank.
    titles: Vec<String>,
}

impl TitleRow {
    pub fn read(row: &Row<'_>) -> TitleRow {
        let title = |at| match row.cell(at) {
            Cell::Text(text) => text.to_owned(),
            Cell::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let mut titles: Vec<String> = (0..row.len()).map(title).collect();
        while titles.last().is_some_and(|title| title.trim().is_empty()) {
            titles.pop();
        }
        TitleRow { number: row.number, titles }
    }

    /// Whether these are the titles of a file of rejected rows.
    pub fn is_of_rejects(&self) -> bool {
        have_rejects(&self.titles)
    }

    /// The same, read with another delimiter than that of the files that are made for people.
    pub fn is_of_rejects_for_people(&self) -> bool {
        let [first, second, ..] = REJECT_TITLES;
        let titles = format!("{first};{second};");
        self.titles.iter().any(|title| title.contains(&titles))
    }
}

fn have_rejects(titles: &[String]) -> bool {
    titles.iter().any(|title| REJECT_TITLES.contains(&title.trim()))
}

/// Where each column of the profile stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// By [`ColumnId`](crate::import::profile::ColumnId): the place of the cell, from 0 on.
    pub cells: Vec<usize>,
    /// The titles of the file as it has them; those that begin with `#` too.
    pub titles: Vec<String>,
    /// The row of the last title; 0 where there are none.
    pub row: u64,
    /// How many fields a row of a text file has at least; where there are titles, also at most.
    pub width: usize,
    /// Whether a value right of the last title means that this is another kind of file.
    pub closed: bool,
    /// Places before the last title that have none, and that no column is read from: a value there means the same.
    pub untitled: Vec<usize>,
}

impl Placement {
    /// Whether it is that of a file of rejected rows.
    pub fn is_of_rejects(&self) -> bool {
        have_rejects(&self.titles)
    }
}

/// A title that a file lacks, or has too much of, and what is nearest to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTitle {
    pub title: String,
    /// In the file, for one that is missing; in the profile, for one that is unknown.
    pub nearest: Option<String>,
}

/// What is wrong with the titles of a file; at most 20 of a kind are named.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("titles: {} missing, {} unknown, {} twice", missing.len(), unknown.len(), twice.len())]
pub struct TitlesProblem {
    pub missing: Vec<NamedTitle>,
    pub unknown: Vec<NamedTitle>,
    pub twice: Vec<String>,
    /// The first title that does not stand where the profile has it (`titles = "exact"`).
    pub misplaced: Option<String>,
    /// A value right of the last title: row, and the column's place from 0 on.
    pub outside: Option<(u64, usize)>,
    /// A value between the titles where there is none: row, and the column's place from 0 on.
    pub untitled: Option<(u64, usize)>,
    /// Another row looks like the titles.
    pub looks_like: Option<u64>,
}

/// Places the columns by the first rows of a file, of which those up to `title_rows` are the titles; further ones only
/// serve to say which row looks like them.
///
/// Titles are compared without letter case, blanks collapsed. Of several title rows the last one counts, and where it
/// is blank the one above. Titles that begin with `#` are not looked at: a file of rejects has them.
pub fn match_titles(rows: &[TitleRow], profile: &Profile) -> Result<Placement, TitlesProblem> {
    // A file of rejected rows has all its titles in its first row, however many the source has.
    let rejects = rows.first().filter(|row| row.is_of_rejects());
    let title_rows = if rejects.is_some() { 1 } else { u64::from(profile.source.title_rows) };
    if profile.source.titles == Titles::None {
        let titles = rejects.map(|row| row.titles.clone()).unwrap_or_default();
        let placement = by_place(profile, title_rows)?;
        return Ok(Placement { width: placement.width.max(titles.len()), titles, ..placement });
    }
    let titles = joined(rows.iter().filter(|row| row.number <= title_rows));
    let placed = place(&titles, profile);
    placed.map(|cells| placement(cells, titles, profile, title_rows)).map_err(|problem| {
        let looks =
            |row: &&TitleRow| place(&row.titles, profile).is_ok() || shares_half(&row.titles, profile);
        let beyond = rows.iter().filter(|row| row.number > title_rows);
        TitlesProblem { looks_like: beyond.into_iter().find(looks).map(|row| row.number), ..problem }
    })
}

fn placement(cells: Vec<usize>, titles: Vec<String>, profile: &Profile, row: u64) -> Placement {
    let closed = matches!(profile.source.titles, Titles::Same | Titles::Exact);
    let is_none = |(at, title): &(usize, &String)| title.trim().is_empty() && !cells.contains(at);
    let untitled = titles.iter().enumerate().filter(|title| closed && is_none(title));
    let untitled = untitled.map(|(at, _)| at).collect();
    Placement { width: width(&cells).max(titles.len()), cells, titles, row, closed, untitled }
}

fn width(cells: &[usize]) -> usize {
    cells.iter().map(|at| at.saturating_add(1)).max().unwrap_or(0)
}

fn by_place(profile: &Profile, row: u64) -> Result<Placement, TitlesProblem> {
    let cell = |place: &ColumnPlace| match place {
        ColumnPlace::Index(at) => Ok(*at),
        ColumnPlace::Title { title, .. } => Err(TitlesProblem {
            missing: vec![NamedTitle { title: title.clone(), nearest: None }],
            ..TitlesProblem::default()
        }),
    };
    let cells: Vec<usize> =
        profile.columns.iter().map(|column| cell(&column.place)).collect::<Result<_, _>>()?;
    Ok(Placement {
        width: width(&cells),
        cells,
        titles: Vec::new(),
        row,
        closed: false,
        untitled: Vec::new(),
    })
}

/// One title a column.
fn joined<'r>(rows: impl Iterator<Item = &'r TitleRow>) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for row in rows {
        titles.resize(titles.len().max(row.titles.len()), String::new());
        for (title, below) in titles.iter_mut().zip(&row.titles) {
            if !below.trim().is_empty() {
                below.clone_into(title);
            }
        }
    }
    titles
}

/// A title as it is compared.
fn normal(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What the profile says of one title.
#[derive(Debug, Default)]
struct Wanted<'p> {
    /// As the profile writes it.
    title: &'p str,
    /// How often it must stand there.
    times: usize,
    /// Where it was found.
    found: Vec<usize>,
}

fn wanted(profile: &Profile) -> HashMap<String, Wanted<'_>> {
    let mut wanted: HashMap<String, Wanted<'_>> = HashMap::new();
    for column in &profile.columns {
        if let ColumnPlace::Title { title, nth } = &column.place {
            let entry = wanted.entry(normal(title)).or_default();
            entry.title = title;
            entry.times = entry.times.max(usize::try_from(*nth).unwrap_or(usize::MAX)).max(1);
        }
    }
    for title in &profile.source.ignore {
        let entry = wanted.entry(normal(title)).or_default();
        entry.title = title;
        entry.times = entry.times.saturating_add(1);
    }
    wanted
}

fn place(titles: &[String], profile: &Profile) -> Result<Vec<usize>, TitlesProblem> {
    let mut wanted = wanted(profile);
    let by_index: Vec<usize> = profile.columns.iter().filter_map(|column| index(&column.place)).collect();
    let mut unknown = Vec::new();
    for (at, title) in titles.iter().enumerate() {
        let normal = normal(title);
        match wanted.get_mut(&normal) {
            Some(entry) => entry.found.push(at),
            None if normal.is_empty() || normal.starts_with('#') || by_index.contains(&at) => {}
            None => unknown.push(title.as_str()),
        }
    }
    let problem = compare(&wanted, &unknown, titles, profile);
    if problem != TitlesProblem::default() {
        return Err(problem);
    }
    let cell = |place: &ColumnPlace| match place {
        ColumnPlace::Index(at) => *at,
        ColumnPlace::Title { title, nth } => {
            let turn = usize::try_from(*nth).unwrap_or(usize::MAX).saturating_sub(1);
            wanted.get(&normal(title)).and_then(|entry| entry.found.get(turn)).copied().unwrap_or(usize::MAX)
        }
    };
    let cells: Vec<usize> = profile.columns.iter().map(|column| cell(&column.place)).collect();
    check_order(&cells, profile).map(|()| cells)
}

fn index(place: &ColumnPlace) -> Option<usize> {
    if let ColumnPlace::Index(at) = place { Some(*at) } else { None }
}

fn compare(
    wanted: &HashMap<String, Wanted<'_>>,
    unknown: &[&str],
    titles: &[String],
    profile: &Profile,
) -> TitlesProblem {
    let open = profile.source.titles == Titles::Contains;
    let is_column = |title: &str| {
        profile
            .columns
            .iter()
            .any(|column| matches!(&column.place, ColumnPlace::Title { title: own, .. } if own == title))
    };
    let mut entries: Vec<_> = wanted.values().filter(|entry| !open || is_column(entry.title)).collect();
    entries.sort_by_key(|entry| (entry.found.first().copied(), entry.title));
    let missing = entries.iter().filter(|entry| entry.found.len() < entry.times);
    let twice = entries.iter().filter(|entry| entry.found.len() > entry.times);
    let unknown = unknown.iter().filter(|_| !open);
    let named = |title: &str, among: Vec<&str>| NamedTitle {
        title: title.to_owned(),
        nearest: nearest(title, &among).map(str::to_owned),
    };
    let candidates =
        || unknown.clone().copied().chain(titles.iter().map(String::as_str).filter(|_| open)).collect();
    TitlesProblem {
        missing: missing.clone().take(NAMED_MAX).map(|entry| named(entry.title, candidates())).collect(),
        unknown: unknown
            .clone()
            .take(NAMED_MAX)
            .map(|title| named(title, entries.iter().map(|entry| entry.title).collect()))
            .collect(),
        twice: twice.take(NAMED_MAX).map(|entry| entry.title.to_owned()).collect(),
        ..TitlesProblem::default()
    }
}

/// `titles = "exact"`: the columns come in the order of the profile.
fn check_order(cells: &[usize], profile: &Profile) -> Result<(), TitlesProblem> {
    if profile.source.titles != Titles::Exact {
        return Ok(());
    }
    let misplaced = cells.windows(2).position(|pair| matches!(pair, [before, after] if before >= after));
    match misplaced.and_then(|at| profile.columns.get(at + 1)) {
        Some(column) => {
            let title = match &column.place {
                ColumnPlace::Title { title, .. } => title,
                ColumnPlace::Index(_) => &column.name,
            };
            Err(TitlesProblem { misplaced: Some(title.clone()), ..TitlesProblem::default() })
        }
        None => Ok(()),
    }
}

/// Whether a row has at least half of the profile's titles, so that a person would take it for them.
fn shares_half(titles: &[String], profile: &Profile) -> bool {
    let wanted = wanted(profile);
    let known = titles.iter().filter(|title| wanted.contains_key(&normal(title))).count();
    known > 0 && known * 2 >= wanted.len()
}

/// The text that needs the fewest changes, if these are fewer than half of its letters.
fn nearest<'t>(title: &str, among: &[&'t str]) -> Option<&'t str> {
    let letters: Vec<char> = normal(title).chars().collect();
    let candidate = |text: &&'t str| {
        let other: Vec<char> = normal(text).chars().collect();
        let longest = letters.len().max(other.len());
        let distance = if longest <= COMPARED_MAX { distance(&letters, &other) } else { longest };
        (distance * 2 < longest).then_some((distance, *text))
    };
    among.iter().take(1000).filter_map(candidate).min().map(|(_, text)| text)
}

/// Insertions, deletions and replacements between two texts.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        for (other, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + usize::from(letter != other)).min(*cell + 1).min(left + 1);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
