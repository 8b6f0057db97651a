//! Why an order was skipped, held or parked: a closed list of identifiers, each with a sentence in both languages.

use super::ids::BadId;
use super::lang::Lang;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What state a reason leaves an order in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReasonKind {
    /// Nothing to do, nobody needed.
    Skipped,
    /// Somebody has to mend something, then `retry`.
    Held,
    /// The parent refused it, or it failed too often.
    Parked,
    /// It is in the parent, but something has to be looked at.
    Pushed,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $kind:ident, $es:literal, $en:literal;)*) => {
        /// Why an order is not, or not yet, in the parent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Reason {
            $($(#[$doc])* #[serde(rename = $id)] $name,)*
        }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &[Reason] = &[$(Reason::$name),*];

            /// The identifier in JSON output and in the state.
            pub const fn id(self) -> &'static str {
                match self { $(Reason::$name => $id,)* }
            }

            pub const fn kind(self) -> ReasonKind {
                match self { $(Reason::$name => ReasonKind::$kind,)* }
            }

            /// What it means and what to do, for people.
            pub const fn sentence(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Reason::$name, Lang::Es) => $es, (Reason::$name, Lang::En) => $en,)*
                }
            }
        }
    };
}

reasons! {
    Cancelled = "cancelled", Skipped,
        "el pedido está anulado en la filial",
        "the order is cancelled in the subsidiary";
    CustomerSkipped = "customer_skipped", Skipped,
        "el cliente está en la lista skip_customers",
        "the customer is on the skip_customers list";
    NoParentLines = "no_parent_lines", Skipped,
        "ninguna línea es de la matriz",
        "none of the lines is the parent's";
    /// It has lines of the parent's, but each is of quantity zero or left out.
    NothingToOrder = "nothing_to_order", Skipped,
        "las líneas de la matriz no dejan ninguna cantidad que pedir",
        "the parent's lines leave no quantity to order";
    AlreadyInOtherYear = "already_in_other_year", Skipped,
        "el mismo pedido ya se tomó del fichero del otro ejercicio",
        "the same order was already taken from the other year's file";
    ArticleUnknown = "article_unknown", Held,
        "la matriz no tiene el artículo: créelo allí o relaciónelo en [subsidiary.articles]",
        "the parent does not have the article: create it there or map it in [subsidiary.articles]";
    ArticleAmbiguous = "article_ambiguous", Held,
        "varios artículos de la matriz encajan: elija uno en [subsidiary.articles]",
        "several of the parent's articles fit: choose one in [subsidiary.articles]";
    ArticleConflict = "article_conflict", Held,
        "la referencia y el código nombran artículos distintos de la matriz: elija uno en [subsidiary.articles]",
        "reference and code name different articles of the parent: choose one in [subsidiary.articles]";
    ArticleRetired = "article_retired", Held,
        "la matriz tiene el artículo descatalogado o no utilizable: reactívelo o relacione otro",
        "the parent has the article discontinued or not usable: reactivate it or map another";
    NegativeQuantity = "negative_quantity", Held,
        "una línea tiene cantidad negativa: corríjala o decida con la opción negative",
        "a line has a negative quantity: correct it or decide by the option negative";
    PriceMissing = "price_missing", Held,
        "ninguna fuente de la lista price da un precio de compra",
        "no source of the list price yields a purchase price";
    SupplierMissing = "supplier_missing", Held,
        "el proveedor configurado no existe en la matriz",
        "the configured supplier does not exist in the parent";
    ParentSupplierUnknown = "parent_supplier_unknown", Held,
        "no se encuentra la ficha de proveedor de la matriz en la filial: revise su NIF o configure ownership.supplier",
        "the parent's supplier record is not found in the subsidiary: check its tax id or set ownership.supplier";
    VatRatesDisagree = "vat_rates_disagree", Held,
        "los pedidos a proveedor y la configuración de la matriz no dicen los mismos tipos de IVA",
        "the parent's supplier orders and its settings do not give the same VAT rates";
    AmountOutOfRange = "amount_out_of_range", Held,
        "un importe no cabe en el fichero: revise cantidades y precios",
        "an amount does not fit into the file: check quantities and prices";
    TooManyLines = "too_many_lines", Held,
        "el pedido tiene más líneas de las que admite un documento",
        "the order has more lines than a document can hold";
    HandMadeTwin = "hand_made_twin", Held,
        "la matriz ya tiene un pedido a proveedor hecho a mano con los mismos artículos y cantidades",
        "the parent already has a supplier order entered by hand with the same articles and quantities";
    WriteRefused = "write_refused", Parked,
        "la base de datos de la matriz rechaza el pedido",
        "the parent's database refuses the order";
    ReadBackDiffers = "read_back_differs", Parked,
        "lo leído tras escribir no es lo escrito",
        "what was read back after writing is not what was written";
    AttemptsExhausted = "attempts_exhausted", Parked,
        "se agotaron los intentos",
        "all attempts were used up";
    ChangedAfterPush = "changed_after_push", Pushed,
        "el pedido cambió en la filial después de escribirse en la matriz",
        "the order changed in the subsidiary after it was written into the parent";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl FromStr for Reason {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let known = Reason::ALL.iter().find(|reason| reason.id() == text);
        known.copied().ok_or_else(|| BadId { found: text.to_owned(), expected: "a reason" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_reason_has_its_own_identifier_and_reads_back() {
        let ids: HashSet<&str> = Reason::ALL.iter().map(|reason| reason.id()).collect();
        assert_eq!(ids.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            let json = serde_json::to_string(reason).expect("serialises");
            assert_eq!(json, format!("\"{}\"", reason.id()));
            assert_eq!(serde_json::from_str::<Reason>(&json).expect("reads back"), *reason);
            assert_eq!(reason.id().parse(), Ok(*reason));
            assert!(reason.id().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{reason}");
        }
        assert!("".parse::<Reason>().is_err());
    }

    #[test]
    fn every_reason_has_a_sentence_of_its_own_in_both_languages() {
        let sentences: HashSet<&str> = Lang::ALL
            .iter()
            .flat_map(|lang| Reason::ALL.iter().map(|reason| reason.sentence(*lang)))
            .collect();
        assert_eq!(sentences.len(), 2 * Reason::ALL.len());
        assert!(sentences.iter().all(|sentence| sentence.len() > 15 && !sentence.ends_with('.')));
    }
}
