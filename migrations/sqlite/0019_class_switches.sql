-- How the calls of a class may be answered: by the models that follow when the money is spent or a model cannot be
-- reached, together with identical calls of the same moment, and at the provider's flex tier. All off until the owner asks.
ALTER TABLE classes ADD COLUMN falls_back INTEGER NOT NULL DEFAULT 0;
ALTER TABLE classes ADD COLUMN shares_answers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE classes ADD COLUMN uses_flex INTEGER NOT NULL DEFAULT 0;
