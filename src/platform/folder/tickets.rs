//! Tickets of a folder: the name of what was dropped, and when, by the clock of the share.
//!
//! The time has to outlive this process: an answer that is older than what it answers is none, and the file itself may
//! be gone by then.

/// `NAME`, or `NAME@MILLISECONDS`.
pub(super) fn of(name: &str, dropped_at: Option<i64>) -> String {
    match dropped_at {
        Some(time) => format!("{name}@{time}"),
        None => name.to_owned(),
    }
}

/// The time of a ticket that has one.
pub(super) fn time(ticket: &str) -> Option<i64> {
    ticket.rsplit_once('@')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_gives_its_time_back() {
        assert_eq!(time(&of("a@b.csv", Some(1_793_000_000_123))), Some(1_793_000_000_123));
        assert_eq!(time(&of("a.csv", None)), None);
        assert_eq!(time(&of("a@b.csv", None)), None);
    }
}
