//! Rows and domain values, one file for each kind of document.

mod customer_order;
mod manual_order;
mod masters;
mod supplier_order;

pub(crate) use customer_order::{Headers, Lines};
pub(crate) use manual_order::{ManualHeaders, ManualLines, References};
pub(crate) use masters::{
    Articles, Barcodes, Companies, Configuration, Master, PurchasePrices, Suppliers, Warehouses,
};
pub(crate) use supplier_order::{
    HEADER_KEY, Header, HeaderValue, LINE_KEY, Line, LineValue, header_columns, line_columns,
};

#[cfg(test)]
mod tests;
