-- Sums of students of a year up to some of its days, so that a year of a school is read in as few rows as a month of it. They
-- are added up of usage_days by a job, when a day is over and all its calls are settled: no call writes them.
CREATE TABLE usage_to_date (
  last_day            TEXT COLLATE "C" NOT NULL, -- the sums are of this day and of all days of its year before it
  student_id          BIGINT NOT NULL,
  class_id            BIGINT NOT NULL,
  token_id            BIGINT NOT NULL,
  served_model        TEXT COLLATE "C" NOT NULL,
  requests            BIGINT NOT NULL,
  input_tokens        BIGINT NOT NULL,
  cached_input_tokens BIGINT NOT NULL,
  output_tokens       BIGINT NOT NULL,
  cost                BIGINT NOT NULL,
  PRIMARY KEY (last_day, student_id, class_id, token_id, served_model)
);

-- The days that usage_to_date has. Only a refund still changes what was spent until then: those after newest_refund are not in
-- the sums, and who reads these looks for them.
CREATE TABLE closed_days (
  last_day      TEXT COLLATE "C" PRIMARY KEY,
  newest_refund BIGINT NOT NULL -- of refunds; 0: there was none
);

-- What providers served on each UTC day that is over, in which no call is open. The setting served_days_until is the last one; a
-- day before it without rows had no calls. A record is never changed: refunds are looked up.
CREATE TABLE served_days (
  day                 TEXT COLLATE "C" NOT NULL, -- UTC, of the record's id
  provider            TEXT COLLATE "C" NOT NULL,
  served_model        TEXT COLLATE "C" NOT NULL,
  outcome             TEXT COLLATE "C" NOT NULL,
  requests            BIGINT NOT NULL,
  unmeasured          BIGINT NOT NULL, -- requests whose tokens are unknown
  input_tokens        BIGINT NOT NULL,
  cached_input_tokens BIGINT NOT NULL,
  output_tokens       BIGINT NOT NULL,
  cost                BIGINT NOT NULL,
  unmeasured_cost     BIGINT NOT NULL, -- of the unmeasured requests
  PRIMARY KEY (day, provider, served_model, outcome)
);
