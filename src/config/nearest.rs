//! The known word that a mistyped one was most likely meant to be.

/// Returns the candidate with the smallest edit distance to `found`, the first of equals; letter case does not count,
/// and a word cut short, or with something hung on, counts as one edit.
pub(super) fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> &'a str {
    let found = found.to_lowercase();
    let edits = |candidate: &&str| {
        let cut = !found.is_empty() && (candidate.starts_with(&found) || found.starts_with(*candidate));
        if cut { 1.min(distance(&found, candidate)) } else { distance(&found, candidate) }
    };
    candidates.into_iter().min_by_key(edits).unwrap_or_default()
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows = vec![(0..=to.len()).collect::<Vec<_>>()];
    for i in 1..=from.len() {
        let mut row = vec![i];
        for j in 1..=to.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut cost = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                cost = cost.min(rows[i - 2][j - 2] + 1);
            }
            row.push(cost);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_single_edits_and_swaps() {
        for (from, to, edits) in
            [("", "abc", 3), ("path", "path", 0), ("pathh", "path", 1), ("ptah", "path", 1)]
        {
            assert_eq!(distance(from, to), edits, "{from} {to}");
            assert_eq!(distance(to, from), edits, "{to} {from}");
        }
    }

    #[test]
    fn the_nearest_word_wins_whatever_its_case() {
        assert_eq!(nearest("Late_windw", ["name", "late_window", "series"]), "late_window");
        assert_eq!(nearest("lang", ["log", "language"]), "language");
        assert_eq!(nearest("suplier", ["supplier", "series"]), "supplier");
    }
}
