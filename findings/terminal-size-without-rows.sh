#!/usr/bin/env bash
# terminal_size 0.4.4 tells no width of a terminal that has 60 columns and does not say how many rows it has, as one
# that `script` makes without a terminal around it: the answer is whole or none. crossterm 0.29.0 tells the 60 columns
# of the same terminal. Needs Rust, and `script` and `stty` of the system.
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
crossterm = "=0.29.0"
terminal_size = "=0.4.4"
TOML
cat > src/main.rs << 'RUST'
fn main() {
    let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0);
    let columns = crossterm::terminal::size().ok().map(|(columns, _)| columns);
    println!("terminal_size: {width:?}, crossterm: {columns:?}");
}
RUST
cargo build --quiet
rustc --version

seen() {
    script --quiet --return --command "stty rows $1 cols 60; target/debug/finding" /dev/null < /dev/null | tr -d '\r'
}
for rows in 0 24; do echo "$rows rows, 60 columns: $(seen "$rows")"; done
[ "$(seen 0)" = 'terminal_size: None, crossterm: Some(60)' ]
[ "$(seen 24)" = 'terminal_size: Some(60), crossterm: Some(60)' ]
