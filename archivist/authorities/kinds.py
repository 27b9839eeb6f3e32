"""Kinds of directive documents: titles, symbols, and which kind a line or a word names.

Owns: the closed list of kinds (`data/kinds.csv`), title matching tolerant of lost accents and one
recognition error, and the ambiguity of symbols (QĐ is Quyết định and, for the Party, Quy định).
Must not: look for the kind line in a document, or decide between two kinds of one symbol.

Sources: Regulation 399-QĐ/TW and Guidances 36-HD/VPTW, 05-HD/VPTW (Party kinds and symbols);
Decree 30/2020/NĐ-CP, Appendix III (State kinds and symbols).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from archivist.authorities._tables import LANGUAGES, read_table, split_list, table_text
from archivist.lazyclass import dataclass
from archivist.model import Kind, System
from archivist.text import clean_line, fold, is_syllable, nfc, normalise_tone, within_one_edit


@dataclass(frozen=True, kw_only=True)
class KindRecord:
    """One kind with everything known of it.

    Attributes:
        kind: the kind as documents carry it.
        symbols: system → symbols in use, the usual one first.
        aliases: other Vietnamese titles of the same kind.
        titles: language → titles, the usual one first.
        source: where title and symbol are from.
        verified: ``"yes"``, ``"partly"`` or ``"no"``.
    """

    kind: Kind
    symbols: Mapping[System, tuple[str, ...]]
    aliases: tuple[str, ...]
    titles: Mapping[str, tuple[str, ...]]
    source: str
    verified: str


@dataclass(frozen=True, kw_only=True)
class KindMatch:
    """A line that begins with the title of a kind.

    Attributes:
        kind: the kind named.
        exactness: 1.0 for the title in capitals, spelt as it should be; less for lost accents,
            a recognition error, running-text capitals or a foreign title.
        rest: what follows the title on the line ("về công tác cán bộ"), stripped.
        capitals: True when the title stands in capitals, as a kind line does.
    """

    kind: Kind
    exactness: float
    rest: str
    capitals: bool


@cache
def all_kinds() -> tuple[KindRecord, ...]:
    """All kinds; of kinds that share a symbol or a title the more frequent comes first."""
    return tuple(
        KindRecord(
            kind=Kind(code=row["code"], title=row["title"], abbreviation=row["abbreviation"]),
            symbols={
                System.PARTY: split_list(row["symbols_party"]),
                System.STATE: split_list(row["symbols_state"]),
            },
            aliases=split_list(row["aliases"]),
            titles={language: split_list(row[language]) for language in LANGUAGES},
            source=row["source"],
            verified=row["verified"],
        )
        for row in read_table("kinds.csv")
    )


@cache
def _by_code() -> dict[str, KindRecord]:
    return {record.kind.code: record for record in all_kinds()}


def kind_by_code(code: str) -> Kind | None:
    """The kind with this code, or None."""
    record = _by_code().get(code)
    return record.kind if record else None


def kind_record(code: str) -> KindRecord | None:
    """Everything known of the kind with this code; None for a code that is on no list."""
    return _by_code().get(code)


def kind_titles(code: str) -> tuple[str, ...]:
    """All titles of a kind: Vietnamese ones first, then English, German, Norwegian, Hebrew."""
    record = _by_code().get(code)
    if record is None:
        return ()
    foreign = (title for language in LANGUAGES for title in record.titles[language])
    return tuple(dict.fromkeys((record.kind.title, *record.aliases, *foreign)))


# ------------------------------------------------------------------------------------- symbols


@cache
def _by_symbol() -> dict[tuple[System, str], tuple[Kind, ...]]:
    table: dict[tuple[System, str], tuple[Kind, ...]] = {}
    for record in all_kinds():
        for system, symbols in record.symbols.items():
            for symbol in symbols:
                for spelling in {symbol, fold(symbol)}:
                    held = table.get((system, spelling), ())
                    if record.kind not in held:
                        table[system, spelling] = (*held, record.kind)
    return table


def kinds_for_symbol(symbol: str, system: System | None = None) -> tuple[Kind, ...]:
    """Kinds a symbol of a number may stand for, the likeliest first.

    ``QĐ`` of the Party is Quyết định and Quy định: only the title line decides. The symbol is
    taken as printed first, then without accents and case (``QD``, ``CTR``).

    Args:
        symbol: as in the number, ``"NQ"``.
        system: Party, State, front (as the Party), or None for any.
    """
    table = _by_symbol()
    wanted: tuple[System, ...] = (System.STATE,) if system is System.STATE else (System.PARTY,)
    if system is None or system is System.FOREIGN:
        wanted = (System.PARTY, System.STATE)
    for spelling in (nfc(symbol), fold(symbol)):
        found = [kind for one in wanted for kind in table.get((one, spelling), ())]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


@cache
def kind_symbols(system: System | None = None) -> frozenset[str]:
    """Every symbol in use in a system, as printed."""
    return frozenset(
        symbol
        for record in all_kinds()
        for one, symbols in record.symbols.items()
        if system is None or one is system or (system is System.FRONT and one is System.PARTY)
        for symbol in symbols
    )


# ------------------------------------------------------------------------------------- titles


@dataclass(frozen=True)
class _Title:
    squashed: str
    """Folded, without blanks: what recognition and letter-spacing leave."""
    printed: str
    """As it should be printed."""
    kind: Kind
    foreign: bool


@cache
def _titles() -> tuple[_Title, ...]:
    """Every title, longest first (Chương trình hành động before Chương trình)."""
    seen: dict[str, _Title] = {}
    for record in all_kinds():
        for title in kind_titles(record.kind.code):
            foreign = title != record.kind.title and title not in record.aliases
            squashed = _squash(fold(title))
            # Where titles collide (Beschluss), the more frequent kind keeps the word.
            seen.setdefault(squashed, _Title(squashed, title, record.kind, foreign))
    return tuple(sorted(seen.values(), key=lambda t: -len(t.squashed)))


@cache
def _title_index() -> tuple[dict[str, _Title], tuple[int, ...]]:
    """Titles by their squashed words, and the lengths these have, longest first."""
    by_words = {title.squashed: title for title in _titles()}
    return by_words, tuple(sorted({len(words) for words in by_words}, reverse=True))


@cache
def _repairable() -> tuple[_Title, ...]:
    return tuple(t for t in _titles() if not t.foreign and len(t.squashed) >= _SHORTEST_REPAIRED)


def _squash(s: str) -> str:
    return "".join(s.split())


@lru_cache(maxsize=512)
def _plain(s: str) -> str:
    """Lower case, one tone placement, without blanks."""
    return _squash(normalise_tone(s).lower())


# A title shorter than this is never repaired: "đề án" and "dự án" are one edit apart.
_SHORTEST_REPAIRED = 6


def match_title(line: str) -> KindMatch | None:
    """The kind whose title begins `line`, or None.

    Exact titles go before repaired ones and long ones before short ones. Lost accents, lost or
    doubled blanks and letter-spacing are tolerated; one recognition error only in a title in
    capitals, and not where the line is another sound phrase ("HỘI ĐỒNG") or could be two kinds.

    Args:
        line: one line of text in any form.
    """
    line = clean_line(line)
    squashed, ends = _squashed_with_ends(line)
    if not squashed or not line[:1].isalpha():
        return None
    by_words, lengths = _title_index()
    for length in lengths:
        title = by_words.get(squashed[:length]) if length <= len(squashed) else None
        match = _made(line, ends[length - 1], title) if title is not None else None
        if match is not None:
            return match
    # Only a title in capitals is repaired.
    return _repaired(line, squashed, ends) if line[:4].isupper() else None


def _squashed_with_ends(line: str) -> tuple[str, list[int]]:
    """Folded line without blanks, and for each of its characters the end of its origin in `line`."""
    letters: list[str] = []
    ends: list[int] = []
    for at, c in enumerate(line):
        if c == " ":
            continue
        for folded in fold(c):
            letters.append(folded)
            ends.append(at + 1)
    return "".join(letters), ends


def _made(line: str, end: int, title: _Title) -> KindMatch | None:
    """The match of a title that ends at `end`, or None when a word goes on there."""
    head, rest = line[:end], line[end:]
    capitals = head.isupper()
    if not capitals and not head[:1].isupper() and title.kind.title[:1].isupper() and not title.foreign:
        return None
    # "NGHỊ QUYẾTvề" has lost a blank; "LUẬTSƯ" is another word.
    if rest[:1].isalpha() and not (capitals and rest[:1].islower()):
        return None
    exactness = 1.0 if _plain(head) == _plain(title.printed) else 0.9
    if not capitals:
        exactness -= 0.1 if not rest else 0.4
    if title.foreign:
        exactness -= 0.1
    return KindMatch(
        kind=title.kind, exactness=round(exactness, 2), rest=rest.strip(" .:-–*"), capitals=capitals
    )


def _repaired(line: str, squashed: str, ends: list[int]) -> KindMatch | None:
    """A Vietnamese title in capitals that is one edit away, when only one kind is."""
    found: dict[str, KindMatch] = {}
    for title in _repairable():
        length = len(title.squashed)
        # One edit leaves the first or the second letter where it was.
        if title.squashed[0] not in squashed[:2] and title.squashed[1] not in squashed[:3]:
            continue
        for size in (length, length + 1, length - 1):
            if size > len(squashed) or not within_one_edit(squashed[:size], title.squashed):
                continue
            match = _made(line, ends[size - 1], title)
            if match is None or not match.capitals or not _stands_alone(match.rest):
                continue
            if _is_damage(line[: ends[size - 1]], squashed[:size], title.squashed):
                found.setdefault(
                    title.kind.code,
                    KindMatch(kind=match.kind, exactness=0.7, rest=match.rest, capitals=True),
                )
                break
    return next(iter(found.values())) if len(found) == 1 else None


# Letters recognition takes for one another (B is Đ without its stroke's left half).
_CONFUSED = frozenset(
    map(frozenset, ("bd", "0o", "1i", "1l", "il", "5s", "8b", "6g", "2z", "ce", "uv", "ft"))
)


def _is_damage(head: str, squashed: str, title: str) -> bool:
    """True when `head` looks like a misread title rather than another sound phrase (HỘI ĐỒNG)."""
    if not all(is_syllable(word) for word in head.split()):
        return True
    if len(squashed) != len(title):
        return False
    differ = [frozenset(pair) for pair in zip(squashed, title, strict=True) if pair[0] != pair[1]]
    return len(differ) == 1 and differ[0] in _CONFUSED


def _stands_alone(rest: str) -> bool:
    """True when what follows a damaged title cannot be part of a longer heading in capitals."""
    return not rest or not rest[:1].isupper()


# ------------------------------------------------------------------------------------- people's words


@cache
def _by_word() -> dict[str, tuple[Kind, ...]]:
    table: dict[str, tuple[Kind, ...]] = {}

    def put(word: str, kind: Kind) -> None:
        held = table.get(word, ())
        if kind not in held:
            table[word] = (*held, kind)

    for record in all_kinds():
        put(record.kind.code, record.kind)
        put(record.kind.code.replace("-", " "), record.kind)
        for title in kind_titles(record.kind.code):
            put(" ".join(fold(title).split()), record.kind)
        for symbols in record.symbols.values():
            for symbol in symbols:
                put(fold(symbol), record.kind)
    return table


_BETWEEN = str.maketrans(',|"', "\n\n\n")


@cache
def _plain_words() -> frozenset[str]:
    """Whatever stands between the signs of the table, without accents: what is not among it is the word of no kind.

    Most words of a query name none, and taking the table apart costs as much as a search for a rare word.
    """
    bare = unicodedata.normalize("NFD", table_text("kinds.csv").replace("đ", "d").replace("Đ", "D"))
    letters = bare.encode("ascii", "ignore").decode().lower().translate(_BETWEEN)
    return frozenset(cell.strip() for cell in (letters + letters.replace("-", " ")).split("\n"))


def resolve_kind(user_text: str) -> tuple[Kind, ...]:
    """Kinds a person may mean by a code, a title in any of the languages, or a symbol.

    Case and accents do not matter, except that an accented Vietnamese title means just that kind.
    Empty when nothing fits; several where the word is ambiguous ("QĐ", "Beschluss").
    """
    text = clean_line(user_text)
    folded = fold(text)
    if folded.isascii() and folded not in _plain_words():
        return ()
    found = _by_word().get(folded, ())
    exact = tuple(k for k in found if normalise_tone(text).lower() == normalise_tone(k.title).lower())
    return exact or found
