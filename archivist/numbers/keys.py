"""Keys under which a number is indexed, and the keys a typed number asks for.

Owns: what makes two spellings the same number.
Must not: know the index that keeps the keys.

A key is the ordinal without leading zeros, then year, kind, body and unit, folded and joined with
dots, each but the ordinal only when given: ``39.nq.tw``, ``30.2020.nd.cp``, ``66_7.2025.nq.cp``. A
number is indexed under all its keys; a question has the key of exactly what was typed, so that
39-NQ/TU never finds 39-NQ/TW while "NQ 39" finds both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import takewhile

from archivist.authorities.codes import issuer_codes, systems_of_code
from archivist.authorities.kinds import all_kinds, kind_symbols
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import System
from archivist.numbers.grammar import parse_number, plain
from archivist.numbers.records import DocumentNumber
from archivist.text import clean_line, fold

_HEAD = late_pattern(r"0*(\d+)(?:\.(\d+))?([a-z]?)(?![a-z])")
_PART = late_pattern(r"[a-z0-9]+")
_YEAR = late_pattern(r"(?:19|20)\d\d")


def _fold_codes(s: str) -> str:
    # TƯ is the old spelling of TW (Trung ương); folded alone it would become the provincial TU.
    return fold(plain(s).replace("TƯ", "TW").replace("T.Ư", "TW").replace("tư", "tw").replace("t.ư", "tw"))


def key(normal: str) -> str:
    """The full key of a number in normal form: ``"05-HD/VPTW"`` → ``"5.hd.vptw"``."""
    folded = _fold_codes(normal).strip()
    head = _HEAD.match(folded)
    if head is None:
        return ".".join(_PART.findall(folded))
    ordinal = head[1] + (f"_{head[2]}" if head[2] else "") + head[3]
    return ".".join([ordinal, *_PART.findall(folded[head.end() :])])


def _joined(*parts: str) -> str:
    return ".".join(part for part in parts if part)


@lru_cache(maxsize=8192)
def index_keys(number: DocumentNumber) -> tuple[str, ...]:
    """All keys under which a number can be found, the fullest first.

    State letters, which have no kind symbol, are also found as CV.
    """
    full = key(number.normal)
    if number.system is System.FOREIGN:
        return (full,)
    ordinal = key(number.ordinal + number.suffix)
    body = ".".join(_PART.findall(_fold_codes(number.issuer_code)))
    unit = ".".join(_PART.findall(_fold_codes(number.unit)))
    years = ("", str(number.year)) if number.year else ("",)
    kinds = ["", _fold_codes(number.kind_code)] if number.kind_code else [""]
    if number.kind_code is None and unit:
        kinds.append("cv")
    bodies = ["", body, body.rstrip("0123456789"), _joined(body, unit)]
    found = dict.fromkeys(
        _joined(ordinal, year, kind, one) for year in years for kind in kinds for one in bodies
    )
    found.pop(ordinal)
    rest = sorted(found, key=lambda k: (-k.count("."), k))
    return tuple(dict.fromkeys((full, *rest)))


# ------------------------------------------------------------------------------------- questions

_WORD = late_pattern(r"\d+\.\d{1,2}(?=\W|$)|\d+[a-z](?![a-z0-9])|\d+|[a-z]+")
_LABELS = late_pattern(r"(?:so|nr|no|number|nummer|nummeret)[ .:]+(?=\S)|so(?=\d)")
# Laws and resolutions of the National Assembly bear no kind symbol.
_WITHOUT_SYMBOL = frozenset({"luat", "bo-luat", "nghi-quyet", "phap-lenh", "hien-phap"})


@dataclass(frozen=True)
class _Typed:
    """What a person typed, taken apart; the words keep their order."""

    ordinal: str
    year: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Title:
    """A folded title, with codes and folded symbols of the kinds it names, in the order of the list."""

    text: str
    codes: tuple[str, ...]
    symbols: tuple[str, ...]


@cache
def _titles() -> dict[str, tuple[_Title, ...]]:
    """Titles by the letters they begin with, up to the first sign; longest first."""
    codes: dict[str, list[str]] = {}
    symbols: dict[str, dict[str, None]] = {}
    for record in all_kinds():
        own = dict.fromkeys(fold(s) for some in record.symbols.values() for s in some)
        foreign = (t for titles in record.titles.values() for t in titles[:1])
        for title in (record.kind.title, *record.aliases, *foreign):
            codes.setdefault(fold(title), []).append(record.kind.code)
            symbols.setdefault(fold(title), {}).update(own)
    by_letters: dict[str, list[_Title]] = {}
    for text in sorted(codes, key=lambda text: -len(text)):
        made = _Title(text, tuple(codes[text]), tuple(symbols[text]))
        by_letters.setdefault(_letters(text), []).append(made)
    return {letters: tuple(titles) for letters, titles in by_letters.items()}


def _letters(text: str) -> str:
    """The letters a text begins with."""
    return "".join(takewhile(str.isalpha, text))


def _title_at(folded: str) -> _Title | None:
    """The longest title that begins a folded text, and ends where a word of it ends."""
    if not folded[:1].isalpha():
        return None  # every title begins with a letter; to know them all costs more than most questions
    for title in _titles().get(_letters(folded), ()):
        size = len(title.text)
        if folded.startswith(title.text) and not folded[size : size + 1].isalpha():
            return title
    return None


@cache
def _kind_words() -> frozenset[str]:
    return frozenset(fold(symbol) for symbol in kind_symbols())


@cache
def _body_words() -> frozenset[str]:
    return frozenset(".".join(_PART.findall(_fold_codes(code))) for code in issuer_codes())


def query_keys(text: str) -> tuple[str, ...]:
    """Keys asked for by a number in any spelling; empty when `text` is not a number.

    Understands ``39-NQ/TW``, ``39 NQ TW``, ``39/NQ-TW``, ``NQ39-TW``, ``nq39``, ``nghị quyết số 39``,
    ``NĐ 30/2020``, ``72/2025/QH15``, ``30/2020``. A document matches when any of its index keys is
    among them. A bare ordinal is not a number.
    """
    line = clean_line(plain(text))
    folded = _fold_codes(line)
    codes, symbols, rest = _without_titles(folded)
    found: dict[str, None] = {}
    shouted = frozenset(fold(word) for word in re.findall(r"[^\W\d_]{2,}", line) if word.isupper())
    number = parse_number(line) if _may_be_printed(line) else None
    allow_unknown = _writes_codes(line, number)
    typed = _take_apart(rest, shouted, allow_unknown=allow_unknown)
    if typed is not None:
        found.update(dict.fromkeys(_keys_of(typed, codes, symbols)))
    if number is not None and (typed is not None or allow_unknown):
        found.update(dict.fromkeys((key(number.normal), index_keys(number)[0], *_canonical(number))))
    return tuple(found)


def _canonical(number: DocumentNumber) -> tuple[str, ...]:
    """The fullest key in the order of the index, for numbers printed in another order."""
    if number.system is System.FOREIGN:
        return ()
    parts = (number.kind_code or "", number.issuer_code, number.unit)
    codes = [".".join(_PART.findall(_fold_codes(part))) for part in parts]
    year = str(number.year) if number.year else ""
    if not any((year, *codes)):
        return ()
    return (_joined(key(number.ordinal + number.suffix), year, *codes),)


_SHAPE = late_pattern(r"(?:s\w\s*[:.;]?\s*)?(?:\d|for-|lov-)", re.IGNORECASE)
_GAP = late_pattern(r"[^-/&\s]\s+[^-/&\s]")


def _may_be_printed(line: str) -> bool:
    """False for a line that surely is no number as documents print them: reading one costs much more.

    Such a line begins with its ordinal, after a label at most, and has blanks only beside signs.
    """
    begun = _SHAPE.match(line)
    return begun is not None and _GAP.search(line.rstrip(" .;,"), begun.end() - 1) is None


def _writes_codes(line: str, number: DocumentNumber | None) -> bool:
    """True when `line` has the shape of a number, so that unlisted codes may be taken.

    Args:
        line: what was typed.
        number: what it is as it stands; otherwise it may be one in capitals.
    """
    if number is None and _may_be_printed(line):
        number = parse_number(line.upper())
    return number is not None and ("/" in line or number.system is System.FOREIGN)


def _without_titles(folded: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Codes and symbols of the kind whose title begins the text, and the text after it."""
    title = _title_at(folded)
    rest = folded if title is None else folded[len(title.text) :].strip(" ,.:")
    rest = _LABELS.sub("", rest, count=1) if _LABELS.match(rest) else rest
    return (title.codes, title.symbols, rest) if title is not None else ((), (), rest)


