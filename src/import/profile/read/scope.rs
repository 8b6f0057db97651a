//! The names that a profile gives to values, and how the rest of it refers to them.

use super::templates::{of_job, template};
use super::values::{filled, filled_list, two};
use super::{Field, Section, TomlProblem};
use crate::import::profile::expression::Operand;
use crate::import::profile::{ColumnId, Output, PeriodKind, ProfileProblem, Type};
use crate::template::Template;
use crate::toml_file::{Kind, nearest};

/// What a column's values are compared and counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Text,
    Number,
    Date,
    Bool,
}

impl Class {
    pub fn of(kind: Type) -> Class {
        match kind {
            Type::Text | Type::Digits => Class::Text,
            Type::Integer | Type::Decimal => Class::Number,
            Type::Date => Class::Date,
            Type::Bool => Class::Bool,
        }
    }
}

pub(super) const TYPES: [(&str, Type); 6] = [
    ("text", Type::Text),
    ("digits", Type::Digits),
    ("integer", Type::Integer),
    ("decimal", Type::Decimal),
    ("date", Type::Date),
    ("bool", Type::Bool),
];

/// A type's word in a profile.
pub(super) fn type_name(kind: Type) -> &'static str {
    TYPES.iter().find(|(_, of)| *of == kind).map_or("", |(name, _)| name)
}

/// A column as others refer to it.
#[derive(Debug)]
pub(super) struct KnownNames {
    pub name: String,
    pub kind: Type,
    /// Its closed list, as written, and whether letter case counts in it.
    pub list: Vec<String>,
    pub any_case: bool,
    /// Whether its default is what another column has.
    pub takes_default: bool,
}

/// Every name of a profile.
#[derive(Debug)]
pub(super) struct NameScope {
    pub period: PeriodKind,
    pub columns: Vec<KnownNames>,
    pub lookups: Vec<String>,
    pub computes: Vec<String>,
}

impl NameScope {
    /// The column of a name.
    pub fn find(&self, name: &str) -> Option<(ColumnId, &KnownNames)> {
        self.columns
            .iter()
            .enumerate()
            .find(|(_, known)| known.name == name)
            .map(|(at, known)| (ColumnId(at), known))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Every name of a value of a row.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.names().chain(self.lookups.iter().chain(&self.computes).map(String::as_str))
    }

    /// A reference to a column.
    pub fn column(&self, field: &Field<'_>) -> Option<ColumnId> {
        Some(self.known(field)?.0)
    }

    /// A reference to a column of one of these types.
    pub fn column_of(&self, field: &Field<'_>, types: &[Type]) -> Option<ColumnId> {
        let (id, known) = self.known(field)?;
        if !types.contains(&known.kind) {
            let expected = types.first().map_or("", |kind| type_name(*kind));
            let (column, found) = (known.name.clone(), type_name(known.kind));
            field.wrong(ProfileProblem::ColumnType { column, found, expected });
            return None;
        }
        Some(id)
    }

    fn known(&self, field: &Field<'_>) -> Option<(ColumnId, &KnownNames)> {
        let name = field.text()?;
        let found = self.find(name);
        if found.is_none() {
            let nearest = nearest(name, self.names()).to_owned();
            field.wrong(ProfileProblem::UnknownColumn { found: name.to_owned(), nearest });
        }
        found
    }

    /// A list of columns of these types, one at least and none twice.
    pub fn columns_of(&self, field: &Field<'_>, types: &[Type]) -> Vec<ColumnId> {
        filled(field, |field| self.column_of(field, types))
    }

    /// Two columns of these types.
    pub fn two_of(&self, field: &Field<'_>, types: &[Type]) -> Option<(ColumnId, ColumnId)> {
        let [first, last] = two(field)?.map(|field| self.column_of(&field, types));
        first.zip(last)
    }

    /// A value of an expression: a column of numbers, or what is computed above it.
    pub fn operand(&self, name: &str, computes: usize) -> Option<Operand> {
        let column = self.find(name).filter(|(_, known)| Class::of(known.kind) == Class::Number);
        let computed = || self.computes.iter().take(computes).position(|computed| computed == name);
        column.map(|(id, _)| Operand::Column(id)).or_else(|| computed().map(Operand::Compute))
    }

