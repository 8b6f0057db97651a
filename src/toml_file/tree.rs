//! A text as a tree of tables and values that know their places.

use super::findings::position;
use super::problem::{Finding, Problem};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// The text of a file as bytes; the finding is the first place that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, Finding<Problem>> {
    std::str::from_utf8(bytes).map_err(|error| {
        let sound = bytes.get(..error.valid_up_to()).and_then(|sound| std::str::from_utf8(sound).ok());
        let at = position(sound.unwrap_or_default(), usize::MAX);
        Finding { at, key: String::new(), problem: Problem::Encoding }
    })
}

/// A document that is valid TOML, or several laid over one another.
///
/// Places count through all of its texts, each of which begins one place after the end of the text before.
#[derive(Debug)]
pub struct Tree<'t> {
    pub(super) texts: Vec<&'t str>,
    pub(super) table: DeTable<'t>,
}

impl<'t> Tree<'t> {
    /// A document without a text.
    pub fn empty() -> Self {
        Self { texts: Vec::new(), table: DeTable::new() }
    }

    /// Parses a text; every place that is no TOML is a finding, one a line for each problem.
    pub fn parse(text: &'t str) -> Result<Self, Vec<Finding<Problem>>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Self { texts: vec![text], table: table.into_inner() });
        }
        let mut findings: Vec<_> = errors.iter().map(|error| syntax(text, error)).collect();
        findings.dedup_by_key(|finding| (finding.at.line, finding.problem.clone()));
        Err(findings)
    }

    /// What this document says, and what it does not say as `lower` has it.
    ///
    /// A table that is named here (`[a]`, `[a.b]`, `a = { … }`) takes the place of the other's table of that name with
    /// all below it; one that only stands on the way to another, as `a` does in `[a.b]` or `a.b = 1`, is both together.
    /// A value, a list and `[[a]]` take the other's place whole. The tables `together`, at the top, are both together,
    /// too.
    pub fn over(mut self, lower: Tree<'t>, together: &[&str]) -> Tree<'t> {
        let by = self.texts.iter().map(|text| text.len() + 1).sum();
        let mut table = moved(lower.table, by);
        for (key, value) in self.table {
            let merge = together.contains(&key.get_ref().as_ref());
            lay(&mut table, key, value, merge);
        }
        self.texts.extend(lower.texts);
        Tree { texts: self.texts, table }
    }
}

fn lay<'t>(lower: &mut DeTable<'t>, key: Spanned<DeString<'t>>, value: Spanned<DeValue<'t>>, together: bool) {
    // A table without a header, braces or a key of its own bears the place of its name.
    let together = together || key.span() == value.span();
    let name: &str = key.get_ref();
    match (lower.get_mut(name).map(Spanned::get_mut), value.get_ref()) {
        (Some(DeValue::Table(below)), DeValue::Table(_)) if together => {
            let DeValue::Table(above) = value.into_inner() else { return };
            for (key, value) in above {
                lay(below, key, value, false);
            }
        }
        _ => {
            lower.remove(name);
            lower.insert(key, value);
        }
    }
}

fn moved<'t>(table: DeTable<'t>, by: usize) -> DeTable<'t> {
    let entry = |(key, value): (Spanned<DeString<'t>>, Spanned<DeValue<'t>>)| {
        (Spanned::new(later(key.span(), by), key.into_inner()), moved_value(value, by))
    };
    table.into_iter().map(entry).collect()
}

fn moved_value<'t>(value: Spanned<DeValue<'t>>, by: usize) -> Spanned<DeValue<'t>> {
    let span = later(value.span(), by);
    let value = match value.into_inner() {
        DeValue::Table(table) => DeValue::Table(moved(table, by)),
        DeValue::Array(values) => {
            DeValue::Array(values.into_iter().map(|value| moved_value(value, by)).collect())
        }
        scalar => scalar,
    };
    Spanned::new(span, value)
}

fn later(span: Range<usize>, by: usize) -> Range<usize> {
    span.start.saturating_add(by)..span.end.saturating_add(by)
}

fn syntax(text: &str, error: &toml::de::Error) -> Finding<Problem> {
    let start = error.span().map_or(0, |span| span.start);
    // The parser points at the letter after the backslash.
    let backslash = text.get(..start).and_then(|before| before.strip_suffix('\\'));
    let (start, problem) = match backslash {
        Some(before) => (before.len(), Problem::Backslash),
        None => (start, Problem::Syntax { message: error.message().to_owned() }),
    };
    Finding { at: position(text, start), key: String::new(), problem }
}

#[cfg(test)]
mod tests {
    use super::super::{Findings, Section};
    use super::*;

    /// Every value of the upper document laid over the lower one, with its text's number and its line.
    fn laid(upper: &str, lower: &str) -> Vec<String> {
        let parse = |text| Tree::parse(text).expect("TOML");
        let tree = parse(upper).over(parse(lower), &["both"]);
        let findings = Findings::<Problem>::of(&tree);
        report(&Section::root(&findings, &tree));
        let found = findings.into_sorted_with_text().into_iter();
        found.map(|(text, finding)| format!("{text}:{} {}", finding.at.line, finding.key)).collect()
    }

    fn report(section: &Section<'_, Problem>) {
        for (_, field) in section.entries() {
            match field.kind() {
                super::super::Kind::Table => report(&field.section().expect("a table")),
                _ => field.wrong(Problem::Empty),
            }
        }
    }

    #[test]
    fn a_table_named_above_replaces_the_other_with_all_below_it() {
        let lower = "[a]\nx = 1\n[a.b]\ny = 2\n[c]\nz = 3\n";
        assert_eq!(laid("[a]\nw = 1\n", lower), ["0:2 a.w", "1:6 c.z"]);
        assert_eq!(laid("a = { w = 1 }\n", lower), ["0:1 a.w", "1:6 c.z"]);
        assert_eq!(laid("[a.b]\nw = 1\n", lower), ["0:2 a.b.w", "1:2 a.x", "1:6 c.z"]);
        assert_eq!(laid("[a.b]\n[a]\n", lower), ["1:6 c.z"], "named later, but named");
    }

    #[test]
    fn a_dotted_key_replaces_what_it_names_and_nothing_beside_it() {
        let lower = "[a]\nx = 1\n[a.b]\ny = 2\nz = 3\n";
        assert_eq!(laid("a.b.y = 1\n", lower), ["0:1 a.b.y", "1:2 a.x", "1:5 a.b.z"]);
    }

    #[test]
    fn lists_of_tables_are_replaced_whole_and_tables_told_to_stay_together_do() {
        let lower = "[[a]]\nx = 1\n[[a]]\nx = 2\n[both]\nx = 1\ny = 2\n";
        let upper = "[[a]]\nx = 3\n[both]\ny = 4\n";
        assert_eq!(laid(upper, lower), ["0:1 a", "0:4 both.y", "1:6 both.x"]);
    }

    #[test]
    fn three_documents_tell_their_places_apart() {
        let parse = |text| Tree::parse(text).expect("TOML");
        let tree = parse("a = 1").over(parse("\nb = 1").over(parse("\n\nc = 1\na = 2"), &[]), &[]);
        let findings = Findings::<Problem>::of(&tree);
        report(&Section::root(&findings, &tree));
        let found = findings.into_sorted_with_text().into_iter();
        let places: Vec<_> = found.map(|(text, finding)| (text, finding.at.line, finding.key)).collect();
        assert_eq!(places, [(0, 1, "a".to_owned()), (1, 2, "b".to_owned()), (2, 3, "c".to_owned())]);
    }
}
