//! Globs with placeholders, for one period and for any.

use super::Error;
use super::name::SaidPeriod;
use crate::import::period::Period;
use crate::import::profile::{PeriodKind, Profile};
use crate::template::Template;
use globset::GlobBuilder;
use std::path::{MAIN_SEPARATOR, Path};

/// The glob for a period; a month that is spelt in two ways gives two.
pub(super) fn of_period(template: &Template, period: Period, profile: &str) -> Vec<String> {
    let spellings = match period {
        Period::Month { month, .. } => Period::month_names(month),
        _ => &[""],
    };
    let filled = |spelling: &&str| {
        let value = |word: &str| match word {
            "month" => (*spelling).to_owned(),
            "profile" => profile.to_owned(),
            word => period.value(word).unwrap_or_default(),
        };
        with_slashes(template, value)
    };
    let uses_month = template.placeholders().any(|word| word == "month");
    spellings.iter().take(if uses_month { usize::MAX } else { 1 }).map(filled).collect()
}

/// The glob for every period.
pub(super) fn of_any_period(template: &Template, profile: &str) -> String {
    let value = |word: &str| match word {
        "yyyy" => "[0-9]".repeat(4),
        "yy" | "mm" => "[0-9]".repeat(2),
        "profile" => profile.to_owned(),
        _ => "*".to_owned(),
    };
    with_slashes(template, value)
}

fn with_slashes(template: &Template, value: impl Fn(&str) -> String) -> String {
    let text = template.fill(|word| Some(value(word))).replace('\\', "/");
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}

/// Whether a path, written with `/`, is one of a glob's; letter case does not count, as where the files come from.
pub(super) fn is_match(text: &str, path: &str) -> Result<bool, Error> {
    Ok(matcher(text)?.is_match(path))
}

pub(super) fn matcher(text: &str) -> Result<globset::GlobMatcher, Error> {
    let mut glob = GlobBuilder::new(text);
    let built = glob.literal_separator(true).case_insensitive(true).backslash_escape(false).build();
    let built = built.map_err(|source| Error::Glob { text: text.to_owned(), source })?;
    Ok(built.compile_matcher())
}

/// A path as globs have it: from the folder on where it lies below it, with `/`.
pub(super) fn as_text(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace(MAIN_SEPARATOR, "/")
}

/// The only period for which the globs find a path, out of those that agree with what the name says.
pub(super) fn completed(profile: &Profile, path: &str, said: SaidPeriod) -> Result<Option<Period>, Error> {
    let templates = profile.source.files.iter();
    let dated: Vec<_> = templates.filter(|glob| glob.placeholders().any(|word| word != "profile")).collect();
    let mut found = None;
    for period in candidates(profile.period, path, said) {
        let mut texts = dated.iter().flat_map(|template| of_period(template, period, &profile.name));
        let matches = texts.try_fold(false, |found, text| Ok::<_, Error>(found || is_match(&text, path)?))?;
        match found {
            _ if !matches => {}
            None => found = Some(period),
            Some(_) => return Ok(None),
        }
    }
    Ok(found)
}

fn candidates(kind: PeriodKind, path: &str, said: SaidPeriod) -> Vec<Period> {
    let years = said.year.map_or_else(|| years_in(path), |year| vec![year]);
    let months = said.month.map_or(1..=12, |month| month..=month);
    match kind {
        PeriodKind::Year => years.into_iter().filter_map(Period::year).collect(),
        _ => {
            let of_year = |year| months.clone().filter_map(move |month| Period::month(year, month));
            years.into_iter().flat_map(of_year).collect()
        }
    }
}

/// Every year that digits of a path could mean, each once: four of them, or the last two of this century.
fn years_in(path: &str) -> Vec<u16> {
    let digits: Vec<Option<u16>> =
        path.chars().map(|c| c.to_digit(10).and_then(|digit| u16::try_from(digit).ok())).collect();
    let number = |window: &[Option<u16>]| {
        window.iter().try_fold(0u16, |number, digit| number.checked_mul(10)?.checked_add((*digit)?))
    };
    let four = digits.windows(4).filter_map(number);
    let two = digits.windows(2).filter_map(number).map(|year| 2000 + year);
    let mut years: Vec<u16> = four.chain(two).filter(|year| Period::year(*year).is_some()).collect();
    years.sort_unstable();
    years.dedup();
    years
}
