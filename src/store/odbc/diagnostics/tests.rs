//! What users of the Access driver were shown, code by code and language by language.

use super::Trouble::{self, *};
use super::classify;
use super::codes::{ACCESS, SQLITE};
use super::phrases::PHRASES;
use super::states::{CLASSES, STATES};
use crate::store::WhatNow;
use crate::store::odbc::Record;
use std::collections::BTreeSet;
use std::time::Duration;

const FILE: &str = r"C:\Software DELSOL\FACTUSOL\Datos\FS\0012026.accdb";
const SHARE: &str = r"\\servidor\datos\0012026.accdb";

fn record(state: &str, native: i32, message: &str) -> Record {
    Record { state: state.to_owned(), native, message: message.to_owned() }
}

fn meaning(state: &str, native: i32, message: &str) -> Trouble {
    classify(&[record(state, native, message)], FILE)
}

/// SQLSTATE and native code alone, as in a language that nobody here knows.
#[test]
fn every_row_of_the_error_list_is_known_by_its_codes() {
    let list = [
        ("HY000", -1032, OpenedExclusively),
        ("HY000", -1024, InUse),
        ("HY000", -1304, Locked),
        ("HY000", -1034, Locked),
        ("HY000", -1302, Locked),
        ("HY000", -1102, WriteConflict),
        ("40001", -1102, WriteConflict),
        ("08004", -1036, TooManyClients),
        ("HY000", -1033, LockCount),
        ("HY001", -1011, OutOfResources),
        ("HY001", -1013, OutOfResources),
        ("HY001", -1311, OutOfResources),
        ("HY000", 63, RegistryKey),
        ("HY000", -1811, NotFound),
        ("HY024", -1023, BadPath),
        ("S1009", -1023, BadPath),
        ("HY000", -1044, BadFileName),
        ("HY000", -1028, NotADatabase),
        ("HY000", -1206, NotADatabase),
        ("42000", -1905, WrongPassword),
        ("28000", -1905, WrongPassword),
        ("42000", -1809, ReadOnly),
        ("42000", -1907, NoRights),
        ("HY000", -1808, DiskFull),
        ("HY000", 3183, TooLarge),
        ("42S02", -1305, MissingTable),
        ("07002", -3010, MissingColumn),
        ("42000", -3100, Syntax),
        ("42000", -3510, Syntax),
        ("23000", -1605, Duplicate),
        ("23000", -1048, NullNotAllowed),
        ("23000", -1612, RelationBroken),
        ("23000", -1613, RelationBroken),
        ("22018", -3030, TypeMismatch),
        ("22001", 0, TooLong),
        ("IM002", 0, NoDriver),
        ("IM014", 0, OtherWidth),
        ("IM003", 160, DriverBroken),
        ("HYC00", 106, NotCapable),
        ("IM001", 0, NotCapable),
        // The numbers of Access's own object model.
        ("HY000", 3045, InUse),
        ("HY000", 3734, Locked),
        ("HY000", 3197, WriteConflict),
        ("HY000", 3218, WriteConflict),
        ("HY000", 3260, WriteConflict),
        ("HY000", 3052, LockCount),
        ("HY000", 3026, DiskFull),
        ("HY000", 3343, NotADatabase),
        ("HY000", 3049, NotADatabase),
        ("HY000", 3022, Duplicate),
        ("HY000", 3163, TooLong),
        // What the list of the engine's ancestor adds.
        ("HY000", -1021, DiskFailed),
        ("HY000", -1022, DiskFailed),
        ("HY000", -1507, MissingColumn),
    ];
    for (state, native, expected) in list {
        assert_eq!(meaning(state, native, "ﻑ"), expected, "{state} {native}");
    }
}

#[test]
fn a_code_says_more_than_the_text_beside_it() {
    assert_eq!(meaning("HY000", -1905, "could not find file"), WrongPassword);
    assert_eq!(meaning("42S02", 1, "syntax error"), MissingTable);
}

#[test]
fn the_true_record_stands_behind_the_one_about_the_registry() {
    let registry =
        record("HY000", 63, "General error: unable to open registry key Temporary (volatile) Ace DSN");
    let password = record("42000", -1905, "No es una contraseña válida.");
    assert_eq!(classify(&[registry.clone(), password.clone()], FILE), WrongPassword);
    assert_eq!(classify(&[password, registry.clone()], FILE), WrongPassword);
    assert_eq!(classify(std::slice::from_ref(&registry), FILE), RegistryKey);
    let told = record("HY000", 1, "Datei 'C:\\x.accdb' nicht gefunden.");
    assert_eq!(classify(&[registry, told], FILE), NotFound);
}

