//! What a profile reads.

use super::{fact, name, plain};
use crate::import::profile::{
    LookupSettings, LookupValue, PeriodKind, Profile, Scalar, Sheet, SourceKind, SourceSettings, Titles,
};
use crate::import::report::ProfileFact;

pub fn facts(profile: &Profile) -> Vec<ProfileFact> {
    let source = &profile.source;
    let mut facts: Vec<ProfileFact> = match profile.period {
        PeriodKind::Month => vec![plain("period_month")],
        PeriodKind::Year => vec![plain("period_year")],
        PeriodKind::None => Vec::new(),
    };
    facts.extend(source.files.iter().map(|glob| fact("files", glob.to_string())));
    facts.extend(source.name.as_ref().map(|name| fact("name", name.to_string())));
    facts.extend(shape(source));
    facts.extend((!source.ignore.is_empty()).then(|| fact("ignore", source.ignore.join(", "))));
    let skipped = source.skip.iter();
    facts.extend(
        skipped.map(|(column, texts)| {
            fact("skip", format!("{} = {}", name(*column, profile), texts.join(" | ")))
        }),
    );
    facts.extend(profile.lookups.iter().map(|lookup| looked_up(lookup, profile)));
    facts.extend(profile.computes.iter().map(|compute| fact("compute", compute.name.clone())));
    facts
}

/// How its rows lie in the file.
fn shape(source: &SourceSettings) -> Vec<ProfileFact> {
    let kind = match source.kind {
        SourceKind::Auto => None,
        SourceKind::Csv => Some(plain("kind_csv")),
        SourceKind::Xlsx => Some(plain("kind_xlsx")),
        SourceKind::Access => Some(plain("kind_access")),
    };
    let sheet = source.sheet.as_ref().map(|sheet| match sheet {
        Sheet::Name(name) => fact("sheet", name),
        Sheet::Number(number) => fact("sheet", number.to_string()),
    });
    let titles = plain(match source.titles {
        Titles::Same => "titles_same",
        Titles::Exact => "titles_exact",
        Titles::Contains => "titles_contains",
        Titles::None => "titles_none",
    });
    let filter = source.filter.iter().map(|(column, value)| format!("{column} = {}", written(value)));
    let filter: Vec<_> = filter.collect();
    [
        kind,
        source.table.as_ref().map(|table| fact("table", table)),
        (!filter.is_empty()).then(|| fact("filter", filter.join(", "))),
        sheet,
        source.sheet_first.then(|| plain("sheet_first")),
        (source.title_rows > 1).then(|| fact("title_rows", source.title_rows.to_string())),
        Some(titles),
        source.delimiter.map(|byte| fact("delimiter", char::from(byte).escape_default().to_string())),
        source.encoding.map(|encoding| fact("encoding", encoding.name())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn written(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => format!("\"{text}\""),
        Scalar::Number(number) => number.clone(),
        Scalar::Bool(value) => value.to_string(),
    }
}

fn looked_up(lookup: &LookupSettings, profile: &Profile) -> ProfileFact {
    let filter = lookup.filter.iter().map(|(column, value)| match value {
        LookupValue::Column(own) => format!("{column} = {}", name(*own, profile)),
        LookupValue::Literal(value) => format!("{column} = {}", written(value)),
    });
    let table = lookup.table.as_ref().map(|table| format!(" {table}")).unwrap_or_default();
    let filter = filter.collect::<Vec<_>>().join(", ");
    fact("lookup", format!("{} = {} ({}{table}: {filter})", lookup.name, lookup.take, lookup.file))
}
