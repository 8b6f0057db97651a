//! What the parser answers: help, and the code of a wrong command line.

use super::call::Place;

#[test]
fn help_lists_the_commands_that_work_and_no_others() {
    let help = Place::new().call(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    let (_, commands) = help.stdout.split_once("Commands:").expect("commands");
    let (commands, _) = commands.split_once("\n\n").expect("an end");
    let names: Vec<_> = commands.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(
        names,
        [
            "scan", "enqueue", "push", "run", "status", "explain", "retry", "resolve", "doctor", "restore",
            "import", "init", "task"
        ]
    );
}

#[test]
fn help_prints_the_table_of_exit_codes() {
    let help = Place::new().call(&["--help"]).stdout;
    for row in
        ["0  ok", "74  io", "75  try-later", "77  no-permission", "78  config", "79  usage", "90  held"]
    {
        assert!(help.contains(row), "{row}");
    }
    for row in ["91  busy", "92  differs", "93  state", "94  database", "98  interrupted", "99  internal"] {
        assert!(help.contains(row), "{row}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_79_and_touches_nothing() {
    let place = Place::new();
    let wrong: [&[&str]; 17] = [
        &[],
        &["pusch"],
        &["reconcile"],
        &["run", "--form", "1"],
        &["run", "--from", "0"],
        &["scan", "--from", "1", "--since", "2026-01-01"],
        &["scan", "--to", "5"],
        &["scan", "--series", "1"],
        &["scan", "--series", "12", "--from", "1"],
        &["scan", "--since", "21.11.2026"],
        &["scan", "Duofic"],
        &["push", "--batch", "0"],
        &["enqueue", "--limit", "-3"],
        &["explain"],
        &["explain", "duofic/2026"],
        &["retry"],
        &["retry", "--held", "--parked"],
    ];
    for args in wrong {
        let ended = place.call(args);
        assert_eq!((ended.code, ended.stdout.as_str()), (79, ""), "{args:?}");
        assert!(ended.stderr.starts_with("error: "), "{args:?}: {}", ended.stderr);
    }
    assert!(!place.path("bin").exists());
}

#[test]
fn a_mistyped_command_is_answered_with_the_nearest() {
    let ended = Place::new().call(&["pusch"]);
    assert!(ended.stderr.contains("'push'"), "{}", ended.stderr);
}

#[test]
fn a_wrong_command_line_is_told_in_json_where_json_is_asked_for() {
    let ended = Place::new().call(&["explain", "nonsense", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (79, ""));
    let error = &ended.json()["error"];
    assert_eq!((&error["code"], &error["name"]), (&79.into(), &"usage".into()));
    assert!(error["message"].as_str().expect("a text").contains("nonsense"));
}

#[test]
fn a_range_that_ends_before_it_begins_is_refused() {
    let place = Place::new();
    let config = place.write("factulink.toml", super::configuration::VALID);
    let ended = place.call_on(&config, &["scan", "--from", "9", "--to", "3"]);
    assert_eq!(ended.code, 79);
    assert_eq!(ended.stderr, "error: the range ends (3) before it begins (9)\nhint: see: factulink --help\n");
    assert_eq!(place.call_on(&config, &["run", "--since", "2026-03-01", "--until", "2026-02-01"]).code, 79);
}

#[test]
fn colours_are_written_only_where_they_are_asked_for() {
    let place = Place::new();
    assert!(!place.call(&["--help"]).stdout.contains('\u{1b}'));
    assert!(place.call(&["--color", "always", "--help"]).stdout.contains('\u{1b}'));
}

#[test]
fn help_speaks_the_language_asked_for() {
    let spanish = Place::new().call(&["run", "--help", "--lang", "es"]).stdout;
    for word in ["Uso:", "Opciones de todas las órdenes:", "Relectura", "no escribe nada"] {
        assert!(spanish.contains(word), "{word}: {spanish}");
    }
    let english_words = ["Usage", "Options", "Print help", "possible values", "default"];
    assert_eq!(english_words.map(|word| spanish.contains(word)), [false; 5], "{spanish}");
    assert!(Place::new().call(&["--help", "--lang=es"]).stdout.contains("Códigos de salida:"));
}

#[test]
fn a_wrong_command_line_is_told_in_spanish_too() {
    let place = Place::new();
    let told = |args: &[&str]| {
        let ended = place.call(&[args, &["--lang", "es"]].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (79, ""), "{args:?}");
        ended.stderr
    };
    assert_eq!(
        told(&["pusch"]),
        "error: no se conoce la orden pusch\n  parecido: push\n\nUso: factulink [OPCIONES] <ORDEN>\n\nMás ayuda: factulink --help\n"
    );
    let wrong: [(&[&str], &str); 7] = [
        (&[], "falta la orden"),
        (&["run", "--form", "1"], "no se conoce el argumento --form\n  parecido: --from"),
        (&["run", "--from", "0"], "0 no vale para --from <CODE>\n  porque: "),
        (&["run", "--color", "x"], "x no vale para --color <WHEN>\n  valores posibles: auto, always, never"),
        (&["retry", "--held", "--parked"], "--held no puede ir con --parked"),
        (&["explain"], "falta <ORDER>"),
        (&["run", "--from"], "a --from <CODE> le falta un valor"),
    ];
    for (args, words) in wrong {
        let told = told(args);
        assert!(told.contains(words), "{words}: {told}");
        assert!(!told.contains("Usage"), "{told}");
    }
    let json = place.call(&["pusch", "--lang=es", "--json"]).json();
    assert!(json["error"]["message"].as_str().expect("a text").starts_with("no se conoce la orden pusch"));
}
