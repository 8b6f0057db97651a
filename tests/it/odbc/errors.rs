//! What a driver says when it refuses, from its records to the exit code and the sentence that people read.

use crate::doctor::world::Demo;
use factulink::store::odbc::{Driver, Failure, OdbcStores, Outcome, Record, Session, Trouble, classify};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A driver that refuses every connection in the same words, and counts how often it was asked.
struct Refusing {
    records: Vec<Record>,
    asked: Rc<Cell<usize>>,
}

impl Driver for Refusing {
    fn connect(&self, _connection: &str, _write: bool) -> Outcome<Box<dyn Session>> {
        self.asked.set(self.asked.get() + 1);
        Err(Failure { action: "connecting", records: self.records.clone() })
    }
}

/// SQLSTATE, native code and text as some installation gives them; exit code and the beginning of our own sentence, in
/// Spanish and in English; how often a reader tries.
pub type Case = (&'static str, i32, &'static str, u8, &'static str, &'static str, usize);

pub const CASES: [Case; 33] = [
    (
        "HY000",
        -1032,
        "Otro usuario lo ha abierto en modo exclusivo",
        75,
        "está abierto en exclusiva",
        "is opened exclusively",
        3,
    ),
    (
        "HY000",
        -1024,
        "el archivo ya está en uso",
        75,
        "lo usa otro programa",
        "is used by another program",
        3,
    ),
    ("HY000", -1304, "placed in a state by user 'Admin'", 75, "alguien tiene", "somebody keeps", 3),
    ("HY000", -1102, "zurzeit gesperrt", 75, "alguien escribía", "somebody was writing", 3),
    ("40001", 0, "serialization failure", 75, "alguien escribía", "somebody was writing", 3),
    ("08004", -1036, "Too many client tasks.", 75, "más conexiones abiertas", "more open connections", 2),
    ("HY000", -1033, "lock count exceeded", 74, "más bloqueos", "more locks", 1),
    ("HY001", -1011, "Memoria insuficiente", 75, "le ha faltado memoria", "run out of memory", 2),
    ("HY000", -1811, "No se pudo encontrar el archivo", 75, "no está donde dice", "is not where", 1),
    ("HY024", -1023, "'V:\\x.accdb' no es una ruta de acceso válida", 78, "la ruta de", "the path of", 1),
    ("HY000", -1044, "Not a valid file name.", 78, "no puede ser el nombre", "cannot be the name", 1),
    (
        "HY000",
        -1028,
        "Formato de base de datos no reconocido",
        94,
        "no es una base de datos de Access",
        "is no Access database",
        1,
    ),
    (
        "HY000",
        -1206,
        "Die Datenbank ist beschädigt",
        94,
        "no es una base de datos de Access",
        "is no Access database",
        1,
    ),
    ("42000", -1905, "No es una contraseña válida.", 77, "la contraseña de", "the password for", 1),
    (
        "42000",
        -1907,
        "Record(s) cannot be read; no read permission",
        77,
        "falta permiso para las tablas",
        "the rights for the tables",
        1,
    ),
    ("42000", -1809, "Permission denied", 77, "no admite escritura", "does not take writing", 1),
    (
        "HY000",
        1,
        "La operación debe usar una consulta actualizable.",
        77,
        "no admite escritura",
        "does not take writing",
        1,
    ),
    (
        "HY000",
        63,
        "unable to open registry key Temporary (volatile) Ace DSN",
        77,
        "el controlador no ha podido abrir",
        "the driver could not open",
        1,
    ),
    ("HY000", -1808, "Disk full.", 74, "el disco de", "the disk of", 1),
    ("HY000", -1022, "Disk I/O error", 74, "ha fallado una lectura", "a read or write", 1),
    ("HY000", 3183, "2 GB", 94, "ha llegado a los 2 GB", "has reached the 2 GB", 1),
    ("42S02", -1305, "no se encuentra la tabla", 94, "le falta una tabla", "lacks a table", 1),
    ("07002", -3010, "Pocos parámetros. Se esperaba 1.", 94, "le falta una columna", "lacks a column", 1),
    ("42000", -3100, "Error de sintaxis", 99, "no entiende una orden", "does not understand a statement", 1),
    ("HYC00", 106, "Característica opcional no admitida", 99, "no sabe hacer", "cannot do what", 1),
    ("22018", -3030, "No coinciden los tipos de datos", 94, "de otro tipo", "of another type", 1),
    (
        "IM002",
        0,
        "No se encuentra el nombre del origen de datos",
        78,
        "no está instalado el controlador",
        "the ODBC driver asked for",
        1,
    ),
    (
        "01000",
        0,
        "Can't open lib 'x' : file not found",
        78,
        "no está instalado el controlador",
        "the ODBC driver asked for",
        1,
    ),
    ("IM014", 0, "architecture mismatch", 78, "de la otra anchura", "of the other width", 1),
    ("IM003", 160, "Specified driver could not be loaded", 78, "no arranca", "does not start", 1),
    ("08S01", 0, "Communication link failure", 75, "se ha perdido la conexión", "was lost", 2),
    ("HYT00", 0, "Timeout expired", 75, "no ha contestado a tiempo", "did not answer in time", 3),
    (
        "HY000",
        -4711,
        "etwas ging schief",
        75,
        "por una causa que factulink no conoce",
        "for a cause that factulink does not know",
        3,
    ),
];