def question_reach(words: Sequence[str]) -> int:
    """How many words, from the first on, `query_keys` may take for one number: never too few.

    A query is cut into many runs of words, and to look at each word once costs much less than to read
    every run as a number.
    """
    folded = " ".join(map(_folded_word, words))
    title = _title_at(folded)
    reach = 0 if title is None else folded.count(" ", 0, len(title.text)) + 1
    while reach < len(words) and (
        _fits_a_number(words[reach]) or (reach > 0 and words[reach - 1].endswith(_JOINING))
    ):
        reach += 1
    return reach


_JOINING = ("-", "/", "&")
_LABEL_WORDS = frozenset({"so", "nr", "no", "number", "nummer", "nummeret"})


@lru_cache(maxsize=4096)
def _folded_word(word: str) -> str:
    return _fold_codes(clean_line(plain(word)))


@lru_cache(maxsize=4096)
def _fits_a_number(word: str) -> bool:
    """Whether a word may stand in a number, behind the title of a kind: see `_take_apart`."""
    if any(c.isdigit() or c in "-/&" for c in plain(word)):
        return True
    if any(run.isupper() for run in re.findall(r"[^\W\d_]+", word)):
        return True
    return all(
        run in _LABEL_WORDS or not set(run) & set("aeiouy") or _words_of(run) is not None
        for run in re.findall("[a-z]+", _folded_word(word))
    )


