//! The verbs: scan, enqueue, push, and what people ask about them. Each returns a plain report.

mod settings;

pub use settings::{CompanySettings, Driver, Push, Settings, Subsidiary};
