//! Import platforms, against the program that plays one.

mod contract;
#[cfg(feature = "http")]
mod credentials;
#[cfg(feature = "http")]
mod faults;
mod site;
#[cfg(feature = "http")]
mod tls;
