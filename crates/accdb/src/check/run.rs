//! The walk through a whole database: what it goes through, in which order.

use super::report::{CheckReport, Strictness};
use super::walk::Walk;
use super::{header, relations};
use crate::error::Result;
use crate::format::page::Pages;

/// Checks a whole database.
///
/// # Errors
///
/// only where reading the storage fails; whatever its bytes are is a finding.
pub(crate) fn check(pages: &dyn Pages, strictness: Strictness) -> Result<CheckReport> {
    let mut walk = Walk::new(pages, strictness);
    header::check(pages, &mut walk.report)?;
    let free = walk.global_maps()?;
    let mut definitions = walk.definitions()?;
    if !definitions.is_empty() {
        relations::check(&definitions, &mut walk.report);
        walk.check_ownership(&mut definitions, free.as_ref())?;
    }
    for definition in &mut definitions {
        walk.check_table(definition)?;
    }
    Ok(walk.finish(definitions.len()))
}
