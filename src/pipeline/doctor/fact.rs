//! What can be found, as a closed list.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Ok,
    /// Worth knowing; nothing needs to be done.
    Note,
    /// It works, and may not tomorrow.
    Warning,
    /// It does not work, or does the wrong thing.
    Problem,
}

/// Declares a closed list whose members have a name in snake case.
macro_rules! closed_list {
    ($(#[$doc:meta])* $list:ident { $($member:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $list { $($member,)* }

        impl $list {
            pub const ALL: &[$list] = &[$($list::$member,)*];

            /// As JSON shows it, and its texts are called.
            pub fn name(self) -> &'static str {
                match self { $($list::$member => $name,)* }
            }
        }
    };
}

closed_list! {
    /// What is looked at.
    Check {
        Configuration = "configuration",
        Program = "program",
        Drivers = "drivers",
        Location = "location",
        Password = "password",
        File = "file",
        Route = "route",
        Reading = "reading",
        Rights = "rights",
        Folder = "folder",
        Holders = "holders",
        Recovery = "recovery",
        Schema = "schema",
        Size = "size",
        SortOrder = "sort_order",
        Identity = "identity",
        Integrity = "integrity",
        Rows = "rows",
        Indexes = "indexes",
        Documents = "documents",
        TargetSeries = "target_series",
        Supplier = "supplier",
        TaxId = "tax_id",
        Disk = "disk",
        Clock = "clock",
        Exercise = "exercise",
        State = "state",
        Log = "log",
        Backups = "backups",
        Tasks = "tasks",
        Profiles = "profiles",
        Variables = "variables",
        Environment = "environment",
        Platform = "platform",
    }
}

closed_list! {
    /// What was found.
    Fact {
        ConfigurationSound = "configuration_sound",
        ConfigurationBulkAlone = "configuration_bulk_alone",
        YearNotInPath = "year_not_in_path",
        ProgramWidth = "program_width",
        DriversNotApplicable = "drivers_not_applicable",
        DriversUnknown = "drivers_unknown",
        DriverPresent = "driver_present",
        DriverOfOtherWidth = "driver_of_other_width",
        DriverAbsent = "driver_absent",
        LocationSound = "location_sound",
        LocationMapped = "location_mapped",
        LocationSynced = "location_synced",
        StateOnShare = "state_on_share",
        PasswordSet = "password_set",
        PasswordOnlyHere = "password_only_here",
        PasswordMissing = "password_missing",
        FileThere = "file_there",
        FileMissing = "file_missing",
        RouteNative = "route_native",
        RouteOdbc = "route_odbc",
        RouteWithoutDriver = "route_without_driver",
        RouteReadsByDriver = "route_reads_by_driver",
        RouteWritesByEngine = "route_writes_by_engine",
        RouteWritesByDriver = "route_writes_by_driver",
        RouteRecovers = "route_recovers",
        RouteUnknown = "route_unknown",
        RouteDriverBroken = "route_driver_broken",
        Readable = "readable",
        ReadingBusy = "reading_busy",
        Unreadable = "unreadable",
        DriverMissed = "driver_missed",
        Writable = "writable",
        WritingBusy = "writing_busy",
        NotWritable = "not_writable",
        FolderTakesFiles = "folder_takes_files",
        FolderRefuses = "folder_refuses",
        FolderRefusesDriver = "folder_refuses_driver",
        FolderRefusesTemporary = "folder_refuses_temporary",
        NobodyInside = "nobody_inside",
        SomebodyInside = "somebody_inside",
        HoldersUnknown = "holders_unknown",
        NothingPending = "nothing_pending",
        RecoveryPending = "recovery_pending",
        RecoveryRefused = "recovery_refused",
        SchemaSound = "schema_sound",
        SchemaWrong = "schema_wrong",
        SizeSound = "size_sound",
        SizeScarce = "size_scarce",
        SortOrderKnown = "sort_order_known",
        SortOrderProven = "sort_order_proven",
        SortOrderUnsupported = "sort_order_unsupported",
        IdentitySound = "identity_sound",
        IdentityOther = "identity_other",
        IdentityTwice = "identity_twice",
        IdentityRenamed = "identity_renamed",
        RowsSound = "rows_sound",
        RowsUnfit = "rows_unfit",
        IndexesWhole = "indexes_whole",
        RowsUnindexed = "rows_unindexed",
        DocumentsThere = "documents_there",
        DocumentsMissing = "documents_missing",
        IntegritySound = "integrity_sound",
        LeftCounts = "left_counts",
        LeftPages = "left_pages",
        LeftRows = "left_rows",
        LeftForm = "left_form",
        Damaged = "damaged",
        TargetSeriesFree = "target_series_free",
        TargetSeriesShared = "target_series_shared",
        SupplierThere = "supplier_there",
        SupplierMissing = "supplier_missing",
        TaxIdMatches = "tax_id_matches",
        TaxIdNotNeeded = "tax_id_not_needed",
        TaxIdUnmatched = "tax_id_unmatched",
        DiskRoom = "disk_room",
        DiskScarce = "disk_scarce",
        ClockSane = "clock_sane",
        ClockBehind = "clock_behind",
        ExerciseCurrent = "exercise_current",
        ExerciseOther = "exercise_other",
        StateSound = "state_sound",
        StateNew = "state_new",
        StateBusy = "state_busy",
        StateBroken = "state_broken",
        LogWritable = "log_writable",
        LogRefuses = "log_refuses",
        BackupThere = "backup_there",
        BackupNone = "backup_none",
        BackupOld = "backup_old",
        BackupsOff = "backups_off",
        BackupsUnusable = "backups_unusable",
        TasksNotApplicable = "tasks_not_applicable",
        TasksUnknown = "tasks_unknown",
        TaskSound = "task_sound",
        TaskNeverRan = "task_never_ran",
        TaskMissing = "task_missing",
        TaskDisabled = "task_disabled",
        TaskFailed = "task_failed",
        ProfileSound = "profile_sound",
        ProfileWrong = "profile_wrong",
        ProfilesNone = "profiles_none",
        ProfilesUnreadable = "profiles_unreadable",
        FolderTakesImport = "folder_takes_import",
        FolderRefusesImport = "folder_refuses_import",
        VariableSet = "variable_set",
        VariableMissing = "variable_missing",
        EnvironmentSound = "environment_sound",
        EnvironmentOpen = "environment_open",
        EnvironmentInGit = "environment_in_git",
        EnvironmentUnreadable = "environment_unreadable",
        PlatformAnswers = "platform_answers",
        PlatformAway = "platform_away",
        PlatformRefuses = "platform_refuses",
        DiskScarceForImport = "disk_scarce_for_import",
    }
}

