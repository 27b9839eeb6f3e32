"""The fields of the index.

Owns: what is indexed, and how; `version` is raised when that changes.
Must not: know a query, open an index, or touch a disk.

Nothing readable is stored but id and revision: the text is in the document's folder, the metadata in
its record. `text` holds all words of a document (its metadata too, so that one field answers "occurs
anywhere"), folded and counted; `text_p` their positions, apart, because a block of postings is read
whole and only phrases need positions; `text_x` and `subject_x` hold only the words that bear
diacritics, exact: they rank, they never decide what matches.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any, Final

from whoosh import columns, fields, formats

from archivist import numbers
from archivist.authorities.kinds import kind_record
from archivist.model import Signed
from archivist.search.analysis import folded_tokens, pairs
from archivist.search.collation import collation_key
from archivist.search.dates import days_in
from archivist.search.fields import plain
from archivist.search.records import IndexDocument
from archivist.search.stems import has_forms, keys_of_query, keys_of_text

GAP: Final = 64
"""Positions between parts of one field, so that no phrase reaches from one part to the next."""
_LAST_POSITION: Final = 0x10FFFF
"""Largest number a character can stand for; a text of a million words is longer than any directive."""

Posting = tuple[bytes, int, float, bytes]


class DeltaPositions(formats.Format):
    """Positions of a term in one document as a string of deltas in UTF-8.

    About a quarter of the size of Whoosh's own format (a pickled list for each posting) and several
    times as fast to write and to read. Positions beyond `_LAST_POSITION` are not told apart.
    """

    posting_size = -1

    def __init__(self) -> None:
        self.field_boost = 1.0
        self.options: dict[str, object] = {}

    def encode(self, positions: list[int]) -> bytes:
        """Ascending positions as bytes."""
        clipped = (
            positions if positions[-1] <= _LAST_POSITION else [min(p, _LAST_POSITION) for p in positions]
        )
        deltas = map(operator.sub, clipped, (0, *clipped))
        return "".join(map(chr, deltas)).encode("utf-8", "surrogatepass")

    def decode_positions(self, value: bytes) -> list[int]:
        """What `encode` was given."""
        return list(accumulate(map(ord, value.decode("utf-8", "surrogatepass"))))

    def decode_frequency(self, value: bytes) -> int:
        """Number of positions."""
        return len(value.decode("utf-8", "surrogatepass"))

    def decode_weight(self, value: bytes) -> float:
        """Number of positions, as a weight."""
        return float(self.decode_frequency(value))


def placed(value: str | Sequence[str]) -> dict[str, list[int]]:
    """Words of one document with their positions, ascending."""
    at: dict[str, list[int]] = {}
    base = 0
    for part in (value,) if isinstance(value, str) else value:
        tokens = _tokens(part)[0]
        for position, token in enumerate(tokens, base):
            if token in at:
                at[token].append(position)
            else:
                at[token] = [position]
        base += len(tokens) + GAP
    return at


class PlacedText(fields.FieldType):
    """Folded words with their positions; takes a text or a sequence of parts.

    Attributes:
        source: name of the value that several fields index, empty when it is this field's alone.
    """

    def __init__(self, *, scorable: bool, source: str = "") -> None:
        super().__init__(DeltaPositions(), None, scorable=scorable)
        self.source = source

    def index(self, value: str | Sequence[str], **_: object) -> Iterator[Posting]:
        """Postings of one document: term, frequency, weight, encoded positions."""
        encode = self.format.encode
        for token, positions in placed(value).items():
            yield token.encode(), len(positions), float(len(positions)), encode(positions)


class CountedText(fields.FieldType):
    """Words and how often they occur: folded ones, or those with diacritics as written.

    Attributes:
        source: name of the value that several fields index, empty when it is this field's alone.
    """

    def __init__(self, *, exact: bool = False, source: str = "") -> None:
        super().__init__(formats.Existence(), None, scorable=True)
        self.exact = exact
        self.source = source

    def counts(self, value: str | Sequence[str]) -> Counter[str]:
        """Words of one document with how often each stands in it."""
        parts = (value,) if isinstance(value, str) else value
        return Counter(chain.from_iterable(_tokens(part)[self.exact] for part in parts))

    def index(self, value: str | Sequence[str], **_: object) -> Iterator[Posting]:
        """Postings of one document: term, frequency, weight (the frequency again), nothing."""
        for token, count in self.counts(value).items():
            yield token.encode(), count, float(count), b""


class Code(fields.FieldType):
    """One ready-made key; takes a string."""

    def __init__(self, **options: Any) -> None:  # stored, unique and sortable, as Whoosh has them
        super().__init__(formats.Existence(), None, **options)

    def index(self, value: str, **_: object) -> Iterator[Posting]:
        """The posting of one document: key, 1, 1.0, nothing."""
        yield value.encode(), 1, 1.0, b""


class Keys(fields.FieldType):
    """Ready-made keys, each once; takes a sequence of strings."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Sequence[str], **_: object) -> Iterator[Posting]:
        """Postings of one document: key, 1, 1.0, nothing."""
        for key in dict.fromkeys(value):
            yield key.encode(), 1, 1.0, b""


