//! Texts with `{placeholders}`, as paths, file names and values of a profile have them.
//!
//! A leaf: what a placeholder stands for is the caller's business.

use std::fmt;

/// A text whose placeholders are known to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Placeholder(String),
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{{{0}}} is not known here")]
    Unknown(String),
    /// A brace without its other one.
    #[error("a brace is not closed, or not opened")]
    Brace,
}

impl Template {
    /// Reads a text; `{{` and `}}` stand for braces. `known` says which placeholders there are.
    pub fn parse(text: &str, known: impl Fn(&str) -> bool) -> Result<Template, Error> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            literal.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                literal.push_str(&from[..1]);
                rest = after;
                continue;
            }
            let inner = from.strip_prefix('{').ok_or(Error::Brace)?;
            let (name, after) = inner.split_once('}').ok_or(Error::Brace)?;
            if !known(name) {
                return Err(Error::Unknown(name.to_owned()));
            }
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Placeholder(name.to_owned()));
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Template { text: text.to_owned(), parts })
    }

    /// A text without placeholders, braces and all.
    pub fn literal(text: &str) -> Template {
        let parts = if text.is_empty() { Vec::new() } else { vec![Part::Text(text.to_owned())] };
        Template { text: text.to_owned(), parts }
    }

    /// The text with every placeholder replaced; one without a value becomes nothing.
    pub fn fill(&self, value: impl Fn(&str) -> Option<String>) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Placeholder(name) => value(name).unwrap_or_default(),
        };
        self.parts.iter().map(part).collect()
    }

    /// The text with `literal` applied to what stands between the placeholders and `value` to these: a pattern, say.
    pub fn map(&self, literal: impl Fn(&str) -> String, value: impl Fn(&str) -> String) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => literal(text),
            Part::Placeholder(name) => value(name),
        };
        self.parts.iter().map(part).collect()
    }

    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }
}

/// As it was written.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> bool {
        ["yyyy", "mm"].contains(&name)
    }

    fn filled(text: &str) -> String {
        let value = |name: &str| Some(if name == "yyyy" { "2026" } else { "10" }.to_owned());
        Template::parse(text, known).expect("a template").fill(value)
    }

    #[test]
    fn placeholders_are_replaced_and_doubled_braces_are_braces() {
        assert_eq!(filled("errores{mm}{yyyy}.xlsx"), "errores102026.xlsx");
        assert_eq!(filled("{{{mm}}}"), "{10}");
        assert_eq!(filled(""), "");
    }

    #[test]
    fn what_is_not_known_or_not_closed_is_refused() {
        assert_eq!(Template::parse("{month}", known), Err(Error::Unknown("month".to_owned())));
        assert_eq!(Template::parse("{mm", known), Err(Error::Brace));
        assert_eq!(Template::parse("mm}", known), Err(Error::Brace));
    }
}
