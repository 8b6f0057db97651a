//! From the text of a rule to what it asks.

use super::{Comparison, Operand, Test};
use crate::format::column::ColumnType;
use crate::format::table::TableDef;
use crate::format::value::Value;
use crate::write::defaults::{Literal, literal};

/// Brackets and `Not` within each other.
const DEPTH_MAX: usize = 30;

/// Reads a rule of a table, or of one of its columns; `None` if it is of another kind than is known.
pub(super) fn parse(table: &TableDef, column: Option<usize>, expression: &str) -> Option<Test> {
    let text = expression.trim();
    let tokens =
        tokens(text.strip_prefix('=').filter(|rest| column.is_none() && !rest.is_empty()).unwrap_or(text))?;
    let mut parser = Parser { table, column, rest: &tokens, depth: 0 };
    let test = parser.any_of()?;
    parser.rest.is_empty().then_some(test)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// `=`, `<=` and the like, brackets and commas.
    Sign(String),
    /// In lower case.
    Word(String),
    /// `[Name]`.
    Name(String),
    Constant(Value<'static>),
}

fn tokens(mut text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    while !text.trim_start().is_empty() {
        text = text.trim_start();
        let length = token_length(text)?;
        let (token, rest) = text.split_at_checked(length)?;
        tokens.push(token_of(token)?);
        text = rest;
    }
    Some(tokens)
}

/// Bytes of the first token.
fn token_length(text: &str) -> Option<usize> {
    let closed_by = |close: char| text.get(1..)?.find(close).map(|at| at + 2);
    let while_in = |is_in: &dyn Fn(char) -> bool| text.find(|char| !is_in(char)).unwrap_or(text.len());
    match text.chars().next()? {
        quote @ ('"' | '\'') => quoted_length(text, quote),
        '#' => closed_by('#'),
        '[' => closed_by(']'),
        '<' | '>' | '=' => Some(while_in(&|char| matches!(char, '<' | '>' | '='))),
        '(' | ')' | ',' => Some(1),
        '-' => Some(1 + text.get(1..)?.find(|char: char| !is_of_number(char)).unwrap_or(text.len() - 1)),
        char if is_of_number(char) => Some(while_in(&is_of_number)),
        char if char.is_alphabetic() => Some(while_in(&|char| char.is_alphanumeric() || char == '_')),
        _ => None,
    }
}

fn is_of_number(char: char) -> bool {
    char.is_ascii_digit() || char == '.'
}

/// Up to the quote that is not written twice.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text.get(at..)?.find(quote)? + 1;
        if !text.get(at..)?.starts_with(quote) {
            return Some(at);
        }
        at += 1;
    }
}

fn token_of(token: &str) -> Option<Token> {
    let first = token.chars().next()?;
    if let Some(name) = token.strip_prefix('[') {
        return name.strip_suffix(']').map(|name| Token::Name(name.to_owned()));
    }
    if first.is_alphabetic()
        && !matches!(token.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no")
    {
        return Some(Token::Word(token.to_ascii_lowercase()));
    }
    if matches!(first, '<' | '>' | '=' | '(' | ')' | ',') {
        return Some(Token::Sign(token.to_owned()));
    }
    literal(token).and_then(constant).map(Token::Constant)
}

fn constant(literal: Literal) -> Option<Value<'static>> {
    Some(match literal {
        Literal::Text(text) => Value::Text(text.into()),
        Literal::Number(number) => number.to_value()?,
        Literal::Boolean(value) => Value::Boolean(value),
        Literal::Date(date) => Value::DateTime(date.into()),
    })
}

struct Parser<'p> {
    table: &'p TableDef,
    /// The column whose rule it is: what stands for itself on the left.
    column: Option<usize>,
    rest: &'p [Token],
    depth: usize,
}

