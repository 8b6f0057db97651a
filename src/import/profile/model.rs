//! A profile as the stages use it: checked, its patterns compiled, its columns referred to by index.

use crate::platform::PlatformSettings;
use crate::template::Template;
use chrono::NaiveDate;
use regex::Regex;
use std::path::PathBuf;
use std::time::Duration;

/// A place in [`Profile::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub usize);

/// One kind of bulk file: where it is found, what is true of its rows, and where they go.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: String,
    pub title: String,
    /// The file it was read from.
    pub file: PathBuf,
    /// SHA-256 of its text and of the texts it extends, in lower-case hexadecimal.
    pub hash: String,
    pub period: PeriodKind,
    pub source: Source,
    pub columns: Vec<Column>,
    pub rules: Vec<Rule>,
    pub lookups: Vec<Lookup>,
    pub computes: Vec<Compute>,
    /// Accepted rows of a chunk.
    pub chunk_rows: u32,
    pub csv: Option<CsvOutput>,
    pub workbook: Option<WorkbookOutput>,
    pub access: Option<AccessOutput>,
    pub rejects_allowed: Allowed,
    /// `None`: `kind = "none"`, or no table `[platform]`.
    pub platform: Option<PlatformSettings>,
    pub answer: Option<ReportSettings>,
    /// `series`, `centres`, `accounts`, by name.
    pub reports: Vec<(String, ReportSettings)>,
    pub pairs: Option<Pairs>,
    pub matching: Option<Matching>,
    pub accounts: Option<Accounts>,
    pub register: Vec<Register>,
    /// `[verify] reprocess`: process again after registering; what is left must be what is held.
    pub reprocess: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodKind {
    Month,
    Year,
    None,
}

#[derive(Debug, Clone)]
pub struct Source {
    /// Globs, as written; relative ones start in the configuration's folder.
    pub files: Vec<Template>,
    /// How the period stands in a file's name, without its extension.
    pub name: Option<Template>,
    pub kind: SourceKind,
    pub sheet: Option<Sheet>,
    pub sheet_first: bool,
    pub title_rows: u32,
    pub titles: Titles,
    /// Titles that are known and not used.
    pub ignore: Vec<String>,
    /// A row is skipped where the column, cleaned, is one of the texts, compared without case.
    pub skip: Vec<(ColumnId, Vec<String>)>,
    /// `None`: found out.
    pub delimiter: Option<u8>,
    /// A label of the WHATWG encoding standard; `None`: found out.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// `None`: fields are not quoted.
    pub quote: Option<u8>,
    /// Of an Access source.
    pub table: Option<String>,
    /// Rows of an Access source: column and the value it must have.
    pub filter: Vec<(String, Scalar)>,
    pub limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// By the extension and the first bytes.
    Auto,
    Csv,
    Xlsx,
    Access,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    Name(String),
    /// From 1 on.
    Number(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Titles {
    /// These titles, each once, in any order.
    Same,
    /// The order, too.
    Exact,
    /// These titles; others do not matter.
    Contains,
    /// No titles: columns are placed by letter or number.
    None,
}

/// Bounds of what is read of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Unpacked bytes.
    pub bytes: u64,
    /// Unpacked to packed bytes, past 64 MiB.
    pub ratio: u64,
    pub rows: u64,
}

/// A literal of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    Text(String),
    /// As written: `6`, `0.5`.
    Number(String),
    Bool(bool),
}

