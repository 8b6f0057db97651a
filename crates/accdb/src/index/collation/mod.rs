//! The sort orders whose text keys are public: General and General Legacy.

mod text_key;
mod weights;

pub(super) use text_key::{append_text, append_units};
pub(super) use weights::Collation;
