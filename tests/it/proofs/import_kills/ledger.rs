//! A small ledger for a platform: 48 rows in chunks of ten; of five pairs one is loaded, one of a known branch, two are
//! new and one is held.

use super::world::World;
use accdb::{ColumnSpec, ColumnType, CreateOptions, Database, IndexSpec, MemoryStorage, TableSpec, Value};
use factulink::platform::memory::Memory;
use factulink::platform::settings::Resend;
use factulink::table::Rows;
use factulink::table::access::{AccessRows, Manners, Query};
use std::collections::BTreeMap;

const PROFILE: &str = r##"
[profile]
name = "ventas"
title = "Ventas"
period = "month"
[source]
files = ["input/{yyyy}/*.csv"]
name = "{mm}. {month} {yy}"
[columns]
series = { title = "Serie", type = "text", required = true }
branch = { title = "Sucursal", type = "text", required = true }
number = { title = "Numero", type = "digits", required = true }
total = { title = "Total", type = "decimal", required = true, over = "0" }
[[rule]]
unique = ["series"]
numbers = ["number", "number"]
scope = "profile"
[chunks]
rows = 10
[output.csv]
folder = "output/{yyyy}"
name = "{total}.csv"
columns = [["No", "#"], ["Serie", "series"], ["Numero", "number"], ["Sucursal", "branch"], ["Total", "total"]]
[output.workbook]
name = "import.xlsx"
sheet = "IMPORT"
[rejects]
allowed = 10
[platform]
kind = "http"
url = "http://127.0.0.1:9"
resend = "key"
[platform.submit]
path = "/files"
field = "file"
ticket = "/ticket"
[platform.lookup]
path = "/files?key={key}"
found = "/ticket"
[platform.poll]
path = "/files/{ticket}"
state = "/state"
done = ["done"]
rows = "/rows"
[platform.process]
method = "POST"
path = "/process"
poll = "/process"
state = "/state"
done = ["done"]
rows = "/rows"
[platform.cancel]
method = "DELETE"
path = "/period"
[answer]
path = "/details"
format = "json"
rows = "/details"
columns = { series = "serie", branch = "sucursal" }
[reports.series]
path = "/series"
format = "csv"
columns = { series = "Serie", centre = "CC", centre_name = "Centro", branch = "Sucursal", operation = "TOp", operation_name = "Operacion", account = "Cuenta", account_name = "Descripcion" }
[reports.centres]
file = "accounting/centros.csv"
columns = { centre = "Codigo", centre_name = "Nombre" }
[reports.accounts]
file = "accounting/contabilidad.accdb"
table = "CUENTAS"
columns = { account = "CODIGO", account_name = "DESCRIPCION" }
[pairs]
key = ["series", "branch"]
known_branch = "inherit"
operation = ["20", "TIENDAS"]
[match]
from = "branch"
to = "centre_name"
propose = 80
[accounts]
prefix = "000"
words = "TICKETS"
width = 6
description = "TICKETS - {centre_name}"
per = "centre"
[[register]]
what = "accounts"
to = "access"
file = "accounting/contabilidad.accdb"
table = "CUENTAS"
key = ["CODIGO"]
columns = { CODIGO = "{account}", DESCRIPCION = "{account_name}", ALTA = "{today}" }
[[register]]
what = "series"
to = "http"
method = "PUT"
path = "/series"
body = "csv"
columns = [["Serie", "series"], ["CC", "centre"], ["Centro", "centre_name"], ["Sucursal", "branch"], ["TOp", "operation"], ["Operacion", "operation_name"], ["Cuenta", "account"], ["Descripcion", "account_name"]]
[verify]
reprocess = true
"##;

/// Where the platform keeps its registry.
const SERIES: &str = "/series";

const REGISTRY: &str = "Serie,CC,Centro,Sucursal,TOp,Operacion,Cuenta,Descripcion\r\n\
    F001,1000,CENTRO,CENTRO,20,TIENDAS,000101,TICKETS - CENTRO\r\n";

const CENTRES: &str = "Codigo;Nombre\r\n1000;CENTRO\r\n1001;NORTE\r\n1002;SUR GRANDE\r\n";

/// Rows of the ledger, by pair.
const PAIRS: [(&str, &str, usize); 5] = [
    ("F001", "CENTRO", 30),
    ("F002", "NORTE", 6),
    ("F003", "SUR GRANDE", 5),
    ("F004", "CENTRO", 4),
    ("F005", "SUR GRANDES", 3),
];

pub const LEDGER: &str = "input/2026/10. OCTUBRE 26.csv";

/// A world with the ledger, the registry and the accounts.
pub fn world() -> World {
    filled(World::new("ventas", PROFILE))
}

/// The same, with a platform that takes everything anew and cannot tell what it has taken.
pub fn world_that_cannot_tell() -> World {
    let lookup = "[platform.lookup]\npath = \"/files?key={key}\"\nfound = \"/ticket\"\n";
    cannot_tell(&PROFILE.replace(lookup, ""))
}

