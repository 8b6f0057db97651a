//! The pauses between attempts.

use std::time::Duration;

/// Doublings after which only the cap counts; it keeps the factor within its type.
const DOUBLINGS_MAX: u32 = 20;

/// Returns how long to wait after failed attempt number `attempt` (the first is 1).
///
/// The pause doubles from `base` up to `cap`. `jitter` lies in 0 to 1 (beyond, it is clamped) and takes away up to
/// half of it, so that several programs that met the same lock do not come back together.
pub fn backoff(attempt: u32, base: Duration, cap: Duration, jitter: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(DOUBLINGS_MAX);
    let pause = base.saturating_mul(1 << doublings).min(cap);
    let share = if jitter.is_nan() { 0.0 } else { jitter.clamp(0.0, 1.0) };
    pause.saturating_sub((pause / 2).mul_f64(share))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Duration = Duration::from_secs(2);
    const CAP: Duration = Duration::from_secs(300);

    #[test]
    fn pauses_double_up_to_the_cap() {
        let pauses: Vec<u64> = (0..=10).map(|attempt| backoff(attempt, BASE, CAP, 0.0).as_secs()).collect();
        assert_eq!(pauses, [2, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(backoff(u32::MAX, BASE, CAP, 0.0), CAP);
        assert_eq!(backoff(u32::MAX, Duration::MAX, Duration::MAX, 0.0), Duration::MAX);
    }

    #[test]
    fn jitter_takes_away_up_to_half() {
        assert_eq!(backoff(3, BASE, CAP, 1.0), Duration::from_secs(4));
        assert_eq!(backoff(3, BASE, CAP, 0.5), Duration::from_secs(6));
        for odd in [f64::NAN, f64::INFINITY, -3.0, 7.0] {
            let pause = backoff(3, BASE, CAP, odd);
            assert!((Duration::from_secs(4)..=Duration::from_secs(8)).contains(&pause), "{odd}");
        }
    }
}
