//! The three profiles beside the repository, read into what the stages use.

use factulink::import::profile::expression::Operand;
use factulink::import::profile::*;
use factulink::platform::settings::{AddressSource, Auth, PlatformReach, Resend, SecretSource, StateValue};
use proving::shared::shared;
use std::path::PathBuf;
use std::time::Duration;

fn folder() -> Option<PathBuf> {
    shared().map(|shared| shared.join("bulk/fixtures/profiles"))
}

/// A profile that has to be valid.
fn profile(name: &str) -> Option<Profile> {
    let found = check(&folder()?, name);
    Some(found.unwrap_or_else(|found| panic!("{name}: {found:#?}")))
}

fn column<'p>(profile: &'p Profile, name: &str) -> (ColumnId, &'p Column) {
    let found = profile.columns.iter().position(|column| column.name == name).expect("a column");
    (ColumnId(found), &profile.columns[found])
}

#[test]
fn all_of_them_are_valid_and_listed_by_name() {
    let Some(folder) = folder() else { return };
    let listed = list(&folder).expect("a readable folder");
    let names: Vec<_> = listed.iter().map(|listed| (listed.name.as_str(), listed.mistakes)).collect();
    assert_eq!(names, [("sunat-ventas", 0), ("sunat-ventas-folder", 0), ("tarifa", 0)]);
}

#[test]
fn the_ledger_has_its_source_and_its_columns() {
    let Some(profile) = profile("sunat-ventas") else { return };
    let source = &profile.source;
    assert_eq!((source.sheet.clone(), source.sheet_first), (Some(Sheet::Name("SUNAT".to_owned())), true));
    assert_eq!((source.titles, source.ignore.len()), (Titles::Same, 9));
    assert_eq!(source.skip, [(ColumnId(0), vec!["TOTAL".to_owned(), "TOTALES".to_owned()])]);
    assert_eq!(profile.columns.len() + source.ignore.len(), 39, "the titles of the user's ledger");
    let (issued, _) = column(&profile, "issued");
    let due = &column(&profile, "due").1.field;
    assert_eq!((due.not_before, due.empty.as_slice()), (Some(issued), &["01/01/0001".to_owned()][..]));
    let last = column(&profile, "last").1;
    assert_eq!(last.default, Some(DefaultValue::Column(column(&profile, "first").0)));
    let name = &column(&profile, "name").1.field;
    assert_eq!((name.remove.len(), name.max, name.cut), (9, Some(100), true));
    let rate = &column(&profile, "rate").1.field;
    assert_eq!((rate.decimals, rate.no_groups), (Some(3), true));
    let segment = &column(&profile, "segment").1.field;
    assert_eq!((segment.list.len(), segment.list_any_case), (2, true));
    assert_eq!(column(&profile, "type").1.field.pad, Some(Pad { to: 2, from: 1 }));
    assert!(column(&profile, "issued").1.field.within_period);
}

#[test]
fn the_ledger_has_its_rules() {
    let Some(profile) = profile("sunat-ventas") else { return };
    assert_eq!(profile.rules.len(), 16);
    let dni = profile.rules.iter().find_map(|rule| match &rule.what {
        RuleKind::Fields(fields) => fields.iter().map(|(_, rules)| rules).find(|rules| rules.pad.is_some()),
        _ => None,
    });
    let dni = dni.expect("a DNI that lost its nought");
    assert_eq!((dni.kind, dni.length, dni.pad), (Some(Type::Digits), Some(8), Some(Pad { to: 8, from: 7 })));
    let [.., range, sum, share, unique] = profile.rules.as_slice() else { panic!("rules between columns") };
    assert!(matches!(range.what, RuleKind::Range { at_most: 10_000, .. }));
    assert!(matches!(&sum.what, RuleKind::Sum { of, within: 50_000, .. } if of.len() == 11));
    assert_eq!((share.level, share.code.as_deref()), (Level::Warning, Some("tax_rate")));
    let RuleKind::Share { rates, within, .. } = &share.what else { panic!("a share") };
    assert_eq!((rates.as_slice(), *within), (&[180_000, 100_000, 105_000][..], 100_000));
    let RuleKind::Unique { key, numbers, scope, gaps } = &unique.what else { panic!("numbers") };
    assert_eq!((key.len(), numbers.is_some(), *scope, *gaps), (2, true, RuleScope::Profile, true));
}

