//! Prints what was measured.

use crate::measure::Measured;

pub fn table(title: &str, measured: &[Measured]) {
    println!("\n{title}");
    for one in measured {
        let (seconds, runs) = (one.median.as_secs_f64(), one.runs);
        println!("   {:<42} {seconds:>9.4} s {:>9} KiB   median of {runs}", one.name, one.peak_kib);
    }
}

pub fn ratio(what: &str, over: &Measured, under: &Measured) {
    println!("   {what}: {:.2}", over.median.as_secs_f64() / under.median.as_secs_f64());
}

/// The ratio of the times per row; each time comes with its number of rows.
pub fn ratio_per_row(what: &str, over: (&Measured, u64), under: (&Measured, u64)) {
    let micros = |(measured, rows): (&Measured, u64)| measured.median.as_secs_f64() * 1e6 / rows as f64;
    let (over, under) = (micros(over), micros(under));
    println!("   {what}: {:.2} ({over:.1} and {under:.1} µs)", over / under);
}

pub fn memory(what: &str, over: &Measured, under: &Measured) {
    println!(
        "   {what}: {:.2} ({} and {} KiB)",
        over.peak_kib as f64 / under.peak_kib as f64,
        over.peak_kib,
        under.peak_kib
    );
}
