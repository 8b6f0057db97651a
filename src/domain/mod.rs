//! What the business is made of: companies, orders, amounts, rules. Pure: no file, no clock, no randomness.

pub mod amount;
pub mod article;
pub mod company;
pub mod ids;
pub mod link;
pub mod order;
pub mod reason;
pub mod supplier_order;

pub use amount::{Money, Percent, Quantity};
pub use article::{Article, PurchasePrice};
pub use company::{Address, Company, Learnt, NativeOrder, Supplier, VatRates};
pub use ids::{CompanyName, DocumentId, OrderId, OrderKey, OrderNumber, Series, TraceMark, Year};
pub use link::Link;
pub use order::{CustomerLine, CustomerOrder, OrderState, TaxRegime, VatSelector};
pub use reason::Reason;
pub use supplier_order::{SupplierLine, SupplierOrder, VatSlot};
