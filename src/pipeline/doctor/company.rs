//! One company's files, from outside and from inside.

use super::fact::{Check, Fact};
use super::finding::Finding;
use super::options::Options;
use super::{documents, file, route};
use crate::domain::{Company, ManualOrder, Series, Supplier, Year};
use crate::pipeline::app::App;
use crate::pipeline::error::Error;
use crate::pipeline::exercises;
use crate::pipeline::settings::{CompanySettings, Subsidiary};
use crate::store::{self, CompanyFile, CompanyStore, Driver, FileInfo, Leftover, WhatNow, WholeFile};

/// Supplier orders made by hand among which those of a target series are looked for.
const MANUAL_ORDERS: usize = 1000;

#[derive(Clone, Copy)]
pub(super) enum Role<'a> {
    Parent,
    Subsidiary(&'a Subsidiary),
}

/// What was found of a company, and what was read of its newest exercise.
pub(super) struct Seen {
    pub findings: Vec<Finding>,
    pub newest: Option<Inside>,
}

/// The masters of one file, as far as the checks of a link ask for them.
pub(super) struct Inside {
    pub file: CompanyFile,
    pub identity: Option<Company>,
    pub suppliers: Vec<Supplier>,
    /// Of the parent: supplier orders that bear no trace mark.
    pub manual_orders: Vec<ManualOrder>,
}

pub(super) fn look(app: &App<'_>, company: &CompanySettings, role: Role<'_>, options: &Options) -> Seen {
    let password = route::password(company, &options.tasks);
    let is_missing = password.as_ref().is_some_and(|password| password.fact == Fact::PasswordMissing);
    let mut seen = Seen { findings: Vec::from_iter(password), newest: None };
    // Without its password a driver would only say so again; our own engine has no use for it.
    if is_missing && company.driver == Driver::Odbc {
        return seen;
    }
    let files = match exercises::of_company(app, company) {
        Ok(files) => files,
        Err(error) => {
            let missing = Finding::new(Fact::FileMissing).with("file", &company.path);
            let missing = Finding { company: Some(company.name.clone()), ..missing };
            seen.findings.push(missing.because(error));
            return seen;
        }
    };
    seen.findings.extend(files.last().and_then(|newest| exercise(app, company, newest.year)));
    for exercise in files {
        let (found, inside) = one_file(app, &exercise, role, options.deep);
        let of = |finding: Finding| finding.of(&exercise.company, exercise.year);
        seen.findings.extend(found.into_iter().map(of));
        seen.newest = inside.or(seen.newest);
    }
    seen
}

/// Whether there is a file of this year.
fn exercise(app: &App<'_>, company: &CompanySettings, newest: Year) -> Option<Finding> {
    let this = exercises::year_of(app.clock.today()).filter(|_| company.is_yearly() && app.year.is_none())?;
    let fact = if newest >= this { Fact::ExerciseCurrent } else { Fact::ExerciseOther };
    Some(Finding::new(fact).with("newest", newest).with("this", this).of(&company.name, newest))
}

fn one_file(
    app: &App<'_>,
    exercise: &CompanyFile,
    role: Role<'_>,
    deep: bool,
) -> (Vec<Finding>, Option<Inside>) {
    let path = exercise.path.display().to_string();
    let is_file = exercise.odbc.connection.is_none();
    let mut findings = if is_file { vec![file::location(exercise)] } else { Vec::new() };
    match app.stores.exists(exercise) {
        Ok(true) => findings.push(Finding::new(Fact::FileThere).with("file", &path)),
        Ok(false) => {
            findings.push(Finding::new(Fact::FileMissing).with("file", &path));
            return (findings, None);
        }
        Err(error) => {
            findings
                .push(Finding::new(Fact::FileMissing).with("file", &path).because(file::of(exercise, error)));
            return (findings, None);
        }
    }
    if is_file {
        findings.extend(file::surroundings(exercise));
    }
    if is_file {
        match role {
            Role::Parent => findings.extend(file::writing(exercise)),
            Role::Subsidiary(_) if route::is_by_driver(app, exercise) => {
                findings.push(file::reading_by_driver(exercise));
            }
            Role::Subsidiary(_) => {}
        }
    }
    findings.extend(route::look(app, exercise, matches!(role, Role::Parent)));
    if findings.iter().any(|finding| finding.check == Check::Recovery && finding.fact != Fact::NothingPending)
    {
        // Its pages are those of two moments until somebody puts them right, which is not for an examination to do.
        return (findings, None);
    }
    match app.stores.look(exercise) {
        Ok(mut store) => {
            findings.push(Finding::new(Fact::Readable).with("file", &path));
            let (inside, read) = contents(app, exercise, &mut *store, role, deep);
            findings.extend(inside);
            (findings, Some(read))
        }
        Err(error) => {
            findings.push(unreadable(exercise, error));
            (findings, None)
        }
    }
}

