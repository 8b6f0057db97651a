//! The jobs there are, and what waits for whom.

use super::words::word;
use super::{figures, job};
use crate::cli::output::{Column, Show, View, line, table};
use crate::import::report::{ImportStatus, JobReport};

impl Show for ImportStatus {
    fn text(&self, view: &View<'_>) -> String {
        match self.jobs.as_slice() {
            [] => view.catalogue.text("import.no_jobs").to_owned() + "\n",
            [only] => job::job(only, view),
            jobs => all(self, jobs, view),
        }
    }
}

fn all(status: &ImportStatus, jobs: &[JobReport], view: &View<'_>) -> String {
    let mut text = String::new();
    let at = view.time(status.generated_at);
    let title = view.say("import.status_title", &[("path", &status.state.display()), ("at", &at)]);
    line(&mut text, view.heading(&title));
    text += &overview(jobs, view);
    let waits =
        |job: &&JobReport| job::is_held(job) || !job.needs_attention.is_empty() || job.not_before.is_some();
    jobs.iter().filter(waits).for_each(|job| text += &job::held(job, view));
    text
}

fn overview(jobs: &[JobReport], view: &View<'_>) -> String {
    let columns = [
        Column("import_column.job", false),
        Column("import_column.state", false),
        Column("import_column.stage", false),
        Column("import_column.rows", true),
        Column("import_column.accepted", true),
        Column("import_column.rejected", true),
        Column("import_column.chunks", true),
        Column("import_column.changed", false),
    ];
    let count = |n| figures::count(n, view.catalogue.lang());
    let row = |job: &JobReport| {
        vec![
            job.job.to_string(),
            word("state", &job.state, view.catalogue),
            word("state", &job.stage, view.catalogue),
            count(job.rows.read),
            count(job.rows.accepted),
            count(job.rows.rejected),
            format!("{}/{}", count(job.chunks.taken), count(job.chunks.total)),
            view.time(job.changed_at),
        ]
    };
    table(view, &columns, jobs.iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{job, moment, october, shown};
    use super::*;
    use crate::domain::Lang;
    use std::path::PathBuf;

    fn status(jobs: Vec<JobReport>) -> ImportStatus {
        ImportStatus { version: 1, state: PathBuf::from("jobs.db"), generated_at: moment(), jobs }
    }

    #[test]
    fn jobs_stand_in_a_table_and_those_that_wait_below_it() {
        assert_eq!(
            shown(&status(vec![october(), job("sunat-ventas/2026-09", "done")]), Lang::En),
            "\
Bulk files in jobs.db, 2026-11-01 11:00
 job                   state  stage        read  accepted  rejected  chunks  changed
 sunat-ventas/2026-10  held   registered  2,004     1,918        81     4/4  2026-11-01 11:00
 sunat-ventas/2026-09  done   prepared        0         0         0     0/0  2026-11-01 11:00
sunat-ventas/2026-10: held, 5 pairs to decide (4.1 s)
  waiting     PLZ LOS PINO (5 rows): 1030 PLAZA LOS PINOS 96.6, 1020 PLAZA LOS MOLINOS 83.9
              factulink import confirm sunat-ventas/2026-10 \"PLZ LOS PINO\" 1030
"
        );
    }

    #[test]
    fn one_job_is_shown_whole_and_none_is_said() {
        let whole = shown(&status(vec![october()]), Lang::Es);
        assert!(whole.contains("filas       2.004 leídas") && !whole.contains("jobs.db"), "{whole}");
        assert_eq!(shown(&status(Vec::new()), Lang::Es), "No hay trabajos.\n");
    }
}
