//! What a configuration may say and what it may not; every finding with its place.

use super::*;
#[cfg(feature = "odbc")]
use crate::domain::Year;
use crate::domain::lang::Lang;
use crate::domain::link::{DateRule, MatchKind, NegativeRule, OwnershipRule, PriceSource, Rounding};
#[cfg(feature = "odbc")]
use crate::pipeline::Driver;
use std::path::{Path, PathBuf};

const SMALLEST: &str = r#"[parent]
name = "oficit"
path = "data/001{year}.accdb"

[[subsidiary]]
name = "duofic"
path = "data/002{year}.accdb"
target_series = "7"
supplier = 12
"#;

fn parse(text: &str) -> Result<Config, Vec<Finding>> {
    Config::parse(text, Path::new("/etc/factulink/factulink.toml"))
}

/// Every finding as `line:column key problem`.
fn findings(text: &str) -> Vec<String> {
    let found = parse(text).expect_err("the configuration is wrong");
    let shown = |Finding { at, key, problem }: Finding| match problem {
        Problem::Toml(problem) => format!("{}:{} {key} {problem:?}", at.line, at.column),
        problem => format!("{}:{} {key} {problem:?}", at.line, at.column),
    };
    found.into_iter().map(shown).collect()
}

/// The findings after one line of the smallest configuration is replaced.
fn changed(line: &str, by: &str) -> Vec<String> {
    assert!(SMALLEST.contains(line), "{line:?} stands in the smallest configuration");
    findings(&SMALLEST.replacen(line, by, 1))
}

#[test]
fn the_smallest_configuration_gets_every_default() {
    let config = parse(SMALLEST).expect("valid");
    assert_eq!(config.language, None);
    assert_eq!(config.state, PathBuf::from("/etc/factulink/state.db"));
    assert_eq!(config.log.directory, PathBuf::from("/etc/factulink/logs"));
    assert_eq!((config.log.keep_days, config.log.level), (30, log::LevelFilter::Info));
    let settings = config.companies().expect("companies");
    assert_eq!((settings.push.batch, settings.push.attempts_max), (None, 8));
    assert_eq!(Path::new(&settings.parent.path), Path::new("/etc/factulink/data/001{year}.accdb"));
    let subsidiary = &settings.subsidiaries[0];
    assert_eq!((subsidiary.late_window, subsidiary.series.len()), (500, 0));
    let link = &subsidiary.link;
    assert_eq!((link.subsidiary.as_str(), link.target_series.get(), link.supplier), ("duofic", '7', 12));
    assert_eq!(
        (link.date, link.negative, link.rounding),
        (DateRule::Order, NegativeRule::Hold, Rounding::PerSlot)
    );
    assert_eq!(link.price, [PriceSource::Supplier, PriceSource::Cost, PriceSource::Order]);
    assert_eq!(link.ownership.rule, OwnershipRule::Supplier);
    assert_eq!(link.ownership.matching, [MatchKind::Reference, MatchKind::Code]);
    assert_eq!(link.vat_rates.map(|rate| rate.to_string()), ["21", "10", "4"]);
    assert_eq!(link.vat_surcharge.map(|rate| rate.to_string()), ["5.2", "1.4", "0.5"]);
}

#[test]
fn every_key_of_the_contract_is_read() {
    let text = r#"
language = "es"
[state]
path = "/var/lib/factulink/state.db"
[log]
directory = "registro"
keep_days = 7
level = "debug"
[push]
batch = 25
attempts_max = 3
[parent]
name = "oficit"
path = 'data/001{year}.accdb'
driver = "native"
user = 90
[parent.vat]
rates = [21.0, 10, 4]
surcharge = [5.2, 1.4, 0.5]
rounding = "per-line"
[[subsidiary]]
name = "duofic"
path = 'data/002{year}.accdb'
driver = "auto"
series = ["1", "A"]
skip_customers = [900]
target_series = "7"
supplier = 12
date = "today"
quantity = "pending"
negative = "skip"
price = ["cost"]
late_window = 10
[subsidiary.ownership]
rule = "list"
supplier = 7
include = ["OFI-*", "PAPEL?"]
exclude = ["OFI-X"]
match = ["ean", "equivalent"]
[subsidiary.articles]
"DUO-77" = "OFI-12"
"#;
    let config = parse(text).expect("valid");
    assert_eq!(config.language, Some(Lang::Es));
    assert_eq!(config.state, PathBuf::from("/var/lib/factulink/state.db"));
    let link = &config.companies().expect("companies").subsidiaries[0].link;
    assert_eq!((link.user, link.rounding), (90, Rounding::PerLine));
    assert_eq!(link.articles["DUO-77"], "OFI-12");
    assert_eq!(link.ownership.include, ["OFI-*", "PAPEL?"]);
    assert_eq!(link.ownership.supplier, Some(7));
    assert_eq!(config.companies().expect("companies").subsidiaries[0].series.len(), 2);
}

