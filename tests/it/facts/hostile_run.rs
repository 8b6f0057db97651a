//! A company whose file is not what it should be: the run says which and where, writes nothing into it, and the
//! other companies' work goes on.

use super::world::{World, copy};
use factulink::pipeline::{CompanyReport, Outcome, Report};
use proving::shared::shared;
use std::path::PathBuf;

const HOSTILE: [(&str, &str); 14] = [
    ("missing-table", "F_LPC"),
    ("missing-column", "F_LPC.ARTLPC"),
    ("missing-key-column", "F_PCL.CODPCL"),
    ("wrong-type-text-number", "F_PCL.CODPCL: the column is Text, but must be Long"),
    ("wrong-type-double-quantity", "F_LPC.CANLPC: the column is Double, but must be Currency"),
    ("zero-length", "not an Access database"),
    ("text-file", "not an Access database"),
    ("header-only", "page"),
    ("truncated-mid-page", "page"),
    ("truncated-last-page", "page"),
    ("flip-tdef-page-kind", "damaged page"),
    ("flip-tdef-column-count", "damaged page"),
    ("flip-tdef-column-type", "F_LPC.CANLPC"),
    ("encrypted-password", "encrypted"),
];

fn hostile(name: &str) -> Option<PathBuf> {
    Some(shared()?.join("factusol/fixtures/hostile").join(format!("{name}.accdb")))
}

fn fixtures() -> Option<World> {
    Some(World::of_fixtures(&shared()?.join("factusol/fixtures"), "oficit"))
}

fn company<'r>(report: &'r Report, name: &str) -> &'r CompanyReport {
    report.companies.iter().find(|company| company.name.as_str() == name).expect("the company is reported")
}

fn failure(company: &CompanyReport) -> String {
    let failure = company.errors.first().unwrap_or_else(|| panic!("{} did not fail", company.name));
    [std::slice::from_ref(&failure.message), failure.causes.as_slice()].concat().join(": ")
}

#[test]
fn a_hostile_subsidiary_is_named_and_the_other_is_served() {
    for (name, place) in HOSTILE {
        let (Some(file), Some(world)) = (hostile(name), fixtures()) else { return };
        let harmed = world.folder.path().join("0022026.accdb");
        copy(&file, &harmed);
        let before = std::fs::read(&harmed).expect("the file can be read");
        let report = world.run();
        let message = failure(company(&report, "duofic"));
        assert!(message.contains("0022026.accdb") && message.contains(place), "{name}: {message}");
        assert_eq!(report.outcome, Outcome::Database, "{name}");
        assert_eq!(report.outcome.code(), 94);
        assert!(company(&report, "ofifactory").counts.pushed > 20, "{name}: the other goes on");
        assert!(
            before == std::fs::read(&harmed).expect("the file can be read"),
            "{name}: nothing is written"
        );
    }
}

#[test]
fn a_hostile_parent_is_named_and_not_touched_and_the_queue_waits() {
    for (name, place) in HOSTILE {
        let (Some(file), Some(world)) = (hostile(name), fixtures()) else { return };
        copy(&file, &world.parent_file());
        let before = std::fs::read(world.parent_file()).expect("the file can be read");
        let report = world.run();
        let message = failure(company(&report, "oficit"));
        assert!(message.contains("0012026.accdb"), "{name}: {message}");
        // What the parent lacks is another table than what the file was harmed in, where it was harmed in F_LPC.
        let lacking = ["F_P", "F_L"].iter().any(|table| message.contains(table));
        assert!(message.contains(place) || lacking, "{name}: {message}");
        assert_eq!(report.outcome, Outcome::Database, "{name}: {message}");
        assert!(company(&report, "duofic").counts.captured > 100, "{name}: the subsidiaries are scanned");
        assert_eq!(report.counts.pushed, 0, "{name}");
        assert!(before == std::fs::read(world.parent_file()).expect("the file can be read"), "{name}");
    }
}

#[test]
fn a_parent_that_comes_back_sound_gets_everything() {
    let (Some(file), Some(world)) = (hostile("truncated-mid-page"), fixtures()) else { return };
    let sound = std::fs::read(world.parent_file()).expect("the parent can be read");
    copy(&file, &world.parent_file());
    assert_eq!(world.run().counts.pushed, 0);
    std::fs::write(world.parent_file(), sound).expect("the parent can be restored");
    let report = world.run();
    assert!(report.counts.pushed > 100, "{:?}", report.counts);
}

#[test]
fn a_company_that_is_away_is_tried_later() {
    for world in World::all() {
        std::fs::remove_file(world.parent_file()).expect("the parent can be removed");
        let report = world.run();
        assert_eq!(report.outcome, Outcome::TryLater);
        assert_eq!(report.counts.pushed, 0);
    }
}
