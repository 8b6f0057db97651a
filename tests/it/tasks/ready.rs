//! The files in `scheduler-tasks`.

use factulink::task::{ready, utf16};
use std::fs;
use std::path::Path;

/// With this set the files are written instead of compared.
const WRITE: &str = "FACTULINK_WRITE_TASKS";

#[test]
fn the_files_to_import_are_what_the_program_writes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scheduler-tasks");
    for task in ready() {
        let file = folder.join(task.name.replace('\\', "-") + ".xml");
        let bytes = utf16(&task.xml().expect("a task that can be written"));
        if std::env::var_os(WRITE).is_some() {
            fs::write(&file, &bytes).expect("written");
        }
        let found = fs::read(&file).expect("a task to import");
        assert!(found == bytes, "{} is not what is written now; set {WRITE}=1 to renew it", file.display());
    }
    assert_eq!(fs::read_dir(folder).expect("a folder").count(), ready().len());
}
