"""Runs accdb_check.py on one file after the other in one process.

Argument: the folder of the tool. A line comes in, its words parted by tabs: "strict FILE" or "lenient FILE" checks a
file, "dump FILE" reads it. Out goes a line with a status, 0 or 1, and a number of bytes, and then as many bytes: JSON
lines, or where the file could not be read what went wrong.

A check says whether it came to an end, and all that it found. A dump has a line with name and columns for each table,
and then one for each of its rows.
"""
import io
import json
import os
import sys
import traceback

sys.path.insert(0, sys.argv[1])
import accdb_check as tool  # noqa: E402

COLLATION = os.path.join(sys.argv[1], '..', 'accdb', 'collation')
ORDERS = {}
read_order = tool.Collation


def kept_order(*arguments):
    """The tables of the sort orders are the same for every file."""
    name = repr(arguments)
    if name not in ORDERS:
        ORDERS[name] = read_order(*arguments)
    return ORDERS[name]


tool.Collation = kept_order


def check(path, strict):
    report = tool.Report(strict)
    fatal = None
    try:
        tool.File(path, report, COLLATION).check()
    except Exception:
        # Some damage ends the tool with an exception of its own; it has not called the file sound then.
        fatal = traceback.format_exc()
    return json.dumps({'fatal': fatal, 'findings': report.items})


def dump(path):
    database = tool.File(path, tool.Report(False), COLLATION)
    database.load()
    lines = io.StringIO()
    for table in database.tables.values():
        heading = {'table': table.name, 'columns': [column.name for column in table.cols]}
        lines.write(json.dumps(heading) + '\n')
        database.dump(table, lines)
    return lines.getvalue()


def answer(verb, path):
    return dump(path) if verb == 'dump' else check(path, {'strict': True, 'lenient': False}[verb])


for line in sys.stdin.buffer:
    try:
        status, said = 0, answer(*os.fsdecode(line.rstrip(b'\n')).split('\t')).encode()
    except Exception:
        status, said = 1, traceback.format_exc().encode()
    sys.stdout.buffer.write(b'%d %d\n' % (status, len(said)) + said)
    sys.stdout.buffer.flush()
