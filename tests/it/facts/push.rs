//! Every document that the program writes is the one that the facts lead to, figure by figure.

use super::plain::{Case, Document, Fate, Parent, Source, cents, line_total, mark};
use super::rows::{NULL, Row, read};
use super::world::World;
use factulink::pipeline::{self, Outcome};
use factulink::store::demo;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// Every order's fate, by its trace mark.
fn fates(world: &World) -> BTreeMap<String, Fate> {
    let parent = Parent::read(&world.parent_file());
    let mut fates = BTreeMap::new();
    for company in &world.facts {
        let source = Source::read(&world.folder.path().join(&company.file));
        let joined = World::joined(&company.company);
        for order in &company.orders {
            let case = Case { order, company, joined: &joined, parent: &parent, source: &source };
            fates.insert(mark(order, company), case.fate());
        }
    }
    fates
}

/// What is in the parent under a trace mark.
fn written(world: &World) -> BTreeMap<String, (Row, Vec<Row>)> {
    let file = world.parent_file();
    let mut lines: HashMap<(String, String), Vec<Row>> = HashMap::new();
    for line in read(&file, "F_LPP") {
        let document = (line.text("TIPLPP").to_owned(), line.text("CODLPP").to_owned());
        lines.entry(document).or_default().push(line);
    }
    let marked = read(&file, "F_PPR").into_iter().filter(|header| header.text("REFPPR").starts_with("FL "));
    let mut written = BTreeMap::new();
    for header in marked {
        let document = (header.text("TIPPPR").to_owned(), header.text("CODPPR").to_owned());
        let mut own = lines.remove(&document).unwrap_or_default();
        own.sort_by_key(|line| line.number("POSLPP"));
        let mark = header.text("REFPPR").to_owned();
        assert!(written.insert(mark.clone(), (header, own)).is_none(), "{mark} is there twice");
    }
    written
}

fn compare(mark: &str, document: &Document, (header, lines): &(Row, Vec<Row>)) {
    compare_row(mark, &document.header, header);
    assert_eq!(lines.len(), document.lines.len(), "lines of {mark}");
    document.lines.iter().zip(lines).for_each(|(expected, line)| compare_row(mark, expected, line));
}

fn compare_row(mark: &str, expected: &BTreeMap<String, String>, found: &Row) {
    for (column, value) in &found.0 {
        assert_ne!(value, NULL, "{mark}: {column}");
        match expected.get(column) {
            Some(expected) => assert_eq!(value, expected, "{mark}: {column}"),
            // The document's own number is checked with its neighbours'.
            None => assert!(
                ["CODPPR", "CODLPP"].contains(&column.as_str()),
                "{mark}: nothing is said of {column}"
            ),
        }
    }
}

/// Numbers of a target series run from 1 on without a gap.
fn numbers_run_on(written: &BTreeMap<String, (Row, Vec<Row>)>) {
    let mut numbers: BTreeMap<&str, Vec<Decimal>> = BTreeMap::new();
    for (header, lines) in written.values() {
        numbers.entry(header.text("TIPPPR")).or_default().push(header.number("CODPPR"));
        assert!(!lines.is_empty());
    }
    for (series, mut numbers) in numbers {
        numbers.sort();
        assert!(
            numbers.iter().copied().eq((1..=numbers.len()).map(Decimal::from)),
            "series {series}: {numbers:?}"
        );
    }
}

#[test]
fn every_document_is_the_one_that_the_facts_lead_to() {
    for world in World::all() {
        let fates = fates(&world);
        let report = world.run();
        let written = written(&world);
        for (mark, fate) in &fates {
            match (fate, written.get(mark)) {
                (Fate::Pushed(document), Some(found)) => compare(mark, document, found),
                (Fate::Pushed(_), None) => panic!("{mark} is not in the parent"),
                (_, None) => {}
                (other, Some(_)) => panic!("{mark} is in the parent, but {other:?}"),
            }
        }
        numbers_run_on(&written);
        let count = |is: fn(&Fate) -> bool| fates.values().filter(|fate| is(fate)).count() as u64;
        assert_eq!(report.counts.pushed, count(|fate| matches!(fate, Fate::Pushed(_))));
        assert_eq!(report.counts.held, count(|fate| matches!(fate, Fate::Held(_))));
        assert_eq!(report.counts.skipped, count(|fate| matches!(fate, Fate::Skipped(_))));
        assert_eq!(report.counts.incomplete, count(|fate| matches!(fate, Fate::Incomplete)));
        assert!(report.counts.pushed > 20 && report.counts.held > 3, "{:?}", report.counts);
        assert_eq!(report.outcome, Outcome::Held);
    }
}

