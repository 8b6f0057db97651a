//! Does nothing: what any program needs to start.

fn main() {}