#[test]
fn the_ledger_has_its_outputs_and_its_platform() {
    let Some(profile) = profile("sunat-ventas") else { return };
    let csv = profile.csv.as_ref().expect("chunks");
    assert_eq!(
        (csv.columns.len(), csv.eol, csv.dates, csv.delimiter),
        (20, Eol::CrLf, DateForm::DayFirst, b',')
    );
    assert!(matches!(csv.columns[0].1, Output::Number));
    assert_eq!((profile.chunk_rows, profile.rejects_allowed), (50_000, Allowed::Share(100_000)));
    assert_eq!(profile.workbook.as_ref().expect("a workbook").sheet, "IMPORT");
    let platform = profile.platform.as_ref().expect("a platform");
    assert_eq!((platform.resend, platform.every), (Resend::Key, Duration::from_secs(2)));
    let PlatformReach::Http(http) = &platform.reach else { panic!("HTTP") };
    assert_eq!(http.address, AddressSource::Env("IMPORT_PLATFORM_URL".to_owned()));
    let token = SecretSource::Env("IMPORT_PLATFORM_TOKEN".to_owned());
    assert_eq!(http.auth, Auth::Bearer { token });
    assert_eq!(http.submit.ticket.as_deref(), Some("/ticket"));
    let process = http.process.as_ref().and_then(|process| process.poll.as_ref()).expect("a poll");
    assert_eq!(process.pending, ["open", "processing"].map(|state| StateValue::Text(state.to_owned())));
    assert_eq!(http.cancel.as_ref().map(|request| request.method.as_str()), Some("DELETE"));
}

#[test]
fn the_ledger_has_its_reports_and_registrations() {
    let Some(profile) = profile("sunat-ventas") else { return };
    let answer = profile.answer.as_ref().expect("an answer");
    assert_eq!((answer.format, answer.rows.as_deref()), (Some(ReportFormat::Json), Some("/details")));
    let report = |name: &str| &profile.reports.iter().find(|(known, _)| known == name).expect("a report").1;
    let turns: Vec<_> =
        report("series").columns.iter().filter(|(_, title, _)| title == "Descripción").collect();
    assert_eq!(turns.iter().map(|(_, _, turn)| *turn).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(report("centres").max_age, Some(Duration::from_secs(40 * 86_400)));
    assert!(report("accounts").rules[0].1.is_match("00000000001"));
    let pairs = profile.pairs.as_ref().expect("pairs");
    assert_eq!((pairs.series, pairs.branch), (column(&profile, "series").0, column(&profile, "branch").0));
    assert_eq!((pairs.classes.len(), pairs.known_branch), (7, KnownBranch::Inherit));
    let matching = profile.matching.as_ref().expect("matching");
    assert_eq!((matching.propose, matching.words.len(), matching.aliases.len()), (80, 9, 0));
    assert_eq!(
        profile.accounts.as_ref().map(|accounts| (accounts.width, accounts.per)),
        Some((11, Per::Centre))
    );
    let [accounts, series] = profile.register.as_slice() else { panic!("two registrations") };
    assert!(matches!(&accounts.to, RegisterTarget::Access { columns, .. } if columns.len() == 5));
    let RegisterTarget::Http { method, body, columns, .. } = &series.to else { panic!("HTTP") };
    assert_eq!((method.as_str(), columns.len()), ("PUT", 9));
    assert_eq!(*body, RegisterBody::Workbook { sheet: "Hoja1".to_owned() });
    assert!(profile.reprocess);
}

#[test]
fn the_ledger_through_folders_keeps_what_it_does_not_name() {
    let (Some(base), Some(profile)) = (profile("sunat-ventas"), profile("sunat-ventas-folder")) else {
        return;
    };
    assert_eq!((profile.title.as_str(), profile.period), (base.title.as_str(), PeriodKind::Month));
    assert_eq!((profile.columns.len(), profile.rules.len()), (base.columns.len(), base.rules.len()));
    assert_ne!(profile.hash, base.hash);
    let platform = profile.platform.as_ref().expect("a platform");
    let PlatformReach::Folder(folder) = &platform.reach else { panic!("a folder") };
    assert_eq!(
        (folder.drop.as_path(), folder.answers.as_path()),
        ("platform/in".as_ref(), "platform/out".as_ref())
    );
    assert_eq!(folder.answer.as_ref().map(ToString::to_string).as_deref(), Some("errores{mm}{yy}.xlsx"));
    let poll = platform.poll.as_ref().expect("a poll");
    assert_eq!(
        (poll.done.as_slice(), poll.failed.as_slice()),
        (&[StateValue::Bool(true)][..], &[StateValue::Bool(false)][..])
    );
    let names: Vec<_> = profile.reports.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["series", "centres", "accounts"], "[reports.series] replaces itself only");
    assert!(
        matches!(&profile.reports[0].1.from, ReportPlace::File(file) if file.to_string() == "platform/series*.xlsx")
    );
    let [accounts, series] = profile.register.as_slice() else { panic!("two registrations") };
    let RegisterTarget::Folder { columns, confirm, .. } = &accounts.to else { panic!("a folder") };
    assert_eq!((columns.len(), *confirm), (4, Confirm::Report));
    assert!(matches!(&series.to, RegisterTarget::Folder { confirm: Confirm::Acknowledged, .. }));
}

