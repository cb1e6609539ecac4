-- When the students of a class may call: 'always' in its term, or in its 'lessons' only.
ALTER TABLE classes ADD COLUMN opening TEXT NOT NULL DEFAULT 'always';
-- JSON: [{"weekday":"mon","from":"10:00","to":"10:50"}], in the wall clock of the class.
ALTER TABLE classes ADD COLUMN weekly_hours TEXT NOT NULL DEFAULT '[]';
-- JSON: [{"day":"2026-11-30","from":"10:00","to":"10:50"}].
ALTER TABLE classes ADD COLUMN lesson_sessions TEXT NOT NULL DEFAULT '[]';
-- ms UTC: opened by hand until then; closed early, so that what is planned before then does not count.
ALTER TABLE classes ADD COLUMN opened_until INTEGER;
ALTER TABLE classes ADD COLUMN closed_until INTEGER;
-- ms UTC; NULL: not paused.
ALTER TABLE classes ADD COLUMN paused_at INTEGER;
