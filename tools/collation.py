"""Lays the weights of a sort order out as crates/accdb/src/index/collation/*.txt has them.

    python3 tools/collation.py general.csv > crates/accdb/src/index/collation/general.txt

The input has a line `first,last,kind,primary,pstep,secondary,sstep,flag` per run of UTF-16 units, as tabulated from
Jackcess (Apache-2.0). The output has a line per 256 units, so that a reader parses only the lines it needs; its
form is told in crates/accdb/src/index/collation/weights.rs.
"""

import csv
import os
import sys

# Plain in the source, but files of Access count it as two characters: by the name of the input, its units.
EXPANSIONS = {"general_legacy.csv": [0xDF]}

KINDS = {"plain": "p", "accent": "a", "modify": "m", "kana": "k", "symbol": "s", "ignore": "i", "private": "v"}


def stepped(weight, step, count):
    """The big-endian number `weight` after `count` steps, in as many digits."""
    return f"{int(weight, 16) + step * count:0{len(weight)}X}" if weight else ""


def token(row, skipped, count, expansions):
    """The run of `row` without its first `skipped` units, `count` long."""
    if row["kind"] == "plain" and int(row["first"], 16) in expansions:
        assert row["first"] == row["last"]
        return "x" + row["primary"]
    kind = "K" if row["kind"] == "kana" and row["flag"] == "1" else KINDS[row["kind"]]
    text = kind
    if kind != "v":
        for mark, weight, step in (("", row["primary"], row["pstep"]), ("/", row["secondary"], row["sstep"])):
            step = int(step or 0)
            if weight:
                text += mark + stepped(weight, step, skipped) + ("+" if step and count > 1 else "")
                assert step in (0, 1)
    return text + (f"*{count}" if count > 1 else "")


def main():
    blocks = [[] for _ in range(256)]
    expansions = EXPANSIONS.get(os.path.basename(sys.argv[1]), [])
    with open(sys.argv[1], newline="", encoding="ascii") as rows:
        for row in csv.DictReader(rows, restval=""):
            row = {name: value or "" for name, value in row.items()}
            first, last = int(row["first"], 16), int(row["last"], 16)
            at = first
            while at <= last:
                end = min(last, at | 0xFF)
                blocks[at >> 8].append(token(row, at - first, end - at + 1, expansions))
                at = end + 1
    print("\n".join(" ".join(tokens) for tokens in blocks))


main()
