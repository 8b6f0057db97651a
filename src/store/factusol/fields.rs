//! Values of one row in domain words. A value that no document can have is named, never bent into one that can.

use super::columns::{Place, Table};
use crate::domain::{Money, OrderId, OrderNumber, Percent, Quantity, Series, VatSelector};
use crate::store::{Error, Result};
use accdb::Value;
use chrono::{Days, NaiveDate};
use std::borrow::Cow;

/// Whatever gives the value of a column: a row of a file, or of a test.
pub(crate) trait Cells {
    fn cell(&self, column: usize) -> accdb::Result<Value<'_>>;
}

/// A row and the table it belongs to. Absent columns and NULL read as an empty text, 0, or 1900-01-01.
pub(crate) struct Fields<'a, C: ?Sized> {
    pub table: &'a Table,
    pub row: &'a C,
}

impl<'a, C: Cells + ?Sized> Fields<'a, C> {
    fn value(&self, place: Place) -> Result<Value<'a>> {
        let Some(at) = place.at else { return Ok(Value::Null) };
        self.row.cell(at).map_err(|error| Error::engine(&self.table.file, error))
    }

    pub fn text(&self, place: Place) -> Result<String> {
        self.borrowed(place).map(Cow::into_owned)
    }

    /// A text where it lies, if it can be shown there.
    pub fn borrowed(&self, place: Place) -> Result<Cow<'a, str>> {
        match self.value(place)? {
            Value::Null => Ok(Cow::Borrowed("")),
            Value::Text(text) => Ok(text),
            other => Err(self.bad(place, &other, "a text")),
        }
    }

    pub fn whole(&self, place: Place) -> Result<i32> {
        match self.value(place)? {
            Value::Null => Ok(0),
            Value::Byte(number) => Ok(number.into()),
            Value::Integer(number) => Ok(number.into()),
            Value::Long(number) => Ok(number),
            other => Err(self.bad(place, &other, "a whole number")),
        }
    }

    /// A state or regime: a whole number of 16 bits.
    pub fn small(&self, place: Place) -> Result<i16> {
        let number = self.whole(place)?;
        i16::try_from(number).map_err(|_| self.bad(place, &Value::Long(number), "a small whole number"))
    }

    pub fn flag(&self, place: Place) -> Result<bool> {
        Ok(self.whole(place)? != 0)
    }

    /// A series.
    pub fn series(&self, place: Place) -> Result<Series> {
        let text = self.text(place)?;
        text.parse().map_err(|_| {
            self.bad(place, &Value::Text(text.as_str().into()), "a series (one letter or digit)")
        })
    }

    /// A document's number within its series.
    pub fn number(&self, place: Place) -> Result<OrderNumber> {
        let number = self.whole(place)?;
        OrderNumber::new(number)
            .ok_or_else(|| self.bad(place, &Value::Long(number), "a document number (1 or more)"))
    }

    /// What names a document: series and number.
    pub fn document(&self, [series, number]: [Place; 2]) -> Result<OrderId> {
        Ok(OrderId { series: self.series(series)?, number: self.number(number)? })
    }

    pub fn money(&self, place: Place) -> Result<Money> {
        self.ten_thousandths(place).map(Money::from_ten_thousandths)
    }

    pub fn quantity(&self, place: Place) -> Result<Quantity> {
        self.ten_thousandths(place).map(Quantity::from_ten_thousandths)
    }

    pub fn rate(&self, place: Place) -> Result<Percent> {
        self.ten_thousandths(place).map(Percent::from_ten_thousandths)
    }

    pub fn rates(&self, places: [Place; 3]) -> Result<[Percent; 3]> {
        let [first, second, third] = places;
        Ok([self.rate(first)?, self.rate(second)?, self.rate(third)?])
    }

    pub fn vat(&self, place: Place) -> Result<VatSelector> {
        let parts = self.ten_thousandths(place)?;
        let whole = (parts % 10_000 == 0).then_some(parts / 10_000);
        let selector = whole.and_then(|number| u8::try_from(number).ok()).and_then(VatSelector::new);
        selector.ok_or_else(|| self.bad(place, &Value::Currency(parts), "a VAT selector (0 to 3)"))
    }

    /// The day; a time of the day is left off.
    pub fn date(&self, place: Place) -> Result<NaiveDate> {
        match self.value(place)? {
            Value::Null => Ok(NO_DATE),
            value @ Value::DateTime(ole) => {
                date_of(ole.days()).ok_or_else(|| self.bad(place, &value, "a date of the years 100 to 9999"))
            }
            other => Err(self.bad(place, &other, "a date")),
        }
    }

    /// Single-precision numbers are rounded to four decimals: 12.35 is kept as 12.3500003...
    fn ten_thousandths(&self, place: Place) -> Result<i64> {
        let value = self.value(place)?;
        let parts = match value {
            Value::Null => Some(0),
            Value::Currency(parts) => Some(parts),
            Value::Single(number) => Percent::from_single(number).map(Percent::ten_thousandths),
            Value::Double(number) => rounded(number),
            Value::Integer(number) => Some(i64::from(number) * 10_000),
            Value::Long(number) => Some(i64::from(number) * 10_000),
            _ => None,
        };
        parts.ok_or_else(|| self.bad(place, &value, "a number with at most four decimals"))
    }

    /// The error for a value that the column cannot mean.
    pub fn bad(&self, place: Place, found: &Value<'_>, expected: &str) -> Error {
        Error::Value {
            file: self.table.file.to_string(),
            table: self.table.def.name.clone(),
            row: self.label(),
            column: place.name.to_owned(),
            found: shown(found),
            expected: expected.to_owned(),
            order: None,
        }
    }

    /// The row's key as people read it: `1-123-2`.
    fn label(&self) -> String {
        let part = |place: &Place| self.value(*place).map_or_else(|_| "?".to_owned(), |value| shown(&value));
        self.table.key.iter().map(part).collect::<Vec<_>>().join("-")
    }
}

