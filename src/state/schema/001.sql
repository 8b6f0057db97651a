-- The state file, version 1. docs/state.md tells what each table is for. Times are milliseconds since 1970 UTC.
-- Never edited once released: a change is a new file with the next number.

CREATE TABLE series (
  id         INTEGER PRIMARY KEY,
  company    TEXT NOT NULL,
  year       INTEGER NOT NULL,
  series     TEXT NOT NULL,
  watermark  INTEGER,                    -- highest number captured without a hole in the reading; NULL: none yet
  scanned_at INTEGER,
  UNIQUE (company, year, series)
) STRICT;

CREATE TABLE orders (
  id              INTEGER PRIMARY KEY,   -- in the order of capture, which is the order of writing
  series_id       INTEGER NOT NULL REFERENCES series (id),
  code            INTEGER NOT NULL,
  state           TEXT NOT NULL
                  CHECK (state IN ('captured', 'queued', 'leased', 'pushed', 'skipped', 'held', 'parked')),
  hash            BLOB NOT NULL,         -- of the content seen last
  reason          TEXT,
  detail          TEXT,
  captured_at     INTEGER NOT NULL,
  since           INTEGER NOT NULL,      -- when the state last changed
  changed_at      INTEGER,               -- content changed after it was, or may have been, written
  target_year     INTEGER,               -- of the parent's file; known once decided
  attempts        INTEGER NOT NULL DEFAULT 0,
  not_before      INTEGER,
  generation      INTEGER NOT NULL DEFAULT 0,
  lease_owner     TEXT,
  lease_until     INTEGER,
  document_series TEXT,
  document_code   INTEGER,
  pushed_at       INTEGER,
  arrival         TEXT CHECK (arrival IN ('done', 'found')),
  UNIQUE (series_id, code)
) STRICT;

CREATE INDEX orders_captured ON orders (id) WHERE state = 'captured';
CREATE INDEX orders_queue ON orders (target_year, id) WHERE state IN ('queued', 'leased');
CREATE INDEX orders_attention ON orders (id) WHERE reason IS NOT NULL AND state IN ('held', 'parked', 'pushed');

-- What was captured: what the order is decided on.
CREATE TABLE snapshots (
  order_id INTEGER PRIMARY KEY REFERENCES orders (id),
  content  TEXT NOT NULL
) STRICT;

-- What was decided: how it came about, line by line, and the document to write where there is one.
CREATE TABLE verdicts (
  order_id INTEGER PRIMARY KEY REFERENCES orders (id),
  explanation TEXT NOT NULL,
  target   TEXT
) STRICT;

-- Orders seen without lines, or with lines that do not add up: read again by every scan until they are ready.
CREATE TABLE incomplete (
  series_id INTEGER NOT NULL REFERENCES series (id),
  code      INTEGER NOT NULL,
  since     INTEGER NOT NULL,
  problem   TEXT NOT NULL,
  PRIMARY KEY (series_id, code)
) STRICT, WITHOUT ROWID;

-- Attempts that failed; the one that did not stands with its order.
CREATE TABLE attempts (
  order_id INTEGER NOT NULL REFERENCES orders (id),
  at       INTEGER NOT NULL,
  outcome  TEXT NOT NULL CHECK (outcome IN ('retry', 'stop', 'parked')),
  error    TEXT
) STRICT;

CREATE INDEX attempts_of_order ON attempts (order_id);

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,
  command     TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  exit_code   INTEGER,
  captured    INTEGER NOT NULL DEFAULT 0,
  queued      INTEGER NOT NULL DEFAULT 0,
  pushed      INTEGER NOT NULL DEFAULT 0,
  held        INTEGER NOT NULL DEFAULT 0
) STRICT;
