-- Since when the class is archived: out of every list, and nobody of it can call. NULL: it is not.
ALTER TABLE classes ADD COLUMN archived_at INTEGER;
