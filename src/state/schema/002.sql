-- The state file, version 2: bulk files. docs/state.md tells what each table is for. Times are milliseconds since 1970
-- UTC.
-- Never edited once released: a change is a new file with the next number.

CREATE TABLE import_jobs (
  id           INTEGER PRIMARY KEY,
  profile      TEXT NOT NULL,
  period       TEXT NOT NULL,            -- 2026-10, 2026, or nothing
  serial       INTEGER NOT NULL CHECK (serial >= 1),
  profile_hash TEXT NOT NULL,
  state        TEXT NOT NULL
               CHECK (state IN ('prepared', 'loading', 'loaded', 'answered', 'reconciled', 'registering', 'registered',
                                'done', 'held', 'refused', 'superseded', 'cancelled')),
  stage        TEXT                      -- how far it came, also when it is held; NULL: refused before it was prepared
               CHECK (stage IN ('prepared', 'loading', 'loaded', 'answered', 'reconciled', 'registering', 'registered',
                                'done')),
  reason       TEXT,
  detail       TEXT,
  scenario     TEXT CHECK (scenario IN ('A', 'B')),
  figures      TEXT NOT NULL,            -- JSON with names and a version: counts, sums, violations …
  created_at   INTEGER NOT NULL,
  since        INTEGER NOT NULL,         -- when state or stage last changed
  pruned_at    INTEGER,                  -- chunks, pairs and attempts are gone, and so are its files
  CHECK (stage IS NOT NULL OR state = 'refused'),
  CHECK (state IN ('held', 'refused', 'superseded', 'cancelled') OR state = stage),
  UNIQUE (profile, period, serial)
) STRICT;

-- The files a job was made of: the first, and what was appended.
CREATE TABLE import_sources (
  job    INTEGER NOT NULL REFERENCES import_jobs (id),
  part   INTEGER NOT NULL,
  name   TEXT NOT NULL,
  length INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  sheet  TEXT,
  PRIMARY KEY (job, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_sources_content ON import_sources (sha256);

CREATE TABLE import_chunks (
  job        INTEGER NOT NULL REFERENCES import_jobs (id),
  n          INTEGER NOT NULL,
  part       INTEGER NOT NULL,
  rows       INTEGER NOT NULL,
  first_no   INTEGER NOT NULL,           -- running numbers of the accepted rows
  last_no    INTEGER NOT NULL,
  file       TEXT NOT NULL,
  length     INTEGER NOT NULL,
  sha256     TEXT NOT NULL,
  key        TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('written', 'submitting', 'taken', 'refused', 'unknown')),
  ticket     TEXT,
  rows_taken INTEGER,
  attempts   INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER,
  PRIMARY KEY (job, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_pairs (
  job             INTEGER NOT NULL REFERENCES import_jobs (id),
  series_compared TEXT NOT NULL,         -- in capitals, blanks collapsed
  branch_compared TEXT NOT NULL,
  series          TEXT NOT NULL,         -- as sent
  branch          TEXT NOT NULL,
  rows            INTEGER NOT NULL,
  first_no        INTEGER NOT NULL,      -- running number of its first accepted row
  outcome         TEXT CHECK (outcome IN ('loaded', 'known', 'new', 'held')),
  reason          TEXT,
  how             TEXT CHECK (how IN ('inherited', 'allocated', 'account_found', 'confirmed')),
  centre          TEXT,
  centre_name     TEXT,
  account         TEXT,
  account_name    TEXT,
  candidates      TEXT,                  -- JSON; NULL: none
  PRIMARY KEY (job, series_compared, branch_compared)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_registrations (
  job      INTEGER NOT NULL REFERENCES import_jobs (id),
  n        INTEGER NOT NULL,             -- in the order of writing
  target   TEXT NOT NULL CHECK (target IN ('accounts', 'series')),
  key      TEXT NOT NULL,
  content  TEXT NOT NULL,                -- JSON: names and values of the row
  state    TEXT NOT NULL CHECK (state IN ('planned', 'written', 'confirmed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (job, n),
  UNIQUE (job, target, key)
) STRICT, WITHOUT ROWID;

-- Numbers that were loaded, as merged intervals.
CREATE TABLE import_numbers (
  profile TEXT NOT NULL,
  key     TEXT NOT NULL,
  period  TEXT NOT NULL,
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL,
  CHECK (first <= last),
  PRIMARY KEY (profile, key, period, first)
) STRICT, WITHOUT ROWID;

-- Numbers of prepared parts that are not loaded yet; they become numbers when the job is.
CREATE TABLE import_claims (
  job   INTEGER NOT NULL REFERENCES import_jobs (id),
  key   TEXT NOT NULL,
  first INTEGER NOT NULL,
  last  INTEGER NOT NULL,
  CHECK (first <= last),
  PRIMARY KEY (job, key, first)
) STRICT, WITHOUT ROWID;

-- What people decided about branches.
CREATE TABLE import_aliases (
  profile TEXT NOT NULL,
  name    TEXT NOT NULL,                 -- of the branch, normalised
  branch  TEXT NOT NULL,                 -- as it was written
  centre  TEXT,                          -- NULL: it is left as it is
  since   INTEGER NOT NULL,
  PRIMARY KEY (profile, name)
) STRICT, WITHOUT ROWID;

-- Every act on the outside, and how it ended.
CREATE TABLE import_attempts (
  id           INTEGER PRIMARY KEY,
  job          INTEGER NOT NULL REFERENCES import_jobs (id),
  chunk        INTEGER,                  -- what it was about: a chunk, a registration, or the job
  registration INTEGER,
  at           INTEGER NOT NULL,
  act          TEXT NOT NULL,
  outcome      TEXT NOT NULL,
  error        TEXT,
  CHECK (chunk IS NULL OR registration IS NULL)
) STRICT;

CREATE INDEX import_attempts_of_job ON import_attempts (job);

-- Batches of rows that go into a table of an Access file: what each was to do, before it was done.
CREATE TABLE import_batches (
  job     INTEGER NOT NULL REFERENCES import_jobs (id),
  n       INTEGER NOT NULL,              -- from 1 on
  new     INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  known   INTEGER NOT NULL,
  held    INTEGER NOT NULL,
  state   TEXT NOT NULL CHECK (state IN ('planned', 'written')),
  PRIMARY KEY (job, n)
) STRICT, WITHOUT ROWID;
