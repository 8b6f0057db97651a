//! mdbtools, as Debian packages it: `mdb-tables` and `mdb-export`.

use super::dump::{self, Cell, FileDump, TableDump};
use super::reader::Reader;
use crate::shared::{is_installed, skipped};
use accdb::{Column, ColumnType, Value};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

/// Marks that no text of the samples contains: between columns, after rows, and for null.
const COLUMN_END: &str = "\u{1}";
const ROW_END: &str = "\u{2}";
const NULL: &str = "\u{3}";

/// The last word of what it says of itself.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let said = Command::new("mdb-export").arg("--version").output().expect("mdbtools runs");
    let said = String::from_utf8_lossy(&said.stdout) + String::from_utf8_lossy(&said.stderr);
    said.split_whitespace().last().expect("its version").to_owned()
});

pub struct Mdbtools;

impl Mdbtools {
    /// mdbtools, if it is installed.
    pub fn installed() -> Option<Mdbtools> {
        if is_installed("mdb-export") {
            return Some(Mdbtools);
        }
        skipped("mdbtools is not installed");
        None
    }

    /// The rows of a table, all of them read.
    pub fn count(&self, file: &Path, table: &str) -> u32 {
        u32::try_from(export(file, table).rows.len()).expect("fewer rows than numbers")
    }
}

impl Reader for Mdbtools {
    fn name(&self) -> &'static str {
        "mdbtools"
    }

    fn version(&self) -> Option<String> {
        Some(VERSION.clone())
    }

    fn read(&self, file: &Path) -> FileDump {
        let names = run("mdb-tables", &["-S", "-1"], &[file.as_os_str()]);
        let names = names.lines().filter(|line| !line.is_empty());
        names.map(|name| (name.to_owned(), export(file, name))).collect()
    }

    /// It knows neither the extended date nor the big integer, and takes a calculated value for a plain one.
    fn compares(&self, column: &Column) -> bool {
        !column.calculated && !matches!(column.column_type, ColumnType::DateTimeExtended | ColumnType::BigInt)
    }

    /// It shows an empty value as null, but for OLE; texts, and binary values of a column that is not OLE, up to the
    /// first zero; no more than 199,999 bytes of a text; two question marks for a character outside the basic plane; a
    /// GUID as the bytes of a text without its last hyphen; dates to the second, the last half of a day's last one as
    /// 24:00:00, and every date before 1899-12-30 or after the midnight of 9999-12-31 as the same impossible one; and
    /// only so many digits of floating-point numbers.
    fn ours(&self, column: &Column, value: &Value<'_>) -> Cell {
        let shown = match value {
            Value::Boolean(value) => Some(u8::from(*value).to_string()),
            Value::Single(value) => Some(digits((*value).into(), SINGLE_DIGITS)),
            Value::Double(value) => Some(digits(*value, DOUBLE_DIGITS)),
            Value::DateTime(date) => Some(to_the_second(date.days())),
            Value::Text(text) => text.split('\0').next().map(in_the_basic_plane).map(as_far_as_exported),
            Value::Binary(bytes) if column.column_type == ColumnType::Binary => {
                bytes.split(|byte| *byte == 0).next().map(upper_hex)
            }
            Value::Binary(bytes) => return Some(upper_hex(bytes)),
            Value::Guid(_) => dump::cell(value).map(|text| upper_hex(without_last_hyphen(text).as_bytes())),
            _ => dump::cell(value),
        };
        shown.filter(|text| !text.is_empty())
    }

    fn theirs(&self, column: &Column, cell: Cell) -> Cell {
        let significant = match column.column_type {
            ColumnType::Single => SINGLE_DIGITS,
            ColumnType::Double => DOUBLE_DIGITS,
            _ => return cell,
        };
        cell.map(|text| digits(text.parse().expect("a number"), significant))
    }
}

/// 9999-12-31.
const LAST_DAY: f64 = 2_958_465.0;
/// Significant digits that it prints.
const SINGLE_DIGITS: usize = 8;
const DOUBLE_DIGITS: usize = 15;

fn digits(value: f64, significant: usize) -> String {
    format!("{value:.*e}", significant - 1)
}

fn in_the_basic_plane(text: &str) -> String {
    text.replace(|character: char| character.len_utf16() == 2, "??")
}

/// Bytes of UTF-8 that it exports of a text.
const TEXT_BYTES: usize = 199_999;

fn as_far_as_exported(mut text: String) -> String {
    let end = (0..=TEXT_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text
}

fn upper_hex(bytes: &[u8]) -> String {
    dump::hex(bytes).to_uppercase()
}

fn without_last_hyphen(mut text: String) -> String {
    let at = text.rfind('-').expect("a GUID has hyphens");
    text.remove(at);
    text
}

fn to_the_second(days: f64) -> String {
    if !(0.0..=LAST_DAY).contains(&days) {
        return "1900-01-00 00:00:00".to_owned();
    }
    let day = dump::cell(&Value::DateTime(days.trunc().into())).expect("a date");
    let seconds = (days.fract() * 86_400.0).round() as u32;
    format!("{} {:02}:{:02}:{:02}", &day[..10], seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn export(file: &Path, table: &str) -> TableDump {
    let format = ["-Q", "-d", COLUMN_END, "-R", ROW_END, "-0", NULL, "-b", "hex"];
    let dates = ["-D", "%Y-%m-%d %H:%M:%S", "-T", "%Y-%m-%d %H:%M:%S"];
    let text = run("mdb-export", &[&format[..], &dates[..]].concat(), &[file.as_os_str(), OsStr::new(table)]);
    let mut rows = text.split_terminator(ROW_END).map(|row| row.split(COLUMN_END).map(str::to_owned));
    TableDump {
        columns: rows.next().expect("a heading").collect(),
        rows: rows.map(|row| row.map(|cell| Some(cell).filter(|cell| cell != NULL)).collect()).collect(),
    }
}

fn run(program: &str, options: &[&str], operands: &[&OsStr]) -> String {
    let output = Command::new(program).args(options).args(operands).output().expect("mdbtools runs");
    assert!(output.status.success(), "{program} {operands:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap_or_else(|error| panic!("{program} {operands:?}: {error}"))
}