impl Fact {
    /// What was looked at, and how bad it is.
    pub fn verdict(self) -> (Check, Severity) {
        use Severity::{Note, Ok, Problem, Warning};
        match self {
            Fact::ConfigurationSound | Fact::ConfigurationBulkAlone => (Check::Configuration, Ok),
            Fact::YearNotInPath => (Check::Configuration, Warning),
            Fact::ProgramWidth => (Check::Program, Ok),
            Fact::DriversNotApplicable | Fact::DriverPresent => (Check::Drivers, Ok),
            Fact::DriversUnknown | Fact::DriverOfOtherWidth => (Check::Drivers, Warning),
            Fact::DriverAbsent => (Check::Drivers, Note),
            Fact::LocationSound => (Check::Location, Ok),
            Fact::LocationMapped | Fact::LocationSynced | Fact::StateOnShare => (Check::Location, Warning),
            Fact::PasswordSet => (Check::Password, Ok),
            Fact::PasswordOnlyHere => (Check::Password, Warning),
            Fact::PasswordMissing => (Check::Password, Problem),
            Fact::FileThere => (Check::File, Ok),
            Fact::FileMissing => (Check::File, Problem),
            Fact::RouteNative
            | Fact::RouteOdbc
            | Fact::RouteWithoutDriver
            | Fact::RouteReadsByDriver
            | Fact::RouteWritesByEngine => (Check::Route, Ok),
            Fact::RouteWritesByDriver | Fact::RouteRecovers => (Check::Route, Note),
            Fact::RouteUnknown | Fact::RouteDriverBroken => (Check::Route, Warning),
            Fact::Readable => (Check::Reading, Ok),
            Fact::ReadingBusy => (Check::Reading, Warning),
            Fact::Unreadable | Fact::DriverMissed => (Check::Reading, Problem),
            Fact::Writable => (Check::Rights, Ok),
            Fact::WritingBusy => (Check::Rights, Note),
            Fact::NotWritable => (Check::Rights, Problem),
            Fact::FolderTakesFiles | Fact::FolderTakesImport => (Check::Folder, Ok),
            Fact::FolderRefuses
            | Fact::FolderRefusesDriver
            | Fact::FolderRefusesTemporary
            | Fact::FolderRefusesImport => (Check::Folder, Problem),
            Fact::NobodyInside => (Check::Holders, Ok),
            Fact::SomebodyInside => (Check::Holders, Note),
            Fact::HoldersUnknown => (Check::Holders, Warning),
            Fact::NothingPending => (Check::Recovery, Ok),
            Fact::RecoveryPending => (Check::Recovery, Warning),
            Fact::RecoveryRefused => (Check::Recovery, Problem),
            Fact::SchemaSound => (Check::Schema, Ok),
            Fact::SchemaWrong => (Check::Schema, Problem),
            Fact::SizeSound => (Check::Size, Ok),
            Fact::SizeScarce => (Check::Size, Warning),
            Fact::SortOrderKnown => (Check::SortOrder, Ok),
            Fact::SortOrderProven => (Check::SortOrder, Note),
            Fact::SortOrderUnsupported => (Check::SortOrder, Problem),
            Fact::IdentitySound => (Check::Identity, Ok),
            Fact::IdentityOther => (Check::Identity, Warning),
            Fact::IdentityTwice | Fact::IdentityRenamed => (Check::Identity, Problem),
            Fact::RowsSound => (Check::Rows, Ok),
            Fact::RowsUnfit => (Check::Rows, Warning),
            Fact::IndexesWhole => (Check::Indexes, Ok),
            Fact::RowsUnindexed => (Check::Indexes, Problem),
            Fact::DocumentsThere => (Check::Documents, Ok),
            Fact::DocumentsMissing => (Check::Documents, Problem),
            Fact::IntegritySound => (Check::Integrity, Ok),
            Fact::LeftCounts | Fact::LeftPages | Fact::LeftRows | Fact::LeftForm => (Check::Integrity, Note),
            Fact::Damaged => (Check::Integrity, Problem),
            Fact::TargetSeriesFree => (Check::TargetSeries, Ok),
            Fact::TargetSeriesShared => (Check::TargetSeries, Warning),
            Fact::SupplierThere => (Check::Supplier, Ok),
            Fact::SupplierMissing => (Check::Supplier, Problem),
            Fact::TaxIdMatches | Fact::TaxIdNotNeeded => (Check::TaxId, Ok),
            Fact::TaxIdUnmatched => (Check::TaxId, Problem),
            Fact::DiskRoom => (Check::Disk, Ok),
            Fact::DiskScarce | Fact::DiskScarceForImport => (Check::Disk, Problem),
            Fact::ClockSane => (Check::Clock, Ok),
            Fact::ClockBehind => (Check::Clock, Problem),
            Fact::ExerciseCurrent => (Check::Exercise, Ok),
            Fact::ExerciseOther => (Check::Exercise, Warning),
            Fact::StateSound => (Check::State, Ok),
            Fact::StateNew | Fact::StateBusy => (Check::State, Note),
            Fact::StateBroken => (Check::State, Problem),
            Fact::LogWritable => (Check::Log, Ok),
            Fact::LogRefuses => (Check::Log, Warning),
            Fact::BackupThere => (Check::Backups, Ok),
            Fact::BackupNone => (Check::Backups, Note),
            Fact::BackupOld | Fact::BackupsOff => (Check::Backups, Warning),
            Fact::BackupsUnusable => (Check::Backups, Problem),
            Fact::TasksNotApplicable | Fact::TaskSound | Fact::TaskNeverRan => (Check::Tasks, Ok),
            Fact::TasksUnknown | Fact::TaskMissing | Fact::TaskDisabled | Fact::TaskFailed => {
                (Check::Tasks, Warning)
            }
            Fact::ProfileSound => (Check::Profiles, Ok),
            Fact::ProfilesNone => (Check::Profiles, Note),
            Fact::ProfileWrong | Fact::ProfilesUnreadable => (Check::Profiles, Problem),
            Fact::VariableSet => (Check::Variables, Ok),
            Fact::VariableMissing => (Check::Variables, Problem),
            Fact::EnvironmentSound => (Check::Environment, Ok),
            Fact::EnvironmentOpen | Fact::EnvironmentInGit => (Check::Environment, Warning),
            Fact::EnvironmentUnreadable => (Check::Environment, Problem),
            Fact::PlatformAnswers => (Check::Platform, Ok),
            Fact::PlatformAway => (Check::Platform, Warning),
            Fact::PlatformRefuses => (Check::Platform, Problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_check_can_find_all_well_and_something_else() {
        for check in Check::ALL {
            let found = Fact::ALL.iter().map(|fact| fact.verdict()).filter(|(of, _)| of == check);
            let severities: BTreeSet<Severity> = found.map(|(_, severity)| severity).collect();
            assert!(severities.contains(&Severity::Ok), "{}", check.name());
            assert!(severities.len() > 1 || *check == Check::Program, "{}", check.name());
        }
    }

    #[test]
    fn json_and_texts_use_the_same_names() {
        for fact in Fact::ALL {
            assert_eq!(serde_json::to_string(fact).expect("a name"), format!("\"{}\"", fact.name()));
        }
        for check in Check::ALL {
            assert_eq!(serde_json::to_string(check).expect("a name"), format!("\"{}\"", check.name()));
        }
    }
}