class CountedKeys(fields.FieldType):
    """Ready-made keys and how often they occur; takes a sequence of strings."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None, scorable=True)

    def index(self, value: Sequence[str], **_: object) -> Iterator[Posting]:
        """Postings of one document: key, frequency, weight (the frequency again), nothing."""
        for key, count in Counter(value).items():
            yield key.encode(), count, float(count), b""


@lru_cache(maxsize=16)
def _tokens(part: str) -> tuple[list[str], list[str]]:
    """Tokens of a part, folded and (those that bear diacritics) exact: three fields ask for the same."""
    found = pairs(part)
    return [folded for folded, _ in found], [exact for folded, exact in found if exact != folded]


def _day() -> fields.NUMERIC:
    return fields.NUMERIC(int, bits=32, signed=False, sortable=True, default=0)


def make_schema() -> fields.Schema:
    """The schema; `version.VERSION` tells one from the next."""
    return fields.Schema(
        id=Code(unique=True, stored=True, sortable=columns.VarBytesColumn()),
        revision=fields.STORED(),
        numkeys=Keys(),
        citekeys=Keys(),
        issuer=Code(sortable=columns.RefBytesColumn()),
        kind=Code(sortable=columns.RefBytesColumn()),
        level=Code(sortable=columns.RefBytesColumn()),
        language=Code(sortable=columns.RefBytesColumn()),
        class_code=Code(),
        system=Code(),
        signed=Code(),
        has=Keys(),
        days=Keys(),
        stems=CountedKeys(),
        issuer_heads=Keys(),
        issued=_day(),
        issued_last=_day(),
        filed=_day(),
        text=CountedText(source="text"),
        text_p=PlacedText(scorable=False, source="text"),
        text_x=CountedText(exact=True, source="text"),
        subject=PlacedText(scorable=True, source="subject"),
        subject_x=CountedText(exact=True, source="subject"),
        issuer_names=PlacedText(scorable=True),
        place=PlacedText(scorable=True),
        signatory=PlacedText(scorable=True),
        by_number=fields.COLUMN(columns.VarBytesColumn()),
        by_issuer=fields.COLUMN(columns.VarBytesColumn()),
        **{"class": fields.COLUMN(columns.RefBytesColumn())},
    )


def day_number(day: dt.date) -> int:
    """Date as the number the index stores; 0 stands for none."""
    return day.toordinal()


def to_fields(document: IndexDocument) -> dict[str, object]:
    """One document as the keyword arguments of Whoosh's writer; absent values are left out."""
    own = numbers.parse_number(document.number) if document.number else None
    cited = _cited_keys(document.text, own)
    head = (document.number, document.subject, *document.issuer_names, document.place, document.signatory)
    head = (*head, *_kind_titles(document.kind))
    everything = [part for part in (*head, document.text) if part]
    values: dict[str, object] = {
        "id": document.id,
        "revision": document.revision,
        "numkeys": _all_keys(document, own),
        "citekeys": sorted(cited),
        "issuer": document.issuer_id,
        "kind": document.kind,
        "level": document.level,
        "language": document.language,
        "class_code": plain(document.class_code),
        "class": document.class_code.encode(),
        "system": document.system,
        "signed": document.signed,
        "has": _had(document, cited=bool(cited)),
        "stems": _stems(document),
        "issuer_heads": _issuer_keys(document.issuer_names),
        "days": sorted(days_in(document.text)),
        "issued": day_number(document.issued) if document.issued else None,
        "issued_last": day_number(document.issued_last) if document.issued_last else None,
        "filed": day_number(document.filed_on),
        "text": everything,
        "text_p": everything,
        "text_x": everything,
        "subject": document.subject,
        "subject_x": document.subject,
        "issuer_names": document.issuer_names,
        "place": document.place,
        "signatory": document.signatory,
        "by_number": _number_order(document.number),
        "by_issuer": _sort_key(document.issuer_names[0]) if document.issuer_names else b"",
    }
    return {name: value for name, value in values.items() if value not in (None, "", (), [], b"")}


