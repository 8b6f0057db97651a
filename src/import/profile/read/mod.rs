//! From a document to a [`Profile`]: one file for each part of it.
//!
//! Every reader reports what is wrong and goes on with what it has, so that all mistakes are told at once; what it
//! makes of a wrong table is never used, since a document with findings gives no profile.

mod access;
mod columns;
mod csv;
mod derived;
mod field_rules;
mod literals;
mod paths;
mod patterns;
mod platform;
mod register;
mod registry;
mod reports;
mod rules;
mod scope;
mod source;
mod templates;
mod values;
mod whole;

use super::error::ProfileProblem;
use crate::toml_file;

pub(super) use whole::{Origin, profile};

type Section<'t> = toml_file::Section<'t, ProfileProblem>;
type Field<'t> = toml_file::Field<'t, ProfileProblem>;
type TomlProblem = toml_file::Problem;
