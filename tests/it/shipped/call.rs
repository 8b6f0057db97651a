//! Calls of the program that is tried, on a configuration of their own.

use crate::process::{Ended, call};
use crate::program::program;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A folder with a configuration, and the program at work on it.
pub struct Place {
    temporary: TempDir,
    name: String,
}

impl Place {
    /// An empty folder.
    pub fn new() -> Place {
        Place { temporary: tempfile::tempdir().expect("a folder"), name: "demo".to_owned() }
    }

    /// The demo, made by the program that is tried, in a folder of that name.
    pub fn with_demo(name: &str) -> Place {
        let place = Place { name: name.to_owned(), ..Place::new() };
        let mut init = program();
        init.args(["init", "--quiet", "--lang", "en", "--year", "2026", "--demo"]).arg(place.folder());
        let ended = call(&mut init);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        place
    }

    pub fn folder(&self) -> PathBuf {
        self.temporary.path().join(&self.name)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn parent(&self) -> PathBuf {
        self.file("0012026.accdb")
    }

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.parent()).expect("the parent can be read")
    }

    /// Calls the program with a command, on this configuration.
    pub fn call(&self, args: &[&str]) -> Ended {
        call(&mut self.command(program(), &self.file("factulink.toml"), args))
    }

    /// The same, with the configuration under another name of it.
    pub fn call_by(&self, config: &Path, args: &[&str]) -> Ended {
        call(&mut self.command(program(), config, args))
    }

    /// What starts a command, on this configuration.
    pub fn command(&self, mut program: Command, config: &Path, args: &[&str]) -> Command {
        program.args(args).args(["--year", "2026", "--lang", "en", "--config"]).arg(config);
        program
    }
}
