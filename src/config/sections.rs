//! The parent, the subsidiaries, and what must hold between them.

use super::defaults;
use super::error::Problem;
use crate::domain::link::{
    DateRule, MatchKind, NegativeRule, Ownership, OwnershipRule, PriceSource, QuantityRule, Rounding,
};
use crate::domain::{Link, Percent, Series, VatRates};
use crate::pipeline::{
    Backup, CompanySettings, Driver, OdbcOptions, Password, Push, Settings, Subsidiary, connection_label,
};
use crate::toml_file::{self, Problem as TomlProblem};
use std::collections::BTreeMap;
use std::path::Path;

pub(super) type Section<'t> = toml_file::Section<'t, Problem>;
type Field<'t> = toml_file::Field<'t, Problem>;

/// The longest article code, `ARTLPC` and `CODART`: Text(13).
const ARTICLE_CHARS_MAX: usize = 13;

/// The companies and what is common to them. `Some(None)`: there are none, and none are needed.
pub(super) fn settings(root: &Section<'_>, base: &Path, needed: bool) -> Option<Option<Settings>> {
    if needed || ["parent", "subsidiary", "push", "backup"].iter().any(|key| root.has(key)) {
        return companies(root, base).map(Some);
    }
    Some(None)
}

fn companies(root: &Section<'_>, base: &Path) -> Option<Settings> {
    let push = push(&root.section("push"));
    let backup = backup(&root.section("backup"), base);
    let parent_section = root.required_section("parent");
    let sections = root.required_sections("subsidiary");
    let parent = parent_section.as_ref().and_then(|section| parent(section, base));
    let read: Vec<_> = sections.iter().map(|section| subsidiary(section, base, parent.as_ref())).collect();
    unique(parent_section.iter().chain(&sections));
    let Parent { company, .. } = parent?;
    Some(Settings { parent: company, subsidiaries: read.into_iter().collect::<Option<_>>()?, push, backup })
}

fn push(section: &Section<'_>) -> Push {
    let batch = section.value("batch").and_then(|field| field.integer(1..=10_000));
    let attempts = section.value("attempts_max").and_then(|field| field.integer(1..=1_000));
    section.close();
    Push { batch, attempts_max: attempts.unwrap_or(defaults::ATTEMPTS_MAX) }
}

fn backup(section: &Section<'_>, base: &Path) -> Backup {
    let directory =
        section.value("directory").and_then(|field| field.filled_text()).unwrap_or(defaults::BACKUPS);
    let keep =
        section.value("keep").and_then(|field| field.integer(0..=10_000)).unwrap_or(defaults::BACKUPS_KEPT);
    section.close();
    Backup { directory: base.join(directory), keep }
}

/// What the parent's section says about every link.
struct Parent {
    company: CompanySettings,
    user: i16,
    vat: VatRates,
    rounding: Rounding,
}

fn parent(section: &Section<'_>, base: &Path) -> Option<Parent> {
    let company = company(section, base);
    let user = section.value("user").and_then(|field| field.integer(0..=i64::from(i16::MAX))).unwrap_or(0);
    let (vat, rounding) = vat(&section.section("vat"));
    section.close();
    Some(Parent { company: company?, user, vat, rounding })
}

fn vat(section: &Section<'_>) -> (VatRates, Rounding) {
    let roundings = [("per-slot", Rounding::PerSlot), ("per-line", Rounding::PerLine)];
    let rates = section.value("rates").and_then(|field| three_percents(&field));
    let surcharge = section.value("surcharge").and_then(|field| three_percents(&field));
    let rounding = section.value("rounding").and_then(|field| field.choice(&roundings));
    section.close();
    let rates = rates.unwrap_or(defaults::VAT_RATES);
    let surcharge = surcharge.unwrap_or(defaults::VAT_SURCHARGES);
    (VatRates { rates, surcharge }, rounding.unwrap_or(Rounding::PerSlot))
}

fn three_percents(field: &Field<'_>) -> Option<[Percent; 3]> {
    let fields = field.list()?;
    let percents: Vec<_> = fields.iter().map(percent).collect();
    if fields.len() != 3 {
        field.wrong(TomlProblem::WrongCount { found: fields.len(), expected: 3 });
    }
    percents.into_iter().collect::<Option<Vec<_>>>()?.try_into().ok()
}

/// A percentage from 0 to 100, read as the decimal that is written.
fn percent(field: &Field<'_>) -> Option<Percent> {
    let written = field.written_number()?;
    let Ok(percent) = written.parse::<Percent>() else {
        field.wrong(Problem::NotAnAmount { found: written });
        return None;
    };
    if percent.is_negative() || percent > Percent::from_ten_thousandths(100 * 10_000) {
        field.wrong(TomlProblem::OutOfRange { found: written, low: 0, high: 100 });
        return None;
    }
    Some(percent)
}

