//! Sets the program and its engine beside their peers: `cargo bench --bench peers`.

mod jetdb_tasks;

use anyhow::Result;
use std::path::Path;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let count = match args[..] {
        ["scan", file, table] => jetdb_tasks::scan(Path::new(file), table)?,
        ["headers", file, series, n] => jetdb_tasks::newest_headers(Path::new(file), series, n.parse()?)?,
        ["orders", file, series, n] => jetdb_tasks::newest_orders(Path::new(file), series, n.parse()?)?,
        _ => 0,
    };
    println!("{count}");
    Ok(())
}
