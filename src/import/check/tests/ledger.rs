//! A sales ledger's profile, made by hand, and rows for it.

use crate::import::check::{
    Checker, Code, LoadedNumbers, Mended, NoLookups, NothingLoaded, Placement, RowOutcome, Summary, TitleRow,
    match_titles,
};
use crate::import::period::Period;
use crate::import::profile::*;
use crate::table::{Cell, RowBuffer};
use crate::template::Template;
use regex::Regex;

/// A profile with a name and nothing else.
pub fn empty_profile() -> Profile {
    Profile {
        name: "ventas".to_owned(),
        title: String::new(),
        file: "ventas.toml".into(),
        hash: String::new(),
        period: PeriodKind::Month,
        source: SourceSettings {
            files: Vec::new(),
            name: None,
            kind: SourceKind::Auto,
            sheet: None,
            sheet_first: false,
            title_rows: 1,
            titles: Titles::Same,
            ignore: Vec::new(),
            skip: Vec::new(),
            delimiter: None,
            encoding: None,
            quote: Some(b'"'),
            table: None,
            filter: Vec::new(),
            limits: SourceLimits { bytes: 1 << 32, ratio: 200, rows: u64::MAX },
        },
        columns: Vec::new(),
        rules: Vec::new(),
        lookups: Vec::new(),
        computes: Vec::new(),
        chunk_rows: 500,
        csv: None,
        workbook: None,
        access: None,
        rejects_allowed: Allowed::Rows(0),
        platform: None,
        answer: None,
        reports: Vec::new(),
        pairs: None,
        matching: None,
        accounts: None,
        register: Vec::new(),
        reprocess: false,
    }
}

pub fn keys(kind: Type) -> FieldRules {
    FieldRules { kind: Some(kind), collapse: true, ..FieldRules::default() }
}

pub fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

pub fn pattern(text: &str) -> Option<Regex> {
    Some(Regex::new(&format!("^(?:{text})$")).expect("a pattern"))
}

/// Adds a column.
pub fn column(profile: &mut Profile, name: &str, title: &str, field: FieldRules) -> ColumnId {
    let place = ColumnPlace::Title { title: title.to_owned(), nth: 1 };
    profile.columns.push(Column { name: name.to_owned(), place, field, default: None });
    ColumnId(profile.columns.len() - 1)
}

pub fn id(profile: &Profile, name: &str) -> ColumnId {
    ColumnId(profile.columns.iter().position(|column| column.name == name).expect("a column"))
}

pub fn rule(profile: &mut Profile, when: Vec<(ColumnId, Condition)>, what: RuleKind) {
    profile.rules.push(ProfileRule { when, level: Level::Reject, code: None, what });
}

fn one_of(list: &[&str]) -> Condition {
    Condition::OneOf(texts(list))
}

/// The ledger of `sunat-ventas`: its columns, rules and output.
pub fn ledger() -> Profile {
    let mut profile = empty_profile();
    add_columns(&mut profile);
    add_field_rules(&mut profile);
    add_relations(&mut profile);
    profile.source.ignore = texts(&[
        "Tipo CUO",
        "Nº CUO",
        "DIF",
        "IDENTIF DEL CONTRATO",
        "ERROR TIPO 1",
        "INDICADOR COMPROBANTES DE PAGO",
        "Estado",
        "Nro_Caja",
        "CENTRO DE COSTO",
    ]);
    profile.source.skip = vec![(id(&profile, "period"), texts(&["TOTAL", "TOTALES"]))];
    let output = ["base", "tax", "total"].map(|name| (name.to_owned(), Output::Column(id(&profile, name))));
    profile.csv = Some(CsvOutput {
        folder: Template::literal("output"),
        name: Template::literal("out.csv"),
        encoding: encoding_rs::UTF_8,
        bom: false,
        delimiter: b',',
        eol: Eol::CrLf,
        titles: true,
        trailing: false,
        dates: DateForm::DayFirst,
        decimal_mark: '.',
        columns: output.to_vec(),
    });
    profile
}