fn company(section: &Section<'_>, base: &Path) -> Option<CompanySettings> {
    let name =
        section.required("name").and_then(|field| field.parsed(|found| Problem::CompanyName { found }));
    let driver = section.value("driver").and_then(|field| driver(&field));
    let driver = driver.unwrap_or(Driver::Auto);
    let connection = connection(section, driver);
    let [attributes, password_env] = ["attributes", "password_env"].map(|key| {
        let field = section.value(key)?;
        if driver == Driver::Native {
            field.wrong(Problem::OdbcOnly);
        }
        field.filled_text().map(str::to_owned)
    });
    let path = match &connection {
        None => section.required("path").and_then(|field| company_path(&field, base, driver)),
        Some(_) => no_path(section),
    };
    let password = password_env.map(|variable| Password { variable, value: None });
    let odbc = OdbcOptions { connection: connection.flatten(), attributes, password };
    Some(CompanySettings { name: name?, path: path?, driver, odbc })
}

fn driver(field: &Field<'_>) -> Option<Driver> {
    let drivers = [("auto", Driver::Auto), ("native", Driver::Native), ("odbc", Driver::Odbc)];
    let driver = field.choice(&drivers)?;
    if driver == Driver::Odbc && !cfg!(feature = "odbc") {
        field.wrong(Problem::OdbcNotBuiltIn);
    }
    Some(driver)
}

/// `None` where the company has a path; `Some(None)` where its connection string is no good.
fn connection(section: &Section<'_>, driver: Driver) -> Option<Option<String>> {
    let field = section.value("connection")?;
    if driver != Driver::Odbc {
        field.wrong(Problem::OdbcOnly);
        return None;
    }
    Some(field.filled_text().map(str::to_owned))
}

/// A connection string takes the place of a path.
fn no_path(section: &Section<'_>) -> Option<String> {
    if let Some(field) = section.value("path") {
        field.wrong(Problem::PathAndConnection);
    }
    Some(String::new())
}

fn company_path(field: &Field<'_>, base: &Path, driver: Driver) -> Option<String> {
    let path = field.filled_text()?;
    if driver == Driver::Odbc && path.contains(';') {
        field.wrong(Problem::SemicolonInPath);
    }
    if let Some(found) = foreign_placeholder(path) {
        field.wrong(Problem::Placeholder { found });
        return None;
    }
    Some(base.join(path).to_string_lossy().into_owned())
}

/// What stands between braces and is not `{year}`.
fn foreign_placeholder(path: &str) -> Option<String> {
    let rest = path.replace("{year}", "");
    let start = rest.find(['{', '}'])?;
    let end = rest[start..].find('}').map_or(rest.len(), |end| start + end + 1);
    Some(rest[start..end].to_owned())
}

fn subsidiary(section: &Section<'_>, base: &Path, parent: Option<&Parent>) -> Option<Subsidiary> {
    let company = company(section, base);
    let series = section.value("series").and_then(|field| field.distinct(series));
    let late_window = section
        .value("late_window")
        .and_then(|field| field.integer(0..=1_000_000))
        .unwrap_or(defaults::LATE_WINDOW);
    let formerly = section
        .value("formerly")
        .and_then(|field| field.distinct(|name| name.parsed(|found| Problem::CompanyName { found })));
    let link = link(section, parent);
    section.close();
    let company = company?;
    let link = Link { subsidiary: company.name.clone(), ..link? };
    Some(Subsidiary { company, series: series.unwrap_or_default(), late_window, formerly, link })
}

fn series(field: &Field<'_>) -> Option<Series> {
    field.parsed(|found| Problem::Series { found })
}

fn record(field: &Field<'_>) -> Option<i32> {
    field.integer(1..=i64::from(i32::MAX))
}

fn link(section: &Section<'_>, parent: Option<&Parent>) -> Option<Link> {
    let skip_customers = section.value("skip_customers").and_then(|field| field.distinct(customer));
    let target_series = section.required("target_series").and_then(|field| series(&field));
    let supplier = section.required("supplier").and_then(|field| record(&field));
    let (date, quantity, negative) = rules(section);
    let price = section.value("price").and_then(|field| ranking(&field, &PRICES));
    let ownership = ownership(&section.section("ownership"));
    let articles = articles(&section.section("articles"));
    let parent = parent?;
    Some(Link {
        subsidiary: parent.company.name.clone(),
        skip_customers: skip_customers.unwrap_or_default(),
        target_series: target_series?,
        supplier: supplier?,
        date,
        quantity,
        negative,
        price: price.unwrap_or(PRICES.map(|(_, source)| source).into()),
        ownership,
        articles,
        rounding: parent.rounding,
        vat_rates: parent.vat.rates,
        vat_surcharge: parent.vat.surcharge,
        user: parent.user,
    })
}

fn customer(field: &Field<'_>) -> Option<i32> {
    field.integer(0..=i64::from(i32::MAX))
}

const PRICES: [(&str, PriceSource); 3] =
    [("supplier", PriceSource::Supplier), ("cost", PriceSource::Cost), ("order", PriceSource::Order)];