#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the profile.
    pub name: String,
    pub place: Place,
    pub field: FieldRules,
    pub default: Option<DefaultValue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The n-th column with this title, from 1 on.
    Title { title: String, nth: u32 },
    /// From 0 on; by `letter` or `number`.
    Index(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultValue {
    Text(String),
    Column(ColumnId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Text,
    Digits,
    Integer,
    Decimal,
    Date,
    Bool,
}

/// The keys of a column, or of one column within a `[[rule]]`. What is `None`, empty or false there is not asked.
#[derive(Debug, Clone, Default)]
pub struct FieldRules {
    /// Always there in a column; in a rule only where it is changed.
    pub kind: Option<Type>,
    pub required: bool,
    /// Texts that stand for nothing.
    pub empty: Vec<String>,
    /// The code that a violation of `pattern`, `list`, `is` and the like bears instead of its own.
    pub code: Option<String>,
    // Texts and digits.
    pub case: Option<Case>,
    pub collapse: bool,
    /// Characters that are taken out.
    pub remove: Vec<char>,
    pub replace: Vec<(String, String)>,
    /// Whole values that become others.
    pub map: Vec<(String, String)>,
    pub pad: Option<Pad>,
    /// Exactly so many characters.
    pub length: Option<usize>,
    /// At most so many characters.
    pub max: Option<usize>,
    /// `over = "cut"`: what is longer than `max` is cut instead of rejected.
    pub cut: bool,
    pub list: Vec<String>,
    /// `list_case = false`: letter case does not count; the spelling of the list is what goes on.
    pub list_any_case: bool,
    /// Anchored at both ends.
    pub pattern: Option<Regex>,
    /// The value must be this, filled in with the period.
    pub is: Option<Template>,
    pub check: Option<Check>,
    /// `formula = "keep"`: a first `= + - @` is allowed.
    pub keep_formula: bool,
    // Numbers.
    /// 0 to 6; 2 where a decimal column says nothing, 0 for integers.
    pub decimals: Option<u8>,
    pub mark: Option<Mark>,
    /// `groups = false`.
    pub no_groups: bool,
    pub from: Option<Bound>,
    pub to: Option<Bound>,
    pub over: Option<Bound>,
    pub under: Option<Bound>,
    pub sign: Option<Sign>,
    // Dates.
    /// The forms that texts may have; none named: `d/m/yyyy` and `yyyy-mm-dd`.
    pub dates: Vec<DateForm>,
    /// `within = "period"`.
    pub within_period: bool,
    pub not_before: Option<ColumnId>,
    pub not_after: Option<ColumnId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Upper,
    Lower,
}

/// Fills digits with leading noughts up to `to`, if there are at least `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pad {
    pub to: usize,
    pub from: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    PeRuc,
    EsNif,
    Ean,
    Iban,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Either,
    Comma,
    Point,
}

/// A limit of a number or of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// In millionths.
    Number(i128),
    Date(NaiveDate),
}

/// Which sign an amount has; nought has none and passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Positive,
    Negative,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Reject,
    Warning,
}

/// A `[[rule]]`: what must hold of the columns of one row, or between rows.
#[derive(Debug, Clone)]
pub struct Rule {
    /// All must hold for the rule to be asked.
    pub when: Vec<(ColumnId, Condition)>,
    pub level: Level,
    /// The code of its violations, instead of their own.
    pub code: Option<String>,
    pub what: RuleKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// One of these values, after cleaning and padding.
    OneOf(Vec<String>),
    Given,
    Empty,
}

