//! What holds where the file says nothing. A test holds the templates that `init` writes to it.

use crate::domain::Percent;

pub const STATE: &str = "state.db";
pub const LOGS: &str = "logs";
/// Days.
pub const LOGS_KEPT: u32 = 30;
/// Failures of one order before it is parked.
pub const ATTEMPTS_MAX: u32 = 8;
pub const BACKUPS: &str = "backups";
/// Copies of each file.
pub const BACKUPS_KEPT: usize = 10;
/// Numbers below the watermark.
pub const LATE_WINDOW: u32 = 500;
/// Of the three slots.
pub const VAT_RATES: [Percent; 3] = [percent(210_000), percent(100_000), percent(40_000)];
pub const VAT_SURCHARGES: [Percent; 3] = [percent(52_000), percent(14_000), percent(5_000)];
pub const PROFILES: &str = "profiles";
pub const IMPORT_WORK: &str = "import";
pub const ENV_FILE: &str = ".env";
/// Finished jobs of a profile.
pub const JOBS_KEPT: u32 = 12;

const fn percent(ten_thousandths: i64) -> Percent {
    Percent::from_ten_thousandths(ten_thousandths)
}
