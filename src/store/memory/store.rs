//! The contract over companies in memory.

use super::company::{Blame, MemoryCompany};
use super::fault::{Call, Harm};
use super::folders::MemoryFolders;
use crate::domain::{
    Article, Company, CompanyName, CustomerOrder, DocumentId, ManualOrder, NumberRun, OrderId, OrderNumber,
    PurchasePrice, Series, Supplier, SupplierOrder, TextSizes, TraceMark, VatRates, Year,
};
use crate::store::{
    Backups, Census, CompanyFile, CompanyStore, Error, FileStamp, Leftovers, MarkLookup, Masters, OrderRange,
    OrderSource, OrderTarget, PushRefused, Result, Stores, Unindexed, Unwritten, WholeFile,
};
use chrono::NaiveDate;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::rc::Rc;

pub(super) type Shared = Rc<RefCell<MemoryCompany>>;

/// Every company in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryStores {
    companies: RefCell<HashMap<(CompanyName, Year), Shared>>,
    folders: MemoryFolders,
}

impl MemoryStores {
    /// Puts one exercise of a company there; what was there before is gone.
    pub fn put(&self, company: &CompanyName, year: Year, content: MemoryCompany) {
        let shared = Rc::new(RefCell::new(content));
        self.companies.borrow_mut().insert((company.clone(), year), shared);
    }

    /// Looks at one exercise of a company, or changes it; as if it were empty where it is not there.
    pub fn with<T>(
        &self,
        company: &CompanyName,
        year: Year,
        look: impl FnOnce(&mut MemoryCompany) -> T,
    ) -> T {
        let key = (company.clone(), year);
        let shared = Rc::clone(self.companies.borrow_mut().entry(key).or_default());
        let mut content = shared.borrow_mut();
        look(&mut content)
    }

    /// The folders of backups.
    pub fn folders(&self) -> &MemoryFolders {
        &self.folders
    }

    pub(super) fn find(&self, file: &CompanyFile) -> Option<Shared> {
        self.companies.borrow().get(&(file.company.clone(), file.year)).cloned()
    }
}

impl Stores for MemoryStores {
    fn backups(&self) -> &dyn Backups {
        self
    }

    fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        let name = format!("{}/{}", file.company, file.year);
        let company = self.find(file).ok_or_else(|| Harm::Away.error(name.clone()))?;
        let mut store = MemoryStore { company, name, write, folders: self.folders.clone() };
        store.call(Call::Open)?;
        Ok(Box::new(store))
    }

    fn exists(&self, file: &CompanyFile) -> Result<bool> {
        let Some(company) = self.find(file) else { return Ok(false) };
        call(&company, Call::Exists, file.company.as_str()).map(|_| true)
    }
}

pub(super) struct MemoryStore {
    pub company: Shared,
    pub name: String,
    pub write: bool,
    pub folders: MemoryFolders,
}

/// Counts a call, and fails it where that was ordered; what it returns happens after the work is done.
pub(super) fn call(company: &Shared, call: Call, name: &str) -> Result<Option<Harm>> {
    let harm = {
        let mut company = company.borrow_mut();
        let count = company.calls.entry(call).or_default();
        *count += 1;
        let count = *count;
        let meant = company
            .faults
            .iter()
            .find(|fault| fault.call == call && (fault.from..=fault.to).contains(&count));
        meant.map(|fault| fault.harm)
    };
    match harm {
        None => Ok(None),
        Some(Harm::DoAndDie | Harm::DoAndLose) => Ok(harm),
        Some(harm) => Err(harm.error(name.to_owned())),
    }
}

/// What happens after the work is done.
pub(super) fn afterwards(harm: Option<Harm>, name: &str) -> Result<()> {
    harm.map_or(Ok(()), |harm| Err(harm.error(name.to_owned())))
}

impl MemoryStore {
    fn call(&mut self, of: Call) -> Result<Option<Harm>> {
        call(&self.company, of, &self.name)
    }

    fn refuse(&self, table: &str) -> Error {
        let source = accdb::Error::Duplicate { table: table.to_owned(), index: "PrimaryKey".to_owned() };
        Error::Refused { file: self.name.clone(), source }
    }

