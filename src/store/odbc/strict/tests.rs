//! What is refused, each by itself, over a driver that takes everything.

use super::*;

/// Takes everything, and gives one row of NULLs.
#[derive(Clone)]
struct Lenient;

impl Driver for Lenient {
    fn connect(&self, _: &str, _: bool) -> Outcome<Box<dyn Session>> {
        Ok(Box::new(Lenient))
    }
}

impl Session for Lenient {
    fn product(&self) -> Outcome<String> {
        Ok("lenient".to_owned())
    }

    fn columns(&self, _: &str) -> Outcome<Vec<ColumnFacts>> {
        let fact = |name: &str, data_type, type_name: &str| ColumnFacts {
            name: name.to_owned(),
            data_type,
            type_name: type_name.to_owned(),
            size: Some(5),
            decimals: None,
        };
        Ok(vec![
            fact("TEXTO", -9, "VARCHAR"),
            fact("NUMERO", 4, "INTEGER"),
            fact("IMPORTE", 2, "CURRENCY"),
            fact("FECHA", 93, "DATETIME"),
            fact("SI", -7, "BIT"),
        ])
    }

    fn primary_key(&self, _: &str) -> Outcome<Vec<String>> {
        Ok(Vec::new())
    }

    fn prepare<'s>(&'s self, _: &str) -> Outcome<Box<dyn Statement + 's>> {
        Ok(Box::new(Lenient))
    }

    fn commit(&self) -> Outcome<()> {
        Ok(())
    }

    fn rollback(&self) -> Outcome<()> {
        Ok(())
    }
}

impl Statement for Lenient {
    fn execute(&mut self, _: &[Parameter<'_>]) -> Outcome<()> {
        Ok(())
    }

    fn query(
        &mut self,
        _: &[Parameter<'_>],
        types: &[ColumnType],
        each: &mut dyn FnMut(&mut [Value<'static>]) -> bool,
    ) -> Outcome<()> {
        each(&mut vec![Value::Null; types.len()]);
        Ok(())
    }
}

fn session() -> Box<dyn Session> {
    Strict(Lenient).connect("", true).expect("connected")
}

fn state<T>(outcome: Outcome<T>) -> String {
    outcome.err().map(|failure| failure.records[0].state.clone()).unwrap_or_default()
}

/// The state of an attempt to insert one value.
fn insert(column: &str, parameters: &[Parameter<'_>]) -> String {
    let session = session();
    let mut statement = session.prepare(&format!("INSERT INTO T ({column}) VALUES (?)")).expect("prepared");
    state(statement.execute(parameters))
}

#[test]
fn several_statements_and_unknown_sql_are_refused() {
    for sql in ["SELECT TOP 5 TEXTO FROM T", "SELECT TEXTO FROM T; SELECT TEXTO FROM T", "SELECT ñ FROM T"] {
        assert_eq!(state(session().prepare(sql)), "42000", "{sql}");
    }
}

#[test]
fn a_misspelt_column_is_a_parameter_too_few() {
    for sql in ["SELECT TEXO FROM T", "SELECT TEXTO FROM T WHERE NUMER = ?", "INSERT INTO T (X) VALUES (?)"] {
        assert_eq!(state(session().prepare(sql)), "07002", "{sql}");
    }
}

#[test]
fn an_array_of_parameters_is_refused() {
    assert_eq!(insert("NUMERO", &[Parameter::Long(1), Parameter::Long(2)]), "HYC00");
    assert_eq!(insert("NUMERO", &[]), "HYC00");
    assert_eq!(insert("NUMERO", &[Parameter::Long(1)]), "");
}

#[test]
fn a_decimal_as_a_text_is_refused() {
    assert_eq!(insert("IMPORTE", &[Parameter::Text("4.9".into())]), "22018");
    assert_eq!(insert("NUMERO", &[Parameter::Text("4".into())]), "22018");
    assert_eq!(insert("FECHA", &[Parameter::Text("2026-01-31".into())]), "22018");
    assert_eq!(insert("SI", &[Parameter::Long(1)]), "22018");
    assert_eq!(insert("IMPORTE", &[Parameter::Double(4.9)]), "");
    assert_eq!(insert("IMPORTE", &[Parameter::Double(f64::NAN)]), "22003");
}

#[test]
fn a_text_that_would_be_cut_is_refused() {
    assert_eq!(insert("TEXTO", &[Parameter::Text("añado".into())]), "");
    assert_eq!(insert("TEXTO", &[Parameter::Text("añadió".into())]), "22001");
}

#[test]
fn keys_are_not_told() {
    assert_eq!(state(session().primary_key("T")), "IM001");
}

#[test]
fn a_second_statement_while_rows_come_is_refused() {
    let session = session();
    let mut statement = session.prepare("SELECT TEXTO FROM T").expect("prepared");
    let mut refused = String::new();
    let asked = statement.query(&[], &[ColumnType::Text], &mut |_| {
        refused = state(session.columns("T"));
        true
    });
    assert!(asked.is_ok());
    assert_eq!(refused, "HY010");
    assert!(session.columns("T").is_ok(), "afterwards it is free again");
}

#[test]
fn a_long_text_comes_last() {
    let session = session();
    let mut statement = session.prepare("SELECT TEXTO, NUMERO FROM T").expect("prepared");
    let mut ask = |types: [ColumnType; 2]| state(statement.query(&[], &types, &mut |_| true));
    assert_eq!(ask([ColumnType::Memo, ColumnType::Long]), "07009");
    assert_eq!(ask([ColumnType::Long, ColumnType::Memo]), "");
}
