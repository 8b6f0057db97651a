//! The sort orders of text: the two whose weights are public, and what is known of others.

mod orders;
mod text_key;
mod weights;

pub(super) use orders::Collation;
pub(super) use text_key::{append_text, append_units};