    fn lost(&self, table: &str, orders: &BTreeSet<OrderId>) -> Error {
        let named: Vec<String> = orders.iter().map(ToString::to_string).collect();
        let (rows, named) = (u64::try_from(orders.len()).unwrap_or(u64::MAX), named.join(", "));
        Error::Unindexed { file: self.name.clone(), table: table.to_owned(), rows, entries: 0, named }
    }

    fn unreadable(&self, id: OrderId) -> Error {
        Error::Value {
            file: self.name.clone(),
            table: "F_LPC".to_owned(),
            row: id.to_string(),
            column: "CANLPC".to_owned(),
            found: "NaN".to_owned(),
            expected: "a number".to_owned(),
            order: Some(id.number),
        }
    }

    /// The first order that the table refuses, as far as the company tells.
    fn failed_at(&self, batch: &[&SupplierOrder]) -> Option<Option<usize>> {
        let company = self.company.borrow();
        let failed_at = batch.iter().position(|order| company.refused.contains(&order.mark))?;
        Some(match company.blame {
            Blame::Nobody => None,
            Blame::Right => Some(failed_at),
            Blame::Beyond => Some(batch.len()),
        })
    }
}

impl Masters for MemoryStore {
    fn company(&mut self, _year: Year) -> Result<Company> {
        Ok(self.company.borrow().identity.clone())
    }

    fn articles(&mut self) -> Result<Vec<Article>> {
        self.call(Call::Articles)?;
        Ok(self.company.borrow().articles.clone())
    }

    fn suppliers(&mut self) -> Result<Vec<Supplier>> {
        Ok(self.company.borrow().suppliers.clone())
    }

    fn purchase_prices(&mut self, supplier: i32) -> Result<Vec<PurchasePrice>> {
        let company = self.company.borrow();
        Ok(company.prices.iter().filter(|price| price.supplier == supplier).cloned().collect())
    }

    fn warehouses(&mut self) -> Result<Vec<String>> {
        Ok(self.company.borrow().warehouses.clone())
    }

    fn configured_vat(&mut self) -> Result<Option<VatRates>> {
        Ok(self.company.borrow().vat)
    }

    fn text_sizes(&mut self) -> Result<TextSizes> {
        Ok(self.company.borrow().sizes.clone())
    }
}

impl OrderSource for MemoryStore {
    fn series(&mut self) -> Result<Vec<Series>> {
        self.call(Call::Series)?;
        let series: BTreeSet<Series> = self.company.borrow().orders.keys().map(|id| id.series).collect();
        Ok(series.into_iter().collect())
    }

    fn odd_headers(&mut self) -> Result<Vec<Error>> {
        let odd = |row: &String| Error::Value {
            file: self.name.clone(),
            table: "F_PCL".to_owned(),
            row: row.clone(),
            column: "TIPPCL".to_owned(),
            found: row.clone(),
            expected: "a series (one letter or digit)".to_owned(),
            order: None,
        };
        Ok(self.company.borrow().odd_headers.iter().map(odd).collect())
    }

    fn unindexed(&mut self) -> Result<Option<Unindexed>> {
        let orders: Vec<OrderId> = self.company.borrow().unindexed.iter().copied().collect();
        let error = || self.lost("F_PCL", &orders.iter().copied().collect());
        Ok((!orders.is_empty()).then(error).map(|error| Unindexed { orders, error }))
    }

    fn newest_number(&mut self, series: Series) -> Result<Option<OrderNumber>> {
        let company = self.company.borrow();
        Ok(company.orders.keys().filter(|id| id.series == series).map(|id| id.number).max())
    }

    fn with_orders(&mut self, series: Series, mut runs: Vec<NumberRun>) -> Result<Vec<NumberRun>> {
        let (company, id) = (self.company.borrow(), |number| OrderId { series, number });
        runs.retain(|run| company.orders.range(id(run.first)..=id(run.last)).next().is_some());
        Ok(runs)
    }

    fn read_orders(
        &mut self,
        range: OrderRange,
        each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.call(Call::ReadOrders)?;
        let id = |number| OrderId { series: range.series, number };
        let dated = |order: &CustomerOrder| {
            range.since.is_none_or(|since| order.date >= since)
                && range.until.is_none_or(|until| order.date <= until)
        };
        let broken = self.company.borrow().unreadable.clone();
        let mut next = Some(range.from);
        while let Some(from) = next.filter(|from| *from <= range.to) {
            // One at a time, so that whoever reads may look at the company meanwhile.
            let found = self
                .company
                .borrow()
                .orders
                .range(id(from)..=id(range.to))
                .next()
                .map(|(_, order)| order.clone());
            let Some(order) = found else { break };
            next = order.id.number.next();
            if broken.contains(&order.id) {
                return Err(self.unreadable(order.id).into());
            }
            if dated(&order) {
                each(order)?;
            }
        }
        Ok(())
    }
}

