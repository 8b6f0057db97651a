//! Files and their names, on a disk of our own.

use super::*;
use crate::import::profile::check;
use proptest::prelude::*;
use std::fs;
use tempfile::TempDir;

const COLUMNS: &str = "[columns]\na = { title = \"A\" }\n";

/// A folder with a profile of this `[source]`, and with these files.
fn folder(period: &str, source: &str, files: &[&str]) -> (TempDir, Profile) {
    let folder = tempfile::tempdir().expect("a folder");
    for file in files {
        let file = folder.path().join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, "").expect("written");
    }
    let text = format!("[profile]\nname = \"ventas\"\nperiod = \"{period}\"\n[source]\n{source}\n{COLUMNS}");
    fs::write(folder.path().join("ventas.toml"), text).expect("written");
    let profile = check(folder.path(), "ventas").expect("a valid profile");
    (folder, profile)
}

const LEDGER: &str = "files = [\"input/{yyyy}/*.xlsx\"]\nname = \"{mm}. PLE {month} {yy}\"";

/// Every file found, with its period or what is wrong with its name.
fn found(period: &str, source: &str, files: &[&str], given: Option<&str>) -> Vec<String> {
    let (folder, profile) = folder(period, source, files);
    let given = given.map(|given| given.parse().expect("a period"));
    let shown = |source: SourceFile| {
        let file = source.file.strip_prefix(folder.path()).expect("below the folder").display().to_string();
        match source.period {
            Ok(period) => format!("{file}: {period}"),
            Err(wrong) => format!("{file}: {:?}", wrong.why),
        }
    };
    find(&profile, folder.path(), given).expect("readable folders").into_iter().map(shown).collect()
}

/// What the name of a file in `input/2026` says.
fn told(name: &str) -> Result<String, NameProblem> {
    let (folder, profile) = folder("month", LEDGER, &[]);
    let file = folder.path().join("input/2026").join(name);
    let told = period_of(&profile, folder.path(), &file, None).expect("a good profile");
    told.map(|period| period.to_string()).map_err(|wrong| wrong.why)
}

#[test]
fn files_come_in_order_and_marks_hidden_ones_and_other_folders_do_not() {
    let files = [
        "input/2026/10. PLE OCTUBRE 26.xlsx",
        "input/2026/09. PLE SETIEMBRE 26.XLSX",
        "input/2026/~$10. PLE OCTUBRE 26.xlsx",
        "input/2026/.10. PLE OCTUBRE 26.xlsx",
        "input/2026/deep/10. PLE OCTUBRE 26.xlsx",
        "input/2026/10. PLE OCTUBRE 26.csv",
        "input/old/10. PLE OCTUBRE 26.xlsx",
        "input/10. PLE OCTUBRE 26.xlsx",
    ];
    assert_eq!(
        found("month", LEDGER, &files, None),
        ["input/2026/09. PLE SETIEMBRE 26.XLSX: 2026-09", "input/2026/10. PLE OCTUBRE 26.xlsx: 2026-10"]
    );
}

#[test]
fn a_given_period_takes_its_own_files_only() {
    let files = [
        "input/2025/10. PLE OCTUBRE 25.xlsx",
        "input/2026/09. PLE SEPTIEMBRE 26.xlsx",
        "input/2026/10. PLE OCTUBRE 26.xlsx",
        "input/2026/PLE.xlsx",
    ];
    assert_eq!(
        found("month", LEDGER, &files, Some("2026-09")),
        ["input/2026/09. PLE SEPTIEMBRE 26.xlsx: 2026-09", "input/2026/PLE.xlsx: Unlike"]
    );
}

#[test]
fn folders_tell_what_a_name_does_not() {
    let by_folders = "files = [\"in/{yyyy}/{mm}/*.csv\", \"in/{month} {yy}.csv\"]";
    let files = ["in/2026/10/a.csv", "in/Septiembre 26.csv", "in/2026/13/a.csv"];
    assert_eq!(
        found("month", by_folders, &files, None),
        ["in/2026/10/a.csv: 2026-10", "in/2026/13/a.csv: Unsaid", "in/Septiembre 26.csv: 2026-09"]
    );
    assert_eq!(found("year", "files = [\"in/{yyyy}.csv\"]", &["in/2026.csv"], None), ["in/2026.csv: 2026"]);
    let half = "files = [\"in/{yyyy}/x/*.csv\"]\nname = \"{month}\"";
    assert_eq!(found("month", half, &["in/2026/x/mayo.csv"], None), ["in/2026/x/mayo.csv: 2026-05"]);
}

#[test]
fn what_nothing_tells_is_the_given_period() {
    let source = "files = [\"*.csv\"]";
    assert_eq!(found("month", source, &["a.csv"], None), ["a.csv: Unsaid"]);
    assert_eq!(found("month", source, &["a.csv"], Some("2026-10")), ["a.csv: 2026-10"]);
    assert_eq!(found("none", source, &["a.csv"], None), ["a.csv: "]);
}

