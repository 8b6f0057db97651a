//! A diagnostic record as a driver leaves it.

use std::fmt;

/// One diagnostic record. A failed call leaves several, and the first is not always the one that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// SQLSTATE: five characters, where the driver keeps to the standard.
    pub state: String,
    /// The number the data source itself gives the error.
    pub native: i32,
    /// In whatever language the driver was installed.
    pub message: String,
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} {}] {}", self.state, self.native, self.message)
    }
}

/// A call of the driver that failed, with every record it left; it may have left none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was being done, for messages: `connecting`, `committing`.
    pub action: &'static str,
    pub records: Vec<Record>,
}

impl Failure {
    /// The same without texts that a driver may repeat and nobody is to see.
    pub(super) fn without(mut self, hidden: &[String]) -> Failure {
        for record in &mut self.records {
            for part in
                hidden.iter().filter(|part| record.message.contains(part.as_str())).collect::<Vec<_>>()
            {
                record.message = record.message.replace(part.as_str(), "***");
            }
        }
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.action)?;
        if self.records.is_empty() {
            return f.write_str("the driver says nothing of why it failed");
        }
        let words: Vec<String> = self.records.iter().map(Record::to_string).collect();
        f.write_str(&words.join("; "))
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shows_every_record_and_says_so_when_there_is_none() {
        let record =
            |native, message: &str| Record { state: "HY000".into(), native, message: message.into() };
        let mut failure = Failure {
            action: "connecting",
            records: vec![record(63, "registry key"), record(-1905, "clave")],
        };
        assert_eq!(failure.to_string(), "connecting: [HY000 63] registry key; [HY000 -1905] clave");
        failure.records.clear();
        assert_eq!(failure.to_string(), "connecting: the driver says nothing of why it failed");
    }
}