impl Parser<'_> {
    /// `a Or b Or c`.
    fn any_of(&mut self) -> Option<Test> {
        let mut test = self.all_of()?;
        while self.takes_word("or") {
            test = Test::Or(Box::new(test), Box::new(self.all_of()?));
        }
        Some(test)
    }

    /// `a And b And c`.
    fn all_of(&mut self) -> Option<Test> {
        let mut test = self.one()?;
        while self.takes_word("and") {
            test = Test::And(Box::new(test), Box::new(self.one()?));
        }
        Some(test)
    }

    /// `Not a`, `(a)` or a test of one operand.
    fn one(&mut self) -> Option<Test> {
        self.depth = self.depth.checked_add(1).filter(|depth| *depth < DEPTH_MAX)?;
        let test = if self.takes_word("not") {
            Test::Not(Box::new(self.one()?))
        } else if self.takes_sign("(") {
            let test = self.any_of()?;
            self.takes_sign(")").then_some(test)?
        } else {
            let operand = self.operand();
            self.of(operand)?
        };
        self.depth -= 1;
        Some(test)
    }

    /// What is asked of an operand; without one, of the value of the rule's own column.
    fn of(&mut self, operand: Option<Operand>) -> Option<Test> {
        let given = operand.clone();
        let left = match (operand, self.column) {
            (Some(operand), _) => operand,
            (None, Some(own)) => Operand::Column(own),
            (None, None) => return None,
        };
        if let Some(comparison) = self.comparison() {
            return Some(Test::Compare(left, comparison, self.operand()?));
        }
        if self.takes_word("is") {
            let is_not = self.takes_word("not");
            let is_null = self.takes_word("null").then_some(Test::IsNull(left))?;
            return Some(if is_not { Test::Not(Box::new(is_null)) } else { is_null });
        }
        if self.takes_word("not") {
            return self.set(left).map(|test| Test::Not(Box::new(test)));
        }
        if let Some(test) = self.set(left) {
            return Some(test);
        }
        // A constant alone is what the column has to be equal to.
        match (given, self.column) {
            (Some(constant @ Operand::Constant(_)), Some(own)) => {
                Some(Test::Compare(Operand::Column(own), Comparison::Equal, constant))
            }
            _ => None,
        }
    }

    /// `Between`, `In` and `Like`.
    fn set(&mut self, operand: Operand) -> Option<Test> {
        if self.takes_word("between") {
            let low = self.operand()?;
            let high = self.takes_word("and").then(|| self.operand())??;
            return Some(Test::Between(operand, low, high));
        }
        if self.takes_word("in") && self.takes_sign("(") {
            let mut list = vec![self.operand()?];
            while self.takes_sign(",") {
                list.push(self.operand()?);
            }
            return self.takes_sign(")").then_some(Test::In(operand, list));
        }
        if self.takes_word("like") {
            return self.pattern().map(|pattern| Test::Like(operand, pattern));
        }
        None
    }

    /// A pattern of `*`, `?` and `#`. Classes of characters, and what stands for any in the other dialect, are not
    /// taken.
    fn pattern(&mut self) -> Option<String> {
        match self.operand()? {
            Operand::Constant(Value::Text(text)) if !text.contains(['[', ']', '%', '_']) => {
                Some(text.into_owned())
            }
            _ => None,
        }
    }

    fn operand(&mut self) -> Option<Operand> {
        let (first, rest) = self.rest.split_first()?;
        let operand = match first {
            Token::Constant(value) => Operand::Constant(value.clone()),
            Token::Name(name) => Operand::Column(self.table.column(name)?.position()),
            Token::Word(word) => {
                let clock = match word.as_str() {
                    "now" => Operand::Now,
                    "date" => Operand::Date,
                    "time" => Operand::Time,
                    _ => return None,
                };
                let call = [Token::Sign("(".to_owned()), Token::Sign(")".to_owned())];
                self.rest = rest.strip_prefix(&call)?;
                return Some(clock);
            }
            Token::Sign(_) => return None,
        };
        self.rest = rest;
        let is_compared = |place: usize| {
            let types = self.table.columns.get(place).map(|column| column.column_type);
            !matches!(types, None | Some(ColumnType::Complex | ColumnType::Unknown(_)))
        };
        match operand {
            Operand::Column(place) if !is_compared(place) => None,
            operand => Some(operand),
        }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let Some((Token::Sign(sign), rest)) = self.rest.split_first() else { return None };
        let comparison = match sign.as_str() {
            "=" => Comparison::Equal,
            "<>" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" | "=<" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" | "=>" => Comparison::GreaterOrEqual,
            _ => return None,
        };
        self.rest = rest;
        Some(comparison)
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.takes(|token| matches!(token, Token::Word(found) if found == word))
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        self.takes(|token| matches!(token, Token::Sign(found) if found == sign))
    }

    /// Goes past the next token if it is the wanted one.
    fn takes(&mut self, is_wanted: impl Fn(&Token) -> bool) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if is_wanted(first) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }
}
