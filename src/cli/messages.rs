//! What is said to people, in their language: one TOML of texts per language, with `{name}` placeholders.

use crate::domain::lang::Lang;
use std::collections::BTreeMap;
use std::fmt::Display;

/// The texts of one language, by key: `config.missing`.
pub struct Catalogue {
    lang: Lang,
    texts: BTreeMap<String, String>,
}

impl Catalogue {
    pub fn new(lang: Lang) -> Self {
        let (texts, doctor, import, verdict) = match lang {
            Lang::Es => (
                include_str!("messages/es.toml"),
                include_str!("messages/doctor.es.toml"),
                include_str!("messages/import.es.toml"),
                include_str!("messages/verdict.es.toml"),
            ),
            Lang::En => (
                include_str!("messages/en.toml"),
                include_str!("messages/doctor.en.toml"),
                include_str!("messages/import.en.toml"),
                include_str!("messages/verdict.en.toml"),
            ),
        };
        let mut flat = BTreeMap::new();
        flatten("", parsed(texts), &mut flat);
        flatten("doctor.", parsed(doctor), &mut flat);
        flatten("", parsed(import), &mut flat);
        flatten("verdict.", parsed(verdict), &mut flat);
        Self { lang, texts: flat }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of a key with its placeholders filled in. A test sees to it that every key the code names exists.
    pub fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let text = self.texts.get(key).map_or(key, String::as_str);
        fill(text, values)
    }

    /// The text of a key without placeholders.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key that may not be there: that of a code which a profile made up, say.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// Every key below a prefix.
    #[cfg(test)]
    pub fn keys_below(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.texts.keys().filter_map(move |key| key.strip_prefix(prefix))
    }
}

fn parsed(source: &str) -> toml::Table {
    toml::from_str(source).expect("the catalogue is checked by a test")
}

/// Adds every text of a table by its path: `reason.titles.remedy`.
fn flatten(above: &str, table: toml::Table, flat: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let path = format!("{above}{key}");
        match value {
            toml::Value::Table(below) => flatten(&format!("{path}."), below, flat),
            value => {
                let text = value.as_str().expect("the catalogue is checked by a test");
                flat.insert(path, text.to_owned());
            }
        }
    }
}

