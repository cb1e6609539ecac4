-- Money once, for a class or a student, until an instant. What was spent and held of it is in `balances`: scope 'top-up',
-- scope_id the top-up's id, made with it and kept for ever.
CREATE TABLE top_ups (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  scope        TEXT NOT NULL,
  scope_id     INTEGER NOT NULL,
  amount       INTEGER NOT NULL CHECK (amount > 0),
  starts_at    INTEGER NOT NULL,
  ends_at      INTEGER NOT NULL, -- exclusive
  reason       TEXT,             -- in the owner's words, for the student to read
  created_at   INTEGER NOT NULL,
  withdrawn_at INTEGER           -- from then on nothing more is paid from it; what was spent stays
) STRICT;
CREATE INDEX top_ups_by_scope ON top_ups (scope, scope_id);

-- Which top-up paid a call in place of all budgets of that scope, which do not count it; 0: none, they do.
ALTER TABLE holds ADD COLUMN student_top_up_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE holds ADD COLUMN class_top_up_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_records ADD COLUMN student_top_up_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_records ADD COLUMN class_top_up_id INTEGER NOT NULL DEFAULT 0;

-- Few calls are paid by top-ups, and the others cost these nothing.
CREATE INDEX usage_records_by_student_top_up ON usage_records (id, student_id) WHERE student_top_up_id <> 0;
CREATE INDEX usage_records_by_class_top_up ON usage_records (id, class_id) WHERE class_top_up_id <> 0;
