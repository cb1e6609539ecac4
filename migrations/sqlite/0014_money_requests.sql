-- Students who ask for more money, and the owner's answers, until they are old. Gone with their student.
CREATE TABLE money_requests (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  student_id  INTEGER NOT NULL REFERENCES students (id),
  amount      INTEGER NOT NULL, -- nano-USD
  reason      TEXT NOT NULL,    -- in the student's words
  state       TEXT NOT NULL,    -- open, granted or declined
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL, -- an open one lapses then, an answered one is old
  answered_at INTEGER,
  word        TEXT,             -- of the owner to the student
  granted     INTEGER,          -- nano-USD
  ends_at     INTEGER,          -- of the top-up
  top_up_id   INTEGER REFERENCES top_ups (id)
) STRICT;
CREATE INDEX money_requests_by_student ON money_requests (student_id);

-- 0: the students of the class cannot ask for more money.
ALTER TABLE classes ADD COLUMN takes_money_requests INTEGER NOT NULL DEFAULT 1;
