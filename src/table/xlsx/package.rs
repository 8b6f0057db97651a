//! Which part of a workbook is which: by its relations, never by a part's name.

use super::archive::Archive;
use super::dates::DateSystem;
use super::xml::{Input, Tag, Token, Xml, malformed};
use super::{of_part, xml_of, xml_text};
use crate::table::error::{ErrorPlace, Reason, TableFault};
use crate::table::open::SheetChoice;

/// Sheets and relations of a part; a workbook with more is none that a person made.
const ENTRIES_MAX: usize = 65_536;

const ROOT_RELATIONS: &str = "_rels/.rels";

/// What a workbook consists of.
#[derive(Debug)]
pub(super) struct Workbook {
    /// In their order.
    pub sheets: Vec<SheetEntry>,
    pub styles: Option<String>,
    pub strings: Option<String>,
    pub system: DateSystem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetEntry {
    pub name: String,
    /// Its part; empty where the workbook names none.
    pub part: String,
    /// Whether it has cells: a chart alone has none.
    pub has_cells: bool,
}

/// A relation of a part to another.
#[derive(Debug)]
struct Relation {
    id: String,
    /// The last word of its type: `worksheet`, `styles` …
    kind: String,
    target: String,
}

pub(super) fn read(archive: &mut Archive) -> Result<Workbook, TableFault> {
    let Some(part) = document(archive)? else { return Err(no_workbook(archive)) };
    if part.to_lowercase().ends_with(".bin") {
        return Err(TableFault::refused(Reason::UnsupportedKind, "xlsb"));
    }
    let relations = relations(archive, &part)?;
    let mut xml = match archive.part(&part)? {
        Some(bytes) => of_part(&part, Xml::new(bytes))?,
        None => return Err(no_workbook(archive)),
    };
    if !of_part(&part, is_workbook(&mut xml))? {
        return Err(no_workbook(archive));
    }
    of_part(&part, read_workbook(&mut xml, &relations))
}

/// Whether the root is a workbook's: another document is no damage, but a part that cannot be read is.
fn is_workbook<I: Input>(xml: &mut Xml<I>) -> Result<bool, TableFault> {
    Ok(matches!(xml.next()?, Token::Start(tag) if tag.name == b"workbook"))
}

fn no_workbook(archive: &Archive) -> TableFault {
    let is_document = archive.has("content.xml") && archive.has("mimetype");
    let reason = if is_document { Reason::UnsupportedKind } else { Reason::NotAWorkbook };
    TableFault::refused(reason, if is_document { "ods" } else { "there is no workbook in it" })
}

/// The part that the archive is about.
fn document(archive: &mut Archive) -> Result<Option<String>, TableFault> {
    if !archive.has(ROOT_RELATIONS) {
        return Ok(None);
    }
    let relations = of_part(ROOT_RELATIONS, read_relations(xml_of(archive, ROOT_RELATIONS)?, ""))?;
    Ok(relations
        .into_iter()
        .find(|relation| relation.kind == "officeDocument")
        .map(|relation| relation.target))
}

fn relations(archive: &mut Archive, part: &str) -> Result<Vec<Relation>, TableFault> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let beside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let list = format!("{beside}_rels/{name}.rels");
    of_part(&list, read_relations(xml_of(archive, &list)?, folder))
}

fn read_relations<I: Input>(mut xml: Xml<I>, folder: &str) -> Result<Vec<Relation>, TableFault> {
    let mut relations = Vec::new();
    xml.root(b"Relationships")?;
    loop {
        match xml.next()? {
            Token::Start(tag) => {
                if tag.name == b"Relationship" && tag.attributes.get(b"TargetMode")? != Some(b"External") {
                    relations.push(relation(tag, folder)?);
                }
                xml.skip()?;
            }
            Token::Finished => return Ok(relations),
            _ => {}
        }
        bounded(relations.len())?;
    }
}

fn relation(tag: Tag<'_>, folder: &str) -> Result<Relation, TableFault> {
    let kind = attribute(tag, b"Type")?;
    Ok(Relation {
        id: attribute(tag, b"Id")?,
        kind: kind.rsplit('/').next().unwrap_or_default().to_string(),
        target: resolve(folder, &attribute(tag, b"Target")?),
    })
}

fn attribute(tag: Tag<'_>, name: &[u8]) -> Result<String, TableFault> {
    xml_text::value(tag.attributes.get(name)?.unwrap_or_default())
}

/// The name of a part that is told from a folder, or from the root.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn read_workbook<I: Input>(xml: &mut Xml<I>, relations: &[Relation]) -> Result<Workbook, TableFault> {
    let of_kind = |kind: &str| relations.iter().find(|relation| relation.kind == kind);
    let target = |kind: &str| of_kind(kind).map(|relation| relation.target.clone());
    let (styles, strings) = (target("styles"), target("sharedStrings"));
    let mut workbook = Workbook { sheets: Vec::new(), styles, strings, system: DateSystem::From1900 };
    loop {
        match xml.next()? {
            Token::Start(tag) if tag.name == b"sheets" => {}
            Token::Start(tag) => {
                match tag.name {
                    b"sheet" => workbook.sheets.push(sheet(tag, relations)?),
                    b"workbookPr" => workbook.system = date_system(tag)?,
                    _ => {}
                }
                xml.skip()?;
            }
            Token::Finished => return Ok(workbook),
            _ => {}
        }
        bounded(workbook.sheets.len())?;
    }
}