#[test]
fn the_price_list_is_looked_up_computed_and_written() {
    let Some(profile) = profile("tarifa") else { return };
    assert_eq!((profile.period, profile.source.delimiter), (PeriodKind::None, Some(b';')));
    assert_eq!(profile.source.encoding.map(|encoding| encoding.name()), Some("windows-1252"));
    let price = &column(&profile, "price").1.field;
    assert_eq!(
        (price.over, price.mark, price.decimals),
        (Some(Bound::Number(0)), Some(Mark::Comma), Some(4))
    );
    let discount = column(&profile, "discount");
    assert_eq!(discount.1.default, Some(DefaultValue::Text("0".to_owned())));
    let [lookup] = profile.lookups.as_slice() else { panic!("a look-up") };
    assert_eq!(lookup.filter[0].1, LookupValue::Column(column(&profile, "reference").0));
    assert_eq!(lookup.filter[1].1, LookupValue::Literal(Scalar::Number("6".to_owned())));
    let [net] = profile.computes.as_slice() else { panic!("a computed value") };
    let value = |operand| Some(if operand == Operand::Column(discount.0) { 15_000_000 } else { 12_345_600 });
    assert_eq!(net.expression.evaluate(net.decimals, value), Ok(Some(10_493_800)));
    let access = profile.access.as_ref().expect("rows");
    assert!(matches!(access.key[0].1, Output::Lookup(0)));
    let kinds: Vec<bool> =
        access.columns.iter().map(|(_, output)| matches!(output, Output::Text(_))).collect();
    assert_eq!(kinds.iter().filter(|literal| **literal).count(), 2, "two noughts");
    assert_eq!(access.change.as_ref().map(|change| change.at_most), Some(300_000));
    assert_eq!((access.mode, access.batch), (AccessMode::Upsert, 1_000));
    assert_eq!(profile.rejects_allowed, Allowed::Rows(20));
}

#[test]
fn what_init_writes_says_the_same_of_rows_as_the_worked_examples() {
    let Some(fixtures) = folder() else { return };
    for starter in STARTERS.iter().filter(|starter| starter.name != "ejemplo") {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(format!("{}.toml", starter.name)), starter.es).expect("written");
        let bare = |profile: Profile| {
            let bare = Profile { title: String::new(), hash: String::new(), file: PathBuf::new(), ..profile };
            format!("{bare:?}")
        };
        let ours = check(folder.path(), starter.name).expect("a valid profile");
        let theirs = check(&fixtures, starter.name).expect("a valid profile");
        assert_eq!(bare(ours), bare(theirs), "{}", starter.name);
    }
}
