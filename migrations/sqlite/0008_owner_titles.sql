-- What the students of a class call its owner, ready for a sentence: "교수님". NULL is the default of the language.
ALTER TABLE classes ADD COLUMN owner_title TEXT;
