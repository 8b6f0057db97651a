//! The parts of a workbook, as the standard (ECMA-376) has them, and texts within.

use crate::table::xlsx::COLUMNS;

/// A text of a cell, and one that begins or ends with blanks.
pub(super) const TEXT: &str = " t=\"inlineStr\"><is><t>";
pub(super) const TEXT_WITH_BLANKS: &str = " t=\"inlineStr\"><is><t xml:space=\"preserve\">";

pub(super) const ROOT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// The titles stay in sight.
pub(super) const SHEET_BEGIN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>"#;

pub(super) const ROWS_BEGIN: &str = "<sheetData>";
pub(super) const SHEET_END: &str = "</sheetData></worksheet>";

/// The usual format, bold letters, and numbers with two decimals and days (2 and 14 of the formats
/// that need not be named).
pub(super) const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;

/// Characters that a column has room for at least, and at most on account of its title.
const WIDTH_MIN: usize = 12;
const WIDTH_MAX: usize = 50;

/// UTF-16 units of the name of a sheet.
const NAME_MAX: usize = 31;

pub(super) fn sheet_part(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

pub(super) fn workbook(name: &str, sheets: usize) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><bookViews><workbookView/></bookViews><sheets>"#,
    );
    for number in 1..=sheets {
        xml.push_str("<sheet name=\"");
        push_text(&sheet_name(name, number), &mut xml);
        xml += &format!(r#"" sheetId="{number}" r:id="rId{number}"/>"#);
    }
    xml + "</sheets></workbook>"
}

/// The name of a sheet; signs that no name may have are left out, and so is what is too long.
fn sheet_name(name: &str, number: usize) -> String {
    let behind = if number == 1 { String::new() } else { format!(" {number}") };
    let mut units = behind.len();
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= NAME_MAX
    };
    let allowed = |letter: &char| !matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '"');
    let kept: String = name.trim_matches('\'').chars().filter(allowed).take_while(fits).collect();
    if kept.trim().is_empty() { format!("Sheet{number}") } else { kept + &behind }
}

pub(super) fn relations(sheets: usize) -> String {
    const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    for number in 1..=sheets {
        let target = format!("worksheets/sheet{number}.xml");
        xml += &format!(r#"<Relationship Id="rId{number}" Type="{TYPES}/worksheet" Target="{target}"/>"#);
    }
    let number = sheets + 1;
    let styles = format!(r#"<Relationship Id="rId{number}" Type="{TYPES}/styles" Target="styles.xml"/>"#);
    xml + &styles + "</Relationships>"
}

pub(super) fn content_types(sheets: usize) -> String {
    const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>"#,
    );
    let mut part = |name: &str, kind: &str| {
        xml += &format!(r#"<Override PartName="/{name}" ContentType="{TYPES}.{kind}+xml"/>"#);
    };
    part("xl/workbook.xml", "sheet.main");
    part("xl/styles.xml", "styles");
    for number in 1..=sheets {
        part(&sheet_part(number), "worksheet");
    }
    xml + "</Types>"
}

/// Widths of columns by their titles. Days and amounts have room in any.
pub(super) fn widths(titles: &[String]) -> String {
    let mut xml = String::new();
    for (number, title) in (1..=COLUMNS).zip(titles) {
        let longest = title.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        let width = (longest + 2).clamp(WIDTH_MIN, WIDTH_MAX);
        xml += &format!(r#"<col min="{number}" max="{number}" width="{width}" customWidth="1"/>"#);
    }
    if xml.is_empty() { xml } else { format!("<cols>{xml}</cols>") }
}

/// Whether a reader might take the blanks at the ends of a text away.
pub(super) fn has_outer_blanks(text: &str) -> bool {
    let is_blank = |byte: Option<u8>| matches!(byte, Some(b' ' | b'\t' | b'\n' | b'\r'));
    is_blank(text.bytes().next()) || is_blank(text.bytes().last())
}

/// Adds a text. What XML cannot hold, and what would be taken for such an escape, is written as `_xHHHH_`.
pub(super) fn push_text(text: &str, xml: &mut String) {
    if !text.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>' | b'_' | ..b' ' | 0xef)) {
        return xml.push_str(text);
    }
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\t' | '\n' => xml.push(letter),
            '_' if is_escape(text.get(at..).unwrap_or_default()) => xml.push_str("_x005F_"),
            ..' ' | '\u{FFFE}' | '\u{FFFF}' => *xml += &format!("_x{:04X}_", u32::from(letter)),
            _ => xml.push(letter),
        }
    }
}

/// Whether a text begins with `_xHHHH_`.
fn is_escape(text: &str) -> bool {
    match text.as_bytes() {
        [b'_', b'x' | b'X', digits @ ..] => match digits.first_chunk::<5>() {
            Some([digits @ .., b'_']) => digits.iter().all(u8::is_ascii_hexdigit),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_escaped_and_so_is_what_looks_like_it() {
        let cases = [
            ("PLAZA \"NORTE\"", "PLAZA \"NORTE\""),
            ("a & b <c>", "a &amp; b &lt;c&gt;"),
            ("a\tb\nc\rd\0", "a\tb\nc_x000D_d_x0000_"),
            ("_x000D_ _x00_ _", "_x005F_x000D_ _x00_ _"),
            ("\u{FFFE}\u{FEFF}ñ", "_xFFFE_\u{FEFF}ñ"),
        ];
        for (text, expected) in cases {
            let mut xml = String::new();
            push_text(text, &mut xml);
            assert_eq!(xml, expected, "{text:?}");
        }
    }

    #[test]
    fn a_column_is_as_wide_as_its_title_within_bounds() {
        assert_eq!(widths(&[]), "", "no list of columns, which must not be empty");
        let titles = ["No".to_owned(), "Nº de\nComprobante final".to_owned(), "x".repeat(300)];
        let xml = widths(&titles);
        for (number, width) in [(1, WIDTH_MIN), (2, "Comprobante final".len() + 2), (3, WIDTH_MAX)] {
            let column = format!(r#"<col min="{number}" max="{number}" width="{width}" "#);
            assert!(xml.contains(&column), "{column} in {xml}");
        }
    }

    #[test]
    fn names_of_sheets_are_such_as_a_workbook_may_have() {
        assert_eq!(sheet_name("VENTAS", 1), "VENTAS");
        assert_eq!(sheet_name("VENTAS", 2), "VENTAS 2");
        assert_eq!(sheet_name(&"Ñ".repeat(40), 1), "Ñ".repeat(31));
        assert_eq!(sheet_name(&"Ñ".repeat(40), 12), "Ñ".repeat(28) + " 12");
        assert_eq!(sheet_name("'a/b'", 1), "ab");
        assert_eq!(sheet_name("[]", 3), "Sheet3");
    }
}
