//! The commands on bulk files, one file each. Each returns a plain report.

mod begin;
mod cancel;
mod check;
mod confirm;
mod decide;
mod explain;
mod explain_row;
mod first_rows;
mod reread;
mod run;
mod stage;
mod status;

pub use cancel::cancel;
pub use check::check as check_files;
pub use confirm::confirm;
pub use decide::{retry, settle};
pub use explain::explain;
pub use run::run;
pub use stage::stage;
pub use status::status;
