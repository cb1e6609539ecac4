-- Where notices go. The address of a chat may itself be a secret, and a secret must be usable: both are stored as they are.
CREATE TABLE notice_channels (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  address      TEXT NOT NULL,    -- URL or e-mail address; '' once removed
  secret       TEXT,             -- whsec_...: webhooks sign with it
  old_secret   TEXT,             -- signs beside it until
  old_until    INTEGER NOT NULL,
  notice_kinds TEXT,             -- JSON list; NULL: every kind, later ones too
  language     TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  off_at       INTEGER,
  off_reason   TEXT,             -- owner, gone, refused, unreachable
  removed_at   INTEGER,
  last_sent_at INTEGER,
  refusals     INTEGER NOT NULL, -- in a row, since the last message that was taken
  seen_id      INTEGER NOT NULL  -- notices up to this one are in the outbox, or are not for this channel
) STRICT;

-- The outbox: one notice on its way to one channel. Written together with the channel's seen_id, so that no notice is
-- left out or queued twice.
CREATE TABLE deliveries (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id  INTEGER NOT NULL REFERENCES notice_channels (id),
  notice_id   INTEGER,              -- of notices, which may be deleted before; NULL: a test message
  message_id  TEXT NOT NULL UNIQUE, -- random: after a restore no two messages share one
  state       TEXT NOT NULL,        -- waiting, sent, failed
  attempts    INTEGER NOT NULL,     -- that were begun
  created_at  INTEGER NOT NULL,
  next_at     INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,     -- somebody sends it until then; 0: nobody
  last_at     INTEGER,              -- when the last attempt ended
  problem     TEXT,                 -- of the last attempt; never what the other side said
  status      INTEGER               -- of HTTP or SMTP
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (channel_id, id) WHERE state = 'waiting';
CREATE INDEX deliveries_by_channel ON deliveries (channel_id, id);
CREATE INDEX deliveries_by_notice ON deliveries (notice_id) WHERE notice_id IS NOT NULL;
CREATE INDEX deliveries_by_time ON deliveries (created_at) WHERE state <> 'waiting';
