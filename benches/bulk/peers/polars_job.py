"""The job with polars: all checks in one lazy query of the streaming engine, whose batches are written as they come."""

import datetime as dt

import polars as pl
import polars.selectors as cs

import ledger
from ledger import COLUMNS, OUTPUT, RULES

FIRST_DAY, LAST_DAY = dt.date.fromisoformat(ledger.FIRST_DAY), dt.date.fromisoformat(ledger.LAST_DAY)
TEXTS = [name for name in COLUMNS if name not in ledger.AMOUNTS and name not in ledger.DATES]
c = pl.col


def read(source):
    """The ledger as texts, its columns renamed, and the names by title; a workbook's dates are dates already."""
    if source.suffix == ".csv":
        rows = pl.scan_csv(source, separator=";", infer_schema=False)
        names = ledger.names_by_title(rows.collect_schema().names())
    else:
        titles = pl.read_excel(source, sheet_name="SUNAT", read_options={"n_rows": 0}, drop_empty_cols=False).columns
        names = ledger.names_by_title(titles)
        types = {title: pl.Date if names.get(title) in ("issued", "due") else pl.String for title in titles}
        rows = pl.read_excel(source, sheet_name="SUNAT", schema_overrides=types, drop_empty_cols=False).lazy()
    return rows.rename(names), names


def text(name):
    value = c(name).str.strip_chars()
    if name in ("series", "ref_series", "doc", "branch"):
        value = value.str.to_uppercase()
    if name == "name":
        value = value.str.replace_many(dict.fromkeys(ledger.REMOVED, ""))
    if name in ("name", "branch"):
        value = value.str.replace_all(r"\s+", " ").str.strip_chars().str.head(100)
    if name in ("type", "doc_type", "ref_type"):
        value = value.str.zfill(2)
    if name == "segment":
        for segment in ledger.SEGMENTS:
            value = pl.when(value.str.to_lowercase() == segment.lower()).then(pl.lit(segment)).otherwise(value)
    return unless(value, ["", *ledger.EMPTY.get(name, [])]).alias(f"={name}")


def unless(value, empty):
    """The value, or nothing where it stands for nothing. (`replace` would do, but is not streamed.)"""
    return pl.when(*(value != nothing for nothing in empty)).then(value)


def date(name, kind):
    value = c(name) if kind == pl.Date else c(name).str.strip_chars().str.to_date("%d/%m/%Y", strict=False)
    return unless(value, [dt.date(1, 1, 1)]).alias(f"={name}")


def ambiguous(name):
    return c(name).str.contains(f"^{ledger.AMBIGUOUS}$").fill_null(False)


def amount(name):
    plain = c(name).str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Decimal(14, 2), strict=False)
    return pl.when(~ambiguous(name)).then(plain).alias(f"={name}")


def v(name):
    """A value after cleaning."""
    return c(f"={name}")


def matches(name, pattern):
    return v(name).str.contains(f"^(?:{pattern})$")


