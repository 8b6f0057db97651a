//! Texts cut to the columns they are written into, every cut counted.

use serde::{Deserialize, Serialize};

macro_rules! columns {
    ($($column:ident = $size:literal;)*) => {
        /// A text column of a supplier order that something is copied into.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum TextColumn { $($column,)* }

        impl TextColumn {
            pub const ALL: &[TextColumn] = &[$(TextColumn::$column),*];

            /// What it is called where no store has a name for it.
            const fn word(self) -> &'static str {
                match self { $(TextColumn::$column => stringify!($column),)* }
            }

            /// Its size in the version of Factusol that we know.
            const fn known_size(self) -> usize {
                match self { $(TextColumn::$column => $size,)* }
            }
        }
    };
}

columns! {
    Warehouse = 3;
    CustomerCode = 10;
    SupplierName = 100;
    SupplierStreet = 100;
    SupplierTown = 30;
    SupplierPostcode = 10;
    SupplierProvince = 40;
    SupplierTaxId = 18;
    SupplierPhone = 20;
    SupplierEmail = 255;
    SupplierCountry = 50;
    PaymentForm = 3;
    DeliveryTerm = 40;
    CarriageText = 30;
    RemarkOne = 100;
    RemarkTwo = 100;
    DeliveryStreet = 50;
    DeliveryPostcode = 10;
    DeliveryTown = 30;
    DeliveryProvince = 40;
    DeliveryPhone = 20;
    LineState = 1;
    LineSize = 3;
    LineColour = 3;
}

/// How many characters each column takes, other versions of Factusol having other sizes, and what it is called there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSizes([(&'static str, usize); TextColumn::ALL.len()]);

impl Default for TextSizes {
    fn default() -> Self {
        TextSizes::named(TextColumn::word)
    }
}

impl TextSizes {
    /// The sizes that we know, under the names of a store.
    pub fn named(name: impl Fn(TextColumn) -> &'static str) -> Self {
        let mut sizes = [("", 0); TextColumn::ALL.len()];
        for column in TextColumn::ALL {
            sizes[*column as usize] = (name(*column), column.known_size());
        }
        TextSizes(sizes)
    }

    pub fn get(&self, column: TextColumn) -> usize {
        self.0[column as usize].1
    }

    fn name(&self, column: TextColumn) -> &'static str {
        self.0[column as usize].0
    }

    /// Takes the size that a column really has, by its name; columns that nothing is copied into are passed over.
    pub fn set(&mut self, name: &str, size: usize) {
        let column = self.0.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name));
        if let Some((_, known)) = column {
            *known = size;
        }
    }
}

/// A text that did not fit: its length before and after, in the characters that the column counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    pub column: String,
    pub from: usize,
    pub to: usize,
}

/// Cuts texts and keeps count.
pub(super) struct Fitter<'a> {
    sizes: &'a TextSizes,
    pub cuts: Vec<Cut>,
}

impl<'a> Fitter<'a> {
    pub fn new(sizes: &'a TextSizes) -> Self {
        Fitter { sizes, cuts: Vec::new() }
    }

    /// The text, or as much of it as the column takes.
    pub fn fit(&mut self, column: TextColumn, text: &str) -> String {
        let size = self.sizes.get(column);
        let (kept, length) = cut(text, size);
        if let Some(from) = length {
            self.cuts.push(Cut { column: self.sizes.name(column).to_owned(), from, to: utf16_length(kept) });
        }
        kept.to_owned()
    }
}

/// The part of the text that fits, and its whole length if that is more. A column counts UTF-16 units, and a
/// character of two of them is kept whole or not at all.
fn cut(text: &str, size: usize) -> (&str, Option<usize>) {
    if text.len() <= size {
        return (text, None);
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > size
    });
    match end {
        Some((at, _)) => (&text[..at], Some(utf16_length(text))),
        None => (text, None),
    }
}

fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_between_characters_and_counted() {
        let sizes = TextSizes::default();
        let mut fitter = Fitter::new(&sizes);
        assert_eq!(fitter.fit(TextColumn::Warehouse, "GEN"), "GEN");
        assert_eq!(fitter.fit(TextColumn::Warehouse, "ÑÑÑ"), "ÑÑÑ", "six bytes are three characters");
        assert!(fitter.cuts.is_empty());
        assert_eq!(fitter.fit(TextColumn::Warehouse, "ÑÑÑÑ"), "ÑÑÑ");
        assert_eq!(fitter.fit(TextColumn::Warehouse, "ab😀"), "ab", "half a character is none");
        let cuts: Vec<(&str, usize, usize)> =
            fitter.cuts.iter().map(|cut| (cut.column.as_str(), cut.from, cut.to)).collect();
        assert_eq!(cuts, [("Warehouse", 4, 3), ("Warehouse", 4, 2)]);
    }

    #[test]
    fn real_sizes_replace_the_known_ones() {
        let mut sizes = TextSizes::default();
        sizes.set("supplierphone", 30);
        sizes.set("SupplierFax", 1);
        assert_eq!(sizes.get(TextColumn::SupplierPhone), 30);
        assert_eq!(sizes.get(TextColumn::RemarkOne), 100);
    }

    proptest! {
        #[test]
        fn what_is_kept_is_the_longest_beginning_that_fits(text: String, size in 0usize..20) {
            let (kept, _) = cut(&text, size);
            prop_assert!(text.starts_with(kept) && utf16_length(kept) <= size);
            let next = text[kept.len()..].chars().next();
            prop_assert!(next.is_none_or(|next| utf16_length(kept) + next.len_utf16() > size));
        }
    }
}