fn add_columns(profile: &mut Profile) {
    let must = |field: FieldRules| FieldRules { required: true, ..field };
    let is = Template::parse("{yyyy}{mm}00", |name| ["yyyy", "mm"].contains(&name)).expect("a template");
    let period = FieldRules { is: Some(is), code: Some("period".to_owned()), ..must(keys(Type::Text)) };
    column(profile, "period", "Periodo", period);
    let issued = FieldRules { within_period: true, ..must(keys(Type::Date)) };
    let issued = column(profile, "issued", "Fecha Emisión comprobante", issued);
    let day = || FieldRules { empty: texts(&["01/01/0001"]), ..keys(Type::Date) };
    column(profile, "due", "Fecha de vencimiento", FieldRules { not_before: Some(issued), ..day() });
    let coded = |list: &[&str]| FieldRules {
        pad: Some(Pad { to: 2, from: 1 }),
        list: texts(list),
        ..keys(Type::Text)
    };
    column(profile, "type", "Tipo Comprobante", must(coded(&["01", "03", "07", "08"])));
    let series = || FieldRules {
        case: Some(Case::Upper),
        length: Some(4),
        pattern: pattern("[0-9A-Z]{4}"),
        ..keys(Type::Text)
    };
    column(profile, "series", "Serie Comprobante", must(series()));
    let digits = |max| FieldRules { max: Some(max), ..keys(Type::Digits) };
    let first = column(profile, "first", "Nº Comprobante Inicial", must(digits(8)));
    let last = column(profile, "last", "Nº Comprobante Final", digits(8));
    profile.columns[last.0].default = Some(DefaultValue::Column(first));
    column(profile, "doc_type", "Tipo de Doc. Cliente", coded(&["00", "01", "04", "06", "07"]));
    let dash = || texts(&["-"]);
    let doc = FieldRules { case: Some(Case::Upper), empty: dash(), ..keys(Type::Text) };
    column(profile, "doc", "Nº de Doc. Cliente", doc);
    let remove = "'`´‘’“”\",".chars().collect();
    let name = FieldRules { empty: dash(), remove, max: Some(100), cut: true, ..keys(Type::Text) };
    column(profile, "name", "Nombre/Razon Social", name);
    let amounts = [
        ("export", "BI._Exportacion"),
        ("base", "BI Adq. Vtas. Grav"),
        ("base_discount", "DSCTO BI"),
        ("tax", "IGV Adq. Vtas. Grav"),
        ("tax_discount", "DSCTO IGV"),
        ("exempt", "Imp. Total Adquicisiones exoneradas"),
        ("unaffected", "Imp. Total Operaciones Inafectas"),
        ("isc", "ISC"),
        ("rice_base", "BI. Operaciones Gravadas C/ el IGV del Arroz Pilado"),
        ("rice_tax", "Imp. A las Ventas del Arroz Pilado"),
        ("other", "Otros"),
        ("total", "Importe"),
    ];
    for (name, title) in amounts {
        let required = ["base", "tax", "total"].contains(&name);
        column(profile, name, title, FieldRules { required, ..keys(Type::Decimal) });
    }
    column(
        profile,
        "currency",
        "COD MONEDA",
        FieldRules { list: texts(&["PEN", "USD"]), ..must(keys(Type::Text)) },
    );
    let rate = FieldRules { decimals: Some(3), no_groups: true, ..keys(Type::Decimal) };
    column(profile, "rate", "Tipo Cambio", rate);
    column(profile, "ref_date", "Fecha Emision Comprobantes Pago que Modifica", day());
    let ref_type = FieldRules { empty: texts(&["00"]), ..coded(&["01", "03", "07", "08", "12"]) };
    column(profile, "ref_type", "Tipo Comprobante Pago Modifica", ref_type);
    column(profile, "ref_series", "Nº Serie Comprobante Modifica", FieldRules { empty: dash(), ..series() });
    column(profile, "ref_number", "Nº Comprobante Pago Modifica", FieldRules { empty: dash(), ..digits(20) });
    let segment =
        FieldRules { list: texts(&["Bisutería", "Moda"]), list_any_case: true, ..must(keys(Type::Text)) };
    column(profile, "segment", "SegmentoDeNegocio", segment);
    let branch = FieldRules { case: Some(Case::Upper), max: Some(60), ..must(keys(Type::Text)) };
    column(profile, "branch", "Sucursal", branch);
}

