//! The program that is tried beside this build's own: the same orders, the same words, and the same bytes in the
//! parent.
//!
//! What the clock enters is the same on one day; times of day in reports are masked, and so are the names of backups
//! and the folder.

use crate::facts::world::{World, copy};
use crate::process::{Ended, call};
use crate::program::{foreign_or_skipped, own, program};
use proving::shared::{shared, shared_if_there};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What a program made of a folder.
#[derive(PartialEq)]
struct Made {
    /// Every call with its code and its document.
    calls: Vec<(String, Option<i32>, Value)>,
    /// Every company's file.
    files: Vec<(String, Vec<u8>)>,
}

/// The commands by which a folder is told of, after the run.
fn commands(world: &World) -> Vec<Vec<String>> {
    let words = |words: &str| words.split(' ').map(str::to_owned).collect();
    let mut commands: Vec<Vec<String>> =
        ["run --dry-run", "scan", "enqueue", "push --batch 7", "run", "status"].map(words).into();
    for company in &world.facts {
        for order in company.orders.iter().step_by(9) {
            commands.push(words(&format!(
                "explain {}/{}/{}",
                company.company,
                company.exercise,
                order.name()
            )));
        }
    }
    commands
}

fn worked_on(world: &World, program: impl Fn() -> Command) -> Made {
    let config = world.folder.path().join("factulink.toml");
    std::fs::write(&config, world.configuration()).expect("written");
    let made = |args: Vec<String>| {
        let mut command = program();
        command.args(&args).args(["--json", "--year", "2026", "--lang", "es", "--config"]).arg(&config);
        let ended = call(&mut command);
        (args.join(" "), ended.code, masked(&ended, world.folder.path()))
    };
    let calls = commands(world).into_iter().map(made).collect();
    let mut names: Vec<_> = world
        .folder
        .path()
        .read_dir()
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "accdb"));
    names.sort();
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    let files = names.iter().map(|path| (name(path), std::fs::read(path).expect("bytes"))).collect();
    Made { calls, files }
}

/// The document without what differs from one call to the next.
fn masked(ended: &Ended, folder: &Path) -> Value {
    let mut document = ended.json();
    mask(&mut document, &folder.display().to_string());
    document
}

fn mask(value: &mut Value, folder: &str) {
    match value {
        Value::Object(fields) => {
            fields.remove("duration_ms");
            // Only Windows has a Task Scheduler to tell of.
            fields.remove("tasks");
            // Their names are the times at which they were made; what is in them is the parent's file.
            if let Some(backup) = fields.get_mut("backup").filter(|backup| !backup.is_null()) {
                *backup = "<backup>".into();
            }
            if let Some(Value::Array(backups)) = fields.get_mut("backups") {
                backups.fill("<backup>".into());
            }
            fields.values_mut().for_each(|value| mask(value, folder));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| mask(value, folder)),
        Value::String(text) if chrono::DateTime::parse_from_rfc3339(text).is_ok() => {
            "<time>".clone_into(text)
        }
        Value::String(text) => {
            *text = text.replace('\\', "/").replace("Z:/", "/").replace(folder, "<folder>")
        }
        _ => {}
    }
}

fn assert_same(here: &Made, there: &Made, context: &str) {
    for (here, there) in here.calls.iter().zip(&there.calls) {
        assert_eq!(here, there, "{context}");
    }
    for ((name, here), (_, there)) in here.files.iter().zip(&there.files) {
        let at = here.iter().zip(there).position(|(one, other)| one != other);
        assert!(
            here == there,
            "{context}: {name}: {} and {} bytes, first other one {at:?}",
            here.len(),
            there.len()
        );
    }
    assert!(here == there, "{context}");
}

/// Both programs on what `world` makes, on one day.
fn assert_both_make_the_same(context: &str, world: impl Fn() -> World) {
    let today = || chrono::Local::now().date_naive();
    loop {
        let day = today();
        let [here, there] = [worked_on(&world(), own), worked_on(&world(), program)];
        if today() == day {
            println!("{context}: {} calls and {} files are the same", here.calls.len(), here.files.len());
            return assert_same(&here, &there, context);
        }
    }
}

#[test]
fn the_demo_and_the_fixtures_come_out_the_same_to_the_byte() {
    if !foreign_or_skipped() {
        return;
    }
    assert_both_make_the_same("the demo", World::of_demo);
    let Some(shared) = shared_if_there() else { return };
    let fixtures = shared.join("factusol/fixtures");
    for parent in ["oficit", "oficit-empty"] {
        assert_both_make_the_same(parent, || World::of_fixtures(&fixtures, parent));
    }
}

#[test]
fn hostile_files_are_refused_in_the_same_words() {
    if !foreign_or_skipped() {
        return;
    }
    let Some(shared) = shared() else { return };
    let fixtures = shared.join("factusol/fixtures");
    for file in proving::shared::access_files(&fixtures.join("hostile")) {
        assert_both_make_the_same(&file.display().to_string(), || {
            let mut world = World::of_fixtures(&fixtures, "oficit");
            world.facts.clear();
            copy(&file, &world.folder.path().join("0022026.accdb"));
            world
        });
    }
}

/// 60,000 orders.
#[test]
fn the_large_fixture_comes_out_the_same_to_the_byte() {
    if !foreign_or_skipped() {
        return;
    }
    let Some(shared) = shared() else { return };
    let fixtures = shared.join("factusol/fixtures");
    assert_both_make_the_same("the large fixture", || {
        let mut world = World::of_fixtures(&fixtures, "oficit-empty");
        world.facts.clear();
        let file = std::fs::File::create(world.folder.path().join("0022026.accdb")).expect("a file");
        let packed = fixtures.join("large-duofic-2026.accdb.xz");
        assert!(Command::new("xz").arg("-dc").arg(packed).stdout(file).status().expect("xz").success());
        world
    });
}