fn cannot_tell(profile: &str) -> World {
    let mut world = World::new("ventas", &profile.replace("resend = \"key\"", "resend = \"never\""));
    world.memory = world.memory.knows(Resend::Never);
    filled(world)
}

/// The same, with a registry that takes row after row.
pub fn world_of_rows() -> World {
    filled(World::new("ventas", &profile_of_rows()))
}

/// The same, with a platform that takes every row anew.
pub fn world_of_rows_that_cannot_tell() -> World {
    cannot_tell(&profile_of_rows())
}

fn profile_of_rows() -> String {
    let whole = "method = \"PUT\"\npath = \"/series\"\nbody = \"csv\"";
    PROFILE.replace(whole, "path = \"/series\"\nbody = \"json\"")
}

/// Shows the rows that were registered one by one among the others.
pub fn show_rows(platform: &Memory) {
    let rows = platform.rows();
    if rows.is_empty() {
        return;
    }
    let line = |(_, row): &(String, Vec<(String, String)>)| {
        row.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(",") + "\r\n"
    };
    let registry = REGISTRY.to_owned() + &rows.iter().map(line).collect::<String>();
    platform.put_document(SERIES, registry.as_bytes(), None);
}

fn filled(world: World) -> World {
    world.put(LEDGER, ledger());
    world.put("accounting/centros.csv", CENTRES);
    world.put("accounting/contabilidad.accdb", accounts());
    world.memory.put_document(SERIES, REGISTRY.as_bytes(), None);
    world
}

pub fn ledger() -> String {
    let mut rows = vec!["Serie;Sucursal;Numero;Total".to_owned()];
    for (series, branch, count) in PAIRS {
        rows.extend((1..=count).map(|number| format!("{series};{branch};{number};{number}.50")));
    }
    // Two that are rejected: one without an amount, one whose number is taken.
    rows.push("F001;CENTRO;31;".to_owned());
    rows.push("F001;CENTRO;30;1.00".to_owned());
    rows.join("\r\n") + "\r\n"
}

fn accounts() -> Vec<u8> {
    let storage = MemoryStorage::default();
    let created = Database::create(Box::new(storage.clone()), &CreateOptions::new(46_000.0));
    let mut database = created.expect("creates");
    let spec = TableSpec::new("CUENTAS")
        .column(ColumnSpec::text("CODIGO", 6))
        .column(ColumnSpec::text("DESCRIPCION", 60))
        .column(ColumnSpec::new("ALTA", ColumnType::DateTime))
        .index(IndexSpec::primary_key(["CODIGO"]));
    let mut transaction = database.begin(46_000.0).expect("begins");
    transaction.create_table(&spec).expect("creates");
    let text = |text: &str| Value::Text(text.to_owned().into());
    let old = [(0, text("000101")), (1, text("TICKETS - CENTRO")), (2, Value::DateTime(43_831.0.into()))];
    transaction.insert("CUENTAS", &old).expect("inserts");
    transaction.commit().expect("commits");
    drop(database);
    storage.to_vec()
}

/// What the platform does not know: the pairs that its registry has not.
pub fn answer(platform: &Memory) -> String {
    let registry = platform.document(SERIES).map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    let registry = registry.unwrap_or_default();
    let known = |series: &str| registry.lines().any(|line| line.starts_with(series));
    let unknown = PAIRS.iter().filter(|(series, ..)| !known(series));
    let details: Vec<_> = unknown
        .map(|(series, branch, _)| serde_json::json!({ "serie": series, "sucursal": branch }))
        .collect();
    serde_json::json!({ "details": details }).to_string()
}

/// Everything that a run leaves behind, but for when and how often.
#[derive(Debug, PartialEq, Eq)]
pub struct End {
    pub state: Vec<String>,
    pub chunks: BTreeMap<String, String>,
    pub beside: BTreeMap<String, String>,
    pub taken: Vec<String>,
    pub registry: String,
    pub accounts: Vec<String>,
}

impl End {
    pub fn of(world: &World) -> End {
        let mut beside = world.files("import");
        // What a page was made of has the attempts in it, too.
        beside.retain(|name, _| {
            !name.contains("/backups/") && !name.contains("answer.") && !name.ends_with("report.stamp")
        });
        End {
            state: world.state(),
            chunks: world.files("output"),
            beside,
            taken: world.memory.files().iter().map(|seen| format!("{seen:?}")).collect(),
            registry: String::from_utf8(world.memory.document(SERIES).expect("a registry")).expect("UTF-8"),
            accounts: accounts_of(world),
        }
    }
}

fn accounts_of(world: &World) -> Vec<String> {
    let query = Query {
        table: "CUENTAS",
        columns: Some(&["CODIGO", "DESCRIPCION"]),
        filter: &[],
        manners: Manners::ChangesNothing,
    };
    let file = world.path("accounting/contabilidad.accdb");
    let mut rows = AccessRows::open(&file, &query).expect("opens");
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().expect("a row") {
        all.push((0..row.len()).map(|at| format!("{:?}", row.cell(at))).collect::<Vec<_>>().join(" "));
    }
    all.sort();
    all
}
