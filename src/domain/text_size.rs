//! Texts cut to the columns they are written into, every cut counted.

use serde::{Deserialize, Serialize};

macro_rules! columns {
    ($($column:ident = $name:literal, $size:literal;)*) => {
        /// A text column of a supplier order that something is copied into.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum TextColumn { $($column,)* }

        impl TextColumn {
            pub const ALL: &[TextColumn] = &[$(TextColumn::$column),*];

            /// Its name in the file.
            pub const fn name(self) -> &'static str {
                match self { $(TextColumn::$column => $name,)* }
            }

            /// Its size in the version of Factusol that we know.
            pub const fn known_size(self) -> usize {
                match self { $(TextColumn::$column => $size,)* }
            }
        }
    };
}

columns! {
    Warehouse = "ALMPPR", 3;
    CustomerCode = "CLIPPR", 10;
    SupplierName = "PNOPPR", 100;
    SupplierStreet = "PDOPPR", 100;
    SupplierTown = "PPOPPR", 30;
    SupplierPostcode = "PCPPPR", 10;
    SupplierProvince = "PPRPPR", 40;
    SupplierTaxId = "PNIPPR", 18;
    SupplierPhone = "PTEPPR", 20;
    SupplierEmail = "PEMPPR", 255;
    SupplierCountry = "PPAPPR", 50;
    PaymentForm = "FOPPPR", 3;
    DeliveryTerm = "PENPPR", 40;
    CarriageText = "TPOPPR", 30;
    RemarkOne = "OB1PPR", 100;
    RemarkTwo = "OB2PPR", 100;
    DeliveryStreet = "EDOPPR", 50;
    DeliveryPostcode = "ECPPPR", 10;
    DeliveryTown = "EPOPPR", 30;
    DeliveryProvince = "EPRPPR", 40;
    DeliveryPhone = "ETEPPR", 20;
    LineState = "ESTLPP", 1;
    LineSize = "CE1LPP", 3;
    LineColour = "CE2LPP", 3;
}

/// How many characters each column takes; other versions of Factusol have other sizes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSizes([usize; TextColumn::ALL.len()]);

impl Default for TextSizes {
    fn default() -> Self {
        let mut sizes = [0; TextColumn::ALL.len()];
        for column in TextColumn::ALL {
            sizes[*column as usize] = column.known_size();
        }
        TextSizes(sizes)
    }
}

impl TextSizes {
    pub fn get(&self, column: TextColumn) -> usize {
        self.0[column as usize]
    }

    /// Takes the size that a column really has, by its name; columns that nothing is copied into are passed over.
    pub fn set(&mut self, name: &str, size: usize) {
        let known = TextColumn::ALL.iter().find(|column| column.name().eq_ignore_ascii_case(name));
        if let Some(column) = known {
            self.0[*column as usize] = size;
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
            self.cuts.push(Cut { column: column.name().to_owned(), from, to: utf16_length(kept) });
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
        assert_eq!(cuts, [("ALMPPR", 4, 3), ("ALMPPR", 4, 2)]);
    }

    #[test]
    fn real_sizes_replace_the_known_ones() {
        let mut sizes = TextSizes::default();
        sizes.set("pteppr", 30);
        sizes.set("TOTPPR", 1);
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
