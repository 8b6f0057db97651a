//! How each peer is started on a task. All of them answer with a count, by which their work is compared.

use crate::measure::Subject;
use crate::tasks::access_parser;
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The programs beside which the engine is set.
pub struct Peers {
    jar: PathBuf,
}

impl Peers {
    /// Errors: the Jackcess reader is not built.
    pub fn find() -> Result<Peers> {
        let jar = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/jackcess/reader.jar");
        ensure!(jar.is_file(), "build the Jackcess reader first: mvn -q -f tests/jackcess/pom.xml package");
        Ok(Peers { jar })
    }

    /// The task done once by a fresh virtual machine.
    pub fn jackcess(&self, arguments: &[&str]) -> Subject<'_> {
        let arguments = owned(arguments);
        Subject::new("Jackcess", move || {
            let mut command = Command::new("java");
            command.arg("-Dfactulink.once=true").arg("-jar").arg(&self.jar).args(&arguments);
            command
        })
    }

    /// The task many times over in one virtual machine: the median of the second half, in seconds.
    pub fn jackcess_warm(&self, arguments: &[&str]) -> Result<f64> {
        let seconds = self.jackcess_times(arguments)?;
        let mut warm = seconds[seconds.len() / 2..].to_vec();
        warm.sort_by(f64::total_cmp);
        Ok(warm[warm.len() / 2])
    }

    /// The task several times over in one virtual machine: what each took, in seconds.
    pub fn jackcess_times(&self, arguments: &[&str]) -> Result<Vec<f64>> {
        let output = Command::new("java").arg("-jar").arg(&self.jar).args(arguments).output()?;
        ensure!(output.status.success(), "Jackcess: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout)?;
        Ok(text.lines().filter_map(|line| line.split_once(' ')?.1.parse().ok()).collect())
    }

    /// Reads a table with access-parser; `None` where that is not installed, or does not find the file's catalog,
    /// as 0.0.6 does not that of the large fixture.
    pub fn access_parser(&self, file: &str, table: &str) -> Option<Subject<'_>> {
        let installed = Command::new("python3").args(["-c", "import access_parser"]).output();
        if !installed.is_ok_and(|output| output.status.success()) {
            println!("   access-parser is not installed, and left out (pip install access-parser==0.0.6)");
            return None;
        }
        let opened = Command::new("python3").args(["-c", access_parser::OPEN, file]).output();
        if !opened.is_ok_and(|output| output.status.success()) {
            println!("   access-parser cannot open {file}, and is left out");
            return None;
        }
        let arguments = owned(&["-c", access_parser::SCAN, file, table]);
        Some(Subject::new("access-parser", move || {
            let mut command = Command::new("python3");
            command.args(&arguments);
            command
        }))
    }
}

/// This very program, started again to do one task.
pub fn task(name: &str, arguments: &[&str]) -> Subject<'static> {
    let arguments = owned(arguments);
    Subject::new(name, move || {
        let mut command = Command::new(std::env::current_exe().expect("the path of this program"));
        command.arg("task").args(&arguments);
        command
    })
}

pub fn mdb_export<'a>(file: &'a Path, table: &'a str) -> Subject<'a> {
    Subject::new("mdb-export", move || {
        let mut command = Command::new("mdb-export");
        command.arg(file).arg(table);
        command
    })
    .printing_rows()
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|argument| (*argument).to_owned()).collect()
}
