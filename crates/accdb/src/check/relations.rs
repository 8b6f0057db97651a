//! Relations between tables: each side names the other.

use super::definition::{Definition, Logical};
use super::definition_rules::FOREIGN_KEY;
use super::report::Reporter;
use crate::format::ids::PageNo;
use std::collections::HashMap;

const NO_PARTNER: u32 = u32::MAX;

/// Checks every index name that is, or is not, a foreign key.
pub(super) fn check(definitions: &[Definition], report: &mut Reporter) {
    let by_page: HashMap<PageNo, &Definition> =
        definitions.iter().map(|definition| (definition.page, definition)).collect();
    for definition in definitions {
        for logical in &definition.logical {
            if let Some(what) = fault(definition, logical, &by_page) {
                report.error(definition.page, Some(&definition.name), what);
            }
        }
    }
}

fn fault(
    definition: &Definition,
    logical: &Logical,
    by_page: &HashMap<PageNo, &Definition>,
) -> Option<String> {
    let name = &logical.name;
    if logical.kind != FOREIGN_KEY {
        let refers = logical.partner != NO_PARTNER || logical.table != PageNo(0);
        return refers.then(|| format!("the index {name} is no foreign key, but it names one"));
    }
    let Some(other) = by_page.get(&logical.table) else {
        return Some(format!("the foreign key {name} refers to page {}, which is no table", logical.table));
    };
    let partner = other.logical.iter().find(|partner| partner.number == logical.partner);
    let mutual = partner.is_some_and(|partner| {
        partner.kind == FOREIGN_KEY && partner.table == definition.page && partner.partner == logical.number
    });
    (!mutual).then(|| format!("the foreign key {name} has no partner in {}", other.name))
}
