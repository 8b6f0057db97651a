//! A driver that does what it is told to at chosen calls, over one that works.

use accdb::{ColumnType, Value};
use factulink::store::odbc::{ColumnFacts, Driver, Failure, Outcome, Parameter, Record, Session, Statement};
use std::cell::RefCell;
use std::rc::Rc;

/// What the driver is asked for. A row is of F_PPR or of F_LPP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Connect,
    Columns,
    Key,
    Prepare,
    Query,
    Header,
    Line,
    Commit,
    Rollback,
}

/// What happens at a call.
#[derive(Debug, Clone)]
pub enum Harm {
    /// It is refused, and nothing is done.
    Refuse(Record),
    /// It is done, and refused all the same.
    DoAndRefuse(Record),
    /// Somebody else writes a header of the same number before.
    TakeNumber,
    /// In its place something is asked for that the database cannot read.
    Garble,
}

/// What happens at a call, by its number, from 0, among all calls so far, these included.
type Script = Box<dyn FnMut(usize, &[Call]) -> Option<Harm>>;

/// What a driver was asked for, and what is to happen.
pub struct Stage {
    calls: RefCell<Vec<Call>>,
    script: RefCell<Script>,
}

impl Stage {
    /// The driver within is asked for everything.
    pub fn quiet() -> Rc<Stage> {
        Stage::playing(|_, _| None)
    }

    pub fn playing(script: impl FnMut(usize, &[Call]) -> Option<Harm> + 'static) -> Rc<Stage> {
        Rc::new(Stage { calls: RefCell::default(), script: RefCell::new(Box::new(script)) })
    }

    /// Harms the `nth` call of one kind, from 1.
    pub fn at(call: Call, nth: usize, harm: Harm) -> Rc<Stage> {
        Stage::playing(move |_, calls| {
            let so_far = calls.iter().filter(|known| **known == call).count();
            (calls.last() == Some(&call) && so_far == nth).then(|| harm.clone())
        })
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.borrow().clone()
    }

    pub fn count(&self, call: Call) -> usize {
        self.calls.borrow().iter().filter(|known| **known == call).count()
    }

    fn harm(&self, call: Call) -> Option<Harm> {
        let mut calls = self.calls.borrow_mut();
        calls.push(call);
        (self.script.borrow_mut())(calls.len() - 1, &calls)
    }

    fn play<T>(&self, call: Call, act: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        match self.harm(call) {
            None | Some(Harm::TakeNumber | Harm::Garble) => act(),
            Some(Harm::Refuse(record)) => Err(refusal(record)),
            Some(Harm::DoAndRefuse(record)) => act().and(Err(refusal(record))),
        }
    }
}

pub fn record(state: &str, native: i32, message: &str) -> Record {
    Record { state: state.to_owned(), native, message: message.to_owned() }
}

fn refusal(record: Record) -> Failure {
    Failure { action: "playing", records: vec![record] }
}

pub struct Double<D> {
    pub inner: D,
    pub stage: Rc<Stage>,
}

impl<D: Driver> Driver for Double<D> {
    fn connect(&self, connection: &str, write: bool) -> Outcome<Box<dyn Session>> {
        let inner = self.stage.play(Call::Connect, || self.inner.connect(connection, write))?;
        Ok(Box::new(DoubleSession { inner, stage: Rc::clone(&self.stage) }))
    }
}

struct DoubleSession {
    inner: Box<dyn Session>,
    stage: Rc<Stage>,
}

impl Session for DoubleSession {
    fn product(&self) -> Outcome<String> {
        self.inner.product()
    }

    fn columns(&self, table: &str) -> Outcome<Vec<ColumnFacts>> {
        self.stage.play(Call::Columns, || self.inner.columns(table))
    }

    fn primary_key(&self, table: &str) -> Outcome<Vec<String>> {
        self.stage.play(Call::Key, || self.inner.primary_key(table))
    }

    fn prepare<'s>(&'s self, sql: &str) -> Outcome<Box<dyn Statement + 's>> {
        let inner = self.stage.play(Call::Prepare, || self.inner.prepare(sql))?;
        let call = if sql.starts_with("INSERT INTO F_PPR ") { Call::Header } else { Call::Line };
        Ok(Box::new(DoubleStatement {
            inner,
            session: &*self.inner,
            call,
            sql: sql.to_owned(),
            stage: Rc::clone(&self.stage),
        }))
    }

    fn commit(&self) -> Outcome<()> {
        self.stage.play(Call::Commit, || self.inner.commit())
    }

    fn rollback(&self) -> Outcome<()> {
        self.stage.play(Call::Rollback, || self.inner.rollback())
    }
}

struct DoubleStatement<'s> {
    inner: Box<dyn Statement + 's>,
    session: &'s dyn Session,
    /// What it is to execute it.
    call: Call,
    sql: String,
    stage: Rc<Stage>,
}

impl DoubleStatement<'_> {
    /// The same row with a reference of somebody else's.
    fn others<'a>(&self, parameters: &[Parameter<'a>]) -> Vec<Parameter<'a>> {
        let columns = self.sql.split(['(', ')']).nth(1).expect("columns").split(", ");
        let other = |(column, value): (&str, &Parameter<'a>)| match column {
            "REFPPR" => Parameter::Text("a mano".into()),
            _ => value.clone(),
        };
        columns.zip(parameters).map(other).collect()
    }
}

impl Statement for DoubleStatement<'_> {
    fn execute(&mut self, parameters: &[Parameter<'_>]) -> Outcome<()> {
        let harm = self.stage.harm(self.call);
        if let Some(Harm::Refuse(record)) = harm {
            return Err(refusal(record));
        }
        if let Some(Harm::Garble) = harm {
            return self.session.prepare("SELEC 1").and_then(|mut garbled| garbled.execute(&[]));
        }
        if let Some(Harm::TakeNumber) = harm {
            self.inner.execute(&self.others(parameters)).expect("the number is free");
        }
        self.inner.execute(parameters)?;
        if let Some(Harm::DoAndRefuse(record)) = harm { Err(refusal(record)) } else { Ok(()) }
    }

    fn query(
        &mut self,
        parameters: &[Parameter<'_>],
        types: &[ColumnType],
        each: &mut dyn FnMut(&mut [Value<'static>]) -> bool,
    ) -> Outcome<()> {
        self.stage.play(Call::Query, || self.inner.query(parameters, types, each))
    }
}
