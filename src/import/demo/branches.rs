//! Branches, their series, and what the reports of platform and accounting program know of them.

use std::fmt::Write;

/// Branches that platform and accounting program know, from centre 1001 on.
const KNOWN: [&str; 18] = [
    "PLAZA INVENTADA",
    "PLAZA IMAGINARIA",
    "PLAZA DE MUESTRA",
    "PLAZA SIMULADA",
    "PLAZA FICTICIA",
    "MALL DE EJEMPLO",
    "MALL HIPOTETICO",
    "MALL DE PRUEBA",
    "MALL DE PAPEL",
    "GALERIA FIGURADA",
    "GALERIA APARENTE",
    "CALLE SIN NOMBRE",
    "CALLE DEL ENSAYO",
    "JIRON DEL BOSQUEJO",
    "PASAJE DEL BORRADOR",
    "PASAJE DE LA MAQUETA",
    "MERCADO DE MENTIRA",
    "FERIA DEL MODELO",
];

/// Centres of accounting whose branches the platform does not know yet.
const NEW: [&str; 3] = ["PLAZA DEL ESBOZO", "CENTRO CIVICO DEL CROQUIS", "PLAZA SUPUESTA"];

/// The same branches, as the ledger spells them. The last one has no centre of just this name: a person confirms it.
const NEW_IN_LEDGER: [&str; 3] = ["PLZ DEL ESBOZO", "C.CIVICO DEL CROQUIS", "PLZ SUPUESTO"];

/// The series of a known branch that the platform does not know: its branch has another series already.
const SERIES_MORE: &str = "B900";

/// A series at a branch, as sales bear them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub series: String,
    pub branch: &'static str,
}

impl Pair {
    fn new(series: String, branch: &'static str) -> Pair {
        Pair { series, branch }
    }

    /// Whether it sells to companies, by invoice; else to anybody, by receipt.
    pub fn is_of_invoices(&self) -> bool {
        self.series.starts_with('F')
    }
}

/// Every pair of the ledger, sixty.
pub(super) fn pairs() -> Vec<Pair> {
    let ([known, ..], [first, second, last]) = (KNOWN, NEW_IN_LEDGER);
    let more = [
        Pair::new(SERIES_MORE.to_owned(), known),
        Pair::new("B101".to_owned(), first),
        Pair::new("F101".to_owned(), first),
        Pair::new("B102".to_owned(), second),
        Pair::new("F102".to_owned(), second),
        Pair::new("B103".to_owned(), last),
    ];
    registered().into_iter().map(|(_, pair)| pair).chain(more).collect()
}

/// Pairs that the registry has, with the number of their branch: three series for each.
fn registered() -> Vec<(usize, Pair)> {
    let of_branch = |(at, branch): (usize, &'static str)| {
        let series = [format!("B{at:03}"), format!("F{at:03}"), format!("B{:03}", at + 500)];
        series.map(|series| (at, Pair::new(series, branch)))
    };
    (1..).zip(KNOWN).flat_map(of_branch).collect()
}

/// The platform's registry, as it exports it.
pub(super) fn registry() -> String {
    let mut text =
        "Sec.;Serie;C.C.;Descripción;Sucursal;T.Op.;Descripción;Cta.Cte.;Descripción\r\n".to_owned();
    let operation = "20;CANCELACIONES TIENDAS PROPIAS";
    for (number, (at, Pair { series, branch })) in (1..).zip(registered()) {
        let (centre, account, name) = (at + 1000, account(at), account_name(branch));
        line(
            &mut text,
            format_args!("{number};{series};{centre};{branch};{branch};{operation};{account};{name}"),
        );
    }
    text
}

/// The cost centres, as accounting exports them.
pub(super) fn centres() -> String {
    let mut text = "Código;Descripción\r\n".to_owned();
    for (code, name) in (1001..).zip(KNOWN.iter().chain(&NEW)) {
        line(&mut text, format_args!("{code};{name}"));
    }
    text
}

/// The accounts, as accounting exports them.
pub(super) fn accounts() -> String {
    let mut text = "Código;Descripción\r\n00000000001;CLIENTES VARIOS\r\n".to_owned();
    for (at, branch) in (1..).zip(KNOWN) {
        line(&mut text, format_args!("{};{}", account(at), account_name(branch)));
    }
    text
}

fn account(at: usize) -> String {
    format!("{:011}", at + 100)
}

fn account_name(branch: &str) -> String {
    format!("TICKETS VARIOS - {branch}")
}

/// A line with the end that Windows gives it; a text takes every write.
fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    let _ = write!(text, "{content}\r\n");
}