/// Replaces every `{name}` by its value in one pass, so that a value with braces stays as it is. `{count|row|rows}` is
/// the word that goes with a count: the first with 1, the second with others.
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (inner, tail) = after.split_once('}').unwrap_or((after, ""));
        let (name, forms) = inner.split_once('|').map_or((inner, None), |(name, forms)| (name, Some(forms)));
        let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_string());
        match (value, forms.and_then(|forms| forms.split_once('|'))) {
            (Some(value), Some((one, many))) => filled.push_str(if value == "1" { one } else { many }),
            (Some(value), None) => filled.push_str(&value),
            (None, _) => filled.push_str(&format!("{{{inner}}}")),
        }
        rest = tail;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::doctor::{Check, Fact, Severity};
    use crate::state::Stage;
    use crate::store::odbc::Trouble;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    fn catalogues() -> [Catalogue; 2] {
        Lang::ALL.map(Catalogue::new)
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        let parts = text.split('{').skip(1);
        let inner = parts.filter_map(|part| part.split_once('}')).map(|(inner, _)| inner);
        inner.map(|inner| inner.split('|').next().unwrap_or(inner)).collect()
    }

    /// Every `"section.key"` of the sources below a folder whose section the catalogue has.
    fn keys_named_in(folder: &Path, sections: &BTreeSet<&str>, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                keys_named_in(&path, sections, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                let literals = source.split('"').skip(1).step_by(2);
                let keys = literals.filter(|literal| {
                    literal.split_once('.').is_some_and(|(section, key)| {
                        sections.contains(section)
                            && !key.is_empty()
                            && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
                    })
                });
                found.extend(keys.map(str::to_owned));
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_keys_with_the_same_placeholders() {
        let [spanish, english] = catalogues();
        assert_eq!(spanish.texts.keys().collect::<Vec<_>>(), english.texts.keys().collect::<Vec<_>>());
        for (key, text) in &spanish.texts {
            assert_eq!(placeholders(text), placeholders(&english.texts[key]), "{key}");
        }
    }

    /// Sections whose keys are words of the program's own closed lists.
    const TERMS: [&str; 10] = [
        "kind.",
        "stage.",
        "attempt.",
        "trouble.",
        "scheduler.",
        "doctor.",
        // cli/output/verdict.rs.
        "verdict.",
        // Of bulk files: cli/output/import/codes.rs.
        "reason.",
        "word.",
        "profile_says.",
    ];

    #[test]
    fn every_key_that_the_code_names_is_in_the_catalogue_and_no_key_is_left_over() {
        let [spanish, _] = catalogues();
        let sections = spanish.texts.keys().filter_map(|key| key.split_once('.')).map(|(section, _)| section);
        let mut named = BTreeSet::new();
        keys_named_in(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli"),
            &sections.collect(),
            &mut named,
        );
        let known = spanish.texts.keys().filter(|key| !TERMS.iter().any(|section| key.starts_with(section)));
        assert_eq!(named.iter().collect::<Vec<_>>(), known.collect::<Vec<_>>());
    }

    #[test]
    fn every_state_of_an_order_has_its_word() {
        for catalogue in catalogues() {
            for stage in Stage::ALL {
                assert!(catalogue.texts.contains_key(&format!("stage.{stage}")), "{stage}");
            }
        }
    }

    #[test]
    fn every_trouble_with_a_driver_has_its_sentence_and_none_is_left_over() {
        let named: BTreeSet<String> =
            Trouble::ALL.iter().map(|trouble| format!("trouble.{}", trouble.name())).collect();
        assert_eq!(named.len(), Trouble::ALL.len());
        for catalogue in catalogues() {
            let known = catalogue.texts.keys().filter(|key| key.starts_with("trouble."));
            assert_eq!(known.cloned().collect::<BTreeSet<_>>(), named);
        }
    }

    #[test]
    fn every_result_of_the_scheduler_has_its_words_and_none_is_left_over() {
        let named: BTreeSet<String> =
            crate::task::result_names().map(|name| format!("scheduler.{name}")).collect();
        for catalogue in catalogues() {
            let known = catalogue.texts.keys().filter(|key| key.starts_with("scheduler."));
            assert_eq!(known.cloned().collect::<BTreeSet<_>>(), named);
        }
    }

    #[test]
    fn every_fact_of_doctor_has_its_texts_and_none_is_left_over() {
        let texts = |fact: &Fact| match fact.verdict().1 {
            Severity::Ok => vec!["seen"],
            _ => vec!["seen", "means", "do"],
        };
        let key = |fact: &Fact, text| format!("doctor.{}.{text}", fact.name());
        let of_facts = Fact::ALL.iter().flat_map(|fact| texts(fact).into_iter().map(|text| key(fact, text)));
        let of_checks = Check::ALL.iter().map(|check| format!("doctor.check.{}", check.name()));
        let named: BTreeSet<String> = of_facts.chain(of_checks).collect();
        for catalogue in catalogues() {
            let known = catalogue.texts.keys().filter(|key| key.starts_with("doctor."));
            assert_eq!(known.cloned().collect::<BTreeSet<_>>(), named);
        }
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_is_left_alone() {
        assert_eq!(fill("{a} and {b}", &[("a", &"{b}"), ("b", &2)]), "{b} and 2");
        assert_eq!(fill("{unknown} {", &[]), "{unknown} {}");
    }

    #[test]
    fn a_word_goes_with_its_count() {
        let rows = |count: &str| fill("{n} {n|row|rows}", &[("n", &count)]);
        assert_eq!([rows("1"), rows("0"), rows("1,918")], ["1 row", "0 rows", "1,918 rows"]);
    }
}
