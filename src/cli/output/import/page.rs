//! `report.html` and `report.csv` of a job.
//!
//! The page has no script and loads nothing; whatever comes out of files and answers is escaped. The CSV file is for
//! spreadsheets: no text in it begins like a formula.

use super::sections::{Cell, Section, sections};
use crate::cli::messages::Catalogue;
use crate::cli::output::View;
use crate::clock::Clock;
use crate::domain::Lang;
use crate::import::report::JobPage;
use minijinja::{Environment, Value, context};

/// Longer tables are cut on the page, and whole in the CSV file.
const ROWS_SHOWN_MAX: usize = 500;

const TEMPLATE: &str = include_str!("./report.html");

/// The page, whole.
pub fn html(page: &JobPage, catalogue: &Catalogue, clock: &dyn Clock) -> String {
    let view = View { catalogue, colours: false, width: None, clock };
    let shown: Vec<_> = sections(page, &view).iter().map(|section| shown(section, &view)).collect();
    let mut environment = Environment::new();
    // Its ending says that it is HTML, so that every value is escaped.
    environment.add_template("page.html", TEMPLATE).expect("the template is checked by a test");
    let values = context! {
        lang => match catalogue.lang() { Lang::Es => "es", Lang::En => "en" },
        title => view.say("import_page.title", &[("job", &page.job.job)]),
        made => view.say("import_page.made", &[("at", &view.time(page.made_at))]),
        sections => shown,
    };
    let template = environment.get_template("page.html").expect("it was added");
    template.render(values).expect("the template is checked by a test")
}

fn shown(section: &Section, view: &View<'_>) -> Value {
    let cell = |cell: &Cell| {
        let command = matches!(cell, Cell::Commands(_));
        context! { lines => cell.lines(view.catalogue.lang()), number => cell.is_number(), command }
    };
    let rows = section.rows.iter().take(ROWS_SHOWN_MAX).map(|row| row.iter().map(cell).collect());
    let rows: Vec<Vec<Value>> = rows.collect();
    let more = section.rows.len().saturating_sub(ROWS_SHOWN_MAX);
    let more = (more > 0).then(|| view.say("import_page.more", &[("count", &more)]));
    context! { title => &section.title, columns => &section.columns, rows, more }
}

/// The file, with its byte-order mark: in each line the section's title, then the values.
pub fn csv(page: &JobPage, catalogue: &Catalogue, clock: &dyn Clock) -> Vec<u8> {
    let view = View { catalogue, colours: false, width: None, clock };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for section in sections(page, &view) {
        let titles = section.columns.iter().map(|title| guarded(title.clone()));
        let rows = section.rows.iter().map(|row| row.iter().map(|cell| written(cell, catalogue.lang())));
        if !section.columns.is_empty() {
            record(&mut writer, &section.title, titles);
        }
        rows.for_each(|row| record(&mut writer, &section.title, row));
    }
    writer.into_inner().expect("memory takes everything")
}

fn record(writer: &mut csv::Writer<Vec<u8>>, title: &str, values: impl Iterator<Item = String>) {
    let values = std::iter::once(guarded(title.to_owned())).chain(values);
    writer.write_record(values).expect("memory takes everything");
}