    /// Every name that [`Scope::operand`] knows.
    pub fn operand_names(&self, computes: usize) -> impl Iterator<Item = &str> {
        let numbers = self.columns.iter().filter(|known| Class::of(known.kind) == Class::Number);
        let computed = self.computes.iter().take(computes).map(String::as_str);
        numbers.map(|known| known.name.as_str()).chain(computed)
    }

    fn output_of(&self, name: &str) -> Option<Output> {
        let place = |names: &[String]| names.iter().position(|known| known == name);
        let column = self.find(name).map(|(id, _)| Output::Column(id));
        column
            .or_else(|| place(&self.computes).map(Output::Compute))
            .or_else(|| place(&self.lookups).map(Output::Lookup))
    }

    /// What stands in a column of an output.
    pub fn output(&self, field: &Field<'_>) -> Option<Output> {
        let values: Vec<&str> = self.values().collect();
        let known = of_job(self.period, &[&["today"], values.as_slice()].concat());
        output(field, &values, &known, |name| self.output_of(name))
    }
}

/// What stands in a column of a registration: one of `names`, or a text with them.
pub(super) fn registration(field: &Field<'_>, period: PeriodKind, names: &[&str]) -> Option<Output> {
    let known = of_job(period, &[&["today"], names].concat());
    let value = |name: &str| {
        let placeholder = names.contains(&name).then(|| format!("{{{name}}}"))?;
        Template::parse(&placeholder, |_| true).ok().map(Output::Text)
    };
    output(field, names, &known, value)
}

/// Whether a text looks like a name: letters and underscores.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphabetic() || c == '_')
}

/// `#`, a value by its name, a text with placeholders, or a literal.
fn output(
    field: &Field<'_>,
    names: &[&str],
    placeholders: &[&str],
    value: impl Fn(&str) -> Option<Output>,
) -> Option<Output> {
    let literal = |text: &str| Some(Output::Text(Template::literal(text)));
    let text = match field.kind() {
        Kind::Text => field.text()?,
        Kind::Boolean => return literal(&field.boolean()?.to_string()),
        Kind::Table => return literal(&fixed_text(field)?),
        _ => return literal(&field.written_number()?),
    };
    if text == "#" {
        return Some(Output::Number);
    }
    if text.contains(['{', '}']) {
        let template = template(field, placeholders)?;
        let alone = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).and_then(&value);
        return Some(alone.unwrap_or(Output::Text(template)));
    }
    match value(text) {
        None if is_word(text) => {
            let nearest = nearest(text, names.iter().copied()).to_owned();
            field.wrong(ProfileProblem::UnknownValue { found: text.to_owned(), nearest });
            None
        }
        None => literal(text),
        named => named,
    }
}

/// `{ text = "PEN" }`: a word that is meant as it stands.
pub(super) fn fixed_text(field: &Field<'_>) -> Option<String> {
    let table: Section<'_> = field.section()?;
    let text = table.required("text").and_then(|field| field.text().map(str::to_owned));
    table.close();
    text
}

/// Titles with what stands below them: `[["No", "#"]]`, or a table.
pub(super) fn titled(
    field: &Field<'_>,
    output: impl Fn(&Field<'_>) -> Option<Output>,
) -> Vec<(String, Output)> {
    if field.kind() == Kind::Table {
        let table = field.section();
        let entries = table.as_ref().map(Section::entries).unwrap_or_default();
        if entries.is_empty() {
            field.wrong(TomlProblem::Empty);
        }
        let column = |(title, field): (&str, Field<'_>)| Some((title.to_owned(), output(&field)?));
        return entries.into_iter().filter_map(column).collect();
    }
    let column = |field: &Field<'_>| {
        let [title, value] = two(field)?;
        Some((title.text()?.to_owned(), output(&value)?))
    };
    filled_list(field).unwrap_or_default().iter().filter_map(column).collect()
}