def _cited_keys(text: str, own: numbers.DocumentNumber | None) -> frozenset[str]:
    """Keys of the numbers a text names; its own number, which it bears at its head, is not cited."""
    mine = own.normal if own is not None else ""
    found = (match.number for match in numbers.find_numbers(text))
    return frozenset(key for number in found if number.normal != mine for key in numbers.index_keys(number))


@lru_cache(maxsize=256)
def _kind_titles(code: str) -> tuple[str, ...]:
    """Titles of the kind in the other languages, so that "Beschluss" finds a nghị quyết."""
    record = kind_record(code) if code else None
    return tuple(title for titles in record.titles.values() for title in titles) if record else ()


def _stems(document: IndexDocument) -> tuple[str, ...]:
    """Word stems of a document in another language, and of the foreign titles of its kind."""
    keys: list[str] = []
    for part in (document.subject, document.text) if has_forms(document.language) else ():
        keys += keys_of_text(document.language, [exact for _, exact in pairs(part)])
    keys += _head_stems(document.issuer_names, document.kind)
    return tuple(keys)


@lru_cache(maxsize=4096)
def _head_stems(issuer_names: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Word stems of an issuer's names and of the foreign titles of a kind: few, for all documents."""
    # Names of the issuer do not say their language.
    keys = [key for name in issuer_names for _, exact in pairs(name) for key in keys_of_query(exact)]
    record = kind_record(kind) if kind else None
    for language, titles in record.titles.items() if record else ():
        keys += keys_of_text(language, [exact for title in titles for _, exact in pairs(title)])
    return tuple(keys)


@lru_cache(maxsize=4096)
def _issuer_keys(names: tuple[str, ...]) -> tuple[str, ...]:
    """Beginnings of the body's name by words ("tinh", "tinh.uy", …), and its other names whole.

    Not the beginnings of those: a letterhead names the parent body first.
    """
    first, *others = [folded_tokens(name) for name in names] or [[]]
    beginnings = (first[:size] for size in range(1, len(first) + 1))
    return tuple(".".join(tokens) for tokens in (*beginnings, *others) if tokens)


def _had(document: IndexDocument, *, cited: bool) -> tuple[str, ...]:
    """What the document has, by the names of `fields.HAS`."""
    there = {
        "number": document.number,
        "date": document.issued,
        "issuer": document.issuer_names,
        "kind": document.kind,
        "subject": document.subject,
        "signatory": document.signatory,
        "place": document.place,
        "text": document.text.strip(),
        "signature": document.signed != Signed.NONE,
        "attachment": document.attachments,
        "citation": cited,
    }
    return tuple(name for name, value in there.items() if value)


def _all_keys(document: IndexDocument, own: numbers.DocumentNumber | None) -> tuple[str, ...]:
    """Keys of every number the document is found by, its own first."""
    found = list(_own_keys(document.number, own))
    for number in document.further_numbers:
        found += _own_keys(number, numbers.parse_number(number))
    return tuple(dict.fromkeys(found))


def _own_keys(number: str, parsed: numbers.DocumentNumber | None) -> tuple[str, ...]:
    """Keys of the document's own number; one that is written in no known way is its own key."""
    if parsed is not None:
        ordinal = parsed.ordinal.lstrip("0") or "0"
        return (*numbers.index_keys(parsed), ordinal)
    return (".".join(folded_tokens(number)),) if number else ()


@lru_cache(maxsize=4096)
def _sort_key(name: str) -> bytes:
    return collation_key(name).encode()


def _number_order(number: str) -> bytes:
    """Sorts 9-NQ/TW before 39-NQ/TW and both before 39-QĐ/TW."""
    return collation_key(number).encode() if number else b""
