"""The tables and views, as numbered migrations that are applied once each, in order."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from monitor.urls import canonical_url

migrations = Migrations("monitor")

_TABLES = """
CREATE TABLE councils (
    slug TEXT PRIMARY KEY, gss TEXT, name TEXT NOT NULL, short_name TEXT, kind TEXT, region TEXT,
    start_date TEXT, end_date TEXT, successors TEXT
);
CREATE TABLE sources (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, shown_url TEXT NOT NULL,
    tier TEXT NOT NULL, region TEXT NOT NULL, council TEXT, covers TEXT, licensed INTEGER NOT NULL,
    enabled INTEGER NOT NULL
);
CREATE TABLE poll_state (
    source TEXT PRIMARY KEY REFERENCES sources(key), validators TEXT NOT NULL, body_sha256 TEXT,
    last_polled_at TEXT, last_ok_at TEXT, last_new_at TEXT, next_due_at TEXT NOT NULL,
    failures INTEGER NOT NULL, health TEXT NOT NULL, reason TEXT NOT NULL, paused_by TEXT,
    is_due INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX poll_state_due ON poll_state (next_due_at) WHERE is_due = 1;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES sources(key), entry_key TEXT NOT NULL,
    url TEXT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL, published_at TEXT,
    state TEXT NOT NULL, tries INTEGER NOT NULL, reason TEXT NOT NULL, next_try_at TEXT,
    last_listed_at TEXT, first_listed_at TEXT, is_whole INTEGER NOT NULL,
    is_baseline INTEGER NOT NULL, lease_until TEXT, done_at TEXT,
    UNIQUE (source, entry_key)
);
CREATE INDEX entries_pending ON entries (next_try_at, id) WHERE state = 'pending';
CREATE INDEX entries_leased ON entries (lease_until) WHERE state = 'leased';
CREATE INDEX entries_listed ON entries (first_listed_at);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, outlet TEXT NOT NULL, title TEXT NOT NULL,
    standfirst TEXT NOT NULL, text TEXT NOT NULL, published_at TEXT, retrieved_at TEXT NOT NULL,
    text_sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, extractor TEXT NOT NULL,
    pages TEXT NOT NULL, revision INTEGER NOT NULL, summary_only INTEGER NOT NULL,
    faults TEXT NOT NULL, outline TEXT NOT NULL, alternatives TEXT NOT NULL, guards TEXT NOT NULL,
    versions TEXT NOT NULL, vector TEXT, licensed INTEGER NOT NULL, has_text INTEGER NOT NULL
);
CREATE INDEX documents_text ON documents (text_sha256);
CREATE INDEX documents_retrieved ON documents (retrieved_at) WHERE has_text = 1;
CREATE TABLE sightings (
    document INTEGER NOT NULL REFERENCES documents(id), source TEXT, entry INTEGER,
    seen_at TEXT NOT NULL, UNIQUE (document, source)
);
CREATE TABLE mentions (
    document INTEGER NOT NULL REFERENCES documents(id), council TEXT NOT NULL, start INTEGER,
    "end" INTEGER, surface TEXT, method TEXT, is_about INTEGER, confidence REAL
);
CREATE INDEX mentions_document ON mentions (document);
CREATE INDEX mentions_council ON mentions (council, document);
CREATE TABLE role_mentions (
    document INTEGER NOT NULL REFERENCES documents(id), role TEXT, start INTEGER, "end" INTEGER
);
CREATE INDEX role_mentions_document ON role_mentions (document);
CREATE TABLE theme_hits (
    document INTEGER NOT NULL REFERENCES documents(id), theme TEXT, start INTEGER, "end" INTEGER,
    sentence TEXT, method TEXT, rule TEXT, confidence REAL, weight REAL, severity INTEGER,
    is_for INTEGER, council TEXT, guard TEXT
);
CREATE INDEX theme_hits_document ON theme_hits (document);
CREATE TABLE formal_events (
    document INTEGER REFERENCES documents(id), type TEXT, council TEXT, "on" TEXT, status TEXT,
    start INTEGER, "end" INTEGER
);
CREATE INDEX formal_events_document ON formal_events (document);
CREATE INDEX formal_events_council ON formal_events (council);
CREATE TABLE outcomes (
    document INTEGER NOT NULL REFERENCES documents(id), council TEXT NOT NULL, score REAL,
    lane TEXT, reason TEXT, at TEXT, PRIMARY KEY (document, council)
);
CREATE TABLE stories (
    id INTEGER PRIMARY KEY, council TEXT, region TEXT NOT NULL, related TEXT NOT NULL,
    first_seen_at TEXT NOT NULL, last_new_at TEXT NOT NULL, phase TEXT NOT NULL
);
CREATE INDEX stories_council ON stories (council, last_new_at);
CREATE TABLE story_documents (
    story INTEGER NOT NULL REFERENCES stories(id), document INTEGER NOT NULL, title TEXT,
    outlet TEXT, tier TEXT, origin INTEGER, fingerprint TEXT, keywords TEXT, seen_at TEXT,
    severity INTEGER, themes TEXT, events TEXT, PRIMARY KEY (story, document)
);
CREATE INDEX story_documents_document ON story_documents (document);
CREATE TABLE signatures (
    band INTEGER NOT NULL, value TEXT NOT NULL, document INTEGER NOT NULL,
    PRIMARY KEY (band, value, document)
) WITHOUT ROWID;
CREATE TABLE suggestions (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, council TEXT, content TEXT NOT NULL,
    state TEXT NOT NULL, made_at TEXT NOT NULL, decided_by TEXT
);
CREATE TABLE unsubscribed (recipient TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, council TEXT, alternatives TEXT NOT NULL,
    region TEXT NOT NULL, story INTEGER NOT NULL UNIQUE REFERENCES stories(id),
    headline TEXT NOT NULL, url TEXT NOT NULL, outlet TEXT NOT NULL, themes TEXT NOT NULL,
    score TEXT NOT NULL, score_value REAL NOT NULL, severity INTEGER NOT NULL, lane TEXT NOT NULL,
    corroborated INTEGER NOT NULL, evidence TEXT NOT NULL, news TEXT NOT NULL, state TEXT NOT NULL,
    assignee TEXT, lease_until TEXT, review_at TEXT, snoozed_until TEXT, reason TEXT,
    "of" INTEGER, restricted INTEGER NOT NULL, baseline INTEGER NOT NULL, created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX alerts_queue ON alerts (region, state, severity, created_at);
CREATE INDEX alerts_council ON alerts (council, created_at);
CREATE INDEX alerts_created ON alerts (created_at);
CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alerts(id), revision INTEGER,
    label TEXT NOT NULL, reason TEXT, council TEXT, "of" INTEGER, concern INTEGER, review_at TEXT,
    "by" TEXT NOT NULL, via TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, undone_at TEXT
);
CREATE INDEX verdicts_alert ON verdicts (alert);
CREATE TABLE corrections (
    url TEXT NOT NULL, text_sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, wrong TEXT NOT NULL,
    "right" TEXT, alert INTEGER, at TEXT NOT NULL
);
CREATE INDEX corrections_url ON corrections (url);
CREATE INDEX corrections_text ON corrections (text_sha256);
CREATE TABLE concerns (
    id INTEGER PRIMARY KEY, council TEXT NOT NULL, themes TEXT NOT NULL, stage TEXT NOT NULL,
    opened_at TEXT NOT NULL, review_at TEXT NOT NULL, alerts TEXT NOT NULL
);
CREATE INDEX concerns_council ON concerns (council);
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY, subject TEXT NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL,
    revision INTEGER NOT NULL, target TEXT NOT NULL, not_before TEXT NOT NULL,
    attempt INTEGER NOT NULL, state TEXT NOT NULL, lease_until TEXT, external_id TEXT,
    reason TEXT NOT NULL, payload TEXT NOT NULL,
    UNIQUE (subject, channel, kind, revision)
);
CREATE INDEX deliveries_due ON deliveries (not_before) WHERE state = 'PENDING';
CREATE INDEX deliveries_claimed ON deliveries (lease_until) WHERE state = 'CLAIMED';
CREATE TABLE digests (
    recipient TEXT NOT NULL, week TEXT NOT NULL, payload TEXT NOT NULL, made_at TEXT NOT NULL,
    PRIMARY KEY (recipient, week)
);
CREATE TABLE snooze_rules (
    id INTEGER PRIMARY KEY, council TEXT, theme TEXT, story INTEGER, until TEXT NOT NULL,
    "by" TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE events (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, subject TEXT NOT NULL, subject_id TEXT NOT NULL,
    what TEXT NOT NULL, "by" TEXT NOT NULL, via TEXT NOT NULL, before TEXT NOT NULL,
    after TEXT NOT NULL, note TEXT NOT NULL
);
CREATE INDEX events_subject ON events (subject, subject_id);
CREATE VIRTUAL TABLE alerts_text USING fts5 (headline, evidence, note, tokenize='porter unicode61');
CREATE VIEW alert_queue AS
SELECT a.id, a.revision, a.council, c.gss, a.region, a.headline, a.url, a.themes, a.severity,
    a.score_value AS score, a.lane, a.state, a.assignee, a.restricted,
    (SELECT count(DISTINCT d.origin) FROM story_documents d WHERE d.story = a.story) AS n_origins,
    a.corroborated, s.first_seen_at, a.updated_at
FROM alerts a JOIN stories s ON s.id = a.story LEFT JOIN councils c ON c.slug = a.council
ORDER BY a.severity DESC, s.first_seen_at, a.id;
CREATE VIEW source_health AS
SELECT s.key, s.kind, s.name, s.shown_url AS url, s.tier, s.region, s.council, s.enabled, p.health,
    p.reason, p.last_polled_at, p.last_ok_at, p.last_new_at, p.next_due_at, p.failures, p.paused_by,
    (SELECT count(*) FROM entries e WHERE e.source = s.key) AS n_entries
FROM sources s JOIN poll_state p ON p.source = s.key ORDER BY s.key;
CREATE TRIGGER events_keep BEFORE DELETE ON events BEGIN
    SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
    SELECT raise(ABORT, 'the log is append-only'); END;
"""


_POLLING = """
ALTER TABLE sources ADD COLUMN every_s REAL;
ALTER TABLE sources ADD COLUMN url_sha256 TEXT;
ALTER TABLE poll_state ADD COLUMN last_whole_at TEXT;
ALTER TABLE poll_state ADD COLUMN last_read_at TEXT;
ALTER TABLE poll_state ADD COLUMN backoff REAL NOT NULL DEFAULT 0;
ALTER TABLE poll_state ADD COLUMN fault TEXT;
ALTER TABLE poll_state ADD COLUMN moved_to TEXT;
ALTER TABLE poll_state ADD COLUMN n_moved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE poll_state ADD COLUMN pace_s REAL;
ALTER TABLE poll_state ADD COLUMN yields TEXT NOT NULL DEFAULT '[]';
ALTER TABLE poll_state ADD COLUMN news_at TEXT NOT NULL DEFAULT '[]';
ALTER TABLE poll_state ADD COLUMN rhythm TEXT NOT NULL DEFAULT '{}';
ALTER TABLE poll_state ADD COLUMN blind_since TEXT;
ALTER TABLE poll_state ADD COLUMN told_at TEXT;
ALTER TABLE poll_state ADD COLUMN health_since TEXT;
ALTER TABLE entries ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN updated_at TEXT;
ALTER TABLE entries ADD COLUMN n_rereads INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entries_address ON entries (address, source);
CREATE INDEX sightings_entry ON sightings (entry);
CREATE INDEX entries_waiting ON entries (source, next_try_at, id) WHERE state = 'pending';
DROP VIEW source_health;
CREATE VIEW source_health AS
SELECT s.key, s.kind, s.name, s.shown_url AS url, s.tier, s.region, s.council, s.enabled,
    CASE WHEN p.health IN ('quiet', 'unproven', 'healthy') AND p.last_ok_at IS NOT NULL
        AND unixepoch('now') - unixepoch(p.last_ok_at)
            > max(3 * coalesce(p.pace_s, s.every_s, 0), 86400)
    THEN 'stale' ELSE p.health END AS health,
    p.health_since, p.reason, p.last_polled_at, p.last_ok_at, p.last_new_at, p.next_due_at,
    p.failures, p.paused_by,
    (SELECT count(*) FROM entries e WHERE e.source = s.key) AS n_entries,
    coalesce(p.pace_s, s.every_s) AS interval_s, p.blind_since, p.moved_to
FROM sources s JOIN poll_state p ON p.source = s.key ORDER BY s.key;
"""

_COMMITTEES = """
ALTER TABLE sources ADD COLUMN working_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE poll_state ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN parent INTEGER;
ALTER TABLE documents ADD COLUMN paper TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN links TEXT NOT NULL DEFAULT '[]';
ALTER TABLE formal_events ADD COLUMN source TEXT;
ALTER TABLE formal_events ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE formal_events ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE formal_events ADD COLUMN noted_at TEXT;
ALTER TABLE formal_events ADD COLUMN seen_at TEXT;
CREATE UNIQUE INDEX formal_events_once ON formal_events (type, source, council, url, "on")
    WHERE document IS NULL;
ALTER TABLE poll_state ADD COLUMN seeing_since TEXT;
ALTER TABLE poll_state ADD COLUMN n_missing INTEGER NOT NULL DEFAULT 0;
CREATE TABLE meetings (
    source TEXT NOT NULL REFERENCES sources(key), key TEXT NOT NULL, committee TEXT NOT NULL,
    held_at TEXT NOT NULL, url TEXT NOT NULL, is_cancelled INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, view_until TEXT NOT NULL,
    missed_since TEXT, gone_at TEXT, minutes_seen_at TEXT, PRIMARY KEY (source, key)
);
CREATE INDEX meetings_held ON meetings (source, held_at);
CREATE TABLE accounts_seen (
    council TEXT NOT NULL, begins INTEGER NOT NULL, stage TEXT NOT NULL, seen_at TEXT NOT NULL,
    title TEXT NOT NULL, url TEXT NOT NULL, PRIMARY KEY (council, begins, stage)
);
DROP VIEW source_health;
CREATE VIEW source_health AS
SELECT s.key, s.kind, s.name, s.shown_url AS url, s.tier, s.region, s.council, s.enabled,
    CASE WHEN p.health IN ('quiet', 'unproven', 'healthy') AND p.last_ok_at IS NOT NULL
        AND unixepoch('now') - unixepoch(p.last_ok_at)
            > max(3 * coalesce(p.pace_s, s.every_s, 0), 86400) + s.working_hours * 216000
    THEN 'stale' ELSE p.health END AS health,
    p.health_since, p.reason, p.last_polled_at, p.last_ok_at, p.last_new_at, p.next_due_at,
    p.failures, p.paused_by,
    (SELECT count(*) FROM entries e WHERE e.source = s.key) AS n_entries,
    coalesce(p.pace_s, s.every_s) AS interval_s, p.blind_since, p.moved_to
FROM sources s JOIN poll_state p ON p.source = s.key ORDER BY s.key;
"""

_CLASSIFIER = """
CREATE TABLE estimates (
    document INTEGER NOT NULL REFERENCES documents(id), council TEXT, start INTEGER,
    "end" INTEGER, severities TEXT NOT NULL, themes TEXT NOT NULL
);
CREATE INDEX estimates_document ON estimates (document);
"""


@migrations(name="0001_first")
def first(db: Database) -> None:
    """All tables as they were at first."""
    _run(db, _TABLES)


@migrations(name="0002_polling")
def polling(db: Database) -> None:
    """What polls leave: pace, yield, usual rhythm, moves, blindness; addresses of entries."""
    _run(db, _POLLING)
    rows = db.execute("SELECT id, url FROM entries WHERE url != ''").fetchall()
    db.conn.executemany(
        "UPDATE entries SET address = ? WHERE id = ?", [(canonical_url(u), k) for k, u in rows]
    )


@migrations(name="0003_committees")
def committees(db: Database) -> None:
    """Meetings, what leads to what, primary documents, and what was due and is not seen."""
    _run(db, _COMMITTEES)


@migrations(name="0004_classifier")
def classifier(db: Database) -> None:
    """What the classifier made of each document."""
    _run(db, _CLASSIFIER)


def _run(db: Database, statements: str) -> None:
    """Run statements one by one: SQLite's own script runner would commit in between."""
    statement = ""
    for line in statements.splitlines():
        statement += line + "\n"
        is_trigger = "CREATE TRIGGER" in statement
        ends = line.endswith("END;") if is_trigger else line.endswith(";")
        if ends:
            db.execute(statement)
            statement = ""