fn record(state: &str, native: i32, message: &str) -> Record {
    Record { state: state.to_owned(), native, message: message.to_owned() }
}

/// Scans one subsidiary through such a driver; returns exit code, what was said, and how often the driver was asked.
fn scanned(demo: &Demo, records: Vec<Record>, lang: &str) -> (u8, String, usize) {
    let asked = Rc::new(Cell::new(0));
    let driver = Refusing { records, asked: Rc::clone(&asked) };
    let stores = OdbcStores::over(driver).waiting_by(|_| {});
    let ended = demo.call(&["scan", "duofic", "--lang", lang], &stores);
    (ended.code, ended.stdout + &ended.stderr, asked.get())
}

#[test]
fn every_refusal_has_its_exit_code_and_its_sentence_before_the_drivers_own_words() {
    let demo = Demo::new();
    for (state, native, words, code, spanish, english, tries) in CASES {
        for (lang, sentence) in [("es", spanish), ("en", english)] {
            let (ended, said, asked) = scanned(&demo, vec![record(state, native, words)], lang);
            assert_eq!(ended, code, "{state} {native}: {said}");
            assert_eq!(asked, tries, "{state} {native}");
            let (ours, theirs) = (said.find(sentence), said.find(words));
            assert!(ours.is_some() && theirs.is_some() && ours < theirs, "{state} {native}: {said}");
        }
    }
}

/// What a table can refuse an order for.
pub const PARKING: [(&str, i32, &str); 6] = [
    ("23000", -1605, "valores duplicados"),
    ("23000", -1048, "el campo no puede contener un valor Null"),
    ("23000", -1613, "se necesita un registro relacionado"),
    ("22001", 0, "String data, right truncated"),
    ("22003", 0, "Numeric value out of range"),
    ("23514", 7, "viola la restricción «check»"),
];

/// What is wrong with an order is met by who writes it (`pushing.rs`), and a share that is away only where there is
/// one.
#[test]
fn no_trouble_is_left_out() {
    let meaning = |state, native, words| classify(&[record(state, native, words)], "001.accdb");
    let read = CASES.iter().map(|(state, native, words, ..)| meaning(state, *native, words));
    let written = PARKING.iter().map(|(state, native, words)| meaning(state, *native, words));
    let apart = [classify(&[], "001.accdb"), Trouble::ShareAway];
    let met: BTreeSet<Trouble> = read.chain(written).chain(apart).collect();
    assert_eq!(met, BTreeSet::from(Trouble::ALL));
}

#[test]
fn a_record_behind_the_first_decides() {
    let registry = record("HY000", 63, "unable to open registry key Temporary (volatile)");
    let true_one = record("42000", -1905, "No es una contraseña válida.");
    let (code, said, _) = scanned(&Demo::new(), vec![registry, true_one], "en");
    assert_eq!(code, 77);
    assert!(said.contains("the password for") && said.contains("registry key"), "all is shown: {said}");
}

/// A driver that takes down what it is told, and finds every password wrong.
struct Guarded(Rc<RefCell<Vec<String>>>);

impl Driver for Guarded {
    fn connect(&self, connection: &str, _write: bool) -> Outcome<Box<dyn Session>> {
        self.0.borrow_mut().push(connection.to_owned());
        Err(Failure { action: "connecting", records: vec![record("42000", -1905, "Not a valid password.")] })
    }
}

#[test]
fn a_password_comes_from_its_variable_and_a_variable_that_is_not_set_ends_with_77() {
    let mut demo = Demo::new();
    let path = "path = \"002{year}.accdb\"";
    demo.configure(path, &format!("{path}\ndriver = \"odbc\"\npassword_env = \"DUOFIC_PASSWORD\""));
    let heard = Rc::new(RefCell::new(Vec::new()));
    let stores = OdbcStores::over(Guarded(Rc::clone(&heard)));
    for lang in ["es", "en"] {
        let unset = demo.call(&["scan", "duofic", "--lang", lang], &stores);
        let said = unset.stdout + &unset.stderr;
        assert_eq!(unset.code, 77, "{said}");
        assert!(said.contains("password_env") && !said.contains("DUOFIC_PASSWORD"), "{said}");
    }
    assert!(heard.borrow().is_empty(), "the driver is not asked without it");
    demo.place.variables.insert("DUOFIC_PASSWORD", "abre;te".to_owned());
    let set = demo.call(&["scan", "duofic"], &stores);
    assert!(heard.borrow().iter().all(|told| told.ends_with("PWD={abre;te};")), "{:?}", heard.borrow());
    assert_eq!((set.code, heard.borrow().len()), (77, 1));
    assert!(!(set.stdout + &set.stderr).contains("abre"), "it is never shown");
}

#[test]
fn a_driver_that_says_nothing_is_told_of_and_tried_twice() {
    let (code, said, asked) = scanned(&Demo::new(), Vec::new(), "en");
    assert_eq!((code, asked), (77, 2));
    assert!(said.contains("without saying why"), "{said}");
}
