//! Where somebody is to be found.

use serde::{Deserialize, Serialize};

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub province: String,
    pub phone: String,
}
