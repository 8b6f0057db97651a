use super::*;

/// The findings of the small profile with these lines behind it, from line 13 on.
fn wrong(text: &str) -> Vec<String> {
    shown(with(text))
}

/// The findings of one more column, on line 13.
fn column(keys: &str) -> Vec<String> {
    shown(read(&format!("{HEAD}{COLUMNS}x = {{ title = \"X\", {keys} }}\n")))
}

#[test]
fn all_mistakes_are_found_at_once_in_the_order_of_the_file() {
    let text = r#"[profile]
name = "p"
period = "moth"
[source]
file = ["a.csv"]
[columns]
a = { title = "A", typ = "text" }
b = { type = "digits", max = "8" }
[chunk]
rows = 1
"#;
    assert_eq!(
        shown(read(text)),
        [
            "3:10 profile.period NotOneOf { found: \"moth\", nearest: \"month\", allowed: \"month, year, none\" }",
            "4:1 source.files Missing",
            "5:1 source.file UnknownKey { nearest: \"files\" }",
            "7:20 columns.a.typ UnknownKey { nearest: \"type\" }",
            "8:5 columns.b.title Missing",
            "8:30 columns.b.max WrongType { expected: Integer, found: Text }",
            "9:2 chunk UnknownKey { nearest: \"chunks\" }",
        ]
    );
}

#[test]
fn an_empty_profile_lacks_its_tables() {
    assert_eq!(
        shown(read("")),
        ["1:1 profile.name Missing", "1:1 columns Missing", "1:1 source.files Missing"]
    );
}

#[test]
fn a_column_says_what_its_type_has() {
    for (keys, finding) in [
        (
            "type = \"txt\"",
            "13:27 columns.x.type NotOneOf { found: \"txt\", nearest: \"text\", allowed: \"text, digits, integer, decimal, date, bool\" }",
        ),
        ("decimals = 2", "13:31 columns.x.decimals NotForType { found: \"text\" }"),
        ("type = \"decimal\", pad = 2", "13:44 columns.x.pad NotForType { found: \"decimal\" }"),
        ("type = \"bool\", over = \"cut\"", "13:42 columns.x.over NotForType { found: \"bool\" }"),
        ("from = \"1\"", "13:27 columns.x.from NotForType { found: \"text\" }"),
        ("type = \"decimal\", over = \"cut\"", "13:45 columns.x.over Decimal { found: \"cut\" }"),
        (
            "max = 8, over = \"1.5\"",
            "13:36 columns.x.over NotOneOf { found: \"1.5\", nearest: \"cut\", allowed: \"cut, reject\" }",
        ),
        ("over = \"cut\"", "13:27 columns.x.over Needs { key: \"max\" }"),
        ("length = 8, max = 7", "13:38 columns.x.max Limits { low: \"8\", high: \"7\" }"),
        ("pad = { to = 2, from = 3 }", "13:26 columns.x.pad Limits { low: \"3\", high: \"2\" }"),
        ("list_case = false", "13:32 columns.x.list_case Needs { key: \"list\" }"),
        ("list = []", "13:27 columns.x.list Empty"),
        (
            "list = [\"Moda\", \"moda\"], list_case = false",
            "13:36 columns.x.list[2] Repeated { found: \"\\\"moda\\\"\", first: 13 }",
        ),
        ("pattern = \"[0-9\"", "13:30 columns.x.pattern Pattern { message: \"unclosed character class\" }"),
        ("pattern = \"a)(b\"", "13:30 columns.x.pattern Pattern { message: \"unopened group\" }"),
        ("pattern = \"\\\\w{200}\"", "13:30 columns.x.pattern PatternTooLarge"),
        (
            "is = \"{mes}\"",
            "13:25 columns.x.is UnknownPlaceholder { found: \"mes\", nearest: \"mm\", allowed: \"{yyyy} {yy} {mm} {month} {period}\" }",
        ),
        ("is = \"{mm\"", "13:25 columns.x.is Brace"),
        (
            "check = \"pe_ruk\"",
            "13:28 columns.x.check NotOneOf { found: \"pe_ruk\", nearest: \"pe_ruc\", allowed: \"pe_ruc, es_nif, ean, iban\" }",
        ),
        ("code = \"Bad Code\"", "13:27 columns.x.code Code { found: \"Bad Code\" }"),
        (
            "type = \"decimal\", from = \"2\", to = \"1.50\"",
            "13:55 columns.x.to Limits { low: \"2\", high: \"1.5\" }",
        ),
        (
            "type = \"decimal\", over = \"2\", to = \"2\"",
            "13:55 columns.x.to Limits { low: \"2\", high: \"2\" }",
        ),
        (
            "type = \"decimal\", decimals = 7",
            "13:49 columns.x.decimals OutOfRange { found: \"7\", low: 0, high: 6 }",
        ),
        ("type = \"decimal\", from = 1e3", "13:45 columns.x.from Decimal { found: \"1e3\" }"),
        ("type = \"date\", to = \"31/11/2026\"", "13:40 columns.x.to Date { found: \"31/11/2026\" }"),
        (
            "type = \"date\", not_before = \"dya\"",
            "13:48 columns.x.not_before UnknownColumn { found: \"dya\", nearest: \"day\" }",
        ),
        (
            "type = \"date\", not_before = \"base\"",
            "13:48 columns.x.not_before ColumnType { column: \"base\", found: \"decimal\", expected: \"date\" }",
        ),
        ("letter = \"A\"", "13:29 columns.x.letter NotWith { key: \"title\" }"),
        ("type = \"decimal\", default = \"none\"", "13:48 columns.x.default Decimal { found: \"none\" }"),
        (
            "type = \"decimal\", default = \"series\"",
            "13:48 columns.x.default ColumnType { column: \"series\", found: \"text\", expected: \"decimal\" }",
        ),
        ("default = \"x\"", "13:30 columns.x.default DefaultChain { column: \"x\" }"),
    ] {
        assert_eq!(column(keys), [finding], "{keys}");
    }
}

