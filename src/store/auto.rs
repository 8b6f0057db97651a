//! `driver = "auto"`: the Access driver or our own engine, by what is seen and never by a guess.
//!
//! Readers take the Access driver of this program's width where it is there, else our own engine. Writers take the
//! driver while somebody has the file open, for only Access shares a file with Access; and our own engine while nobody
//! has, for only it writes all or nothing. The log says which, and why.

use super::contract::{CompanyFile, CompanyStore, Stores};
use super::drivers::InstalledDrivers;
use super::error::Result;
use super::location::{self, SharedSession};
use super::route::{Driver, Route, Why};
use std::cell::OnceCell;
use std::path::Path;

/// What the choice depends on.
pub trait Sight {
    /// Whether the Access driver is there for programs of this width.
    fn has_access_driver(&self) -> bool;
    fn shared_session(&self, file: &Path) -> Result<Option<SharedSession>>;
    /// Whether a write of our engine's was interrupted and has to be undone, which only our engine can.
    fn is_recovery_pending(&self, file: &Path) -> Result<bool>;
}

/// This machine. The driver is looked for once.
#[derive(Debug, Clone, Default)]
pub struct Machine(OnceCell<bool>);

impl Sight for Machine {
    fn has_access_driver(&self) -> bool {
        *self.0.get_or_init(|| InstalledDrivers::ask().is_some_and(|drivers| drivers.has_access_driver()))
    }

    fn shared_session(&self, file: &Path) -> Result<Option<SharedSession>> {
        location::shared_session(file)
    }

    fn is_recovery_pending(&self, file: &Path) -> Result<bool> {
        location::is_recovery_pending(file)
    }
}

/// The two ways, and what decides between them.
pub struct AutoStores<'a> {
    pub native: &'a dyn Stores,
    pub odbc: &'a dyn Stores,
    pub sight: &'a dyn Sight,
}