#[test]
fn a_warning_before_the_error_hides_nothing() {
    let warning = record("01000", 0, "The driver returned SQL_SUCCESS_WITH_INFO");
    let option = record("IM006", 0, "Driver's SQLSetConnectAttr failed");
    let held = record("HY000", -1032, "…");
    assert_eq!(classify(&[warning, option, held], FILE), OpenedExclusively);
}

#[test]
fn without_a_record_the_driver_was_silent() {
    assert_eq!(classify(&[], FILE), DriverSilent);
}

#[test]
fn what_no_table_knows_is_unknown() {
    assert_eq!(meaning("HY000", -4711, "algo ha ido mal"), Unknown);
    assert_eq!(meaning("", 0, ""), Unknown);
    assert_eq!(meaning("Ñ", i32::MIN, "\u{fffd}"), Unknown);
}

/// Codes as bare as older drivers leave them, texts as Spanish, German and English installations show them.
#[test]
fn a_text_tells_where_the_codes_do_not() {
    let told = [
        (
            "El motor de base de datos no puede abrir el archivo. Otro usuario lo ha abierto en modo exclusivo",
            OpenedExclusively,
        ),
        ("Die Datei wurde bereits von einem anderen Benutzer exklusiv geöffnet", OpenedExclusively),
        ("The table 'F_PPR' is already exclusively locked by user 'Admin'", Locked),
        ("La tabla 'F_PPR' está bloqueada por el usuario 'Admin'", Locked),
        ("Cannot update. Database or object is read-only.", ReadOnly),
        ("No se puede actualizar. La base de datos u objeto es de sólo lectura.", ReadOnly),
        ("Datenbank oder Objekt ist schreibgeschützt.", ReadOnly),
        ("The field 'F_PPR.FECPPR' cannot contain a Null value", NullNotAllowed),
        ("El campo 'F_PPR.FECPPR' no puede contener un valor Nulo", NullNotAllowed),
        ("Das Feld 'F_PPR.FECPPR' darf keinen Nullwert enthalten", NullNotAllowed),
        ("A related record is required in table 'F_PRO'", RelationBroken),
        ("se necesita un registro relacionado en la tabla 'F_PRO'", RelationBroken),
        ("ein in Beziehung stehender Datensatz in Tabelle 'F_PRO' ist erforderlich", RelationBroken),
        ("The field is too small to accept the amount of data", TooLong),
        ("El campo es demasiado pequeño para aceptar la cantidad de datos", TooLong),
        ("Das Feld ist zu klein für die Datenmenge", TooLong),
        ("It is already opened exclusively by another user", OpenedExclusively),
        ("No se pudo usar 'x.accdb'; el archivo ya está en uso.", InUse),
        ("The database has been placed in a state by user 'Admin' on machine 'PC1'", Locked),
        (
            "No se pudo actualizar; bloqueado actualmente por el usuario 'Admin' en la máquina 'PC1'.",
            WriteConflict,
        ),
        ("Aktualisieren nicht möglich; zurzeit gesperrt.", WriteConflict),
        ("Cannot open any more tables. Too many client tasks.", TooManyClients),
        ("File sharing lock count exceeded. Increase MaxLocksPerFile registry entry.", LockCount),
        ("'x' no es una contraseña válida", WrongPassword),
        ("Kein zulässiges Kennwort.", WrongPassword),
        ("No se pudo encontrar el archivo 'C:\\x.accdb'.", NotFound),
        ("'V:\\x.accdb' is not a valid path.", BadPath),
        ("'(desconocido)' no es una ruta de acceso válida.", BadPath),
        ("Formato de base de datos no reconocido 'x.accdb'.", NotADatabase),
        ("Operation must use an updateable query.", ReadOnly),
        ("La operación debe usar una consulta actualizable.", ReadOnly),
        ("[unixODBC][Driver Manager]Can't open lib 'x' : file not found", NoDriver),
        ("The driver did not supply an error!", DriverSilent),
        ("'x?y' no es un nombre de archivo válido.", BadFileName),
        ("you and another user are attempting to change the same data at the same time", WriteConflict),
        ("usted y otro usuario están intentando cambiar los mismos datos al mismo tiempo", WriteConflict),
        ("No se pueden abrir más tablas.", OutOfResources),
        ("Cannot open any more databases.", OutOfResources),
        ("System resource exceeded.", OutOfResources),
        ("Se superaron los recursos del sistema.", OutOfResources),
        ("Memoria insuficiente", OutOfResources),
        (
            "It may not be a database that your application recognizes, or the file may be corrupt.",
            NotADatabase,
        ),
        ("Puede que no sea una base de datos que reconozca su aplicación", NotADatabase),
        ("Not enough space on disk.", DiskFull),
        ("No hay espacio suficiente en disco.", DiskFull),
        ("the size of the query result is larger than the maximum size of a database (2 GB)", TooLarge),
        ("es mayor que el tamaño máximo de una base de datos (2 GB)", TooLarge),
        ("Disk or network error.", DiskFailed),
        ("Error de disco o de red.", DiskFailed),
        ("Your network access was interrupted. To continue, close the database.", ConnectionLost),
        ("Se interrumpió el acceso a la red.", ConnectionLost),
        ("cannot find the input table or query 'F_PPR'", MissingTable),
        ("no encuentra la tabla o consulta de entrada 'F_PPR'", MissingTable),
        ("Too few parameters. Expected 1.", MissingColumn),
        ("Pocos parámetros. Se esperaba 1.", MissingColumn),
        ("Data type mismatch in criteria expression.", TypeMismatch),
        ("No coinciden los tipos de datos en la expresión de criterios.", TypeMismatch),
        ("Error de sintaxis (falta operador) en la expresión de consulta", Syntax),
        ("create duplicate values in the index, primary key, or relationship", Duplicate),
        ("crearían valores duplicados en el índice, clave principal o relación", Duplicate),
        ("No tiene permiso de lectura en 'F_PPR'.", NoRights),
        ("demasiadas tareas cliente", TooManyClients),
    ];
    for (text, expected) in told {
        assert_eq!(meaning("HY000", 0, text), expected, "{text}");
    }
}

