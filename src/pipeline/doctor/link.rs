//! What a subsidiary and the parent must have of each other.

use super::company::{Inside, Seen};
use super::fact::Fact;
use super::finding::Finding;
use crate::domain::link::OwnershipRule;
use crate::domain::parent_records;
use crate::pipeline::app::App;
use crate::pipeline::one_file_each::{self, SharedFile};
use crate::pipeline::settings::Subsidiary;

/// Asks the newest file of each; what could not be opened has been told already.
pub(super) fn look(subsidiary: &Subsidiary, parent: &Seen, own: &Seen) -> Vec<Finding> {
    let Some(parent) = &parent.newest else { return Vec::new() };
    let mut findings = vec![target_series(subsidiary, parent), supplier(subsidiary, parent)];
    if let Some(own) = &own.newest {
        findings.push(tax_id(subsidiary, parent, own));
    }
    let of = |finding: Finding| finding.of(&subsidiary.company.name, parent.file.year);
    findings.into_iter().map(of).collect()
}

/// A series of its own keeps our numbers and those of people apart.
fn target_series(subsidiary: &Subsidiary, parent: &Inside) -> Finding {
    let series = subsidiary.link.target_series;
    let mut others = parent.manual_orders.iter().filter(|order| order.id.series == series).peekable();
    let newest = others.peek().map_or("-".to_owned(), |order| order.id.to_string());
    let count = others.count();
    let fact = if count == 0 { Fact::TargetSeriesFree } else { Fact::TargetSeriesShared };
    Finding::new(fact).with("series", series).with("count", count).with("newest", newest)
}

fn supplier(subsidiary: &Subsidiary, parent: &Inside) -> Finding {
    let code = subsidiary.link.supplier;
    match parent.suppliers.iter().find(|supplier| supplier.code == code) {
        Some(supplier) => {
            Finding::new(Fact::SupplierThere).with("supplier", code).with("name", &supplier.name)
        }
        None => Finding::new(Fact::SupplierMissing).with("supplier", code),
    }
}

/// Whether the subsidiary's lines can be told by the supplier that is the parent.
fn tax_id(subsidiary: &Subsidiary, parent: &Inside, own: &Inside) -> Finding {
    let ownership = &subsidiary.link.ownership;
    let parents = parent.identity.as_ref().map_or("", |company| company.tax_id.trim());
    if ownership.rule != OwnershipRule::Supplier || ownership.supplier.is_some() {
        return Finding::new(Fact::TaxIdNotNeeded);
    }
    let records = parent_records(ownership, &own.suppliers, parents);
    let fact = if records.is_empty() { Fact::TaxIdUnmatched } else { Fact::TaxIdMatches };
    let records: Vec<_> = records.iter().map(ToString::to_string).collect();
    let records = if records.is_empty() { "-".to_owned() } else { records.join(", ") };
    Finding::new(fact).with("tax_id", parents).with("records", records)
}

/// Companies that are one file, by whatever names.
pub(super) fn one_file(app: &App<'_>) -> Vec<Finding> {
    let found = |SharedFile { first: (_, first), second: (company, file), year }| {
        let twice = Finding::new(Fact::IdentityTwice).with("file", file.display());
        twice.with("parent", first.display()).of(&company, year)
    };
    one_file_each::shared_files(app).into_iter().map(found).collect()
}
