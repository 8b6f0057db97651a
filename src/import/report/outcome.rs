//! How a command on bulk files ended.

/// How a command ended, the worst last but for [`ImportOutcome::Ok`]. `code` in `cli`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportOutcome {
    /// 0
    Ok,
    /// 75: platform, report or file is not there now.
    TryLater,
    /// 90: something is held, refused or rejected.
    Held,
    /// 98: asked to stop.
    Interrupted,
    /// 74
    Io,
    /// 77
    NoPermission,
    /// 78
    Config,
    /// 94: an Access file is not what it should be.
    Database,
}

impl ImportOutcome {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            ImportOutcome::Ok => 0,
            ImportOutcome::Io => 74,
            ImportOutcome::TryLater => 75,
            ImportOutcome::NoPermission => 77,
            ImportOutcome::Config => 78,
            ImportOutcome::Held => 90,
            ImportOutcome::Database => 94,
            ImportOutcome::Interrupted => 98,
        }
    }
}
