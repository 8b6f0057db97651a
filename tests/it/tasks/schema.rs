//! Tasks held to the schema of their elements, by xmllint.

use super::samples::{HARSH, both, often, setup, setup_of};
use factulink::task::{self, TaskAccount, ready, utf16};
use proving::shared::skipped;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder for documents, and the schema: ours, or the published one where somebody has it.
struct Lint {
    folder: TempDir,
    schema: PathBuf,
}

impl Lint {
    /// `None`, and a word about it, where there is no xmllint.
    fn new() -> Option<Lint> {
        if Command::new("xmllint").arg("--version").output().is_err() {
            skipped("there is no xmllint (package libxml2-utils)");
            return None;
        }
        let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/task.xsd");
        let schema = std::env::var_os("FACTULINK_TASK_XSD").map_or_else(own, PathBuf::from);
        Some(Lint { folder: tempfile::tempdir().expect("a folder"), schema })
    }

    fn check(&self, xml: &str) -> Output {
        let file = self.folder.path().join("task.xml");
        fs::write(&file, utf16(xml)).expect("written");
        let mut command = Command::new("xmllint");
        command.args(["--noout", "--schema"]).arg(&self.schema).arg(&file);
        command.output().expect("xmllint answers")
    }

    fn accepts(&self, xml: &str) {
        let output = self.check(xml);
        assert!(output.status.success(), "{}\n{xml}", String::from_utf8_lossy(&output.stderr));
    }

    /// 1 is xmllint's code for what is no XML, 3 and 4 for a document that does not fit; not for a bad schema.
    fn refuses(&self, what: &str, xml: &str) {
        let output = self.check(xml);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 3 | 4)), "{what}: {said}\n{xml}");
    }
}

#[test]
fn every_task_that_can_be_asked_for_fits_the_schema() {
    let Some(lint) = Lint::new() else { return };
    ready().iter().for_each(|task| lint.accepts(&task.xml().expect("a task")));
    let user = || r"OFICINA\ana".to_owned();
    for account in [TaskAccount::System, TaskAccount::User(user()), TaskAccount::UserWithPassword(user())] {
        both(&setup(account)).iter().for_each(|task| lint.accepts(&task.xml().expect("a task")));
    }
    for (every, hours, days) in [(1, "00:00-00:00", "sun"), (720, "22:00-06:30", "mon-sun")] {
        let task = task::orders(&setup(TaskAccount::System), often(every, hours, days));
        lint.accepts(&task.xml().expect("a task"));
    }
    for text in HARSH {
        both(&setup_of(text)).iter().for_each(|task| lint.accepts(&task.xml().expect("a task")));
    }
}

/// Each was accepted by Wine's scheduler or would be a task that does nothing; the schema has to see it.
#[test]
fn the_schema_sees_what_is_wrong_with_a_task() {
    let Some(lint) = Lint::new() else { return };
    let [orders, ..] = ready();
    let good = orders.xml().expect("a task");
    lint.accepts(&good);
    let between = |from: &str, to: &str| {
        let (start, end) = (good.find(from).expect("there"), good.find(to).expect("there") + to.len());
        good[start..end].to_owned()
    };
    let repetition = between("<Repetition>", "</Repetition>");
    let moved = good.replace(&repetition, "").replace("<Enabled>true</Enabled>", &repetition);
    let bad = [
        ("the order inside a trigger", moved),
        ("a boolean", good.replace("<StartWhenAvailable>true", "<StartWhenAvailable>yes")),
        ("an unknown element", good.replace("<Hidden>false</Hidden>", "<Hiden>false</Hiden>")),
        ("a stretch of time", good.replace("PT5M", "5 minutes")),
        ("too short a stretch", good.replace("PT5M", "PT30S")),
        ("a moment", good.replace("2020-01-01T08:00:00", "2020-01-01 08:00")),
        ("a word of a list", good.replace("IgnoreNew", "Ignore")),
        ("no actions", good.replace(&between("<Actions", "</Actions>"), "")),
        ("no program", good.replace(&between("<Command>", "</Command>"), "")),
        ("a namespace", good.replace("2004/02/mit/task", "2004/02/mit/tasks")),
        ("a day", good.replace("<Monday/>", "<Lunes/>")),
        ("an account", good.replace("Context=\"Author\"", "Context=\"Nobody\"")),
        ("a priority", good.replace("<Priority>7", "<Priority>11")),
        ("a version", good.replace("version=\"1.3\"", "version=\"9\"")),
        ("too long a path", good.replace("factulink.exe", &"x".repeat(260))),
        ("markup", good.replace("</Exec>", "")),
    ];
    for (what, xml) in bad {
        assert_ne!(xml, good, "{what}");
        lint.refuses(what, &xml);
    }
}
