//! What is measured, done by the engine itself, by jetdb, or by hand; each task in a process of its own.

pub mod access_parser;
mod jetdb;
pub mod load;
pub mod new_orders;
pub mod ours;
pub mod pages;

use accdb::Database;
use anyhow::{Result, bail};
use std::path::Path;

/// Does the task that the arguments name; the count of what it met, by which the peers' work is compared.
pub fn carry_out(task: &[&str]) -> Result<u64> {
    match *task {
        ["ours", "scan", file, table] => ours::scan(Path::new(file), table),
        ["ours", "columns", file, table, ref columns @ ..] => {
            ours::scan_columns(Path::new(file), table, columns)
        }
        ["ours", "newest", file, series, count] => {
            ours::newest_orders(&Database::open_read(Path::new(file))?, series, count.parse()?)
        }
        ["ours", "check", file] => ours::check(Path::new(file)),
        ["ours", "load", file, headers, lines] => {
            load::orders(Path::new(file), headers.parse()?, lines.parse()?)
        }
        ["jetdb", "scan", file, table] => jetdb::scan(Path::new(file), table),
        ["jetdb", "newest", file, series, count] => {
            jetdb::newest_orders(Path::new(file), series, count.parse()?)
        }
        ["jetdb", "headers", file, series, count] => {
            jetdb::newest_headers(Path::new(file), series, count.parse()?)
        }
        ["append", file, series, count] => new_orders::append_orders(Path::new(file), series, count.parse()?),
        _ => bail!("no such task: {task:?}"),
    }
}
