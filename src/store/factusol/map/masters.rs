//! F_ART, F_EAN, F_PRO, F_LPA, F_ALM, F_CFG, F_EMP: articles, suppliers, prices and settings as they are read.

use crate::domain::{Address, Article, Company, Percent, PurchasePrice, Supplier, TaxRegime};
use crate::store::Result;
use crate::store::factusol::columns::{Kind, Place, Table};
use crate::store::factusol::fields::{Cells, Fields, or_fault};
use crate::store::factusol::names::*;

/// A master table: what names its rows, which columns are read, and what they make.
pub(crate) trait Master: Sized {
    type Item;
    const TABLE: &'static str;
    const KEY: &'static [(&'static str, Kind)];
    fn bind(table: &Table) -> Result<Self>;
    fn read<C: Cells + ?Sized>(&self, row: &Fields<'_, C>) -> Result<Self::Item>;
}

/// F_ART.
pub(crate) struct Articles {
    code: Place,
    reference: Place,
    barcode: Place,
    equivalent: Place,
    description: Place,
    supplier: Place,
    vat: Place,
    cost: Place,
    discounts: [Place; 3],
    unusable: Place,
    discontinued: Place,
}

impl Master for Articles {
    type Item = Article;
    const TABLE: &'static str = F_ART;
    const KEY: &'static [(&'static str, Kind)] = &[(CODART, Kind::Text)];

    fn bind(table: &Table) -> Result<Self> {
        let discount = |name| table.may(name, Kind::Rate);
        Ok(Articles {
            code: table.need(CODART, Kind::Text)?,
            reference: table.may(REFART, Kind::Text)?,
            barcode: table.may(EANART, Kind::Text)?,
            equivalent: table.may(EQUART, Kind::Text)?,
            description: table.may(DESART, Kind::Text)?,
            supplier: table.need(PHAART, Kind::Whole)?,
            vat: table.need(TIVART, Kind::Rate)?,
            cost: table.may(PCOART, Kind::Money)?,
            discounts: [discount(DT0ART)?, discount(DT1ART)?, discount(DT2ART)?],
            unusable: table.may(NPUART, Kind::Whole)?,
            discontinued: table.may(DSCART, Kind::Whole)?,
        })
    }

    fn read<C: Cells + ?Sized>(&self, row: &Fields<'_, C>) -> Result<Article> {
        let barcode = row.text(self.barcode)?;
        let mut fault = None;
        Ok(Article {
            code: row.text(self.code)?,
            reference: row.text(self.reference)?,
            barcodes: if barcode.trim().is_empty() { Vec::new() } else { vec![barcode] },
            equivalent: row.text(self.equivalent)?,
            description: row.text(self.description)?,
            usual_supplier: row.whole(self.supplier)?,
            vat: or_fault(row.vat(self.vat), &mut fault)?,
            cost: or_fault(row.money(self.cost), &mut fault)?,
            cost_discounts: or_fault(row.rates(self.discounts), &mut fault)?,
            retired: row.flag(self.unusable)? || row.flag(self.discontinued)?,
            fault,
        })
    }
}

/// F_EAN: `(article, bar code)`.
pub(crate) struct Barcodes {
    article: Place,
    barcode: Place,
}

impl Master for Barcodes {
    type Item = (String, String);
    const TABLE: &'static str = F_EAN;
    const KEY: &'static [(&'static str, Kind)] = &[(ARTEAN, Kind::Text), (EANEAN, Kind::Text)];

    fn bind(table: &Table) -> Result<Self> {
        Ok(Barcodes { article: table.need(ARTEAN, Kind::Text)?, barcode: table.need(EANEAN, Kind::Text)? })
    }

    fn read<C: Cells + ?Sized>(&self, row: &Fields<'_, C>) -> Result<(String, String)> {
        Ok((row.text(self.article)?, row.text(self.barcode)?))
    }
}

/// F_PRO.
pub(crate) struct Suppliers {
    code: Place,
    tax_id: Place,
    name: Place,
    address: [Place; 5],
    email: Place,
    country: Place,
    customer_code: Place,
    payment_form: Place,
    tax_regime: Place,
    surcharge: Place,
    forced_vat: Place,
    carriage: [Place; 2],
    prompt_payment: Place,
    withholding: Place,
}

impl Master for Suppliers {
    type Item = Supplier;
    const TABLE: &'static str = F_PRO;
    const KEY: &'static [(&'static str, Kind)] = &[(CODPRO, Kind::Whole)];

    fn bind(table: &Table) -> Result<Self> {
        let text = |name| table.may(name, Kind::Text);
        let whole = |name| table.may(name, Kind::Whole);
        Ok(Suppliers {
            code: table.need(CODPRO, Kind::Whole)?,
            tax_id: table.need(NIFPRO, Kind::Text)?,
            name: text(NOFPRO)?,
            address: [text(DOMPRO)?, text(CPOPRO)?, text(POBPRO)?, text(PROPRO)?, text(TELPRO)?],
            email: text(EMAPRO)?,
            country: text(PAIPRO)?,
            customer_code: text(CCLPRO)?,
            payment_form: text(FPAPRO)?,
            tax_regime: whole(IVAPRO)?,
            surcharge: whole(REQPRO)?,
            forced_vat: whole(TIVPRO)?,
            carriage: [whole(TPOPRO)?, text(PORPRO)?],
            prompt_payment: table.may(PPAPRO, Kind::Rate)?,
            withholding: table.may(RETPRO, Kind::Rate)?,
        })
    }

    fn read<C: Cells + ?Sized>(&self, row: &Fields<'_, C>) -> Result<Supplier> {
        let [carriage_due, carriage_text] = self.carriage;
        let mut fault = None;
        Ok(Supplier {
            code: row.whole(self.code)?,
            tax_id: row.text(self.tax_id)?,
            name: row.text(self.name)?,
            address: address(row, self.address)?,
            email: row.text(self.email)?,
            country: row.text(self.country)?,
            customer_code: row.text(self.customer_code)?,
            payment_form: row.text(self.payment_form)?,
            tax_regime: TaxRegime(or_fault(row.small(self.tax_regime), &mut fault)?),
            surcharge: row.flag(self.surcharge)?,
            forced_vat: row.whole(self.forced_vat)?,
            carriage_due: row.whole(carriage_due)?,
            carriage_text: row.text(carriage_text)?,
            prompt_payment: or_fault(row.rate(self.prompt_payment), &mut fault)?,
            withholding: or_fault(row.rate(self.withholding), &mut fault)?,
            fault,
        })
    }
}

