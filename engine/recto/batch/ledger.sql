-- The ledger of an output folder; see ledger.py. Safe to run on a ledger that exists.
CREATE TABLE IF NOT EXISTS fact (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT OR IGNORE INTO fact VALUES ('version', '1');

CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY,
    relative TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT -1,
    mtime_ns INTEGER NOT NULL DEFAULT -1,
    sha256 TEXT NOT NULL DEFAULT '',
    wanted TEXT NOT NULL DEFAULT '',
    indices TEXT NOT NULL DEFAULT '[]',
    kind TEXT NOT NULL DEFAULT '',       -- of the fault, when the file has no pages
    error TEXT NOT NULL DEFAULT '',
    exit_code INTEGER NOT NULL DEFAULT 0,
    written TEXT NOT NULL DEFAULT '',
    listed INTEGER NOT NULL DEFAULT 1    -- 0: an earlier run read it, the last one was not asked to
);

CREATE TABLE IF NOT EXISTS page (
    file INTEGER NOT NULL REFERENCES file (id),
    number INTEGER NOT NULL,             -- 0-based
    listed INTEGER NOT NULL DEFAULT 1,   -- 0: left out by --pages, or no longer in the file
    outcome TEXT NOT NULL DEFAULT '',    -- empty: not read yet; ok blank unreadable refused truncated fell-back failed
    kind TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    exit_code INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT NOT NULL DEFAULT '',     -- of the file that it was read from
    settings TEXT NOT NULL DEFAULT '',   -- digest of what it was read with
    revision INTEGER NOT NULL DEFAULT 0, -- how often it was read
    words INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    confidence REAL NOT NULL DEFAULT 0,  -- sum over the words
    seconds REAL NOT NULL DEFAULT 0,
    calls INTEGER NOT NULL DEFAULT 0,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    cached_tokens INTEGER NOT NULL DEFAULT 0,
    usd REAL NOT NULL DEFAULT 0,
    notes TEXT NOT NULL DEFAULT '[]',
    guards TEXT NOT NULL DEFAULT '{}',
    finished REAL NOT NULL DEFAULT 0,    -- seconds since 1970
    result BLOB,                         -- compressed JSON; NULL: none
    PRIMARY KEY (file, number)
);

-- Names are kept as bytes: they need not be UTF-8. The columns `path` and `relative` above are for people.
CREATE TABLE IF NOT EXISTS origin (
    file INTEGER PRIMARY KEY REFERENCES file (id),
    path BLOB NOT NULL                   -- of the source, from the root
);

CREATE TABLE IF NOT EXISTS place (
    file INTEGER NOT NULL REFERENCES file (id),
    format TEXT NOT NULL,
    place BLOB NOT NULL,                 -- below the output folder; nobody else's, for ever
    PRIMARY KEY (file, format)
);

-- Formats that could not be written when the file was last written.
CREATE TABLE IF NOT EXISTS lost (
    file INTEGER NOT NULL REFERENCES file (id),
    format TEXT NOT NULL,
    page INTEGER NOT NULL,               -- 0-based; -1: the whole file
    kind TEXT NOT NULL,
    error TEXT NOT NULL,
    exit_code INTEGER NOT NULL,
    PRIMARY KEY (file, format, page)
);

-- What the last run was asked for: the pages that are counted and reported.
CREATE VIEW IF NOT EXISTS listed_page AS
    SELECT page.*, file.path FROM page JOIN file ON file.id = page.file WHERE page.listed AND file.listed;
