//! The tables of the demo are Factusol's: every column, type, default, key and index of schema.json.

use accdb::{ColumnSpec, ColumnType, TableSpec};
use factulink::store::demo;
use proving::shared::shared;
use serde_json::Value;

fn column(column: &ColumnSpec) -> (String, String, bool, bool, Option<String>) {
    let column_type = match column.column_type {
        ColumnType::Text => format!("Text({})", column.size),
        ColumnType::Ole => "OLE".to_owned(),
        other => format!("{other:?}"),
    };
    (
        column.name.clone(),
        column_type,
        column.required,
        column.compressed,
        column.default.as_deref().map(plain),
    )
}

/// Two ways of writing the same day.
fn plain(default: &str) -> String {
    default.replace("#01/01/1900#", "#1/1/1900#")
}

fn known(column: &Value) -> (String, String, bool, bool, Option<String>) {
    let text = |key: &str| column[key].as_str().map(str::to_owned);
    let compressed = column["unicode_compression"].as_bool().unwrap_or(true);
    let required = column["required"].as_bool().expect("whether it is required");
    let (name, column_type) = (text("name").expect("a name"), text("type").expect("a type"));
    (name, column_type, required, compressed, text("default").as_deref().map(plain))
}

fn compare(table: &TableSpec, facts: &Value) {
    let columns = facts["columns"].as_array().expect("columns");
    assert_eq!(table.columns.len(), columns.len(), "columns of {}", table.name);
    for (ours, theirs) in table.columns.iter().zip(columns) {
        assert_eq!(column(ours), known(theirs), "{}", table.name);
    }
    let mut theirs = vec![&facts["primary_key"]];
    theirs.extend(facts["indexes"].as_array().expect("indexes"));
    assert_eq!(table.indexes.len(), theirs.len(), "indexes of {}", table.name);
    for (ours, theirs) in table.indexes.iter().zip(theirs) {
        assert_eq!(ours.name, theirs["name"].as_str().expect("a name"));
        let names: Vec<&str> = ours.columns.iter().map(|(name, _)| name.as_str()).collect();
        let columns = theirs["columns"].as_array().expect("columns").iter().filter_map(Value::as_str);
        assert_eq!(names, columns.collect::<Vec<_>>(), "{} of {}", ours.name, table.name);
    }
}

#[test]
fn the_tables_are_those_of_factusol() {
    let Some(shared) = shared() else { return };
    let text = std::fs::read_to_string(shared.join("factusol/schema.json")).expect("schema.json can be read");
    let facts: Value = serde_json::from_str(&text).expect("schema.json is JSON");
    let tables = demo::table_specs();
    let known = tables.iter().filter(|table| facts["tables"].get(&table.name).is_some());
    let compared: Vec<&str> = known.map(|table| table.name.as_str()).collect();
    assert_eq!(compared.len(), 13, "all but F_EAN and F_LPA, of which there is no list: {compared:?}");
    for table in tables.iter().filter(|table| compared.contains(&table.name.as_str())) {
        compare(table, &facts["tables"][&table.name]);
    }
}
