"""The job with DuckDB: all checks in one SQL statement over the file, then one COPY for each chunk. Only for CSV."""

import csv

import duckdb

import ledger
from ledger import ADDENDS, AMOUNTS, COLUMNS, DATES, OUTPUT, RULES

TEXTS = [name for name in COLUMNS if name not in AMOUNTS and name not in DATES]


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def listed(values):
    return "(" + ", ".join(map(quoted, values)) + ")"


def either(conditions):
    return "(" + " or ".join(f"coalesce({condition}, false)" for condition in conditions) + ")"


def matches(value, pattern):
    return f"regexp_full_match({value}, {quoted(pattern)})"


def text(name):
    value = f"trim(raw_{name})"
    if name in ("series", "ref_series", "doc", "branch"):
        value = f"upper({value})"
    if name == "name":
        value = f"translate({value}, {quoted(ledger.REMOVED)}, '')"
    if name in ("name", "branch"):
        value = f"left(trim(regexp_replace({value}, '\\s+', ' ', 'g')), 100)"
    if name in ("type", "doc_type", "ref_type"):
        value = f"case length({value}) when 1 then '0' || {value} else {value} end"
    if name == "segment":
        cases = " ".join(f"when {quoted(segment.lower())} then {quoted(segment)}" for segment in ledger.SEGMENTS)
        value = f"case lower({value}) {cases} else {value} end"
    for nothing in ["", *ledger.EMPTY.get(name, [])]:
        value = f"nullif({value}, {quoted(nothing)})"
    return f"{value} as v_{name}"


def date(name):
    return f"nullif(try_strptime(trim(raw_{name}), '%d/%m/%Y')::date, date '0001-01-01') as v_{name}"


def ambiguous(name):
    return f"coalesce({matches(f'raw_{name}', ledger.AMBIGUOUS)}, false)"


def amount(name):
    plain = f"try_cast(replace(trim(raw_{name}), ',', '.') as decimal(14, 2))"
    return f"case when not {ambiguous(name)} then {plain} end as v_{name}"


def checks():
    """Rule -> the condition under which a row breaks it, over the texts (`raw_…`) and the clean values (`v_…`)."""
    note, dni = "v_type in ('07', '08')", "v_doc_type = '01'"
    sign = "case when v_type = '07' then -1 else 1 end"
    ruc = "try_cast(v_doc as bigint)"
    weighed = " + ".join(
        f"({ruc} // {10 ** (10 - at)} % 10) * {weight}" for at, weight in enumerate(ledger.RUC_WEIGHTS)
    )
    added = " + ".join(f"coalesce(v_{name}, 0)" for name in ADDENDS)
    sound = " and ".join(f"(v_{name} is not null or raw_{name} is null)" for name in AMOUNTS)
    number = {name: f"try_cast(v_{name} as bigint)" for name in ("first", "last")}
    conditions = {
        "period": [f"v_period <> {quoted(ledger.PERIOD)}"],
        "required": [
            *(f"raw_{name} is null" for name in ledger.REQUIRED),
            *(f"{note} and v_{name} is null" for name in ledger.REFERENCE),
            "v_type = '01' and v_doc_type is null",
            "v_doc_type is not null and v_doc is null",
            "v_doc_type is not null and v_name is null",
            "v_doc is not null and v_doc_type is null",
            "v_currency = 'USD' and raw_rate is null",
        ],
        "date": [f"v_{name} is null and raw_{name} <> '01/01/0001'" for name in DATES],
        "outside_period": [f"v_issued not between date '{ledger.FIRST_DAY}' and date '{ledger.LAST_DAY}'"],
        "not_before": ["v_due < v_issued"],
        "not_after": [f"{note} and v_ref_date > v_issued"],
        "list": [
            f"v_type not in {listed(ledger.TYPES)}",
            f"v_doc_type not in {listed(ledger.DOC_TYPES)}",
            f"v_ref_type not in {listed(ledger.REF_TYPES)}",
            f"v_currency not in {listed(ledger.CURRENCIES)}",
            f"v_segment not in {listed(ledger.SEGMENTS)}",
        ],
        "length": [
            "length(v_first) > 8",
            "length(v_last) > 8",
            "length(v_branch) > 60",
            f"{dni} and length(v_doc) <> 8",
        ],
        "pattern": [
            f"not {matches('v_series', ledger.SERIES)}",
            f"not {matches('v_ref_series', ledger.SERIES)}",
            *(
                f"v_doc_type in {listed(types)} and not {matches('v_doc', pattern)}"
                for types, pattern in ledger.DOC.items()
            ),
        ],
        "digits": [
            *(f"not {matches(f'v_{name}', '[0-9]+')}" for name in ("first", "last", "ref_number")),
            f"{dni} and not {matches('v_doc', '[0-9]+')}",
        ],
        "series_for_type": [
            f"v_type in {listed(types)} and not {matches('v_series', pattern)}"
            for types, pattern in ledger.SERIES_FOR_TYPE.items()
        ],
        "check_digit": [
            f"v_doc_type = '06' and (not {matches('v_doc', '[0-9]{11}')} "
            f"or left(v_doc, 2) not in {listed(ledger.RUC_PREFIXES)} "
            f"or {ruc} % 10 <> (11 - ({weighed}) % 11) % 10)"
        ],
        "formula_text": ["left(v_name, 1) in ('=', '+', '-', '@')"],
        "number": [f"v_{name} is null and raw_{name} is not null and not {ambiguous(name)}" for name in AMOUNTS],
        "ambiguous_number": [ambiguous(name) for name in AMOUNTS],
        "sign": [f"v_{name} * ({sign}) < 0" for name in ("base", "tax", "total")],
        "sum": [f"{sound} and abs({added} - v_total) > 0.05"],
        "range_reversed": [f"{number['last']} < {number['first']}"],
        "range_too_wide": [f"{number['last']} - {number['first']} >= {ledger.RANGE_MAX}"],
    }
    return {rule: either(broken) for rule, broken in conditions.items()}


