//! The keys that say what must hold of a value: of a column, and of a column within a `[[rule]]`.

use super::scope::{Class, KnownNames, NameScope, TYPES, type_name};
use super::templates::{of_period, template};
use super::values::{code, date, decimal, filled, filled_texts, flag, pairs, texts};
use super::{Field, Section, patterns};
use crate::import::profile::model::{
    Bound, Case, Check, DateForm, FieldRules, Mark, Pad, PeriodKind, Sign, Type,
};
use crate::import::profile::{ColumnId, ProfileProblem};
use crate::toml_file::Kind;

const TEXT_KEYS: [&str; 14] = [
    "case",
    "collapse",
    "remove",
    "replace",
    "map",
    "pad",
    "length",
    "max",
    "list",
    "list_case",
    "pattern",
    "is",
    "check",
    "formula",
];
const NUMBER_KEYS: [&str; 4] = ["decimals", "mark", "groups", "sign"];
const DATE_KEYS: [&str; 4] = ["dates", "within", "not_before", "not_after"];
/// Limits of numbers and dates; `over` means something else in texts.
const LIMIT_KEYS: [&str; 3] = ["from", "to", "under"];

/// The longest text that a rule can ask for.
const CHARS_MAX: i64 = 32_767;

/// The keys of a column. A decimal has two places unless it says otherwise.
pub(super) fn of_column(section: &Section<'_>, kind: Type, scope: &NameScope) -> FieldRules {
    let collapse = section.value("collapse").and_then(|field| field.boolean()).unwrap_or(true);
    let mut rules = of_class(section, kind, scope);
    rules.kind = Some(kind);
    rules.collapse = collapse && Class::of(kind) == Class::Text;
    if Class::of(kind) == Class::Number {
        let usual = if kind == Type::Integer { 0 } else { 2 };
        rules.decimals = Some(rules.decimals.unwrap_or(usual));
        rules.mark = Some(rules.mark.unwrap_or(Mark::Either));
    }
    rules
}

/// The keys of a column within a `[[rule]]`, which may take a text for digits.
pub(super) fn of_rule(section: &Section<'_>, column: &KnownNames, scope: &NameScope) -> FieldRules {
    let named = section.value("type");
    let kind = named.as_ref().and_then(|field| field.choice(&TYPES));
    if let Some((kind, field)) = kind.filter(|kind| Class::of(*kind) != Class::of(column.kind)).zip(named) {
        let (found, expected) = (type_name(column.kind), type_name(kind));
        field.wrong(ProfileProblem::ColumnType { column: column.name.clone(), found, expected });
    }
    let mut rules = of_class(section, kind.unwrap_or(column.kind), scope);
    rules.kind = kind;
    rules.collapse = flag(section, "collapse");
    rules
}

fn of_class(section: &Section<'_>, kind: Type, scope: &NameScope) -> FieldRules {
    let mut rules = FieldRules {
        required: flag(section, "required"),
        empty: section.value("empty").map(|field| texts(&field)).unwrap_or_default(),
        code: section.value("code").and_then(|field| code(&field)),
        ..FieldRules::default()
    };
    let class = Class::of(kind);
    match class {
        Class::Text => of_text(section, scope, &mut rules),
        Class::Number => of_number(section, &mut rules),
        Class::Date => of_date(section, scope, &mut rules),
        Class::Bool => {}
    }
    refuse_others(section, class, kind);
    rules
}

/// Reports the keys of other types. They are known keys, only not here.
fn refuse_others(section: &Section<'_>, class: Class, kind: Type) {
    let refuse = |keys: &[&str]| {
        for field in keys.iter().filter_map(|key| section.value(key)) {
            field.wrong(ProfileProblem::NotForType { found: type_name(kind) });
        }
    };
    if class != Class::Text {
        refuse(&TEXT_KEYS);
    }
    if class != Class::Number {
        refuse(&NUMBER_KEYS);
    }
    if class != Class::Date {
        refuse(&DATE_KEYS);
    }
    if !matches!(class, Class::Number | Class::Date) {
        refuse(&LIMIT_KEYS);
    }
    if class == Class::Bool {
        refuse(&["over"]);
    }
}

fn of_text(section: &Section<'_>, scope: &NameScope, rules: &mut FieldRules) {
    let get = |key| section.value(key);
    rules.case =
        get("case").and_then(|field| field.choice(&[("upper", Case::Upper), ("lower", Case::Lower)]));
    rules.remove =
        get("remove").and_then(|field| field.text().map(|text| text.chars().collect())).unwrap_or_default();
    rules.replace = get("replace").map(|field| pairs(&field)).unwrap_or_default();
    rules.map = get("map").map(|field| pairs(&field)).unwrap_or_default();
    rules.pad = get("pad").and_then(|field| pad(&field));
    rules.pattern = get("pattern").and_then(|field| patterns::whole(&field));
    rules.check = get("check").and_then(|field| field.choice(&CHECKS));
    rules.keep_formula =
        get("formula").and_then(|field| field.choice(&[("reject", false), ("keep", true)])).unwrap_or(false);
    rules.is = get("is").and_then(|field| template(&field, &[of_period(scope.period), &["period"]].concat()));
    lengths(section, rules);
    list(section, rules);
}

const CHECKS: [(&str, Check); 4] =
    [("pe_ruc", Check::PeRuc), ("es_nif", Check::EsNif), ("ean", Check::Ean), ("iban", Check::Iban)];

