"""The job with pandas, the way the bot works: all of it read as text, checked column by column, cut into slices.

Where the bot loops over rows, this does not; workbooks are read by calamine, several times as fast as openpyxl.
"""

import numpy as np
import pandas as pd

import ledger
from ledger import ADDENDS, AMOUNTS, COLUMNS, DATES, OUTPUT, RULES

TEXTS = [name for name in COLUMNS if name not in AMOUNTS and name not in DATES]


def read(source):
    if source.suffix == ".csv":
        return pd.read_csv(source, sep=";", dtype=str, na_filter=False)
    return pd.read_excel(source, sheet_name="SUNAT", dtype=str, na_filter=False, engine="calamine")


def text(name, values):
    values = values.str.strip()
    if name in ("series", "ref_series", "doc", "branch"):
        values = values.str.upper()
    if name == "name":
        values = values.str.replace(f"[{ledger.REMOVED}]", "", regex=True)
    if name in ("name", "branch"):
        values = values.str.replace(r"\s+", " ", regex=True).str.strip().str.slice(0, 100)
    if name in ("type", "doc_type", "ref_type"):
        values = values.where(values.eq(""), values.str.zfill(2))
    if name == "segment":
        values = values.str.lower().map({segment.lower(): segment for segment in ledger.SEGMENTS}).fillna(values)
    return values.mask(values.isin(ledger.EMPTY[name]), "") if name in ledger.EMPTY else values


def date(values):
    """Days; a workbook's own dates come as ISO texts."""
    days = pd.to_datetime(values, format="%d/%m/%Y", errors="coerce")
    others = days.isna() & values.ne("")
    if others.any():
        days[others] = pd.to_datetime(values[others], format="ISO8601", errors="coerce")
    return days


class Amount:
    """A column of amounts, in cents; what is missing, ambiguous or no number is nought, and marked."""

    def __init__(self, raw):
        raw = raw.str.strip()
        given = raw.ne("")
        self.ambiguous = raw.str.fullmatch(ledger.AMBIGUOUS)
        numbers = pd.to_numeric(raw.str.replace(",", ".", regex=False), errors="coerce")
        self.wrong = given & numbers.isna()
        self.sound = ~self.ambiguous & ~self.wrong
        self.cents = (numbers.where(self.sound).fillna(0) * 100).round().astype("int64")


def check_digit_fails(doc):
    """Of documents that should be a RUC."""
    fails = ~doc.str.fullmatch("[0-9]{11}") | ~doc.str.slice(0, 2).isin(ledger.RUC_PREFIXES)
    digits = doc[~fails].to_numpy("S11").view("S1").reshape(-1, 11).astype(int)
    expected = (11 - digits[:, :10] @ np.array(ledger.RUC_WEIGHTS) % 11) % 10
    fails[~fails] = digits[:, 10] != expected
    return fails


def on(where, values, test):
    """The test of those values only that it is about; what is empty passes."""
    where = where & values.ne("")
    result = pd.Series(False, index=values.index)
    if where.any():
        result[where] = test(values[where])
    return result


