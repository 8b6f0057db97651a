//! Bulk files. What needs workbooks or a platform over HTTP is left out where the program is built without them.

#[cfg(all(feature = "http", feature = "xlsx"))]
mod accounts_known;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod again;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod between;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod faults;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod months;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod platform_folder;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod platform_http;
mod prices;
mod profiles;
mod reconcile;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod rehearsal;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod rejects_back;
mod reports;
mod rows_told;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod secrets;
mod source_names;
#[cfg(all(feature = "http", feature = "xlsx"))]
mod ways_out;
mod world;