/// `length`, `max`, and what is done `over` it.
fn lengths(section: &Section<'_>, rules: &mut FieldRules) {
    let chars = |field: &Field<'_>| field.integer::<usize>(1..=CHARS_MAX);
    rules.length = section.value("length").as_ref().and_then(chars);
    let max = section.value("max");
    rules.max = max.as_ref().and_then(chars);
    if let Some(((length, most), field)) = rules.length.zip(rules.max).zip(max.as_ref()) {
        limits(field, length, most);
    }
    let Some(over) = section.value("over") else { return };
    rules.cut = over.choice(&[("cut", true), ("reject", false)]).unwrap_or(false);
    if max.is_none() {
        over.wrong(ProfileProblem::Needs { key: "max" });
    }
}

fn limits<T: PartialOrd + ToString>(field: &Field<'_>, low: T, high: T) {
    if low > high {
        field.wrong(ProfileProblem::Limits { low: low.to_string(), high: high.to_string() });
    }
}

/// `list` and `list_case`.
fn list(section: &Section<'_>, rules: &mut FieldRules) {
    let list = section.value("list");
    rules.list = list.as_ref().map(filled_texts).unwrap_or_default();
    let Some(case) = section.value("list_case") else { return };
    rules.list_any_case = case.boolean() == Some(false);
    match list {
        None => case.wrong(ProfileProblem::Needs { key: "list" }),
        Some(list) if rules.list_any_case => {
            list.distinct(|field| field.as_text().map(str::to_lowercase));
        }
        Some(_) => {}
    }
}

/// `pad = 2`, or `pad = { to = 8, from = 7 }`.
fn pad(field: &Field<'_>) -> Option<Pad> {
    if field.kind() == Kind::Integer {
        return Some(Pad { to: field.integer(1..=100)?, from: 1 });
    }
    let section = field.section()?;
    let to = section.required("to").and_then(|field| field.integer(1..=100));
    let from = section.value("from").and_then(|field| field.integer(1..=100)).unwrap_or(1);
    section.close();
    let pad = Pad { to: to?, from };
    limits(field, pad.from, pad.to);
    Some(pad)
}

fn of_number(section: &Section<'_>, rules: &mut FieldRules) {
    rules.decimals = section.value("decimals").and_then(|field| field.integer(0..=6));
    rules.mark = section.value("mark").and_then(|field| field.choice(&MARKS));
    rules.no_groups = section.value("groups").and_then(|field| field.boolean()) == Some(false);
    rules.sign = section.value("sign").and_then(|field| field.choice(&SIGNS));
    bounds(section, rules, |field| decimal(field).map(Bound::Number));
}

const MARKS: [(&str, Mark); 3] = [("either", Mark::Either), ("comma", Mark::Comma), ("point", Mark::Point)];
const SIGNS: [(&str, Sign); 2] = [("+", Sign::Positive), ("-", Sign::Negative)];

fn of_date(section: &Section<'_>, scope: &NameScope, rules: &mut FieldRules) {
    let other = |key| section.value(key).and_then(|field| date_column(&field, scope));
    rules.not_before = other("not_before");
    rules.not_after = other("not_after");
    if let Some(within) = section.value("within") {
        rules.within_period = within.choice(&[("period", true)]).unwrap_or(false);
        if rules.within_period && scope.period == PeriodKind::None {
            within.wrong(ProfileProblem::NotWith { key: "profile.period = \"none\"".to_owned() });
        }
    }
    rules.dates = section.value("dates").map(|field| forms(&field)).unwrap_or_default();
    bounds(section, rules, |field| date(field).map(Bound::Date));
}

fn date_column(field: &Field<'_>, scope: &NameScope) -> Option<ColumnId> {
    scope.column_of(field, &[Type::Date])
}

pub(super) const FORMS: [(&str, DateForm); 3] =
    [("dd/mm/yyyy", DateForm::DayFirst), ("yyyy-mm-dd", DateForm::Iso), ("yyyymmdd", DateForm::Compact)];

/// One form, or a list of them.
fn forms(field: &Field<'_>) -> Vec<DateForm> {
    if field.kind() == Kind::Text {
        return field.choice(&FORMS).into_iter().collect();
    }
    filled(field, |field| field.choice(&FORMS))
}

fn bounds(section: &Section<'_>, rules: &mut FieldRules, read: impl Fn(&Field<'_>) -> Option<Bound>) {
    let [from, to, over, under] = ["from", "to", "over", "under"].map(|key| section.value(key));
    let bound = |field: &Option<Field<'_>>| field.as_ref().and_then(&read);
    (rules.from, rules.to, rules.over, rules.under) = (bound(&from), bound(&to), bound(&over), bound(&under));
    let low = rules.from.max(rules.over);
    let high = [rules.to, rules.under].into_iter().flatten().min();
    if let Some(((low, high), field)) = low.zip(high).zip(to.or(under)) {
        // Nothing is both over a limit and up to it.
        let exclusive = rules.over == Some(low) || rules.under == Some(high);
        if low > high || (low == high && exclusive) {
            field.wrong(ProfileProblem::Limits { low: shown(low), high: shown(high) });
        }
    }
}

fn shown(bound: Bound) -> String {
    match bound {
        Bound::Date(date) => date.to_string(),
        Bound::Number(millionths) => {
            let digits = format!("{:06}", millionths.unsigned_abs() % 1_000_000);
            let sign = if millionths < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{digits}", millionths.unsigned_abs() / 1_000_000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}