/// A value that its column cannot mean leaves nothing behind; `fault` says what was found. Any other error stays one.
pub(crate) fn or_fault<T: Default>(value: Result<T>, fault: &mut Option<String>) -> Result<T> {
    match value {
        Err(error @ Error::Value { .. }) => {
            fault.get_or_insert_with(|| error.to_string());
            Ok(T::default())
        }
        other => other,
    }
}

/// "No date" in Factusol.
pub(crate) const NO_DATE: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
/// Day 0 of an OLE date.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date");
/// The days that a DateTime column can hold: the years 100 to 9999.
const DAYS: std::ops::RangeInclusive<f64> = -657_434.0..=2_958_465.0;

fn date_of(ole: f64) -> Option<NaiveDate> {
    // The fraction counts forward for negative dates too, so the day is the number without its fraction.
    let day = ole.trunc();
    DAYS.contains(&day).then(|| {
        let distance = Days::new(day.abs() as u64);
        if day < 0.0 { EPOCH - distance } else { EPOCH + distance }
    })
}

/// A day as an OLE date.
pub(crate) fn ole_of(date: NaiveDate) -> f64 {
    date.signed_duration_since(EPOCH).num_days() as f64
}

fn rounded(number: f64) -> Option<i64> {
    let parts = (number * 10_000.0).round();
    (parts.abs() < 9.0e18).then_some(parts as i64)
}

