-- No CHECK of a list that grows: a new scope, period or kind of session must not need a rebuilt table. The code refuses
-- what is unknown. Rows, their ids and the next id stay.

CREATE TABLE budgets_rebuilt (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  scope      TEXT NOT NULL,
  scope_id   INTEGER NOT NULL,
  period     TEXT NOT NULL,
  limit_nano INTEGER NOT NULL CHECK (limit_nano >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (scope, scope_id, period)
) STRICT;
INSERT INTO budgets_rebuilt (id, scope, scope_id, period, limit_nano, created_at, updated_at)
  SELECT id, scope, scope_id, period, limit_nano, created_at, updated_at FROM budgets ORDER BY id;
-- The highest id may be that of a budget that was deleted: it is never given again.
DELETE FROM sqlite_sequence WHERE name = 'budgets_rebuilt';
INSERT INTO sqlite_sequence (name, seq) SELECT 'budgets_rebuilt', seq FROM sqlite_sequence WHERE name = 'budgets';
DROP TABLE budgets;
ALTER TABLE budgets_rebuilt RENAME TO budgets;

CREATE TABLE sessions_rebuilt (
  id_hash    TEXT PRIMARY KEY, -- SHA-256, hex
  kind       TEXT NOT NULL,
  token_hash TEXT,             -- of the API token that a student signed in with
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sessions_rebuilt (id_hash, kind, token_hash, created_at, expires_at)
  SELECT id_hash, kind, token_hash, created_at, expires_at FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_rebuilt RENAME TO sessions;
