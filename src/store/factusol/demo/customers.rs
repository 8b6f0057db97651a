//! The demo's customers and suppliers: invented firms.

use crate::domain::{Address, Supplier};

pub(super) struct Customer {
    pub code: i32,
    pub name: &'static str,
    pub tax_id: &'static str,
    pub street: &'static str,
    pub postcode: &'static str,
    pub town: &'static str,
    pub province: &'static str,
}

const fn customer(code: i32, name: &'static str, tax_id: &'static str, town: [&'static str; 3]) -> Customer {
    let [postcode, town, province] = town;
    Customer { code, name, tax_id, street: "C/ Inventada, s/n", postcode, town, province }
}

pub(super) const CUSTOMERS: [Customer; 8] = [
    customer(1, "Academia de Idiomas El Ejemplo", "X1000001A", ["15001", "A Coruña", "A Coruña"]),
    customer(2, "Asesoría Muestra, S.L.", "X1000002B", ["27002", "Lugo", "Lugo"]),
    customer(3, "Bodega Simulada", "X1000003C", ["26001", "Logroño", "La Rioja"]),
    customer(4, "Clínica Dental Supuesta", "X1000004D", ["36201", "Vigo", "Pontevedra"]),
    customer(5, "Colegio Ficticio nº 5", "X1000005E", ["28001", "Madrid", "Madrid"]),
    customer(6, "Imprenta Ñandú, S.Coop.", "X1000006F", ["48001", "Bilbao", "Bizkaia"]),
    customer(7, "Taller L'Exemple", "X1000007G", ["08001", "Barcelona", "Barcelona"]),
    customer(8, "Peluquería «Añil» & Cía.", "X1000008H", ["41001", "Sevilla", "Sevilla"]),
];

/// A supplier with an address; everything else as a new record has it.
pub(super) fn supplier(code: i32, name: &str, tax_id: &str) -> Supplier {
    Supplier {
        code,
        tax_id: tax_id.to_owned(),
        name: name.to_owned(),
        address: Address {
            street: "Pol. Ind. de Muestra, nave 8".to_owned(),
            postcode: "15008".to_owned(),
            town: "A Coruña".to_owned(),
            province: "A Coruña".to_owned(),
            phone: "900 000 000".to_owned(),
        },
        email: "pedidos@example.com".to_owned(),
        country: "ESPAÑA".to_owned(),
        customer_code: format!("C-{code:04}"),
        payment_form: "30D".to_owned(),
        ..Supplier::default()
    }
}
