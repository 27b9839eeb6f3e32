"""The peers archivist's index is measured beside, each over the same fields.

Owns: how each engine indexes a document and answers a question; nothing of them is tuned beyond what its
manual says. Must not: time anything.

Every peer gets, ready made and inside the time of its build, what archivist's index holds of a document: its
words folded as archivist folds them, the words with diacritics, words of subject, issuer, place and
signatory, and all keys (numbers, citations, days, stems, beginnings of names). *Folded only* means the folded words, the id and
the day. Questions look at the folded words; numbers at the keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from questions import Question

from archivist import numbers
from archivist.search.analysis import pairs
from archivist.search.records import IndexDocument

BATCH = 5000
"""Documents of one commit while an index is built."""
SHOWN = 20
"""Hits every engine returns, beside the exact total."""
_KEYS = ("numkeys", "citekeys", "days", "stems", "issuer_heads", "has")


@dataclass(frozen=True, slots=True)
class Row:
    """One document as the peers take it."""

    id: str
    kind: str
    issuer: str
    day: int
    texts: dict[str, str]


def row(document: IndexDocument, *, folded_only: bool) -> Row:
    """What the peers index of a document; the analysis is archivist's."""
    whole = " ".join((document.number, document.subject, document.text))
    found = pairs(whole)
    texts = {"text": " ".join(folded for folded, _ in found)}
    if not folded_only:
        from archivist.search.schema import to_fields

        texts["exact"] = " ".join(exact for folded, exact in found if exact != folded)
        for name, value in (
            ("subject", document.subject),
            ("issuer_names", " ".join(document.issuer_names)),
            ("place", document.place),
            ("signatory", document.signatory),
        ):
            texts[name] = " ".join(folded for folded, _ in pairs(value))
        made = to_fields(document)
        held = [key for name in _KEYS for key in _many(made.get(name))]
        texts["keys"] = " ".join(key.replace(" ", "_") for key in held)
    issued = document.issued
    return Row(document.id, document.kind, document.issuer_id, issued.toordinal() if issued else 0, texts)


def _many(value: object) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple | set | frozenset) else []


def number_key(question: Question) -> str:
    """The key of the number a question names."""
    return numbers.query_keys(question.words[0])[0]


def day_range(year: int) -> tuple[int, int]:
    """First and last day number of a year."""
    import datetime as dt

    return dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()


class Engine(Protocol):
    """One engine over one index on disk."""

    def fill(self, documents: Iterator[IndexDocument]) -> None:
        """Index many documents in an empty index, the way the engine's manual says is quick."""

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """One durable commit."""

    def ready(self) -> None:
        """The build is over; questions follow."""

    def ask(self, question: Question) -> int | None:
        """Exact total; the best hits and the counts are fetched too. None: it has no such question."""


class InBatches:
    """Engines that are filled by large commits."""

    def fill(self, documents: Iterator[IndexDocument]) -> None:
        """See `Engine`."""
        while batch := list(islice(documents, BATCH)):
            self.add(batch)

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """See `Engine`."""
        raise NotImplementedError