const MATCHES: [(&str, MatchKind); 4] = [
    ("reference", MatchKind::Reference),
    ("code", MatchKind::Code),
    ("ean", MatchKind::Ean),
    ("equivalent", MatchKind::Equivalent),
];

fn rules(section: &Section<'_>) -> (DateRule, QuantityRule, NegativeRule) {
    let dates = [("order", DateRule::Order), ("today", DateRule::Today)];
    let quantities = [("ordered", QuantityRule::Ordered), ("pending", QuantityRule::Pending)];
    let negatives =
        [("hold", NegativeRule::Hold), ("transfer", NegativeRule::Transfer), ("skip", NegativeRule::Skip)];
    let date = section.value("date").and_then(|field| field.choice(&dates));
    let quantity = section.value("quantity").and_then(|field| field.choice(&quantities));
    let negative = section.value("negative").and_then(|field| field.choice(&negatives));
    (
        date.unwrap_or(DateRule::Order),
        quantity.unwrap_or(QuantityRule::Ordered),
        negative.unwrap_or(NegativeRule::Hold),
    )
}

/// A list of words in order of preference; an empty one would choose nothing.
fn ranking<T: Copy + PartialEq>(field: &Field<'_>, choices: &[(&'static str, T)]) -> Option<Vec<T>> {
    let chosen = field.distinct(|word| word.choice(choices))?;
    if field.list()?.is_empty() {
        field.wrong(TomlProblem::Empty);
    }
    Some(chosen)
}

fn ownership(section: &Section<'_>) -> Ownership {
    let rules = [
        ("supplier", OwnershipRule::Supplier),
        ("catalogue", OwnershipRule::Catalogue),
        ("list", OwnershipRule::List),
    ];
    let rule = section.value("rule");
    let chosen = rule.as_ref().and_then(|field| field.choice(&rules)).unwrap_or(OwnershipRule::Supplier);
    let supplier = section.value("supplier").and_then(|field| record(&field));
    let include = section.value("include").and_then(|field| field.distinct(pattern)).unwrap_or_default();
    let exclude = section.value("exclude").and_then(|field| field.distinct(pattern)).unwrap_or_default();
    let matching = section.value("match").and_then(|field| ranking(&field, &MATCHES));
    if let Some(field) = rule.filter(|_| chosen == OwnershipRule::List && include.is_empty()) {
        field.wrong(Problem::ListWithoutInclude);
    }
    section.close();
    let matching = matching.unwrap_or(vec![MatchKind::Reference, MatchKind::Code]);
    Ownership { rule: chosen, supplier, include, exclude, matching }
}

/// An article code with `*` and `?`; without a star it cannot be longer than a code.
fn pattern(field: &Field<'_>) -> Option<String> {
    let text = field.filled_text()?.trim();
    let fits = text.chars().filter(|c| *c != '*').count() <= ARTICLE_CHARS_MAX;
    if !fits || text.chars().any(char::is_control) {
        field.wrong(Problem::Article { found: text.to_owned() });
        return None;
    }
    Some(text.to_owned())
}

fn articles(section: &Section<'_>) -> BTreeMap<String, String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut articles = BTreeMap::new();
    for (code, field) in section.entries() {
        if !is_article(code) {
            field.wrong(Problem::Article { found: code.to_owned() });
        }
        if let Some(first) = seen.insert(code.trim().to_lowercase(), field.line()) {
            field.wrong(TomlProblem::Repeated { found: code.to_owned(), first });
        }
        let Some(target) = field.filled_text() else { continue };
        if !is_article(target) {
            field.wrong(Problem::Article { found: target.to_owned() });
        }
        articles.insert(code.trim().to_owned(), target.trim().to_owned());
    }
    articles
}

fn is_article(code: &str) -> bool {
    let code = code.trim();
    (1..=ARTICLE_CHARS_MAX).contains(&code.chars().count()) && !code.chars().any(char::is_control)
}

/// Reports names, files and target series that two companies share.
fn unique<'s, 't: 's>(sections: impl Iterator<Item = &'s Section<'t>> + Clone) {
    let text = |field: &Field<'_>| field.as_text().map(str::to_owned);
    let folded = |field: &Field<'_>| field.as_text().map(str::to_lowercase);
    no_repeats(sections.clone().filter_map(|section| section.value("name")), text, str::to_owned);
    no_repeats(sections.clone().filter_map(|section| section.value("path")), folded, str::to_owned);
    no_repeats(sections.clone().filter_map(|section| section.value("connection")), text, connection_label);
    no_repeats(sections.filter_map(|section| section.value("target_series")), folded, str::to_owned);
}

/// `shown` is what of a key may be told.
fn no_repeats<'t>(
    fields: impl Iterator<Item = Field<'t>>,
    key: impl Fn(&Field<'t>) -> Option<String>,
    shown: impl Fn(&str) -> String,
) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for field in fields {
        let Some(value) = key(&field) else { continue };
        match seen.get(&value) {
            Some(first) => field.wrong(TomlProblem::Repeated { found: shown(&value), first: *first }),
            None => drop(seen.insert(value, field.line())),
        }
    }
}
