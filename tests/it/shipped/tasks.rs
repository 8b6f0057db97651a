//! The scheduled tasks, as far as Wine's Task Scheduler goes: it keeps a task and removes it, and does nothing else.

use super::call::Place;
use super::others::Held;
use crate::process::call;
use crate::program::{beside, foreign_or_skipped};
use factulink::task::leaves;

/// Where Windows, and Wine, keep a task.
const FILE: &str = r"C:\windows\system32\tasks\factulink\orders";

fn is_kept() -> bool {
    let asked = call(beside("cmd.exe").args(["/c", "if", "exist", FILE, "exit", "7"]));
    asked.code == Some(7)
}

#[test]
fn tasks_are_made_made_again_and_removed() {
    if !foreign_or_skipped() {
        return;
    }
    let place = Place::with_demo("demo & more");
    let dry = place.call(&["task", "install", "--dry-run", "--json"]);
    assert_eq!(dry.code, Some(0), "{}", dry.stdout);
    let xml = dry.json()["tasks"][0]["xml"].as_str().expect("a document").to_owned();
    let leaves = leaves(&xml).expect("XML");
    let value = |path: &str| leaves.iter().find(|(found, _)| found == path).expect("an element").1.clone();
    let folder = value("Task/Actions/Exec/WorkingDirectory");
    assert!(folder.ends_with(r"demo & more") && !folder.starts_with(r"\\?\"), "{folder}");
    assert!(value("Task/Actions/Exec/Command").ends_with("factulink.exe"));

    let _desktop = Held::by_another(&place.file("factulink.toml"), "desktop");
    place.call(&["task", "remove"]);
    assert!(!is_kept());
    // Wine refuses a task that is there already, unless it is asked to replace it.
    for _ in 0..2 {
        let made = place.call(&["task", "install"]);
        assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""), "{}", made.stdout);
        assert!(is_kept());
    }
    assert_eq!(place.call(&["task", "show"]).code, Some(0));
    assert_eq!(place.call(&["status"]).code, Some(0));
    for outcome in ["removed", "not_there"] {
        let removed = place.call(&["task", "remove", "--json"]);
        assert_eq!((removed.code, &removed.json()["tasks"][0]["outcome"]), (Some(0), &outcome.into()));
    }
    assert!(!is_kept());
}
