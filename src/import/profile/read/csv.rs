//! `[chunks]`, `[output.csv]`, `[output.workbook]` and `[rejects]`.

use super::field_rules::FORMS;
use super::scope::{NameScope, titled};
use super::templates::{needs_one_of, of_job};
use super::values::{encoding, flag, number_or_share, required_text, separator};
use super::{Field, Section, paths};
use crate::import::profile::ProfileProblem;
use crate::import::profile::model::{Allowed, CsvOutput, DateForm, Eol, WorkbookOutput};
use crate::template::Template;
use encoding_rs::{Encoding, UTF_8};

const ROWS_USUAL: u32 = 50_000;
const ROWS_MAX: i64 = 500_000;

/// Accepted rows of a chunk. Chunks are what the CSV output is cut into: neither is there without the other.
pub(super) fn chunk_rows(section: &Section<'_>, csv: &Section<'_>) -> u32 {
    if csv.is_there() && !section.is_there() {
        csv.wrong(ProfileProblem::Needs { key: "chunks" });
    }
    if !section.is_there() {
        return ROWS_USUAL;
    }
    if !csv.is_there() {
        section.wrong(ProfileProblem::Needs { key: "output.csv" });
    }
    let rows = section.required("rows").and_then(|field| field.integer(1..=ROWS_MAX));
    section.close();
    rows.unwrap_or(ROWS_USUAL)
}

pub(super) fn csv(section: &Section<'_>, scope: &NameScope) -> Option<CsvOutput> {
    if !section.is_there() {
        return None;
    }
    let folder = section.value("folder");
    let folder =
        folder.map_or(Some(Template::literal(".")), |field| paths::path(&field, &of_job(scope.period, &[])));
    let name = section.required("name").and_then(|field| chunk_name(&field, scope));
    let eols = [("crlf", Eol::CrLf), ("lf", Eol::Lf)];
    let marks = [(".", '.'), (",", ',')];
    let encoding = section.value("encoding").and_then(|field| writable(&field)).unwrap_or(UTF_8);
    let csv = CsvOutput {
        folder: folder.unwrap_or(Template::literal(".")),
        name: name.unwrap_or(Template::literal(".")),
        encoding,
        bom: bom(section, encoding),
        delimiter: section.value("delimiter").and_then(|field| separator(&field)).unwrap_or(b','),
        eol: section.value("eol").and_then(|field| field.choice(&eols)).unwrap_or(Eol::CrLf),
        titles: section.value("titles").and_then(|field| field.boolean()).unwrap_or(true),
        trailing: flag(section, "trailing"),
        dates: section.value("dates").and_then(|field| field.choice(&FORMS)).unwrap_or(DateForm::DayFirst),
        decimal_mark: section.value("decimal_mark").and_then(|field| field.choice(&marks)).unwrap_or('.'),
        columns: section
            .required("columns")
            .map(|field| titled(&field, |field| scope.output(field)))
            .unwrap_or_default(),
    };
    section.close();
    Some(csv)
}

/// A name that is another one for every chunk.
fn chunk_name(field: &Field<'_>, scope: &NameScope) -> Option<Template> {
    let name = paths::name(field, &of_job(scope.period, &["total", "n"]))?;
    needs_one_of(field, &name, &["total", "n"], "{total}, {n}");
    Some(name)
}

/// An encoding that can be written, which those of 16 bits cannot.
fn writable(field: &Field<'_>) -> Option<&'static Encoding> {
    let encoding = encoding(field)?;
    if encoding.output_encoding() != encoding {
        field.wrong(ProfileProblem::Encoding { found: encoding.name().to_owned() });
        return None;
    }
    Some(encoding)
}

fn bom(section: &Section<'_>, encoding: &'static Encoding) -> bool {
    let Some(field) = section.value("bom") else { return false };
    let bom = field.boolean().unwrap_or(false);
    if bom && encoding != UTF_8 {
        field.wrong(ProfileProblem::NotWith { key: "encoding".to_owned() });
    }
    bom
}

/// The workbook has the columns of the CSV output.
pub(super) fn workbook(
    section: &Section<'_>,
    csv: &Section<'_>,
    scope: &NameScope,
) -> Option<WorkbookOutput> {
    if !section.is_there() {
        return None;
    }
    if !csv.is_there() {
        section.wrong(ProfileProblem::Needs { key: "output.csv" });
    }
    let name =
        section.required("name").and_then(|field| paths::name(&field, &of_job(scope.period, &["total"])));
    let sheet = required_text(section, "sheet");
    section.close();
    Some(WorkbookOutput { name: name?, sheet })
}

/// How many rejected rows are allowed: none, unless the profile says otherwise.
pub(super) fn allowed(section: &Section<'_>) -> Allowed {
    let allowed = section.value("allowed").and_then(|field| number_or_share(&field));
    section.close();
    allowed.unwrap_or(Allowed::Rows(0))
}
