//! What a job is called: `sunat-ventas/2026-10`, `sunat-ventas/2026-10#2`, `tarifa#1`.

use std::fmt;
use std::str::FromStr;

/// A profile, a period, and which content of that period it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobName {
    profile: String,
    period: String,
    serial: u32,
}

/// A text that names no job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" names no job: PROFILE/PERIOD, PROFILE/PERIOD#N or PROFILE#N is needed")]
pub struct NotAJob(pub String);

impl JobName {
    /// `period` is a month, a year, or nothing; `serial` counts from 1 on. `None` for anything else.
    pub fn new(profile: &str, period: &str, serial: u32) -> Option<JobName> {
        let sound = is_profile(profile) && is_period(period) && serial >= 1;
        sound.then(|| JobName { profile: profile.to_owned(), period: period.to_owned(), serial })
    }

    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// `2026-10`, `2026`, or nothing.
    pub fn period(&self) -> &str {
        &self.period
    }

    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// The name of its folder: the same text, and nothing that a path could take amiss.
    pub fn folder(&self) -> String {
        self.to_string().replace(['/', '#'], "-")
    }
}

fn is_profile(text: &str) -> bool {
    !text.is_empty() && !text.contains(['/', '#', '\\']) && !text.contains(char::is_control)
}

fn is_period(text: &str) -> bool {
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        Some((year, month)) => digits(year, 4) && digits(month, 2),
        None => text.is_empty() || digits(text, 4),
    }
}

impl serde::Serialize for JobName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for JobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.profile)?;
        if !self.period.is_empty() {
            write!(f, "/{}", self.period)?;
        }
        if self.period.is_empty() || self.serial > 1 {
            write!(f, "#{}", self.serial)?;
        }
        Ok(())
    }
}

impl FromStr for JobName {
    type Err = NotAJob;

    fn from_str(text: &str) -> Result<JobName, NotAJob> {
        parse(text).ok_or_else(|| NotAJob(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<JobName> {
    let (rest, serial) = match text.split_once('#') {
        Some((rest, serial)) => (rest, Some(parse_serial(serial)?)),
        None => (text, None),
    };
    match rest.split_once('/') {
        Some((_, "")) => None,
        Some((profile, period)) => JobName::new(profile, period, serial.unwrap_or(1)),
        None => JobName::new(rest, "", serial?),
    }
}

fn parse_serial(text: &str) -> Option<u32> {
    let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for text in ["sunat-ventas/2026-10", "sunat-ventas/2026-10#2", "tarifa#1", "tarifa#12", "libro/2026"]
        {
            assert_eq!(text.parse::<JobName>().expect("a name").to_string(), text);
        }
        let first: JobName = "sunat-ventas/2026-10#1".parse().expect("a name");
        assert_eq!(first.to_string(), "sunat-ventas/2026-10");
        assert_eq!((first.profile(), first.period(), first.serial()), ("sunat-ventas", "2026-10", 1));
    }

    #[test]
    fn what_names_no_job_is_refused() {
        for text in [
            "",
            "tarifa",
            "/2026-10",
            "a/",
            "a/2026-1",
            "a/2026-10#",
            "a/2026-10#0",
            "a#01",
            "a#-1",
            "a/b/2026-10",
        ] {
            assert_eq!(text.parse::<JobName>(), Err(NotAJob(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn the_folder_of_a_job_is_one_name() {
        let name: JobName = "sunat-ventas/2026-10#2".parse().expect("a name");
        assert_eq!(name.folder(), "sunat-ventas-2026-10-2");
    }
}
