//! Reading an XML document of the scheduler's.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

/// Every element without elements in it, by its path (`Task/Actions/Exec/Command`), with its text, in the order of the
/// document. `None`: it is not well-formed XML.
pub fn leaves(xml: &str) -> Option<Vec<(String, String)>> {
    let mut reader = Reader::from_str(xml);
    let (mut path, mut found): (Vec<String>, _) = (Vec::new(), Vec::new());
    // The text since the last tag, and whether that was an opening one.
    let (mut text, mut opened) = (String::new(), false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                path.push(start.local_name().as_ref().to_owned());
                (text, opened) = (String::new(), true);
            }
            Event::Empty(empty) => {
                found.push((below(&path, empty.local_name().as_ref()), String::new()));
                opened = false;
            }
            Event::Text(part) => text += &part.xml10_content(),
            Event::CData(part) => text += &part.xml10_content(),
            Event::GeneralRef(reference) => text.push(character(&reference)?),
            Event::End(_) => {
                if opened {
                    found.push((path.join("/"), std::mem::take(&mut text)));
                }
                opened = false;
                path.pop()?;
            }
            Event::Eof => return path.is_empty().then_some(found),
            _ => {}
        }
    }
}

fn below(path: &[String], name: &str) -> String {
    let mut names: Vec<&str> = path.iter().map(String::as_str).collect();
    names.push(name);
    names.join("/")
}

fn character(reference: &BytesRef<'_>) -> Option<char> {
    match reference.resolve_char_ref().ok()? {
        Some(character) => Some(character),
        None => quick_xml::escape::resolve_predefined_entity(reference)?.chars().next(),
    }
}
