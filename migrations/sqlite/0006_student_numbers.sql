-- The number that a school gives a student; the same one at most once in a class. A removed student frees it.
ALTER TABLE students ADD COLUMN student_number TEXT;
CREATE UNIQUE INDEX students_by_number ON students (class_id, lower(student_number))
  WHERE student_number IS NOT NULL AND deleted_at IS NULL;
