-- Money is integer nano-USD, instants are ms since the epoch (UTC), days are local days as YYYY-MM-DD.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE classes (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  name           TEXT NOT NULL,
  time_zone      TEXT NOT NULL,
  language       TEXT NOT NULL,
  starts_on      TEXT,
  ends_on        TEXT,
  allowed_models TEXT, -- JSON array of names; NULL: whatever the server allows
  created_at     INTEGER NOT NULL,
  -- The balances of the current rules have been kept without a gap since this instant; before it they are summed
  -- from the records. Moved forward by every change of limits, dates or zone.
  rules_since    INTEGER NOT NULL,
  -- No record of this class or student is older than this.
  records_since  INTEGER NOT NULL,
  deleted_at     INTEGER
) STRICT;

CREATE TABLE students (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  class_id     INTEGER REFERENCES classes (id),
  name         TEXT NOT NULL,
  email        TEXT,
  suspended_at INTEGER,
  created_at   INTEGER NOT NULL,
  rules_since   INTEGER NOT NULL,
  records_since INTEGER NOT NULL,
  deleted_at    INTEGER
) STRICT;
CREATE INDEX students_by_class ON students (class_id);

CREATE TABLE api_tokens (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  student_id   INTEGER NOT NULL REFERENCES students (id),
  hash         TEXT NOT NULL UNIQUE, -- SHA-256, hex; the token itself is kept nowhere
  prefix       TEXT NOT NULL,
  label        TEXT,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  revoked_at   INTEGER,
  last_used_at INTEGER
) STRICT;
CREATE INDEX api_tokens_by_student ON api_tokens (student_id);

-- The limits that the owner set. scope 'class-student' is a class's default for each of its students.
CREATE TABLE budgets (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  scope      TEXT NOT NULL CHECK (scope IN ('wallet', 'class', 'student', 'class-student')),
  scope_id   INTEGER NOT NULL,
  period     TEXT NOT NULL CHECK (period IN ('day', 'week', 'month', 'term', 'total')),
  limit_nano INTEGER NOT NULL CHECK (limit_nano >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (scope, scope_id, period)
) STRICT;

-- What enforces: one row per scope, period and window, made when the first call of the window needs it. Windows of
-- one scope and period never overlap. There is no CHECK on the amounts: a settlement must not be refusable.
CREATE TABLE balances (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  scope        TEXT NOT NULL,
  scope_id     INTEGER NOT NULL,
  period       TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  window_end   INTEGER NOT NULL,
  spent        INTEGER NOT NULL,
  held         INTEGER NOT NULL,
  UNIQUE (scope, scope_id, period, window_start)
) STRICT;

-- The open holds, and only those: a hold is resolved by deleting its row, which can succeed once.
CREATE TABLE holds (
  id            INTEGER PRIMARY KEY, -- ms UTC * 1024 + sequence: in time order
  student_id    INTEGER NOT NULL,
  class_id      INTEGER NOT NULL, -- 0: none
  token_id      INTEGER NOT NULL,
  day           TEXT NOT NULL,
  endpoint      TEXT NOT NULL,
  model         TEXT NOT NULL,
  served_model  TEXT NOT NULL,
  price_version TEXT NOT NULL,
  amount        INTEGER NOT NULL CHECK (amount >= 0),
  balance_ids   TEXT NOT NULL -- JSON array: the rows of `balances` that carry this hold
) STRICT;

-- The usage records: one per call that had a hold, inserted at its resolution, never changed.
CREATE TABLE usage_records (
  id                  INTEGER PRIMARY KEY, -- the hold's
  student_id          INTEGER NOT NULL,
  class_id            INTEGER NOT NULL,
  token_id            INTEGER NOT NULL,
  day                 TEXT NOT NULL,
  endpoint            TEXT NOT NULL,
  model               TEXT NOT NULL,
  served_model        TEXT NOT NULL,
  price_version       TEXT NOT NULL,
  input_tokens        INTEGER NOT NULL,
  cached_input_tokens INTEGER NOT NULL,
  cache_write_tokens  INTEGER NOT NULL,
  output_tokens       INTEGER NOT NULL,
  held                INTEGER NOT NULL,
  cost                INTEGER NOT NULL CHECK (cost >= 0),
  outcome             TEXT NOT NULL,
  duration_ms         INTEGER NOT NULL,
  first_byte_ms       INTEGER
) STRICT;

-- What was given back; a record's net cost is its cost less these.
CREATE TABLE refunds (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  record_id  INTEGER NOT NULL REFERENCES usage_records (id),
  amount     INTEGER NOT NULL CHECK (amount > 0),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX refunds_by_record ON refunds (record_id);

-- Sums of the usage records, kept in the same transaction as each of them.
CREATE TABLE usage_days (
  day                 TEXT NOT NULL,
  student_id          INTEGER NOT NULL,
  class_id            INTEGER NOT NULL,
  token_id            INTEGER NOT NULL,
  served_model        TEXT NOT NULL,
  requests            INTEGER NOT NULL,
  input_tokens        INTEGER NOT NULL,
  cached_input_tokens INTEGER NOT NULL,
  output_tokens       INTEGER NOT NULL,
  cost                INTEGER NOT NULL,
  PRIMARY KEY (day, student_id, class_id, token_id, served_model)
) STRICT, WITHOUT ROWID;

CREATE TABLE incidents (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,
  record_id  INTEGER REFERENCES usage_records (id),
  detail     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  closed_at  INTEGER
) STRICT;
CREATE INDEX open_incidents ON incidents (kind) WHERE closed_at IS NULL;

CREATE TABLE audit (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  before  TEXT NOT NULL,
  after   TEXT NOT NULL
) STRICT;
