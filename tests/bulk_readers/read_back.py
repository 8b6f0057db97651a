"""read_back.py FOLDER: what `factulink import prepare` has written there, read back by readers that are not ours.

Every chunk (a CSV named by a number, anywhere below the folder) as pandas, DuckDB and Python's csv read it, cell by
cell; and the workbook import.xlsx as openpyxl and calamine read it, value by value against the chunks: texts equal,
amounts equal as decimals and numbers in their cells, dates as they are written. Ends with 1 and the first differences
where there are any.
"""

import csv
import datetime as dt
import pathlib
import sys
from decimal import Decimal, InvalidOperation
from itertools import zip_longest

import duckdb
import openpyxl
import pandas as pd

AMOUNTS = {"ImporteAfecto", "ImporteImpuesto", "ImporteTotal"}
NUMBERS = AMOUNTS | {"No"}
SHOWN = 20


def by_csv(file):
    with open(file, newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines, strict=True))


def by_pandas(file):
    table = pd.read_csv(file, dtype=str, header=None, na_filter=False, encoding="utf-8")
    return table.values.tolist()


def by_duckdb(file, width):
    """With every column told beforehand, so that DuckDB guesses nothing."""
    columns = ", ".join(f"'c{at}': 'varchar'" for at in range(width))
    rows = duckdb.execute(
        f"""
        from read_csv(?, header = false, all_varchar = true, delim = ',', quote = '"', escape = '"',
                      new_line = '\\r\\n', auto_detect = false, columns = {{{columns}}})""",
        [str(file)],
    ).fetchall()
    return [["" if cell is None else cell for cell in row] for row in rows]


def by_openpyxl(file):
    book = openpyxl.load_workbook(file, read_only=True)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]


def by_calamine(file):
    sheets = pd.read_excel(file, sheet_name=None, header=None, dtype=object, na_filter=False, engine="calamine")
    return [table.values.tolist() for table in sheets.values()]


def written(value):
    """A workbook's value as a chunk has it."""
    if value is None:
        return ""
    if isinstance(value, (dt.date, dt.datetime)):
        return value.strftime("%d/%m/%Y")
    return value


def is_same(title, expected, found):
    """Whether a workbook's value is that of a chunk."""
    found = written(found)
    if title not in NUMBERS or expected == "":
        return found == expected
    if title in AMOUNTS and isinstance(found, str):
        return False
    try:
        return Decimal(str(found)) == Decimal(expected)
    except InvalidOperation:
        return False


class Differences:
    def __init__(self):
        self.count = 0

    def tell(self, text):
        self.count += 1
        if self.count <= SHOWN:
            print(text, file=sys.stderr)

    def compare(self, where, titles, expected, found, same):
        """Two tables below their titles. A row that is missing or shorter differs in all that it lacks."""
        for number, (left, right) in enumerate(zip_longest(expected, found, fillvalue=[]), 1):
            for title, one, other in zip_longest(titles, left, right):
                if title is None or one is None or not same(title, one, other):
                    self.tell(f"{where}, row {number}, {title}: {one!r} in the chunk, {other!r} here")


def check_chunks(files, differences):
    """Titles and rows of all chunks, as csv reads them."""
    titles, rows = None, []
    equal = lambda _, one, other: one == other
    for file in files:
        head, *body = by_csv(file)
        if titles not in (None, head):
            differences.tell(f"{file}: other titles, {head}")
        titles = head
        for reader, table in (("pandas", by_pandas(file)), ("DuckDB", by_duckdb(file, len(head)))):
            differences.compare(f"{file} by {reader}", titles, [head, *body], table, equal)
        rows += body
        if int(file.stem) != len(rows):
            differences.tell(f"{file} ends with row {len(rows)}")
    if "No" in titles and [row[titles.index("No")] for row in rows] != [str(at) for at in range(1, len(rows) + 1)]:
        differences.tell("the running numbers have gaps or repetitions")
    return titles, rows


def check_workbook(file, titles, rows, differences):
    for reader, sheets in (("openpyxl", by_openpyxl(file)), ("calamine", by_calamine(file))):
        for number, (head, *_) in enumerate(sheets, 1):
            if head != titles:
                differences.tell(f"{file} by {reader}: other titles in sheet {number}, {head}")
        found = [row for _, *body in sheets for row in body]
        # Empty cells at the end of a row are no cells; only a value can differ.
        found = [row + [None] * (len(titles) - len(row)) for row in found]
        differences.compare(f"{file.name} by {reader}", titles, rows, found, is_same)


def main():
    folder = pathlib.Path(sys.argv[1])
    chunks = sorted((file for file in folder.rglob("*.csv") if file.stem.isdigit()), key=lambda file: int(file.stem))
    books = list(folder.rglob("import.xlsx"))
    if not chunks or len(books) != 1:
        sys.exit(f"{folder} has {len(chunks)} chunks and {len(books)} files import.xlsx")
    differences = Differences()
    titles, rows = check_chunks(chunks, differences)
    check_workbook(books[0], titles, rows, differences)
    if differences.count:
        sys.exit(f"{differences.count} differences")
    print(f"{len(chunks)} chunks of {len(rows)} rows and {len(titles)} columns: csv, pandas and DuckDB read the same")
    print("import.xlsx: openpyxl and calamine read what the chunks say")


if __name__ == "__main__":
    main()