def check(raw, v, amounts):
    """Rule -> which rows break it."""
    every = pd.Series(True, index=raw.index)
    kind, doc_type, doc = v["type"], v["doc_type"], v["doc"]
    note, dni, ruc = kind.isin(["07", "08"]), doc_type.eq("01"), doc_type.eq("06")
    sign = np.where(kind.eq("07"), -1, 1)
    not_matching = lambda pattern: lambda values: ~values.str.fullmatch(pattern)
    not_in = lambda name, known: v[name].ne("") & ~v[name].isin(known)
    some = lambda marks: np.logical_or.reduce(list(marks))
    first, last = (pd.to_numeric(v[name], errors="coerce") for name in ("first", "last"))
    added = sum(amounts[name].cents for name in ADDENDS)
    all_sound = ~some(~amounts[name].sound for name in AMOUNTS)
    given = lambda name: v[name].notna() if name in DATES else v[name].ne("")
    return {
        "period": v["period"].ne(ledger.PERIOD) & given("period"),
        "required": some(
            [
                *(raw[name].str.strip().eq("") for name in ledger.REQUIRED),
                *(note & ~given(name) for name in ledger.REFERENCE),
                kind.eq("01") & ~given("doc_type"),
                given("doc_type") & ~given("doc"),
                given("doc_type") & ~given("name"),
                given("doc") & ~given("doc_type"),
                v["currency"].eq("USD") & ~given("rate"),
            ]
        ),
        "date": some(v[name].isna() & ~raw[name].isin(["", "01/01/0001"]) for name in DATES),
        "outside_period": v["issued"].notna() & ~v["issued"].between(ledger.FIRST_DAY, ledger.LAST_DAY),
        "not_before": v["due"] < v["issued"],
        "not_after": note & (v["ref_date"] > v["issued"]),
        "list": some(
            [
                not_in("type", ledger.TYPES),
                not_in("doc_type", ledger.DOC_TYPES),
                not_in("ref_type", ledger.REF_TYPES),
                not_in("currency", ledger.CURRENCIES),
                not_in("segment", ledger.SEGMENTS),
            ]
        ),
        "length": some(
            [
                v["first"].str.len() > 8,
                v["last"].str.len() > 8,
                v["branch"].str.len() > 60,
                dni & given("doc") & doc.str.len().ne(8),
            ]
        ),
        "pattern": some(
            [
                on(every, v["series"], not_matching(ledger.SERIES)),
                on(every, v["ref_series"], not_matching(ledger.SERIES)),
                *(on(doc_type.isin(types), doc, not_matching(pattern)) for types, pattern in ledger.DOC.items()),
            ]
        ),
        "digits": some(
            [
                *(on(every, v[name], not_matching("[0-9]+")) for name in ("first", "last", "ref_number")),
                on(dni, doc, not_matching("[0-9]+")),
            ]
        ),
        "series_for_type": some(
            on(kind.isin(types), v["series"], not_matching(pattern))
            for types, pattern in ledger.SERIES_FOR_TYPE.items()
        ),
        "check_digit": on(ruc, doc, check_digit_fails),
        "formula_text": v["name"].str.match("[-=+@]"),
        "number": some(amounts[name].wrong & ~amounts[name].ambiguous for name in AMOUNTS),
        "ambiguous_number": some(amounts[name].ambiguous for name in AMOUNTS),
        "sign": some(amounts[name].cents * sign < 0 for name in ("base", "tax", "total")),
        "sum": all_sound & raw["total"].ne("") & ((added - amounts["total"].cents).abs() > 5),
        "range_reversed": last < first,
        "range_too_wide": last - first >= ledger.RANGE_MAX,
    }


def repeated(v, sound):
    """Which of the sound rows bear numbers that an earlier one bears."""
    keys = v.loc[sound, ["type", "series"]].assign(
        first=v.loc[sound, "first"].astype("int64"), last=v.loc[sound, "last"].astype("int64")
    )
    mark = pd.Series(False, index=v.index)
    if (keys["first"] == keys["last"]).all():
        mark[sound] = keys.duplicated(["type", "series", "first"])
        return mark
    series = keys.groupby(["type", "series"], sort=False).ngroup() * 10**8 + keys["first"]
    places = ledger.Claimed().repeated(series.tolist(), (keys["last"] - keys["first"] + 1).tolist())
    mark[keys.index[places]] = True
    return mark


def main():
    source, folder = ledger.arguments()
    table = read(source)
    raw = table.rename(columns=ledger.names_by_title(table.columns))
    amounts = {name: Amount(raw[name]) for name in AMOUNTS}
    v = pd.DataFrame(
        {
            **{name: text(name, raw[name]) for name in TEXTS},
            **{name: date(raw[name].str.strip()) for name in DATES},
            **{name: amounts[name].cents / 100 for name in ("base", "tax", "total")},
        }
    )
    v["last"] = v["last"].mask(v["last"].eq(""), v["first"])
    broken = check(raw, v, amounts)
    sound = ~np.logical_or.reduce(list(broken.values()))
    broken["duplicate"] = repeated(v, sound)
    sound &= ~broken["duplicate"]
    write_rejects(folder, table[~sound], {rule: marks[~sound] for rule, marks in broken.items()})
    accepted = v.loc[sound, [name for name in OUTPUT.values() if name]]
    write_chunks(folder, accepted)
    ledger.tell(len(table), len(accepted), {rule: broken[rule].sum() for rule in RULES})


def write_rejects(folder, rows, broken):
    rules = pd.Series("", index=rows.index)
    for rule in RULES:
        rules = rules.where(~broken[rule], rules + rule + " ")
    rows = rows.assign(**{"#Fila": rows.index + 2, "#Regla": rules.str.rstrip()})
    rows.to_csv(folder / "rejects.csv", sep=";", index=False, lineterminator="\r\n")


def write_chunks(folder, accepted):
    accepted.columns = [title for title, name in OUTPUT.items() if name]
    accepted.index = pd.RangeIndex(1, len(accepted) + 1, name="No")
    for start in range(0, len(accepted), ledger.CHUNK):
        chunk = accepted.iloc[start : start + ledger.CHUNK]
        chunk.to_csv(
            folder / f"{start + len(chunk)}.csv", lineterminator="\r\n", date_format="%d/%m/%Y", float_format="%.2f"
        )


if __name__ == "__main__":
    main()