#[test]
fn all_mistakes_are_found_at_once_in_the_order_of_the_file() {
    let text = r#"lenguage = "es"
[push]
batch = 0
[parent]
name = "Oficit"
path = "001{year}.accdb"
[[subsidiary]]
name = "duofic"
path = "002{year}.accdb"
late_windw = 3
negative = "hodl"
"#;
    assert_eq!(
        findings(text),
        [
            "1:1 lenguage UnknownKey { nearest: \"language\" }",
            "3:9 push.batch OutOfRange { found: \"0\", low: 1, high: 10000 }",
            "5:8 parent.name CompanyName { found: \"Oficit\" }",
            "7:1 subsidiary[1].target_series Missing",
            "7:1 subsidiary[1].supplier Missing",
            "10:1 subsidiary[1].late_windw UnknownKey { nearest: \"late_window\" }",
            "11:12 subsidiary[1].negative NotOneOf { found: \"hodl\", nearest: \"hold\", allowed: \"hold, transfer, skip\" }",
        ]
    );
}

#[test]
fn every_section_names_the_nearest_key_for_one_it_does_not_know() {
    let text = format!(
        "[log]\nkeep_day = 1\n[state]\npaht = 1\n[push]\nbatches = 1\n{SMALLEST}[subsidiary.ownership]\nincludes = []\n"
    );
    let text = text.replacen("[parent]", "[parent.vat]\nrate = []\n[parent]", 1);
    let unknown = findings(&text);
    for nearest in ["keep_days", "path", "batch", "rates", "include"] {
        assert!(
            unknown.iter().any(|finding| finding.contains(&format!("nearest: {nearest:?}"))),
            "{nearest}"
        );
    }
    assert_eq!(unknown.len(), 5);
}

#[test]
fn an_empty_file_lacks_a_parent_and_a_subsidiary() {
    assert_eq!(findings(""), ["1:1 parent Missing", "1:1 subsidiary Missing"]);
    assert_eq!(
        findings("parent = 3\nsubsidiary = \"duofic\"\n"),
        [
            "1:10 parent WrongType { expected: Table, found: Integer }",
            "2:14 subsidiary WrongType { expected: Tables, found: Text }"
        ]
    );
}

