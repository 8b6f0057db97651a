//! The statements that the store may say, read word by word: one INSERT of a row, or one SELECT from one table.

/// What a statement is about.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub table: String,
    /// The columns that are read, or written, in their order.
    pub columns: Vec<String>,
    /// For each `?`, the column it is compared with or goes into.
    pub parameters: Vec<String>,
}

/// Reads a statement; the error is what is not of the grammar.
pub(super) fn read(sql: &str) -> Result<Shape, String> {
    let mut words = Words { words: split(sql)?, at: 0, shape: Shape::default() };
    match words.next() {
        Some(Word::Name(name)) if name.eq_ignore_ascii_case("SELECT") => words.select()?,
        Some(Word::Name(name)) if name.eq_ignore_ascii_case("INSERT") => words.insert()?,
        other => return Err(format!("{other:?} begins no statement of ours")),
    }
    match words.next() {
        None => Ok(words.shape),
        Some(more) => Err(format!("{more:?} behind the statement")),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Name(String),
    /// In brackets: never a word of SQL.
    Quoted(String),
    Sign(&'static str),
}

const SIGNS: [&str; 7] = [">=", "<=", "=", "(", ")", ",", "?"];

fn split(sql: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = sql.trim_start();
    while !rest.is_empty() {
        let length = if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            words.push(Word::Sign(sign));
            sign.len()
        } else if let Some(quoted) = rest.strip_prefix('[') {
            let end = quoted.find(']').ok_or("an open bracket")?;
            words.push(Word::Quoted(quoted[..end].to_owned()));
            end + 2
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            if end == 0 || rest.starts_with(|c: char| c.is_ascii_digit()) {
                // A literal, a quote, a semicolon, a date, arithmetic.
                return Err(format!("{:?}", rest.chars().next().unwrap_or(' ')));
            }
            words.push(Word::Name(rest[..end].to_owned()));
            end
        };
        rest = rest[length..].trim_start();
    }
    Ok(words)
}

struct Words {
    words: Vec<Word>,
    at: usize,
    shape: Shape,
}

impl Words {
    fn next(&mut self) -> Option<Word> {
        let word = self.words.get(self.at).cloned();
        self.at += 1;
        word
    }

    /// Goes past a word of SQL or a sign, if it comes next.
    fn skip(&mut self, wanted: &str) -> bool {
        let there = match self.words.get(self.at) {
            Some(Word::Name(name)) => name.eq_ignore_ascii_case(wanted),
            Some(Word::Sign(sign)) => *sign == wanted,
            _ => false,
        };
        self.at += usize::from(there);
        there
    }

    fn need(&mut self, wanted: &str) -> Result<(), String> {
        let found = self.words.get(self.at).cloned();
        if self.skip(wanted) { Ok(()) } else { Err(format!("{found:?} instead of {wanted}")) }
    }

    fn name(&mut self) -> Result<String, String> {
        const WORDS: [&str; 15] = [
            "SELECT", "TOP", "DISTINCT", "FROM", "WHERE", "AND", "OR", "ORDER", "GROUP", "BY", "LIMIT",
            "OFFSET", "CASE", "EXISTS", "VALUES",
        ];
        match self.next() {
            Some(Word::Name(name)) if !WORDS.iter().any(|word| word.eq_ignore_ascii_case(&name)) => Ok(name),
            Some(Word::Quoted(name)) => Ok(name),
            other => Err(format!("{other:?} where a name belongs")),
        }
    }

    fn list(&mut self) -> Result<Vec<String>, String> {
        let mut names = vec![self.name()?];
        while self.skip(",") {
            names.push(self.name()?);
        }
        Ok(names)
    }

    /// `SELECT columns | MIN(column) | MAX(column) FROM table [WHERE …] [GROUP BY …] [ORDER BY …]`
    fn select(&mut self) -> Result<(), String> {
        self.shape.columns = if self.skip("MIN") || self.skip("MAX") {
            self.need("(")?;
            let column = self.name()?;
            self.need(")")?;
            vec![column]
        } else {
            self.list()?
        };
        self.need("FROM")?;
        self.shape.table = self.name()?;
        if self.skip("WHERE") {
            self.condition()?;
            while self.skip("AND") {
                self.condition()?;
            }
        }
        for clause in ["GROUP", "ORDER"] {
            if self.skip(clause) {
                self.need("BY")?;
                self.list()?;
            }
        }
        Ok(())
    }

    /// A column against a parameter.
    fn condition(&mut self) -> Result<(), String> {
        let column = self.name()?;
        if !["=", ">=", "<=", "LIKE"].iter().any(|sign| self.skip(sign)) {
            return Err(format!("{:?} is no comparison", self.next()));
        }
        self.need("?")?;
        self.shape.parameters.push(column);
        Ok(())
    }

    /// `INSERT INTO table (columns) VALUES (?, …)`: one row.
    fn insert(&mut self) -> Result<(), String> {
        self.need("INTO")?;
        self.shape.table = self.name()?;
        self.need("(")?;
        self.shape.columns = self.list()?;
        self.need(")")?;
        self.need("VALUES")?;
        self.need("(")?;
        for column in self.shape.columns.clone() {
            if !self.shape.parameters.is_empty() {
                self.need(",")?;
            }
            self.need("?")?;
            self.shape.parameters.push(column);
        }
        self.need(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn our_statements_are_understood() {
        let select = read("SELECT A, [B c] FROM T WHERE A = ? AND N >= ? ORDER BY N, [B c]").expect("read");
        assert_eq!(select.table, "T");
        assert_eq!((select.columns, select.parameters), (names(&["A", "B c"]), names(&["A", "N"])));
        let insert = read("INSERT INTO T (A, B) VALUES (?, ?)").expect("read");
        assert_eq!(insert.parameters, names(&["A", "B"]));
        assert!(read("SELECT MAX(N) FROM T WHERE A = ?").is_ok());
        assert!(read("SELECT A FROM T GROUP BY A").is_ok());
        assert!(read("SELECT A FROM T WHERE A LIKE ?").is_ok());
    }

    #[test]
    fn what_not_every_database_understands_is_refused() {
        let refused = [
            "SELECT TOP 5 A FROM T",
            "SELECT A FROM T LIMIT 5",
            "SELECT A FROM T ORDER BY A OFFSET 5",
            "SELECT A FROM T; SELECT B FROM T",
            "SELECT A FROM T;",
            "SELECT \"A\" FROM T",
            "SELECT A FROM T WHERE A = 'x'",
            "SELECT A FROM T WHERE D = #2026-01-31#",
            "SELECT A FROM T WHERE N = 5",
            "SELECT A FROM T WHERE N = :name",
            "SELECT CASE A FROM T",
            "SELECT A FROM T WHERE EXISTS (SELECT B FROM U)",
            "SELECT ? FROM T",
            "SELECT * FROM T",
            "SELECT A FROM T INNER JOIN U",
            "INSERT INTO T (A) VALUES (?), (?)",
            "INSERT INTO T (A, B) VALUES (?)",
            "UPDATE T SET A = ?",
            "DELETE FROM T",
            "CREATE TABLE T (A LONG)",
            "SELECT A FROM [T",
            "",
        ];
        for sql in refused {
            assert!(read(sql).is_err(), "{sql}");
        }
    }
}
