//! The closed lists of codes that bulk files bear. Each has its words in both languages, and a test says that none is
//! missing and none left over. What is in no list is a code that a profile made up.

/// Codes with a text and a remedy: `reason.CODE` of the catalogue.
pub const REASONS: [&[&str]; 9] = [RULES, WARNINGS, MENDED, FILES, JOBS, PAIRS, ROWS, WAITS, UNFORESEEN];

/// What a row breaks.
pub const RULES: &[&str] = &[
    "columns",
    "cell_error",
    "formula_without_value",
    "control_character",
    "formula_text",
    "required",
    "length",
    "digits",
    "list",
    "pattern",
    "number",
    "ambiguous_number",
    "out_of_range",
    "date",
    "period",
    "outside_period",
    "not_before",
    "not_after",
    "check_digit",
    "prefix",
    "series_for_type",
    "sign",
    "sum",
    "range_reversed",
    "range_too_wide",
    "duplicate",
    "already_loaded",
];

pub const WARNINGS: &[&str] = &["tax_rate", "gap"];

pub const MENDED: &[&str] = &["padded", "rounded", "cut", "removed", "last_filled"];

/// Why a file becomes no job. `name` has variants: the detail `why` is what stands behind `name_`.
pub const FILES: &[&str] = &[
    "name",
    "name_unsaid",
    "name_month",
    "name_disagrees",
    "name_folder",
    "not_a_workbook",
    "old_format",
    "encrypted",
    "damaged",
    "archive_bomb",
    "sheet_missing",
    "sheet_not_first",
    "titles",
    "no_rows",
    "encoding",
    "quote_open",
    "record_too_long",
    "unsupported_kind",
    "too_many_rows",
    "too_many_pairs",
    "source_changed",
    "two_sources",
    "content_cancelled",
    "lock_mark",
    "hidden",
    "folder",
    "locked",
    "growing",
    "not_there",
    "failed",
];

/// Why a job is held.
pub const JOBS: &[&str] = &[
    "pairs_held",
    "rows_held",
    "cancelled",
    "other_content",
    "too_many_rejects",
    "period_already_loaded",
    "profile_changed",
    "profile_missing",
    "chunk_changed",
    "chunk_unknown",
    "chunk_failed",
    "processing_failed",
    "state_unknown",
    "rows_differ",
    "counts_differ",
    "attempts_exhausted",
    "platform_redirects",
    "platform_refuses",
    "cannot_cancel",
    "answer_unreadable",
    "detail_not_ours",
    "reference_missing",
    "reference_stale",
    "reference_titles",
    "reference_malformed",
    "reference_empty",
    "reference_format",
    "account_conflict",
    "registry_lost_rows",
    "registry_changed",
    "registration_refused",
    "registration_unconfirmed",
    "still_named",
    "table_refuses",
    "database",
];

/// Why a pair, or its branch, is held.
pub const PAIRS: &[&str] = &[
    "branch_to_confirm",
    "branch_ambiguous",
    "branch_unknown",
    "branch_disagrees",
    "branch_known",
    "series_elsewhere",
    "centre_unknown",
    "branch_left",
    "account_range_full",
    "account_range_unknown",
    "account_ambiguous",
];

/// Why a row of an Access table is held.
pub const ROWS: &[&str] = &[
    "key_conflict",
    "key_repeated",
    "key_ambiguous",
    "column_misfit",
    "change_too_big",
    "lookup_none",
    "lookup_many",
    "lookup_refused",
];

/// What a job waits for, or why the platform is not gone on with.
pub const WAITS: &[&str] = &[
    "platform_away",
    "platform_busy",
    "platform_working",
    "credentials",
    "answer_not_there",
    "file_in_use",
    "not_confirmed_yet",
    "interrupted",
    "io",
];

/// What a dry run cannot tell.
pub const UNFORESEEN: &[&str] = &["not_sent_yet", "answer_to_come", "report_remote"];

/// Words of one or two: `word.SECTION.CODE` of the catalogue.
pub const WORDS: [(&str, &[&str]); 12] = [
    (
        "state",
        &[
            "prepared",
            "loading",
            "loaded",
            "answered",
            "reconciled",
            "registering",
            "registered",
            "done",
            "held",
            "refused",
            "superseded",
            "cancelled",
        ],
    ),
    ("outcome", OUTCOMES),
    ("outcome", &["undecided"]),
    ("rows", OUTCOMES),
    ("changed", &["file_changed", "file_missing", "file_unread", "profile_changed", "judged_anew"]),
    ("chunk", &["written", "submitting", "taken", "refused", "unknown"]),
    ("file", &["read", "refused", "ignored", "later", "known"]),
    ("target", &["accounts", "series"]),
    ("registration", &["planned", "written", "confirmed"]),
    ("how", &["inherited", "allocated", "account_found", "confirmed"]),
    ("act", &["submit", "look_up", "poll", "process", "answer", "report", "register", "read_back", "cancel"]),
    (
        "result",
        &["begun", "done", "found", "not_found", "later", "refused", "conflict", "unknown", "stopped"],
    ),
];

/// What becomes of a row.
const OUTCOMES: &[&str] = &[
    "accepted",
    "rejected",
    "blank",
    "skipped",
    "loaded",
    "known",
    "new",
    "changed",
    "held",
    "already_loaded",
    "unknown",
];

mod tests {
    use super::*;
    use crate::cli::messages::Catalogue;
    use crate::domain::Lang;
    use std::collections::BTreeSet;

    fn keys(catalogue: &Catalogue, prefix: &str) -> BTreeSet<String> {
        catalogue.keys_below(prefix).map(str::to_owned).collect()
    }

    #[test]
    fn every_reason_has_a_text_and_a_remedy_in_both_languages_and_none_is_left_over() {
        let codes: Vec<_> = REASONS.concat();
        let named: BTreeSet<_> =
            codes.iter().flat_map(|code| ["text", "remedy"].map(|part| format!("{code}.{part}"))).collect();
        assert_eq!(named.len(), 2 * codes.len(), "a code stands twice");
        for lang in Lang::ALL {
            assert_eq!(keys(&Catalogue::new(lang), "reason."), named);
        }
    }

    #[test]
    fn every_word_is_there_in_both_languages_and_none_is_left_over() {
        let named: BTreeSet<_> = WORDS
            .iter()
            .flat_map(|(section, words)| words.iter().map(move |word| format!("{section}.{word}")))
            .collect();
        for lang in Lang::ALL {
            assert_eq!(keys(&Catalogue::new(lang), "word."), named);
        }
    }
}
