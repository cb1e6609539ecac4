-- How often the students of a class may call. NULL: as often as the server allows.
ALTER TABLE classes ADD COLUMN requests_per_minute INTEGER;
ALTER TABLE classes ADD COLUMN calls_in_flight INTEGER;
ALTER TABLE classes ADD COLUMN student_requests_per_minute INTEGER;
ALTER TABLE classes ADD COLUMN student_calls_in_flight INTEGER;
-- What the gateway puts before each chat and response of its students, in the owner's words; NULL: nothing.
ALTER TABLE classes ADD COLUMN instructions TEXT;