def _take_apart(folded: str, shouted: frozenset[str], *, allow_unknown: bool) -> _Typed | None:
    """Ordinal, year and code words of a folded text; None when a word is no code.

    Args:
        folded: what was typed.
        shouted: its words that were typed in capitals.
        allow_unknown: take any word as a code.
    """
    ordinal = year = ""
    words: list[str] = []
    for token in _WORD.findall(folded):
        if token[0].isdigit():
            if words and words[-1] in {"qh", "ubtvqh"} and ordinal and len(token) <= 2:
                words[-1] += token
            elif not ordinal:
                ordinal = key(token)
            elif not year and _YEAR.fullmatch(token):
                year = token
            else:
                return None
        else:
            split = _words_of(token)
            if split is None and not allow_unknown and not _is_unit(token, words, shouted):
                return None
            words.extend(split or (token,))
    if not ordinal or _leftover(folded):
        return None
    if year and not words and _YEAR.fullmatch(ordinal):
        return None  # "2021-2025" is a span of years
    return _Typed(ordinal, year, tuple(words))


def _is_unit(token: str, before: list[str], shouted: frozenset[str]) -> bool:
    """True for a drafting unit after a known body ("12 UBND VX"): capitals, or no vowel."""
    follows_body = any(word in _body_words() for word in before)
    return follows_body and (token in shouted or not set(token) & set("aeiouy"))


_SIGNS = late_pattern(r"[a-z0-9\s./,:;&_()\-]*")


def _leftover(folded: str) -> bool:
    return _SIGNS.fullmatch(folded) is None


@lru_cache(maxsize=4096)
def _words_of(token: str) -> tuple[str, ...] | None:
    """The codes a token is: one code, or kind and body written as one (``nqtw``)."""
    if token in _kind_words() or token in _body_words():
        return (token,)
    if token in {"qh", "ubtvqh"} or systems_of_code(token.upper(), patterns=False):
        return (token,)
    for size in range(len(token) - 1, 0, -1):
        if token[:size] in _kind_words() and token[size:] in _body_words():
            return token[:size], token[size:]
    return None


def _keys_of(typed: _Typed, codes: tuple[str, ...], symbols: tuple[str, ...]) -> Iterator[str]:
    words = typed.words
    if not words and not typed.year and not codes:
        return
    for order in dict.fromkeys((words, _kind_first(words))):
        has_kind = bool(order) and order[0] in _kind_words()
        if not symbols or has_kind:
            yield _joined(typed.ordinal, typed.year, *order)
        if symbols and not has_kind:
            for symbol in symbols:
                yield _joined(typed.ordinal, typed.year, symbol, *order)
        unmarked = _WITHOUT_SYMBOL.intersection(codes) or (codes and not symbols)
        if unmarked and (typed.year or any(w.startswith(("qh", "ubtvqh")) for w in order)):
            yield _joined(typed.ordinal, typed.year, *order)


def _kind_first(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with the first kind symbol in front: ``39/TW-NQ``."""
    at = next((i for i, word in enumerate(words) if word in _kind_words()), 0)
    return (*words[at : at + 1], *words[:at], *words[at + 1 :])
