-- What was refused before it had a hold, and why: for the owner to see. It is no money, and the ledger check leaves it
-- alone. Never a word of a request: `model` is a name that the server itself knows, or NULL.

-- The newest ones; older rows are removed as new ones come. Refusals alike in one second share a row.
CREATE TABLE refusals (
  id         INTEGER PRIMARY KEY, -- as of usage_records: ms UTC * 1024 + sequence
  student_id INTEGER NOT NULL,
  class_id   INTEGER NOT NULL,    -- 0: none
  token_id   INTEGER NOT NULL,
  model      TEXT,
  endpoint   TEXT,                -- NULL: none that a hold could be placed for
  reason     TEXT NOT NULL,
  status     INTEGER NOT NULL,
  times      INTEGER NOT NULL CHECK (times > 0)
) STRICT;

-- All of them, counted; student 0 is whoever was not known.
CREATE TABLE refusal_days (
  day        TEXT NOT NULL,
  student_id INTEGER NOT NULL,
  class_id   INTEGER NOT NULL,
  reason     TEXT NOT NULL,
  count      INTEGER NOT NULL,
  PRIMARY KEY (day, student_id, class_id, reason)
) STRICT, WITHOUT ROWID;
