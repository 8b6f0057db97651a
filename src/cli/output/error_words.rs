//! The sentence for each error of each layer. `None`: it has no text of its own and keeps its English message.

use super::show::byte_size;
use super::words::{Values, Words};
use crate::cli::args::Backwards;
use crate::cli::commands::init::Exists;
use crate::cli::commands::restore::Unconfirmed;
use crate::cli::commands::run::StoppedWaiting;
use crate::cli::commands::task::{NoScheduler, Unfit};
use crate::{config, pipeline, state, store, task};
use std::path::PathBuf;

pub fn pipeline_words(error: &pipeline::Error, words: Words<'_>) -> Option<String> {
    use pipeline::Error as E;
    match error {
        E::State { path, .. } => words.say("pipeline.state", &[("path", &path.display())]),
        E::NoExercise { company, years, path } => {
            words.say("pipeline.no_exercise", &[("company", company), ("years", years), ("path", path)])
        }
        E::OneFile { first, first_file, second, file } => words.say(
            "pipeline.one_file",
            &[
                ("first", first),
                ("first_file", &first_file.display()),
                ("second", second),
                ("file", &file.display()),
            ],
        ),
        E::UnknownCompany(company) => words.say("pipeline.unknown_company", &[("company", company)]),
        E::UnknownOrder(order) => words.say("pipeline.unknown_order", &[("order", order)]),
        E::NotWaiting { order, state } => {
            words.say("pipeline.not_waiting", &[("order", order), ("state", &words.stage(state.as_str()))])
        }
        E::NotTheParent { company, parent } => {
            words.say("pipeline.not_the_parent", &[("company", company), ("parent", parent)])
        }
        E::NoBackup { company, wanted, directory } => words.say(
            "pipeline.no_backup",
            &[("company", company), ("wanted", wanted), ("directory", &directory.display())],
        ),
        E::DocumentsMissing { company, orders, went_back } => {
            let key = if *went_back { "pipeline.went_back" } else { "pipeline.documents_missing" };
            words.say(key, &[("company", company), ("orders", &pipeline::list(orders))])
        }
        E::Renamed { company, formerly } => {
            words.say("pipeline.renamed", &[("company", company), ("formerly", formerly)])
        }
        E::DoesNotFit { order, state, verb, fits } => {
            let fits = if fits.is_empty() { "-".to_owned() } else { fits.join(", ") };
            words.say(
                "pipeline.does_not_fit",
                &[("order", order), ("state", state), ("verb", verb), ("fits", &fits)],
            )
        }
        E::Site(_) => words.say("pipeline.site", &[]),
        _ => None,
    }
}

pub fn state_words(error: &state::Error, words: Words<'_>) -> Option<String> {
    use state::Error as E;
    match error {
        E::Busy => words.say("state.busy", &[]),
        E::Damaged { problem } => words.say("state.damaged", &[("problem", problem)]),
        E::Unsound(error) => words.say("state.damaged", &[("problem", error)]),
        E::Foreign { .. } => words.say("state.foreign", &[]),
        E::Newer { found, known } => words.say("state.newer", &[("found", found), ("known", known)]),
        E::Permission(_) => words.say("state.permission", &[]),
        E::Io(_) => words.say("state.io", &[]),
        _ => None,
    }
}

pub fn store_words(error: &store::Error, words: Words<'_>) -> Option<String> {
    use store::Error as E;
    match error {
        E::Busy { file, .. } => words.say("store.busy", &[("file", file)]),
        E::Away { file, .. } => words.say("store.away", &[("file", file)]),
        E::Permission { file, .. } => words.say("store.permission", &[("file", file)]),
        E::NoPassword { file, name_chars } => {
            words.say("store.no_password", &[("file", file), ("name_chars", name_chars)])
        }
        E::UnfitDriver { file, driver } => {
            words.say("store.unfit_driver", &[("file", file), ("driver", driver)])
        }
        E::Io { file, .. } => words.say("store.io", &[("file", file)]),
        E::Database { file, .. } => words.say("store.database", &[("file", file)]),
        E::Schema { file, table, column, problem } => {
            let place = column.as_ref().map_or(table.clone(), |column| format!("{table}.{column}"));
            words.say("store.schema", &[("file", file), ("place", &place), ("problem", problem)])
        }
        E::Value { file, table, row, column, found, expected, .. } => {
            let place = format!("{table}.{column}");
            let values: Values<'_> =
                &[("file", file), ("place", &place), ("row", row), ("found", found), ("expected", expected)];
            words.say("store.value", values)
        }
        E::Refused { file, .. } => words.say("store.refused", &[("file", file)]),
        E::ReadBack { file, table, column, written, found } => {
            let place = format!("{table}.{column}");
            words.say(
                "store.read_back",
                &[("file", file), ("place", &place), ("written", written), ("found", found)],
            )
        }
        E::Unsound { file, finding, findings } => {
            words.say("store.unsound", &[("file", file), ("finding", finding), ("findings", findings)])
        }
        E::Unindexed { file, table, rows, entries, named } => words.say(
            "store.unindexed",
            &[("file", file), ("table", table), ("rows", rows), ("entries", entries), ("named", named)],
        ),
        E::NoRoom { file, needed, free } => {
            let (needed, free) = (byte_size(*needed), byte_size(*free));
            words.say("store.no_room", &[("file", file), ("needed", &needed), ("free", &free)])
        }
        E::SeriesFull { file, series } => {
            words.say("store.series_full", &[("file", file), ("series", series)])
        }
        E::Driver { file, trouble, .. } => {
            words.say(&format!("trouble.{}", trouble.name()), &[("file", file)])
        }
    }
}