#[test]
fn places_of_columns_are_good_and_each_is_used_once() {
    let columns = "[columns]\na = { title = \"Fecha \\n emisión\" }\nb = { title = \"FECHA EMISIÓN\" }\nc = { letter = \"XFE\" }\nd = { letter = \"B\" }\ne = { number = 2 }\nf = { letter = \"ñ\" }\n\"g h\" = { number = 9 }\nsum = { number = 10 }\nh = { title = [\"T\", 0] }\n";
    assert_eq!(
        shown(read(&format!("{HEAD}{columns}"))),
        [
            "9:5 columns.b Repeated { found: \"FECHA EMISIÓN\", first: 8 }",
            "10:16 columns.c.letter Letter { found: \"XFE\" }",
            "12:5 columns.e Repeated { found: \"2\", first: 11 }",
            "13:16 columns.f.letter Letter { found: \"ñ\" }",
            "14:9 columns.g h ColumnName { found: \"g h\" }",
            "15:7 columns.sum ColumnName { found: \"sum\" }",
            "16:21 columns.h.title[2] OutOfRange { found: \"0\", low: 1, high: 1000 }",
        ]
    );
}

#[test]
fn fixed_values_are_such_as_their_own_column_reads() {
    let refused = |at: &str, found: &str, rule: &str, expected: &str| {
        format!("{at} Refused {{ found: {found:?}, rule: {rule:?}, expected: {expected} }}")
    };
    for (keys, finding) in [
        (
            "default = \"frist\", type = \"digits\"",
            refused("13:30 columns.x.default", "frist", "digits", "None"),
        ),
        (
            "default = \"C\", list = [\"A\", \"B\"]",
            refused("13:30 columns.x.default", "C", "list", "Some(\"A, B\")"),
        ),
        (
            "map = { a = \"long\" }, max = 2",
            refused("13:32 columns.x.map.a", "long", "length", "Some(\"≤ 2\")"),
        ),
    ] {
        assert_eq!(column(keys), [finding], "{keys}");
    }
    // Numbers are written with a point and days in either form, whatever the file itself has.
    for keys in [
        "type = \"decimal\", mark = \"comma\", default = \"1.234\"",
        "type = \"date\", dates = [\"yyyymmdd\"], default = \"1/2/2026\"",
        "type = \"digits\", pad = 8, default = \"7\"",
        "case = \"upper\", list = [\"A\"], default = \"a\"",
    ] {
        assert_eq!(column(keys), Vec::<String>::new(), "{keys}");
    }
}