#[test]
fn a_file_of_two_globs_is_found_once_and_a_folder_that_is_not_there_has_none() {
    let source = "files = [\"in/*.csv\", \"in/a*.csv\", \"gone/**/*.csv\", 'in\\a.csv', \"./in/a.csv\"]";
    assert_eq!(found("none", source, &["in/a.csv", "in/b.csv"], None), ["in/a.csv: ", "in/b.csv: "]);
    let deep = "files = [\"in/**/*.csv\"]";
    assert_eq!(found("none", deep, &["in/a/b/c.csv", "in/a/.git/d.csv"], None), ["in/a/b/c.csv: "]);
}

#[test]
fn an_absolute_glob_finds_files_anywhere() {
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("a.csv"), "").expect("written");
    let glob = outside.path().join("*.csv").display().to_string();
    let (folder, profile) = folder("none", &format!("files = ['{glob}']"), &[]);
    let found = find(&profile, folder.path(), None).expect("a readable folder");
    assert_eq!(found, [SourceFile { file: outside.path().join("a.csv"), period: Ok(Period::None) }]);
}

#[test]
fn letters_and_blanks_of_a_name_do_not_matter_and_both_septembers_are_read() {
    for name in ["10. PLE OCTUBRE 26.xlsx", "10.  ple octubre  26.XLSX", " 10. PLE\u{a0}Octubre\t26 .csv"] {
        assert_eq!(told(name), Ok("2026-10".to_owned()), "{name}");
    }
    for name in ["09. PLE SETIEMBRE 26.xlsx", "09. PLE Septiembre 26.xlsx"] {
        assert_eq!(told(name), Ok("2026-09".to_owned()), "{name}");
    }
}

#[test]
fn a_name_that_tells_no_period_or_two_says_why() {
    let disagree =
        |first: &str, second: &str| NameProblem::Disagree { first: first.into(), second: second.into() };
    assert_eq!(told("PLE.xlsx"), Err(NameProblem::Unlike));
    assert_eq!(told("10. PLE OCTUBRE 26 (2).xlsx"), Err(NameProblem::Unlike));
    assert_eq!(told("1. PLE ENERO 26.xlsx"), Err(NameProblem::Unlike));
    assert_eq!(told("10. PLE BRUMARIO 26.xlsx"), Err(NameProblem::Unlike));
    assert_eq!(told("13. PLE OCTUBRE 26.xlsx"), Err(NameProblem::NoSuch { found: "13".into() }));
    assert_eq!(told("00. PLE OCTUBRE 26.xlsx"), Err(NameProblem::NoSuch { found: "00".into() }));
    assert_eq!(told("10. PLE NOVIEMBRE 26.xlsx"), Err(disagree("10", "NOVIEMBRE")));
    assert_eq!(
        told("10. PLE OCTUBRE 25.xlsx"),
        Err(NameProblem::Folder { folder: "2026".into(), said: 2025 })
    );
}

#[test]
fn a_file_in_the_folders_of_another_period_says_so() {
    let source = "files = [\"in/{yyyy}/{mm}/*.csv\"]\nname = \"{yyyy}{mm}\"";
    let october = Period::month(2026, 10).expect("a month");
    assert_eq!(
        found("month", source, &["in/2026/09/202610.csv"], None),
        [format!("in/2026/09/202610.csv: {:?}", NameProblem::Path { period: october })]
    );
}

#[test]
fn the_given_period_goes_before_any_name_and_is_of_the_profiles_kind() {
    let (folder, profile) = folder("month", LEDGER, &[]);
    let file = folder.path().join("input/2025/PLE.xlsx");
    let october = Period::month(2026, 10);
    let told = period_of(&profile, folder.path(), &file, october).expect("a good profile");
    assert_eq!(told.ok(), october);
    let year = Period::year(2026);
    assert!(matches!(find(&profile, folder.path(), year), Err(Error::PeriodKind { .. })));
}

#[test]
fn stars_and_repeated_words_of_a_pattern_are_understood() {
    let source = "files = [\"*.txt\"]\nname = \"LE*{yyyy}{mm}0014010000*\"";
    let file = "LE20999999990202610001401000011111.txt";
    assert!(matches!(&found("month", source, &[file], None)[..], [one] if one.ends_with(": 2026-10")));
    let twice = "files = [\"*.csv\"]\nname = \"{period} {yyyy} {profile}\"";
    assert_eq!(
        found("month", twice, &["2026-10 2026 VENTAS.csv"], None),
        ["2026-10 2026 VENTAS.csv: 2026-10"]
    );
    assert!(found("month", twice, &["2026-10 2025 ventas.csv"], None)[0].contains("Disagree"));
}

