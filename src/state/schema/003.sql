-- The state file, version 3: what is known is looked up again. docs/state.md tells what each table is for. Times are
-- milliseconds since 1970 UTC.
-- Never edited once released: a change is a new file with the next number.

-- Numbers that the company's file was seen to have, as runs that neither touch nor overlap. What lies between them is
-- looked at again by every scan.
CREATE TABLE numbers (
  series_id INTEGER NOT NULL REFERENCES series (id),
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  CHECK (first <= last),
  PRIMARY KEY (series_id, first)
) STRICT, WITHOUT ROWID;

INSERT INTO numbers (series_id, first, last)
  SELECT series_id, min(code), max(code)
  FROM (SELECT series_id, code, code - row_number() OVER (PARTITION BY series_id ORDER BY code) AS run FROM orders)
  GROUP BY series_id, run;

-- When a scan first found that the company's file does not have the order any more; NULL: it does.
ALTER TABLE orders ADD COLUMN missing_since INTEGER;

CREATE INDEX orders_missing ON orders (series_id, code) WHERE missing_since IS NOT NULL;

-- When a person let the order pass that had been held on a guess.
ALTER TABLE orders ADD COLUMN released_at INTEGER;

-- Whether the order cannot be read at all, and a person has to look at it.
ALTER TABLE incomplete ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0 CHECK (unreadable IN (0, 1));

-- What the decision took from the parent, as a hash, and the order's date: looked up again before it is written.
ALTER TABLE verdicts ADD COLUMN basis BLOB;
ALTER TABLE verdicts ADD COLUMN ordered_on TEXT;

-- A company's file as it was seen last: who it said it was, and how far it had come.
CREATE TABLE files (
  company  TEXT NOT NULL,
  year     INTEGER NOT NULL,
  path     TEXT NOT NULL,
  code     TEXT NOT NULL,                -- CODEMP
  tax_id   TEXT NOT NULL,
  length   INTEGER,                      -- bytes, after our last write
  counters BLOB,                         -- page 0's, likewise
  stamp    BLOB,                         -- as it was when its rows were counted last and its indexes had them all
  PRIMARY KEY (company, year)
) STRICT, WITHOUT ROWID;

-- The state's own file as it was left: one that is another beside a log that is not empty was perhaps put back.
CREATE TABLE own_file (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  length   INTEGER NOT NULL,             -- bytes
  modified INTEGER NOT NULL              -- nanoseconds since 1970 UTC
) STRICT;

-- What the state says is in the parent: the newest are looked up again, and all are counted.
CREATE INDEX orders_written ON orders (target_year, pushed_at) WHERE state = 'pushed';
