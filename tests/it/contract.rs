//! What every company store promises, whatever lies under it.
//!
//! A store takes part with a `Maker`: a function that makes one company of a given content and hands out the
//! `Stores` that opens it. `MemoryCompany` is the description of the content.

#[cfg(feature = "odbc")]
use crate::odbc::{driver, loading};
use chrono::NaiveDate;
use factulink::accdb::SortOrder;
use factulink::domain::*;
use factulink::store::memory::{MemoryCompany, MemoryStores};
use factulink::store::{
    BackupFile, CompanyFile, CompanyStore, Driver, NativeStores, OdbcOptions, OrderRange, Stores, WhatNow,
    demo,
};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// A company that was made, and the way to it. Whatever it lies in goes away with `_keep`.
pub struct Made {
    pub stores: Box<dyn Stores>,
    pub file: CompanyFile,
    pub _keep: Option<Box<dyn std::any::Any>>,
}

/// `None` where what it needs is not installed: that has been said, and the test is over.
pub type Maker = fn(&MemoryCompany) -> Option<Made>;

impl Made {
    pub fn read(&self) -> Box<dyn CompanyStore> {
        self.stores.open(&self.file, false).expect("opened for reading")
    }

    pub fn write(&self) -> Box<dyn CompanyStore> {
        self.stores.open(&self.file, true).expect("opened for writing")
    }
}

pub fn file() -> CompanyFile {
    let year = Year::new(2026).expect("a year");
    CompanyFile {
        company: "oficit".parse().expect("a name"),
        year,
        path: "oficit2026.accdb".into(),
        driver: Driver::Native,
        odbc: OdbcOptions::default(),
    }
}

fn memory(content: &MemoryCompany) -> Option<Made> {
    let stores = MemoryStores::default();
    stores.put(&file().company, file().year, content.clone());
    Some(Made { stores: Box::new(stores), file: file(), _keep: None })
}

/// The same content in a file that our own engine has made.
fn native(content: &MemoryCompany) -> Option<Made> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = CompanyFile { path: folder.path().join("0012026.accdb"), ..file() };
    let company = demo::DemoCompany {
        name: "oficit",
        identity: Company { exercise: "2026".into(), ..content.identity.clone() },
        sort_order: SortOrder::GENERAL,
        link: None,
        articles: content.articles.clone(),
        prices: content.prices.clone(),
        suppliers: content.suppliers.clone(),
        warehouses: content.warehouses.clone(),
        vat: content.vat,
        orders: content.orders.values().cloned().collect(),
        documents: content.documents.iter().map(stored).collect(),
    };
    demo::write_company(&file.path, &company, date("2026-11-20")).expect("the file can be made");
    Some(Made { stores: Box::new(NativeStores), file, _keep: Some(Box::new(folder)) })
}

/// The same content in a database of SQLite's, reached through its driver.
#[cfg(feature = "odbc")]
fn odbc(content: &MemoryCompany) -> Option<Made> {
    through(factulink::store::odbc::OdbcStores::over(factulink::store::odbc::DriverManager), content)
}

/// The same through a driver that refuses what the Access driver refuses.
#[cfg(feature = "odbc")]
fn strict(content: &MemoryCompany) -> Option<Made> {
    let driver = factulink::store::odbc::Strict(factulink::store::odbc::DriverManager);
    through_strict(factulink::store::odbc::OdbcStores::over(driver), content)
}

#[cfg(feature = "odbc")]
pub fn through_strict(stores: factulink::store::odbc::OdbcStores, content: &MemoryCompany) -> Option<Made> {
    let made = through(stores, content)?;
    // Such a driver does not tell keys: they are read from the file beside the database.
    let connection = made.file.odbc.connection?;
    let file = made.file.path.with_extension("accdb");
    let odbc = OdbcOptions {
        connection: Some(format!("{connection};DBQ={}", file.display())),
        ..OdbcOptions::default()
    };
    Some(Made { file: CompanyFile { odbc, ..made.file }, ..made })
}

/// The same content in a database of PostgreSQL's, reached through its driver.
#[cfg(all(feature = "odbc", unix))]
fn postgres(content: &MemoryCompany) -> Option<Made> {
    let made = native(content)?;
    let odbc = OdbcOptions {
        connection: Some(crate::odbc::postgres::load(&made.file.path)?),
        ..OdbcOptions::default()
    };
    let file = CompanyFile { driver: Driver::Odbc, odbc, ..made.file };
    let stores = factulink::store::odbc::OdbcStores::over(factulink::store::odbc::DriverManager);
    Some(Made { stores: Box::new(stores), file, ..made })
}