def checks():
    """Rule -> the conditions of which one is enough to break it; what is missing makes one null, which is none."""
    note, identified = v("type").is_in(["07", "08"]), v("doc_type").is_not_null()
    ruc = v("doc").cast(pl.Int64, strict=False)
    weighed = sum((ruc // 10 ** (10 - at) % 10) * weight for at, weight in enumerate(ledger.RUC_WEIGHTS))
    digit = (11 - weighed % 11) % 10
    sign = pl.when(v("type") == "07").then(-1).otherwise(1)
    amounts_sound = pl.all_horizontal(v(name).is_not_null() | c(name).is_null() for name in ledger.AMOUNTS)
    return {
        "period": [v("period") != ledger.PERIOD],
        "required": [
            *(c(name).is_null() for name in ledger.REQUIRED),
            *(note & v(name).is_null() for name in ledger.REFERENCE),
            (v("type") == "01") & v("doc_type").is_null(),
            identified & v("doc").is_null(),
            identified & v("name").is_null(),
            v("doc").is_not_null() & v("doc_type").is_null(),
            (v("currency") == "USD") & c("rate").is_null(),
        ],
        "date": [
            v(name).is_null() & c(name).is_not_null() & (c(name).cast(pl.String) != "01/01/0001")
            for name in ledger.DATES
        ],
        "outside_period": [~v("issued").is_between(FIRST_DAY, LAST_DAY)],
        "not_before": [v("due") < v("issued")],
        "not_after": [note & (v("ref_date") > v("issued"))],
        "list": [
            ~v("type").is_in(ledger.TYPES),
            ~v("doc_type").is_in(ledger.DOC_TYPES),
            ~v("ref_type").is_in(ledger.REF_TYPES),
            ~v("currency").is_in(ledger.CURRENCIES),
            ~v("segment").is_in(ledger.SEGMENTS),
        ],
        "length": [
            v("first").str.len_chars() > 8,
            v("last").str.len_chars() > 8,
            v("branch").str.len_chars() > 60,
            (v("doc_type") == "01") & (v("doc").str.len_chars() != 8),
        ],
        "pattern": [
            ~matches("series", ledger.SERIES),
            ~matches("ref_series", ledger.SERIES),
            *(v("doc_type").is_in(types) & ~matches("doc", pattern) for types, pattern in ledger.DOC.items()),
        ],
        "digits": [~matches(name, "[0-9]+") for name in ("first", "last", "ref_number")]
        + [(v("doc_type") == "01") & ~matches("doc", "[0-9]+")],
        "series_for_type": [
            v("type").is_in(types) & ~matches("series", pattern) for types, pattern in ledger.SERIES_FOR_TYPE.items()
        ],
        "check_digit": [
            (v("doc_type") == "06")
            & (
                (v("doc").str.len_chars() != 11)
                | (ruc % 10 != digit)
                | ruc.is_null()
                | ~(ruc // 10**9).is_in(list(map(int, ledger.RUC_PREFIXES)))
            )
        ],
        "formula_text": [v("name").str.contains("^[-=+@]")],
        "ambiguous_number": [ambiguous(name) for name in ledger.AMOUNTS],
        "number": [v(name).is_null() & c(name).is_not_null() & ~ambiguous(name) for name in ledger.AMOUNTS],
        "sign": [v(name) * sign < 0 for name in ("base", "tax", "total")],
        "sum": [amounts_sound & ((pl.sum_horizontal(map(v, ledger.ADDENDS)) - v("total")).abs() > 0.05)],
        "range_reversed": [v("last").cast(pl.Int64, strict=False) < v("first").cast(pl.Int64, strict=False)],
        "range_too_wide": [
            v("last").cast(pl.Int64, strict=False) - v("first").cast(pl.Int64, strict=False) >= ledger.RANGE_MAX
        ],
    }


def checked(rows):
    """The rows with their clean values (`=name`), and whether each rule is broken (`!rule`)."""
    kinds = rows.collect_schema()
    values = [*map(text, TEXTS), *(date(name, kinds[name]) for name in ledger.DATES), *map(amount, ledger.AMOUNTS)]
    marks = [pl.any_horizontal(broken).fill_null(False).alias(f"!{rule}") for rule, broken in checks().items()]
    return (
        rows.with_row_index("row", offset=2)
        .with_columns(values)
        .with_columns(pl.coalesce(v("last"), v("first")).alias("=last"))
        .with_columns(marks)
    )


class Outputs:
    """What is written: chunks of accepted rows, and the rejected rows."""

    def __init__(self, folder, names):
        self.folder = folder
        self.titles = {name: title for title, name in names.items()}
        self.series, self.claimed = {}, ledger.Claimed()
        self.read = self.accepted = 0
        self.violations = dict.fromkeys(RULES, 0)
        self.waiting = []

    def take(self, batch):
        self.read += batch.height
        marks = batch.select(cs.starts_with("!"))
        for name, count in marks.sum().row(0, named=True).items():
            self.violations[name[1:]] += count
        broken = marks.select(pl.any_horizontal(pl.all())).to_series()
        repeated = self.repeated(batch.filter(~broken))
        repeated = batch["row"].is_in(repeated.implode())
        self.violations["duplicate"] += repeated.sum()
        batch = batch.with_columns(repeated.alias("!duplicate"))
        self.reject(batch.filter(broken | repeated))
        sound = batch.filter(~(broken | repeated))
        self.waiting.append(sound.select(v(name).alias(title) for title, name in OUTPUT.items() if name))
        self.write_chunks(ledger.CHUNK)

    def repeated(self, sound):
        """The rows of those without other fault whose numbers an earlier one bears."""
        series = sound.select(pl.concat_str(v("type"), v("series"))).to_series()
        for one in series.unique():
            self.series.setdefault(one, len(self.series))
        series = series.replace_strict(self.series, return_dtype=pl.Int64)
        first, last = v("first").cast(pl.Int64), v("last").cast(pl.Int64)
        numbers = sound.select(key=series * 10**8 + first, length=last - first + 1)
        places = self.claimed.repeated(numbers["key"].to_list(), numbers["length"].to_list())
        return sound["row"][places]

    def reject(self, rows):
        rules = pl.concat_str(
            [
                pl.when(mark).then(pl.lit(mark[1:] + " ")).otherwise(pl.lit(""))
                for mark in rows.columns
                if mark.startswith("!")
            ]
        )
        rows = rows.select(
            ~cs.starts_with("!", "=") - cs.by_name("row"),
            c("row").alias("#Fila"),
            rules.str.strip_chars_end().alias("#Regla"),
        )
        rows = rows.rename(self.titles)
        with open(self.folder / "rejects.csv", "ab") as file:
            rows.write_csv(file, separator=";", line_terminator="\r\n", include_header=file.tell() == 0)

    def write_chunks(self, least):
        """Writes what waits, as long as it is at least so many rows."""
        while (height := sum(rows.height for rows in self.waiting)) >= least:
            rows = pl.concat(self.waiting)
            chunk = rows.head(ledger.CHUNK).with_row_index("No", offset=self.accepted + 1)
            self.accepted += chunk.height
            chunk.write_csv(self.folder / f"{self.accepted}.csv", line_terminator="\r\n", date_format="%d/%m/%Y")
            self.waiting = [rows.slice(ledger.CHUNK)] if height > ledger.CHUNK else []


def main():
    source, folder = ledger.arguments()
    rows, names = read(source)
    outputs = Outputs(folder, names)
    for batch in checked(rows).collect_batches(chunk_size=ledger.CHUNK, engine="streaming"):
        outputs.take(batch)
    outputs.write_chunks(1)
    ledger.tell(outputs.read, outputs.accepted, outputs.violations)


if __name__ == "__main__":
    main()
