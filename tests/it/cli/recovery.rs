//! A company's file in which a commit was interrupted, as people and programs are told of it.

use super::call::Place;
use super::configuration::VALID;
use factulink::store::{self, Backups, CompanyFile, CompanyStore, NativeStore, NativeStores, Stores};

/// Every company's file waits for somebody who may write it.
struct Interrupted;

impl Stores for Interrupted {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, _write: bool) -> store::Result<Box<dyn CompanyStore>> {
        Ok(Box::new(NativeStore::over(&file.path, Err(accdb::Error::RecoveryPending))?))
    }

    fn exists(&self, _file: &CompanyFile) -> store::Result<bool> {
        Ok(true)
    }
}

#[test]
fn a_file_that_waits_for_recovery_is_tried_later_and_says_so() {
    let place = Place::new();
    let config = place.write("factulink.toml", VALID);
    let config = config.to_str().expect("a plain path");
    let ended = place.call_with(&["scan", "--config", config], &Interrupted);
    assert_eq!(ended.code, 75, "{}", ended.stderr);
    let told = format!("{}{}", ended.stdout, ended.stderr);
    assert!(told.contains("an interrupted write waits for recovery"), "{told}");
    let json = place.call_with(&["scan", "--json", "--config", config], &Interrupted).json();
    assert_eq!(json["outcome"], "try-later");
    let error = &json["companies"][0]["errors"][0];
    assert_eq!((error["code"].as_u64(), error["name"].as_str()), (Some(75), Some("try-later")), "{json}");
}