#[test]
fn sqlite_and_postgresql_are_understood_by_their_own_codes() {
    assert_eq!(meaning("HY000", 5, "[SQLite]database is locked (5)"), InUse);
    assert_eq!(meaning("HY000", 19, "[SQLite]UNIQUE constraint failed: F_PPR.TIPPPR (19)"), Duplicate);
    assert_eq!(meaning("HY000", 1, "[SQLite]no such table: F_PPR (1)"), MissingTable);
    assert_eq!(meaning("HY000", 14, "[SQLite]unable to open database file"), NotFound);
    assert_eq!(meaning("42P01", 7, "la relación «f_ppr» no existe"), MissingTable);
    assert_eq!(meaning("55P03", 7, "no se pudo obtener el candado"), Locked);
    assert_eq!(meaning("23514", 7, "viola la restricción «check»"), ValueRefused);
}

#[test]
fn a_path_on_a_share_may_lead_somewhere_later() {
    let away = |file: &str| classify(&[record("HY024", -1023, "")], file);
    assert_eq!(away(SHARE), ShareAway);
    assert_eq!(away(r"\\?\UNC\servidor\datos\x.accdb"), ShareAway);
    assert_eq!(away(r"\\?\C:\x.accdb"), BadPath);
    assert_eq!(away(FILE), BadPath);
}

#[test]
fn the_list_of_troubles_is_whole_and_every_table_is_free_of_doubles() {
    let names: BTreeSet<_> = Trouble::ALL.iter().map(|trouble| trouble.name()).collect();
    assert_eq!(names.len(), Trouble::ALL.len());
    let natives: BTreeSet<_> = ACCESS.iter().map(|(code, _)| code).collect();
    assert_eq!(natives.len(), ACCESS.len());
    assert_eq!(SQLITE.iter().map(|(code, _)| code).collect::<BTreeSet<_>>().len(), SQLITE.len());
    assert_eq!(STATES.iter().map(|(state, _)| state).collect::<BTreeSet<_>>().len(), STATES.len());
    assert_eq!(CLASSES.iter().map(|(class, _)| class).collect::<BTreeSet<_>>().len(), CLASSES.len());
    assert_eq!(PHRASES.iter().map(|(pieces, _)| pieces).collect::<BTreeSet<_>>().len(), PHRASES.len());
    for pieces in PHRASES.iter().flat_map(|(pieces, _)| *pieces) {
        assert!(pieces.is_ascii() && pieces.to_lowercase() == **pieces, "{pieces}");
    }
}

#[test]
fn only_what_may_pass_is_tried_again_and_never_for_long() {
    for trouble in Trouble::ALL {
        let pauses: Vec<Duration> = (1..).map_while(|tries| trouble.pause(tries)).collect();
        assert!(pauses.iter().sum::<Duration>() <= Duration::from_secs(120), "{trouble:?}");
        let passes = trouble.what_now() == WhatNow::Retry || trouble == DriverSilent;
        assert!(pauses.is_empty() || passes, "{trouble:?} does not pass by itself");
    }
    let tries = |trouble: Trouble| 1 + (1..).map_while(|tries| trouble.pause(tries)).count();
    assert_eq!(tries(Unknown), 3, "two to three tries, then the next run");
    assert_eq!(tries(OpenedExclusively), 5);
    assert_eq!(tries(DriverSilent), 2);
    assert_eq!(tries(WrongPassword), 1);
}
