//! What every result has in common.

use crate::cli::messages::Catalogue;
use crate::clock::Clock;
use crate::domain::Money;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::fmt::{Display, Write as _};
use std::io::Write;

/// How a text is to look.
pub struct View<'c> {
    pub catalogue: &'c Catalogue,
    pub colours: bool,
    /// The columns of the terminal that tables are fitted to; elsewhere they are as wide as they want to be.
    pub width: Option<u16>,
    /// Times are shown as the clock on the wall showed them then.
    pub clock: &'c dyn Clock,
}

/// A result that can be shown to people; its serialised form is what programs get.
pub trait Show: Serialize {
    fn text(&self, view: &View<'_>) -> String;
}

/// Writes one JSON document and a line break.
pub fn json(out: &mut dyn Write, result: &impl Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string(result)?;
    text.push('\n');
    Ok(out.write_all(text.as_bytes())?)
}

impl View<'_> {
    pub fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.catalogue.say(key, values)
    }

    pub fn time(&self, at: DateTime<Utc>) -> String {
        self.clock.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    /// How long ago something was, in the largest unit that it fills.
    pub fn age(&self, seconds: i64) -> String {
        let units = [("age.days", 86_400), ("age.hours", 3_600), ("age.minutes", 60)];
        let (key, unit) = units.into_iter().find(|(_, unit)| seconds >= *unit).unwrap_or(("age.minutes", 60));
        self.say(key, &[("count", &(seconds / unit))])
    }

    /// Something a person has to look at.
    pub fn alarming(&self, text: &str) -> String {
        paint(text, "31", self.colours)
    }

    pub fn heading(&self, text: &str) -> String {
        paint(text, "1", self.colours)
    }
}

/// An amount of money with at least the two decimals that people expect.
pub fn money(amount: Money) -> String {
    let amount = amount.to_decimal();
    if amount.scale() < 2 { format!("{amount:.2}") } else { amount.to_string() }
}

/// A size of a file or a disk, in MiB with one decimal, from ten GiB on in GiB.
pub fn byte_size(bytes: u64) -> String {
    let (unit, name) = if bytes < 10 << 30 { (1 << 20, "MiB") } else { (1 << 30, "GiB") };
    let tenths = (u128::from(bytes) * 10).div_ceil(unit);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// Wraps a text in a colour, where colours are wanted.
pub fn paint(text: &str, colour: &str, colours: bool) -> String {
    if colours { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Appends a line.
pub fn line(text: &mut String, line: impl Display) {
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::import::testing::Berlin;
    use crate::domain::Lang;

    #[test]
    fn a_time_is_shown_as_the_clock_on_the_wall_showed_it_then() {
        let catalogue = Catalogue::new(Lang::En);
        let view = View { catalogue: &catalogue, colours: false, width: None, clock: &Berlin };
        let shown =
            ["2026-07-01T10:00:00Z", "2026-11-30T10:00:00Z"].map(|at| view.time(at.parse().expect("a time")));
        assert_eq!(shown, ["2026-07-01 12:00", "2026-11-30 11:00"]);
    }
}
