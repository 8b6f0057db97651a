//! The order in which things are looked at: the program, the machine, each company's files, then what links them.

use super::fact::Fact;
use super::finding::{Examination, Finding};
use super::options::{Machine, Options};
use super::{backups, company, link, machine, program, tasks};
use crate::pipeline::app::App;

/// Looks at everything that a run depends on. Whatever is wrong is a finding; none ends the examination.
pub fn doctor(app: &App<'_>, options: &Options) -> Examination {
    let machine = Machine::from(app);
    let mut findings = surroundings(program::configuration(app, options), &machine, options);
    let mut parent = company::look(app, &app.settings.parent, company::Role::Parent, options);
    findings.append(&mut parent.findings);
    findings.extend(backups::look(app, &parent));
    for subsidiary in &app.settings.subsidiaries {
        let role = company::Role::Subsidiary(subsidiary);
        let mut seen = company::look(app, &subsidiary.company, role, options);
        findings.append(&mut seen.findings);
        findings.extend(link::look(subsidiary, &parent, &seen));
    }
    findings.extend(link::one_file(app));
    examination(findings, &machine, options)
}

/// The same where the configuration names no companies: the program, the machine, the tasks.
pub fn doctor_without_companies(machine: &Machine<'_>, options: &Options) -> Examination {
    let configuration =
        Finding::new(Fact::ConfigurationBulkAlone).with("file", options.configuration.display());
    examination(surroundings(configuration, machine, options), machine, options)
}

fn surroundings(configuration: Finding, machine: &Machine<'_>, options: &Options) -> Vec<Finding> {
    let mut findings = vec![configuration];
    findings.extend(program::look());
    findings.extend(machine::look(machine, options));
    findings.extend(tasks::look(&options.tasks));
    findings
}

fn examination(findings: Vec<Finding>, machine: &Machine<'_>, options: &Options) -> Examination {
    Examination { version: 1, generated_at: machine.clock.now(), deep: options.deep, findings }
}
