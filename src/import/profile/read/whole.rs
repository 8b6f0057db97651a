//! A profile as a whole, and what must hold between its tables.

use super::platform::PlatformKind;
use super::scope::NameScope;
use super::values::flag;
use super::{Section, access, columns, csv, derived, platform, register, registry, reports, rules, source};
use crate::import::profile::model::{
    Output, PeriodKind, Profile, Register, RegisterTarget, RegisteredKind, ReportPlace,
};
use crate::import::profile::{Confirm, ProfileProblem, ReportSettings};
use crate::template::Template;
use std::path::Path;

/// Where a profile comes from.
pub(in crate::import::profile) struct Origin<'a> {
    pub name: &'a str,
    pub file: &'a Path,
    pub hash: String,
}

/// The tables that others are compared with.
struct Tables<'t> {
    csv: Section<'t>,
    answer: Section<'t>,
    reports: Section<'t>,
    pairs: Section<'t>,
    matching: Section<'t>,
    accounts: Section<'t>,
    platform: Section<'t>,
    verify: Section<'t>,
}

/// The profile of a document; worth nothing if there are findings.
pub(in crate::import::profile) fn profile(root: &Section<'_>, origin: Origin<'_>) -> Profile {
    let (title, period) = head(&root.section("profile"), origin.name);
    let (lookups, computes) = (root.sections("lookup"), root.sections("compute"));
    root.required("columns");
    let columns = root.section("columns");
    let scope = NameScope {
        period,
        columns: columns::known(&columns),
        lookups: derived::lookup_names(&lookups),
        computes: derived::compute_names(&computes),
    };
    let source_table = root.section("source");
    source::check_ignored(&source_table, &columns);
    let output = root.section("output");
    let tables = Tables {
        csv: output.section("csv"),
        answer: root.section("answer"),
        reports: root.section("reports"),
        pairs: root.section("pairs"),
        matching: root.section("match"),
        accounts: root.section("accounts"),
        platform: root.section("platform"),
        verify: root.section("verify"),
    };
    let kind = platform::kind(&tables.platform);
    let answer = reports::answer(&tables.answer, period);
    let answer_file = answer.as_ref().and_then(file_of);
    let pairs = registry::pairs(&tables.pairs, &scope);
    let register_tables = root.sections("register");
    let read = columns::columns(&columns, &scope, source::titles(&source_table));
    let profile = Profile {
        name: origin.name.to_owned(),
        title,
        file: origin.file.to_owned(),
        hash: origin.hash,
        period,
        rules: rules::rules(&root.sections("rule"), &scope, &read),
        columns: read,
        source: source::source(&source_table, &scope),
        lookups: derived::lookups(&lookups, &scope),
        computes: derived::computes(&computes, &scope),
        chunk_rows: csv::chunk_rows(&root.section("chunks"), &tables.csv),
        csv: csv::csv(&tables.csv, &scope),
        workbook: csv::workbook(&output.section("workbook"), &tables.csv, &scope),
        access: access::access(&output.section("access"), &scope),
        rejects_allowed: csv::allowed(&root.section("rejects")),
        platform: platform::platform(&tables.platform, kind, answer_file, period),
        answer,
        reports: reports::reports(&tables.reports, period),
        matching: registry::matching(&tables.matching, &scope, pairs.as_ref().map(|pairs| pairs.branch)),
        pairs,
        accounts: registry::accounts(&tables.accounts, &scope),
        register: register::register(&register_tables, period),
        reprocess: flag(&tables.verify, "reprocess"),
    };
    output.close();
    tables.verify.close();
    root.close();
    belong_together(&tables, &register_tables, kind, &profile);
    profile
}

