//! Damage of one kind at a time to every structure of a file.
#![expect(clippy::ptr_arg, reason = "every kind of damage has one type, and some lengthen the file")]

use proving::rows::Numbers;

pub const PAGE: usize = 4096;

/// Damages a file; false where it has nothing to be damaged so.
type Mutation = fn(&mut Vec<u8>, &mut Numbers) -> bool;

/// Every kind of damage, with its name.
pub const MUTATIONS: [(&str, Mutation); 22] = [
    ("a commit pair", commit_pair),
    ("a pointer of the header", bootstrap),
    ("the global map", global_map),
    ("a field of a definition", definition),
    ("the row count", row_count),
    ("a usage map", usage_map),
    ("the directory of usage maps", |bytes, numbers| directory(bytes, numbers, is_map_page)),
    ("the directory of a page of rows", |bytes, numbers| directory(bytes, numbers, is_data_page)),
    ("the header of a page of rows", |bytes, numbers| within(bytes, numbers, is_data_page, 0..14)),
    ("the end of a row", row_end),
    ("any byte of a row", row_byte),
    ("a row marked deleted", row_deleted),
    ("the header of a page of long values", |bytes, numbers| {
        within(bytes, numbers, is_long_value_page, 0..14)
    }),
    ("the pointer of a long value", long_value_row),
    ("the header of an index page", |bytes, numbers| within(bytes, numbers, is_index_page, 0..27)),
    ("the entry mask", index_mask),
    ("an index entry", index_entry),
    ("an entry dropped", |bytes, numbers| entries(bytes, numbers, |entries, at| drop(entries.remove(at)))),
    ("two entries swapped", |bytes, numbers| entries(bytes, numbers, |entries, at| entries.swap(at, at / 2))),
    ("an entry for another row", |bytes, numbers| entries(bytes, numbers, other_row)),
    ("a page that nobody owns", lost_page),
    ("a page in the place of another", page_copied),
];

fn pages_of(bytes: &[u8], wanted: fn(&[u8]) -> bool) -> Vec<usize> {
    bytes
        .chunks_exact(PAGE)
        .enumerate()
        .filter(|(_, page)| wanted(page))
        .map(|(number, _)| number * PAGE)
        .collect()
}

/// The start of a page of a kind.
fn pick(bytes: &[u8], numbers: &mut Numbers, wanted: fn(&[u8]) -> bool) -> Option<usize> {
    let pages = pages_of(bytes, wanted);
    (!pages.is_empty()).then(|| *numbers.pick(&pages))
}

fn owner(page: &[u8]) -> &[u8] {
    &page[4..8]
}

fn is_map_page(page: &[u8]) -> bool {
    page[0] == 1 && owner(page) == [0; 4]
}

fn is_long_value_page(page: &[u8]) -> bool {
    page[0] == 1 && owner(page) == b"LVAL"
}

fn is_data_page(page: &[u8]) -> bool {
    page[0] == 1 && !is_map_page(page) && !is_long_value_page(page) && owner(page) != [1, 0, 0, 0]
}

fn is_definition(page: &[u8]) -> bool {
    page[0] == 2
}

fn is_index_page(page: &[u8]) -> bool {
    matches!(page[0], 3 | 4)
}