#[test]
fn a_condition_is_on_a_value_that_its_column_can_have() {
    let rule = |when: &str| wrong(&format!("[[rule]]\nwhen = {{ {when} }}\ntotal = {{ required = true }}"));
    assert_eq!(
        rule("number = [\"x1\"]"),
        ["14:20 rule[1].when.number[1] Refused { found: \"x1\", rule: \"digits\", expected: None }"]
    );
    assert_eq!(rule("number = [\"12\"], base = [\"0\"], day = [\"2026-10-01\"]"), Vec::<String>::new());
}

#[test]
fn a_default_is_not_taken_from_one_that_is_taken_itself() {
    let columns =
        "[columns]\na = { title = \"A\", default = \"b\" }\nb = { title = \"B\", default = \"a\" }\n";
    assert_eq!(shown(read(&format!("{HEAD}{columns}"))).len(), 2);
}

/// The findings of a `[source]` in the small profile's place; its lines begin on line 5.
fn source(period: &str, lines: &str) -> Vec<String> {
    shown(read(&format!("[profile]\nname = \"p\"\nperiod = \"{period}\"\n[source]\n{lines}\n{COLUMNS}")))
}

#[test]
fn a_source_says_what_its_kind_has() {
    for (lines, finding) in [
        ("files = []", "5:9 source.files Empty"),
        ("files = [\"../*.csv\"]", "5:10 source.files[1] ParentFolder"),
        ("files = [\"C:in/*.csv\"]", "5:10 source.files[1] FileName { found: \"C:in\" }"),
        (
            "files = [\"in/[a.csv\"]",
            "5:10 source.files[1] Glob { message: \"unclosed character class; missing ']'\" }",
        ),
        (
            "files = [\"{total}.csv\"]",
            "5:10 source.files[1] UnknownPlaceholder { found: \"total\", nearest: \"month\", allowed: \"{yyyy} {yy} {mm} {month} {profile}\" }",
        ),
        (
            "files = [\"a\"]\nname = \"{mes}\"",
            "6:8 source.name UnknownPlaceholder { found: \"mes\", nearest: \"mm\", allowed: \"{yyyy} {yy} {mm} {month} {period} {profile} {name}\" }",
        ),
        (
            "files = [\"a\"]\nkind = \"csv\"\nsheet = 1",
            "7:9 source.sheet NotWith { key: \"kind = \\\"csv\\\"\" }",
        ),
        ("files = [\"a\"]\nkind = \"access\"", "4:1 source.table Missing"),
        (
            "files = [\"a\"]\nkind = \"xlsx\"\ndelimiter = \";\"",
            "7:13 source.delimiter NotWith { key: \"kind = \\\"xlsx\\\"\" }",
        ),
        ("files = [\"a\"]\ndelimiter = \"ab\"", "6:13 source.delimiter Character { found: \"ab\" }"),
        ("files = [\"a\"]\nencoding = \"cp9999\"", "6:12 source.encoding Encoding { found: \"cp9999\" }"),
        (
            "files = [\"a\"]\ntitle_rows = 0",
            "6:14 source.title_rows Needs { key: \"titles = \\\"none\\\"\" }",
        ),
        (
            "files = [\"a\"]\nskip = { seris = [\"x\"] }",
            "6:10 source.skip.seris UnknownKey { nearest: \"series\" }",
        ),
        (
            "files = [\"a\"]\nignore = [\" DAY \"]",
            "6:11 source.ignore[1] Repeated { found: \" DAY \", first: 8 }",
        ),
        (
            "files = [\"a\"]\nlimits = { byts = 1 }",
            "6:12 source.limits.byts UnknownKey { nearest: \"bytes\" }",
        ),
    ] {
        assert_eq!(source("month", lines), [finding], "{lines}");
    }
    assert_eq!(
        source("none", "files = [\"{yyyy}\"]\nname = \"{mm}\""),
        [
            "5:10 source.files[1] UnknownPlaceholder { found: \"yyyy\", nearest: \"profile\", allowed: \"{profile}\" }",
            "6:8 source.name NotWith { key: \"profile.period = \\\"none\\\"\" }",
        ]
    );
    let titles = source("month", "files = [\"a\"]\ntitles = \"none\"");
    assert_eq!(titles.len(), 5, "no column has a title to be found by: {titles:?}");
}

