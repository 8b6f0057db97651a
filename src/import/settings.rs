//! What a configuration says of bulk files.

use std::path::PathBuf;

/// `[import]`: where profiles and jobs lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSettings {
    /// The configuration's folder, in which relative paths of profiles start.
    pub base: PathBuf,
    pub profiles: PathBuf,
    /// Chunks, rejects, reports and answers of each job.
    pub work: PathBuf,
    pub env_file: PathBuf,
    /// Finished jobs of a profile that are kept.
    pub keep: u32,
}
