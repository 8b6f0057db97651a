//! Profiles: which there are, what is wrong with them, and what they do, in words.

use super::words::spelt;
use crate::cli::output::{Column, Show, View, line, table};
use crate::import::report::{
    ColumnShown, ProfileChecked, ProfileFact, ProfileLine, ProfileList, ProfileMade, ProfileMistake,
    ProfileShown, ProfilesChecked, RuleShown,
};

impl Show for ProfileList {
    fn text(&self, view: &View<'_>) -> String {
        if self.profiles.is_empty() {
            return view.say("import.no_profiles", &[("folder", &self.folder.display())]) + "\n";
        }
        let columns = [
            Column("import_column.name", false),
            Column("import_column.title", false),
            Column("import_column.mistakes", true),
            Column("import_column.file", false),
        ];
        let row = |profile: &ProfileLine| {
            let ProfileLine { name, title, file, mistakes } = profile;
            vec![name.clone(), spelt(title), mistakes.to_string(), file.display().to_string()]
        };
        table(view, &columns, self.profiles.iter().map(row))
    }
}

impl Show for ProfilesChecked {
    fn text(&self, view: &View<'_>) -> String {
        if self.profiles.is_empty() {
            return view.say("import.no_profiles", &[("folder", &self.folder.display())]) + "\n";
        }
        self.profiles.iter().map(|profile| checked(profile, view)).collect()
    }
}

fn checked(profile: &ProfileChecked, view: &View<'_>) -> String {
    let mut text = String::new();
    let (file, count) = (profile.file.display(), profile.mistakes.len());
    let key = if count == 0 { "import.profile_sound" } else { "import.profile_wrong" };
    let head = view.say(key, &[("file", &file), ("count", &count)]);
    line(&mut text, if count == 0 { head } else { view.alarming(&head) });
    for mistake in &profile.mistakes {
        let ProfileMistake { file: elsewhere, line: row, column, key, message } = mistake;
        let file = elsewhere.as_ref().unwrap_or(&profile.file).display();
        let key = if key.is_empty() { String::new() } else { format!("{key}: ") };
        line(&mut text, format_args!("  {file}:{row}:{column}: {key}{message}"));
    }
    text
}

impl Show for ProfileMade {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        line(&mut text, view.say("import.profile_made", &[("file", &self.file.display())]));
        line(&mut text, view.say("import.profile_next", &[("name", &self.name)]));
        text
    }
}

impl Show for ProfileShown {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        let head = format!("{}: {} ({})", self.name, spelt(&self.title), self.file.display());
        line(&mut text, view.heading(&head));
        let reads = self.reads.iter().map(|fact| said(fact, view));
        let columns = self.columns.iter().map(|column| of_column(column, view));
        let rules = self.rules.iter().map(|rule| of_rule(rule, view));
        let writes = self.writes.iter().map(|fact| said(fact, view));
        text += &part("import.profile_reads", reads, view);
        text += &part("import.profile_columns", columns, view);
        text += &part("import.profile_rules", rules, view);
        text + &part("import.profile_writes", writes, view)
    }
}

/// A titled list.
fn part(title: &str, lines: impl Iterator<Item = String>, view: &View<'_>) -> String {
    let mut lines = lines.peekable();
    let mut text = String::new();
    if lines.peek().is_some() {
        line(&mut text, view.heading(view.catalogue.text(title)));
    }
    lines.for_each(|said| line(&mut text, format_args!("  {said}")));
    text
}

fn said(fact: &ProfileFact, view: &View<'_>) -> String {
    let value = fact.value.as_deref().map(spelt).unwrap_or_default();
    view.say(&format!("profile_says.{}", fact.key), &[("value", &value)])
}

fn all(facts: &[ProfileFact], view: &View<'_>) -> String {
    facts.iter().map(|fact| said(fact, view)).collect::<Vec<_>>().join(", ")
}

/// `total (Importe): amount, required`
fn of_column(column: &ColumnShown, view: &View<'_>) -> String {
    let ColumnShown { name, place, rules } = column;
    format!("{name} ({}): {}", spelt(place), all(rules, view))
}

