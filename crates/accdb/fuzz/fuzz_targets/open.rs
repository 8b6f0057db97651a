#![no_main]

use accdb::fuzzing::TARGETS;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| (TARGETS[0].1)(bytes));
