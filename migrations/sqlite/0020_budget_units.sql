-- A budget has a unit: money (nano-USD), tokens, calls or images; and may count some calls only: selector is '' for all of
-- them, 'models:a,b' for those that a model of the catalogue answers, 'endpoint:chat' for those of an endpoint. A scope has
-- one limit, one balance and one carry-over for each period, unit and selector. Rows, their ids and the next id stay.

CREATE TABLE budgets_rebuilt (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  scope            TEXT NOT NULL,
  scope_id         INTEGER NOT NULL,
  period           TEXT NOT NULL,
  unit             TEXT NOT NULL DEFAULT 'money',
  selector         TEXT NOT NULL DEFAULT '',
  limit_amount     INTEGER NOT NULL CHECK (limit_amount >= 0), -- in the unit
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  carries_since    INTEGER, -- NULL: nothing is carried over
  lowest_limit     INTEGER NOT NULL DEFAULT 0,
  limit_changed_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE (scope, scope_id, period, unit, selector)
) STRICT;
INSERT INTO budgets_rebuilt (id, scope, scope_id, period, limit_amount, created_at, updated_at, carries_since, lowest_limit,
    limit_changed_at)
  SELECT id, scope, scope_id, period, limit_nano, created_at, updated_at, carries_since, lowest_limit, limit_changed_at
  FROM budgets ORDER BY id;
DELETE FROM sqlite_sequence WHERE name = 'budgets_rebuilt';
INSERT INTO sqlite_sequence (name, seq) SELECT 'budgets_rebuilt', seq FROM sqlite_sequence WHERE name = 'budgets';
DROP TABLE budgets;
ALTER TABLE budgets_rebuilt RENAME TO budgets;

CREATE TABLE balances_rebuilt (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  scope        TEXT NOT NULL,
  scope_id     INTEGER NOT NULL,
  period       TEXT NOT NULL,
  unit         TEXT NOT NULL DEFAULT 'money',
  selector     TEXT NOT NULL DEFAULT '',
  window_start INTEGER NOT NULL,
  window_end   INTEGER NOT NULL,
  spent        INTEGER NOT NULL, -- in the unit
  held         INTEGER NOT NULL,
  notice_at    INTEGER DEFAULT 0, -- the amount from which `spent` passes the next threshold; NULL: there is none left
  is_full      INTEGER NOT NULL DEFAULT 0,
  UNIQUE (scope, scope_id, period, unit, selector, window_start)
) STRICT;
INSERT INTO balances_rebuilt (id, scope, scope_id, period, window_start, window_end, spent, held, notice_at, is_full)
  SELECT id, scope, scope_id, period, window_start, window_end, spent, held, notice_at, is_full FROM balances ORDER BY id;
DELETE FROM sqlite_sequence WHERE name = 'balances_rebuilt';
INSERT INTO sqlite_sequence (name, seq) SELECT 'balances_rebuilt', seq FROM sqlite_sequence WHERE name = 'balances';
DROP TABLE balances;
ALTER TABLE balances_rebuilt RENAME TO balances;
CREATE INDEX balances_to_look_at ON balances (id) WHERE spent >= notice_at;

CREATE TABLE carry_overs_rebuilt (
  scope        TEXT NOT NULL,
  scope_id     INTEGER NOT NULL,
  period       TEXT NOT NULL,
  unit         TEXT NOT NULL DEFAULT 'money',
  selector     TEXT NOT NULL DEFAULT '',
  window_start INTEGER NOT NULL,
  amount       INTEGER NOT NULL CHECK (amount >= 0), -- in the unit, as the two below
  worth        INTEGER NOT NULL, -- of one window: no more is carried
  used         INTEGER NOT NULL, -- of the last window, less what was carried into it; amount = worth - used, from 0 to worth
  PRIMARY KEY (scope, scope_id, period, unit, selector, window_start)
) STRICT, WITHOUT ROWID;
INSERT INTO carry_overs_rebuilt (scope, scope_id, period, window_start, amount, worth, used)
  SELECT scope, scope_id, period, window_start, amount, worth, used FROM carry_overs;
DROP TABLE carry_overs;
ALTER TABLE carry_overs_rebuilt RENAME TO carry_overs;

