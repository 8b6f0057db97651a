"""What the three peers share: the layout of the ledger, the output, and what is told at the end.

The job: read a ledger of October 2026, check every row, normalise it, write the accepted rows as CSV files of 50,000
rows and the rejected ones with their rules, count. Columns and rules are those of the profile `sunat-ventas`; what the
ledger never has is left out (cell errors, control characters, groups of thousands), to the advantage of the peers.
"""

import json
import pathlib
import sys

PERIOD, FIRST_DAY, LAST_DAY = "20261000", "2026-10-01", "2026-10-31"
CHUNK = 50_000

COLUMNS = {
    "period": "Periodo",
    "issued": "Fecha Emisión comprobante",
    "due": "Fecha de vencimiento",
    "type": "Tipo Comprobante",
    "series": "Serie Comprobante",
    "first": "Nº Comprobante Inicial",
    "last": "Nº Comprobante Final",
    "doc_type": "Tipo de Doc. Cliente",
    "doc": "Nº de Doc. Cliente",
    "name": "Nombre/Razon Social",
    "export": "BI._Exportacion",
    "base": "BI Adq. Vtas. Grav",
    "base_discount": "DSCTO BI",
    "tax": "IGV Adq. Vtas. Grav",
    "tax_discount": "DSCTO IGV",
    "exempt": "Imp. Total Adquicisiones exoneradas",
    "unaffected": "Imp. Total Operaciones Inafectas",
    "isc": "ISC",
    "rice_base": "BI. Operaciones Gravadas C/ el IGV del Arroz Pilado",
    "rice_tax": "Imp. A las Ventas del Arroz Pilado",
    "other": "Otros",
    "total": "Importe",
    "currency": "COD MONEDA",
    "rate": "Tipo Cambio",
    "ref_date": "Fecha Emision Comprobantes Pago que Modifica",
    "ref_type": "Tipo Comprobante Pago Modifica",
    "ref_series": "Nº Serie Comprobante Modifica",
    "ref_number": "Nº Comprobante Pago Modifica",
    "segment": "SegmentoDeNegocio",
    "branch": "Sucursal",
}
ADDENDS = [
    "export",
    "base",
    "base_discount",
    "tax",
    "tax_discount",
    "exempt",
    "unaffected",
    "isc",
    "rice_base",
    "rice_tax",
    "other",
]
AMOUNTS = [*ADDENDS, "total"]
DATES = ["issued", "due", "ref_date"]
REQUIRED = ["period", "issued", "type", "series", "first", "base", "tax", "total", "currency", "segment", "branch"]
REFERENCE = ["ref_date", "ref_type", "ref_series", "ref_number"]  # what a note has to say of the changed voucher
# What stands for nothing, by column.
EMPTY = {
    "due": ["01/01/0001"],
    "doc": ["-"],
    "name": ["-"],
    "ref_date": ["01/01/0001"],
    "ref_type": ["00"],
    "ref_series": ["-"],
    "ref_number": ["-"],
}
TYPES = ["01", "03", "07", "08"]
DOC_TYPES = ["00", "01", "04", "06", "07"]
REF_TYPES = ["01", "03", "07", "08", "12"]
CURRENCIES = ["PEN", "USD"]
SEGMENTS = ["Bisutería", "Moda"]
SERIES = "[0-9A-Z]{4}"
SERIES_FOR_TYPE = {
    ("01",): "F[0-9A-Z]{3}|E001|[0-9]{4}",
    ("03",): "B[0-9A-Z]{3}|EB01|[0-9]{4}",
    ("07", "08"): "[FB][0-9A-Z]{3}|E001|EB01|[0-9]{4}",
}
DOC = {("04", "07"): "[0-9A-Z-]{1,12}", ("00",): "[0-9A-Z-]{1,15}"}
REMOVED = "'`´‘’“”\","  # from names
AMOUNT = r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:[ ,][0-9]{3})+)(?:[.][0-9]+)?"
AMBIGUOUS = r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}"
RUC_PREFIXES = ["10", "15", "16", "17", "20"]
RUC_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
RANGE_MAX = 10_000

# In the order in which they are told.
RULES = [
    "period",
    "required",
    "date",
    "outside_period",
    "not_before",
    "not_after",
    "list",
    "length",
    "pattern",
    "digits",
    "series_for_type",
    "check_digit",
    "formula_text",
    "number",
    "ambiguous_number",
    "sign",
    "sum",
    "range_reversed",
    "range_too_wide",
    "duplicate",
]

OUTPUT = {
    "No": None,
    "Periodo": "period",
    "FechaComprobante": "issued",
    "FechaVencimiento": "due",
    "CodigoTipoComprobante": "type",
    "NumeroSerieComprobante": "series",
    "NumeroComprobanteInicial": "first",
    "NumeroComprobanteFinal": "last",
    "CodigoTipoDocumentoIdentidad": "doc_type",
    "NumeroDocumentoIdentidad": "doc",
    "NombreCliente": "name",
    "ImporteAfecto": "base",
    "ImporteImpuesto": "tax",
    "ImporteTotal": "total",
    "FechaComprobanteModificado": "ref_date",
    "CodigoTipoComprobanteModificado": "ref_type",
    "NumeroSerieComprobanteModificado": "ref_series",
    "NumeroComprobanteModificado": "ref_number",
    "Negocio": "segment",
    "Sucursal": "branch",
}


def names_by_title(titles):
    """The names of the columns by the titles as the file has them, with blanks and line breaks of their own."""
    by_title = {title: name for name, title in COLUMNS.items()}
    found = {title: by_title[clean] for title in titles if (clean := " ".join(title.split())) in by_title}
    missing = set(COLUMNS) - set(found.values())
    if missing:
        sys.exit(f"columns are missing: {sorted(missing)}")
    return found


class Claimed:
    """The numbers that accepted vouchers bear, by type and series. Only ranges and repetitions cost a loop."""

    def __init__(self):
        self.taken = set()

    def repeated(self, keys, lengths):
        """The places, in order, of what overlaps an earlier row. `keys`: series and first number as one integer;
        `lengths`: how many numbers. What is refused claims nothing."""
        new = set(keys)
        if len(new) == len(keys) and max(lengths, default=1) == 1 and self.taken.isdisjoint(new):
            self.taken |= new
            return []
        refused = []
        for at, (key, length) in enumerate(zip(keys, lengths, strict=True)):
            numbers = range(key, key + length)
            if self.taken.isdisjoint(numbers):
                self.taken.update(numbers)
            else:
                refused.append(at)
        return refused


def arguments():
    """The ledger, and an empty folder for what is written."""
    source, folder = map(pathlib.Path, sys.argv[1:])
    return source, folder


def tell(read, accepted, violations):
    """Prints the counts, by which the work is compared."""
    counts = {
        "rows": {"read": read, "accepted": accepted, "rejected": read - accepted},
        "violations": {rule: int(count) for rule, count in violations.items() if count},
    }
    print(json.dumps(counts))