fn date_system(tag: Tag<'_>) -> Result<DateSystem, TableFault> {
    match tag.attributes.get(b"date1904")?.unwrap_or(b"0").trim_ascii() {
        b"1" | b"true" | b"on" => Ok(DateSystem::From1904),
        b"0" | b"false" | b"off" => Ok(DateSystem::From1900),
        _ => Err(malformed("date1904 is neither true nor false")),
    }
}

fn sheet(tag: Tag<'_>, relations: &[Relation]) -> Result<SheetEntry, TableFault> {
    let id = xml_text::value(tag.attributes.get_prefixed(b"id")?.unwrap_or_default())?;
    let relation = relations.iter().find(|relation| relation.id == id);
    Ok(SheetEntry {
        name: attribute(tag, b"name")?,
        part: relation.map(|relation| relation.target.clone()).unwrap_or_default(),
        has_cells: relation.is_none_or(|relation| relation.kind == "worksheet"),
    })
}

fn bounded(entries: usize) -> Result<(), TableFault> {
    if entries > ENTRIES_MAX { Err(malformed("more entries than a workbook has")) } else { Ok(()) }
}

/// The sheet that is asked for: one that has cells, and the first of all if it must be.
pub(super) fn choose<'a>(
    workbook: &'a Workbook,
    choice: &SheetChoice,
    must_be_first: bool,
) -> Result<&'a SheetEntry, TableFault> {
    let position = match choice {
        SheetChoice::First => workbook.sheets.iter().position(|sheet| sheet.has_cells),
        SheetChoice::Number(number) => usize::try_from(*number).ok().and_then(|number| number.checked_sub(1)),
        SheetChoice::Name(name) => named(workbook, name)?,
    };
    let found = position.and_then(|position| workbook.sheets.get(position)).filter(|sheet| sheet.has_cells);
    match found {
        None => Err(there_are(workbook, Reason::SheetMissing)),
        Some(_) if must_be_first && position != Some(0) => Err(there_are(workbook, Reason::SheetNotFirst)),
        Some(sheet) if sheet.part.is_empty() => Err(malformed("no relation says which part the sheet is")),
        Some(sheet) => Ok(sheet),
    }
}

fn named(workbook: &Workbook, name: &str) -> Result<Option<usize>, TableFault> {
    let is = |sheet: &SheetEntry| folded(&sheet.name) == folded(name);
    let position = workbook.sheets.iter().position(is);
    if workbook.sheets.iter().filter(|sheet| is(sheet)).count() > 1 {
        return Err(malformed("two sheets have one name").at(ErrorPlace::Sheets(names(workbook))));
    }
    Ok(position)
}

fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn there_are(workbook: &Workbook, reason: Reason) -> TableFault {
    TableFault::refused(reason, "").at(ErrorPlace::Sheets(names(workbook)))
}

fn names(workbook: &Workbook) -> Vec<String> {
    workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect()
}

/// Reads bytes as relations and as a workbook.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn read_parts<I: Input>(xml: impl Fn() -> Option<Xml<I>>) {
    let relations = xml().and_then(|xml| read_relations(xml, "xl").ok()).unwrap_or_default();
    let _ = xml().map(|mut xml| read_workbook(&mut xml, &relations));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_told_from_a_folder_or_from_the_root() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl/a", "../b/./c.xml"), "xl/b/c.xml");
        assert_eq!(resolve("", "xl\\workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolve("xl", "../../../x.xml"), "x.xml");
    }

    fn workbook(names: &[&str]) -> Workbook {
        let sheet = |name: &&str| SheetEntry {
            name: name.to_string(),
            part: format!("{name}.xml"),
            has_cells: !name.starts_with("Chart"),
        };
        let sheets = names.iter().map(sheet).collect();
        Workbook { sheets, styles: None, strings: None, system: DateSystem::From1900 }
    }

    fn chosen(names: &[&str], choice: &SheetChoice, first: bool) -> Result<String, Reason> {
        match choose(&workbook(names), choice, first) {
            Ok(sheet) => Ok(sheet.name.clone()),
            Err(TableFault::Refused { reason, .. }) => Err(reason),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_sheet_is_found_by_its_name_or_number() {
        let name = |name: &str| SheetChoice::Name(name.to_string());
        assert_eq!(
            chosen(&["A", "Ventas  2026"], &name("VENTAS 2026"), false).as_deref(),
            Ok("Ventas  2026")
        );
        assert_eq!(chosen(&["A", "B"], &name("B"), true), Err(Reason::SheetNotFirst));
        assert_eq!(chosen(&["A", "B"], &name("C"), false), Err(Reason::SheetMissing));
        assert_eq!(chosen(&["A", "a"], &name("A"), false), Err(Reason::Damaged));
        assert_eq!(chosen(&["A", "B"], &SheetChoice::Number(2), false).as_deref(), Ok("B"));
        assert_eq!(chosen(&["A", "B"], &SheetChoice::Number(0), false), Err(Reason::SheetMissing));
        assert_eq!(chosen(&["A", "B"], &SheetChoice::Number(3), false), Err(Reason::SheetMissing));
    }

    #[test]
    fn a_chart_is_a_sheet_without_cells() {
        assert_eq!(chosen(&["Chart", "A"], &SheetChoice::First, false).as_deref(), Ok("A"));
        assert_eq!(chosen(&["Chart", "A"], &SheetChoice::First, true), Err(Reason::SheetNotFirst));
        assert_eq!(chosen(&["Chart", "A"], &SheetChoice::Number(1), false), Err(Reason::SheetMissing));
        assert_eq!(chosen(&[], &SheetChoice::First, false), Err(Reason::SheetMissing));
    }
}
