//! The known word that a mistyped one was most likely meant to be.

/// Longer words are compared by their beginnings: no key is as long.
const CHARS_MAX: usize = 64;

/// Returns the candidate with the smallest edit distance to `found`, the first of equals; letter case does not count,
/// and a word cut short, or with something hung on, counts as one edit.
pub fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> &'a str {
    let found = found.to_lowercase();
    let edits = |candidate: &&str| {
        let cut = !found.is_empty() && (candidate.starts_with(&found) || found.starts_with(*candidate));
        if cut { 1.min(distance(&found, candidate)) } else { distance(&found, candidate) }
    };
    candidates.into_iter().min_by_key(edits).unwrap_or_default()
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let [from, to] = [from, to].map(|word| word.chars().take(CHARS_MAX).collect::<Vec<_>>());
    // Costs for what stands before the last letter but one, before the last one, and with it.
    let mut before: (Option<char>, Vec<usize>) = (None, Vec::new());
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.iter().enumerate() {
        let next = next_row(&before, &row, i + 1, *letter, &to);
        before = (Some(*letter), std::mem::replace(&mut row, next));
    }
    row.last().copied().unwrap_or_default()
}

/// The costs of a word with one letter more, from those without it and those without it and the one before.
fn next_row(
    before: &(Option<char>, Vec<usize>),
    row: &[usize],
    first: usize,
    letter: char,
    to: &[char],
) -> Vec<usize> {
    let mut next = vec![first];
    let (mut left, mut previous) = (first, None);
    let columns = to.iter().zip(row.windows(2)).enumerate();
    for (j, (&other, above)) in columns {
        let &[diagonal, above] = above else { continue };
        let replaced = diagonal + usize::from(letter != other);
        let mut cost = replaced.min(above + 1).min(left + 1);
        if previous == Some(letter) && before.0 == Some(other) {
            let swapped = j.checked_sub(1).and_then(|at| before.1.get(at));
            cost = swapped.map_or(cost, |swapped| cost.min(swapped + 1));
        }
        next.push(cost);
        (left, previous) = (cost, Some(other));
    }
    next
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
