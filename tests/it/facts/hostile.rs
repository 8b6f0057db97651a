//! Files that are not what they should be: the store's error names the file, and the table, column or page.

use factulink::domain::{OrderNumber, Year};
use factulink::store::{Error, Masters, NativeStore, OrderRange, OrderSource, WhatNow};
use proving::shared::shared;
use std::path::Path;

/// Reads whatever a scan and an enqueue read of a subsidiary.
fn read_all(path: &Path) -> anyhow::Result<usize> {
    let mut store = NativeStore::open_read(path)?;
    let mut orders = 0;
    for series in store.series()? {
        let range =
            OrderRange { series, from: OrderNumber::FIRST, to: OrderNumber::LAST, since: None, until: None };
        store.read_orders(range, &mut |_| {
            orders += 1;
            Ok(())
        })?;
    }
    store.company(Year::new(2026).expect("a year"))?;
    store.articles()?;
    store.suppliers()?;
    store.purchase_prices(1)?;
    Ok(orders)
}

/// The message of the error, with the causes behind it.
fn refusal(name: &str) -> Option<(String, WhatNow)> {
    let path = shared()?.join("factusol/fixtures/hostile").join(name);
    let error = read_all(&path).expect_err(name);
    let message = format!("{error:#}");
    assert!(message.contains(name), "{message} names the file");
    let error = error.downcast_ref::<Error>().unwrap_or_else(|| panic!("{name}: {message}"));
    Some((message, error.what_now()))
}

fn is_refused(name: &str, because: &str) {
    let Some((message, what_now)) = refusal(name) else { return };
    assert!(message.contains(because), "{name}: {message}");
    assert_eq!(what_now, WhatNow::Stop, "{name}");
}

#[test]
fn a_missing_table_or_column_is_named() {
    is_refused("missing-table.accdb", "F_LPC: there is no such table");
    is_refused("missing-column.accdb", "F_LPC.ARTLPC: there is no such column");
    is_refused("missing-key-column.accdb", "F_PCL.CODPCL: there is no such column");
}

#[test]
fn a_column_of_a_wrong_type_is_named_with_what_it_is_and_must_be() {
    is_refused("wrong-type-text-number.accdb", "F_PCL.CODPCL: the column is Text, but must be Long");
    is_refused(
        "wrong-type-double-quantity.accdb",
        "F_LPC.CANLPC: the column is Double, but must be Currency",
    );
}

#[test]
fn what_is_no_whole_database_is_refused() {
    is_refused("zero-length.accdb", "not an Access database");
    is_refused("text-file.accdb", "not an Access database");
    is_refused("header-only.accdb", "cut short");
    is_refused("truncated-mid-page.accdb", "cut short");
    is_refused("truncated-last-page.accdb", "cut short");
    is_refused("encrypted-password.accdb", "encrypted");
}

#[test]
fn a_flipped_bit_in_a_definition_is_named_with_its_page() {
    is_refused("flip-tdef-page-kind.accdb", "damaged page");
    is_refused("flip-tdef-column-count.accdb", "damaged page");
    is_refused("flip-tdef-column-type.accdb", "F_LPC.CANLPC");
}

#[test]
fn sound_files_among_them_are_read() {
    let Some(shared) = shared() else { return };
    for name in ["good-few-tables.accdb", "text-order-3082.accdb", "flip-tdef-row-count.accdb"] {
        let orders = read_all(&shared.join("factusol/fixtures/hostile").join(name));
        assert!(orders.unwrap_or_else(|error| panic!("{name}: {error:#}")) > 0, "{name}");
    }
}