fn unreadable(exercise: &CompanyFile, error: store::Error) -> Finding {
    let fact = match error.what_now() {
        WhatNow::Retry => Fact::ReadingBusy,
        _ if error.is_no_driver() => Fact::DriverMissed,
        _ => Fact::Unreadable,
    };
    Finding::new(fact).with("file", exercise.path.display()).because(file::of(exercise, error))
}

fn contents(
    app: &App<'_>,
    exercise: &CompanyFile,
    store: &mut dyn CompanyStore,
    role: Role<'_>,
    deep: bool,
) -> (Vec<Finding>, Inside) {
    let path = exercise.path.display().to_string();
    let mut findings = vec![schema(exercise, store, role)];
    match store.whole_file().map_or(Ok(None), |file| file.file_info(&series(app, role))) {
        Ok(Some(file_info)) => findings.extend(build(&path, &file_info)),
        Ok(None) => {}
        Err(error) => findings.push(unreadable(exercise, error)),
    }
    let identity = store.company(exercise.year);
    findings.push(whose(exercise, &identity));
    findings.push(rows(exercise, store, role));
    findings.push(indexes(exercise, store, role));
    if let Role::Parent = role {
        findings.extend(documents::look(app, exercise, store));
    }
    if let Some(file) = store.whole_file().filter(|_| deep) {
        findings.extend(integrity(exercise, file));
    }
    let manual_orders = match role {
        Role::Parent => store.manual_orders(MANUAL_ORDERS).unwrap_or_default(),
        Role::Subsidiary(_) => Vec::new(),
    };
    let suppliers = store.suppliers().unwrap_or_default();
    (findings, Inside { file: exercise.clone(), identity: identity.ok(), suppliers, manual_orders })
}

/// The series in which documents of a file are looked up.
fn series(app: &App<'_>, role: Role<'_>) -> Vec<Series> {
    match role {
        Role::Parent => app.settings.subsidiaries.iter().map(|link| link.link.target_series).collect(),
        Role::Subsidiary(subsidiary) => subsidiary.series.clone(),
    }
}

/// Tables, columns and keys, as the verbs use them.
fn schema(exercise: &CompanyFile, store: &mut dyn CompanyStore, role: Role<'_>) -> Finding {
    let checked = match role {
        Role::Parent => store.check_target().and_then(|()| store.text_sizes()).map(drop),
        Role::Subsidiary(_) => store.series().map(drop),
    };
    let masters = checked
        .and_then(|()| store.articles().map(drop))
        .and_then(|()| store.suppliers().map(drop))
        .and_then(|()| store.warehouses().map(drop));
    match masters {
        Ok(()) => Finding::new(Fact::SchemaSound).with("file", exercise.path.display()),
        Err(error) if error.what_now() == WhatNow::Retry => unreadable(exercise, error),
        Err(error) => Finding::new(Fact::SchemaWrong)
            .with("file", exercise.path.display())
            .because(file::of(exercise, error)),
    }
}

fn build(path: &str, file_info: &FileInfo) -> Vec<Finding> {
    let size = if file_info.is_scarce { Fact::SizeScarce } else { Fact::SizeSound };
    let size = Finding::new(size).with("used", file_info.used_bytes).with("left", file_info.left_bytes);
    let orders = file_info.foreign.iter().map(|foreign| {
        let fact = if foreign.refused.is_some() { Fact::SortOrderUnsupported } else { Fact::SortOrderProven };
        let why = foreign.refused.as_deref().unwrap_or("-");
        Finding::new(fact).with("column", &foreign.column).with("order", &foreign.order).with("why", why)
    });
    let mut findings: Vec<_> = orders.collect();
    if findings.is_empty() {
        let known = Finding::new(Fact::SortOrderKnown);
        findings.push(known.with("order", &file_info.sort_order).with("version", &file_info.version));
    }
    findings.push(size);
    findings.into_iter().map(|finding| finding.with("file", path)).collect()
}

