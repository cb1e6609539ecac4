-- What students and classes send, across all replicas. Unlogged: a crash of the server forgives requests, and each replica
-- writes its calls in flight again.

CREATE UNLOGGED TABLE student_requests (
  student_id BIGINT PRIMARY KEY,
  count      BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL -- of the minute, which began with its first request
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE UNLOGGED TABLE class_requests (
  class_id BIGINT PRIMARY KEY,
  free     DOUBLE PRECISION NOT NULL, -- requests that may still come
  at       BIGINT NOT NULL            -- when `free` was true
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE UNLOGGED TABLE class_student_requests (
  class_id   BIGINT NOT NULL,
  student_id BIGINT NOT NULL,
  window_at  BIGINT NOT NULL,
  current    BIGINT NOT NULL, -- since window_at
  previous   BIGINT NOT NULL, -- in the minute before it
  PRIMARY KEY (class_id, student_id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- The calls that run in one replica, of a student or of a class.
CREATE UNLOGGED TABLE calls_in_flight (
  scope    TEXT COLLATE "C" NOT NULL, -- student or class
  scope_id BIGINT NOT NULL,
  slot     INTEGER NOT NULL, -- of the replica
  count    BIGINT NOT NULL,
  PRIMARY KEY (scope, scope_id, slot)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
