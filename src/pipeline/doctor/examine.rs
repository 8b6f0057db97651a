//! The order in which things are looked at: the program, the machine, each company's files, then what links them.

use super::finding::Examination;
use super::options::Options;
use super::{backups, company, link, machine, program, tasks};
use crate::pipeline::app::App;

/// Looks at everything that a run depends on. Whatever is wrong is a finding; none ends the examination.
pub fn doctor(app: &App<'_>, options: &Options) -> Examination {
    let mut findings = program::look(app, options);
    findings.extend(machine::look(app, options));
    findings.extend(tasks::look(&options.tasks));
    let mut parent = company::look(app, &app.settings.parent, company::Role::Parent, options);
    findings.append(&mut parent.findings);
    findings.extend(backups::look(app, &parent));
    for subsidiary in &app.settings.subsidiaries {
        let role = company::Role::Subsidiary(subsidiary);
        let mut seen = company::look(app, &subsidiary.company, role, options);
        findings.append(&mut seen.findings);
        findings.extend(link::look(subsidiary, &parent, &seen));
    }
    Examination { version: 1, generated_at: app.clock.now(), deep: options.deep, findings }
}
