//! What every company store promises, whatever lies under it.
//!
//! A store takes part with a `Maker`: a function that makes one company of a given content and hands out the
//! `Stores` that opens it. `MemoryCompany` is the description of the content.

mod backups;
mod content;
mod makers;
mod reading;
mod writing;

use backups::*;
use reading::*;
use writing::*;

#[cfg(feature = "odbc")]
pub use content::{date, document, parent};
#[cfg(all(feature = "odbc", unix))]
pub use makers::through_postgres;
#[cfg(feature = "odbc")]
pub use makers::{Made, file, through, through_strict};
#[cfg(feature = "odbc")]
pub use writing::{found, write};

/// Makes a test of each claim for each store.
macro_rules! contract {
    ([$($store:ident: $maker:expr),*], $claims:tt) => { $(contract!(@ $store, $maker, $claims);)* };
    (@ $store:ident, $maker:expr, [$($claim:ident),* $(,)?]) => {
        mod $store {
            $(#[test] fn $claim() { super::$claim($maker); })*
        }
    };
}

/// What holds of every company.
macro_rules! every_company {
    ($($store:ident: $maker:expr),*) => {
        contract!(
            [$($store: $maker),*],
            [
                series_come_ascending_and_without_doubles,
                the_newest_number_is_the_highest_of_its_series,
                orders_come_ascending_with_their_lines_by_position,
                a_range_includes_both_ends_and_no_other_series,
                a_range_of_dates_includes_both_days,
                an_empty_range_reads_nothing,
                the_reading_ends_with_the_error_of_whoever_reads,
                masters_are_read_as_they_stand,
                purchase_prices_are_those_of_one_supplier,
                a_company_without_masters_has_none,
                orders_are_numbered_on_from_the_highest_of_their_series,
                an_empty_series_begins_with_one,
                only_an_order_whose_mark_was_looked_up_and_not_found_may_be_written,
                a_second_batch_goes_on_where_the_first_ended,
                a_batch_of_two_series_numbers_each_by_itself,
                only_wanted_marks_are_found_and_with_their_documents,
                marks_are_found_after_the_file_was_closed,
                a_rehearsal_writes_nothing,
                orders_we_wrote_teach_nothing,
                figures_arrive_to_the_last_digit_or_are_refused,
            ]
        );
    };
}

every_company!(of_memory: super::makers::memory, of_native: super::makers::native);
#[cfg(feature = "odbc")]
every_company!(of_odbc: super::makers::odbc, of_strict_odbc: super::makers::strict);
#[cfg(all(feature = "odbc", unix))]
every_company!(of_postgres: super::makers::postgres);

// What holds of a company that is a file.
contract!(
    [of_a_file_in_memory: super::makers::memory, of_a_native_file: super::makers::native],
    [
        a_year_that_has_no_file_does_not_exist,
        a_backup_is_the_company_as_it_was_and_is_listed,
        a_folder_that_is_not_there_has_no_backups,
        a_backup_takes_the_place_of_the_file_and_the_file_becomes_one,
        until_it_is_placed_a_backup_changes_nothing,
    ]
);
