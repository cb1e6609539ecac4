-- Links by which students get their API tokens, each once.
CREATE TABLE claim_links (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  student_id   INTEGER NOT NULL REFERENCES students (id),
  hash         TEXT NOT NULL UNIQUE, -- SHA-256, hex; the code itself is kept nowhere
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  claimed_at   INTEGER,
  revoked_at   INTEGER,
  token_id     INTEGER REFERENCES api_tokens (id), -- what was issued by it
  -- How far its e-mail has come; all NULL: it was not to be sent.
  mail_state   TEXT,
  mail_to      TEXT,
  mail_at      INTEGER,
  mail_problem TEXT
) STRICT;
CREATE INDEX claim_links_by_student ON claim_links (student_id);
CREATE INDEX claim_links_waiting ON claim_links (mail_state) WHERE mail_state = 'waiting';