/// A column, what must be true of it, and the keys of columns that are asked then.
type FieldRule<'n> = (&'n str, Condition, Vec<(&'n str, FieldRules)>);

fn add_field_rules(profile: &mut Profile) {
    let at = |profile: &Profile, name: &str| id(profile, name);
    let required = || FieldRules { required: true, ..FieldRules::default() };
    let series = |text: &str| FieldRules {
        pattern: pattern(text),
        code: Some("series_for_type".to_owned()),
        ..FieldRules::default()
    };
    let signed = |sign| FieldRules { sign: Some(sign), ..FieldRules::default() };
    let ruc = FieldRules { check: Some(Check::PeRuc), ..FieldRules::default() };
    let dni = FieldRules {
        kind: Some(Type::Digits),
        length: Some(8),
        pad: Some(Pad { to: 8, from: 7 }),
        ..FieldRules::default()
    };
    let other = |max| FieldRules { max: Some(max), pattern: pattern("[0-9A-Z-]+"), ..FieldRules::default() };
    let earlier = FieldRules { not_after: Some(at(profile, "issued")), ..required() };
    let positive = || {
        [("base", signed(Sign::Positive)), ("tax", signed(Sign::Positive)), ("total", signed(Sign::Positive))]
    };
    let negative = [
        ("base", signed(Sign::Negative)),
        ("tax", signed(Sign::Negative)),
        ("total", signed(Sign::Negative)),
    ];
    let rules: Vec<FieldRule<'_>> = vec![
        (
            "type",
            one_of(&["01"]),
            vec![("series", series("F[0-9A-Z]{3}|E001|[0-9]{4}")), ("doc_type", required())],
        ),
        ("type", one_of(&["03"]), vec![("series", series("B[0-9A-Z]{3}|EB01|[0-9]{4}"))]),
        (
            "type",
            one_of(&["07", "08"]),
            vec![
                ("series", series("[FB][0-9A-Z]{3}|E001|EB01|[0-9]{4}")),
                ("ref_date", earlier),
                ("ref_type", required()),
                ("ref_series", required()),
                ("ref_number", required()),
            ],
        ),
        ("doc_type", Condition::Given, vec![("doc", required()), ("name", required())]),
        ("doc", Condition::Given, vec![("doc_type", required())]),
        ("doc_type", one_of(&["01"]), vec![("doc", dni)]),
        ("doc_type", one_of(&["06"]), vec![("doc", ruc)]),
        ("doc_type", one_of(&["04", "07"]), vec![("doc", other(12))]),
        ("doc_type", one_of(&["00"]), vec![("doc", other(15))]),
        ("type", one_of(&["01", "03", "08"]), positive().to_vec()),
        ("type", one_of(&["07"]), negative.to_vec()),
        ("currency", one_of(&["USD"]), vec![("rate", required())]),
    ];
    for (when, condition, fields) in rules {
        let fields = fields.into_iter().map(|(name, field)| (at(profile, name), field)).collect();
        let when = vec![(at(profile, when), condition)];
        rule(profile, when, RuleKind::Fields(fields));
    }
}

fn add_relations(profile: &mut Profile) {
    let of =
        |profile: &Profile, names: &[&str]| names.iter().map(|name| id(profile, name)).collect::<Vec<_>>();
    let (first, last) = (id(profile, "first"), id(profile, "last"));
    rule(profile, Vec::new(), RuleKind::Range { first, last, at_most: 10_000 });
    let parts = [
        "export",
        "base",
        "base_discount",
        "tax",
        "tax_discount",
        "exempt",
        "unaffected",
        "isc",
        "rice_base",
        "rice_tax",
        "other",
    ];
    let sum = RuleKind::Sum { of: of(profile, &parts), equals: id(profile, "total"), within: 50_000 };
    rule(profile, Vec::new(), sum);
    let share = RuleKind::Share {
        share: id(profile, "tax"),
        of: id(profile, "base"),
        rates: vec![180_000, 100_000, 105_000],
        within: 100_000,
    };
    let code = Some("tax_rate".to_owned());
    profile.rules.push(ProfileRule { when: Vec::new(), level: Level::Warning, code, what: share });
    let key = of(profile, &["type", "series"]);
    rule(
        profile,
        Vec::new(),
        RuleKind::Unique { key, numbers: Some((first, last)), scope: RuleScope::Profile, gaps: true },
    );
}

