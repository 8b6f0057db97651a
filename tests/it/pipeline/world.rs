//! A small group of companies, a clock that stands still unless it is told to tick, and a state file in a temporary
//! folder.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use factulink::domain::link::{
    DateRule, MatchKind, NegativeRule, Ownership, OwnershipRule, PriceSource, QuantityRule, Rounding,
};
use factulink::domain::*;
use factulink::pipeline::{
    self, App, Backup, Clock, CompanySettings, Driver, EnqueueOptions, ExplainedOrder, OdbcOptions, Progress,
    Push, PushOptions, Report, RestoreOptions, RestoreReport, RestoreWhich, RetryOptions, RunOptions,
    ScanOptions, Settings, Status, Subsidiary, Unwatched,
};
use factulink::store::memory::{Blame, Fault, MemoryCompany, MemoryStores};
use std::cell::Cell;
use std::path::PathBuf;

pub const DUOFIC: &str = "duofic";
pub const OFIFACTORY: &str = "ofifactory";
pub const OFICIT: &str = "oficit";

pub struct World {
    folder: tempfile::TempDir,
    pub stores: MemoryStores,
    pub settings: Settings,
    pub now: Cell<DateTime<Utc>>,
    /// How far the clock goes on with each question.
    pub tick: Cell<TimeDelta>,
    pub year: Option<Year>,
}

impl Clock for World {
    fn now(&self) -> DateTime<Utc> {
        self.now.set(self.now.get() + self.tick.get());
        self.now.get()
    }

    fn today(&self) -> NaiveDate {
        self.now.get().date_naive()
    }
}

pub fn year(year: u16) -> Year {
    Year::new(year).expect("a year")
}

pub fn name(name: &str) -> CompanyName {
    name.parse().expect("a company name")
}

pub fn key(text: &str) -> OrderKey {
    text.parse().expect("an order key")
}

pub fn money(text: &str) -> Money {
    text.parse().expect("money")
}

/// The parent's article `OFI-1` at 5 euros, sold by the subsidiaries under the same code.
fn article() -> Article {
    Article {
        code: "OFI-1".into(),
        description: "Papel A4".into(),
        usual_supplier: 7,
        cost: money("5"),
        ..Article::default()
    }
}

fn parent() -> MemoryCompany {
    MemoryCompany {
        identity: Company { tax_id: "B11111111".into(), ..Company::default() },
        articles: vec![article()],
        suppliers: vec![Supplier { code: 12, name: "Proveedor".into(), ..Supplier::default() }],
        warehouses: vec!["GEN".into()],
        blame: Blame::Right,
        ..MemoryCompany::default()
    }
}

pub fn subsidiary() -> MemoryCompany {
    MemoryCompany {
        articles: vec![article()],
        suppliers: vec![Supplier { code: 7, tax_id: "B-11111111".into(), ..Supplier::default() }],
        ..MemoryCompany::default()
    }
}

fn company(name: &str) -> CompanySettings {
    CompanySettings {
        name: name.parse().expect("a name"),
        path: format!("{name}{{year}}.accdb"),
        driver: Driver::Auto,
        odbc: OdbcOptions::default(),
    }
}

fn link(subsidiary: &str, series: &str) -> Subsidiary {
    let percents = |texts: [&str; 3]| texts.map(|text| text.parse().expect("a percentage"));
    let ownership = Ownership {
        rule: OwnershipRule::Supplier,
        supplier: None,
        include: vec![],
        exclude: vec![],
        matching: vec![MatchKind::Reference, MatchKind::Code],
    };
    let link = Link {
        subsidiary: name(subsidiary),
        skip_customers: vec![900],
        target_series: series.parse().expect("a series"),
        supplier: 12,
        date: DateRule::Order,
        quantity: QuantityRule::Ordered,
        negative: NegativeRule::Hold,
        price: vec![PriceSource::Supplier, PriceSource::Cost],
        ownership,
        articles: Default::default(),
        rounding: Rounding::PerSlot,
        vat_rates: percents(["21", "10", "4"]),
        vat_surcharge: percents(["5.2", "1.4", "0.5"]),
        user: 90,
    };
    Subsidiary { company: company(subsidiary), series: vec![], late_window: 10, formerly: None, link }
}

/// An order of one line of `OFI-1`.
pub fn order(id: &str) -> CustomerOrder {
    of_article(id, "OFI-1")
}

pub fn of_article(id: &str, article: &str) -> CustomerOrder {
    let line = CustomerLine {
        position: 1,
        article: article.into(),
        description: "Papel".into(),
        quantity: "3".parse().expect("a quantity"),
        cancelled: Quantity::ZERO,
        pending: "3".parse().expect("a quantity"),
        price: money("7"),
        discounts: [Percent::ZERO; 3],
        total: money("21"),
        vat: Some(VatSelector::default()),
        cost: money("4"),
        size: String::new(),
        colour: String::new(),
    };
    CustomerOrder {
        id: id.parse().expect("an order"),
        date: "2026-06-15".parse().expect("a date"),
        customer: 16,
        customer_name: "Bodega".into(),
        reference: String::new(),
        state: OrderState(0),
        warehouse: "GEN".into(),
        delivery_term: String::new(),
        nets: [money("21"), Money::ZERO, Money::ZERO, Money::ZERO],
        lines: vec![line],
    }
}

