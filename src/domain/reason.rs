//! Why an order was skipped, held or parked: a closed list of identifiers, each with a sentence in both languages.

use serde::{Deserialize, Serialize};

/// Why an order is not, or not yet, in the parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    // Skipped: nothing to do, nobody needed.
    Cancelled,
    CustomerSkipped,
    NoParentLines,
    NothingToOrder,
    AlreadyInOtherYear,
    // Held: somebody has to mend something, then `retry`.
    ArticleUnknown,
    ArticleAmbiguous,
    ArticleConflict,
    ArticleRetired,
    NegativeQuantity,
    PriceMissing,
    SupplierMissing,
    ParentSupplierUnknown,
    VatRatesDisagree,
    AmountOutOfRange,
    HandMadeTwin,
    // Parked: the parent refused it, or it failed too often.
    WriteRefused,
    ReadBackDiffers,
    AttemptsExhausted,
    // Pushed, but the customer order changed afterwards.
    ChangedAfterPush,
}
