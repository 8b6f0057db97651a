use super::*;

/// Both texts of a starter, checked under a name.
fn both(starter: &Starter, name: &str) -> [Profile; 2] {
    [starter.es, starter.en].map(|text| {
        let folder = folder(&[(name, &starter.named(text, name))]);
        check(folder.path(), name).unwrap_or_else(|found| panic!("{}: {found:#?}", starter.name))
    })
}

#[test]
fn every_starter_is_valid_in_both_languages_under_any_name() {
    for starter in &STARTERS {
        for profile in [both(starter, starter.name), both(starter, "another-1")].into_iter().flatten() {
            assert!(profile.csv.is_some() || profile.access.is_some(), "{} writes something", profile.name);
        }
    }
}

#[test]
fn the_two_languages_of_the_worked_examples_differ_in_words_only() {
    for starter in STARTERS.iter().filter(|starter| starter.name != "ejemplo") {
        let [es, en] = both(starter, starter.name).map(|profile| {
            let bare = Profile { title: String::new(), hash: String::new(), file: "p".into(), ..profile };
            format!("{bare:?}")
        });
        assert_eq!(es, en);
    }
}

#[test]
fn a_name_is_changed_where_the_profile_has_it_and_nowhere_else() {
    let tarifa = STARTERS.last().expect("the price list");
    let text = tarifa.named(tarifa.es, "lista");
    assert_eq!(text.matches("name = \"lista\"").count(), 1);
    assert!(text.contains("name = \"article\""), "the look-up keeps its own");
}
