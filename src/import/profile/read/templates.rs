//! Texts with placeholders, and which of these are known where.

use super::Field;
use crate::import::profile::{PeriodKind, ProfileProblem};
use crate::template::{Error, Template};
use crate::toml_file::nearest;

/// What a row of a registration is made of.
pub(super) const REGISTRATION: [&str; 8] =
    ["series", "centre", "centre_name", "branch", "operation", "operation_name", "account", "account_name"];

/// The placeholders of a period, but for `{period}` itself.
pub(super) fn of_period(period: PeriodKind) -> &'static [&'static str] {
    match period {
        PeriodKind::Month => &["yyyy", "yy", "mm", "month"],
        PeriodKind::Year => &["yyyy", "yy"],
        PeriodKind::None => &[],
    }
}

/// The placeholders of a job, and some more.
pub(super) fn of_job<'w>(period: PeriodKind, more: &[&'w str]) -> Vec<&'w str> {
    let period_itself: &[&str] = if period == PeriodKind::None { &[] } else { &["period"] };
    [of_period(period), period_itself, &["profile"], more].concat()
}

/// A text whose placeholders are all among the known words.
pub(super) fn template(field: &Field<'_>, known: &[&str]) -> Option<Template> {
    let text = field.filled_text()?;
    match Template::parse(text, |word| known.contains(&word)) {
        Ok(template) => Some(template),
        Err(Error::Unknown(found)) => {
            let nearest = nearest(&found, known.iter().copied()).to_owned();
            let allowed = known.iter().map(|word| format!("{{{word}}}")).collect::<Vec<_>>().join(" ");
            field.wrong(ProfileProblem::UnknownPlaceholder { found, nearest, allowed });
            None
        }
        Err(Error::Brace) => {
            field.wrong(ProfileProblem::Brace);
            None
        }
    }
}

/// Reports a text with none of these placeholders, whose names would all be the same.
pub(super) fn needs_one_of(field: &Field<'_>, template: &Template, words: &[&str], one_of: &'static str) {
    if !template.placeholders().any(|word| words.contains(&word)) {
        field.wrong(ProfileProblem::NeedsPlaceholder { one_of });
    }
}