/// A value as a message shows it.
pub(crate) fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Byte(number) => number.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Long(number) => number.to_string(),
        Value::Currency(parts) => Money::from_ten_thousandths(*parts).to_string(),
        Value::Single(number) => number.to_string(),
        Value::Double(number) => number.to_string(),
        Value::DateTime(ole) => date_of(ole.days()).map_or_else(|| ole.to_string(), |date| date.to_string()),
        Value::Text(text) => text.to_string(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::factusol::columns::Kind;
    use crate::store::factusol::names::*;
    use crate::store::factusol::testing::{MemoryRow, table};

    const KEY: [(&str, Kind); 3] = [(TIPLPC, Kind::Text), (CODLPC, Kind::Long), (POSLPC, Kind::Whole)];

    fn line(values: &[(&str, Value<'static>)]) -> (Table, MemoryRow) {
        let table = table(F_LPC, &KEY, |_| {});
        let mut named =
            vec![(TIPLPC, "1".into_value()), (CODLPC, Value::Long(123)), (POSLPC, Value::Integer(2))];
        named.extend_from_slice(values);
        let row = MemoryRow::of(&table, &named);
        (table, row)
    }

    trait IntoValue {
        fn into_value(self) -> Value<'static>;
    }

    impl IntoValue for &'static str {
        fn into_value(self) -> Value<'static> {
            Value::Text(self.into())
        }
    }

    #[test]
    fn null_reads_as_an_empty_text_a_zero_and_no_date() {
        let (table, row) = line(&[]);
        let fields = Fields { table: &table, row: &row };
        let place = |name, kind| table.need(name, kind).expect("a column");
        assert_eq!(fields.text(place(ARTLPC, Kind::Text)).expect("reads"), "");
        assert_eq!(fields.money(place(PRELPC, Kind::Money)).expect("reads"), Money::ZERO);
        assert_eq!(fields.vat(place(IVALPC, Kind::Rate)).expect("reads").get(), 0);
        assert_eq!(fields.date(place("FFALPC", Kind::Date)).expect("reads"), NO_DATE);
    }

    #[test]
    fn a_single_percentage_reads_as_it_was_meant() {
        let (table, row) = line(&[(DT1LPC, Value::Single(12.35)), (DT2LPC, Value::Single(33.33))]);
        let fields = Fields { table: &table, row: &row };
        let rate =
            |name| fields.rate(table.need(name, Kind::Rate).expect("a column")).expect("reads").to_string();
        assert_eq!((rate(DT1LPC), rate(DT2LPC)), ("12.35".to_owned(), "33.33".to_owned()));
    }

    #[test]
    fn what_no_line_can_have_is_named_with_its_row_and_column() {
        for (found, shown) in [(7.0, "7"), (0.5, "0.5"), (-1.0, "-1")] {
            let (table, row) = line(&[(IVALPC, Value::Single(found))]);
            let vat =
                Fields { table: &table, row: &row }.vat(table.need(IVALPC, Kind::Rate).expect("a column"));
            let message = vat.expect_err("no selector").to_string();
            let expected = format!(
                "002.accdb: F_LPC 1-123-2: IVALPC holds {shown}, which is not a VAT selector (0 to 3)"
            );
            assert_eq!(message, expected);
        }
    }

    #[test]
    fn a_number_or_series_that_no_document_has_is_refused() {
        for number in [0, -5] {
            let (table, row) = line(&[(CODLPC, Value::Long(number))]);
            assert!(Fields { table: &table, row: &row }.number(table.key[1]).is_err(), "{number}");
        }
        for series in ["", " ", "?"] {
            let (table, row) = line(&[(TIPLPC, series.into_value())]);
            assert!(Fields { table: &table, row: &row }.series(table.key[0]).is_err(), "{series:?}");
        }
        let (table, row) = line(&[(TIPLPC, "w".into_value())]);
        let series = Fields { table: &table, row: &row }.series(table.key[0]).expect("a series");
        assert_eq!(series.to_string(), "W", "indexes do not tell letter case apart");
    }

    #[test]
    fn dates_are_days_and_lie_within_what_a_column_holds() {
        assert_eq!(date_of(2.0), Some(NO_DATE));
        assert_eq!(date_of(46_093.75), NaiveDate::from_ymd_opt(2026, 3, 12));
        // 23:59:59.6, which others round to midnight of the next day.
        assert_eq!(date_of(46_093.0 + 86_399.6 / 86_400.0), NaiveDate::from_ymd_opt(2026, 3, 12));
        assert_eq!(date_of(-1.25), NaiveDate::from_ymd_opt(1899, 12, 29), "the fraction counts forward");
        assert_eq!(date_of(-657_434.0), NaiveDate::from_ymd_opt(100, 1, 1));
        assert_eq!(date_of(2_958_465.999), NaiveDate::from_ymd_opt(9999, 12, 31));
        for no_date in [-657_435.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(date_of(no_date), None, "{no_date}");
        }
        for ole in [-657_434.0, -1.0, 0.0, 2.0, 46_093.0, 2_958_465.0] {
            assert_eq!(date_of(ole).map(ole_of), Some(ole));
        }
    }
}
