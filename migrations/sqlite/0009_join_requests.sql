-- Who asks to join a class and waits for the owner, or was approved and has not fetched the API token yet.
CREATE TABLE join_requests (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  class_id    INTEGER NOT NULL REFERENCES classes (id),
  name        TEXT NOT NULL,
  identity    TEXT,                 -- the student number or e-mail address, as it was typed
  person_key  TEXT NOT NULL,        -- name and identity in the form in which two are compared
  secret_hash TEXT NOT NULL UNIQUE, -- SHA-256, hex, of the cookie of the browser that asked
  address_key TEXT NOT NULL,        -- keyed hash of the IP address; bounds how many of one address wait
  state       TEXT NOT NULL,
  student_id  INTEGER REFERENCES students (id), -- whom it was approved as
  browsers    INTEGER NOT NULL,     -- how many browsers asked with this name and identity
  attempts    INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,     -- of the last attempt
  expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX join_requests_by_person ON join_requests (class_id, person_key);
CREATE INDEX join_requests_by_student ON join_requests (student_id) WHERE student_id IS NOT NULL;

-- open: the code lets in; approve: the owner approves everybody.
ALTER TABLE classes ADD COLUMN join_mode TEXT NOT NULL DEFAULT 'open';
-- API tokens up to this id no longer take the student's place: the owner reset it.
ALTER TABLE students ADD COLUMN freed_token_id INTEGER NOT NULL DEFAULT 0;
