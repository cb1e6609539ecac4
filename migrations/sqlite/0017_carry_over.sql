-- A budget may carry what was left of its last window over into the next one.
ALTER TABLE budgets ADD COLUMN carries_since INTEGER; -- NULL: it does not
-- The lowest limit of late, and when it was last changed: what is carried must not depend on a limit that came later.
ALTER TABLE budgets ADD COLUMN lowest_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE budgets ADD COLUMN limit_changed_at INTEGER NOT NULL DEFAULT 0;

-- Nothing is carried out of a window that ended before: the scope was not there, or its windows or limits were others.
ALTER TABLE classes ADD COLUMN carries_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE students ADD COLUMN carries_since INTEGER NOT NULL DEFAULT 0;
UPDATE classes SET carries_since = max(created_at, rules_since);
UPDATE students SET carries_since = max(created_at, rules_since);

-- What was carried into a window, written with its first hold and never changed; the window before it has as much less.
CREATE TABLE carry_overs (
  scope        TEXT NOT NULL,
  scope_id     INTEGER NOT NULL,
  period       TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  amount       INTEGER NOT NULL CHECK (amount >= 0),
  worth        INTEGER NOT NULL, -- of one window: no more is carried
  used         INTEGER NOT NULL, -- of the last window, less what was carried into it; amount = worth - used, from 0 to worth
  PRIMARY KEY (scope, scope_id, period, window_start)
) STRICT, WITHOUT ROWID;