#[test]
#[cfg(unix)]
fn a_link_that_leads_out_is_not_followed() {
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("secret.csv"), "").expect("written");
    let (folder, profile) = folder("none", "files = [\"in/**/*.csv\"]", &["in/a.csv", "in/b/c.csv"]);
    let link = |to: &Path, name: &str| {
        std::os::unix::fs::symlink(to, folder.path().join("in").join(name)).expect("linked");
    };
    link(&outside.path().join("secret.csv"), "out.csv");
    link(outside.path(), "outside");
    link(&folder.path().join("in/a.csv"), "within.csv");
    let found = find(&profile, folder.path(), None).expect("a readable folder");
    let names: Vec<_> = found.iter().filter_map(|source| source.file.file_name()).collect();
    assert_eq!(names, ["a.csv", "c.csv", "within.csv"]);
}

/// Two profiles with these globs.
fn two(first: &str, second: &str) -> Vec<Profile> {
    let (_, one) = folder("none", &format!("files = [\"{first}\"]"), &[]);
    let (_, two) = folder("none", &format!("files = [\"{second}\"]"), &[]);
    vec![Profile { name: "uno".to_owned(), ..one }, Profile { name: "dos".to_owned(), ..two }]
}

#[test]
fn a_file_goes_to_the_named_profile_else_to_the_one_that_finds_it_else_to_the_only_one() {
    let profiles = two("in/*.csv", "in/*.xlsx");
    let folder = Path::new("/srv/books");
    let of = |file: &str, named| profile_of(Path::new(file), folder, &profiles, named);
    let name = |file, named| of(file, named).expect("a profile").name.clone();
    assert_eq!(name("/srv/books/in/a.csv", None), "uno");
    assert_eq!(name("in/a.XLSX", None), "dos");
    assert_eq!(name("in/a.csv", Some("dos")), "dos");
    assert!(
        matches!(of("in/a.csv", Some("doz")), Err(NoProfile::Unknown { nearest, .. }) if nearest == "dos")
    );
    assert!(
        matches!(of("a.csv", None), Err(NoProfile::NoneFinds { profiles, .. }) if profiles == ["uno", "dos"])
    );
    let only =
        profile_of(Path::new("a.csv"), folder, profiles.get(..1).expect("one"), None).expect("a profile");
    assert_eq!(only.name, "uno");
    assert!(matches!(profile_of(Path::new("a.csv"), folder, &[], None), Err(NoProfile::NoProfiles)));
    let both = two("in/*.csv", "in/a.*");
    let ambiguous = profile_of(Path::new("in/a.csv"), folder, &both, None);
    assert!(matches!(ambiguous, Err(NoProfile::Ambiguous { profiles, .. }) if profiles == ["uno", "dos"]));
}

proptest! {
    #[test]
    fn no_name_panics(pattern in "[ a{}*ymon0-9.]{0,20}|\\PC{0,20}", name in "\\PC{0,30}") {
        let words = ["yyyy", "yy", "mm", "month", "period", "profile"];
        if let Ok(template) = crate::template::Template::parse(&pattern, |word| words.contains(&word)) {
            let pattern = NamePattern::new(&template, "ventas").expect("a pattern of names always compiles");
            let _ = pattern.read(Path::new(&name));
        }
    }

    #[test]
    fn every_month_is_read_as_it_is_written(year in 2000u16..2100, month in 1u8..=12) {
        let period = Period::month(year, month).expect("a month");
        for text in ["{mm}. PLE {month} {yy}", "{yyyy}{mm}", "{period}", "{month}{yyyy}"] {
            let template = crate::template::Template::parse(text, |_| true).expect("a template");
            let name = template.fill(|word| period.value(word)).to_lowercase() + ".csv";
            let pattern = NamePattern::new(&template, "ventas").expect("a pattern");
            let said = pattern.read(Path::new(&name)).expect("a period");
            prop_assert_eq!(said.period(PeriodKind::Month), Some(period), "{}", name);
        }
    }
}

#[test]
fn whose_file_it_is_may_stand_in_its_name_and_is_no_part_of_the_period() {
    let source = "files = [\"books/*.xlsx\"]\nname = \"{yyyy}_{name}_T_{name}\"";
    let files = [
        "books/2026_B12345678_T_Talleres 2025_T_Sol.xlsx",
        "books/2026_B12345678_T_2025.xlsx",
        "books/2026_B12345678_T_.xlsx",
        "books/2026__T_Sol.xlsx",
    ];
    let expected = [
        "books/2026_B12345678_T_.xlsx: Unlike",
        "books/2026_B12345678_T_2025.xlsx: 2026",
        "books/2026_B12345678_T_Talleres 2025_T_Sol.xlsx: 2026",
        "books/2026__T_Sol.xlsx: Unlike",
    ];
    assert_eq!(found("year", source, &files, None), expected);
    // The shortest run that fits: the year is what stands behind the first mark, whatever comes later.
    let source = "files = [\"books/*.xlsx\"]\nname = \"{name}-{yyyy}*\"";
    assert_eq!(found("year", source, &["books/a-2025-2026.xlsx"], None), ["books/a-2025-2026.xlsx: 2025"]);
}