impl OrderTarget for MemoryStore {
    fn manual_orders(&mut self, limit: usize) -> Result<Vec<ManualOrder>> {
        Ok(self.company.borrow().manual_orders.iter().take(limit).cloned().collect())
    }

    fn check_target(&mut self) -> Result<()> {
        self.call(Call::CheckTarget).map(drop)
    }

    fn check_indexes(&mut self) -> Result<()> {
        let lost = self.company.borrow().unindexed.clone();
        if lost.is_empty() { Ok(()) } else { Err(self.lost("F_PPR", &lost)) }
    }

    fn find_marks(&mut self, wanted: HashSet<TraceMark>) -> Result<MarkLookup> {
        self.call(Call::FindMarks)?;
        let company = self.company.borrow();
        let marked = company.documents.iter().map(|(id, order)| (order.mark.clone(), *id));
        let found = marked.filter(|(mark, _)| wanted.contains(mark)).collect();
        let mut census = Census::new();
        for order in company.documents.values() {
            let (_, key) = TraceMark::parse(order.mark.as_str()).expect("a mark");
            *census.entry(key.company.to_string()).or_default() += 1;
        }
        Ok(MarkLookup::new(wanted, found, Some(census)))
    }

    fn insert_orders(
        &mut self,
        batch: &[Unwritten<'_>],
        _today: NaiveDate,
    ) -> Result<Vec<DocumentId>, PushRefused> {
        let batch: Vec<_> = batch.iter().map(|order| order.order()).collect();
        assert!(self.write, "{} was opened for reading", self.name);
        let harm = self.call(Call::InsertOrders)?;
        if let Some(failed_at) = self.failed_at(&batch) {
            return Err(PushRefused { failed_at, error: self.refuse("F_PPR") });
        }
        let written = batch.iter().map(|order| self.company.borrow_mut().write(order)).collect();
        match harm {
            None => Ok(written),
            Some(harm) => Err(harm.error(self.name.clone()).into()),
        }
    }

    fn rehearse_orders(&mut self, batch: &[&SupplierOrder], _today: NaiveDate) -> Result<(), PushRefused> {
        self.call(Call::InsertOrders)?;
        match self.failed_at(batch) {
            Some(failed_at) => Err(PushRefused { failed_at, error: self.refuse("F_PPR") }),
            None => Ok(()),
        }
    }
}

impl WholeFile for MemoryStore {
    fn stamp(&mut self) -> Result<FileStamp> {
        let company = self.company.borrow();
        Ok(FileStamp { length: company.grown, counters: company.counters.clone(), modified: None })
    }

    fn byte_count(&mut self) -> Result<u64> {
        Ok(self.company.borrow().byte_count())
    }

    fn check(&mut self) -> Result<Leftovers> {
        self.company.borrow().check(&self.name).map(|()| Leftovers::new())
    }

    fn back_up(&mut self, to: &Path) -> Result<()> {
        let harm = self.call(Call::BackUp)?;
        self.company.borrow().check(&self.name)?;
        self.folders.put(to, self.company.borrow().clone());
        afterwards(harm, &self.name)
    }
}

impl CompanyStore for MemoryStore {
    fn whole_file(&mut self) -> Option<&mut dyn WholeFile> {
        Some(self)
    }
}

impl MemoryCompany {
    fn write(&mut self, order: &SupplierOrder) -> DocumentId {
        let series = DocumentId { series: order.series, number: OrderNumber::FIRST }..=DocumentId {
            series: order.series,
            number: OrderNumber::LAST,
        };
        let own = self.documents.range(series.clone()).next_back().map(|(id, _)| *id);
        let others = self.taken.range(series).next_back().copied();
        let highest = own.max(others).map(|id| id.number);
        let number = highest.map_or(Some(OrderNumber::FIRST), OrderNumber::next).expect("a number is left");
        let id = DocumentId { series: order.series, number };
        self.documents.insert(id, order.clone());
        self.grown += 1;
        id
    }
}
