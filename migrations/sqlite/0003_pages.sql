-- Who is signed in to the pages. A cookie carries a random id; only its hash is kept, as of every secret.
CREATE TABLE sessions (
  id_hash    TEXT PRIMARY KEY, -- SHA-256, hex
  kind       TEXT NOT NULL CHECK (kind IN ('owner', 'student')),
  token_hash TEXT,             -- of the API token that a student signed in with
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK ((kind = 'student') = (token_hash IS NOT NULL))
) STRICT, WITHOUT ROWID;

ALTER TABLE students ADD COLUMN note TEXT; -- the owner's own; never shown to the student
ALTER TABLE classes ADD COLUMN rules TEXT; -- in the owner's words, for the students to read
-- What leads a student to the class, such as K7M2-Q9XP; the letters and digits that nobody mixes up.
ALTER TABLE classes ADD COLUMN join_code TEXT;
UPDATE classes SET join_code =
  substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + abs(random() % 30), 1) ||
  substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + abs(random() % 30), 1) ||
  substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + abs(random() % 30), 1) ||
  substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + abs(random() % 30), 1) || '-' ||
  substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + abs(random() % 30), 1) ||
  substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + abs(random() % 30), 1) ||
  substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + abs(random() % 30), 1) ||
  substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + abs(random() % 30), 1);
CREATE UNIQUE INDEX classes_by_join_code ON classes (join_code);

-- Coarser sums, so that a year of a thousand students is read in milliseconds. They follow usage_days by themselves,
-- whoever writes it and for whatever reason, a refund of last year's call too.
CREATE TABLE usage_class_days (
  day                 TEXT NOT NULL,
  class_id            INTEGER NOT NULL,
  served_model        TEXT NOT NULL,
  requests            INTEGER NOT NULL,
  input_tokens        INTEGER NOT NULL,
  cached_input_tokens INTEGER NOT NULL,
  output_tokens       INTEGER NOT NULL,
  cost                INTEGER NOT NULL,
  PRIMARY KEY (day, class_id, served_model)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_months (
  month               TEXT NOT NULL, -- YYYY-MM
  student_id          INTEGER NOT NULL,
  class_id            INTEGER NOT NULL,
  token_id            INTEGER NOT NULL,
  served_model        TEXT NOT NULL,
  requests            INTEGER NOT NULL,
  input_tokens        INTEGER NOT NULL,
  cached_input_tokens INTEGER NOT NULL,
  output_tokens       INTEGER NOT NULL,
  cost                INTEGER NOT NULL,
  PRIMARY KEY (month, student_id, class_id, token_id, served_model)
) STRICT, WITHOUT ROWID;

INSERT INTO usage_class_days
  SELECT day, class_id, served_model, sum(requests), sum(input_tokens), sum(cached_input_tokens), sum(output_tokens),
    sum(cost)
  FROM usage_days GROUP BY day, class_id, served_model;

INSERT INTO usage_months
  SELECT substr(day, 1, 7) AS month, student_id, class_id, token_id, served_model, sum(requests), sum(input_tokens),
    sum(cached_input_tokens), sum(output_tokens), sum(cost)
  FROM usage_days GROUP BY month, student_id, class_id, token_id, served_model;

CREATE TRIGGER usage_days_begun AFTER INSERT ON usage_days BEGIN
  INSERT INTO usage_class_days
    VALUES (new.day, new.class_id, new.served_model, new.requests, new.input_tokens, new.cached_input_tokens,
      new.output_tokens, new.cost)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
      input_tokens = input_tokens + excluded.input_tokens,
      cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
      output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost;
  INSERT INTO usage_months
    VALUES (substr(new.day, 1, 7), new.student_id, new.class_id, new.token_id, new.served_model, new.requests,
      new.input_tokens, new.cached_input_tokens, new.output_tokens, new.cost)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
      input_tokens = input_tokens + excluded.input_tokens,
      cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
      output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost;
END;

CREATE TRIGGER usage_days_grown AFTER UPDATE ON usage_days BEGIN
  UPDATE usage_class_days SET requests = requests + new.requests - old.requests,
    input_tokens = input_tokens + new.input_tokens - old.input_tokens,
    cached_input_tokens = cached_input_tokens + new.cached_input_tokens - old.cached_input_tokens,
    output_tokens = output_tokens + new.output_tokens - old.output_tokens, cost = cost + new.cost - old.cost
    WHERE day = new.day AND class_id = new.class_id AND served_model = new.served_model;
  UPDATE usage_months SET requests = requests + new.requests - old.requests,
    input_tokens = input_tokens + new.input_tokens - old.input_tokens,
    cached_input_tokens = cached_input_tokens + new.cached_input_tokens - old.cached_input_tokens,
    output_tokens = output_tokens + new.output_tokens - old.output_tokens, cost = cost + new.cost - old.cost
    WHERE month = substr(new.day, 1, 7) AND student_id = new.student_id AND class_id = new.class_id
      AND token_id = new.token_id AND served_model = new.served_model;
END;

-- Nearly all calls are ok, and cost this index nothing; the others are looked for among each other.
CREATE INDEX usage_records_not_ok ON usage_records (outcome, id, student_id, class_id, served_model)
  WHERE outcome <> 'ok';