pub fn accdb_words(error: &accdb::Error, words: Words<'_>) -> Option<String> {
    use accdb::{Error as E, Rule};
    match error {
        E::InUse => words.say("accdb.in_use", &[]),
        E::NotAccess(what) => words.say("accdb.not_access", &[("what", what)]),
        E::UnsupportedVersion(version) => words.say("accdb.unsupported_version", &[("version", version)]),
        E::Encrypted => words.say("accdb.encrypted", &[]),
        E::Truncated { page, pages } => words.say("accdb.truncated", &[("page", page), ("pages", pages)]),
        E::Damaged { page, what } => words.say("accdb.damaged", &[("page", page), ("what", what)]),
        E::NoTable(table) => words.say("accdb.no_table", &[("table", table)]),
        E::NoColumn { table, column } => {
            words.say("accdb.no_column", &[("table", table), ("column", column)])
        }
        E::UnsupportedSortOrder { table, column, order, why } => words
            .say("accdb.sort_order", &[("table", table), ("column", column), ("order", order), ("why", why)]),
        E::Duplicate { table, index } => words.say("accdb.duplicate", &[("table", table), ("index", index)]),
        E::Rule { table, column, rule: Rule::Violated(rule) } => {
            words.say("accdb.violated", &[("table", table), ("column", column), ("rule", rule)])
        }
        E::Rule { table, column, rule: Rule::Validation(rule) } => {
            words.say("accdb.validation", &[("table", table), ("column", column), ("rule", rule)])
        }
        E::Replaced => words.say("accdb.replaced", &[]),
        E::Unstable => words.say("accdb.unstable", &[]),
        E::RecoveryPending => words.say("accdb.recovery_pending", &[]),
        _ => None,
    }
}

pub fn config_words(error: &config::Error, words: Words<'_>) -> Option<String> {
    match error {
        config::Error::NotFound { searched } => {
            let places = searched.iter().map(|place: &PathBuf| place.display().to_string());
            words.say("config.not_found", &[("places", &places.collect::<Vec<_>>().join(", "))])
        }
        config::Error::Unreadable { file, .. } => {
            words.say("config.unreadable", &[("file", &file.display())])
        }
        config::Error::NoCompanies { file } => words.say("config.no_companies", &[("file", &file.display())]),
        config::Error::Invalid { file, findings } => {
            words.say("config.invalid", &[("file", &file.display()), ("count", &findings.len())])
        }
    }
}

pub fn usage_words(error: &Backwards, words: Words<'_>) -> Option<String> {
    words.say("usage.backwards", &[("first", &error.first), ("last", &error.last)])
}

pub fn restore_words(_: &Unconfirmed, words: Words<'_>) -> Option<String> {
    words.say("restore.unconfirmed", &[])
}

pub fn waiting_words(_: &StoppedWaiting, words: Words<'_>) -> Option<String> {
    words.say("run.stopped_waiting", &[])
}

pub fn init_words(Exists(file): &Exists, words: Words<'_>) -> Option<String> {
    words.say("init.exists", &[("file", &file.display())])
}

pub fn no_scheduler_words(NoScheduler { lines }: &NoScheduler, words: Words<'_>) -> Option<String> {
    words.say("task.no_scheduler", &[("lines", lines)])
}

pub fn unfit_words(error: &Unfit, words: Words<'_>) -> Option<String> {
    match error {
        Unfit::NeedsPassword { path } => words.say("task.needs_password", &[("path", path)]),
        Unfit::Mapped { place, drive, path } => {
            words.say("task.mapped", &[("place", place), ("drive", drive), ("path", path)])
        }
        Unfit::NobodyToAsk => words.say("task.nobody_to_ask", &[]),
    }
}

pub fn task_words(error: &task::Error, words: Words<'_>) -> Option<String> {
    use task::Error as E;
    match error {
        E::Variable { path } => words.say("task.variable", &[("path", path)]),
        E::NoDrive { path, drive } => words.say("task.no_drive", &[("path", path), ("drive", drive)]),
        E::Call { program, .. } => words.say("task.call", &[("program", program)]),
        E::Refused { call, code, said } | E::NotElevated { call, code, said } => {
            words.say("task.refused", &[("call", call), ("code", code), ("said", said)])
        }
        E::NotInstalled { name } => words.say("task.not_installed", &[("name", name)]),
        E::TooLong { .. } | E::Character { .. } | E::File(_) => None,
    }
}
