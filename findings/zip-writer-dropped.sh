#!/usr/bin/env bash
# A ZipWriter of zip 9.8.2 that is dropped before finish() leaves a whole archive of what it had so far: other readers
# open it without a word, so that work given up half-way looks like work done. Needs Rust and Python 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir src
cat > Cargo.toml << 'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"

[dependencies]
zip = { version = "=9.8.2", default-features = false }
TOML
cat > src/main.rs << 'RUST'
use std::io::Write;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::CompressionMethod::Stored;

fn main() {
    let stored = SimpleFileOptions::default().compression_method(Stored);
    let mut archive = ZipWriter::new(std::fs::File::create("given-up.zip").expect("a file"));
    archive.start_file("first of two", stored).expect("begun");
    archive.write_all(b"first").expect("written");
    // Something fails here, and the function that was to write the second one returns.
    drop(archive);
}
RUST
cargo build --quiet
rustc --version
python3 --version
target/debug/finding
seen=$(python3 -c 'import zipfile; z = zipfile.ZipFile("given-up.zip"); print(z.testzip(), z.namelist())')
echo "read by Python: $seen"
[ "$seen" = "None ['first of two']" ]
