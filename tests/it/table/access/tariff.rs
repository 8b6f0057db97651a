//! What the profile `tarifa` says, worked out anew for its one file: enough to feed the writer as an import would.

use super::world::{Copied, decimal};
use factulink::table::Cell;
use factulink::table::access::{
    ChangeLimit, FoundRows, Literal, LookupSpec, LookupTable, Manners, Mode, RowBatch, TableTarget,
    TableWriter, WriteOutcome,
};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{BTreeMap, HashSet};

pub const TARGET: TableTarget<'_> = TableTarget {
    table: "F_LPA",
    key: &["ARTLPA", "PROLPA"],
    columns: &["PRELPA", "DT1LPA", "DT2LPA", "DT3LPA", "RESLPA", "REFLPA"],
    only_new: &[],
    mode: Mode::Upsert,
    change: Some(ChangeLimit { column: "PRELPA", at_most: 300_000 }),
};

/// What became of each row, by its number in the file.
pub type Outcomes = BTreeMap<u64, String>;

/// Gives every row of the list to a writer, `batch` of them at a time.
pub fn import(copied: &Copied, writer: &mut TableWriter, batch: usize, write: bool) -> Outcomes {
    let mut lookup = articles(copied);
    let (mut outcomes, mut seen) = (Outcomes::new(), HashSet::new());
    let (mut rows, mut numbers) = (RowBatch::new(), Vec::new());
    let mut flush = |rows: &mut RowBatch, numbers: &mut Vec<u64>, outcomes: &mut Outcomes| {
        let done = if write { writer.write(rows) } else { writer.rehearse(rows) }.expect("written");
        outcomes.extend(numbers.drain(..).zip(done.iter().map(code)));
        rows.clear();
    };
    let bytes = std::fs::read(copied.fixtures.join("prices/tarifa-2026-11.csv")).expect("the list");
    let text = encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned();
    for (number, line) in (1..).zip(text.lines()).skip(1) {
        match priced(line, &mut seen, &mut lookup) {
            Ok(row) => {
                rows.push(&row.cells());
                numbers.push(number);
            }
            Err(outcome) => {
                outcomes.insert(number, outcome);
            }
        }
        if rows.len() == batch {
            flush(&mut rows, &mut numbers, &mut outcomes);
        }
    }
    flush(&mut rows, &mut numbers, &mut outcomes);
    outcomes
}

fn articles(copied: &Copied) -> LookupTable {
    let number = |text| Literal::number(text).expect("a number");
    let (filter, refuse) = ([("PHAART", number("6"))], [("NPUART", number("1")), ("DSCART", number("1"))]);
    let spec = LookupSpec { keys: &["REFART"], filter: &filter, take: "CODART", refuse: &refuse };
    let company = copied.fixtures.join("prices/0012026.accdb");
    LookupTable::of_table(&company, "F_ART", &spec, Manners::ChangesNothing).expect("the articles")
}

struct Priced {
    article: String,
    reference: String,
    price: Decimal,
    discount: Decimal,
    net: Decimal,
}

impl Priced {
    fn cells(&self) -> [Cell<'_>; 8] {
        let number = |number: Decimal| decimal(&number.to_string());
        [
            Cell::Text(&self.article),
            number(6.into()),
            number(self.price),
            number(self.discount),
            Cell::Text("0"),
            number(0.into()),
            number(self.net),
            Cell::Text(&self.reference),
        ]
    }
}

/// The row to be written; else what becomes of it.
fn priced(line: &str, seen: &mut HashSet<String>, lookup: &mut LookupTable) -> Result<Priced, String> {
    let fields: Vec<&str> = line.split(';').collect();
    let (reference, hundred) = (fields[0].trim().to_uppercase(), Decimal::from(100));
    let price = amount(fields[2]).filter(|price| *price > Decimal::ZERO).ok_or("rejected")?;
    let discount = amount(fields[3]).filter(|discount| *discount <= hundred).ok_or("rejected")?;
    if reference.is_empty() || !seen.insert(reference.clone()) {
        return Err("rejected".to_owned());
    }
    let article = match lookup.find(&[Cell::Text(&reference)]) {
        FoundRows::One(article) => article.to_owned(),
        FoundRows::None => return Err("held article_unknown".to_owned()),
        FoundRows::Many => return Err("held article_ambiguous".to_owned()),
        FoundRows::Refused => return Err("held article_withdrawn".to_owned()),
    };
    let net = rounded(price * (hundred - discount) / hundred);
    Ok(Priced { article, reference, price, discount, net })
}

/// A decimal comma, and points between groups of three.
fn amount(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once(',').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split('.').collect();
    let well_grouped = groups.iter().skip(1).all(|group| group.len() == 3);
    let number = format!("{}.{fraction}0", groups.concat()).parse().ok();
    number.filter(|_| well_grouped).map(rounded)
}

fn rounded(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero)
}

fn code(outcome: &WriteOutcome) -> String {
    match outcome {
        WriteOutcome::New => "new".to_owned(),
        WriteOutcome::Changed(_) => "changed".to_owned(),
        WriteOutcome::Known => "known".to_owned(),
        WriteOutcome::TooBig(_) => "held change_too_big".to_owned(),
        other => format!("{other:?}"),
    }
}
