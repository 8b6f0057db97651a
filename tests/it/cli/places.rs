//! Names that lead elsewhere: to another company's file, to no file at all.

use super::demo::Demo;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

impl Demo {
    fn file(&self, code: &str) -> PathBuf {
        self.folder.join(format!("{code}2026.accdb"))
    }

    fn configure(&self, from: &str, to: &str) {
        let path = self.folder.join("factulink.toml");
        let text = fs::read_to_string(&path).expect("a configuration");
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
    }

    fn contents(&self) -> Vec<Vec<u8>> {
        ["001", "002", "003"].map(|code| fs::read(self.file(code)).expect("bytes")).into()
    }
}

/// Every way in which one company's file can be another's.
fn ways() -> [(&'static str, fn(&Demo, &str)); 4] {
    [
        ("a link", |demo, of| {
            fs::remove_file(demo.file("003")).expect("removed");
            symlink(demo.file(of), demo.file("003")).expect("linked");
        }),
        ("a hard link", |demo, of| {
            fs::remove_file(demo.file("003")).expect("removed");
            fs::hard_link(demo.file(of), demo.file("003")).expect("linked");
        }),
        ("a way round", |demo, of| {
            demo.configure("\"003{year}.accdb\"", &format!("\"exports/../{of}{{year}}.accdb\""));
            fs::create_dir_all(demo.folder.join("exports")).expect("made");
        }),
        ("a linked folder", |demo, of| {
            symlink(&demo.folder, demo.folder.join("again")).expect("linked");
            demo.configure("\"003{year}.accdb\"", &format!("\"again/{of}{{year}}.accdb\""));
        }),
    ]
}

#[test]
fn two_companies_that_are_one_file_are_a_mistake_of_the_configuration() {
    for (way, make) in ways() {
        for of in ["001", "002"] {
            let demo = Demo::new();
            make(&demo, of);
            let before = demo.contents();
            for args in [&["run"][..], &["scan"], &["push"], &["run", "--dry-run"]] {
                let ended = demo.call(args);
                assert_eq!(ended.code, 78, "{way} to {of}: {ended:?}");
                assert!(ended.stderr.contains("are one file"), "{way} to {of}: {ended:?}");
            }
            assert_eq!(demo.call(&["restore", "--latest", "--yes"]).code, 78, "{way} to {of}");
            let doctor = demo.call(&["doctor"]);
            assert_eq!(doctor.code, 92);
            assert!(doctor.stdout.contains("are the same file"), "{way} to {of}: {doctor:?}");
            assert!(demo.contents() == before && !demo.folder.join("state.db").exists(), "{way} to {of}");
        }
    }
}

#[test]
fn two_years_of_one_company_that_are_one_file_are_one_too() {
    let demo = Demo::new();
    fs::hard_link(demo.file("002"), demo.folder.join("0022025.accdb")).expect("linked");
    assert_eq!(demo.call(&["run"]).code, 78);
}

fn pipe(path: &Path) {
    let _ = fs::remove_file(path);
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(made.success());
}

/// The places of a demo in which a file is looked for, and what `run` ends with where there is none.
const PLACES: [(&str, u8); 9] = [
    ("0012026.accdb", 94),
    ("0022026.accdb", 94),
    ("state.db", 93),
    ("state.db-wal", 93),
    ("state.db-shm", 93),
    ("state.db.lock", 93),
    ("0012026.accdb-journal", 94),
    ("0012026.laccdb", 74),
    ("factulink.toml", 78),
];

#[test]
fn a_pipe_a_folder_or_a_device_in_the_place_of_a_file_holds_nobody_up() {
    let kinds: [(&str, fn(&Path)); 3] = [
        ("a pipe", pipe),
        ("a folder", |path| {
            let _ = fs::remove_file(path);
            fs::create_dir(path).expect("made");
        }),
        ("a device", |path| {
            let _ = fs::remove_file(path);
            symlink("/dev/zero", path).expect("linked");
        }),
    ];
    for (place, code) in PLACES {
        for (kind, make) in kinds {
            let demo = Demo::new();
            make(&demo.folder.join(place));
            let ended = demo.call(&["run"]);
            assert_eq!(ended.code, code, "{kind} at {place}: {ended:?}");
            for args in [&["status"][..], &["doctor"], &["run", "--dry-run"], &["import", "status"]] {
                let ended = demo.call(args);
                assert!(ended.code != 99, "{kind} at {place}: {ended:?}");
            }
        }
    }
}