/// A file whose titles are those of the columns and of what is ignored, in this order.
pub fn titles(profile: &Profile) -> Vec<String> {
    let title = |column: &Column| match &column.place {
        ColumnPlace::Title { title, .. } => title.clone(),
        ColumnPlace::Index(_) => String::new(),
    };
    profile.columns.iter().map(title).chain(profile.source.ignore.iter().cloned()).collect()
}

pub fn title_row(number: u64, titles: &[impl AsRef<str>]) -> TitleRow {
    let mut buffer = RowBuffer::new();
    titles.iter().for_each(|title| buffer.push(Cell::Text(title.as_ref())));
    TitleRow::read(&buffer.row(number, Some(number)))
}

pub fn placed(profile: &Profile) -> Placement {
    match_titles(&[title_row(1, &titles(profile))], profile).expect("its own titles")
}

/// What one row became.
#[derive(Debug, PartialEq)]
pub struct Became {
    pub outcome: RowOutcome,
    /// Code and column.
    pub violations: Vec<(Code, String)>,
    pub warnings: Vec<(Code, String)>,
    pub mended: Vec<(Mended, String)>,
    /// All values, as they are written.
    pub values: Vec<String>,
}

/// A row of a ledger that is right in everything.
pub fn sound(profile: &Profile) -> Vec<Cell<'static>> {
    let mut row = vec![Cell::Text(""); placed(profile).width];
    let values = [
        ("period", "20261000"),
        ("issued", "05/10/2026"),
        ("type", "03"),
        ("series", "B001"),
        ("first", "00000012"),
        ("last", "00000012"),
        ("base", "100"),
        ("tax", "18"),
        ("total", "118"),
        ("currency", "PEN"),
        ("segment", "Moda"),
        ("branch", "PLAZA NORTE"),
    ];
    for (name, value) in values {
        row[id(profile, name).0] = Cell::Text(value);
    }
    row
}

/// [`sound`] with other cells.
pub fn with<'c>(profile: &Profile, cells: &[(&str, Cell<'c>)]) -> Vec<Cell<'c>> {
    let mut row: Vec<Cell<'c>> = sound(profile);
    for (name, cell) in cells {
        row[id(profile, name).0] = *cell;
    }
    row
}

/// The same of texts.
pub fn with_texts<'c>(profile: &Profile, cells: &[(&str, &'c str)]) -> Vec<Cell<'c>> {
    let cells: Vec<_> = cells.iter().map(|(name, text)| (*name, Cell::Text(text))).collect();
    with(profile, &cells)
}

/// Checks rows of a text file, from row 2 on.
pub fn judge(profile: &Profile, rows: &[Vec<Cell<'_>>]) -> (Vec<Became>, Summary) {
    judge_after(profile, rows, &mut NothingLoaded)
}

/// The same, after what other jobs loaded.
pub fn judge_after(
    profile: &Profile,
    rows: &[Vec<Cell<'_>>],
    earlier: &mut dyn LoadedNumbers,
) -> (Vec<Became>, Summary) {
    let mut lookups = NoLookups;
    let period = Period::month(2026, 10).expect("a month");
    let mut checker = Checker::new(profile, period, &placed(profile), earlier, &mut lookups);
    let mut buffer = RowBuffer::new();
    let mut became = Vec::new();
    for (cells, number) in rows.iter().zip(2..) {
        buffer.clear();
        cells.iter().for_each(|cell| buffer.push(*cell));
        let checked = checker.check(&buffer.row(number, Some(number))).expect("no source fails");
        let name = |column: ColumnId| profile.columns[column.0].name.clone();
        let told = |list: &[crate::import::check::Violation]| {
            let column = |column: Option<ColumnId>| column.map(name).unwrap_or_default();
            list.iter().map(|one| (one.rule.clone(), column(one.column))).collect()
        };
        became.push(Became {
            outcome: checked.outcome,
            violations: told(checked.violations),
            warnings: told(checked.warnings),
            mended: checked.mended.iter().map(|(mended, column)| (*mended, name(*column))).collect(),
            values: (0..profile.columns.len())
                .map(|at| checked.record.value(ColumnId(at)).to_string())
                .collect(),
        });
    }
    (became, checker.finish().expect("no source fails"))
}