impl AutoStores<'_> {
    /// Chooses the way to a file. What cannot be seen is an error: the file is left alone.
    pub fn route(&self, file: &Path, write: bool) -> Result<Route> {
        let native = |why| Ok(Route { driver: Driver::Native, why });
        let odbc = |why| Ok(Route { driver: Driver::Odbc, why });
        if !self.sight.has_access_driver() {
            return native(Why::NoAccessDriver);
        }
        if self.sight.is_recovery_pending(file)? {
            return native(Why::RecoveryPending);
        }
        if !write {
            return odbc(Why::AccessDriver);
        }
        match self.sight.shared_session(file)?.filter(|session| session.is_held) {
            Some(session) => odbc(Why::SomebodyInside(session.to_string())),
            None => native(Why::NobodyInside),
        }
    }

    pub fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        self.by_route(file, write, |way| way.open(file, write))
    }

    /// As [`Stores::look`].
    pub fn look(&self, file: &CompanyFile) -> Result<Box<dyn CompanyStore>> {
        self.by_route(file, false, |way| way.look(file))
    }

    /// Opens a file by the way that is chosen for it. A driver that is installed but does not start counts as absent:
    /// a reader falls back to the engine.
    fn by_route(
        &self,
        file: &CompanyFile,
        write: bool,
        open: impl Fn(&dyn Stores) -> Result<Box<dyn CompanyStore>>,
    ) -> Result<Box<dyn CompanyStore>> {
        let route = self.route(&file.path, write)?;
        log::info!("{}: {}: {route}", file.company, file.path.display());
        if route.driver != Driver::Odbc {
            return open(self.native);
        }
        match open(self.odbc) {
            Err(error) if !write && error.is_no_driver() => {
                log::warn!("{}: the native engine reads it, because {error}", file.company);
                open(self.native)
            }
            opened => opened,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Year;
    use crate::store::odbc::{Failure, Record};
    use crate::store::{Backups, Error, NativeStores, OdbcOptions};
    use std::cell::RefCell;

    /// A machine as a test wants it.
    #[derive(Default)]
    struct Seen {
        driver: bool,
        session: Option<SharedSession>,
        pending: bool,
        blind: bool,
    }

    impl Sight for Seen {
        fn has_access_driver(&self) -> bool {
            self.driver
        }

        fn shared_session(&self, file: &Path) -> Result<Option<SharedSession>> {
            match self.blind {
                true => Err(Error::Busy { file: file.display().to_string(), source: None }),
                false => Ok(self.session.clone()),
            }
        }

        fn is_recovery_pending(&self, _: &Path) -> Result<bool> {
            Ok(self.pending)
        }
    }

    fn session(is_held: bool) -> Option<SharedSession> {
        let user = location::SharedUser { machine: "MOSTRADOR-1".to_owned(), user: "Admin".to_owned() };
        Some(SharedSession { is_held, users: vec![user] })
    }

    fn choice(seen: Seen, write: bool) -> Result<String> {
        let (native, odbc) = (Way::default(), Way::default());
        let auto = AutoStores { native: &native, odbc: &odbc, sight: &seen };
        auto.route(Path::new("001.accdb"), write).map(|route| route.to_string())
    }

    #[test]
    fn readers_take_the_access_driver_where_it_is_there() {
        let seen = |driver| Seen { driver, session: session(true), ..Seen::default() };
        let read = |driver| choice(seen(driver), false).expect("a choice");
        assert_eq!(read(true), "the Access driver, because it is installed and the file is only read");
        assert_eq!(read(false), "the native engine, because there is no Access driver for this program");
    }

    #[test]
    fn writers_take_it_while_somebody_has_the_file_open() {
        let write =
            |session| choice(Seen { driver: true, session, ..Seen::default() }, true).expect("a choice");
        assert_eq!(write(session(true)), "the Access driver, because the file is open: MOSTRADOR-1 (Admin)");
        for left in [None, session(false)] {
            assert_eq!(write(left), "the native engine, because nobody has the file open");
        }
    }

    #[test]
    fn without_the_driver_a_writer_leaves_it_to_the_engine_to_find_the_file_in_use() {
        let seen = Seen { session: session(true), ..Seen::default() };
        let told = choice(seen, true).expect("a choice");
        assert_eq!(told, "the native engine, because there is no Access driver for this program");
    }

    #[test]
    fn what_cannot_be_seen_is_not_guessed() {
        assert!(choice(Seen { driver: true, blind: true, ..Seen::default() }, true).is_err());
    }

    #[test]
    fn an_interrupted_write_is_undone_before_the_driver_sees_the_file() {
        for write in [false, true] {
            let seen = Seen { driver: true, pending: true, session: session(true), ..Seen::default() };
            let told = choice(seen, write).expect("a choice");
            assert_eq!(told, "the native engine, because an interrupted write has to be undone first");
        }
    }

    /// A way that leads nowhere and counts who tried it.
    #[derive(Default)]
    struct Way {
        tried: RefCell<Vec<bool>>,
        no_driver: bool,
    }

    impl Stores for Way {
        fn backups(&self) -> &dyn Backups {
            NativeStores.backups()
        }

        fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
            self.tried.borrow_mut().push(write);
            let state = if self.no_driver { "IM003" } else { "HY000" };
            let record = Record { state: state.to_owned(), native: -1032, message: String::new() };
            let native = if self.no_driver { 0 } else { record.native };
            let failure = Failure { action: "connecting", records: vec![Record { native, ..record }] };
            Err(Error::driver(&file.path.display().to_string(), failure))
        }
    }

    fn tried(no_driver: bool, write: bool) -> (usize, usize) {
        let (native, odbc) = (Way::default(), Way { no_driver, ..Way::default() });
        let seen = Seen { driver: true, session: session(true), ..Seen::default() };
        let auto = AutoStores { native: &native, odbc: &odbc, sight: &seen };
        let file = CompanyFile {
            company: "oficit".parse().expect("a name"),
            year: Year::new(2026).expect("a year"),
            path: "0012026.accdb".into(),
            driver: Driver::Auto,
            odbc: OdbcOptions::default(),
        };
        assert!(auto.open(&file, write).is_err());
        (odbc.tried.borrow().len(), native.tried.borrow().len())
    }

    #[test]
    fn a_driver_that_does_not_start_is_none_to_a_reader() {
        assert_eq!(tried(true, false), (1, 1));
        assert_eq!(tried(false, false), (1, 0), "any other failure is the file's own");
        assert_eq!(tried(true, true), (1, 0), "a writer does not come between those who work in the file");
    }
}
