-- How many students may still join the class by its code; 0: the code lets nobody in.
ALTER TABLE classes ADD COLUMN join_places INTEGER NOT NULL DEFAULT 0 CHECK (join_places >= 0);