CREATE TABLE budget_crossings_rebuilt (
  scope        TEXT NOT NULL,
  scope_id     INTEGER NOT NULL,
  period       TEXT NOT NULL,
  unit         TEXT NOT NULL DEFAULT 'money',
  selector     TEXT NOT NULL DEFAULT '',
  window_start INTEGER NOT NULL,
  threshold    INTEGER NOT NULL, -- percent
  window_end   INTEGER NOT NULL,
  class_id     INTEGER NOT NULL, -- of the student then; 0: none
  limit_amount INTEGER NOT NULL, -- in the unit
  spent        INTEGER NOT NULL,
  crossed_at   INTEGER NOT NULL,
  uncrossed_at INTEGER,          -- a higher limit took it back; the next crossing is said again
  notice_id    INTEGER,          -- NULL: not said to the owner yet; 0: never will be
  PRIMARY KEY (scope, scope_id, period, unit, selector, window_start, threshold)
) STRICT, WITHOUT ROWID;
INSERT INTO budget_crossings_rebuilt (scope, scope_id, period, window_start, threshold, window_end, class_id, limit_amount,
    spent, crossed_at, uncrossed_at, notice_id)
  SELECT scope, scope_id, period, window_start, threshold, window_end, class_id, limit_nano, spent, crossed_at,
    uncrossed_at, notice_id
  FROM budget_crossings;
DROP TABLE budget_crossings;
ALTER TABLE budget_crossings_rebuilt RENAME TO budget_crossings;
CREATE INDEX budget_crossings_unsaid ON budget_crossings (crossed_at) WHERE notice_id IS NULL;
CREATE INDEX budget_crossings_by_end ON budget_crossings (window_end);

-- Who is sent the call, the id in the catalogue of the model that answers (a snapshot counts as its model), and what is held
-- or charged beside money.
ALTER TABLE holds ADD COLUMN provider TEXT NOT NULL DEFAULT 'openai';
ALTER TABLE holds ADD COLUMN model_id TEXT NOT NULL DEFAULT '';
ALTER TABLE holds ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE holds ADD COLUMN calls INTEGER NOT NULL DEFAULT 1;
ALTER TABLE holds ADD COLUMN images INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_records ADD COLUMN provider TEXT NOT NULL DEFAULT 'openai';
ALTER TABLE usage_records ADD COLUMN model_id TEXT NOT NULL DEFAULT '';
ALTER TABLE usage_records ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_records ADD COLUMN calls INTEGER NOT NULL DEFAULT 1;
ALTER TABLE usage_records ADD COLUMN images INTEGER NOT NULL DEFAULT 0;
-- What a call that was answered with a classmate's answer would have cost.
ALTER TABLE usage_records ADD COLUMN saved INTEGER NOT NULL DEFAULT 0;

-- The version of a price begins with the id: 'gpt-3.5-turbo@2024-01-25'.
UPDATE holds SET model_id = CASE WHEN price_version LIKE '%@____-__-__'
  THEN substr(price_version, 1, length(price_version) - 11) ELSE served_model END;
UPDATE usage_records SET tokens = input_tokens + output_tokens,
  calls = outcome NOT IN ('upstream_refused', 'upstream_unreachable'),
  model_id = CASE WHEN price_version LIKE '%@____-__-__'
    THEN substr(price_version, 1, length(price_version) - 11) ELSE served_model END;

-- A call of a free model may be given back as well: its tokens, without money.
CREATE TABLE refunds_rebuilt (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  record_id  INTEGER NOT NULL REFERENCES usage_records (id),
  amount     INTEGER NOT NULL CHECK (amount >= 0),
  created_at INTEGER NOT NULL,
  tokens     INTEGER NOT NULL DEFAULT 0,
  calls      INTEGER NOT NULL DEFAULT 0,
  images     INTEGER NOT NULL DEFAULT 0
) STRICT;
-- What was refunded in full before gives back the call as a full refund does now.
INSERT INTO refunds_rebuilt (id, record_id, amount, created_at) SELECT id, record_id, amount, created_at FROM refunds ORDER BY id;
UPDATE refunds_rebuilt SET (tokens, calls, images) =
    (SELECT tokens, calls, images FROM usage_records WHERE usage_records.id = record_id)
  WHERE id IN (SELECT max(refunds_rebuilt.id) FROM refunds_rebuilt JOIN usage_records ON usage_records.id = record_id
    GROUP BY record_id HAVING sum(refunds_rebuilt.amount) >= max(cost));
DELETE FROM sqlite_sequence WHERE name = 'refunds_rebuilt';
INSERT INTO sqlite_sequence (name, seq) SELECT 'refunds_rebuilt', seq FROM sqlite_sequence WHERE name = 'refunds';
DROP TABLE refunds;
ALTER TABLE refunds_rebuilt RENAME TO refunds;
CREATE INDEX refunds_by_record ON refunds (record_id);