#[cfg(feature = "odbc")]
pub fn through(stores: factulink::store::odbc::OdbcStores, content: &MemoryCompany) -> Option<Made> {
    let library = driver::sqlite()?;
    let made = native(content)?;
    let database = made.file.path.with_extension("db");
    loading::load(&made.file.path, &database);
    let connection = Some(driver::connection(&library, &database));
    let odbc = OdbcOptions { connection, ..OdbcOptions::default() };
    let file = CompanyFile { driver: Driver::Odbc, odbc, path: database, ..made.file };
    Some(Made { stores: Box::new(stores), file, ..made })
}

fn stored((id, order): (&DocumentId, &SupplierOrder)) -> demo::DemoDocument {
    demo::DemoDocument { number: id.number, reference: order.mark.to_string(), order: order.clone() }
}

/// Makes a test of each claim for each store.
macro_rules! contract {
    ([$($store:ident: $maker:expr),*], $claims:tt) => { $(contract!(@ $store, $maker, $claims);)* };
    (@ $store:ident, $maker:expr, [$($claim:ident),* $(,)?]) => {
        mod $store {
            $(#[test] fn $claim() { super::$claim($maker); })*
        }
    };
}

/// What holds of every company.
macro_rules! every_company {
    ($($store:ident: $maker:expr),*) => {
        contract!(
            [$($store: $maker),*],
            [
                series_come_ascending_and_without_doubles,
                the_newest_number_is_the_highest_of_its_series,
                orders_come_ascending_with_their_lines_by_position,
                a_range_includes_both_ends_and_no_other_series,
                a_range_of_dates_includes_both_days,
                an_empty_range_reads_nothing,
                the_reading_ends_with_the_error_of_whoever_reads,
                masters_are_read_as_they_stand,
                purchase_prices_are_those_of_one_supplier,
                a_company_without_masters_has_none,
                orders_are_numbered_on_from_the_highest_of_their_series,
                an_empty_series_begins_with_one,
                a_second_batch_goes_on_where_the_first_ended,
                a_batch_of_two_series_numbers_each_by_itself,
                only_wanted_marks_are_found_and_with_their_documents,
                marks_are_found_after_the_file_was_closed,
                a_rehearsal_writes_nothing,
                orders_we_wrote_teach_nothing,
                figures_arrive_to_the_last_digit_or_are_refused,
            ]
        );
    };
}

every_company!(of_memory: super::memory, of_native: super::native);
#[cfg(feature = "odbc")]
every_company!(of_odbc: super::odbc, of_strict_odbc: super::strict);
#[cfg(all(feature = "odbc", unix))]
every_company!(of_postgres: super::postgres);

// What holds of a company that is a file.
contract!(
    [of_a_file_in_memory: super::memory, of_a_native_file: super::native],
    [
        a_year_that_has_no_file_does_not_exist,
        a_backup_is_the_company_as_it_was_and_is_listed,
        a_folder_that_is_not_there_has_no_backups,
        a_backup_takes_the_place_of_the_file_and_the_file_becomes_one,
        until_it_is_placed_a_backup_changes_nothing,
    ]
);

fn id(text: &str) -> OrderId {
    text.parse().expect("an order")
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn money(text: &str) -> Money {
    text.parse().expect("money")
}

fn line(position: i32, article: &str) -> CustomerLine {
    CustomerLine {
        position,
        article: article.into(),
        description: format!("línea {position}"),
        quantity: "2.5".parse().expect("a quantity"),
        cancelled: "0.5".parse().expect("a quantity"),
        pending: "1".parse().expect("a quantity"),
        price: money("12.3456"),
        discounts: ["12.35", "5", "0"].map(|text| text.parse().expect("a percentage")),
        total: money("25.70"),
        vat: VatSelector::new(2).expect("a selector"),
        cost: money("9.9"),
        size: "XL".into(),
        colour: "RJ".into(),
    }
}

fn order(text: &str, day: &str) -> CustomerOrder {
    CustomerOrder {
        id: id(text),
        date: date(day),
        customer: 16,
        customer_name: "Librería Ñandú".into(),
        reference: "Su ped. 840".into(),
        state: OrderState(1),
        warehouse: "GEN".into(),
        delivery_term: "48 h".into(),
        nets: [Money::ZERO, Money::ZERO, money("51.40"), Money::ZERO],
        lines: vec![line(1, "OFI-1"), line(2, "")],
    }
}

fn company(orders: &[(&str, &str)]) -> MemoryCompany {
    let orders = orders.iter().map(|(id, day)| order(id, day));
    MemoryCompany { orders: orders.map(|order| (order.id, order)).collect(), ..MemoryCompany::default() }
}

fn range(from: i32, to: i32) -> OrderRange {
    let number = |number| OrderNumber::new(number).expect("a number");
    OrderRange { series: id("1-1").series, from: number(from), to: number(to), since: None, until: None }
}

fn read(store: &mut dyn CompanyStore, range: OrderRange) -> Vec<CustomerOrder> {
    let mut orders = Vec::new();
    let mut take = |order| {
        orders.push(order);
        Ok(())
    };
    store.read_orders(range, &mut take).expect("read");
    orders
}

fn numbers(store: &mut dyn CompanyStore, range: OrderRange) -> Vec<i32> {
    read(store, range).into_iter().map(|order| order.id.number.get()).collect()
}

fn article(code: &str) -> Article {
    Article { code: code.into(), description: "Papel A4".into(), cost: money("5.25"), ..Article::default() }
}

fn supplier() -> Supplier {
    Supplier { code: 12, tax_id: "B11111111".into(), name: "Proveedor".into(), ..Supplier::default() }
}

fn price(supplier: i32) -> PurchasePrice {
    PurchasePrice { article: "OFI-1".into(), supplier, price: money("4.5"), ..PurchasePrice::default() }
}

/// The parent: one article, one supplier, and a document of ours in the series 7.
pub fn parent() -> MemoryCompany {
    let mut parent = MemoryCompany {
        articles: vec![article("OFI-1")],
        suppliers: vec![supplier()],
        warehouses: vec!["GEN".into()],
        ..MemoryCompany::default()
    };
    parent.documents.insert(id("7-41"), document("duofic/2026/1-900", "7"));
    parent
}

pub fn document(source: &str, series: &str) -> SupplierOrder {
    let source: OrderKey = source.parse().expect("a key");
    let line = SupplierLine {
        position: 1,
        article: "OFI-1".into(),
        description: "Papel A4".into(),
        quantity: "3".parse().expect("a quantity"),
        price: money("5"),
        discounts: [Percent::ZERO; 3],
        total: money("15"),
        vat: VatSelector::default(),
        size: String::new(),
        colour: String::new(),
        state: String::new(),
    };
    let rate = |text: &str| text.parse().expect("a percentage");
    let mut slots = ["21", "10", "4", "0"].map(|vat| VatSlot { vat_rate: rate(vat), ..VatSlot::default() });
    slots[0] = VatSlot { net: money("15"), base: money("15"), vat: money("3.15"), ..slots[0] };
    SupplierOrder {
        mark: source.trace_mark(),
        source,
        year: file().year,
        series: series.parse().expect("a series"),
        date: date("2026-03-12"),
        supplier: 12,
        warehouse: "GEN".into(),
        customer_code: String::new(),
        supplier_name: "Proveedor".into(),
        supplier_tax_id: "B11111111".into(),
        supplier_address: Address::default(),
        supplier_email: String::new(),
        supplier_country: String::new(),
        tax_regime: TaxRegime::WITH_VAT,
        surcharge: false,
        slots,
        withholding_rate: Percent::ZERO,
        withholding: Money::ZERO,
        total: money("18.15"),
        payment_form: String::new(),
        delivery_term: String::new(),
        carriage_due: 0,
        carriage_text: String::new(),
        remarks: [String::new(), String::new()],
        delivery: Address::default(),
        user: 90,
        lines: vec![line],
    }
}

fn insert(store: &mut dyn CompanyStore, orders: &[SupplierOrder]) -> Vec<String> {
    let batch: Vec<&SupplierOrder> = orders.iter().collect();
    let written = store.insert_orders(&batch, date("2026-11-21")).expect("written");
    written.into_iter().map(|id| id.to_string()).collect()
}

fn series_come_ascending_and_without_doubles(make: Maker) {
    let Some(made) = make(&company(&[
        ("2-1", "2026-01-01"),
        ("A-7", "2026-01-01"),
        ("1-3", "2026-01-01"),
        ("1-4", "2026-01-01"),
    ])) else {
        return;
    };
    let series: Vec<String> =
        made.read().series().expect("series").into_iter().map(|series| series.to_string()).collect();
    assert_eq!(series, ["1", "2", "A"]);
}

fn the_newest_number_is_the_highest_of_its_series(make: Maker) {
    let Some(made) = make(&company(&[("1-3", "2026-01-01"), ("1-17", "2026-01-01"), ("2-99", "2026-01-01")]))
    else {
        return;
    };
    let mut store = made.read();
    assert_eq!(store.newest_number(id("1-1").series).expect("read"), OrderNumber::new(17));
    assert_eq!(store.newest_number(id("5-1").series).expect("read"), None);
}

fn orders_come_ascending_with_their_lines_by_position(make: Maker) {
    let content = company(&[("1-9", "2026-03-01"), ("1-2", "2026-03-02"), ("1-5", "2026-03-03")]);
    let Some(made) = make(&content) else { return };
    let expected: Vec<CustomerOrder> = content.orders.values().cloned().collect();
    assert_eq!(read(&mut *made.read(), range(1, i32::MAX)), expected);
}

fn a_range_includes_both_ends_and_no_other_series(make: Maker) {
    let days = ["1-1", "1-2", "1-3", "1-4", "2-2", "0-3"].map(|id| (id, "2026-01-01"));
    let Some(made) = make(&company(&days)) else { return };
    assert_eq!(numbers(&mut *made.read(), range(2, 3)), [2, 3]);
}

fn a_range_of_dates_includes_both_days(make: Maker) {
    let Some(made) = make(&company(&[
        ("1-1", "2026-02-27"),
        ("1-2", "2026-02-28"),
        ("1-3", "2026-03-01"),
        ("1-4", "2026-03-02"),
    ])) else {
        return;
    };
    let days =
        OrderRange { since: Some(date("2026-02-28")), until: Some(date("2026-03-01")), ..range(1, i32::MAX) };
    assert_eq!(numbers(&mut *made.read(), days), [2, 3]);
}

fn an_empty_range_reads_nothing(make: Maker) {
    let Some(made) = make(&company(&[("1-1", "2026-01-01"), ("1-9", "2026-01-01")])) else { return };
    assert_eq!(numbers(&mut *made.read(), range(2, 8)), [0; 0]);
    assert_eq!(numbers(&mut *made.read(), range(8, 2)), [0; 0]);
}

fn the_reading_ends_with_the_error_of_whoever_reads(make: Maker) {
    let Some(made) = make(&company(&[("1-1", "2026-01-01"), ("1-2", "2026-01-01"), ("1-3", "2026-01-01")]))
    else {
        return;
    };
    let mut seen = 0;
    let mut take = |_| {
        seen += 1;
        anyhow::ensure!(seen < 2, "enough");
        Ok(())
    };
    let error = made.read().read_orders(range(1, 9), &mut take).expect_err("ended");
    assert_eq!((error.to_string().as_str(), seen), ("enough", 2));
}

fn masters_are_read_as_they_stand(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let mut store = made.read();
    assert_eq!(store.articles().expect("articles"), [article("OFI-1")]);
    assert_eq!(store.suppliers().expect("suppliers"), [supplier()]);
    assert_eq!(store.warehouses().expect("warehouses"), ["GEN"]);
    assert_eq!(store.text_sizes().expect("sizes").get(TextColumn::LineState), 1);
    store.check_target().expect("a target");
}

fn purchase_prices_are_those_of_one_supplier(make: Maker) {
    let Some(made) = make(&MemoryCompany { prices: vec![price(12), price(13)], ..parent() }) else { return };
    assert_eq!(made.read().purchase_prices(13).expect("prices"), [price(13)]);
}

fn a_company_without_masters_has_none(make: Maker) {
    let Some(made) = make(&MemoryCompany::default()) else { return };
    let mut store = made.read();
    assert!(
        store.articles().expect("articles").is_empty() && store.suppliers().expect("suppliers").is_empty()
    );
    assert!(store.purchase_prices(12).expect("prices").is_empty());
    assert!(store.series().expect("series").is_empty());
    assert_eq!(store.configured_vat().expect("rates"), None);
    assert!(store.native_orders(10).expect("orders").is_empty());
}

fn orders_are_numbered_on_from_the_highest_of_their_series(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let orders = [document("duofic/2026/1-1", "7"), document("duofic/2026/1-2", "7")];
    assert_eq!(insert(&mut *made.write(), &orders), ["7-000042", "7-000043"]);
}

fn an_empty_series_begins_with_one(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    assert_eq!(insert(&mut *made.write(), &[document("duofic/2026/1-1", "8")]), ["8-000001"]);
}

fn a_second_batch_goes_on_where_the_first_ended(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let mut store = made.write();
    insert(&mut *store, &[document("duofic/2026/1-1", "7")]);
    assert_eq!(insert(&mut *store, &[document("duofic/2026/1-2", "7")]), ["7-000043"]);
}

fn a_batch_of_two_series_numbers_each_by_itself(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let orders = [("1-1", "7"), ("1-2", "8"), ("1-3", "7")]
        .map(|(id, series)| document(&format!("duofic/2026/{id}"), series));
    assert_eq!(insert(&mut *made.write(), &orders), ["7-000042", "8-000001", "7-000043"]);
}

pub fn marks(keys: &[&str]) -> HashSet<TraceMark> {
    keys.iter().map(|key| key.parse::<OrderKey>().expect("a key").trace_mark()).collect()
}

fn only_wanted_marks_are_found_and_with_their_documents(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let mut store = made.write();
    insert(&mut *store, &[document("duofic/2026/1-1", "7"), document("duofic/2026/1-2", "7")]);
    let found = store.find_marks(&marks(&["duofic/2026/1-2", "duofic/2025/1-1", "duofic/2026/1-900"]));
    let expected: HashMap<TraceMark, DocumentId> = [("1-2", "7-43"), ("1-900", "7-41")]
        .map(|(order, document)| (format!("FL duofic/2026 {}", id(order)), id(document)))
        .map(|(mark, document)| (TraceMark::parse(&mark).expect("a mark").0, document))
        .into();
    assert_eq!(found.expect("marks"), expected);
}

fn marks_are_found_after_the_file_was_closed(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    insert(&mut *made.write(), &[document("duofic/2026/1-1", "7")]);
    assert_eq!(made.read().find_marks(&marks(&["duofic/2026/1-1"])).expect("marks").len(), 1);
}

fn a_rehearsal_writes_nothing(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let order = document("duofic/2026/1-1", "7");
    made.read().rehearse_orders(&[&order], date("2026-11-21")).expect("nothing to refuse");
    assert!(made.read().find_marks(&marks(&["duofic/2026/1-1"])).expect("marks").is_empty());
    assert_eq!(insert(&mut *made.write(), &[order]), ["7-000042"]);
}

fn orders_we_wrote_teach_nothing(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    insert(&mut *made.write(), &[document("duofic/2026/1-1", "7")]);
    assert!(made.read().native_orders(10).expect("orders").is_empty());
}

/// An order of one line with such a figure wherever an order has one.
fn of_figure(number: usize, figure: &str) -> SupplierOrder {
    let mut order = document(&format!("duofic/2026/1-{number}"), "7");
    let line = &mut order.lines[0];
    line.quantity = figure.parse().expect("a quantity");
    (line.price, line.total, order.total) = (money(figure), money(figure), money(figure));
    order
}

/// A store reads every figure of a batch back before it says that it is written. Fifteen digits are more than any order
/// has; PostgreSQL's driver hands on no more of a float, others all that a Currency has.
fn figures_arrive_to_the_last_digit_or_are_refused(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let figures = ["0.0001", "27.3333", "-4.9", "1234567.8901", "99999999999.9999", "-99999999999.9999"];
    let orders: Vec<_> = (1..).zip(figures).map(|(number, figure)| of_figure(number, figure)).collect();
    assert_eq!(insert(&mut *made.write(), &orders).len(), figures.len());
    let beyond = of_figure(7, "900719925473.0991");
    let written = made.write().insert_orders(&[&beyond], date("2026-11-21"));
    let found = made.read().find_marks(&marks(&["duofic/2026/1-7"])).expect("marks").len();
    match written {
        Ok(documents) => assert_eq!((documents.len(), found), (1, 1)),
        Err(refused) => {
            assert_eq!((refused.culprit, refused.error.what_now(), found), (Some(0), WhatNow::Park, 0))
        }
    }
}

fn a_year_that_has_no_file_does_not_exist(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    assert!(made.stores.exists(&made.file).expect("looked up"));
    let path = made.file.path.with_file_name("oficit1999.accdb");
    let other = CompanyFile { year: Year::new(1999).expect("a year"), path, ..made.file.clone() };
    assert!(!made.stores.exists(&other).expect("looked up"));
}

impl Made {
    fn backup(&self, name: &str) -> PathBuf {
        self.file.path.with_file_name("backups").join(name)
    }

    /// Which of two orders are in the company, or in a backup of it.
    fn orders_in(&self, backup: Option<&Path>) -> Vec<String> {
        let mut store = match backup {
            Some(backup) => self.stores.backups().open(backup).expect("a backup"),
            None => self.read(),
        };
        let wanted = marks(&["duofic/2026/1-1", "duofic/2026/1-2"]);
        let mut found: Vec<_> =
            store.find_marks(&wanted).expect("marks").into_keys().map(|mark| mark.to_string()).collect();
        found.sort();
        found
    }
}

const ONE: &str = "FL duofic/2026 1-000001";
const TWO: &str = "FL duofic/2026 1-000002";

/// A company with one order, a backup of that, and a second order since.
fn backed_up(make: Maker) -> Option<(Made, PathBuf)> {
    let made = make(&parent())?;
    let backup = made.backup("first");
    let mut store = made.write();
    insert(&mut *store, &[document("duofic/2026/1-1", "7")]);
    store.back_up(&backup).expect("backed up");
    insert(&mut *store, &[document("duofic/2026/1-2", "7")]);
    drop(store);
    Some((made, backup))
}

fn a_backup_is_the_company_as_it_was_and_is_listed(make: Maker) {
    let Some((made, backup)) = backed_up(make) else { return };
    assert_eq!(
        (made.orders_in(Some(&backup)), made.orders_in(None)),
        (vec![ONE.into()], vec![ONE.into(), TWO.into()])
    );
    let mut store = made.stores.backups().open(&backup).expect("a backup");
    store.check().expect("sound");
    let listed = made.stores.backups().list(backup.parent().expect("a folder")).expect("listed");
    let expected =
        BackupFile { name: "first".into(), bytes: store.byte_count().expect("read").expect("a length") };
    assert_eq!(listed, [expected]);
    // Windows keeps the name of a removed file until it is closed.
    drop(store);
    made.stores.backups().remove(&backup).expect("removed");
    assert_eq!(made.stores.backups().list(backup.parent().expect("a folder")).expect("listed"), []);
}

fn a_folder_that_is_not_there_has_no_backups(make: Maker) {
    let Some(made) = make(&parent()) else { return };
    let folder = made.backup("none");
    assert_eq!(made.stores.backups().list(&folder).expect("listed"), []);
    assert!(made.stores.backups().free_bytes(&folder).expect("a number") > 0);
    assert!(made.stores.backups().open(&folder).is_err());
}

fn a_backup_takes_the_place_of_the_file_and_the_file_becomes_one(make: Maker) {
    let Some((made, backup)) = backed_up(make) else { return };
    let kept = made.backup("kept");
    let mut replacing = made.stores.backups().replace(&made.file).expect("taken");
    assert!(replacing.byte_count().expect("a length") > Some(0));
    replacing.prepare(&backup).expect("prepared");
    replacing.keep(&kept).expect("kept");
    replacing.place().expect("placed");
    assert_eq!(made.orders_in(None), [ONE]);
    assert_eq!(
        (made.orders_in(Some(&kept)), made.orders_in(Some(&backup))),
        (vec![ONE.into(), TWO.into()], vec![ONE.into()])
    );
    assert_eq!(insert(&mut *made.write(), &[document("duofic/2026/1-2", "7")]), ["7-000043"]);
}

fn until_it_is_placed_a_backup_changes_nothing(make: Maker) {
    let Some((made, backup)) = backed_up(make) else { return };
    let mut replacing = made.stores.backups().replace(&made.file).expect("taken");
    replacing.prepare(&backup).expect("prepared");
    drop(replacing);
    assert_eq!(made.orders_in(None), [ONE, TWO]);
}