#[test]
fn explain_gives_the_reason_that_the_facts_lead_to() {
    for world in World::all() {
        let fates = fates(&world);
        world.run();
        for (mark, fate) in fates {
            let (state, reason) = match fate {
                Fate::Incomplete => continue,
                Fate::Pushed(_) => ("pushed", None),
                Fate::Skipped(reason) => ("skipped", Some(reason)),
                Fate::Held(reason) => ("held", Some(reason)),
            };
            let (_, key) = factulink::domain::TraceMark::parse(&mark).expect("a mark");
            let explained = world.with_app(|app| pipeline::explain(app, &key)).expect("the order is known");
            assert_eq!(explained.state, state, "{mark}");
            assert_eq!(explained.reason.map(|reason| reason.id()), reason, "{mark}");
        }
    }
}

#[test]
fn a_second_run_pushes_nothing() {
    for world in World::all() {
        world.run();
        let before = std::fs::read(world.parent_file()).expect("the parent can be read");
        let report = world.run();
        assert_eq!((report.counts.captured, report.counts.pushed), (0, 0));
        assert!(
            before == std::fs::read(world.parent_file()).expect("the parent can be read"),
            "no byte changes"
        );
    }
}

#[test]
fn a_lost_state_pushes_nothing_twice() {
    for world in World::all() {
        let first = world.run();
        let before = written(&world);
        let lost = std::fs::read_dir(world.folder.path()).expect("a folder");
        for file in lost.map(|entry| entry.expect("an entry").path()) {
            let state = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("state.db"));
            if state {
                std::fs::remove_file(file).expect("the state can be removed");
            }
        }
        let second = world.run();
        assert_eq!(second.counts.found, first.counts.pushed, "each was found under its mark");
        assert_eq!(written(&world).len(), before.len());
    }
}

#[test]
fn a_dry_run_counts_what_the_run_does_and_changes_no_byte() {
    for world in World::all() {
        let before = std::fs::read(world.parent_file()).expect("the parent can be read");
        let options = pipeline::RunOptions { dry_run: true, ..Default::default() };
        let planned = world.with_app(|app| pipeline::run(app, &options)).expect("a report");
        assert!(before == std::fs::read(world.parent_file()).expect("the parent can be read"));
        assert!(!world.state().exists(), "nor is a state made");
        assert_eq!(planned.counts, world.run().counts);
        assert_eq!(planned.would_write.len() as u64, planned.counts.pushed);
    }
}

#[test]
fn an_order_saved_late_under_a_lower_number_is_taken_by_the_next_run() {
    let world = World::of_demo();
    let first = world.run();
    let year = "2026".parse().expect("a year");
    let [_, duofic, _] = demo::companies(year);
    let mut late = duofic.orders.into_iter().find(|order| order.id.number.get() == 107).expect("an order");
    late.id = "1-105".parse().expect("a number that was left out");
    demo::save_orders(&world.folder.path().join("0022026.accdb"), year, &[late]).expect("it is saved");
    let second = world.run();
    assert_eq!((second.counts.captured, second.counts.late, second.counts.pushed), (1, 1, 1));
    let written = written(&world);
    assert!(written.contains_key("FL duofic/2026 1-000105"));
    assert_eq!(written.len() as u64, first.counts.pushed + 1);
    numbers_run_on(&written);
}

#[test]
fn the_worked_example_comes_out_to_the_cent() {
    let world = World::of_demo();
    world.run();
    let written = written(&world);
    let (header, lines) = &written["FL duofic/2026 1-000123"];
    let totals: Vec<&str> = lines.iter().map(|line| line.text("TOTLPP")).collect();
    assert_eq!(totals, ["166.05", "75.95", "90.65"]);
    let figures = ["NET1PPR", "NET3PPR", "IIVA1PPR", "IIVA3PPR", "TOTPPR"].map(|column| header.text(column));
    assert_eq!(figures, ["242", "90.65", "50.82", "3.63", "387.1"]);
    let selectors: Vec<&str> = lines.iter().map(|line| line.text("IVALPP")).collect();
    assert_eq!(selectors, ["0", "0", "2"]);
    assert_eq!((header.text("ALMPPR"), header.text("FECPPR")), ("GEN", "2026-03-12"));
}

#[test]
fn the_plain_calculation_agrees_with_the_worked_example() {
    let number = |text: &str| text.parse::<Decimal>().expect("a number");
    let total = |quantity, price, discounts: [&str; 3]| {
        line_total(number(quantity), number(price), discounts.map(number)).to_string()
    };
    assert_eq!(total("10", "18.45", ["10", "0", "0"]), "166.05");
    assert_eq!(total("3", "27.3333", ["5", "2.5", "0"]), "75.95");
    assert_eq!(cents(number("12.584")).to_string(), "12.58");
    assert_eq!(
        (cents(number("0.455")).to_string(), cents(number("-0.455")).to_string()),
        ("0.46".into(), "-0.46".into())
    );
}
