//! What `import run` and the single stages did.

use super::job;
use super::words::{reason_text, remedy_text, word};
use crate::cli::output::{Show, View, line};
use crate::import::report::{FileOutcome, FileReport, ImportOutcome, ImportReport};

impl Show for ImportReport {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        if self.dry_run {
            line(&mut text, view.catalogue.text("import.dry_run"));
        }
        self.jobs.iter().for_each(|job| text += &job::job(job, view));
        self.files.iter().for_each(|file| text += &of_file(file, view));
        if self.jobs.is_empty() && self.files.is_empty() {
            let took = job::time(self.duration_ms, view);
            line(
                &mut text,
                format_args!("{}: {} ({took})", self.command, view.catalogue.text("import.nothing")),
            );
        }
        if self.outcome == ImportOutcome::Interrupted {
            line(&mut text, view.catalogue.text("import.interrupted"));
        }
        text
    }
}

/// A file that became no job: what it is, and for one that is refused what to do.
fn of_file(file: &FileReport, view: &View<'_>) -> String {
    let outcome = match file.outcome {
        FileOutcome::Refused => "refused",
        FileOutcome::Ignored => "ignored",
        FileOutcome::Later => "later",
        FileOutcome::Known => "known",
    };
    let mut text = String::new();
    let head = format!("{}: {}", file.file.display(), word("file", outcome, view.catalogue));
    let reason = file.reason.as_deref();
    let head = match reason {
        Some(reason) => format!("{head}, {}", reason_text(reason, &file.details, view.catalogue)),
        None => head,
    };
    let refused = file.outcome == FileOutcome::Refused;
    line(&mut text, if refused { view.alarming(&head) } else { head });
    let waits = refused || file.outcome == FileOutcome::Later;
    if let Some(reason) = reason.filter(|_| waits) {
        line(&mut text, format_args!("  {}", remedy_text(reason, &file.details, view.catalogue)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::testing::{details, job, moment, october, report, shown, tally};
    use super::*;
    use crate::domain::Lang;
    use crate::import::report::{Attention, ChunkCounts, JobReport, RegistrationCounts, RowCounts};
    use serde_json::Value;
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    #[test]
    fn a_job_that_waits_for_a_person_says_for_what_and_how_it_is_decided() {
        assert_eq!(
            shown(&report(vec![october()]), Lang::En),
            "\
sunat-ventas/2026-10: held, 5 pairs to decide (4.1 s)
  rows        2,004 read: 1,918 accepted, 81 rejected, 4 blank, 1 skipped
  rejects     import/sunat-ventas-2026-10/rejects.xlsx
  chunks      4 taken (1,918 rows, total 2,010,623.23)
  answer      16 pairs unknown to the platform
  registered  5 accounts, 11 series; read back
  waiting     PLZ LOS PINO (5 rows): 1030 PLAZA LOS PINOS 96.6, 1020 PLAZA LOS MOLINOS 83.9
              factulink import confirm sunat-ventas/2026-10 \"PLZ LOS PINO\" 1030
"
        );
        assert_eq!(
            shown(&report(vec![october()]), Lang::Es),
            "\
sunat-ventas/2026-10: retenido, 5 pares por decidir (4,1 s)
  filas       2.004 leídas: 1.918 aceptadas, 81 rechazadas, 4 en blanco, 1 omitida
  rechazos    import/sunat-ventas-2026-10/rejects.xlsx
  lotes       4 tomados (1.918 filas, total 2.010.623,23)
  respuesta   16 pares que la plataforma no conoce
  altas       5 cuentas, 11 series; comprobadas
  esperan     PLZ LOS PINO (5 filas): 1030 PLAZA LOS PINOS 96,6, 1020 PLAZA LOS MOLINOS 83,9
              factulink import confirm sunat-ventas/2026-10 \"PLZ LOS PINO\" 1030
"
        );
    }

    #[test]
    fn a_job_that_is_done_has_nothing_to_do() {
        let done = JobReport {
            rows: RowCounts { read: 620, accepted: 620, ..RowCounts::default() },
            chunks: ChunkCounts { total: 2, taken: 2, unknown: 0 },
            scenario: Some("A"),
            duration_ms: Some(2_240),
            ..job("sunat-ventas/2026-09", "done")
        };
        assert_eq!(
            shown(&report(vec![done]), Lang::En),
            "\
sunat-ventas/2026-09: done (2.2 s)
  rows        620 read: 620 accepted
  chunks      2 taken (620 rows)
  answer      the platform knows every pair
"
        );
    }

    #[test]
    fn a_job_whose_rows_an_earlier_one_has_loaded_shows_no_table() {
        let with = |outcomes: &[(&str, u64)]| {
            let row_outcomes = tally(outcomes);
            shown(&report(vec![JobReport { row_outcomes, ..job("sunat-ventas/2026-09", "done") }]), Lang::En)
        };
        let loaded = with(&[("already_loaded", 3)]);
        assert!(!loaded.contains("table"), "{loaded}");
        let of_table = with(&[("already_loaded", 3), ("new", 1)]);
        assert!(of_table.contains("table"), "{of_table}");
    }

    #[test]
    fn a_period_that_is_loaded_shows_its_ways_and_an_end() {
        let held = JobReport {
            reason: Some("period_already_loaded".to_owned()),
            details: details(&[("loaded", "sunat-ventas/2026-10"), ("file", "input/october.xlsx")]),
            ..job("sunat-ventas/2026-10#2", "held")
        };
        let text = shown(&report(vec![held]), Lang::En);
        assert_eq!(
            text,
            "\
sunat-ventas/2026-10#2: held, the period is loaded already, by sunat-ventas/2026-10, and this content is another
  to do       choose one: send only what was not loaded yet (--append), take the period back and load this in its place (--replace), send the corrected rejects, or leave this content out (cancel)
              factulink import run --append sunat-ventas/2026-10 input/october.xlsx
              factulink import run --replace --profile sunat-ventas --period 2026-10 input/october.xlsx
              factulink import cancel sunat-ventas/2026-10#2
"
        );
    }

    #[test]
    fn a_chunk_without_a_fate_says_what_to_look_at_and_has_two_commands() {
        let held = JobReport {
            reason: Some("chunk_unknown".to_owned()),
            rows: RowCounts { read: 900, accepted: 900, ..RowCounts::default() },
            chunks: ChunkCounts { total: 3, taken: 1, unknown: 1 },
            needs_attention: vec![Attention {
                chunk: Some(2),
                rows: Some(300),
                reason: "chunk_unknown".to_owned(),
                details: details(&[("name", "600.csv"), ("rows", "300"), ("message", "connection reset")]),
                ..Attention::default()
            }],
            ..job("sunat-ventas/2026-10", "held")
        };
        let text = shown(&report(vec![held]), Lang::En);
        for part in [
            "chunks      1 of 3 taken (900 rows)\n              of 1 it is not known whether the platform has it\n",
            "waiting     chunk 2 (300 rows): it cannot be told whether the platform has the chunk: connection reset\n",
            "look in the platform for a file of that name, 600.csv, and for that many rows, 300;",
            "\n              factulink import settle sunat-ventas/2026-10 2 --taken\n",
            "\n              factulink import settle sunat-ventas/2026-10 2 --lost\n",
        ] {
            assert!(text.contains(part), "{part} is not in:\n{text}");
        }
        assert!(!text.contains("to do"), "it is said once:\n{text}");
    }

    #[test]
    fn a_job_that_waits_says_until_when_and_one_half_registered_how_far_it_is() {
        let waits = JobReport {
            reason: Some("platform_away".to_owned()),
            not_before: Some(moment()),
            registrations: vec![RegistrationCounts {
                target: "accounts".to_owned(),
                planned: 5,
                confirmed: 2,
            }],
            ..job("sunat-ventas/2026-10", "loading")
        };
        let text = shown(&report(vec![waits]), Lang::En);
        for part in [
            "loading, the platform does not answer\n",
            "registered  2 of 5 accounts\n",
            "to do       nothing: the next run goes on",
            "again       not before 2026-11-01 11:00\n",
        ] {
            assert!(text.contains(part), "{part} is not in:\n{text}");
        }
        assert!(!text.contains("import retry"), "{text}");
    }

    #[test]
    fn files_that_became_no_job_say_why_and_a_refused_one_what_to_do() {
        let file = |name: &str, outcome, reason: &str, values: &[(&str, &str)]| FileReport {
            file: PathBuf::from(name),
            outcome,
            reason: Some(reason.to_owned()),
            details: details(values),
        };
        let files = vec![
            file(
                "13. PLE.xlsx",
                FileOutcome::Refused,
                "name",
                &[("why", "month"), ("found", "13"), ("expected", "{mm}. PLE {month} {yy}")],
            ),
            file("old.xlsx", FileOutcome::Refused, "old_format", &[]),
            file("~$a.xlsx", FileOutcome::Ignored, "lock_mark", &[]),
            FileReport { reason: None, ..file("a.xlsx", FileOutcome::Known, "", &[]) },
        ];
        assert_eq!(
            shown(&ImportReport { files, ..report(Vec::new()) }, Lang::En),
            "\
13. PLE.xlsx: refused, the name says a month or year that there is not: 13
  rename the file as in {mm}. PLE {month} {yy}, or say --period YYYY-MM
old.xlsx: refused, this is a workbook of the old format (.xls)
  open it and save it as .xlsx or CSV; another name is not enough
~$a.xlsx: ignored, the mark of a spreadsheet program that has the file open
a.xlsx: nothing new
"
        );
        assert_eq!(shown(&report(Vec::new()), Lang::Es), "import run: nada que hacer (4,1 s)\n");
    }

    /// The example of the specification, as it documents `import run --json`.
    const DOCUMENTED: &str = r#"{"version":1,"command":"import run","run_id":12,"duration_ms":4100,"jobs":[{
        "job":"sunat-ventas/2026-10","profile":"sunat-ventas","period":"2026-10",
        "sources":[{"part":1,"file":"…","sha256":"…"}],"stage":"registered","state":"held","reason":"pairs_held",
        "rows":{"read":2004,"accepted":1918,"rejected":81,"blank":4,"skipped":1},
        "sums":{"base":"…","tax":"…","total":"2010623.23"},"violations":{"required":26},"mended":{"rounded":3},
        "warnings":{"gap":3,"tax_rate":7},"chunks":{"total":4,"taken":4,"unknown":0},"scenario":"B",
        "pairs":{"total":84,"loaded":68,"known":4,"new":7,"held":5},
        "row_outcomes":{"loaded":1817,"known":18,"new":65,"held":18},
        "registrations":[{"target":"accounts","planned":5,"confirmed":5},
                         {"target":"series","planned":11,"confirmed":11}],
        "needs_attention":[{"branch":"PLZ LOS PINO","series":"B058","reason":"branch_to_confirm",
                            "candidates":[{"centre":"1030","score":"96.6"}]}],
        "files":{"rejects":"…","report":"…"}}]}"#;

    /// Every path of a document that ours lacks, or holds with another type or value; `…` stands for any text.
    fn missing(documented: &Value, ours: &Value, path: &str, found: &mut Vec<String>) {
        match (documented, ours) {
            (Value::Object(documented), Value::Object(ours)) => {
                for (key, value) in documented {
                    let path = format!("{path}/{key}");
                    match ours.get(key) {
                        Some(ours) => missing(value, ours, &path, found),
                        None => found.push(path),
                    }
                }
            }
            (Value::Array(documented), Value::Array(ours)) => {
                let pairs = documented.iter().zip(ours).enumerate();
                pairs.for_each(|(at, (value, ours))| missing(value, ours, &format!("{path}/{at}"), found));
                found.extend((documented.len() > ours.len()).then(|| format!("{path}/{}", ours.len())));
            }
            (Value::String(any), Value::String(_)) if any == "…" => {}
            (documented, ours) if documented == ours => {}
            _ => found.push(path.to_owned()),
        }
    }

    #[test]
    fn programs_get_the_documented_example() {
        let ours = serde_json::to_value(report(vec![october()])).expect("JSON");
        let documented: Value = serde_json::from_str(DOCUMENTED).expect("JSON");
        let mut lacking = Vec::new();
        missing(&documented, &ours, "", &mut lacking);
        assert_eq!(lacking, [] as [&str; 0], "{ours:#}");
    }

    #[test]
    fn what_programs_get_beyond_the_example_is_known() {
        let ours = serde_json::to_value(report(vec![october()])).expect("JSON");
        let documented: Value = serde_json::from_str(DOCUMENTED).expect("JSON");
        let keys = |value: &Value, at: &str| -> BTreeSet<String> {
            let object = value.pointer(at).and_then(Value::as_object);
            object.into_iter().flat_map(|object| object.keys().cloned()).collect()
        };
        let beyond =
            |at: &str| keys(&ours, at).difference(&keys(&documented, at)).cloned().collect::<Vec<_>>();
        assert_eq!(beyond(""), ["dry_run", "files"]);
        assert_eq!(
            beyond("/jobs/0"),
            ["changed_at", "commands", "created_at", "details", "duration_ms", "gaps", "not_before"]
        );
        assert_eq!(beyond("/jobs/0/needs_attention/0"), ["chunk", "commands", "details", "rows"]);
        assert_eq!(beyond("/jobs/0/files"), ["chunks", "report_csv", "workbook"]);
    }
}
