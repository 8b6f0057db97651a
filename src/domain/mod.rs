//! What the business is made of: companies, orders, amounts, rules. Pure: no file, no clock, no randomness.

pub mod amount;
pub mod article;
pub mod backoff;
pub mod company;
pub mod hash;
pub mod ids;
pub mod lang;
pub mod learnt;
pub mod link;
pub mod order;
pub mod readiness;
pub mod reason;
pub mod supplier_order;
pub mod totals;

#[cfg(test)]
mod samples;

pub use amount::{Money, Percent, Quantity};
pub use article::{Article, PurchasePrice};
pub use backoff::backoff;
pub use company::{Address, Company, NativeLine, NativeOrder, Supplier, VatRates};
pub use hash::{ContentHash, content_hash};
pub use ids::{CompanyName, DocumentId, OrderId, OrderKey, OrderNumber, Series, TraceMark, Year};
pub use lang::Lang;
pub use learnt::Learnt;
pub use link::Link;
pub use order::{CustomerLine, CustomerOrder, OrderState, TaxRegime, VatSelector};
pub use readiness::{NotReady, readiness};
pub use reason::{Reason, ReasonKind};
pub use supplier_order::{SupplierLine, SupplierOrder, VatSlot};
