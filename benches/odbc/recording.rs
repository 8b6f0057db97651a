//! A driver that takes down every statement with its values, and passes it on.

use accdb::{ColumnType, Value};
use factulink::store::odbc::{ColumnFacts, Driver, DriverManager, Outcome, Parameter, Session, Statement};
use std::cell::RefCell;
use std::rc::Rc;

/// What was asked of a driver. Looking up tables and keys in the catalog is left out: a bare loop knows them.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Each statement once, however often it was prepared.
    pub statements: Vec<String>,
    pub steps: Vec<Step>,
    /// Rows that were read, by all steps.
    pub rows: usize,
}

#[derive(Debug, Clone)]
pub enum Step {
    Run(Run),
    Commit,
    Rollback,
}

/// One run of a statement.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its place among the statements.
    pub statement: usize,
    pub parameters: Vec<Parameter<'static>>,
    /// What the columns of the rows were read as.
    pub types: Vec<ColumnType>,
    /// After how many rows the reader had enough; `None` where it went on to the end.
    pub enough: Option<usize>,
}

#[derive(Clone, Default)]
pub struct Recording(Rc<RefCell<Script>>);

impl Recording {
    pub fn script(&self) -> Script {
        self.0.borrow().clone()
    }

    fn note(&self, step: Step) {
        self.0.borrow_mut().steps.push(step);
    }

    fn place(&self, sql: &str) -> usize {
        let statements = &mut self.0.borrow_mut().statements;
        statements.iter().position(|known| known == sql).unwrap_or_else(|| {
            statements.push(sql.to_owned());
            statements.len() - 1
        })
    }
}

impl Driver for Recording {
    fn connect(&self, connection: &str, write: bool) -> Outcome<Box<dyn Session>> {
        let inner = DriverManager.connect(connection, write)?;
        Ok(Box::new(RecordingSession { inner, to: self.clone() }))
    }
}

struct RecordingSession {
    inner: Box<dyn Session>,
    to: Recording,
}

impl Session for RecordingSession {
    fn product(&self) -> Outcome<String> {
        self.inner.product()
    }

    fn columns(&self, table: &str) -> Outcome<Vec<ColumnFacts>> {
        self.inner.columns(table)
    }

    fn primary_key(&self, table: &str) -> Outcome<Vec<String>> {
        self.inner.primary_key(table)
    }

    fn prepare<'s>(&'s self, sql: &str) -> Outcome<Box<dyn Statement + 's>> {
        let inner = self.inner.prepare(sql)?;
        Ok(Box::new(RecordingStatement { inner, place: self.to.place(sql), to: self.to.clone() }))
    }

    fn commit(&self) -> Outcome<()> {
        self.to.note(Step::Commit);
        self.inner.commit()
    }

    fn rollback(&self) -> Outcome<()> {
        self.to.note(Step::Rollback);
        self.inner.rollback()
    }
}

struct RecordingStatement<'s> {
    inner: Box<dyn Statement + 's>,
    place: usize,
    to: Recording,
}

impl RecordingStatement<'_> {
    fn run(&self, parameters: &[Parameter<'_>], types: &[ColumnType]) -> Run {
        let parameters = parameters.iter().map(owned).collect();
        Run { statement: self.place, parameters, types: types.to_vec(), enough: None }
    }
}

fn owned(parameter: &Parameter<'_>) -> Parameter<'static> {
    match parameter {
        Parameter::Bit(flag) => Parameter::Bit(*flag),
        Parameter::Byte(number) => Parameter::Byte(*number),
        Parameter::Short(number) => Parameter::Short(*number),
        Parameter::Long(number) => Parameter::Long(*number),
        Parameter::Double(number) => Parameter::Double(*number),
        Parameter::Moment(moment) => Parameter::Moment(*moment),
        Parameter::Text(text) => Parameter::Text(text.to_string().into()),
    }
}

impl Statement for RecordingStatement<'_> {
    fn execute(&mut self, parameters: &[Parameter<'_>]) -> Outcome<()> {
        self.to.note(Step::Run(self.run(parameters, &[])));
        self.inner.execute(parameters)
    }

    fn query(
        &mut self,
        parameters: &[Parameter<'_>],
        types: &[ColumnType],
        each: &mut dyn FnMut(&mut [Value<'static>]) -> bool,
    ) -> Outcome<()> {
        let (mut run, mut rows) = (self.run(parameters, types), 0);
        self.inner.query(parameters, types, &mut |values| {
            rows += 1;
            let goes_on = each(values);
            run.enough = (!goes_on).then_some(rows);
            goes_on
        })?;
        self.to.note(Step::Run(run));
        self.to.0.borrow_mut().rows += rows;
        Ok(())
    }
}