/// Whether the file is of the company and the year that its name says.
fn whose(exercise: &CompanyFile, identity: &store::Result<Company>) -> Finding {
    let path = exercise.path.display();
    let company = match identity {
        Ok(company) => company,
        Err(error) => {
            let other = Finding::new(Fact::IdentityOther).with("file", path).with("code", "?");
            return other.with("exercise", "?").with("name", error);
        }
    };
    let stem = exercise.path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let (code, year) = (company.code.trim().to_lowercase(), company.exercise.trim());
    let own_year = year.is_empty() || year == exercise.year.to_string();
    // What a connection leads to has no name to compare with.
    let own_name = exercise.odbc.connection.is_some() || stem.starts_with(&code);
    let fact = if own_name && own_year { Fact::IdentitySound } else { Fact::IdentityOther };
    Finding::new(fact)
        .with("file", path)
        .with("code", company.code.trim())
        .with("exercise", year)
        .with("name", company.name.trim())
}

/// Rows with values that cannot be: each costs what depends on it.
fn rows(exercise: &CompanyFile, store: &mut dyn CompanyStore, role: Role<'_>) -> Finding {
    // What cannot be read at all is told with the tables.
    let articles = store.articles().unwrap_or_default().into_iter().filter_map(|article| article.fault);
    let suppliers = store.suppliers().unwrap_or_default().into_iter().filter_map(|supplier| supplier.fault);
    let mut faults: Vec<String> = articles.chain(suppliers).collect();
    if let Role::Subsidiary(_) = role {
        let odd = store.odd_headers().unwrap_or_default();
        faults.extend(odd.iter().map(ToString::to_string));
    }
    let finding = match faults.first() {
        None => Finding::new(Fact::RowsSound),
        Some(first) => Finding::new(Fact::RowsUnfit).with("count", faults.len()).with("first", first),
    };
    finding.with("file", exercise.path.display())
}

/// Whether the indexes of the documents have all rows.
fn indexes(exercise: &CompanyFile, store: &mut dyn CompanyStore, role: Role<'_>) -> Finding {
    let counted = match role {
        Role::Parent => store.check_indexes(),
        Role::Subsidiary(_) => {
            store.unindexed().and_then(|found| found.map_or(Ok(()), |found| Err(found.error)))
        }
    };
    let finding = match counted {
        Ok(()) => Finding::new(Fact::IndexesWhole),
        Err(error) => Finding::new(Fact::RowsUnindexed).because(file::of(exercise, error)),
    };
    finding.with("file", exercise.path.display())
}

/// Whether the file is sound from end to end, and what Access has left in it.
fn integrity(exercise: &CompanyFile, file: &mut dyn WholeFile) -> Vec<Finding> {
    let path = exercise.path.display();
    let leftovers = match file.check() {
        Ok(leftovers) => leftovers,
        Err(error) => {
            let damaged = Finding::new(Fact::Damaged).because(Error::store(&exercise.company)(error));
            return vec![damaged.with("file", path)];
        }
    };
    let left = leftovers.iter().map(|(leftover, count)| Finding::new(left(*leftover)).with("count", count));
    let findings = std::iter::once(Finding::new(Fact::IntegritySound)).chain(left);
    findings.map(|finding| finding.with("file", &path)).collect()
}

fn left(leftover: Leftover) -> Fact {
    match leftover {
        Leftover::Counts => Fact::LeftCounts,
        Leftover::Pages => Fact::LeftPages,
        Leftover::Rows => Fact::LeftRows,
        Leftover::Form => Fact::LeftForm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ForeignOrder;

    fn facts(foreign: Vec<ForeignOrder>, is_scarce: bool) -> Vec<Fact> {
        let (version, sort_order) = ("Ace14".to_owned(), "General".to_owned());
        let file_info = FileInfo { version, sort_order, foreign, used_bytes: 1, left_bytes: 1, is_scarce };
        build("002.accdb", &file_info).into_iter().map(|finding| finding.fact).collect()
    }

    #[test]
    fn a_sort_order_is_known_proven_or_not_supported() {
        let foreign = |refused: Option<&str>| {
            let (column, order) = ("F_PPR.TIPPPR".to_owned(), "3082".to_owned());
            vec![ForeignOrder { column, order, refused: refused.map(str::to_owned) }]
        };
        assert_eq!(facts(vec![], false), [Fact::SortOrderKnown, Fact::SizeSound]);
        assert_eq!(facts(foreign(None), false), [Fact::SortOrderProven, Fact::SizeSound]);
        assert_eq!(facts(foreign(Some("ñ")), true), [Fact::SortOrderUnsupported, Fact::SizeScarce]);
    }
}
