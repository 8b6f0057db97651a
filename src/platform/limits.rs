//! How long and how large a request and its response may be.

use std::time::Duration;

/// Limits of one request. The default is what is used; tests take smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlatformLimits {
    /// Finding the machine, and connecting to it.
    pub connect: Duration,
    /// Sending a body, to which its length at `slowest` is added.
    pub send: Duration,
    /// Until the response begins, and again between two pieces of it.
    pub response: Duration,
    /// Bytes a second of a connection that is not too slow.
    pub slowest: u64,
    /// Bytes of a document: an answer or a report.
    pub document: u64,
    /// Bytes of any other response.
    pub message: u64,
}

impl Default for PlatformLimits {
    fn default() -> PlatformLimits {
        PlatformLimits {
            connect: Duration::from_secs(10),
            send: Duration::from_secs(60),
            response: Duration::from_secs(60),
            slowest: 32 * 1024,
            document: 64 * 1024 * 1024,
            message: 1024 * 1024,
        }
    }
}

impl PlatformLimits {
    /// How long sending so many bytes may take.
    pub fn sending(&self, len: u64) -> Duration {
        self.send + self.passing(len)
    }

    /// How long a response of at most so many bytes may take to arrive.
    pub fn receiving(&self, len: u64) -> Duration {
        self.response + self.passing(len)
    }

    fn passing(&self, len: u64) -> Duration {
        Duration::from_secs(len / self.slowest.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_gets_a_second_for_each_32_kib() {
        let limits = PlatformLimits::default();
        assert_eq!(limits.sending(0), Duration::from_secs(60));
        assert_eq!(limits.sending(3_200 * 1024), Duration::from_secs(160));
    }
}
