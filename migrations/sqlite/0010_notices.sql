-- What the owner is told once: budgets that are nearly used up, incidents, models that retire, backups that failed.
CREATE TABLE notices (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,
  once_key   TEXT UNIQUE,      -- said at most once for each; NULL: what it is about is marked where it was found
  topic      TEXT NOT NULL,    -- notices of one topic are gathered, so that they do not come one by one
  class_id   INTEGER NOT NULL, -- 0: none
  facts      TEXT NOT NULL,    -- JSON: ids, amounts, instants; never a name
  is_quiet   INTEGER NOT NULL, -- 1: on the pages only, because too many came within an hour
  created_at INTEGER NOT NULL,
  read_at    INTEGER
) STRICT;
CREATE INDEX notices_by_time ON notices (created_at);
CREATE INDEX notices_by_topic ON notices (topic, created_at);
CREATE INDEX notices_by_kind ON notices (kind, id);
CREATE INDEX notices_quiet ON notices (id) WHERE is_quiet = 1;
CREATE INDEX notices_unread ON notices (id) WHERE read_at IS NULL;

-- A threshold that a budget has passed in one of its windows.
CREATE TABLE budget_crossings (
  scope        TEXT NOT NULL,
  scope_id     INTEGER NOT NULL,
  period       TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  threshold    INTEGER NOT NULL, -- percent
  window_end   INTEGER NOT NULL,
  class_id     INTEGER NOT NULL, -- of the student then; 0: none
  limit_nano   INTEGER NOT NULL,
  spent        INTEGER NOT NULL,
  crossed_at   INTEGER NOT NULL,
  uncrossed_at INTEGER,          -- a higher limit took it back; the next crossing is said again
  notice_id    INTEGER,          -- NULL: not said to the owner yet; 0: never will be
  PRIMARY KEY (scope, scope_id, period, window_start, threshold)
) STRICT, WITHOUT ROWID;
CREATE INDEX budget_crossings_unsaid ON budget_crossings (crossed_at) WHERE notice_id IS NULL;
CREATE INDEX budget_crossings_by_end ON budget_crossings (window_end);

-- The amount from which `spent` passes the next threshold; 0: not looked at yet; NULL: there is none left. The index
-- has only the rows to look at, and an UPDATE of any other row does not touch it.
ALTER TABLE balances ADD COLUMN notice_at INTEGER DEFAULT 0;
-- 1: a call was refused because of what is left.
ALTER TABLE balances ADD COLUMN is_full INTEGER NOT NULL DEFAULT 0;
UPDATE balances SET notice_at = NULL WHERE window_end <= CAST(strftime('%s', 'now') AS INTEGER) * 1000;
CREATE INDEX balances_to_look_at ON balances (id) WHERE spent >= notice_at;

ALTER TABLE incidents ADD COLUMN notice_id INTEGER; -- NULL: not said yet; 0: never will be
UPDATE incidents SET notice_id = 0;
CREATE INDEX incidents_unsaid ON incidents (id) WHERE notice_id IS NULL;