/// A number as a spreadsheet of the language reads it, without groups; a text that no spreadsheet takes for a formula.
fn written(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Text(text) => guarded(text.clone()),
        Cell::Commands(commands) => guarded(commands.join(" | ")),
        Cell::Count(count) => count.to_string(),
        Cell::Amount(amount) if !is_decimal(amount) => guarded(amount.clone()),
        Cell::Amount(amount) => match lang {
            Lang::Es => amount.replace('.', ","),
            Lang::En => amount.clone(),
        },
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A text with an apostrophe before it where it begins like a formula.
fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Greenwich, hostile_page, page_of_october};
    use super::*;

    /// The page's own tags; none of them runs or loads anything.
    const TAGS: [&str; 18] = [
        "doctype", "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "section", "table",
        "thead", "tbody", "tr", "th", "td", "code",
    ];

    fn html_of(page: &JobPage, lang: Lang) -> String {
        html(page, &Catalogue::new(lang), &Greenwich)
    }

    fn csv_of(page: &JobPage, lang: Lang) -> String {
        String::from_utf8(csv(page, &Catalogue::new(lang), &Greenwich)).expect("UTF-8")
    }

    #[test]
    fn the_page_tells_everything_in_both_languages() {
        let english = html_of(&page_of_october(), Lang::En);
        for part in [
            "<html lang=\"en\">",
            "Bulk file sunat-ventas",
            "5 pairs to decide",
            "2,010,623.23",
            "the value is missing",
            "row 17 (line 18)",
            "F007",
            "1918.csv",
            "T-4",
            "several cost centres have this name",
            "00000000132",
            "1030 PLAZA LOS PINOS 96.6",
            "&quot;PLZ LOS PINO&quot; 1030",
        ] {
            assert!(english.contains(part), "{part} is not in:\n{english}");
        }
        let spanish = html_of(&page_of_october(), Lang::Es);
        for part in ["<html lang=\"es\">", "5 pares por decidir", "2.010.623,23", "falta el valor"] {
            assert!(spanish.contains(part), "{part} is not in:\n{spanish}");
        }
    }

    #[test]
    fn names_out_of_files_are_escaped_and_nothing_is_loaded_or_run() {
        for lang in Lang::ALL {
            let page = html_of(&hostile_page(), lang);
            for tag in page.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(tag, _)| tag) {
                let name = tag.trim_start_matches(['/', '!']).split(' ').next().unwrap_or_default();
                assert!(TAGS.contains(&name), "<{tag}> is in:\n{page}");
                let loads = ["src=", "href=", "onload=", "style="].iter().any(|word| tag.contains(word));
                assert!(!loads, "<{tag}> is in:\n{page}");
            }
            assert!(!page.contains("@import") && !page.contains("url("), "{page}");
            assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"), "{page}");
            assert!(!page.contains('\u{202e}') && !page.contains('\u{1b}'), "{page}");
        }
    }

    #[test]
    fn every_tag_that_is_opened_is_closed() {
        let page = html_of(&page_of_october(), Lang::En);
        for tag in ["html", "head", "body", "style", "section", "table", "tr", "td", "th", "code", "h1", "h2"]
        {
            let opened =
                page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }

    #[test]
    fn a_long_table_is_cut_on_the_page_and_whole_in_the_file() {
        let mut page = page_of_october();
        let pair = page.pairs.first().cloned().expect("a pair");
        page.pairs = vec![pair; ROWS_SHOWN_MAX + 7];
        assert!(html_of(&page, Lang::En).contains("7 more"));
        let lines = csv_of(&page, Lang::En);
        let pairs = lines.lines().filter(|line| line.starts_with("Pairs of series and branch;")).count();
        assert_eq!(pairs, ROWS_SHOWN_MAX + 8, "with the titles");
    }

    #[test]
    fn no_text_of_the_file_begins_like_a_formula() {
        let file = csv_of(&hostile_page(), Lang::Es);
        assert!(file.starts_with("\u{feff}"), "{file}");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .has_headers(false)
            .from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        let mut guarded = 0;
        for record in reader.records() {
            for field in &record.expect("a record") {
                let number = field.strip_prefix('-').is_some_and(|rest| rest.parse::<f64>().is_ok());
                assert!(number || !field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field}");
                guarded += usize::from(field.starts_with("'="));
            }
        }
        assert!(guarded > 0, "{file}");
    }

    #[test]
    fn amounts_of_the_file_are_numbers_of_the_language() {
        assert!(csv_of(&page_of_october(), Lang::Es).contains(";total;2010623,23\r\n"));
        assert!(csv_of(&page_of_october(), Lang::En).contains(";total;2010623.23\r\n"));
        assert_eq!(written(&Cell::Amount("-5.00".to_owned()), Lang::Es), "-5,00");
        assert_eq!(written(&Cell::Amount("-5+cmd".to_owned()), Lang::Es), "'-5+cmd");
    }
}