/// Title and period; `name` and `extends` were read before.
fn head(section: &Section<'_>, name: &str) -> (String, PeriodKind) {
    let periods = [("month", PeriodKind::Month), ("year", PeriodKind::Year), ("none", PeriodKind::None)];
    let title = section.value("title").and_then(|field| field.filled_text().map(str::to_owned));
    let period =
        section.value("period").and_then(|field| field.choice(&periods)).unwrap_or(PeriodKind::Month);
    section.value("name");
    section.value("extends");
    section.close();
    (title.unwrap_or_else(|| name.to_owned()), period)
}

fn file_of(report: &ReportSettings) -> Option<Template> {
    match &report.from {
        ReportPlace::File(file) => Some(file.clone()),
        ReportPlace::Path(_) => None,
    }
}

/// Tables that are of no use without others.
fn belong_together(tables: &Tables<'_>, registers: &[Section<'_>], kind: PlatformKind, profile: &Profile) {
    let needs = |section: &Section<'_>, there: bool, key: &'static str| {
        if section.is_there() && !there {
            section.wrong(ProfileProblem::Needs { key });
        }
    };
    let report = |name: &str| tables.reports.section(name).is_there();
    let (pairs, has_platform) = (tables.pairs.is_there(), kind != PlatformKind::None);
    if has_platform {
        needs(&tables.platform, tables.csv.is_there(), "output.csv");
    }
    needs(&tables.answer, has_platform, "platform");
    needs(&tables.answer, pairs, "pairs");
    needs(&tables.matching, report("centres"), "reports.centres");
    needs(&tables.matching, pairs, "pairs");
    needs(&tables.accounts, report("accounts"), "reports.accounts");
    for section in registers {
        needs(section, tables.answer.is_there(), "answer");
        needs(section, report("series"), "reports.series");
    }
    if registers.len() == profile.register.len() {
        for (section, register) in registers.iter().zip(&profile.register) {
            registration(section, register, tables, kind);
        }
    }
    over_http(&tables.answer, kind);
    for name in ["series", "centres", "accounts"] {
        over_http(&tables.reports.section(name), kind);
    }
    if profile.reprocess {
        needs(&tables.verify, tables.answer.is_there(), "answer");
        needs(&tables.verify, tables.platform.section("process").is_there(), "platform.process");
    }
}

fn registration(section: &Section<'_>, register: &Register, tables: &Tables<'_>, kind: PlatformKind) {
    if register.what == RegisteredKind::Accounts && !tables.accounts.is_there() {
        section.wrong(ProfileProblem::Needs { key: "accounts" });
    }
    let operation = ["operation", "operation_name"];
    if uses(&register.to, &operation) && tables.pairs.value("operation").is_none() {
        section.wrong(ProfileProblem::Needs { key: "pairs.operation" });
    }
    match &register.to {
        RegisterTarget::Http { .. } if kind != PlatformKind::Http => {
            section.wrong(ProfileProblem::Needs { key: "platform.kind = \"http\"" });
        }
        RegisterTarget::Folder { confirm: Confirm::Report, .. } => {
            let (name, key) = match register.what {
                RegisteredKind::Accounts => ("accounts", "reports.accounts"),
                RegisteredKind::Series => ("series", "reports.series"),
            };
            if !tables.reports.section(name).is_there() {
                section.wrong(ProfileProblem::Needs { key });
            }
        }
        _ => {}
    }
}

/// Whether one of these values is registered.
fn uses(target: &RegisterTarget, names: &[&str]) -> bool {
    let (RegisterTarget::Access { columns, .. }
    | RegisterTarget::Http { columns, .. }
    | RegisterTarget::Folder { columns, .. }) = target;
    columns.iter().any(|(_, output)| match output {
        Output::Text(text) => text.placeholders().any(|name| names.contains(&name)),
        _ => false,
    })
}

/// A path below an address is only known where the platform has one.
fn over_http(section: &Section<'_>, kind: PlatformKind) {
    if let Some(field) = section.value("path").filter(|_| kind != PlatformKind::Http) {
        field.wrong(ProfileProblem::Needs { key: "platform.kind = \"http\"" });
    }
}
