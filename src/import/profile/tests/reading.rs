use super::*;
use proptest::prelude::*;

#[test]
fn the_smallest_profile_gets_every_default() {
    let profile =
        read("[profile]\nname = \"p\"\n[source]\nfiles = [\"*.csv\"]\n[columns]\na = { letter = \"AK\" }\n");
    let profile = profile.expect("a valid profile");
    assert_eq!((profile.title.as_str(), profile.period), ("p", PeriodKind::Month));
    let source = &profile.source;
    assert_eq!((source.kind, source.titles, source.title_rows), (SourceKind::Auto, Titles::Same, 1));
    assert_eq!((source.delimiter, source.quote, source.encoding), (None, Some(b'"'), None));
    assert_eq!(source.limits, SourceLimits { bytes: 4 << 30, ratio: 200, rows: u64::MAX });
    let column = profile.columns.first().expect("a column");
    assert_eq!(
        (&column.place, column.field.kind, column.field.collapse),
        (&ColumnPlace::Index(36), Some(Type::Text), true)
    );
    assert_eq!((profile.chunk_rows, profile.rejects_allowed), (50_000, Allowed::Rows(0)));
    assert!(profile.platform.is_none() && profile.csv.is_none() && !profile.reprocess);
}

#[test]
fn columns_are_numbered_in_the_order_of_the_file() {
    let columns = "[columns]\nz = { number = 3 }\na = { title = [\"Descripción\", 2], type = \"decimal\", decimals = 4 }\nm = { title = \"M\", default = \"z\" }\n";
    let profile = read(&format!("{HEAD}{columns}")).expect("a valid profile");
    let names: Vec<_> = profile.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["z", "a", "m"]);
    assert_eq!(profile.columns[0].place, ColumnPlace::Index(2));
    assert_eq!(profile.columns[1].place, ColumnPlace::Title { title: "Descripción".to_owned(), nth: 2 });
    assert_eq!(profile.columns[1].field.decimals, Some(4));
    assert_eq!(profile.columns[2].default, Some(DefaultValue::Column(ColumnId(0))));
}

#[test]
fn every_key_of_a_column_is_read() {
    let columns = r#"[columns]
t = { title = "T", case = "lower", collapse = false, remove = "'\"", replace = [["a", "b"]], map = { BV = "03" }, formula = "keep", max = 9 }
d = { title = "D", type = "digits", pad = { to = 8, from = 7 }, length = 8, check = "es_nif", empty = ["-"], code = "dni" }
n = { title = "N", type = "decimal", mark = "point", groups = false, from = 0, under = "1.5", sign = "+", decimals = 6 }
i = { title = "I", type = "integer", over = "-1" }
f = { title = "F", type = "date", dates = ["yyyymmdd"], from = 2020-01-01, to = "31/12/2029", not_after = "g", within = "period" }
g = { title = "G", type = "date", dates = "dd/mm/yyyy" }
b = { title = "B", type = "bool", default = true }
"#;
    let profile = read(&format!("{HEAD}{columns}")).expect("a valid profile");
    let [t, d, n, i, f, g, b] = profile.columns.as_slice() else { panic!("seven columns") };
    assert_eq!(
        (t.field.case, t.field.collapse, t.field.remove.as_slice()),
        (Some(Case::Lower), false, &['\'', '"'][..])
    );
    assert_eq!(t.field.replace, [("a".to_owned(), "b".to_owned())]);
    assert_eq!(t.field.map, [("BV".to_owned(), "03".to_owned())]);
    assert!(t.field.keep_formula);
    assert_eq!((d.field.pad, d.field.length), (Some(Pad { to: 8, from: 7 }), Some(8)));
    assert_eq!((d.field.check, d.field.code.as_deref()), (Some(Check::EsNif), Some("dni")));
    assert_eq!((n.field.from, n.field.under), (Some(Bound::Number(0)), Some(Bound::Number(1_500_000))));
    assert_eq!(
        (n.field.mark, n.field.no_groups, n.field.sign),
        (Some(Mark::Point), true, Some(Sign::Positive))
    );
    assert_eq!((i.field.decimals, i.field.over), (Some(0), Some(Bound::Number(-1_000_000))));
    let day = |y, m, d| chrono::NaiveDate::from_ymd_opt(y, m, d).map(Bound::Date);
    assert_eq!((f.field.from, f.field.to), (day(2020, 1, 1), day(2029, 12, 31)));
    assert_eq!(
        (f.field.dates.as_slice(), g.field.dates.as_slice()),
        (&[DateForm::Compact][..], &[DateForm::DayFirst][..])
    );
    assert_eq!((f.field.not_after, f.field.within_period), (Some(ColumnId(5)), true));
    assert_eq!(b.default, Some(DefaultValue::Text("true".to_owned())));
}