fn word(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

/// Flips a bit, or sets the byte to an extreme or to anything.
fn change(bytes: &mut [u8], at: usize, numbers: &mut Numbers) -> bool {
    let before = bytes[at];
    bytes[at] = match numbers.below(4) {
        0 => 0,
        1 => 0xFF,
        2 => u8::try_from(numbers.below(256)).expect("a byte"),
        _ => before ^ 1 << numbers.below(8),
    };
    bytes[at] != before
}

fn within(
    bytes: &mut [u8],
    numbers: &mut Numbers,
    wanted: fn(&[u8]) -> bool,
    range: std::ops::Range<usize>,
) -> bool {
    let Some(page) = pick(bytes, numbers, wanted) else { return false };
    let at = range.start + numbers.below(range.len());
    change(bytes, page + at, numbers)
}

fn commit_pair(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    bytes[0xE01 + 2 * numbers.below(256)] = 0;
    true
}

fn bootstrap(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    change(bytes, 0x18 + numbers.below(24), numbers)
}

fn global_map(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let row = PAGE + (word(bytes, PAGE + 14) & 0x1FFF);
    let bits = bytes.len() / PAGE / 8;
    change(bytes, row + 5 + numbers.below(bits.max(1)), numbers)
}

fn definition(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let Some(page) = pick(bytes, numbers, is_definition) else { return false };
    let length = word(bytes, page + 8).clamp(63, PAGE);
    let within = *numbers.pick(&[63, length, length]);
    change(bytes, page + numbers.below(within), numbers)
}

fn row_count(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    within(bytes, numbers, is_definition, 16..20)
}

/// Where the rows of a page are; empty for a directory that makes no sense.
fn rows(bytes: &[u8], page: usize) -> Vec<std::ops::Range<usize>> {
    let count = word(bytes, page + 12).min(255);
    let starts: Vec<usize> = (0..count).map(|slot| word(bytes, page + 14 + 2 * slot) & 0x1FFF).collect();
    let ends = std::iter::once(PAGE).chain(starts.iter().copied());
    starts
        .iter()
        .zip(ends)
        .filter(|(start, end)| *start < end && *end <= PAGE)
        .map(|(start, end)| page + start..page + end)
        .collect()
}

fn a_row(bytes: &[u8], numbers: &mut Numbers, wanted: fn(&[u8]) -> bool) -> Option<std::ops::Range<usize>> {
    let page = pick(bytes, numbers, wanted)?;
    let rows = rows(bytes, page);
    (!rows.is_empty()).then(|| numbers.pick(&rows).clone())
}

fn usage_map(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let Some(row) = a_row(bytes, numbers, is_map_page) else { return false };
    let reach = (5 + bytes.len() / PAGE / 8).min(row.len());
    change(bytes, row.start + numbers.below(reach), numbers)
}

fn directory(bytes: &mut [u8], numbers: &mut Numbers, wanted: fn(&[u8]) -> bool) -> bool {
    let Some(page) = pick(bytes, numbers, wanted) else { return false };
    let slots = word(bytes, page + 12).clamp(1, 255);
    change(bytes, page + 14 + numbers.below(2 * slots), numbers)
}

fn row_end(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let Some(row) = a_row(bytes, numbers, is_data_page) else { return false };
    change(bytes, row.end - 1 - numbers.below(row.len().min(16)), numbers)
}

fn row_byte(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let Some(row) = a_row(bytes, numbers, is_data_page) else { return false };
    change(bytes, row.start + numbers.below(row.len()), numbers)
}

fn row_deleted(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let Some(page) = pick(bytes, numbers, is_data_page) else { return false };
    let slots = word(bytes, page + 12).min(255);
    if slots == 0 {
        return false;
    }
    let at = page + 15 + 2 * numbers.below(slots);
    let before = bytes[at];
    bytes[at] |= 0xC0;
    bytes[at] != before
}

fn long_value_row(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let Some(row) = a_row(bytes, numbers, is_long_value_page) else { return false };
    change(bytes, row.start + numbers.below(row.len().min(4)), numbers)
}

fn used(bytes: &[u8], page: usize) -> usize {
    3616_usize.saturating_sub(word(bytes, page + 2))
}

fn index_mask(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let Some(page) = pick(bytes, numbers, is_index_page) else { return false };
    let reach = (used(bytes, page) / 8 + 2).min(453);
    change(bytes, page + 27 + numbers.below(reach), numbers)
}

fn index_entry(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let Some(page) = pick(bytes, numbers, is_index_page) else { return false };
    let used = used(bytes, page);
    used > 0 && change(bytes, page + 480 + numbers.below(used), numbers)
}

/// Takes the entries of a leaf apart, changes them, and lays them out anew, with the free space right.
fn entries(bytes: &mut [u8], numbers: &mut Numbers, edit: fn(&mut Vec<Vec<u8>>, usize)) -> bool {
    let Some(start) = pick(bytes, numbers, |page| page[0] == 4) else { return false };
    let page = &mut bytes[start..start + PAGE];
    let ends = (0..3616).filter(|bit| page[27 + bit / 8] >> (bit % 8) & 1 == 1);
    let (mut from, mut entries, prefix) = (0, Vec::new(), word(page, 24));
    for end in ends {
        let shared = entries.first().map_or(&[][..], |first: &Vec<u8>| &first[..prefix]);
        entries.push([shared, &page[480 + from..480 + end]].concat());
        from = end;
    }
    if entries.len() < 2 {
        return false;
    }
    let (before, at) = (entries.clone(), 1 + numbers.below(entries.len() - 1));
    edit(&mut entries, at);
    let length: usize = entries.iter().map(Vec::len).sum();
    entries != before && length <= 3616 && {
        lay_out(page, &entries);
        true
    }
}

fn lay_out(page: &mut [u8], entries: &[Vec<u8>]) {
    page[24..26].fill(0);
    page[27..480].fill(0);
    let mut at = 0;
    for entry in entries {
        page[480 + at..480 + at + entry.len()].copy_from_slice(entry);
        at += entry.len();
        page[27 + at / 8] |= 1 << (at % 8);
    }
    let free = u16::try_from(3616 - at).expect("it fits");
    page[2..4].copy_from_slice(&free.to_le_bytes());
}

/// An entry takes over the row pointer of the one before it.
fn other_row(entries: &mut Vec<Vec<u8>>, at: usize) {
    let before = entries[at - 1].clone();
    let pointer = &before[before.len() - 4..];
    let start = entries[at].len() - 4;
    entries[at][start..].copy_from_slice(pointer);
}

/// A page more at the end, which the global map does not call free.
fn lost_page(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let number = bytes.len() / PAGE;
    let at = PAGE + (word(bytes, PAGE + 14) & 0x1FFF) + 5 + number / 8;
    bytes[at] &= !(1 << (number % 8));
    let from = numbers.below(number) * PAGE;
    let page = if numbers.below(2) == 0 { vec![0; PAGE] } else { bytes[from..from + PAGE].to_vec() };
    bytes.extend(page);
    true
}

fn page_copied(bytes: &mut Vec<u8>, numbers: &mut Numbers) -> bool {
    let pages = bytes.len() / PAGE;
    let (from, to) = (numbers.below(pages) * PAGE, (1 + numbers.below(pages - 1)) * PAGE);
    bytes.copy_within(from..from + PAGE, to);
    from != to
}
