//! Which columns of a supplier order the texts go into that are cut to size.

use super::names::{
    ALMPPR, CE1LPP, CE2LPP, CLIPPR, ECPPPR, EDOPPR, EPOPPR, EPRPPR, ESTLPP, ETEPPR, FOPPPR, OB1PPR, OB2PPR,
    PCPPPR, PDOPPR, PEMPPR, PENPPR, PNIPPR, PNOPPR, PPAPPR, PPOPPR, PPRPPR, PTEPPR, TPOPPR,
};
use crate::domain::TextColumn;

/// The name of a text column.
pub(crate) const fn text_column(column: TextColumn) -> &'static str {
    match column {
        TextColumn::Warehouse => ALMPPR,
        TextColumn::CustomerCode => CLIPPR,
        TextColumn::SupplierName => PNOPPR,
        TextColumn::SupplierStreet => PDOPPR,
        TextColumn::SupplierTown => PPOPPR,
        TextColumn::SupplierPostcode => PCPPPR,
        TextColumn::SupplierProvince => PPRPPR,
        TextColumn::SupplierTaxId => PNIPPR,
        TextColumn::SupplierPhone => PTEPPR,
        TextColumn::SupplierEmail => PEMPPR,
        TextColumn::SupplierCountry => PPAPPR,
        TextColumn::PaymentForm => FOPPPR,
        TextColumn::DeliveryTerm => PENPPR,
        TextColumn::CarriageText => TPOPPR,
        TextColumn::RemarkOne => OB1PPR,
        TextColumn::RemarkTwo => OB2PPR,
        TextColumn::DeliveryStreet => EDOPPR,
        TextColumn::DeliveryPostcode => ECPPPR,
        TextColumn::DeliveryTown => EPOPPR,
        TextColumn::DeliveryProvince => EPRPPR,
        TextColumn::DeliveryPhone => ETEPPR,
        TextColumn::LineState => ESTLPP,
        TextColumn::LineSize => CE1LPP,
        TextColumn::LineColour => CE2LPP,
    }
}
