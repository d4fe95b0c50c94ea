CREATE TABLE job (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    client TEXT NOT NULL,        -- the name of the token
    key TEXT,                    -- Idempotency-Key; NULL: none, or free again
    print TEXT NOT NULL,         -- hash of what was asked for with the key
    name TEXT NOT NULL,          -- of the file, in the job's folder
    asked TEXT NOT NULL,         -- JSON: parameter -> text
    accepted REAL NOT NULL,      -- seconds since 1970
    state TEXT NOT NULL,         -- waiting, done, failed, gone
    pages INTEGER NOT NULL DEFAULT 0,
    usd REAL NOT NULL DEFAULT 0,
    ended REAL,
    outcome TEXT NOT NULL DEFAULT '{}'  -- JSON: what the client is told
);
CREATE UNIQUE INDEX job_key ON job (client, key) WHERE key IS NOT NULL;
CREATE INDEX job_state ON job (state, accepted);
CREATE INDEX job_client ON job (client, accepted);
