//! The whole program over ODBC: the true connection string of the Access driver, with SQLite's driver under its name.

use super::driver;
use super::loading::load;
use crate::facts::world::World;
use crate::process::call;
use crate::program::program;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Which companies are reached through ODBC.
const REACHED: [&[&str]; 3] = [&["001", "002", "003"], &["001"], &["002", "003"]];

#[test]
fn a_run_through_odbc_writes_what_a_native_run_writes() {
    let Some(library) = driver::sqlite() else { return };
    for world in World::all() {
        let folder = world.folder.path();
        let place = Place::beside(&world, folder.join("native"), &[]);
        let (code, pushed) = place.run(folder);
        let expected = place.documents("0012026.accdb");
        assert!(expected.0.len() > 3 && pushed > 0, "there is something to compare");
        driver::under_the_name_of_access(folder, &library);
        for (turn, reached) in REACHED.iter().enumerate() {
            let place = Place::beside(&world, folder.join(format!("odbc{turn}")), reached);
            assert_eq!(place.run(folder), (code, pushed), "{reached:?}");
            let parent = if reached.contains(&"001") { "0012026.db" } else { "0012026.accdb" };
            assert!(place.documents(parent) == expected, "{reached:?}: other documents");
            // Run once more, nothing is doubled.
            assert_eq!(place.run(folder).1, 0, "{reached:?}");
            fs::remove_file(place.folder.join("state.db")).expect("the state is lost");
            place.run(folder);
            assert!(place.documents(parent) == expected, "{reached:?}: doubled after the state was lost");
        }
    }
}

/// Copies of the companies in a folder of their own, and the configuration that joins them.
struct Place {
    folder: PathBuf,
}

/// Rows of F_PPR and of F_LPP.
type Documents = (Vec<Vec<Value>>, Vec<Vec<Value>>);

impl Place {
    fn beside(world: &World, folder: PathBuf, reached: &[&str]) -> Place {
        fs::create_dir(&folder).expect("a folder");
        for entry in fs::read_dir(world.folder.path()).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "accdb") {
                let copy = folder.join(path.file_name().expect("a name"));
                fs::copy(&path, &copy).expect("copied");
                load(&copy, &copy.with_extension("db"));
            }
        }
        let (from, to) = (world.folder.path().display().to_string(), folder.display().to_string());
        let mut text = world.configuration().replace(&from, &to);
        for company in reached {
            let path = format!("path = '{to}/{company}{{year}}.accdb'\n");
            let odbc = format!("driver = 'odbc'\nattributes = 'Database={to}/{company}{{year}}.db'\n");
            assert!(text.contains(&path), "{text}");
            text = text.replace(&path, &format!("{path}{odbc}"));
        }
        fs::write(folder.join("factulink.toml"), text).expect("written");
        Place { folder }
    }

    /// The exit code of a run, and how many orders it pushed.
    fn run(&self, drivers: &Path) -> (Option<i32>, u64) {
        let config = self.folder.join("factulink.toml");
        let mut command = program();
        command.env_clear().env("ODBCSYSINI", drivers).env("CI", "1");
        let ended = call(command.args(["run", "--year", "2026", "--json", "--config"]).arg(&config));
        let report = ended.json();
        let pushed = report["pushed"].as_u64();
        (ended.code, pushed.unwrap_or_else(|| panic!("no report: {report}")))
    }

    /// The supplier orders of a parent, of whichever kind.
    fn documents(&self, parent: &str) -> Documents {
        let mut database = self.folder.join(parent);
        if parent.ends_with("accdb") {
            let loaded = self.folder.join("parent-loaded.db");
            let _ = fs::remove_file(&loaded);
            load(&database, &loaded);
            database = loaded;
        }
        let database = Connection::open(database).expect("a database");
        (rows(&database, "F_PPR", "TIPPPR, CODPPR"), rows(&database, "F_LPP", "TIPLPP, CODLPP, POSLPP"))
    }
}

fn rows(database: &Connection, table: &str, key: &str) -> Vec<Vec<Value>> {
    let mut query = database.prepare(&format!("SELECT * FROM {table} ORDER BY {key}")).expect("prepared");
    let columns = query.column_count();
    let rows = query.query_map([], |row| (0..columns).map(|column| row.get(column).map(plain)).collect());
    rows.expect("rows").collect::<Result<_, _>>().expect("every row")
}

/// A whole number is the same however it is kept, and a day is a day with or without a fraction of its seconds.
fn plain(value: Value) -> Value {
    match value {
        Value::Integer(number) => Value::Real(number as f64),
        Value::Text(text) => Value::Text(text.strip_suffix(".000").map_or(text.clone(), str::to_owned)),
        other => other,
    }
}
