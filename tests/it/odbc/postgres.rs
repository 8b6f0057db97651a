//! Companies as databases of a PostgreSQL server that lives as long as the tests do.

use super::driver;
use super::loading::{cell, create};
use accdb::{ColumnType, Database};
use rusqlite::types::Value as Cell;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes a server in a new folder, says where it is, and ends with its input. In /tmp, where any user may, and where
/// the name of its socket stays short enough.
const SERVE: &str = r#"
set -e
dir=$(mktemp -d -p /tmp)
trap 'rm -rf "$dir"' EXIT
"$BIN/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync > /dev/null 2>&1
"$BIN/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -F > /dev/null 2>&1 &
server=$!
until "$BIN/pg_isready" -q -h "$dir"; do kill -0 $server; sleep 0.1; done
echo "$dir"
cat > /dev/null
kill -INT $server
wait $server
"#;

struct Server {
    programs: PathBuf,
    folder: String,
    /// Its input is open until this process ends.
    _serving: Child,
}

/// A new database with every table of an `.accdb`, as a connection string. `None` where the server or its driver is not
/// installed: that has been said.
pub fn load(from: &Path) -> Option<String> {
    static MADE: AtomicU32 = AtomicU32::new(1);
    let library = driver::installed("psqlodbcw.so")?;
    let server = server()?;
    let name = format!("company{}", MADE.fetch_add(1, Ordering::Relaxed));
    server.run("postgres", &format!("CREATE DATABASE {name};"));
    server.run(&name, &script(from));
    Some(format!(
        "Driver={};Servername={};Username=postgres;Database={name};BoolsAsChar=0",
        library.display(),
        server.folder
    ))
}

fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(|| Some(Server::start(programs()?))).as_ref()
}

/// Runs a script in a database that was made by [`load`].
pub fn run(connection: &str, script: &str) {
    let name = connection.split(';').find_map(|part| part.strip_prefix("Database="));
    server().expect("a server").run(name.expect("a database"), script);
}

/// Where the programs of the server lie. Without them a test is skipped; with CI set it fails.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.map(|version| version.path().join("bin")).find(|bin| bin.join("initdb").exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "CI needs a PostgreSQL server");
        println!("skipped: there is no PostgreSQL server");
    }
    found
}

impl Server {
    /// A server refuses to run as root.
    fn start(programs: PathBuf) -> Server {
        let id = Command::new("id").arg("-u").output().expect("id runs").stdout;
        let mut command = if id == b"0\n" {
            let mut command = Command::new("su");
            command.args(["postgres", "-s", "/bin/sh", "-c", SERVE]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", SERVE]);
            command
        };
        command.env("BIN", &programs).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut serving = command.spawn().expect("a server");
        let mut folder = String::new();
        BufReader::new(serving.stdout.take().expect("piped")).read_line(&mut folder).expect("a line");
        let folder = folder.trim_end().to_owned();
        assert!(!folder.is_empty(), "the server has not started");
        Server { programs, folder, _serving: serving }
    }

    fn run(&self, database: &str, script: &str) {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-q", "-X", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h", &self.folder, database]);
        let mut psql = command.stdin(Stdio::piped()).spawn().expect("psql runs");
        psql.stdin.take().expect("piped").write_all(script.as_bytes()).expect("read");
        assert!(psql.wait().expect("ended").success(), "{database}");
    }
}

fn script(from: &Path) -> String {
    let file = Database::open_read(from).expect("a company file");
    let mut script = "BEGIN;\n".to_owned();
    for entry in file.tables().expect("tables").iter().filter(|entry| !entry.name.starts_with("MSys")) {
        let def = file.table(&entry.name).expect("a definition");
        writeln!(script, "{};", create(&def, declared)).expect("memory");
        let mut rows = file.scan(&def);
        while let Some(row) = rows.next_row().expect("a row") {
            let cells = (0..def.columns.len()).map(|at| literal(&cell(&row.get(at).expect("a value"))));
            let cells = cells.collect::<Vec<_>>().join(", ");
            writeln!(script, "INSERT INTO {} VALUES ({cells});", def.name).expect("memory");
        }
    }
    script + "COMMIT;\n"
}

fn declared(column_type: ColumnType, size: usize) -> String {
    match column_type {
        ColumnType::Text => format!("VARCHAR({size})"),
        ColumnType::Memo => "TEXT".to_owned(),
        ColumnType::Currency => "NUMERIC(19, 4)".to_owned(),
        ColumnType::Single => "REAL".to_owned(),
        ColumnType::Double => "DOUBLE PRECISION".to_owned(),
        ColumnType::Byte | ColumnType::Integer => "SMALLINT".to_owned(),
        ColumnType::Long => "INTEGER".to_owned(),
        ColumnType::DateTime => "TIMESTAMP".to_owned(),
        ColumnType::Boolean => "BOOLEAN".to_owned(),
        _ => "BYTEA".to_owned(),
    }
}

/// A value in SQL, without a type, so that it takes its column's.
fn literal(cell: &Cell) -> String {
    match cell {
        Cell::Null | Cell::Blob(_) => "NULL".to_owned(),
        Cell::Integer(number) => format!("'{number}'"),
        Cell::Real(number) => format!("'{number}'"),
        Cell::Text(text) => format!("'{}'", text.replace('\'', "''")),
    }
}
