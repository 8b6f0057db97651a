//! What is asked of one column.

use super::{fact, name, plain};
use crate::import::profile::{
    Bound, Case, Check, DateForm, DefaultValue, FieldRules, Mark, Profile, Sign, Type,
};
use crate::import::report::ProfileFact;

/// In the order in which they are asked.
pub fn facts(field: &FieldRules, profile: &Profile) -> Vec<ProfileFact> {
    let mut facts: Vec<ProfileFact> = field.kind.map(kind).into_iter().collect();
    facts.extend(field.decimals.filter(|_| field.kind == Some(Type::Decimal)).map(decimals));
    facts.extend(field.required.then(|| plain("required")));
    facts.extend(listed("empty", &field.empty));
    facts.extend(cleaning(field));
    facts.extend(of_text(field));
    facts.extend(of_number(field));
    facts.extend(listed("dates", &field.dates.iter().map(|form| date_form(*form)).collect::<Vec<_>>()));
    facts.extend(field.within_period.then(|| plain("within_period")));
    facts.extend(field.not_before.map(|column| fact("not_before", name(column, profile))));
    facts.extend(field.not_after.map(|column| fact("not_after", name(column, profile))));
    facts
}

pub fn default(default: &DefaultValue, profile: &Profile) -> ProfileFact {
    match default {
        DefaultValue::Text(text) => fact("default", text),
        DefaultValue::Column(column) => fact("default_column", name(*column, profile)),
    }
}

fn kind(kind: Type) -> ProfileFact {
    plain(match kind {
        Type::Text => "text",
        Type::Digits => "digits",
        Type::Integer => "integer",
        Type::Decimal => "decimal",
        Type::Date => "date",
        Type::Bool => "bool",
    })
}

fn decimals(decimals: u8) -> ProfileFact {
    fact("decimals", decimals.to_string())
}

fn listed(key: &'static str, values: &[String]) -> Option<ProfileFact> {
    (!values.is_empty()).then(|| fact(key, values.join(", ")))
}

fn cleaning(field: &FieldRules) -> Vec<ProfileFact> {
    let case = field.case.map(|case| match case {
        Case::Upper => plain("upper"),
        Case::Lower => plain("lower"),
    });
    let removed: String = field.remove.iter().collect();
    let removed = (!removed.is_empty()).then(|| fact("remove", removed));
    let pad = field.pad.map(|pad| match pad.from {
        0 | 1 => fact("pad", pad.to.to_string()),
        from => fact("pad_from", format!("{from} → {}", pad.to)),
    });
    [case, removed, turned("replace", &field.replace), turned("map", &field.map), pad]
        .into_iter()
        .flatten()
        .collect()
}

fn turned(key: &'static str, pairs: &[(String, String)]) -> Option<ProfileFact> {
    let pairs: Vec<_> = pairs.iter().map(|(from, to)| format!("{from} → {to}")).collect();
    listed(key, &pairs)
}

fn of_text(field: &FieldRules) -> Vec<ProfileFact> {
    let check = field.check.map(|check| {
        fact(
            "check",
            match check {
                Check::PeRuc => "RUC",
                Check::EsNif => "NIF",
                Check::Ean => "EAN",
                Check::Iban => "IBAN",
            },
        )
    });
    let max = if field.cut { "max_cut" } else { "max" };
    let list = if field.list_any_case { "list_any_case" } else { "list" };
    [
        field.length.map(|length| fact("length", length.to_string())),
        field.max.map(|chars| fact(max, chars.to_string())),
        listed(list, &field.list),
        field.pattern.as_ref().map(|pattern| fact("pattern", unanchored(pattern.as_str()))),
        field.is.as_ref().map(|is| fact("is", is.to_string())),
        check,
        field.keep_formula.then(|| plain("keep_formula")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A pattern as the profile writes it, without the anchors that it was compiled with.
fn unanchored(pattern: &str) -> &str {
    let inner = pattern.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(")$"));
    inner
        .or_else(|| pattern.strip_prefix(r"\A(?:").and_then(|rest| rest.strip_suffix(r")\z")))
        .unwrap_or(pattern)
}

fn of_number(field: &FieldRules) -> Vec<ProfileFact> {
    let mark = field.mark.and_then(|mark| match mark {
        Mark::Either => None,
        Mark::Comma => Some(plain("mark_comma")),
        Mark::Point => Some(plain("mark_point")),
    });
    let sign = field.sign.map(|sign| match sign {
        Sign::Positive => plain("positive"),
        Sign::Negative => plain("negative"),
    });
    let limit = |key, limit: Option<Bound>| limit.map(|limit| fact(key, bound(limit)));
    [
        mark,
        field.no_groups.then(|| plain("no_groups")),
        limit("from", field.from),
        limit("to", field.to),
        limit("over", field.over),
        limit("under", field.under),
        sign,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn date_form(form: DateForm) -> String {
    match form {
        DateForm::DayFirst => "dd/mm/yyyy",
        DateForm::Iso => "yyyy-mm-dd",
        DateForm::Compact => "yyyymmdd",
    }
    .to_owned()
}

fn bound(bound: Bound) -> String {
    match bound {
        Bound::Number(number) => millionths(number),
        Bound::Date(day) => day.format("%d/%m/%Y").to_string(),
    }
}

/// A number of millionths, without noughts at its end.
pub fn millionths(number: i128) -> String {
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let (whole, rest) = (size / 1_000_000, size % 1_000_000);
    let text = format!("{sign}{whole}.{rest:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millionths_are_written_as_short_as_they_can_be() {
        let numbers = [0, 50_000, -1_500_000, 10_000_000, 180_000, 1];
        assert_eq!(numbers.map(millionths), ["0", "0.05", "-1.5", "10", "0.18", "0.000001"]);
    }

    #[test]
    fn patterns_are_shown_without_their_anchors() {
        assert_eq!(unanchored("^(?:[0-9]{4})$"), "[0-9]{4}");
        assert_eq!(unanchored(r"\A(?:F|B)\z"), "F|B");
        assert_eq!(unanchored("F"), "F");
    }
}