#[test]
fn a_wrong_value_is_named_with_its_line_and_column() {
    let cases = [
        (
            "supplier = 12",
            "supplier = \"12\"",
            "9:12 subsidiary[1].supplier WrongType { expected: Integer, found: Text }",
        ),
        (
            "supplier = 12",
            "supplier = 0",
            "9:12 subsidiary[1].supplier OutOfRange { found: \"0\", low: 1, high: 2147483647 }",
        ),
        (
            "supplier = 12",
            "supplier = 1\nlate_window = -1",
            "10:15 subsidiary[1].late_window OutOfRange { found: \"-1\", low: 0, high: 1000000 }",
        ),
        (
            "supplier = 12",
            "supplier = 99999999999999999999",
            "9:12 subsidiary[1].supplier OutOfRange { found: \"99999999999999999999\", low: 1, high: 2147483647 }",
        ),
        ("\"7\"", "\"77\"", "8:17 subsidiary[1].target_series Series { found: \"77\" }"),
        ("\"7\"", "7", "8:17 subsidiary[1].target_series WrongType { expected: Text, found: Integer }"),
        (
            "\"duofic\"",
            "\"a-name-that-is-far-too-long\"",
            "6:8 subsidiary[1].name CompanyName { found: \"a-name-that-is-far-too-long\" }",
        ),
        ("\"duofic\"", "\"oficit\"", "6:8 subsidiary[1].name Repeated { found: \"oficit\", first: 2 }"),
        (
            "data/002{year}",
            "data/001{year}",
            "7:8 subsidiary[1].path Repeated { found: \"data/001{year}.accdb\", first: 3 }",
        ),
        ("data/002{year}", "data/002{yaer}", "7:8 subsidiary[1].path Placeholder { found: \"{yaer}\" }"),
        ("\"data/002{year}.accdb\"", "\" \"", "7:8 subsidiary[1].path Empty"),
        (
            "supplier = 12",
            "supplier = 12\nseries = [\"1\", \"22\"]",
            "10:16 subsidiary[1].series[2] Series { found: \"22\" }",
        ),
        (
            "supplier = 12",
            "supplier = 12\nseries = [\"1\", \"1\"]",
            "10:16 subsidiary[1].series[2] Repeated { found: \"\\\"1\\\"\", first: 10 }",
        ),
        ("supplier = 12", "supplier = 12\nprice = []", "10:9 subsidiary[1].price Empty"),
        (
            "supplier = 12",
            "supplier = 12\nprice = [\"cots\"]",
            "10:10 subsidiary[1].price[1] NotOneOf { found: \"cots\", nearest: \"cost\", allowed: \"supplier, cost, order\" }",
        ),
        (
            "supplier = 12",
            "supplier = 12\n[subsidiary.ownership]\ninclude = [\"\"]",
            "11:12 subsidiary[1].ownership.include[1] Empty",
        ),
        (
            "supplier = 12",
            "supplier = 12\n[subsidiary.ownership]\nexclude = [\"FOURTEEN-CHARS\"]",
            "11:12 subsidiary[1].ownership.exclude[1] Article { found: \"FOURTEEN-CHARS\" }",
        ),
        (
            "supplier = 12",
            "supplier = 12\n[subsidiary.ownership]\nrule = \"list\"",
            "11:8 subsidiary[1].ownership.rule ListWithoutInclude",
        ),
        (
            "supplier = 12",
            "supplier = 12\n[subsidiary.articles]\n\"A\" = \"X\"\n\" a\" = \"Y\"",
            "12:8 subsidiary[1].articles. a Repeated { found: \" a\", first: 11 }",
        ),
        (
            "supplier = 12",
            "supplier = 12\n[subsidiary.articles]\n\"A\" = \"\"",
            "11:7 subsidiary[1].articles.A Empty",
        ),
        (
            "name = \"oficit\"",
            "name = \"oficit\"\nvat = { rates = [21, 10] }",
            "3:17 parent.vat.rates WrongCount { found: 2, expected: 3 }",
        ),
        (
            "name = \"oficit\"",
            "name = \"oficit\"\nvat = { rates = [21, 10, 400] }",
            "3:26 parent.vat.rates[3] OutOfRange { found: \"400\", low: 0, high: 100 }",
        ),
        (
            "name = \"oficit\"",
            "name = \"oficit\"\nvat = { rates = [21, 10, 4.00001] }",
            "3:26 parent.vat.rates[3] NotAnAmount { found: \"4.00001\" }",
        ),
        (
            "name = \"oficit\"",
            "name = \"oficit\"\nconnection = \"Driver=…\"",
            "3:14 parent.connection OdbcOnly",
        ),
    ];
    for (line, by, finding) in cases {
        assert_eq!(changed(line, by), [finding]);
    }
}

/// The smallest configuration with the parent reached otherwise.
fn parent(lines: &str) -> String {
    SMALLEST.replacen("path = \"data/001{year}.accdb\"", lines, 1)
}

#[test]
#[cfg(feature = "odbc")]
fn a_company_is_reached_through_odbc_by_a_path_or_by_a_connection_string() {
    let by_path = parse(&parent("driver = \"odbc\"\npath = \"1.accdb\"\nattributes = \"PageTimeout=5\""))
        .expect("valid");
    let company = &by_path.companies().expect("companies").parent;
    assert_eq!(
        (company.driver, Path::new(&company.path)),
        (Driver::Odbc, Path::new("/etc/factulink/1.accdb"))
    );
    assert_eq!(company.odbc.attributes.as_deref(), Some("PageTimeout=5"));

    let text = "driver = \"odbc\"\nconnection = \"Driver={SQLite3};Database=/x/{year}.db\"";
    let by_string = parse(&parent(text)).expect("valid").settings.expect("companies").parent;
    let file = by_string.file(Year::new(2026).expect("a year"));
    assert_eq!(file.odbc.connection.as_deref(), Some("Driver={SQLite3};Database=/x/2026.db"));
    assert_eq!(file.path, PathBuf::from("/x/2026.db"), "what messages call it");
    assert!(by_string.is_yearly());
}

#[test]
#[cfg(feature = "odbc")]
fn a_password_comes_out_of_the_environment_and_is_never_shown() {
    let text = "driver = \"odbc\"\npath = \"1.accdb\"\npassword_env = \"OFICIT_PASSWORD\"";
    let mut settings = parse(&parent(text)).expect("valid").settings.expect("companies");
    let password = settings.parent.odbc.password.clone().expect("a password");
    assert_eq!((password.variable.as_str(), password.value), ("OFICIT_PASSWORD", None));
    settings.fill_passwords(|name| Some(format!("secret of {name}")));
    assert!(settings.parent.odbc.password.as_ref().is_some_and(|password| password.value.is_some()));
    assert!(!format!("{settings:?}").contains("secret of"), "a password is never shown");
}