#[test]
fn a_rule_asks_for_one_thing_of_columns_that_are_there() {
    for (text, findings) in [
        ("[[rule]]\n", vec!["13:1 rule[1] EmptyRule"]),
        (
            "[[rule]]\nseris = { required = true }",
            vec!["13:1 rule[1] EmptyRule", "14:1 rule[1].seris UnknownKey { nearest: \"series\" }"],
        ),
        (
            "[[rule]]\nunique = [\"series\", \"series\"]",
            vec!["14:21 rule[1].unique[2] Repeated { found: \"\\\"series\\\"\", first: 14 }"],
        ),
        (
            "[[rule]]\nunique = [\"series\"]\nscope = \"profile\"",
            vec!["15:9 rule[1].scope Needs { key: \"numbers\" }"],
        ),
        (
            "[[rule]]\nunique = [\"series\"]\ngaps = \"warning\"",
            vec!["15:8 rule[1].gaps Needs { key: \"numbers\" }"],
        ),
        (
            "[[rule]]\nunique = [\"series\"]\nnumbers = [\"base\", \"total\"]",
            vec![
                "15:12 rule[1].numbers[1] ColumnType { column: \"base\", found: \"decimal\", expected: \"digits\" }",
                "15:20 rule[1].numbers[2] ColumnType { column: \"total\", found: \"decimal\", expected: \"digits\" }",
            ],
        ),
        (
            "[[rule]]\nsum = [\"base\"]\nwithin = \"-1\"",
            vec![
                "13:1 rule[1].equals Missing",
                "15:10 rule[1].within Limits { low: \"0\", high: \"\\\"-1\\\"\" }",
            ],
        ),
        (
            "[[rule]]\nsum = [\"base\", \"series\"]\nequals = \"totl\"",
            vec![
                "14:16 rule[1].sum[2] ColumnType { column: \"series\", found: \"text\", expected: \"decimal\" }",
                "15:10 rule[1].equals UnknownColumn { found: \"totl\", nearest: \"total\" }",
            ],
        ),
        (
            "[[rule]]\nsum = [\"base\"]\nequals = \"total\"\nunique = [\"series\"]",
            vec!["16:10 rule[1].unique NotWith { key: \"sum\" }"],
        ),
        (
            "[[rule]]\nequals = \"total\"",
            vec!["13:1 rule[1] EmptyRule", "14:10 rule[1].equals Needs { key: \"sum\" }"],
        ),
        ("[[rule]]\nrange = [\"number\"]", vec!["14:9 rule[1].range WrongCount { found: 1, expected: 2 }"]),
        (
            "[[rule]]\nshare = \"base\"\nof = \"total\"\nrates = [\"x\"]",
            vec!["16:10 rule[1].rates[1] Decimal { found: \"x\" }"],
        ),
        (
            "[[rule]]\nwhen = { series = [\"C\"] }\nbase = { required = true }",
            vec!["14:20 rule[1].when.series[1] NotOneOf { found: \"C\", nearest: \"A\", allowed: \"A, B\" }"],
        ),
        (
            "[[rule]]\nwhen = { series = \"givn\" }\nbase = { required = true }",
            vec![
                "14:19 rule[1].when.series NotOneOf { found: \"givn\", nearest: \"given\", allowed: \"given, empty\" }",
            ],
        ),
        (
            "[[rule]]\nwhen = { serie = \"given\" }\nbase = { required = true }",
            vec!["14:10 rule[1].when.serie UnknownKey { nearest: \"series\" }"],
        ),
        ("[[rule]]\nbase = { pad = 2 }", vec!["14:16 rule[1].base.pad NotForType { found: \"decimal\" }"]),
        (
            "[[rule]]\nbase = { type = \"date\" }",
            vec![
                "14:17 rule[1].base.type ColumnType { column: \"base\", found: \"decimal\", expected: \"date\" }",
            ],
        ),
    ] {
        assert_eq!(wrong(text), findings, "{text}");
    }
}