#[test]
fn a_pattern_is_anchored_at_both_ends_and_a_class_at_its_beginning() {
    let profile = with(
        "[[rule]]\nseries = { pattern = \"A|BC\" }\n[pairs]\nkey = [\"series\", \"number\"]\nclasses = [[\"B|EB\", \"BXXX\"]]\n",
    );
    let profile = profile.expect("a valid profile");
    let RuleKind::Fields(fields) = &profile.rules[0].what else { panic!("fields") };
    let pattern = fields[0].1.pattern.as_ref().expect("a pattern");
    for (text, fits) in [("A", true), ("BC", true), ("AX", false), ("XBC", false), ("A\n", false)] {
        assert_eq!(pattern.is_match(text), fits, "{text:?}");
    }
    let class = &profile.pairs.expect("pairs").classes[0].0;
    assert!(class.is_match("EB01") && !class.is_match("XEB01"));
}

#[test]
fn an_output_has_values_by_name_templates_and_literals() {
    let text = r##"[[compute]]
net = "base * 2"
[chunks]
rows = 10
[output.csv]
name = "{n}.csv"
columns = [["No", "#"], ["S", "series"], ["N", "net"], ["A", "{total}"], ["B", "{series}-{number}/{mm}"], ["C", ""], ["D", "06"],
           ["E", 6], ["F", { text = "PEN" }], ["G", 0.50], ["H", "{today}"]]
"##;
    let csv = with(text).expect("a valid profile").csv.expect("an output");
    let shown = csv.columns.iter().map(|(_, output)| match output {
        Output::Text(template) => format!("'{template}' {}", template.placeholders().count()),
        output => format!("{output:?}"),
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "Number",
            "Column(ColumnId(1))",
            "Compute(0)",
            "Column(ColumnId(4))",
            "'{series}-{number}/{mm}' 3",
            "'' 0",
            "'06' 0",
            "'6' 0",
            "'PEN' 0",
            "'0.50' 0",
            "'{today}' 1",
        ]
    );
}

/// Words, signs and pieces of profiles in any order.
fn pieces() -> impl Strategy<Value = String> {
    let words = include_str!("../templates/sunat-ventas.en.toml").split_inclusive([' ', '\n', ',', '=']);
    let words: Vec<&'static str> =
        words.chain(["\"", "[", "]", "{", "}", "'''", "\\", "\u{feff}", "é", "\0"]).collect();
    proptest::collection::vec(proptest::sample::select(words), 0..60).prop_map(|words| words.concat())
}

/// A whole profile with a stretch of it replaced.
fn spoilt() -> impl Strategy<Value = String> {
    let whole: Vec<char> = include_str!("../templates/sunat-ventas.en.toml").chars().collect();
    let len = whole.len();
    (0..len, 0..200usize, "[a-z0-9\"{}=\\[\\], \n]{0,8}").prop_map(move |(at, cut, by)| {
        let before = whole.iter().take(at).collect::<String>();
        before + &by + &whole.iter().skip(at + cut).collect::<String>()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_every_finding_lies_inside_the_file(text in prop_oneof!["\\PC{0,200}", pieces(), spoilt()]) {
        let lines = text.lines().count() + 1;
        for finding in read(&text).err().unwrap_or_default() {
            prop_assert!((1..=lines).contains(&finding.at.line) && finding.at.column > 0, "{:?}", finding);
        }
    }
}
