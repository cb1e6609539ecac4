import { TRAFFIC_LOCK } from '../engine/locks.ts';

/** The lock first, in a statement of its own: the next one then sees what its last holder wrote. Nothing is flushed. */
export const BEGIN = `BEGIN; SET LOCAL synchronous_commit = off; SELECT pg_advisory_xact_lock(${TRAFFIC_LOCK})`;

/** All that the requests of a group depend on, as one JSON text. $1 slot, $2 students, $3 classes, $4 $5 pairs. */
export const READ = `SELECT json_build_object(
  'isMember', EXISTS (SELECT 1 FROM replicas WHERE slot = $1),
  'now', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
  'minutes', ARRAY(SELECT json_build_array(student_id, count, ends_at)
    FROM student_requests WHERE student_id = ANY ($2::bigint[])),
  'buckets', ARRAY(SELECT json_build_array(class_id, free, at) FROM class_requests WHERE class_id = ANY ($3::bigint[])),
  'recent', ARRAY(SELECT json_build_array(r.class_id, r.student_id, r.window_at, r.current, r.previous)
    FROM unnest($4::bigint[], $5::bigint[]) AS pair (class_id, student_id)
    JOIN class_student_requests r ON r.class_id = pair.class_id AND r.student_id = pair.student_id),
  'ofStudents', ARRAY(SELECT json_build_array(scope_id, sum(count)::bigint) FROM calls_in_flight JOIN replicas USING (slot)
    WHERE scope = 'student' AND scope_id = ANY ($2::bigint[]) AND slot <> $1 GROUP BY scope_id),
  'ofClasses', ARRAY(SELECT json_build_array(scope_id, sum(count)::bigint) FROM calls_in_flight JOIN replicas USING (slot)
    WHERE scope = 'class' AND scope_id = ANY ($3::bigint[]) AND slot <> $1 GROUP BY scope_id)
)::text AS traffic`;

/** $1 slot, then a JSON array of rows for each table. Each row once, or PostgreSQL refuses all. */
export const WRITE = `WITH minutes AS (
  INSERT INTO student_requests (student_id, count, ends_at)
    SELECT * FROM json_to_recordset($2::json) AS row (student_id bigint, count bigint, ends_at bigint)
    ON CONFLICT (student_id) DO UPDATE SET count = excluded.count, ends_at = excluded.ends_at
), buckets AS (
  INSERT INTO class_requests (class_id, free, at)
    SELECT * FROM json_to_recordset($3::json) AS row (class_id bigint, free double precision, at bigint)
    ON CONFLICT (class_id) DO UPDATE SET free = excluded.free, at = excluded.at
), recent AS (
  INSERT INTO class_student_requests (class_id, student_id, window_at, current, previous)
    SELECT * FROM json_to_recordset($4::json)
      AS row (class_id bigint, student_id bigint, window_at bigint, current bigint, previous bigint)
    ON CONFLICT (class_id, student_id)
      DO UPDATE SET window_at = excluded.window_at, current = excluded.current, previous = excluded.previous
)
INSERT INTO calls_in_flight (scope, scope_id, slot, count)
  SELECT scope, scope_id, $1::integer, count FROM json_to_recordset($5::json) AS row (scope text, scope_id bigint, count bigint)
  ON CONFLICT (scope, scope_id, slot) DO UPDATE SET count = excluded.count`;

/** Of replicas that were fenced: READ leaves them out already. */
export const REMOVE_DEAD = 'DELETE FROM calls_in_flight WHERE slot NOT IN (SELECT slot FROM replicas)';
