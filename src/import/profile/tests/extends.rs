use super::*;
use crate::toml_file;

const BASE: &str = r#"[profile]
name = "base"
title = "The base"
period = "year"
[source]
files = ["in/*.csv"]
[columns]
a = { title = "A" }
b = { title = "B" }
[reports.centres]
file = "centres.csv"
columns = { centre = "C", centre_name = "N" }
max_age = "40d"
[reports.accounts]
file = "accounts.csv"
columns = { account = "A", account_name = "N" }
[[rule]]
unique = ["a"]
[[rule]]
unique = ["b"]
[rejects]
allowed = 5
"#;

/// The profile `top`, which extends `base`, with this behind its head.
fn top(text: &str) -> Result<Profile, Vec<ProfileFinding>> {
    let top = format!("[profile]\nname = \"top\"\nextends = \"base\"\n{text}");
    let folder = folder(&[("base", BASE), ("top", &top)]);
    check(folder.path(), "top")
}

#[test]
fn what_is_not_named_comes_from_the_other_profile() {
    let profile = top("").expect("a valid profile");
    assert_eq!((profile.name.as_str(), profile.title.as_str()), ("top", "The base"));
    assert_eq!((profile.period, profile.columns.len(), profile.rules.len()), (PeriodKind::Year, 2, 2));
    assert_eq!(profile.rejects_allowed, Allowed::Rows(5));
    assert!(profile.file.ends_with("top.toml"));
}

#[test]
fn a_table_named_replaces_the_other_and_leaves_those_beside_it() {
    let text = "[reports.centres]\nfile = \"c.xlsx\"\ncolumns = { centre = \"X\", centre_name = \"Y\" }\n";
    let profile = top(text).expect("a valid profile");
    let names: Vec<_> = profile.reports.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["centres", "accounts"]);
    let centres = &profile.reports.first().expect("centres").1;
    assert_eq!(
        (centres.format, centres.max_age),
        (Some(ReportFormat::Xlsx), None),
        "nothing of the old table is left"
    );
    let profile =
        top("[columns]\na = { title = \"Z\" }\n[[rule]]\nunique = [\"a\"]\n").expect("a valid profile");
    assert_eq!((profile.columns.len(), profile.rules.len()), (1, 1));
    let profile = top("rejects.allowed = 7\n[columns]\na = { title = \"Z\" }\nb = { title = \"Y\" }\n");
    assert!(profile.is_err(), "a key behind [profile] is one of its own");
}

#[test]
fn a_finding_names_the_file_it_is_in() {
    let found = top("[columns]\na = { title = \"A\" }\n").expect_err("a rule of the base refers to b");
    let [finding] = found.as_slice() else { panic!("one finding: {found:?}") };
    assert!(finding.file.ends_with("base.toml"), "{finding:?}");
    assert_eq!((finding.at.line, finding.at.column, finding.key.as_str()), (20, 11, "rule[2].unique[1]"));
    let found = top("[rejects]\nallowd = 1\n").expect_err("an unknown key");
    let [finding] = found.as_slice() else { panic!("one finding: {found:?}") };
    assert!(finding.file.ends_with("top.toml"), "{finding:?}");
    assert_eq!(finding.at.line, 5);
}

#[test]
fn a_chain_is_followed_and_a_circle_is_not() {
    let link = |name: &str, other: &str| format!("[profile]\nname = \"{name}\"\nextends = \"{other}\"\n");
    let (a, b) = (link("a", "b"), link("b", "base"));
    let folder = folder(&[("a", &a), ("b", &b), ("base", BASE)]);
    assert_eq!(check(folder.path(), "a").expect("a valid profile").title, "The base");
    fs::write(folder.path().join("base.toml"), link("base", "a")).expect("written");
    let found = check(folder.path(), "a").expect_err("a circle");
    let [finding] = found.as_slice() else { panic!("one finding: {found:?}") };
    assert_eq!(finding.problem, ProfileProblem::ExtendsItself { chain: "a → b → base → a".to_owned() });
    assert!(finding.file.ends_with("base.toml"));
}

#[test]
fn a_profile_that_is_not_there_is_named_with_the_nearest() {
    let folder = folder(&[("base", BASE), ("top", "[profile]\nname = \"top\"\nextends = \"bsae\"\n")]);
    let nearest =
        |found: &str| ProfileProblem::NoSuchProfile { found: found.to_owned(), nearest: "base".to_owned() };
    let found = check(folder.path(), "top").expect_err("no such profile");
    assert_eq!(shown(Err(found.clone())), [format!("3:11 profile.extends {:?}", nearest("bsae"))]);
    assert_eq!(check(folder.path(), "bas").expect_err("no such profile")[0].problem, nearest("bas"));
}

#[test]
fn what_is_no_toml_or_no_text_is_told_of_the_file_it_is_in() {
    let folder =
        folder(&[("base", "[profile\n"), ("top", "[profile]\nname = \"top\"\nextends = \"base\"\n")]);
    let found = check(folder.path(), "top").expect_err("no TOML");
    assert!(found[0].file.ends_with("base.toml"), "{found:?}");
    fs::write(folder.path().join("base.toml"), b"# \xf1\n").expect("written");
    let found = check(folder.path(), "base").expect_err("no UTF-8");
    assert_eq!(found[0].problem, ProfileProblem::Toml(toml_file::Problem::Encoding));
    fs::write(folder.path().join("base.toml"), " ".repeat(256 * 1024 + 1)).expect("written");
    let found = check(folder.path(), "base").expect_err("too large");
    assert_eq!(found[0].problem, ProfileProblem::TooLarge { kib: 256 });
}

#[test]
fn the_hash_is_of_every_text_that_counts() {
    let top = "[profile]\nname = \"top\"\nextends = \"base\"\n";
    let folder = folder(&[("base", BASE), ("top", top)]);
    let hash = || check(folder.path(), "top").expect("a valid profile").hash;
    let before = hash();
    assert_eq!((before.len(), before.clone()), (64, hash()));
    fs::write(folder.path().join("base.toml"), format!("{BASE}# more\n")).expect("written");
    assert_ne!(hash(), before);
}

#[test]
fn a_folder_lists_its_profiles_by_name_and_counts_their_mistakes() {
    let wrong =
        BASE.replace("\"base\"", "\"wrong\"").replace("allowed", "alowed").replace("[\"b\"]", "[\"c\"]");
    let folder = folder(&[("wrong", &wrong), ("base", BASE), (".hidden", "")]);
    fs::write(folder.path().join("notes.txt"), "").expect("written");
    let listed = list(folder.path()).expect("a readable folder");
    let one = |name: &str, mistakes| Listed { name: name.into(), title: Some("The base".into()), mistakes };
    assert_eq!(listed, [one("base", 0), one("wrong", 2)]);
    assert_eq!(list(&folder.path().join("gone")).expect("none"), []);
}

#[test]
fn a_profile_is_called_as_its_file_is() {
    let folder = folder(&[("base", &BASE.replace("\"base\"", "\"other\"")), ("a b", BASE)]);
    assert_eq!(
        shown(check(folder.path(), "base")),
        ["2:8 profile.name NotItsFile { found: \"other\", file: \"base.toml\" }"]
    );
    assert_eq!(shown(check(folder.path(), "a b")), ["1:1  ProfileName { found: \"a b\" }"]);
    for (name, good) in
        [("a", true), ("A-1", true), ("", false), ("-a", false), ("a/../b", false), ("ñ", false)]
    {
        assert_eq!(is_name(name), good, "{name}");
    }
}
