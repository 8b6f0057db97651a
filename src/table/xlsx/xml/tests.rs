use super::*;
use crate::table::xlsx::xml_text;
use proptest::prelude::*;
use quick_xml::events::Event;

/// Gives bytes a few at a time.
struct Slow<'a>(&'a [u8], usize);

impl Input for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, TableFault> {
        let (now, later) = self.0.split_at(self.1.min(self.0.len()).min(into.len()));
        into[..now.len()].copy_from_slice(now);
        self.0 = later;
        Ok(now.len())
    }
}

/// Tokens as texts: `<name a=b>`, `>`, `text`.
fn tokens<I: Input>(input: I) -> Result<Vec<String>, TableFault> {
    let mut xml = Xml::new(input)?;
    let mut tokens: Vec<String> = Vec::new();
    let mut text = String::new();
    loop {
        let token = match xml.next()? {
            Token::Text(raw) => {
                xml_text::decode(raw, &mut text)?;
                continue;
            }
            Token::Data(raw) => {
                xml_text::take(raw, &mut text)?;
                continue;
            }
            Token::Start(tag) => Some(describe(tag)?),
            Token::End => Some(">".to_string()),
            Token::Finished => None,
        };
        if !text.is_empty() {
            tokens.push(std::mem::take(&mut text));
        }
        match token {
            Some(token) => tokens.push(token),
            None => return Ok(tokens),
        }
    }
}

fn describe(tag: Tag<'_>) -> Result<String, TableFault> {
    let mut described = format!("<{}", String::from_utf8_lossy(tag.name));
    let mut attributes = tag.attributes;
    while let Some((name, value)) = attributes.next()? {
        described += &format!(" {}={}", String::from_utf8_lossy(name), xml_text::value(value)?);
    }
    Ok(described)
}

fn read(text: &str) -> Result<Vec<String>, Reason> {
    tokens(text.as_bytes()).map_err(|fault| match fault {
        TableFault::Refused { reason, .. } => reason,
        other => panic!("{other:?}"),
    })
}

#[test]
fn elements_texts_and_attributes() {
    let text = "<?xml version='1.0' encoding='UTF-8'?>\n<!-- <a> --><x:a b = 'c>d' e=\"&amp;'\" ><f/>g&lt;<![CDATA[<h>&]]>\
                <?p?><!----> i</x:a >\n<!-- -->";
    assert_eq!(read(text).unwrap(), ["<a b=c>d e=&'", "<f", ">", "g<<h>& i", ">"]);
}

#[test]
fn however_few_bytes_come_the_tokens_are_the_same() {
    let text = "<a><!-- c --><b c=\"d\">e&#233;<![CDATA[f]]></b>g</a>";
    for few in 1..5 {
        assert_eq!(tokens(Slow(text.as_bytes(), few)).unwrap(), read(text).unwrap());
    }
}

#[test]
fn what_is_not_well_formed_is_damaged() {
    for text in [
        "",
        " ",
        "a",
        "<a>",
        "<a",
        "</a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>b",
        "a<a/>",
        "<a><b></a></b>",
        "<>",
        "< a/>",
        "</>",
        "<a b></a>",
        "<a b=c/>",
        "<a b='c/>",
        "<a b='<'/>",
        "<a <b/>",
        "<a>&b;</a>",
        "<a>&</a>",
        "<a><!-- </a>",
        "<a><![CDATA[</a>",
        "<a><?b</a>",
        "<!DOCTYPE a><a/>",
        "<a><!ELEMENT b></a>",
        "<!",
        "<a><!",
        "<?xml version='1.0' encoding='iso-8859-1'?><a/>",
        "<a>\u{0}</b>",
    ] {
        assert_eq!(read(text), Err(Reason::Damaged), "{text}");
    }
}

#[test]
fn what_would_take_memory_is_refused() {
    let deep = "<a>".repeat(100);
    assert_eq!(read(&deep), Err(Reason::Damaged));
    let just = "x".repeat(1 << 20);
    assert!(read(&format!("<a>{just}</a>")).is_ok());
    assert_eq!(read(&format!("<a>{just}x</a>")), Err(Reason::ArchiveBomb));
    let much = "x".repeat(3 << 20);
    for text in [
        format!("<a>{much}</a>"),
        format!("<a b='{much}'/>"),
        format!("<a{much}/>"),
        format!("<!--{much}--><a/>"),
        format!("<a><![CDATA[{}]]></a>", "<".repeat(3 << 20)),
        format!("<?b {much}?><a/>"),
        format!("<a></{much}>"),
    ] {
        assert_eq!(read(&text), Err(Reason::ArchiveBomb), "{}", &text[..12]);
    }
    let name = format!("<{}/>", "x".repeat(1_000));
    assert_eq!(read(&name), Err(Reason::Damaged));
}

#[test]
fn an_element_is_passed_over_whole() {
    let mut xml = Xml::new(&b"<a><b><b/>c<d>e</d></b>f</a>"[..]).unwrap();
    xml.root(b"a").unwrap();
    assert!(matches!(xml.next().unwrap(), Token::Start(_)));
    xml.skip().unwrap();
    assert!(matches!(xml.next().unwrap(), Token::Text(b"f")));
    assert!(matches!(xml.next().unwrap(), Token::End));
    assert!(matches!(xml.next().unwrap(), Token::Finished));
    assert!(matches!(xml.next().unwrap(), Token::Finished));
}

/// Another reader's tokens of the same text, `None` where it refuses it.
fn peer(text: &str) -> Option<Vec<String>> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut tokens, mut run) = (Vec::new(), String::new());
    loop {
        let token = match reader.read_event().ok()? {
            Event::Text(text) => {
                run += &*text;
                continue;
            }
            Event::GeneralRef(name) => {
                run += &xml_text::value(format!("&{};", &*name).as_bytes()).ok()?;
                continue;
            }
            Event::CData(data) => {
                run += &*data;
                continue;
            }
            Event::Start(start) => format!("<{}", start.local_name().as_ref()),
            Event::End(_) => ">".to_string(),
            Event::Eof => break,
            _ => continue,
        };
        tokens.extend((!run.is_empty()).then(|| std::mem::take(&mut run)));
        tokens.push(token);
    }
    Some(tokens)
}

proptest! {
    #[test]
    fn any_bytes_are_tokens_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = tokens(&bytes[..]);
    }

    #[test]
    fn what_is_read_is_read_so_by_another_reader(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "<a>", "</a>", "<b/>", "<a c='d'>", "x", " ", "&amp;", "&#65;", "<![CDATA[y]]>", "<!--z-->", "<?p?>", ">", "]]>",
            ]),
            0..12,
        )
    ) {
        let text = format!("<r>{}</r>", pieces.concat());
        if let Ok(tokens) = tokens(text.as_bytes()) {
            let names: Vec<String> = tokens.iter().map(|token| token.replace(" c=d", "")).collect();
            prop_assert_eq!(Some(names), peer(&text));
        }
    }
}
