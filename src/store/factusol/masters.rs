//! The masters of a company, each by one reading of its table, wherever its rows come from.

use super::columns::{Kind, Table};
use super::fields::{Cells, Fields};
use super::map::{
    Articles, Barcodes, Companies, Configuration, HEADER_KEY, LINE_KEY, Master, PurchasePrices, Suppliers,
    Warehouses,
};
use super::names::{F_EMP, F_LPP, F_PPR};
use super::text_columns::text_column;
use crate::domain::{Article, Company, Percent, PurchasePrice, Supplier, TextSizes, VatRates, Year};
use crate::store::{Error, Masters, Result};
use accdb::ColumnType;
use std::collections::HashMap;
use std::path::Path;

/// Whatever gives the tables of a company and their rows.
pub(crate) trait Source {
    /// What messages call it.
    fn file(&self) -> &str;
    /// A table that must be there.
    fn table(&self, name: &str, key: &[(&'static str, Kind)]) -> Result<Table>;
    /// A table that versions of Factusol, or small files, may lack.
    fn table_if_there(&self, name: &str, key: &[(&'static str, Kind)]) -> Result<Option<Table>>;
    /// Gives every row of a table, with at least the columns that were asked for.
    fn each_row(&self, table: &Table, each: &mut dyn FnMut(&dyn Cells) -> Result<()>) -> Result<()>;
}

/// A store whose company is a [`Source`].
pub(crate) trait OverTables {
    /// Reads what stands together in the tables, perhaps more than once.
    fn over_tables<T>(&mut self, read: impl Fn(&dyn Source) -> Result<T>) -> Result<T>;
}

impl<S: OverTables> Masters for S {
    fn company(&mut self, year: Year) -> Result<Company> {
        self.over_tables(|source| company(source, year))
    }

    fn articles(&mut self) -> Result<Vec<Article>> {
        self.over_tables(articles)
    }

    fn suppliers(&mut self) -> Result<Vec<Supplier>> {
        self.over_tables(suppliers)
    }

    fn purchase_prices(&mut self, supplier: i32) -> Result<Vec<PurchasePrice>> {
        self.over_tables(|source| purchase_prices(source, supplier))
    }

    fn warehouses(&mut self) -> Result<Vec<String>> {
        self.over_tables(warehouses)
    }

    fn configured_vat(&mut self) -> Result<Option<VatRates>> {
        self.over_tables(configured_vat)
    }

    fn text_sizes(&mut self) -> Result<TextSizes> {
        self.over_tables(text_sizes)
    }
}

fn articles(source: &dyn Source) -> Result<Vec<Article>> {
    let mut articles = all::<Articles>(source)?;
    let barcodes = all_if_there::<Barcodes>(source)?;
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

fn suppliers(source: &dyn Source) -> Result<Vec<Supplier>> {
    all::<Suppliers>(source)
}

fn purchase_prices(source: &dyn Source, supplier: i32) -> Result<Vec<PurchasePrice>> {
    let mut prices = all_if_there::<PurchasePrices>(source)?;
    prices.retain(|price| price.supplier == supplier);
    Ok(prices)
}

fn warehouses(source: &dyn Source) -> Result<Vec<String>> {
    all_if_there::<Warehouses>(source)
}

/// How long the texts of a supplier order may be in this file.
fn text_sizes(source: &dyn Source) -> Result<TextSizes> {
    let mut sizes = TextSizes::named(text_column);
    for table in [source.table(F_PPR, &HEADER_KEY)?, source.table(F_LPP, &LINE_KEY)?] {
        let texts = table.def.columns.iter().filter(|column| column.column_type == ColumnType::Text);
        texts.for_each(|column| sizes.set(&column.name, column.size()));
    }
    Ok(sizes)
}

/// The row of the exercise, else the only one. Of several, the one whose code the file's name starts with.
fn company(source: &dyn Source, year: Year) -> Result<Company> {
    let mut companies = all::<Companies>(source)?;
    let (rows, exercise) = (companies.len(), year.to_string());
    if rows > 1 {
        companies.retain(|company| company.exercise.trim() == exercise);
    }
    let file = Path::new(source.file()).file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let named = companies.iter().position(|company| file.starts_with(&folded(&company.code)));
    let found = named.or((!companies.is_empty()).then_some(0));
    found.map(|place| companies.swap_remove(place)).ok_or_else(|| {
        let problem = format!("none of its {rows} rows is of the exercise {year}");
        Error::Schema { file: source.file().to_owned(), table: F_EMP.to_owned(), column: None, problem }
    })
}

/// Names under which F_CFG holds the three rates, and the surcharges, in the order of trust.
const RATES: [[&str; 3]; 3] = [
    ["ImpuestosIvasPrimerPeriodo1", "ImpuestosIvasPrimerPeriodo2", "ImpuestosIvasPrimerPeriodo3"],
    ["IVA1AUT", "IVA2AUT", "IVA3AUT"],
    ["IVA1", "IVA2", "IVA3"],
];
const SURCHARGES: [[&str; 3]; 2] = [["REC1AUT", "REC2AUT", "REC3AUT"], ["REQ1AUT", "REQ2AUT", "REQ3AUT"]];

fn configured_vat(source: &dyn Source) -> Result<Option<VatRates>> {
    let rows = all_if_there::<Configuration>(source)?;
    let mut values: HashMap<String, Result<Percent>> =
        rows.into_iter().map(|(key, value)| (folded(&key), value)).collect();
    let rates = first(&mut values, &RATES)?;
    let surcharge = first(&mut values, &SURCHARGES)?.unwrap_or_default();
    Ok(rates.map(|rates| VatRates { rates, surcharge }))
}

/// The values of the first keys that are all there. One of them that cannot be read is an error; others cost nothing.
fn first(values: &mut HashMap<String, Result<Percent>>, sets: &[[&str; 3]]) -> Result<Option<[Percent; 3]>> {
    let is_there = |keys: &&[&str; 3]| keys.iter().all(|key| values.contains_key(&folded(key)));
    let Some(keys) = sets.iter().find(is_there) else { return Ok(None) };
    let [first, second, third] = keys.map(|key| values.remove(&folded(key)).unwrap_or(Ok(Percent::ZERO)));
    Ok(Some([first?, second?, third?]))
}

/// Codes and keys compare without letter case and outer blanks.
fn folded(code: &str) -> String {
    code.trim().to_lowercase()
}

fn all<M: Master>(source: &dyn Source) -> Result<Vec<M::Item>> {
    read::<M>(source, &source.table(M::TABLE, M::KEY)?)
}

fn all_if_there<M: Master>(source: &dyn Source) -> Result<Vec<M::Item>> {
    match source.table_if_there(M::TABLE, M::KEY)? {
        Some(table) => read::<M>(source, &table),
        None => Ok(Vec::new()),
    }
}

fn read<M: Master>(source: &dyn Source, table: &Table) -> Result<Vec<M::Item>> {
    let master = M::bind(table)?;
    let mut items = Vec::new();
    source.each_row(table, &mut |row| {
        items.push(master.read(&Fields { table, row })?);
        Ok(())
    })?;
    Ok(items)
}