/// Street, post code, town, province, phone.
pub(super) fn address<C: Cells + ?Sized>(row: &Fields<'_, C>, places: [Place; 5]) -> Result<Address> {
    let [street, postcode, town, province, phone] = places;
    Ok(Address {
        street: row.text(street)?,
        postcode: row.text(postcode)?,
        town: row.text(town)?,
        province: row.text(province)?,
        phone: row.text(phone)?,
    })
}

/// F_LPA.
pub(crate) struct PurchasePrices {
    article: Place,
    supplier: Place,
    price: Place,
    discounts: [Place; 3],
    reference: Place,
}

impl Master for PurchasePrices {
    type Item = PurchasePrice;
    const TABLE: &'static str = F_LPA;
    const KEY: &'static [(&'static str, Kind)] = &[(ARTLPA, Kind::Text), (PROLPA, Kind::Whole)];

    fn bind(table: &Table) -> Result<Self> {
        let discount = |name| table.may(name, Kind::Rate);
        Ok(PurchasePrices {
            article: table.need(ARTLPA, Kind::Text)?,
            supplier: table.need(PROLPA, Kind::Whole)?,
            price: table.need(PRELPA, Kind::Money)?,
            discounts: [discount(DT1LPA)?, discount(DT2LPA)?, discount(DT3LPA)?],
            reference: table.may(REFLPA, Kind::Text)?,
        })
    }

    fn read<C: Cells + ?Sized>(&self, row: &Fields<'_, C>) -> Result<PurchasePrice> {
        let mut fault = None;
        Ok(PurchasePrice {
            article: row.text(self.article)?,
            supplier: row.whole(self.supplier)?,
            price: or_fault(row.money(self.price), &mut fault)?,
            discounts: or_fault(row.rates(self.discounts), &mut fault)?,
            reference: row.text(self.reference)?,
            fault,
        })
    }
}

/// F_ALM: codes of warehouses.
pub(crate) struct Warehouses {
    code: Place,
}

impl Master for Warehouses {
    type Item = String;
    const TABLE: &'static str = F_ALM;
    const KEY: &'static [(&'static str, Kind)] = &[(CODALM, Kind::Text)];

    fn bind(table: &Table) -> Result<Self> {
        Ok(Warehouses { code: table.need(CODALM, Kind::Text)? })
    }

    fn read<C: Cells + ?Sized>(&self, row: &Fields<'_, C>) -> Result<String> {
        row.text(self.code)
    }
}

/// F_CFG: `(key, number)`. What a number that is none costs depends on its key.
pub(crate) struct Configuration {
    key: Place,
    number: Place,
}

impl Master for Configuration {
    type Item = (String, Result<Percent>);
    const TABLE: &'static str = F_CFG;
    const KEY: &'static [(&'static str, Kind)] = &[(CODCFG, Kind::Text)];

    fn bind(table: &Table) -> Result<Self> {
        Ok(Configuration { key: table.need(CODCFG, Kind::Text)?, number: table.need(NUMCFG, Kind::Rate)? })
    }

    fn read<C: Cells + ?Sized>(&self, row: &Fields<'_, C>) -> Result<(String, Result<Percent>)> {
        Ok((row.text(self.key)?, row.rate(self.number)))
    }
}

/// F_EMP.
pub(crate) struct Companies {
    code: Place,
    exercise: Place,
    tax_id: Place,
    name: [Place; 2],
}

impl Master for Companies {
    type Item = Company;
    const TABLE: &'static str = F_EMP;
    const KEY: &'static [(&'static str, Kind)] = &[(CODEMP, Kind::Text)];

    fn bind(table: &Table) -> Result<Self> {
        Ok(Companies {
            code: table.need(CODEMP, Kind::Text)?,
            exercise: table.need(EJEEMP, Kind::Text)?,
            tax_id: table.need(NIFEMP, Kind::Text)?,
            name: [table.may(DENEMP, Kind::Text)?, table.may(NOMEMP, Kind::Text)?],
        })
    }

    fn read<C: Cells + ?Sized>(&self, row: &Fields<'_, C>) -> Result<Company> {
        let [fiscal, trade] = self.name;
        let name = row.text(fiscal)?;
        Ok(Company {
            code: row.text(self.code)?,
            exercise: row.text(self.exercise)?,
            tax_id: row.text(self.tax_id)?,
            name: if name.trim().is_empty() { row.text(trade)? } else { name },
        })
    }
}
