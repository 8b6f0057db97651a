//! What is secret stands in no output, report, state or file of a job.

use super::world::{Office, SIX, TOKEN};
use std::path::Path;

/// The files below a folder that hold a text, but for the file of variables.
fn holding(folder: &Path, secret: &str, found: &mut Vec<String>) {
    for entry in folder.read_dir().expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            holding(&path, secret, found);
        } else if path.file_name().is_some_and(|name| name != ".env") {
            let bytes = std::fs::read(&path).expect("a file");
            if bytes.windows(secret.len()).any(|part| part == secret.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
}

#[test]
fn a_token_and_a_password_are_found_nowhere() {
    let Some((mut office, double)) = Office::with_double(&[]) else { return };
    let password = "Contrasena-4711";
    let address = office.place.variables.remove("IMPORT_PLATFORM_URL").expect("an address");
    let token = office.place.variables.remove("IMPORT_PLATFORM_TOKEN").expect("a token");
    assert_eq!(token, TOKEN);
    let mut told = String::new();
    let variables = |address: &str| {
        format!(
            "IMPORT_PLATFORM_URL={address}\nIMPORT_PLATFORM_TOKEN={token}\nACONSYS_USER=ana\nACONSYS_PASSWORD={password}\n"
        )
    };
    office.place.write(".env", variables(&address));
    let file = office.path(SIX);
    let run = [
        "run",
        file.to_str().expect("a path"),
        "--profile",
        "sunat-ventas",
        "--period",
        "2026-10",
        "--chunk-size",
        "2",
    ];
    let job = super::world::JOB;
    let bearer = "auth = { kind = \"bearer\", token_env = \"IMPORT_PLATFORM_TOKEN\" }";
    let basic =
        "auth = { kind = \"basic\", user_env = \"ACONSYS_USER\", password_env = \"ACONSYS_PASSWORD\" }";
    for (auth, other) in [(bearer, basic), (basic, bearer)] {
        for (switch, value) in [("unauthorized", 1), ("fail", 1), ("drop_after", 1)] {
            double.switch(switch, value);
            for args in [&run[..], &["status"], &["explain", job]] {
                for form in [&[][..], &["--json"]] {
                    let ended = office.import(&[args, form].concat());
                    told += &format!("{}{}", ended.stdout, ended.stderr);
                }
            }
        }
        double.switch("broken_answer", "html");
        let ended = office.import(&run);
        told += &format!("{}{}", ended.stdout, ended.stderr);
        double.switch("broken_answer", "");
        office.edit("profiles/sunat-ventas.toml", &[(auth, other)]);
        office.import(&["retry", job]);
    }
    // Credentials in the address, and a line that is none.
    for variables in
        [variables(&address.replace("http://", &format!("http://ana:{password}@"))), format!("{password}\n")]
    {
        office.place.write(".env", variables);
        let ended = office.import(&run);
        told += &format!("{}{}", ended.stdout, ended.stderr);
    }
    for args in [&["profile", "show", "sunat-ventas"][..], &["profile", "check"]] {
        told += &office.import(args).stdout;
    }
    assert!(told.contains(job), "something was told");
    let mut found = Vec::new();
    for secret in [&token, password, "YW5hOkNvbnRyYXNlbmEtNDcxMQ"] {
        assert!(!told.contains(secret), "{secret} in {told}");
        holding(&office.path(""), secret, &mut found);
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_token_that_is_not_set_is_named_with_the_places_where_it_can_be() {
    let Some(mut office) = Office::new() else { return };
    office.place.variables.insert("IMPORT_PLATFORM_URL", "http://127.0.0.1:9".to_owned());
    let ended = office.import(&["run"]);
    assert_eq!(ended.code, 77, "{ended:?}");
    assert!(ended.stderr.contains("hint: set IMPORT_PLATFORM_TOKEN in the environment"), "{ended:?}");
}
