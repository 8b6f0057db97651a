//! A connection that is still read when it can no longer be written to.
//!
//! A server that does not want a body answers (413, say) and closes while the body is on its way. Writing then fails,
//! and the answer would be thrown away with the connection. Here the rest of the body goes nowhere, and the answer is
//! read; if there is none, reading fails as it would have.
//!
//! ureq keeps these traits under `unversioned`: a later minor version may change them, and then this file does.

use std::io::ErrorKind;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// Makes what is connected before it keep reading.
#[derive(Debug, Default)]
pub(super) struct KeepReading;

#[derive(Debug)]
pub(super) struct Kept<T> {
    inner: T,
    /// The head of the request is out: only what fails after it is passed over.
    head_sent: bool,
    broken: bool,
}

impl<In: Transport> Connector<In> for KeepReading {
    type Out = Kept<In>;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Kept<In>>, Error> {
        Ok(chained.map(|inner| Kept { inner, head_sent: false, broken: false }))
    }
}

impl<T: Transport> Transport for Kept<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.broken {
            return Ok(());
        }
        match self.inner.transmit_output(amount, timeout) {
            Err(Error::Io(error)) if self.head_sent && is_hang_up(error.kind()) => self.broken = true,
            sent => sent?,
        }
        self.head_sent = true;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        !self.broken && self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

fn is_hang_up(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted)
}