#[test]
fn looked_up_and_computed_values_know_their_names() {
    for (text, findings) in [
        (
            "[[compute]]\nnet = \"base * prise\"",
            vec!["14:7 compute[1].net UnknownValue { found: \"prise\", nearest: \"base\" }"],
        ),
        (
            "[[compute]]\nnet = \"base *\"",
            vec!["14:7 compute[1].net Expression(ParseError { at: 7, wrong: End })"],
        ),
        (
            "[[compute]]\nnet = \"gross\"\n[[compute]]\ngross = \"base\"",
            vec!["14:7 compute[1].net UnknownValue { found: \"gross\", nearest: \"base\" }"],
        ),
        ("[[compute]]\nbase = \"total\"", vec!["14:8 compute[1].base ColumnName { found: \"base\" }"]),
        ("[[compute]]\ndecimals = 2", vec!["13:1 compute[1] EmptyRule"]),
        (
            "[[lookup]]\nname = \"a\"\nfile = \"x.accdb\"\nwhere = { A = \"seris\" }\ntake = \"C\"\nnone = \"no\"\nmany = \"many\"\nrefused = \"r\"",
            vec![
                "13:1 lookup[1].table Missing",
                "16:15 lookup[1].where.A UnknownColumn { found: \"seris\", nearest: \"series\" }",
                "20:11 lookup[1].refused Needs { key: \"refuse\" }",
            ],
        ),
        (
            "[[lookup]]\nname = \"a\"\nfile = \"x.csv\"\ntable = \"T\"\nwhere = {}\ntake = \"C\"\nnone = \"no\"\nmany = \"many\"\nrefuse = { X = 1 }",
            vec![
                "13:1 lookup[1].refused Missing",
                "16:9 lookup[1].table NotWith { key: \"file\" }",
                "17:9 lookup[1].where Empty",
            ],
        ),
    ] {
        assert_eq!(wrong(text), findings, "{text}");
    }
    let literal = "[[lookup]]\nname = \"a\"\nfile = \"x.csv\"\nwhere = { A = { text = \"EUR\" }, B = \"06\", C = 6 }\ntake = \"C\"\nnone = \"no\"\nmany = \"many\"\n";
    let lookup = with(literal).expect("a valid profile").lookups;
    assert!(lookup[0].filter.iter().all(|(_, value)| matches!(value, LookupValue::Literal(_))));
}

#[test]
fn outputs_need_what_they_are_made_of() {
    for (text, findings) in [
        (
            "[output.csv]\nname = \"a.csv\"\ncolumns = [[\"A\", \"seris\"]]",
            vec![
                "13:1 output.csv Needs { key: \"chunks\" }",
                "14:8 output.csv.name NeedsPlaceholder { one_of: \"{total}, {n}\" }",
                "15:18 output.csv.columns[1][2] UnknownValue { found: \"seris\", nearest: \"series\" }",
            ],
        ),
        (
            "[chunks]\nrows = 0",
            vec![
                "13:1 chunks Needs { key: \"output.csv\" }",
                "14:8 chunks.rows OutOfRange { found: \"0\", low: 1, high: 500000 }",
            ],
        ),
        (
            "[chunks]\nrows = 9\n[output.csv]\nname = \"a/{n}.csv\"\nencoding = \"utf-16le\"\nbom = true\ncolumns = []",
            vec![
                "16:8 output.csv.name FileName { found: \"a/{n}.csv\" }",
                "17:12 output.csv.encoding Encoding { found: \"UTF-16LE\" }",
                "19:11 output.csv.columns Empty",
            ],
        ),
        (
            "[output.workbook]\nname = \"a.xlsx\"\nsheet = \"S\"",
            vec!["13:1 output.workbook Needs { key: \"output.csv\" }"],
        ),
        (
            "[output.access]\nfile = \"a.accdb\"\ntable = \"T\"\nkey = { A = \"series\" }\ncolumns = { a = \"{totl}\", B = 1 }\nmode = \"insert\"\nchange = { column = \"C\", at_most = \"-1%\", code = \"x\" }",
            vec![
                "17:17 output.access.columns.a UnknownPlaceholder { found: \"totl\", nearest: \"total\", allowed: \"{yyyy} {yy} {mm} {month} {period} {profile} {today} {day} {series} {number} {base} {total}\" }",
                "17:17 output.access.columns.a Repeated { found: \"a\", first: 16 }",
                "19:10 output.access.change NotWith { key: \"mode = \\\"insert\\\"\" }",
                "19:21 output.access.change.column NotOneOf { found: \"C\", nearest: \"B\", allowed: \"B\" }",
                "19:36 output.access.change.at_most Limits { low: \"0\", high: \"\\\"-1%\\\"\" }",
            ],
        ),
        ("[rejects]\nallowed = \"110%\"", vec!["14:11 rejects.allowed Decimal { found: \"110%\" }"]),
    ] {
        assert_eq!(wrong(text), findings, "{text}");
    }
}