impl World {
    /// The parent and two subsidiaries without orders, on 15 June 2026.
    pub fn new() -> World {
        let stores = MemoryStores::default();
        stores.put(&name(OFICIT), year(2026), parent());
        stores.put(&name(DUOFIC), year(2026), subsidiary());
        stores.put(&name(OFIFACTORY), year(2026), subsidiary());
        let settings = Settings {
            parent: company(OFICIT),
            subsidiaries: vec![link(DUOFIC, "7"), link(OFIFACTORY, "8")],
            push: Push { batch: Some(2), attempts_max: 3 },
            backup: Backup { directory: "backups".into(), keep: 3 },
        };
        let now = Cell::new("2026-06-15T10:00:00Z".parse().expect("a time"));
        let tick = Cell::new(TimeDelta::zero());
        World { folder: tempfile::tempdir().expect("a folder"), stores, settings, now, tick, year: None }
    }

    /// With orders of duofic's series 1.
    pub fn with_orders(numbers: impl IntoIterator<Item = i32>) -> World {
        let world = World::new();
        numbers.into_iter().for_each(|number| world.enter(order(&format!("1-{number}"))));
        world
    }

    pub fn enter(&self, order: CustomerOrder) {
        self.subsidiary(|company| company.put(order));
    }

    pub fn subsidiary<T>(&self, look: impl FnOnce(&mut MemoryCompany) -> T) -> T {
        self.stores.with(&name(DUOFIC), year(2026), look)
    }

    pub fn parent<T>(&self, look: impl FnOnce(&mut MemoryCompany) -> T) -> T {
        self.stores.with(&name(OFICIT), year(2026), look)
    }

    pub fn fault(&self, company: &str, fault: Fault) {
        self.stores.with(&name(company), year(2026), |company| company.faults.push(fault));
    }

    pub fn mend(&self, company: &str) {
        self.stores.with(&name(company), year(2026), |company| company.faults.clear());
    }

    pub fn later(&self, minutes: i64) {
        self.now.set(self.now.get() + TimeDelta::minutes(minutes));
    }

    pub fn state_path(&self) -> PathBuf {
        self.folder.path().join("state.db")
    }

    /// Every file of the state folder with its bytes, but for the index of the log, memory that processes share.
    pub fn state_bytes(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let paths = paths.filter(|path| !path.to_string_lossy().ends_with("-shm"));
        let mut files: Vec<_> =
            paths.map(|path| (path.clone(), std::fs::read(&path).expect("bytes"))).collect();
        files.sort();
        files
    }

    pub fn app<T>(&self, work: impl FnOnce(&App<'_>) -> T) -> T {
        self.watched(&Unwatched, work)
    }

    pub fn watched<T>(&self, progress: &dyn Progress, work: impl FnOnce(&App<'_>) -> T) -> T {
        let state = self.state_path();
        work(&App {
            settings: &self.settings,
            stores: &self.stores,
            state: &state,
            clock: self,
            progress,
            owner: "test",
            year: self.year,
        })
    }

    pub fn scan(&self) -> Report {
        self.app(|app| pipeline::scan(app, &ScanOptions::default())).expect("scanned")
    }

    pub fn scan_range(&self, range: pipeline::Range) -> Report {
        let options = ScanOptions { range: Some(range), ..ScanOptions::default() };
        self.app(|app| pipeline::scan(app, &options)).expect("scanned")
    }

    pub fn enqueue(&self) -> Report {
        self.app(|app| pipeline::enqueue(app, &EnqueueOptions::default())).expect("enqueued")
    }

    pub fn push(&self) -> Report {
        self.push_with(PushOptions::default())
    }

    pub fn push_with(&self, options: PushOptions) -> Report {
        self.app(|app| pipeline::push(app, &options)).expect("pushed")
    }

    pub fn run(&self) -> Report {
        self.app(|app| pipeline::run(app, &RunOptions::default())).expect("run")
    }

    pub fn rehearse_run(&self) -> Report {
        let options = RunOptions { dry_run: true, ..RunOptions::default() };
        self.app(|app| pipeline::run(app, &options)).expect("rehearsed")
    }

    pub fn retry(&self, options: RetryOptions) -> pipeline::RetryReport {
        self.app(|app| pipeline::retry(app, &options, false)).expect("retried")
    }

    pub fn restore(&self, which: RestoreWhich) -> Result<RestoreReport, pipeline::Error> {
        self.app(|app| pipeline::restore(app, &RestoreOptions { company: None, which }, false))
    }

    /// The names of the backups, the oldest first.
    pub fn backups(&self) -> Vec<String> {
        let paths = self.stores.folders().paths();
        let name = |path: &PathBuf| path.file_name()?.to_str().map(str::to_owned);
        paths.iter().filter_map(name).collect()
    }

    pub fn status(&self) -> Status {
        self.app(pipeline::status).expect("status")
    }

    pub fn explain(&self, order: &str) -> ExplainedOrder {
        self.app(|app| pipeline::explain(app, &key(order))).expect("explained")
    }

    pub fn watermark(&self) -> Option<i32> {
        let status = self.status();
        let duofic = status.companies.iter().find(|company| company.name == name(DUOFIC))?;
        duofic.watermarks.first().map(|mark| mark.code.get())
    }

    /// How many documents of the parent bear the mark of each of duofic's orders, by number.
    pub fn written(&self) -> Vec<(i32, usize)> {
        let orders: Vec<OrderId> = self.subsidiary(|company| company.orders.keys().copied().collect());
        let documents = |id: &OrderId| {
            let mark = OrderKey { company: name(DUOFIC), year: year(2026), id: *id }.trace_mark();
            self.parent(|parent| parent.documents_of(&mark).count())
        };
        orders.iter().map(|id| (id.number.get(), documents(id))).collect()
    }

    pub fn every_order_is_written_once(&self) -> bool {
        self.written().iter().all(|(_, documents)| *documents == 1)
    }
}
