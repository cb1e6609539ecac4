-- Since when names and all else that says who the student is are forgotten. NULL: they are not, or were entered again.
ALTER TABLE students ADD COLUMN forgotten_at INTEGER;
-- The entries about a student, to forget the names in them: by subject, or by the student whose token or request it is.
CREATE INDEX audit_by_subject ON audit (subject);
CREATE INDEX audit_by_student
  ON audit (coalesce(json_extract(after, '$.studentId'), json_extract(before, '$.studentId')));
