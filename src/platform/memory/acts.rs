//! What can be asked of a platform, as the record has it.

/// One act on the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Submit { name: String, key: String },
    LookUp { key: String },
    Poll { ticket: String },
    Process,
    PollProcess,
    Fetch { path: String },
    Answer { path: String },
    Register { method: String, path: String },
    Acknowledged { path: String },
    Cancel,
    Greet,
}

/// When a hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActMoment {
    /// Nothing has happened.
    Before,
    /// It has happened, and nobody knows.
    After,
}

impl Act {
    /// Whether two are of one kind, whatever they are about.
    pub(super) fn is_like(&self, other: &Act) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}