class Plain(InBatches):
    """Whoosh as its quick start shows it: TEXT fields, StandardAnalyzer, default writer and search."""

    def __init__(self, folder: Path, *, folded_only: bool) -> None:
        from whoosh import fields  # type: ignore[attr-defined]  # the stubs hold what archivist uses
        from whoosh.index import create_in  # type: ignore[attr-defined]  # the same

        self._folded_only = folded_only
        names = ("text",) if folded_only else _TEXTS
        made: dict[str, Any] = {name: fields.TEXT(phrase=name == "text") for name in names}
        self._schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            kind=fields.ID(sortable=True),
            issuer=fields.ID(sortable=True),
            day=fields.NUMERIC(sortable=True),
            year=fields.NUMERIC(sortable=True),
            **made,
        )
        self._index = create_in(str(folder), self._schema)
        self._searcher: Any = None

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """See `Engine`."""
        writer = self._index.writer()
        for document in documents:
            one = row(document, folded_only=self._folded_only)
            year = document.issued.year if document.issued else 0
            head = {"id": one.id, "kind": one.kind, "issuer": one.issuer, "day": one.day, "year": year}
            writer.add_document(**head, **one.texts)
        writer.commit()

    def ready(self) -> None:
        """See `Engine`."""
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> int | None:
        """See `Engine`."""
        from whoosh import query as q

        more: dict[str, Any] = {}
        if question.counts:
            more["groupedby"] = ["kind", "issuer", "year"]
        if question.by_date:
            more |= {"sortedby": "day", "reverse": True}
        found = self._searcher.search(self._query(q, question), limit=SHOWN, **more)
        for name in ("kind", "issuer", "year") if question.counts else ():
            {value: len(ids) for value, ids in found.groups(name).items()}
        [hit["id"] for hit in found]
        return len(found)

    def _query(self, q: Any, question: Question) -> Any:
        words = question.folded
        match question.form:
            case "or":
                made = q.Or([q.Term("text", word) for word in words])
            case "phrase":
                made = q.Phrase("text", words)
            case "prefix":
                made = q.Prefix("text", words[0])
            case "fuzzy":
                made = q.FuzzyTerm("text", words[0], maxdist=1, prefixlength=0)
            case "number":
                made = q.Term("keys", number_key(question))
            case _:
                made = q.And([q.Term("text", word) for word in words])
        if question.year is not None:
            made = q.And([made, q.NumericRange("day", *day_range(question.year))])
        return q.And([made, q.Term("issuer", question.issuer[0])]) if question.issuer else made


_TEXTS = ("text", "exact", "subject", "issuer_names", "place", "signatory", "keys")


