"""The tables of the catalogue and of the ledger.

Owns: names and types of columns, indexes, and the schema versions.
Must not: run anything.

Plain SQL, no triggers, no JSON functions, no rowids used as identity: moving to another engine is
a rebuild from the records.
"""

from __future__ import annotations

CATALOGUE_VERSION = 7
"""``user_version`` of the catalogue. Raise it with every change: old files are rebuilt."""

LEDGER_VERSION = 1
"""``user_version`` of the ledger."""

DERIVED_COLUMNS = (
    "id",
    "sha256",
    "path",
    "revision",
    "filed_at",
    "number",
    "number_key",
    "number_ordinal",
    "kind",
    "kind_title",
    "issuer_printed",
    "issuer_id",
    "issuer_name",
    "issuer_recorded_id",
    "issuer_recorded_name",
    "level",
    "system",
    "issued",
    "place",
    "subject",
    "signatory",
    "position",
    "language",
    "urgency",
    "draft",
    "access",
    "secrecy",
    "text_state",
    "pages",
    "received_as",
    "media_type",
    "size",
    "reasons",
)
"""Columns of ``documents`` that follow from the record alone, in order."""

CITATION_COLUMNS = (
    "document_id",
    "ordinal",
    "kind",
    "cited_as",
    "number",
    "number_key",
    "target_kind",
    "issuer",
    "issued",
    "scope",
    "evidence",
    "confidence",
)

DECISION_COLUMNS = (
    "document_id",
    "ordinal",
    "relation",
    "verdict",
    "citation",
    "target",
    "effective",
    "at",
    "decided_by",
    "why",
)

CLAUSE_COLUMNS = ("document_id", "ordinal", "kind", "value", "evidence", "confidence")

RECEIPT_COLUMNS = (
    "id",
    "document_id",
    "received_at",
    "received_as",
    "source",
    "inbox",
    "inbox_path",
    "received_from",
    "default_issuer",
    "default_level",
    "default_received_from",
    "by",
    "fonds",
)

CATALOGUE = """
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  path TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('filed', 'filing', 'receiving', 'revising', 'withdrawing')),
  revision INTEGER NOT NULL DEFAULT 0,
  indexed_revision INTEGER NOT NULL DEFAULT 0,
  index_dirty INTEGER NOT NULL DEFAULT 0,
  filed_at TEXT,
  number TEXT, number_key TEXT, number_ordinal INTEGER,
  kind TEXT, kind_title TEXT,
  issuer_printed TEXT, issuer_id TEXT, issuer_name TEXT,
  issuer_recorded_id TEXT, issuer_recorded_name TEXT,
  level TEXT, system TEXT, issued TEXT, place TEXT, subject TEXT,
  signatory TEXT, position TEXT, language TEXT, urgency TEXT,
  draft INTEGER NOT NULL DEFAULT 0,
  access TEXT NOT NULL DEFAULT 'open',
  secrecy TEXT NOT NULL DEFAULT 'none',
  text_state TEXT NOT NULL DEFAULT 'none',
  pages INTEGER,
  received_as TEXT, media_type TEXT, size INTEGER,
  reasons TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX documents_sha256 ON documents (sha256);
CREATE INDEX documents_number ON documents (number_key) WHERE number_key IS NOT NULL;
CREATE INDEX documents_identity ON documents (number_key, kind, issued)
  WHERE number_key IS NOT NULL AND access = 'open';
CREATE INDEX documents_issuer ON documents (issuer_id, issued);
CREATE INDEX documents_kind ON documents (kind, issued);
CREATE INDEX documents_issued ON documents (issued);
CREATE INDEX documents_filed ON documents (filed_at);
CREATE INDEX documents_unsettled ON documents (status) WHERE status <> 'filed';
CREATE INDEX documents_dirty ON documents (id) WHERE index_dirty = 1;
CREATE INDEX documents_review ON documents (filed_at) WHERE reasons <> '';
CREATE INDEX documents_held ON documents (filed_at) WHERE access <> 'open';

CREATE TABLE citations (
  document_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  cited_as TEXT NOT NULL,
  number TEXT NOT NULL, number_key TEXT NOT NULL,
  target_kind TEXT NOT NULL, issuer TEXT NOT NULL, issued TEXT NOT NULL, scope TEXT NOT NULL,
  evidence TEXT NOT NULL,
  confidence REAL NOT NULL,
  PRIMARY KEY (document_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX citations_number ON citations (number_key) WHERE number_key <> '';
CREATE INDEX citations_unnumbered ON citations (issued) WHERE number_key = '';

CREATE TABLE decisions (
  document_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  relation TEXT NOT NULL, verdict TEXT NOT NULL,
  citation TEXT NOT NULL,
  target TEXT,
  effective TEXT NOT NULL, at TEXT NOT NULL, decided_by TEXT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (document_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_target ON decisions (target) WHERE target IS NOT NULL;

CREATE TABLE clauses (
  document_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL, value TEXT NOT NULL, evidence TEXT NOT NULL, confidence REAL NOT NULL,
  PRIMARY KEY (document_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE further_numbers (
  number_key TEXT NOT NULL,
  document_id TEXT NOT NULL,
  PRIMARY KEY (number_key, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX further_numbers_document ON further_numbers (document_id);

CREATE TABLE receipts (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL,
  received_at TEXT NOT NULL,
  received_as TEXT NOT NULL,
  source TEXT NOT NULL,
  inbox TEXT NOT NULL, inbox_path TEXT NOT NULL, received_from TEXT NOT NULL,
  default_issuer TEXT, default_level TEXT, default_received_from TEXT,
  "by" TEXT NOT NULL,
  fonds TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_document ON receipts (document_id);
CREATE INDEX receipts_time ON receipts (received_at);

CREATE TABLE arrivals (
  book TEXT NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  arrived_on TEXT NOT NULL,
  document_id TEXT NOT NULL,
  receipt_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('entered', 'struck', 'withheld', 'withholding')),
  PRIMARY KEY (book, year, number, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX arrivals_document ON arrivals (document_id);

CREATE TABLE index_removals (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

LEDGER = """
CREATE TABLE seen (
  id INTEGER PRIMARY KEY,
  inbox TEXT NOT NULL,
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  document_id TEXT NOT NULL DEFAULT '',
  moved_to TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  first_seen TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  open INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX seen_open ON seen (inbox, path) WHERE open = 1;
CREATE INDEX seen_first ON seen (first_seen);
CREATE INDEX seen_changed ON seen (changed_at);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