/// `if type is 01: series has the form …, doc_type is required`
fn of_rule(rule: &RuleShown, view: &View<'_>) -> String {
    let when = rule.when.iter().map(|(column, fact)| format!("{column} {}", said(fact, view)));
    let when: Vec<_> = when.collect();
    let columns = rule.columns.iter().map(|(column, facts)| format!("{column}: {}", all(facts, view)));
    let asked = columns.chain(rule.facts.iter().map(|fact| said(fact, view)));
    let asked = asked.collect::<Vec<_>>().join("; ");
    let key = if when.is_empty() { "import.profile_always" } else { "import.profile_if" };
    let and = format!(" {} ", view.catalogue.text("import.and"));
    let text = view.say(key, &[("when", &when.join(&and)), ("asked", &asked)]);
    let warning = rule.warning.then(|| view.catalogue.text("import.profile_warning"));
    let code = rule.code.as_deref();
    let remarks: Vec<_> = [warning, code].into_iter().flatten().collect();
    if remarks.is_empty() { text } else { format!("{text} ({})", remarks.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;
    use crate::cli::messages::Catalogue;
    use crate::domain::Lang;
    use crate::import::PROFILE_FACTS;
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    fn fact(key: &'static str, value: &str) -> ProfileFact {
        ProfileFact { key, value: (!value.is_empty()).then(|| value.to_owned()) }
    }

    fn ledger() -> ProfileShown {
        ProfileShown {
            version: 1,
            name: "ledger".to_owned(),
            title: "Sales".to_owned(),
            file: PathBuf::from("profiles/ledger.toml"),
            reads: vec![fact("period_month", ""), fact("files", "in/*.xlsx"), fact("sheet", "SUNAT")],
            columns: vec![ColumnShown {
                name: "total".to_owned(),
                place: "Importe".to_owned(),
                rules: vec![fact("decimal", ""), fact("required", ""), fact("over", "0")],
            }],
            rules: vec![
                RuleShown {
                    when: vec![("type".to_owned(), fact("one_of", "01"))],
                    warning: false,
                    code: None,
                    columns: vec![("doc".to_owned(), vec![fact("required", "")])],
                    facts: Vec::new(),
                },
                RuleShown {
                    when: Vec::new(),
                    warning: true,
                    code: Some("tax_rate".to_owned()),
                    columns: Vec::new(),
                    facts: vec![fact("share", "tax = base × 0.18 ± 0.1")],
                },
            ],
            writes: vec![fact("chunks", "50000"), fact("platform_http", "")],
        }
    }

    #[test]
    fn every_fact_of_a_profile_has_its_words_and_none_is_left_over() {
        let named: BTreeSet<_> = PROFILE_FACTS.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(named.len(), PROFILE_FACTS.len());
        for lang in Lang::ALL {
            let catalogue = Catalogue::new(lang);
            assert_eq!(
                catalogue.keys_below("profile_says.").map(str::to_owned).collect::<BTreeSet<_>>(),
                named
            );
        }
    }

    #[test]
    fn a_profile_is_told_in_words() {
        assert_eq!(
            shown(&ledger(), Lang::En),
            "\
ledger: Sales (profiles/ledger.toml)
Reads
  one file for each month
  files in/*.xlsx
  sheet SUNAT
Columns
  total (Importe): amount, required, more than 0
Rules
  if type is one of 01: doc: required
  always: tax = base × 0.18 ± 0.1 (only a warning, tax_rate)
Goes
  in chunks of 50000 accepted rows
  to a platform over HTTP
"
        );
        let spanish = shown(&ledger(), Lang::Es);
        assert!(spanish.contains("si type es uno de 01: doc: obligatorio"), "{spanish}");
    }

    #[test]
    fn the_mistakes_of_a_profile_stand_at_their_places() {
        let mistake = ProfileMistake {
            file: None,
            line: 7,
            column: 3,
            key: "columns.total.decimal".to_owned(),
            message: "this key is not known here".to_owned(),
        };
        let profile = ProfileChecked {
            name: "ledger".to_owned(),
            file: PathBuf::from("profiles/ledger.toml"),
            mistakes: vec![mistake],
        };
        let checked =
            ProfilesChecked { version: 1, folder: PathBuf::from("profiles"), profiles: vec![profile] };
        assert_eq!(
            shown(&checked, Lang::En),
            "profiles/ledger.toml: 1 mistake\n  profiles/ledger.toml:7:3: columns.total.decimal: this key is not known here\n"
        );
        let none = ProfilesChecked { profiles: Vec::new(), ..checked };
        assert!(shown(&none, Lang::Es).contains("factulink import profile new"));
    }
}
