//! Sound files, of Access and of others, have no findings that are errors.

use accdb::{Database, Strictness};
use proving::shared::{access_files, shared};

#[test]
fn the_samples_are_sound() {
    let Some(shared) = shared() else { return };
    let (mut files, mut rows) = (0, 0);
    for folder in ["accdb/real", "accdb/real-2", "factusol/fixtures"] {
        for file in access_files(&shared.join(folder)) {
            let name = file.display();
            if name.to_string().contains("hostile") {
                continue;
            }
            let database = Database::open_read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
            let report = database.check(Strictness::AnyWriter).expect("it reads");
            assert!(report.is_sound(), "{name}: {report}");
            (files, rows) = (files + 1, rows + report.rows);
        }
    }
    println!("{files} sound files, {rows} rows");
    assert!(files > 10);
}
