//! What the business is made of: companies, orders, amounts, rules. Pure: no file, no clock, no randomness.

pub mod address;
pub mod amount;
pub mod article;
pub mod backoff;
pub mod catalogue;
mod choose;
pub mod code;
pub mod company;
mod compose;
pub mod context;
pub mod decide;
pub mod hash;
pub mod ids;
pub mod incomplete;
pub mod lang;
pub mod learnt;
pub mod link;
pub mod manual_orders;
pub mod matching;
pub mod order;
pub mod ownership;
pub mod pattern;
pub mod pricing;
pub mod reason;
pub mod rule;
pub mod supplier_order;
pub mod tax_id;
pub mod text_size;
pub mod totals;
pub mod verdict;

#[cfg(test)]
mod samples;

pub use address::Address;
pub use amount::{Money, Percent, Quantity};
pub use article::{Article, PurchasePrice};
pub use backoff::backoff;
pub use catalogue::{Catalogue, PriceList};
pub use code::CodeKey;
pub use company::{Company, ManualLine, ManualOrder, Supplier, VatRates};
pub use context::{Context, Masters};
pub use decide::decide;
pub use hash::{ContentHash, content_hash};
pub use ids::{CompanyName, DocumentId, OrderId, OrderKey, OrderNumber, Series, TraceMark, Year};
pub use incomplete::{Incomplete, check_complete};
pub use lang::Lang;
pub use learnt::Learnt;
pub use link::Link;
pub use order::{CustomerLine, CustomerOrder, OrderState, TaxRegime, VatSelector};
pub use ownership::parent_records;
pub use reason::{Reason, ReasonKind};
pub use rule::Rule;
pub use supplier_order::{SupplierLine, SupplierOrder, VatSlot};
pub use text_size::{Cut, TextColumn, TextSizes};
pub use verdict::{Decision, Held, LineDecision, MatchedBy, Outcome, Verdict, Warning};
