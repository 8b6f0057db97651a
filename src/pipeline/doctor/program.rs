//! The program itself, its configuration, and the drivers it could use.

use super::fact::Fact;
use super::finding::Finding;
use super::options::Options;
use crate::pipeline::app::App;
use crate::store::drivers::{ACCESS_DRIVER, InstalledDrivers, WIDTH};

pub(super) fn look() -> Vec<Finding> {
    vec![
        Finding::new(Fact::ProgramWidth).with("version", env!("CARGO_PKG_VERSION")).with("bits", WIDTH),
        drivers(InstalledDrivers::ask().as_ref(), cfg!(windows)),
    ]
}

pub(super) fn configuration(app: &App<'_>, options: &Options) -> Finding {
    let settings = app.settings;
    let subsidiaries = settings.subsidiaries.iter().map(|subsidiary| &subsidiary.company);
    let companies = [&settings.parent].into_iter().chain(subsidiaries);
    let lasting: Vec<_> =
        companies.filter(|company| !company.is_yearly()).map(|company| company.name.as_str()).collect();
    let fact = if lasting.is_empty() { Fact::ConfigurationSound } else { Fact::YearNotInPath };
    Finding::new(fact)
        .with("file", options.configuration.display())
        .with("count", settings.subsidiaries.len())
        .with("companies", lasting.join(", "))
        .with("year_placeholder", "{year}")
}

/// `installed` is `None` where nobody tells, as everywhere but on Windows.
fn drivers(installed: Option<&InstalledDrivers>, is_windows: bool) -> Finding {
    let other = if WIDTH == 64 { 32 } else { 64 };
    let Some(installed) = installed else {
        return Finding::new(if is_windows { Fact::DriversUnknown } else { Fact::DriversNotApplicable });
    };
    let fact = if installed.has_access_driver() {
        Fact::DriverPresent
    } else if installed.has_access_driver_of_other_width() {
        Fact::DriverOfOtherWidth
    } else {
        Fact::DriverAbsent
    };
    let listed =
        if installed.same_width.is_empty() { "-".to_owned() } else { installed.same_width.join(", ") };
    Finding::new(fact)
        .with("driver", ACCESS_DRIVER)
        .with("bits", WIDTH)
        .with("other_bits", other)
        .with("drivers", listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_driver_counts_for_programs_of_its_own_width() {
        let access = || vec![ACCESS_DRIVER.to_owned()];
        let of =
            |same_width, other_width| drivers(Some(&InstalledDrivers { same_width, other_width }), true).fact;
        assert_eq!(of(access(), vec![]), Fact::DriverPresent);
        assert_eq!(of(vec![], access()), Fact::DriverOfOtherWidth);
        assert_eq!(of(vec!["SQL Server".to_owned()], vec![]), Fact::DriverAbsent);
        assert_eq!(drivers(None, false).fact, Fact::DriversNotApplicable);
        assert_eq!(drivers(None, true).fact, Fact::DriversUnknown);
    }
}
