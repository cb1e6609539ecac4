-- What answers for several students at once have saved: sums of few records.
CREATE INDEX shared_records ON usage_records (day, class_id, student_id, saved) WHERE outcome = 'shared';
