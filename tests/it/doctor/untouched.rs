//! An examination changes nothing, and neither do the other commands that only look.

use super::world::{Demo, cut_a_commit, text};
use factulink::store::{CompanyStores, NativeStores, Stores};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Everything below a folder: each file with its bytes and when it was last written, each folder with when it last got
/// or lost an entry.
fn trace(folder: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        found.extend(of_folder(&folder));
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    found.insert(path.clone(), (written(&path), fs::read(&path).expect("bytes")));
                }
            }
        }
    }
    // The memory that the users of a state share, as a file: whoever comes first lays it out anew. Nothing is kept
    // there.
    found.retain(|path, _| !text(path).ends_with("-shm"));
    found
}

fn written(path: &Path) -> SystemTime {
    path.metadata().and_then(|metadata| metadata.modified()).expect("a time")
}

/// To try on Windows whether a folder takes files changes its time, since a file has to have a name there.
fn of_folder(folder: &Path) -> Option<(PathBuf, (SystemTime, Vec<u8>))> {
    (!cfg!(windows)).then(|| (folder.to_owned(), (written(folder), Vec::new())))
}

/// What a call changes in the folder of the demo.
fn changed_by(demo: &Demo, args: &[&str], stores: &dyn Stores) -> Vec<PathBuf> {
    let before = trace(&demo.folder);
    demo.call(args, stores);
    let after = trace(&demo.folder);
    let names = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path));
    names.cloned().collect()
}

#[test]
fn looking_leaves_no_file_changes_no_byte_and_no_time() {
    let demo = Demo::new();
    for args in [&["doctor"][..], &["doctor", "--deep", "--all", "--json"], &["status"]] {
        assert_eq!(
            changed_by(&demo, args, &NativeStores),
            Vec::<PathBuf>::new(),
            "{args:?}, before the first run"
        );
    }
    demo.run();
    for args in [&["doctor"][..], &["doctor", "--deep", "--all", "--json"], &["status"]] {
        assert_eq!(changed_by(&demo, args, &NativeStores), Vec::<PathBuf>::new(), "{args:?}, after a run");
    }
}

#[test]
fn a_write_that_was_cut_short_is_told_and_left_as_it_is() {
    let demo = Demo::new();
    cut_a_commit(&demo);
    for stores in [&NativeStores as &dyn Stores, &CompanyStores::default()] {
        for args in [&["doctor", "--deep"][..], &["status"], &["run", "--dry-run"]] {
            assert_eq!(changed_by(&demo, args, stores), Vec::<PathBuf>::new(), "{args:?}");
        }
        let found = demo.doctor_with(&["--deep"], stores);
        assert!(found.has("recovery_pending", "oficit") && !found.has("readable", "oficit"));
        assert!(found.has("readable", "duofic"), "the others are looked at");
    }
}

#[test]
fn of_a_write_that_was_cut_short_is_said_what_it_means_what_happens_next_and_what_to_do() {
    let demo = Demo::new();
    let whole = fs::read(demo.parent()).expect("bytes");
    cut_a_commit(&demo);
    assert!(fs::read(demo.parent()).expect("bytes") != whole, "it is a mixture");
    let told = demo.call(&["doctor", "--lang", "en"], &NativeStores);
    assert_eq!(told.code, 92);
    for said in ["waits to be undone", "The next scan, push or run undoes it", "call factulink run"] {
        assert!(told.stdout.contains(said), "{said}: {}", told.stdout);
    }
    assert_eq!(demo.call(&["push"], &NativeStores).code, 0, "nothing is queued yet");
    demo.run();
    let found = demo.doctor();
    assert!(found.has("nothing_pending", "oficit") && found.alarms().is_empty());
}

#[test]
fn a_journal_that_does_not_go_with_the_file_is_a_problem() {
    let demo = Demo::new();
    let another = fs::read(demo.duofic()).expect("bytes");
    cut_a_commit(&demo);
    fs::write(demo.parent(), another).expect("replaced");
    assert_eq!(changed_by(&demo, &["doctor"], &NativeStores), Vec::<PathBuf>::new());
    let found = demo.doctor();
    assert!(found.has("recovery_refused", "oficit") && !found.has("recovery_pending", "oficit"));
    let told = demo.call(&["doctor", "--lang", "en"], &NativeStores);
    assert!(told.stdout.contains("ends with 94"), "{}", told.stdout);
    assert_eq!(demo.call(&["run"], &NativeStores).code, 94);
}

#[test]
fn a_journal_that_was_damaged_after_the_file_was_touched_is_a_problem() {
    let demo = Demo::new();
    cut_a_commit(&demo);
    let journal = demo.path("0012026.accdb-journal");
    let mut bytes = fs::read(&journal).expect("bytes");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(&journal, bytes).expect("written");
    assert!(demo.doctor().has("recovery_refused", "oficit"));
    assert_eq!(demo.call(&["run"], &NativeStores).code, 94);
}
