//! From text to steps, without recursion: brackets nest as deep as they like.

use super::{Operand, Step};
use crate::import::profile::number::millionths;

/// Why a text is no expression, and at which of its characters (from 1 on).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {wrong:?}")]
pub struct ParseError {
    pub at: usize,
    pub wrong: Wrong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A name that is neither a column of numbers nor a value computed above.
    Name(String),
    /// Digits that are no decimal number of at most six decimals.
    Number(String),
    /// Something that cannot stand there.
    Unexpected(String),
    /// The end comes where a value is needed.
    End,
    /// A bracket without its other one.
    Bracket,
}

enum Token<'t> {
    Word(&'t str),
    Sign(char),
}

/// What waits for the values behind it.
enum Waiting {
    /// With its place in the text.
    Bracket(usize),
    Operator(Step),
}

struct Parser<K> {
    known: K,
    steps: Vec<Step>,
    waiting: Vec<Waiting>,
    /// Whether a value, and no operator, comes next.
    value_next: bool,
}

pub(super) fn steps(text: &str, known: impl Fn(&str) -> Option<Operand>) -> Result<Vec<Step>, ParseError> {
    let mut parser = Parser { known, steps: Vec::new(), waiting: Vec::new(), value_next: true };
    let (mut rest, mut at) = (text, 1);
    loop {
        let trimmed = rest.trim_start();
        at += chars_between(rest, trimmed);
        let Some((token, after)) = next_token(trimmed) else { return parser.finish(at) };
        parser.take(token, at).map_err(|wrong| ParseError { at, wrong })?;
        at += chars_between(trimmed, after);
        rest = after;
    }
}

/// How many characters of a text come before what is left of it.
fn chars_between(text: &str, rest: &str) -> usize {
    text.strip_suffix(rest).map_or(0, |taken| taken.chars().count())
}

fn next_token(text: &str) -> Option<(Token<'_>, &str)> {
    let sign = text.chars().next()?;
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    if !in_word(sign) {
        return Some((Token::Sign(sign), text.get(sign.len_utf8()..)?));
    }
    let (word, after) = text.split_at(text.find(|c| !in_word(c)).unwrap_or(text.len()));
    Some((Token::Word(word), after))
}

impl<K: Fn(&str) -> Option<Operand>> Parser<K> {
    fn take(&mut self, token: Token<'_>, at: usize) -> Result<(), Wrong> {
        match token {
            Token::Word(word) if self.value_next => self.value(word),
            Token::Sign('(') if self.value_next => {
                self.waiting.push(Waiting::Bracket(at));
                Ok(())
            }
            Token::Sign('-') if self.value_next => {
                self.waiting.push(Waiting::Operator(Step::Negate));
                Ok(())
            }
            Token::Sign(')') if !self.value_next => self.close(),
            Token::Sign(sign) if !self.value_next => {
                let step = operator(sign).ok_or_else(|| Wrong::Unexpected(sign.to_string()))?;
                self.release(precedence(step));
                self.waiting.push(Waiting::Operator(step));
                self.value_next = true;
                Ok(())
            }
            Token::Word(word) => Err(Wrong::Unexpected(word.to_owned())),
            Token::Sign(sign) => Err(Wrong::Unexpected(sign.to_string())),
        }
    }

    fn value(&mut self, word: &str) -> Result<(), Wrong> {
        self.value_next = false;
        let step = if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            Step::Number(millionths(word).ok_or_else(|| Wrong::Number(word.to_owned()))?)
        } else {
            Step::Operand((self.known)(word).ok_or_else(|| Wrong::Name(word.to_owned()))?)
        };
        self.steps.push(step);
        Ok(())
    }

    /// Lets go of what binds as strongly as this, or stronger, up to the last open bracket.
    fn release(&mut self, precedence_min: u8) {
        while let Some(Waiting::Operator(step)) = self.waiting.last() {
            if precedence(*step) < precedence_min {
                break;
            }
            self.steps.push(*step);
            self.waiting.pop();
        }
    }

    fn close(&mut self) -> Result<(), Wrong> {
        self.release(0);
        self.waiting.pop().map(drop).ok_or(Wrong::Bracket)
    }

    fn finish(mut self, at: usize) -> Result<Vec<Step>, ParseError> {
        if self.value_next {
            return Err(ParseError { at, wrong: Wrong::End });
        }
        self.release(0);
        match self.waiting.last() {
            Some(Waiting::Bracket(at)) => Err(ParseError { at: *at, wrong: Wrong::Bracket }),
            _ => Ok(self.steps),
        }
    }
}

fn operator(sign: char) -> Option<Step> {
    match sign {
        '+' => Some(Step::Add),
        '-' => Some(Step::Subtract),
        '*' => Some(Step::Multiply),
        '/' => Some(Step::Divide),
        _ => None,
    }
}

fn precedence(step: Step) -> u8 {
    match step {
        Step::Add | Step::Subtract => 1,
        Step::Multiply | Step::Divide => 2,
        _ => 3,
    }
}
