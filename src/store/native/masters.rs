//! The masters of a company, each by one scan of its table.

use super::view::View;
use crate::accdb::{ColumnType, Tables};
use crate::domain::{Article, Company, Percent, PurchasePrice, Supplier, TextSizes, VatRates, Year};
use crate::store::factusol::{
    Articles, Barcodes, Companies, Configuration, F_EMP, F_LPP, F_PPR, Fields, HEADER_KEY, LINE_KEY, Master,
    PurchasePrices, Suppliers, Table, Warehouses, text_column,
};
use crate::store::{Error, Result};
use std::collections::HashMap;
use std::path::Path;

pub(super) fn articles<T: Tables>(view: &View<'_, T>) -> Result<Vec<Article>> {
    let mut articles = all::<Articles, T>(view)?;
    let barcodes = all_if_there::<Barcodes, T>(view)?;
    if barcodes.is_empty() {
        return Ok(articles);
    }
    let mut by_article: HashMap<String, Vec<String>> = HashMap::new();
    for (article, barcode) in barcodes.into_iter().filter(|(_, barcode)| !barcode.trim().is_empty()) {
        by_article.entry(folded(&article)).or_default().push(barcode);
    }
    for article in &mut articles {
        let further = by_article.remove(&folded(&article.code)).unwrap_or_default();
        article.barcodes.extend(further);
    }
    Ok(articles)
}

pub(super) fn suppliers<T: Tables>(view: &View<'_, T>) -> Result<Vec<Supplier>> {
    all::<Suppliers, T>(view)
}

pub(super) fn purchase_prices<T: Tables>(view: &View<'_, T>, supplier: i32) -> Result<Vec<PurchasePrice>> {
    let mut prices = all_if_there::<PurchasePrices, T>(view)?;
    prices.retain(|price| price.supplier == supplier);
    Ok(prices)
}

pub(super) fn warehouses<T: Tables>(view: &View<'_, T>) -> Result<Vec<String>> {
    all_if_there::<Warehouses, T>(view)
}

/// How long the texts of a supplier order may be in this file.
pub(super) fn text_sizes<T: Tables>(view: &View<'_, T>) -> Result<TextSizes> {
    let mut sizes = TextSizes::named(text_column);
    for table in [view.table(F_PPR, &HEADER_KEY)?, view.table(F_LPP, &LINE_KEY)?] {
        let texts = table.def.columns.iter().filter(|column| column.column_type == ColumnType::Text);
        texts.for_each(|column| sizes.set(&column.name, column.size()));
    }
    Ok(sizes)
}

/// The row of the exercise, else the only one. Of several, the one whose code the file's name starts with.
pub(super) fn company<T: Tables>(view: &View<'_, T>, year: Year) -> Result<Company> {
    let mut companies = all::<Companies, T>(view)?;
    let (rows, exercise) = (companies.len(), year.to_string());
    if rows > 1 {
        companies.retain(|company| company.exercise.trim() == exercise);
    }
    let file = Path::new(view.file.as_ref()).file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let named = companies.iter().position(|company| file.starts_with(&folded(&company.code)));
    let found = named.or((!companies.is_empty()).then_some(0));
    found.map(|place| companies.swap_remove(place)).ok_or_else(|| {
        let problem = format!("none of its {rows} rows is of the exercise {year}");
        Error::Schema { file: view.file.to_string(), table: F_EMP.to_owned(), column: None, problem }
    })
}

/// Names under which F_CFG holds the three rates, and the surcharges, in the order of trust (DOMAIN 4.3).
const RATES: [[&str; 3]; 3] = [
    ["ImpuestosIvasPrimerPeriodo1", "ImpuestosIvasPrimerPeriodo2", "ImpuestosIvasPrimerPeriodo3"],
    ["IVA1AUT", "IVA2AUT", "IVA3AUT"],
    ["IVA1", "IVA2", "IVA3"],
];
const SURCHARGES: [[&str; 3]; 2] = [["REC1AUT", "REC2AUT", "REC3AUT"], ["REQ1AUT", "REQ2AUT", "REQ3AUT"]];

pub(super) fn configured_vat<T: Tables>(view: &View<'_, T>) -> Result<Option<VatRates>> {
    let rows = all_if_there::<Configuration, T>(view)?;
    let values: HashMap<String, Percent> =
        rows.into_iter().map(|(key, value)| (folded(&key), value)).collect();
    let first = |sets: &[[&str; 3]]| sets.iter().find_map(|keys| three(&values, keys));
    let surcharge = first(&SURCHARGES).unwrap_or_default();
    Ok(first(&RATES).map(|rates| VatRates { rates, surcharge }))
}

fn three(values: &HashMap<String, Percent>, keys: &[&str; 3]) -> Option<[Percent; 3]> {
    let [first, second, third] = keys.map(|key| values.get(&folded(key)).copied());
    Some([first?, second?, third?])
}

/// Codes and keys compare without letter case and outer blanks.
fn folded(code: &str) -> String {
    code.trim().to_lowercase()
}

fn all<M: Master, T: Tables>(view: &View<'_, T>) -> Result<Vec<M::Item>> {
    read::<M, T>(view, &view.table(M::TABLE, M::KEY)?)
}

fn all_if_there<M: Master, T: Tables>(view: &View<'_, T>) -> Result<Vec<M::Item>> {
    match view.table_if_there(M::TABLE, M::KEY)? {
        Some(table) => read::<M, T>(view, &table),
        None => Ok(Vec::new()),
    }
}

fn read<M: Master, T: Tables>(view: &View<'_, T>, table: &Table) -> Result<Vec<M::Item>> {
    let master = M::bind(table)?;
    let mut items = Vec::new();
    let mut rows = view.db.scan(&table.def);
    while let Some(row) = rows.next_row().map_err(|error| view.engine(error))? {
        items.push(master.read(&Fields { table, row: &row })?);
    }
    Ok(items)
}
