//! A small price list for an Access table: 34 rows in batches of seven, of every outcome.

use super::world::World;
use accdb::{ColumnSpec, ColumnType, CreateOptions, Database, IndexSpec, MemoryStorage, TableSpec, Value};
use factulink::table::Rows;
use factulink::table::access::{AccessRows, Manners, Query};

const PROFILE: &str = r##"
[profile]
name = "precios"
title = "Precios"
period = "none"
[source]
files = ["prices/lista-*.csv"]
[columns]
reference = { title = "Referencia", type = "text", required = true }
price = { title = "Precio", type = "decimal", required = true, over = "0" }
[[rule]]
unique = ["reference"]
[[lookup]]
name = "article"
file = "prices/empresa.accdb"
table = "ART"
where = { REF = "reference" }
take = "COD"
none = "article_unknown"
many = "article_ambiguous"
[output.access]
file = "prices/empresa.accdb"
table = "LISTA"
key = { ART = "{article}" }
mode = "upsert"
columns = { PRE = "{price}", REF = "{reference}", DIA = "{today}" }
change = { column = "PRE", at_most = "30%", code = "change_too_big" }
batch = 7
[rejects]
allowed = 20
"##;

const ROWS: u32 = 30;

pub fn world() -> World {
    let world = World::new("precios", PROFILE);
    let mut rows = vec!["Referencia;Precio".to_owned()];
    rows.extend((1..=ROWS).map(|n| format!("R{n};{}.00", 100 + n)));
    // No such article; and in later batches other references of articles that earlier ones have written.
    rows.extend([
        "X1;5.00".to_owned(),
        "OTRA2;77.00".to_owned(),
        "OTRA15;116.00".to_owned(),
        "OTRA9;55.50".to_owned(),
    ]);
    world.put("prices/lista-1.csv", rows.join("\r\n") + "\r\n");
    world.put("prices/empresa.accdb", company());
    world
}

fn company() -> Vec<u8> {
    let storage = MemoryStorage::default();
    let created = Database::create(Box::new(storage.clone()), &CreateOptions::new(46_000.0));
    let mut database = created.expect("creates");
    let text = |text: String| Value::Text(text.into());
    let mut transaction = database.begin(46_000.0).expect("begins");
    let articles =
        TableSpec::new("ART").column(ColumnSpec::text("REF", 20)).column(ColumnSpec::text("COD", 20));
    let list = TableSpec::new("LISTA")
        .column(ColumnSpec::text("ART", 20))
        .column(ColumnSpec::new("PRE", ColumnType::Currency))
        .column(ColumnSpec::text("REF", 20))
        .column(ColumnSpec::text("DIA", 10))
        .index(IndexSpec::primary_key(["ART"]));
    transaction.create_table(&articles).expect("creates");
    transaction.create_table(&list).expect("creates");
    for n in 1..=ROWS {
        let code = format!("A{n}");
        transaction.insert("ART", &[(0, text(format!("R{n}"))), (1, text(code.clone()))]).expect("inserts");
        // A third is there already: as it is to be, a little off, or far off.
        let old = match n % 6 {
            0 => 100 + n,
            1 => 98 + n,
            2 => 10,
            _ => continue,
        };
        let price = Value::Currency(i64::from(old) * 10_000);
        let old =
            [(0, text(code)), (1, price), (2, text(format!("R{n}"))), (3, text("02/11/2026".to_owned()))];
        transaction.insert("LISTA", &old).expect("inserts");
    }
    for n in [2, 9, 15] {
        transaction
            .insert("ART", &[(0, text(format!("OTRA{n}"))), (1, text(format!("A{n}")))])
            .expect("inserts");
    }
    transaction.commit().expect("commits");
    drop(database);
    storage.to_vec()
}

/// The state, the table and the list of what was held.
pub fn end(world: &World) -> (Vec<String>, Vec<String>, String) {
    let query = Query { table: "LISTA", columns: None, filter: &[], manners: Manners::ChangesNothing };
    let mut rows = AccessRows::open(&world.path("prices/empresa.accdb"), &query).expect("opens");
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().expect("a row") {
        all.push((0..row.len()).map(|at| format!("{:?}", row.cell(at))).collect::<Vec<_>>().join(" "));
    }
    all.sort();
    let held = std::fs::read_to_string(world.path("import/precios-1/held.csv"));
    (world.state(), all, held.unwrap_or_default())
}