const OUTPUT: &str =
    "[chunks]\nrows = 9\n[output.csv]\nname = \"{n}.csv\"\ncolumns = [[\"A\", \"series\"]]\n";

/// The findings of these lines behind a profile with an output, from line 18 on.
fn behind_output(text: &str) -> Vec<String> {
    wrong(&format!("{OUTPUT}{text}"))
}

#[test]
fn a_platform_says_what_its_kind_has() {
    for (text, findings) in [
        ("[platform]\nurl_env = \"X\"", vec!["18:1 platform.kind Missing"]),
        (
            "[platform]\nkind = \"htp\"",
            vec![
                "19:8 platform.kind NotOneOf { found: \"htp\", nearest: \"http\", allowed: \"http, folder, none\" }",
            ],
        ),
        (
            "[platform]\nkind = \"http\"\ndrop = \"x\"",
            vec![
                "18:1 platform.submit Missing",
                "20:8 platform.drop NotWith { key: \"kind = \\\"http\\\"\" }",
            ],
        ),
        (
            "[platform]\nkind = \"folder\"\ndrop = \"in\"\nanswers = \"../out\"\nname = \"{n}.csv\"",
            vec![
                "21:11 platform.answers ParentFolder",
                "22:8 platform.name NeedsPlaceholder { one_of: \"{key8}, {key}\" }",
            ],
        ),
        (
            "[platform]\nkind = \"http\"\nurl = \"https://x\"\nurl_env = \"a b\"\nevery = \"0s\"\ntimeout = \"soon\"\nauth = { kind = \"bearer\", token = \"abc\" }\nsubmit = { path = \"/{ticket}\", ticket = \"t\" }",
            vec![
                "21:11 platform.url_env Variable",
                "22:9 platform.every Duration { found: \"0s\" }",
                "23:11 platform.timeout Duration { found: \"soon\" }",
                "24:8 platform.auth.token_env Missing",
                "24:27 platform.auth.token UnknownKey { nearest: \"token_env\" }",
                "25:19 platform.submit.path UnknownPlaceholder { found: \"ticket\", nearest: \"key\", allowed: \"{yyyy} {yy} {mm} {month} {period} {profile} {total} {n} {key} {key8} {name}\" }",
                "25:41 platform.submit.ticket Pointer { found: \"t\" }",
            ],
        ),
        (
            "[platform]\nkind = \"http\"\nresend = \"name\"\nsubmit = { path = \"/\" }\npoll = { path = \"/\", state = \"/s\", done = [\"a\"], failed = [\"a\"] }\nprocess = { path = \"/\", state = \"/s\" }",
            vec![
                "18:1 platform.name Missing",
                "22:60 platform.poll.failed[1] Repeated { found: \"\\\"a\\\"\", first: 22 }",
                "23:33 platform.process.state Needs { key: \"poll\" }",
            ],
        ),
        (
            "[platform]\nkind = \"http\"\nsubmit = { path = \"/\" }\nauth = { kind = \"oauth2\", token = \"/t\", user_env = \"U\", user_file = \"u\" }",
            vec![
                "21:8 platform.auth.password_env Missing",
                "21:69 platform.auth.user_file NotWith { key: \"user_env\" }",
            ],
        ),
    ] {
        assert_eq!(behind_output(text), findings, "{text}");
    }
    assert_eq!(
        wrong("[platform]\nkind = \"folder\"\ndrop = \"in\"\nanswers = \"out\"\nname = \"{key}\"\n"),
        ["13:1 platform Needs { key: \"output.csv\" }"]
    );
}