class Fts5(InBatches):
    """SQLite's full-text index: contentless, write-ahead log, every commit fsynced (synchronous=FULL)."""

    def __init__(self, folder: Path, *, folded_only: bool) -> None:
        import sqlite3

        self._folded_only = folded_only
        self._names = ("text",) if folded_only else _TEXTS
        self._db = sqlite3.connect(folder / "fts.db", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        columns = ", ".join(self._names)
        tokens = "unicode61 remove_diacritics 0 tokenchars ''._:-/''"
        self._db.execute(f"CREATE VIRTUAL TABLE t USING fts5({columns}, content='', tokenize='{tokens}')")
        self._db.execute(
            "CREATE TABLE d(n INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, issuer TEXT, day INTEGER, year INTEGER)"
        )
        self._db.execute("CREATE INDEX d_day ON d(day)")
        self._db.execute("CREATE INDEX d_issuer ON d(issuer)")
        self._number = 0

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """See `Engine`."""
        holes = ", ".join("?" * (len(self._names) + 1))
        insert = f"INSERT INTO t(rowid, {', '.join(self._names)}) VALUES ({holes})"
        self._db.execute("BEGIN")
        for document in documents:
            self._number += 1
            one = row(document, folded_only=self._folded_only)
            self._db.execute(insert, (self._number, *(one.texts[name] for name in self._names)))
            year = document.issued.year if document.issued else 0
            head = (self._number, f"{one.id}-{self._number}", one.kind, one.issuer, one.day, year)
            self._db.execute("INSERT INTO d VALUES (?, ?, ?, ?, ?, ?)", head)
        self._db.execute("COMMIT")

    def ready(self) -> None:
        """See `Engine`."""

    def ask(self, question: Question) -> int | None:
        """See `Engine`."""
        if question.form == "fuzzy":
            return None
        where, values = "t MATCH ?", [self._match(question)]
        if question.year is not None:
            first, last = day_range(question.year)
            where += f" AND d.day BETWEEN {first} AND {last}"
        if question.issuer is not None:
            where += " AND d.issuer = ?"
            values.append(question.issuer[0])
        # The words first: by day or issuer first, SQLite would match the words anew for each row.
        joined = "t CROSS JOIN d ON d.n = t.rowid"
        if question.by_date:
            found = f"SELECT d.id FROM {joined} WHERE {where} ORDER BY d.day DESC LIMIT {SHOWN}"
        else:
            found = f"SELECT d.id FROM {joined} WHERE {where} ORDER BY rank LIMIT {SHOWN}"
        self._db.execute(found, values).fetchall()
        if question.counts:
            rows = self._db.execute(
                f"SELECT kind, issuer, year, count(*) FROM {joined} WHERE {where} GROUP BY 1, 2, 3", values
            ).fetchall()
            for at in range(3):
                counted: Counter[object] = Counter()
                for one in rows:
                    counted[one[at]] += one[3]
            return sum(one[3] for one in rows)
        source = joined if question.year or question.issuer else "t"
        return int(self._db.execute(f"SELECT count(*) FROM {source} WHERE {where}", values).fetchone()[0])

    def _match(self, question: Question) -> str:
        words = question.folded
        match question.form:
            case "number":
                return f'keys : "{number_key(question)}"'
            case "or":
                said = " OR ".join(f'"{word}"' for word in words)
            case "phrase":
                said = f'"{" ".join(words)}"'
            case "prefix":
                said = f'"{words[0]}"*'
            case _:
                said = " AND ".join(f'"{word}"' for word in words)
        return f"text : ({said})"


class Tantivy(InBatches):
    """tantivy: one writing thread, 128 MB, BM25."""

    def __init__(self, folder: Path, *, folded_only: bool) -> None:
        import tantivy

        self._folded_only = folded_only
        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("text",) if folded_only else _TEXTS:
            builder.add_text_field(name, tokenizer_name="whitespace")
        for name in ("kind", "issuer"):
            builder.add_text_field(name, tokenizer_name="raw", fast=True)
        for name in ("day", "year"):
            builder.add_integer_field(name, indexed=True, fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._writer = self._index.writer(128_000_000, 1)
        self._searcher: Any = None

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """See `Engine`."""
        for document in documents:
            one = row(document, folded_only=self._folded_only)
            year = document.issued.year if document.issued else 0
            head = {"id": one.id, "kind": one.kind, "issuer": one.issuer, "day": one.day, "year": year}
            self._writer.add_document(self._tantivy.Document(**head, **one.texts))
        self._writer.commit()

    def ready(self) -> None:
        """See `Engine`."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> int | None:
        """See `Engine`."""
        query = self._query(question)
        order = {"order_by_field": "day"} if question.by_date else {}
        found = self._searcher.search(query, SHOWN, count=True, **order)
        [self._searcher.doc(address)["id"] for _, address in found.hits]
        if question.counts:
            terms = {name: {"terms": {"field": name, "size": 1000}} for name in ("kind", "issuer", "year")}
            self._searcher.aggregate(query, terms)
        return int(found.count)

    def _query(self, question: Question) -> Any:
        query, schema, words = self._tantivy.Query, self._schema, question.folded
        occur = self._tantivy.Occur
        terms = [query.term_query(schema, "text", word) for word in words]
        match question.form:
            case "or":
                made = query.boolean_query([(occur.Should, term) for term in terms])
            case "phrase":
                made = query.phrase_query(schema, "text", words)
            case "prefix":
                made = query.regex_query(schema, "text", words[0] + ".*")
            case "fuzzy":
                made = query.fuzzy_term_query(schema, "text", words[0], 1, False)
            case "number":
                made = query.term_query(schema, "keys", number_key(question))
            case _:
                made = query.boolean_query([(occur.Must, term) for term in terms])
        if question.year is not None:
            first, last = day_range(question.year)
            span = query.range_query(schema, "day", self._tantivy.FieldType.Integer, first, last)
            made = query.boolean_query([(occur.Must, made), (occur.Must, span)])
        if question.issuer is not None:
            body = query.term_query(schema, "issuer", question.issuer[0])
            made = query.boolean_query([(occur.Must, made), (occur.Must, body)])
        return made


class Xapian(InBatches):
    """Xapian (the distribution's bindings): glass backend, BM25, every commit fsynced."""

    def __init__(self, folder: Path, *, folded_only: bool) -> None:
        import xapian

        self._folded_only = folded_only
        self._x = xapian
        self._folder = str(folder / "x")
        self._db = xapian.WritableDatabase(self._folder, xapian.DB_CREATE_OR_OPEN)
        self._read: Any = None

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """See `Engine`."""
        x = self._x
        for document in documents:
            one = row(document, folded_only=self._folded_only)
            made = x.Document()
            for position, word in enumerate(one.texts["text"].split(), 1):
                made.add_posting(word[:200], position)
            for number, name in enumerate(_TEXTS[1:]):
                for word in one.texts.get(name, "").split():
                    made.add_term(f"X{number}{word}"[:200])
            made.add_boolean_term(f"Q{one.id}")
            made.add_boolean_term(f"XI:{one.issuer}")
            year = str(document.issued.year) if document.issued else ""
            for slot, value in enumerate((one.kind, one.issuer, year)):
                made.add_value(slot, value)
            made.add_value(3, x.sortable_serialise(one.day))
            made.set_data(one.id)
            self._db.replace_document(f"Q{one.id}", made)
        self._db.commit()

    def ready(self) -> None:
        """See `Engine`."""
        self._read = self._x.Database(self._folder)

    def ask(self, question: Question) -> int | None:
        """See `Engine`."""
        if question.form == "fuzzy":
            return None
        x = self._x
        enquire = x.Enquire(self._read)
        enquire.set_query(self._query(question))
        if question.by_date:
            enquire.set_sort_by_value(3, True)
        spies = [x.ValueCountMatchSpy(slot) for slot in range(3)] if question.counts else []
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, SHOWN, self._read.get_doccount())  # the last asks for the exact total
        [hit.document.get_data() for hit in found]
        for spy in spies:
            [(one.term, one.termfreq) for one in spy.values()]
        return int(found.get_matches_estimated())

    def _query(self, question: Question) -> Any:
        x, words = self._x, question.folded
        match question.form:
            case "or":
                made = x.Query(x.Query.OP_OR, words)
            case "phrase":
                made = x.Query(x.Query.OP_PHRASE, words, len(words))
            case "prefix":
                made = x.Query(x.Query.OP_WILDCARD, words[0], 0, x.Query.WILDCARD_LIMIT_ERROR)
            case "number":
                made = x.Query(f"X{_TEXTS.index('keys') - 1}{number_key(question)}")
            case _:
                made = x.Query(x.Query.OP_AND, words)
        if question.year is not None:
            first, last = map(x.sortable_serialise, day_range(question.year))
            made = x.Query(x.Query.OP_FILTER, made, x.Query(x.Query.OP_VALUE_RANGE, 3, first, last))
        if question.issuer is not None:
            made = x.Query(x.Query.OP_FILTER, made, x.Query(f"XI:{question.issuer[0]}"))
        return made


class Archivist:
    """Archivist's index."""

    def __init__(self, folder: Path, *, folded_only: bool) -> None:
        from archivist.search.index import SearchIndex

        self._folded_only = folded_only
        self.index = SearchIndex.create(folder / "index")

    def fill(self, documents: Iterator[IndexDocument]) -> None:
        """See `Engine`. What was written is joined, as a rebuild does."""
        self.index.fill(map(_bare, documents) if self._folded_only else documents)
        self.ready()

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """See `Engine`."""
        self.index.update(documents)

    def ready(self) -> None:
        """See `Engine`. Small segments are joined, as filing does when nothing is left to do (`indexing.tidy`)."""
        while self.index.merge():
            pass

    def ask(self, question: Question, *, facets: bool = False) -> int | None:
        """See `Engine`."""
        return self.response(question, facets=facets).total

    def response(self, question: Question, *, facets: bool = False) -> Any:
        """The whole answer."""
        from archivist.search.query import parse_query
        from archivist.search.records import SearchRequest, Sort

        return self.index.search(
            SearchRequest(
                query=parse_query(question.text),
                facets=facets or question.counts,
                sort=Sort.NEWEST if question.by_date else Sort.RELEVANCE,
                limit=SHOWN,
            )
        )


def _bare(document: IndexDocument) -> IndexDocument:
    text = " ".join(folded for folded, _ in pairs(f"{document.number} {document.subject} {document.text}"))
    return IndexDocument(
        id=document.id, revision=1, issued=document.issued, filed_on=document.filed_on, text=text
    )


ENGINES: dict[str, Callable[..., Engine]] = {
    "archivist": Archivist,
    "plain": Plain,
    "fts5": Fts5,
    "tantivy": Tantivy,
    "xapian": Xapian,
}
