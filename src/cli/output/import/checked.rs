//! What `import check` found in files.

use super::block::Block;
use super::explained::{place, violation};
use super::words::{Details, reason_text, remedy_text, word};
use super::{figures, job};
use crate::cli::output::{Show, View, line};
use crate::import::report::{CheckReport, CheckedFile, Tally};

impl Show for CheckReport {
    fn text(&self, view: &View<'_>) -> String {
        self.files.iter().map(|file| of_file(file, view)).collect()
    }
}

fn of_file(file: &CheckedFile, view: &View<'_>) -> String {
    match (file.outcome.as_str(), &file.reason) {
        ("read", _) => read(file, view),
        (outcome, reason) => {
            let mut text = String::new();
            let reason = reason.as_deref().unwrap_or_default();
            let told =
                [word("file", outcome, view.catalogue), reason_text(reason, &file.details, view.catalogue)];
            let head = format!("{}: {}", file.file.display(), told.join(", "));
            let refused = outcome == "refused";
            line(&mut text, if refused { view.alarming(&head) } else { head });
            if outcome != "ignored" {
                line(&mut text, format_args!("  {}", remedy_text(reason, &file.details, view.catalogue)));
            }
            text
        }
    }
}

fn read(file: &CheckedFile, view: &View<'_>) -> String {
    let mut block = Block::new(view, &head(file, view));
    block.add("import.rows", job::rows(&file.rows, view));
    let sums = job::amounts(&file.sums, view).join(", ");
    block.add("import.sums", (!sums.is_empty()).then_some(sums));
    block.add("import.rejected", told(&file.violations, view));
    block.add("import.warnings", told(&file.warnings, view));
    block.add("import.mended", told(&file.mended, view));
    block.add("import.gaps", gaps(&file.gaps, view));
    let example = |(at, violated)| format!("{at}, {}", violation(violated, view));
    let examples = file.examples.iter().flat_map(|row| {
        let at = place(row, view);
        row.violations.iter().map(move |violation| (at.clone(), violation))
    });
    block.add("import.examples", examples.map(example));
    block.add("import.rejects", file.rejects.iter().map(|file| file.display().to_string()));
    block.into_text()
}

fn head(file: &CheckedFile, view: &View<'_>) -> String {
    let name = file.file.display();
    let rejected = figures::count(file.rows.rejected, view.catalogue.lang());
    let sound = file.rows.rejected == 0;
    let key = if sound { "import.check_sound" } else { "import.check_rejected" };
    let head = view.say(key, &[("file", &name), ("count", &rejected)]);
    let read_as = [&file.profile, &file.period].into_iter().flatten().cloned().collect::<Vec<_>>().join("/");
    let head = if read_as.is_empty() { head } else { format!("{head} ({read_as})") };
    if sound { view.heading(&head) } else { view.alarming(&head) }
}

/// `26  required  the value is missing`: the most frequent first.
fn told(tally: &Tally, view: &View<'_>) -> Vec<String> {
    let mut codes: Vec<_> = tally.iter().filter(|(_, count)| **count > 0).collect();
    codes.sort_by_key(|(code, count)| (std::cmp::Reverse(**count), *code));
    let counts: Vec<_> =
        codes.iter().map(|(_, count)| figures::count(**count, view.catalogue.lang())).collect();
    let count_width = counts.iter().map(String::len).max().unwrap_or_default();
    let code_width = codes.iter().map(|(code, _)| code.chars().count()).max().unwrap_or_default();
    let told = codes.iter().zip(counts).map(|((code, _), count)| {
        let text = reason_text(code, &Details::new(), view.catalogue);
        format!("{count:>count_width$}  {code:code_width$}  {text}")
    });
    told.collect()
}

/// `01/F007: 3`
fn gaps(gaps: &Tally, view: &View<'_>) -> Option<String> {
    let count = |count| figures::count(count, view.catalogue.lang());
    let all: Vec<_> = gaps.iter().map(|(key, missing)| format!("{key}: {}", count(*missing))).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{details, shown, tally, violation};
    use super::*;
    use crate::domain::Lang;
    use crate::import::report::{ImportOutcome, RowCounts, RowStory};
    use std::path::PathBuf;

    fn check(file: CheckedFile) -> CheckReport {
        CheckReport { version: 1, command: "import check", outcome: ImportOutcome::Held, files: vec![file] }
    }

    fn october() -> CheckedFile {
        let row = RowStory {
            part: 1,
            row: 17,
            line: Some(18),
            outcome: "rejected".to_owned(),
            violations: vec![violation("required", "Sucursal", "", None)],
            mended: Vec::new(),
            warnings: Vec::new(),
            values: Vec::new(),
            chunk: None,
            number: None,
            series: None,
            branch: None,
            held: None,
            changed: None,
        };
        CheckedFile {
            file: PathBuf::from("october.csv"),
            outcome: "read".to_owned(),
            reason: None,
            details: details(&[]),
            profile: Some("sunat-ventas".to_owned()),
            period: Some("2026-10".to_owned()),
            rows: RowCounts { read: 2_004, accepted: 1_923, rejected: 81, ..RowCounts::default() },
            sums: details(&[("total", "2010623.23")]),
            violations: tally(&[("length", 8), ("required", 26), ("sum", 0), ("zz_custom", 8)]),
            mended: tally(&[("rounded", 3)]),
            warnings: tally(&[("tax_rate", 7)]),
            gaps: tally(&[("01/F007", 3)]),
            examples: vec![row],
            rejects: Some(PathBuf::from("r.xlsx")),
        }
    }

    #[test]
    fn a_checked_file_tells_rules_by_how_often_they_are_broken() {
        assert_eq!(
            shown(&check(october()), Lang::En),
            "\
october.csv: 81 rows rejected (sunat-ventas/2026-10)
  rows        2,004 read: 1,923 accepted, 81 rejected
  sums        total 2,010,623.23
  rejected    26  required   the value is missing
               8  length     its length is not the right one
               8  zz_custom  rule zz_custom of the profile
  warnings    7  tax_rate  the tax is none of the known shares of its base
  mended      3  rounded  rounded to the decimals of the column
  gaps        01/F007: 3
  examples    row 17 (line 18), Sucursal: the value is missing
  rejects     r.xlsx
"
        );
        let spanish = shown(&check(october()), Lang::Es);
        assert!(
            spanish.starts_with("october.csv: 81 filas rechazadas (sunat-ventas/2026-10)\n"),
            "{spanish}"
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_says_why_and_what_to_do() {
        let file = CheckedFile {
            outcome: "refused".to_owned(),
            reason: Some("quote_open".to_owned()),
            details: details(&[("line", "3")]),
            ..october()
        };
        assert_eq!(
            shown(&check(file), Lang::En),
            "\
october.csv: refused, a quote opens and never closes: line 3
  double the quote in that line, or take it away
"
        );
    }
}