#[test]
fn reports_and_registrations_need_what_they_are_compared_with() {
    for (text, findings) in [
        (
            "[answer]\nfile = \"a.xlsx\"\nrows = \"/x\"\ncolumns = { series = \"S\", branh = \"B\" }",
            vec![
                "13:1 answer Needs { key: \"platform\" }",
                "13:1 answer Needs { key: \"pairs\" }",
                "15:8 answer.rows NotWith { key: \"format = \\\"xlsx\\\"\" }",
                "16:11 answer.columns.branch Missing",
                "16:27 answer.columns.branh UnknownKey { nearest: \"branch\" }",
            ],
        ),
        (
            "[reports.serie]\nfile = \"a\"\n[reports.centres]\npath = \"/x\"\nfile = \"c.accdb\"\ncolumns = { centre = \"C\", centre_name = \"C\" }\nrules = { centr = \".\" }\nmax_age = \"x\"",
            vec![
                "13:10 reports.serie UnknownKey { nearest: \"series\" }",
                "15:1 reports.centres.table Missing",
                "16:8 reports.centres.path NotWith { key: \"file\" }",
                "16:8 reports.centres.path Needs { key: \"platform.kind = \\\"http\\\"\" }",
                "18:41 reports.centres.columns.centre_name Repeated { found: \"C\", first: 18 }",
                "19:11 reports.centres.rules.centr UnknownKey { nearest: \"centre\" }",
                "20:11 reports.centres.max_age Duration { found: \"x\" }",
            ],
        ),
        (
            "[[register]]\nwhat = \"accounts\"\nto = \"access\"\nfile = \"a.accdb\"\ntable = \"T\"\nkey = [\"C\"]\ncolumns = { A = \"{acount}\", B = \"operation\" }",
            vec![
                "13:1 register[1] Needs { key: \"answer\" }",
                "13:1 register[1] Needs { key: \"reports.series\" }",
                "13:1 register[1] Needs { key: \"accounts\" }",
                "13:1 register[1] Needs { key: \"pairs.operation\" }",
                "18:8 register[1].key[1] NotOneOf { found: \"C\", nearest: \"B\", allowed: \"B\" }",
                "19:17 register[1].columns.A UnknownPlaceholder { found: \"acount\", nearest: \"account\", allowed: \"{yyyy} {yy} {mm} {month} {period} {profile} {today} {series} {centre} {centre_name} {branch} {operation} {operation_name} {account} {account_name}\" }",
            ],
        ),
        (
            "[match]\nfrom = \"series\"\nto = \"centre\"\npropose = 101",
            vec![
                "13:1 match Needs { key: \"reports.centres\" }",
                "13:1 match Needs { key: \"pairs\" }",
                "15:6 match.to NotOneOf { found: \"centre\", nearest: \"centre_name\", allowed: \"centre_name\" }",
                "16:11 match.propose OutOfRange { found: \"101\", low: 0, high: 100 }",
            ],
        ),
        (
            "[accounts]\nprefix = \"0000\"\nwidth = 4\nwords = \"X\"\ndescription = \"{center}\"",
            vec![
                "13:1 accounts Needs { key: \"reports.accounts\" }",
                "14:10 accounts.prefix Limits { low: \"4\", high: \"3\" }",
                "17:15 accounts.description UnknownPlaceholder { found: \"center\", nearest: \"centre\", allowed: \"{yyyy} {yy} {mm} {month} {period} {profile} {today} {centre} {centre_name} {branch} {series}\" }",
            ],
        ),
        (
            "[verify]\nreprocess = true",
            vec!["13:1 verify Needs { key: \"answer\" }", "13:1 verify Needs { key: \"platform.process\" }"],
        ),
        (
            "[pairs]\nkey = [\"series\", \"day\"]",
            vec!["14:18 pairs.key[2] ColumnType { column: \"day\", found: \"date\", expected: \"text\" }"],
        ),
    ] {
        assert_eq!(wrong(text), findings, "{text}");
    }
}

#[test]
fn a_mistake_that_two_readers_meet_is_told_once() {
    let titles = source("month", "files = [\"a\"]\ntitles = \"sam\"");
    assert_eq!(
        titles,
        [
            "6:10 source.titles NotOneOf { found: \"sam\", nearest: \"same\", allowed: \"same, exact, contains, none\" }"
        ]
    );
    let head = shown(read("profile = 3\n[source]\nfiles = [\"a\"]\n[columns]\na = { title = \"A\" }\n"));
    assert_eq!(
        head,
        ["1:11 profile.name Missing", "1:11 profile WrongType { expected: Table, found: Integer }"]
    );
    assert_eq!(wrong("[reports]\nseries = 3").len(), 1);
}