def check_file(database, source):
    """Makes the table `checked`: each row's texts, clean values and broken rules, in the order of the file."""
    with open(source, newline="", encoding="utf-8") as file:
        titles = next(csv.reader(file, delimiter=";"))
    names = ledger.names_by_title(titles)
    columns = [f"raw_{names.get(title, at)}" for at, title in enumerate(titles)]
    kinds = "{" + ", ".join(f"'{column}': 'varchar'" for column in columns) + "}"
    file = (
        f"read_csv({quoted(str(source))}, delim = ';', quote = '\"', escape = '\"', new_line = '\\r\\n', "
        f"header = true, auto_detect = false, all_varchar = true, columns = {kinds})"
    )
    values = ", ".join([*map(text, TEXTS), *map(date, DATES), *map(amount, AMOUNTS)])
    rules = " || ".join(f"case when {condition} then '{rule} ' else '' end" for rule, condition in checks().items())
    database.execute(f"""
        create temp table checked as
        with cleaned as (select *, {values} from {file}),
             filled as (select * replace (coalesce(v_last, v_first) as v_last) from cleaned)
        select *, row_number() over () as row, {rules} as rules from filled""")
    return dict(zip(columns, titles, strict=True))


def mark_repeated(database):
    """Marks those of the sound rows whose numbers an earlier one bears."""
    ranges = database.execute("select count(*) from checked where rules = '' and v_first <> v_last").fetchone()[0]
    if ranges == 0:
        found = """select row from (
                select row, row_number() over (partition by v_type, v_series, v_first::int order by row) as nth
                from checked where rules = ''
            ) where nth > 1"""
    else:
        numbers = database.execute("""
            select row, dense_rank() over (order by v_type, v_series) * 100_000_000 + v_first::bigint as key,
                   v_last::bigint - v_first::bigint + 1 as length
            from checked where rules = '' order by row""").fetchnumpy()
        places = ledger.Claimed().repeated(numbers["key"].tolist(), numbers["length"].tolist())
        found = f"values (-1), {', '.join(f'({row})' for row in numbers['row'][places])}"
    database.execute(f"update checked set rules = 'duplicate ' where row in ({found})")


def write(database, folder, titles):
    """Writes the chunks and the rejects; the number of accepted rows."""
    values = ", ".join(f'v_{name} as "{title}"' for title, name in OUTPUT.items() if name)
    database.execute(f"""create temp table accepted as
        select row_number() over (order by row) as "No", {values} from checked where rules = ''""")
    accepted = database.execute("select count(*) from accepted").fetchone()[0]
    how = "format csv, header, new_line '\r\n'"
    for start in range(0, accepted, ledger.CHUNK):
        end = min(start + ledger.CHUNK, accepted)
        database.execute(f"""copy (from accepted where "No" between {start + 1} and {end} order by "No")
            to '{folder / str(end)}.csv' ({how}, dateformat '%d/%m/%Y')""")
    texts = ", ".join(f'{column} as "{title}"' for column, title in titles.items())
    database.execute(f"""
        copy (select {texts}, row + 1 as "#Fila", rtrim(rules) as "#Regla" from checked where rules <> '' order by row)
        to '{folder / "rejects.csv"}' ({how}, delimiter ';')""")
    return accepted


def main():
    source, folder = ledger.arguments()
    database = duckdb.connect()
    titles = check_file(database, source)
    mark_repeated(database)
    accepted = write(database, folder, titles)
    told = database.execute("select rules, count(*) from checked where rules <> '' group by rules").fetchall()
    violations = {rule: sum(count for rules, count in told if rule in rules.split()) for rule in RULES}
    read = database.execute("select count(*) from checked").fetchone()[0]
    ledger.tell(read, accepted, violations)


if __name__ == "__main__":
    main()
