"""Dumps every table of a file with the checker's own reader: JSON lines, {"table", "columns"} and then {column: value}.

usage: checker_dump.py TOOLS_DIRECTORY FILE
"""
import json
import os
import sys

sys.path.insert(0, sys.argv[1])
import accdb_check

collation = os.path.join(sys.argv[1], '..', 'accdb', 'collation')
database = accdb_check.File(sys.argv[2], accdb_check.Report(False), collation)
database.load()
for table in database.tables.values():
    print(json.dumps({'table': table.name, 'columns': [column.name for column in table.cols]}))
    database.dump(table, sys.stdout)
