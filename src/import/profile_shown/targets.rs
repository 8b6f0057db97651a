//! Where the rows of a profile go.

use super::{fact, name, plain};
use crate::import::profile::{
    AccessOutput, Allowed, CsvOutput, KnownBranch, Profile, Register, RegisterTarget, RegisteredKind,
    ReportPlace, ReportSettings,
};
use crate::import::report::ProfileFact;
use crate::platform::settings::PlatformReach;

/// In the order of the stages.
pub fn facts(profile: &Profile) -> Vec<ProfileFact> {
    let mut facts = vec![allowed(profile.rejects_allowed)];
    facts.extend(profile.csv.iter().flat_map(|csv| chunks(csv, profile.chunk_rows)));
    let workbook = profile.workbook.as_ref();
    facts.extend(workbook.map(|book| fact("workbook", format!("{}, {}", book.name, book.sheet))));
    facts.extend(profile.access.iter().flat_map(table));
    facts.extend(profile.platform.as_ref().map(|platform| {
        plain(match platform.reach {
            PlatformReach::Http(_) => "platform_http",
            PlatformReach::Folder(_) => "platform_folder",
        })
    }));
    facts.extend(profile.answer.as_ref().map(|answer| fact("answer", place(answer))));
    let reports = profile.reports.iter();
    facts.extend(reports.map(|(name, report)| fact("report", format!("{name} = {}", place(report)))));
    facts.extend(reconciling(profile));
    facts.extend(profile.register.iter().map(registering));
    facts
}

fn allowed(allowed: Allowed) -> ProfileFact {
    let text = match allowed {
        Allowed::Rows(rows) => rows.to_string(),
        // Millionths, so that ten thousand of them are a hundredth.
        Allowed::Share(share) => format!("{} %", super::fields::millionths(i128::from(share) * 100)),
    };
    fact("rejects_allowed", text)
}

fn chunks(csv: &CsvOutput, rows: u32) -> [ProfileFact; 3] {
    let titles: Vec<_> = csv.columns.iter().map(|(title, _)| title.as_str()).collect();
    [
        fact("chunks", rows.to_string()),
        fact("csv", format!("{}/{}", csv.folder, csv.name)),
        fact("csv_columns", titles.join(", ")),
    ]
}

fn table(access: &AccessOutput) -> Vec<ProfileFact> {
    let titles = |columns: &[(String, _)]| {
        columns.iter().map(|(column, _)| column.as_str()).collect::<Vec<_>>().join(", ")
    };
    let change = access.change.as_ref().map(|change| {
        let share = super::fields::millionths(change.at_most.saturating_mul(100));
        fact("change", format!("{} ± {share} %", change.column))
    });
    let mut facts = vec![
        fact("access", format!("{} {}", access.file, access.table)),
        fact("access_key", titles(&access.key)),
        fact("access_columns", titles(&access.columns)),
    ];
    facts.extend(change);
    facts
}

fn place(report: &ReportSettings) -> String {
    match &report.from {
        ReportPlace::File(place) | ReportPlace::Path(place) => place.to_string(),
    }
}

fn reconciling(profile: &Profile) -> Vec<ProfileFact> {
    let pairs = profile.pairs.iter().flat_map(|pairs| {
        let columns = format!("{}, {}", name(pairs.series, profile), name(pairs.branch, profile));
        let known = plain(match pairs.known_branch {
            KnownBranch::Inherit => "branch_inherit",
            KnownBranch::Confirm => "branch_confirm",
            KnownBranch::Hold => "branch_hold",
        });
        let elsewhere = pairs.series_elsewhere_is_new.then(|| plain("series_elsewhere_new"));
        [Some(fact("pairs", columns)), Some(known), elsewhere].into_iter().flatten()
    });
    let propose = profile.matching.as_ref().map(|matching| fact("propose", matching.propose.to_string()));
    let accounts = profile.accounts.as_ref().map(|accounts| {
        fact("accounts", format!("{}… × {}: {}", accounts.prefix, accounts.width, accounts.description))
    });
    pairs.chain(propose).chain(accounts).collect()
}

fn registering(register: &Register) -> ProfileFact {
    let key = match register.what {
        RegisteredKind::Accounts => "register_accounts",
        RegisteredKind::Series => "register_series",
    };
    let place = match &register.to {
        RegisterTarget::Access { file, table, .. } => format!("{file} {table}"),
        RegisterTarget::Http { method, path, .. } => format!("{method} {path}"),
        RegisterTarget::Folder { drop, .. } => drop.to_string(),
    };
    fact(key, place)
}
