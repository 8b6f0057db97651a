"""Runs accdb_check.py over many files in one process.

Arguments: the folder of the tool; "strict" or "lenient". A file name a line comes in, a line of JSON goes out: whether
the file could not be checked at all, and place and words of every error.
"""
import json
import os
import sys

sys.path.insert(0, sys.argv[1])
import accdb_check as tool  # noqa: E402

TABLES = {}
read_table = tool.Collation


def kept_table(*arguments):
    """The tables of the sort orders are the same for every file."""
    name = repr(arguments)
    if name not in TABLES:
        TABLES[name] = read_table(*arguments)
    return TABLES[name]


tool.Collation = kept_table
COLLATION = os.path.join(sys.argv[1], '..', 'accdb', 'collation')

for line in sys.stdin:
    report = tool.Report(sys.argv[2] == 'strict')
    fatal = False
    try:
        tool.File(line.strip(), report, COLLATION).check()
    except Exception:
        # Some damage ends the tool with an exception of its own; it has not called the file sound then.
        fatal = True
    errors = [[where, text] for level, where, text in report.items if level == 'ERROR']
    print(json.dumps({'fatal': fatal, 'errors': errors}))
    sys.stdout.flush()
