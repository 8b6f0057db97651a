//! Tables of Access files: read, looked up, written.

mod accounts;
mod failing;
#[cfg(unix)]
mod others_write;
mod outcomes;
mod prices;
mod reading;
mod tariff;
mod world;