#[derive(Debug, Clone)]
pub enum RuleKind {
    Fields(Vec<(ColumnId, FieldRules)>),
    /// The last number of a range is not below its first, nor too far from it: `range`, `at_most`.
    Range {
        first: ColumnId,
        last: ColumnId,
        at_most: u64,
    },
    /// Amounts add up to another one: `sum`, `equals`, `within` (millionths).
    Sum {
        of: Vec<ColumnId>,
        equals: ColumnId,
        within: i128,
    },
    /// One amount is about one of these shares of another: `share`, `of`, `rates`, `within` (millionths).
    Share {
        share: ColumnId,
        of: ColumnId,
        rates: Vec<i128>,
        within: i128,
    },
    /// No row like it came before: `unique`, and by `numbers` a range of numbers within each key.
    Unique {
        key: Vec<ColumnId>,
        numbers: Option<(ColumnId, ColumnId)>,
        scope: Scope,
        gaps: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    File,
    /// Also what earlier jobs of the profile loaded.
    Profile,
}

/// A value that is looked up in a table of an Access file, or in a CSV file.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The name under which the value is known.
    pub name: String,
    pub file: Template,
    pub table: Option<String>,
    /// Column of the table, and what it must equal: texts without letter case and outer blanks.
    pub filter: Vec<(String, LookupValue)>,
    pub take: String,
    /// The code of a row for which there is none, several, or a refused one.
    pub none: String,
    pub many: String,
    /// A row found is refused where one of these columns has this value.
    pub refuse: Vec<(String, Scalar)>,
    pub refused: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupValue {
    Column(ColumnId),
    Literal(Scalar),
}

/// A value that is computed of others, with decimals only.
#[derive(Debug, Clone)]
pub struct Compute {
    pub name: String,
    pub expression: super::expression::Expression,
    /// 0 to 6; the result is rounded half away from nought.
    pub decimals: u8,
}

/// What stands in a column of an output.
#[derive(Debug, Clone)]
pub enum Output {
    /// `#`: the running number, from 1 on.
    Number,
    Column(ColumnId),
    /// By its place in [`Profile::computes`].
    Compute(usize),
    /// By its place in [`Profile::lookups`].
    Lookup(usize),
    /// Literal text with placeholders; of a registration also its values (`{account}`). Where a value of the row is called
    /// like a word of the period or of the job (`{period}`), the value is meant.
    Text(Template),
}

#[derive(Debug, Clone)]
pub struct CsvOutput {
    pub folder: Template,
    pub name: Template,
    pub encoding: &'static encoding_rs::Encoding,
    pub bom: bool,
    pub delimiter: u8,
    pub eol: Eol,
    /// `titles = false`: no row of titles.
    pub titles: bool,
    /// A delimiter behind the last field, too.
    pub trailing: bool,
    pub dates: DateForm,
    pub decimal_mark: char,
    /// Title and value.
    pub columns: Vec<(String, Output)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eol {
    CrLf,
    Lf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateForm {
    /// `dd/mm/yyyy`
    DayFirst,
    /// `yyyy-mm-dd`
    Iso,
    /// `yyyymmdd`
    Compact,
}

/// The consolidated workbook: the columns of the CSV output.
#[derive(Debug, Clone)]
pub struct WorkbookOutput {
    pub name: Template,
    pub sheet: String,
}

/// Rows of a table of an Access file.
#[derive(Debug, Clone)]
pub struct AccessOutput {
    pub file: Template,
    pub table: String,
    pub key: Vec<(String, Output)>,
    pub mode: AccessMode,
    pub columns: Vec<(String, Output)>,
    pub change: Option<ChangeLimit>,
    /// Rows of a transaction.
    pub batch: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessMode {
    Insert,
    Upsert,
}

/// A row whose column would move further than this is held.
#[derive(Debug, Clone)]
pub struct ChangeLimit {
    pub column: String,
    /// Millionths of the value that is there: 30 % is 300,000.
    pub at_most: i128,
    pub code: String,
}

/// How many rejected rows are allowed before nothing is submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    Rows(u64),
    /// Millionths of the rows read.
    Share(u64),
}

/// The answer, or a report of the accounting program or the platform: where it is and what it must look like.
#[derive(Debug, Clone)]
pub struct ReportSettings {
    pub from: ReportPlace,
    pub format: Option<ReportFormat>,
    pub sheet: Option<Sheet>,
    /// JSON pointer of the list of rows.
    pub rows: Option<String>,
    /// Name and title (of JSON: key); the n-th of one title, from 1 on.
    pub columns: Vec<(String, String, u32)>,
    /// Name and what the value must match, anchored.
    pub rules: Vec<(String, Regex)>,
    pub max_age: Option<Duration>,
    /// Of an Access file.
    pub table: Option<String>,
}

#[derive(Debug, Clone)]
pub enum ReportPlace {
    /// A path or glob; of several files the newest. Of a folder platform: a name in its folder of answers.
    File(Template),
    /// Below the platform's address.
    Path(Template),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    Csv,
    Xlsx,
    Json,
    Access,
}

/// What the platform keeps its registry by.
#[derive(Debug, Clone)]
pub struct Pairs {
    pub series: ColumnId,
    pub branch: ColumnId,
    /// The first pattern that a series begins with names its class; only for reports.
    pub classes: Vec<(Regex, String)>,
    pub known_branch: KnownBranch,
    /// `series_elsewhere = "new"`: a known series at an unknown branch is new, too.
    pub series_elsewhere_is_new: bool,
    /// Code and name.
    pub operation: (String, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBranch {
    /// Takes centre and account of the branch.
    Inherit,
    /// A person confirms it.
    Confirm,
    Hold,
}

/// How a branch finds its cost centre.
#[derive(Debug, Clone)]
pub struct Matching {
    /// A score from here on is a proposal, of 100.
    pub propose: u32,
    /// Groups of words that are treated alike: from, to.
    pub words: Vec<(String, String)>,
    /// Branch and centre.
    pub aliases: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Accounts {
    pub prefix: String,
    pub words: String,
    pub width: usize,
    /// With `{centre_name}`, `{centre}`, `{branch}`, `{series}`.
    pub description: Template,
    pub per: Per,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    Centre,
    Series,
}

#[derive(Debug, Clone)]
pub struct Register {
    pub what: Registered,
    pub to: RegisterTarget,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    Accounts,
    Series,
}

#[derive(Debug, Clone)]
pub enum RegisterTarget {
    Access {
        file: Template,
        table: String,
        key: Vec<String>,
        columns: Vec<(String, Output)>,
    },
    /// One request for each row (`body = "json"`: keys and values), or the whole registry at once.
    Http {
        method: String,
        path: Template,
        body: RegisterBody,
        columns: Vec<(String, Output)>,
    },
    /// A file that is dropped; its extension tells its format.
    Folder {
        drop: Template,
        sheet: Option<String>,
        columns: Vec<(String, Output)>,
        confirm: Confirm,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterBody {
    /// One request a row.
    Json,
    /// The whole registry, old rows and new, as a workbook with this sheet.
    Workbook { sheet: String },
    /// The same as CSV.
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirm {
    /// The platform's acknowledgement.
    Acknowledged,
    /// Seen in the next report.
    Report,
}
