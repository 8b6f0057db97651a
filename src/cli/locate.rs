//! Where the configuration file is looked for; never in the working directory, so that task and terminal agree.

use super::environment::Environment;
use crate::config::Error;
use std::path::{Path, PathBuf};

/// The name of the file wherever it is looked for.
pub const FILE_NAME: &str = "factulink.toml";

/// Returns the configuration file to read. One that is named by the caller or by `FACTULINK_CONFIG` is the one,
/// whether it exists or not; else the first of the usual places where there is one.
pub fn configuration(named: Option<&Path>, environment: &Environment<'_>) -> Result<PathBuf, Error> {
    if let Some(file) =
        named.map(Path::to_owned).or_else(|| environment.variable("FACTULINK_CONFIG").map(PathBuf::from))
    {
        return Ok(absolute(file));
    }
    let searched = usual_places(environment);
    let found = searched.iter().find(|file| file.is_file()).cloned();
    found.map(absolute).ok_or(Error::NotFound { searched })
}

/// Beside the program, then in the system's folder for configurations.
pub fn usual_places(environment: &Environment<'_>) -> Vec<PathBuf> {
    let system = if cfg!(windows) {
        environment.variable("ProgramData").map(PathBuf::from)
    } else {
        let home = || environment.variable("HOME").map(|home| PathBuf::from(home).join(".config"));
        environment.variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home)
    };
    let folders =
        environment.program_dir.clone().into_iter().chain(system.map(|folder| folder.join("factulink")));
    folders.map(|folder| folder.join(FILE_NAME)).collect()
}

fn absolute(file: PathBuf) -> PathBuf {
    std::path::absolute(&file).unwrap_or(file)
}
