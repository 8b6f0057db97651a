//! The real program against a platform that is a process too, both killed at random moments.

use super::sample::Sample;
use crate::double::Double;
use proving::budget::rounds;
use proving::rows::Numbers;
use std::time::{Duration, Instant};

#[test]
fn program_and_platform_that_are_killed_at_any_moment_come_to_the_same_end() {
    let Some(double) = Double::http(&[]) else { return };
    let Some(sample) = Sample::new() else { return };
    let start = Instant::now();
    assert_eq!(sample.run(&double), Some(90), "pairs are held");
    let length = start.elapsed();
    let expected = sample.end();
    sample.assert_as_in_facts(&double);
    assert_once(&double);
    drop(double);

    let wanted = rounds(2, 10, 200, 200);
    let mut numbers = Numbers::new(20_261_130);
    let (mut kills, mut platform_kills, mut ends) = (0, 0, 0);
    while kills < wanted {
        let (sample, mut double) =
            (Sample::new().expect("there was one"), Double::http(&[]).expect("there was one"));
        loop {
            let mut program = sample.start(&double);
            let moment = |numbers: &mut Numbers| length.mul_f64(numbers.below(1_000) as f64 / 900.0);
            std::thread::sleep(moment(&mut numbers));
            if numbers.chance(25) {
                // The platform goes in the midst of things, and is back before the next run.
                double.kill();
                std::thread::sleep(Duration::from_millis(numbers.below(300) as u64));
                platform_kills += 1;
            }
            program.kill().expect("killed, or over");
            let code = program.wait().expect("a child").code();
            kills += usize::from(code.is_none());
            double.restart();
            match code {
                // Rows were rejected, or it came to its end.
                Some(90) if sample.is_at_its_end() => break,
                None | Some(75 | 90) => {}
                Some(other) => panic!("the program ended with {other}"),
            }
            if kills >= wanted && numbers.chance(50) {
                assert_eq!(sample.run(&double), Some(90), "the last run comes to its end");
                break;
            }
        }
        ends += 1;
        assert_eq!(sample.end(), expected, "after {kills} kills in all");
        sample.assert_as_in_facts(&double);
        assert_once(&double);
    }
    println!("{kills} kills of the program, {platform_kills} of the platform, {ends} times to the end");
}

/// The platform has every chunk and every voucher once.
fn assert_once(double: &Double) {
    let state = double.state();
    assert_eq!(state["vouchers_twice"], 0, "{state}");
    let files = state["files"].as_array().expect("files");
    let mut keys: Vec<_> = files.iter().map(|file| file["key"].as_str().expect("a key")).collect();
    assert_eq!(keys.len(), 20, "1,918 rows in chunks of a hundred");
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), files.len(), "each key stands once");
}