#[test]
#[cfg(feature = "odbc")]
fn what_an_odbc_company_cannot_have_is_named() {
    let cases = [
        ("driver = \"odbc\"", "1:1 parent.path Missing"),
        ("driver = \"odbc\"\npath = \"a;b.accdb\"", "4:8 parent.path SemicolonInPath"),
        (
            "driver = \"odbc\"\npath = \"1.accdb\"\nconnection = \"DSN=x\"",
            "4:8 parent.path PathAndConnection",
        ),
        (
            "driver = \"native\"\npath = \"1.accdb\"\npassword_env = \"X\"",
            "5:16 parent.password_env OdbcOnly",
        ),
    ];
    for (lines, finding) in cases {
        assert_eq!(findings(&parent(lines)), [finding]);
    }
}

#[test]
#[cfg(not(feature = "odbc"))]
fn a_program_without_odbc_says_so() {
    assert_eq!(
        findings(&parent("driver = \"odbc\"\npath = \"1.accdb\"")),
        ["3:10 parent.driver OdbcNotBuiltIn"]
    );
}

#[test]
fn two_subsidiaries_share_neither_name_nor_file_nor_series() {
    let second = SMALLEST.split_once("\n\n").expect("two sections").1;
    let text = format!("{SMALLEST}{}", second.replacen("002{year}", "002{YEAR}", 0));
    assert_eq!(
        findings(&text),
        [
            "11:8 subsidiary[2].name Repeated { found: \"duofic\", first: 6 }",
            "12:8 subsidiary[2].path Repeated { found: \"data/002{year}.accdb\", first: 7 }",
            "13:17 subsidiary[2].target_series Repeated { found: \"7\", first: 8 }",
        ]
    );
}

#[test]
fn what_is_no_toml_is_named_by_place_and_a_windows_path_by_its_cure() {
    let broken = changed("supplier = 12", "supplier 12");
    assert!(broken[0].starts_with("9:") && broken[0].contains("Syntax"), "{broken:?}");
    let path = changed("path = \"data/002{year}.accdb\"", r#"path = "C:\Software DELSOL\002{year}.accdb""#);
    assert_eq!(path, ["7:11  Backslash"]);
}

#[test]
fn a_byte_order_mark_does_not_move_the_columns() {
    assert!(parse(&format!("\u{feff}{SMALLEST}")).is_ok());
    assert_eq!(
        findings(&format!("\u{feff}lang = 1\n{SMALLEST}")),
        ["1:1 lang UnknownKey { nearest: \"language\" }"]
    );
}

#[test]
fn columns_count_characters_not_bytes() {
    let found = changed("name = \"duofic\"", "articles = { \"ñandú\" = 5 }\nname = \"duofic\"");
    assert_eq!(found, ["6:24 subsidiary[1].articles.ñandú WrongType { expected: Text, found: Integer }"]);
}

#[test]
fn a_file_that_is_not_utf_8_is_refused_at_the_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("factulink.toml");
    std::fs::write(&file, b"[parent]\nname = \"\xf1\"\n").expect("written");
    let Err(Error::Invalid { findings, .. }) = Config::load(&file) else {
        panic!("a Latin-1 file is no TOML")
    };
    assert_eq!(findings[0].problem, Problem::Toml(crate::toml_file::Problem::Encoding));
    assert_eq!(findings[0].at, Position { line: 2, column: 9 });
}

#[test]
fn a_file_with_any_part_torn_out_is_read_or_refused_at_a_place_inside_it() {
    let whole = include_str!("../cli/templates/factulink.es.toml");
    let lines = whole.lines().count();
    let starts: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
    for length in [1, 7, 150] {
        for torn in starts.windows(length + 1).step_by(length.min(3)) {
            let text = format!("{}{}", &whole[..torn[0]], &whole[torn[length]..]);
            for finding in parse(&text).err().unwrap_or_default() {
                assert!((1..=lines + 1).contains(&finding.at.line) && finding.at.column > 0, "{finding:?}");
            }
        }
    }
}

/// What a configuration must say, with the names of the templates.
const NEEDED: &str = r#"
[parent]
name = "oficit"
path = 'C:\Software DELSOL\FACTUSOL\Datos\FS\001{year}.accdb'
user = 90
[[subsidiary]]
name = "duofic"
path = 'C:\Software DELSOL\FACTUSOL\Datos\FS\002{year}.accdb'
target_series = "7"
supplier = 12
"#;

#[test]
fn what_init_writes_says_what_holds_without_it() {
    let templates = [
        include_str!("../cli/templates/factulink.es.toml"),
        include_str!("../cli/templates/factulink.en.toml"),
    ];
    for template in templates {
        let written = parse(template).expect("a valid template");
        let silent = parse(NEEDED).expect("a valid configuration");
        assert_eq!(Config { language: None, ..written }, silent);
    }
}
