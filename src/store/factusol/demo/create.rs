//! The demo companies as files, and large files of the same kind.

use super::articles::{self, PARENT_AT_DUOFIC};
use super::company::DemoCompany;
use super::content::companies;
use super::filling::Filling;
use super::orders::{day, id, ordinary};
use crate::domain::{CustomerOrder, Year};
use crate::store::{CompanyFile, Driver, OdbcOptions, Result};
use chrono::{Days, NaiveDate};
use std::path::Path;

/// Orders in one transaction of a large file.
const BATCH: usize = 500;

/// Makes the three companies' files in `dir`, the parent's first: `001YYYY.accdb`, `002YYYY.accdb` and so on. A file
/// that is there already is an error.
pub fn create(dir: &Path, year: Year) -> Result<Vec<CompanyFile>> {
    companies(year).iter().map(|company| create_company(dir, company, year)).collect()
}

fn create_company(dir: &Path, company: &DemoCompany, year: Year) -> Result<CompanyFile> {
    let path = dir.join(format!("{}{year}.accdb", company.identity.code));
    write_company(&path, company, day(year, 4, 30))?;
    Ok(CompanyFile {
        company: company.name.parse().expect("a company name"),
        year,
        path,
        driver: Driver::Native,
        odbc: OdbcOptions::default(),
    })
}

/// Makes the file of any company.
pub fn write_company(path: &Path, company: &DemoCompany, today: NaiveDate) -> Result<()> {
    Filling::create(path, today)?.write(|rows| {
        rows.masters(company)?;
        rows.orders(&company.orders)?;
        rows.documents(&company.documents, today)
    })
}

/// Makes a file of duofic with that many orders of that many lines each, in the series 1 from 1 on; each line is an
/// article that the parent delivers. Memory does not grow with it.
pub fn large(path: &Path, year: Year, orders: usize, lines_per_order: usize) -> Result<()> {
    let [_, company, _] = companies(year);
    let mut file = Filling::create(path, day(year, 12, 31))?;
    file.write(|rows| rows.masters(&company))?;
    let goods = articles::orderable(&company.articles, PARENT_AT_DUOFIC);
    let order = |place: usize| {
        let date = day(year, 1, 1) + Days::new((place * 365 / orders) as u64);
        let number = i32::try_from(place + 1).expect("fewer orders than numbers");
        ordinary(&company.articles, &goods, id('1', number), date, lines_per_order)
    };
    for first in (0..orders).step_by(BATCH) {
        let batch: Vec<CustomerOrder> = (first..orders.min(first + BATCH)).map(order).collect();
        file.write(|rows| rows.orders(&batch))?;
    }
    Ok(())
}

/// Saves more customer orders in a subsidiary's file, as its users do.
pub fn save_orders(path: &Path, year: Year, orders: &[CustomerOrder]) -> Result<()> {
    Filling::open(path, day(year, 5, 1))?.write(|rows| rows.orders(orders))
}
