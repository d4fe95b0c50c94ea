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

-- What is worth looking at, made of a page's result whenever that changes: an index, no more.
CREATE TABLE IF NOT EXISTS page_index (
    file INTEGER NOT NULL REFERENCES file (id),
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,           -- of the page that it was made of
    seen INTEGER NOT NULL,               -- the last correction that it was made with; 0: none
    spread TEXT NOT NULL,                -- JSON: words and expected errors by confidence, see spread.py
    PRIMARY KEY (file, number)
);

-- What is expected to be wrong with a page, made with the index; see triage/grades.py.
CREATE TABLE IF NOT EXISTS page_grade (
    file INTEGER NOT NULL REFERENCES file (id),
    number INTEGER NOT NULL,
    wrong REAL NOT NULL,                 -- words expected to be wrong
    unread INTEGER NOT NULL,             -- characters of ink that has no word
    disorder REAL NOT NULL,              -- share of the words whose place in the order is unsure
    script INTEGER NOT NULL,             -- 1: the readers, or the languages, cannot read what is there
    region TEXT NOT NULL,                -- of the worst block, for people; empty: none
    PRIMARY KEY (file, number)
);

CREATE TABLE IF NOT EXISTS doubt (
    id INTEGER PRIMARY KEY,
    file INTEGER NOT NULL REFERENCES file (id),
    number INTEGER NOT NULL,             -- of the page, 0-based
    line INTEGER NOT NULL,
    box TEXT NOT NULL,                   -- JSON, px of the original page
    text TEXT NOT NULL,
    readings TEXT NOT NULL,              -- JSON: reader, text
    beside TEXT NOT NULL,                -- JSON: the words before and behind it
    reason TEXT NOT NULL,
    confidence REAL NOT NULL,
    digits INTEGER NOT NULL,             -- 1: it has a digit
    gain REAL NOT NULL,                  -- expected errors a second of looking
    done INTEGER NOT NULL DEFAULT 0      -- 1: a person has said what it is
);
CREATE INDEX IF NOT EXISTS doubt_by_gain ON doubt (done, gain DESC);
CREATE INDEX IF NOT EXISTS doubt_by_page ON doubt (file, number);
CREATE INDEX IF NOT EXISTS doubt_by_text ON doubt (text);

-- What people said: rows are added, never changed and never deleted. See corrections/correction.py.
CREATE TABLE IF NOT EXISTS correction (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,                -- of the source
    page INTEGER NOT NULL,
    line TEXT NOT NULL                   -- JSON
);
CREATE INDEX IF NOT EXISTS correction_by_page ON correction (sha256, page);

-- What somebody has before them, so that nobody else is given it; see review/claims.py.
CREATE TABLE IF NOT EXISTS claim (
    place INTEGER PRIMARY KEY,           -- a row of doubt; below 0: of sample
    who TEXT NOT NULL,                   -- a label of the browser, of no use to get in
    until REAL NOT NULL                  -- seconds since 1970
);

-- Words and lines that were drawn for `recto certify`, and what people read there without being shown.
CREATE TABLE IF NOT EXISTS sample (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                  -- word line
    stratum TEXT NOT NULL,
    digits INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    page INTEGER NOT NULL,
    box TEXT NOT NULL,                   -- JSON, px of the original page
    text TEXT NOT NULL,                  -- what the result had when it was drawn
    times INTEGER NOT NULL,              -- how often it was drawn
    said TEXT NOT NULL DEFAULT '',
    who TEXT NOT NULL DEFAULT '',
    at REAL NOT NULL DEFAULT 0           -- seconds since 1970; 0: not yet
);
