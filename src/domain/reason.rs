//! Why an order was skipped, held or parked: a closed list of identifiers, that the state keeps and JSON shows.

use super::ids::BadId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What state a reason leaves an order in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReasonKind {
    /// Nothing to do, nobody needed.
    Skipped,
    /// Somebody has to mend something, then `retry`.
    Held,
    /// The parent refused it, or it failed too often.
    Parked,
    /// It is in the parent, but something has to be looked at.
    Pushed,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $kind:ident;)*) => {
        /// Why an order is not, or not yet, in the parent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Reason {
            $($(#[$doc])* #[serde(rename = $id)] $name,)*
        }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &[Reason] = &[$(Reason::$name),*];

            /// The identifier in JSON output and in the state.
            pub const fn id(self) -> &'static str {
                match self { $(Reason::$name => $id,)* }
            }

            pub const fn kind(self) -> ReasonKind {
                match self { $(Reason::$name => ReasonKind::$kind,)* }
            }
        }
    };
}

reasons! {
    Cancelled = "cancelled", Skipped;
    CustomerSkipped = "customer_skipped", Skipped;
    NoParentLines = "no_parent_lines", Skipped;
    /// It has lines of the parent's, but each is of quantity zero or left out.
    NothingToOrder = "nothing_to_order", Skipped;
    AlreadyInOtherYear = "already_in_other_year", Skipped;
    /// The subsidiary's file does not have it any more.
    Deleted = "deleted", Skipped;
    ArticleUnknown = "article_unknown", Held;
    ArticleAmbiguous = "article_ambiguous", Held;
    ArticleConflict = "article_conflict", Held;
    ArticleRetired = "article_retired", Held;
    /// The parent's record has a value that no article can have.
    ArticleUnreadable = "article_unreadable", Held;
    /// The subsidiary has no article of that code (any more), and the parent has.
    ArticleNotInSubsidiary = "article_not_in_subsidiary", Held;
    NegativeQuantity = "negative_quantity", Held;
    PriceMissing = "price_missing", Held;
    PriceUnreadable = "price_unreadable", Held;
    SupplierMissing = "supplier_missing", Held;
    SupplierUnreadable = "supplier_unreadable", Held;
    ParentSupplierUnknown = "parent_supplier_unknown", Held;
    VatRatesDisagree = "vat_rates_disagree", Held;
    AmountOutOfRange = "amount_out_of_range", Held;
    TooManyLines = "too_many_lines", Held;
    HandMadeTwin = "hand_made_twin", Held;
    /// A year and more away from its exercise.
    DateImplausible = "date_implausible", Held;
    /// It has a value that no order can have.
    OrderUnreadable = "order_unreadable", Held;
    WriteRefused = "write_refused", Parked;
    ReadBackDiffers = "read_back_differs", Parked;
    AttemptsExhausted = "attempts_exhausted", Parked;
    ChangedAfterPush = "changed_after_push", Pushed;
    DeletedAfterPush = "deleted_after_push", Pushed;
    /// No document of the parent bears its mark any more.
    DocumentMissing = "document_missing", Pushed;
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl FromStr for Reason {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let known = Reason::ALL.iter().find(|reason| reason.id() == text);
        known.copied().ok_or_else(|| BadId { found: text.to_owned(), expected: "a reason" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_reason_has_its_own_identifier_and_reads_back() {
        let ids: HashSet<&str> = Reason::ALL.iter().map(|reason| reason.id()).collect();
        assert_eq!(ids.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            let json = serde_json::to_string(reason).expect("serialises");
            assert_eq!(json, format!("\"{}\"", reason.id()));
            assert_eq!(serde_json::from_str::<Reason>(&json).expect("reads back"), *reason);
            assert_eq!(reason.id().parse(), Ok(*reason));
            assert!(reason.id().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{reason}");
        }
        assert!("".parse::<Reason>().is_err());
    }
}
