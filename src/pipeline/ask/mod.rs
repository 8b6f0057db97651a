//! What people ask: status, and what became of one order. Nothing is changed.

mod explain;
mod report;
mod status;

pub use explain::explain;
pub use report::{
    Attention, CompanyStatus, ExplainedAttempt, ExplainedLine, ExplainedOrder, ExplainedTarget, OrderCounts,
    Role, RunStatus, Status, WatermarkStatus,
};
pub use status::status;
