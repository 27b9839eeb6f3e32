"""The best passage of a document's text, with the places that matched.

Owns: finding words in the stored text as the index finds them, choosing the passage, and the spans
to highlight. Must not: read files or know the index.

Spans are offsets into the passage in logical order, so right-to-left text needs no special care: who
shows the passage highlights by offsets and leaves the order on screen to the terminal or browser.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Snippet
from archivist.search.analysis import pairs
from archivist.search.stems import keys_of_query
from archivist.search.vocabulary import edits, pattern_of
from archivist.text import fold, nfc

_MAX_FINDS: Final = 400
"""Matches looked at: enough to choose well, and a bound for texts that are full of a word."""
_MANY: Final = 8
"""Finds from which on more make no passage better."""
_MOST_JUDGED: Final = 50_000
"""Words of which the verdict is kept."""
_SEPARATORS: Final = r"[\W_]{1,4}"
"""Between the words of a phrase: a blank, a line end, a dash with blanks."""
_BLANKS: Final = late_pattern(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Needle:
    """Something to highlight.

    Attributes:
        tokens: folded tokens that stand next to each other.
        prefix: the last token may go on.
        number: a document number, shown to its end ("39-NQ" goes on to "39-NQ/TW").
        exact: lower-case forms with diacritics, to prefer; empty when typed without any.
        stems: keys of `stems`, of which a word must have one; empty when it need not.
        form: a pattern of letters, ``*`` and ``?`` that a folded word must fit; empty when it need not.
        near: letters by which a folded word may differ from `form`, which is then a word.
    """

    tokens: tuple[str, ...]
    """None for any word, of which the other attributes tell more."""
    prefix: bool = False
    number: bool = False
    exact: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()
    form: str = ""
    near: int = 0


_VARIANTS: Final = {
    "a": "aAÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎǞǟǠǡǺǻȀȁȂȃȦȧḀḁẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ",
    "b": "bBḂḃḄḅḆḇ",
    "c": "cCÇçĆćĈĉĊċČčḈḉ",
    "d": "dDÐðĎďĐđƉḊḋḌḍḎḏḐḑḒḓ",
    "e": "eEÈÉÊËèéêëĒēĔĕĖėĘęĚěȄȅȆȇȨȩḔḕḖḗḘḙḚḛḜḝẸẹẺẻẼẽẾếỀềỂểỄễỆệ",
    "f": "fFḞḟ",
    "g": "gGĜĝĞğĠġĢģǦǧǴǵḠḡ",
    "h": "hHĤĥȞȟḢḣḤḥḦḧḨḩḪḫẖ",
    "i": "iIÌÍÎÏìíîïĨĩĪīĬĭĮįİǏǐȈȉȊȋḬḭḮḯỈỉỊị",
    "j": "jJĴĵǰ",
    "k": "kKĶķǨǩḰḱḲḳḴḵ",
    "l": "lLĹĺĻļĽľḶḷḸḹḺḻḼḽ",
    "m": "mMḾḿṀṁṂṃ",
    "n": "nNÑñŃńŅņŇňǸǹṄṅṆṇṈṉṊṋ",
    "o": "oOÒÓÔÕÖòóôõöŌōŎŏŐőƠơǑǒǪǫǬǭȌȍȎȏȪȫȬȭȮȯȰȱṌṍṎṏṐṑṒṓỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ",
    "p": "pPṔṕṖṗ",
    "q": "qQ",
    "r": "rRŔŕŖŗŘřȐȑȒȓṘṙṚṛṜṝṞṟ",
    "s": "sSŚśŜŝŞşŠšȘșṠṡṢṣṤṥṦṧṨṩ",
    "t": "tTŢţŤťȚțṪṫṬṭṮṯṰṱẗ",
    "u": "uUÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƢƣƯưǓǔǕǖǗǘǙǚǛǜȔȕȖȗṲṳṴṵṶṷṸṹṺṻỤụỦủỨứỪừỬửỮữỰự",
    "v": "vVṼṽṾṿ",
    "w": "wWŴŵẀẁẂẃẄẅẆẇẈẉẘ",
    "x": "xXẊẋẌẍ",
    "y": "yYÝýÿŶŷŸȲȳẎẏẙỲỳỴỵỶỷỸỹ",
    "z": "zZŹźŻżŽžẐẑẒẓẔẕ",
}
"""Folded letter → the characters that fold to it, as the inside of a character class: as `fold` has it (tested)."""
# Points of Hebrew stand between the letters and are not part of a folded token.
_POINTS: Final = "[\u0591-\u05c7]*"
_HEBREW_WORD: Final = "[\u05d0-\u05ea][\u0591-\u05ea]*"
_ENDS: Final = r"(?![^\W_])"


def _class(char: str) -> str:
    """Inside of a character class of everything that folds to this character."""
    return _VARIANTS.get(char) or re.escape(char) + re.escape(char.upper()[:1])


def _wide_class(char: str) -> str:
    """Inside of a character class of these and, of a letter, of whatever word is made of but ASCII.

    It is compiled in a tenth of the time, which counts where a search is a process.
    """
    if char not in _VARIANTS:
        return _class(char)
    stops = (ord(char.upper()) - 1, ord(char.upper()) + 1, ord(char) - 1, ord(char) + 1)
    return "^\\W\0-{}{}-{}{}-\x7f".format(*(re.escape(chr(stop)) for stop in stops))


def _token_pattern(token: str) -> str:
    return "".join(f"[{_wide_class(char)}]{_points(char)}" for char in token)


def _points(char: str) -> str:
    return _POINTS if "\u05d0" <= char <= "\u05ea" else ""


def _pattern(needles: Sequence[Needle]) -> re.Pattern[str]:
    """One pattern for some needles, of which each is a group; what it finds must be looked at (`_verdict`).

    Where every needle says how it begins, the pattern begins with the class of all first letters, consumed,
    because only then does `re` run over the letters that cannot begin a needle in its fastest loop; what
    begins there is looked at from behind.
    """
    consumed = all(needle.tokens for needle in needles)
    bodies = (_begun(needle, consumed=consumed) if needle.tokens else _unbegun(needle) for needle in needles)
    firsts = "".join(dict.fromkeys("".join(_class(n.tokens[0][0]) for n in needles if n.tokens)))
    begins = rf"[{firsts}](?<![^\W_].)" if consumed else r"(?<![^\W_])"
    body = "|".join(f"({one})" for one in bodies)
    return re.compile(rf"{begins}(?:{body})", re.DOTALL)


def _begun(needle: Needle, *, consumed: bool) -> str:
    """The pattern of words that are known; their first letter is behind already where it was consumed."""
    first, rest = needle.tokens[0][0], needle.tokens[0][1:]
    begins = f"(?<=[{_wide_class(first)}])" if consumed else f"[{_wide_class(first)}]"
    body = _points(first) + _SEPARATORS.join(map(_token_pattern, (rest, *needle.tokens[1:])))
    end = r"\w*" if needle.prefix else _ENDS
    if needle.number:
        end += r"(?:[-/]\w+)*"
    return begins + body + end


def _unbegun(needle: Needle) -> str:
    """The pattern of one word that may begin with any letter."""
    if needle.stems:  # Hebrew alone has stems in the middle of words
        return _HEBREW_WORD
    if needle.near:
        size = len(needle.form)
        return rf"[^\W_]{{{max(1, size - needle.near)},{size + needle.near}}}{_ENDS}"
    wild = {"*": r"[^\W_]*", "?": r"[^\W_]"}
    return "".join(wild.get(char) or _token_pattern(char) for char in needle.form) + _ENDS


def _has_letters(found: str, needle: Needle) -> bool:
    """Whether what the pattern let pass has the letters of the needle."""
    wanted = filter(str.isalnum, "".join(needle.tokens))
    return all(
        letter in _class(char) for char, letter in zip(wanted, filter(str.isalnum, found), strict=False)
    )


def _is_meant(word: str, needle: Needle) -> bool:
    """Whether the index finds a word that begins as it should."""
    if needle.stems:
        return not needle.stems.isdisjoint(keys_of_query(word))
    if needle.near:
        return edits(needle.form, fold(word), needle.near) is not None
    return not needle.form or re.fullmatch(pattern_of(needle.form), fold(word)) is not None


_UNMEANT, _MEANT, _EXACT = range(3)
"""Nothing that the index finds; something it finds; the same with the diacritics that were typed."""


def _verdict(needle: Needle, found: str) -> int:
    if not _has_letters(found, needle) or not _is_meant(found, needle):
        return _UNMEANT
    exact = needle.exact
    return _EXACT if exact and tuple(form for _, form in pairs(found)) == exact else _MEANT


class _Find(NamedTuple):
    start: int
    end: int
    needle: int
    exact: bool


class _Seeker:
    """Finds needles in texts.

    Attributes:
        worth: of each needle: a whole phrase is worth more than its words apart.
    """

    def __init__(self, needles: tuple[Needle, ...]) -> None:
        # Longer needles first: of two that begin at one place the longer one is shown.
        self._needles = sorted(needles, key=lambda needle: -sum(map(len, needle.tokens)))
        self._search = _pattern(self._needles).search
        self._alone: dict[int, re.Pattern[str]] = {}
        self._verdicts: dict[tuple[int, str], int] = {}
        """Of what was found of a needle: the same comes again and again, from text to text."""
        self.worth = [max(1, len(needle.tokens)) ** 1.3 for needle in self._needles]

    def finds(self, text: str) -> list[_Find]:
        """Where the needles are."""
        finds: list[_Find] = []
        match = self._search(text)
        while match is not None and len(finds) < _MAX_FINDS:
            number = (match.lastindex or 1) - 1
            start, end = match.span()
            verdict = self._verdict_of(number, match[0])
            if verdict == _UNMEANT:
                found = self._shorter(text, start, number + 1)
                if found is None:
                    match = self._search(text, start + 1)
                    continue
                number, end, verdict = found
            finds.append(_Find(start, end, number, verdict == _EXACT))
            match = self._search(text, max(end, start + 1))
        return finds

    def _shorter(self, text: str, start: int, number: int) -> tuple[int, int, int] | None:
        """Needle, end and verdict of the first, from a number on, that is there."""
        for other in range(number, len(self._needles)):
            if other not in self._alone:
                self._alone[other] = _pattern(self._needles[other : other + 1])
            match = self._alone[other].match(text, start)
            if match is not None and (verdict := self._verdict_of(other, match[0])) != _UNMEANT:
                return other, match.end(), verdict
        return None

    def _verdict_of(self, number: int, found: str) -> int:
        verdict = self._verdicts.get((number, found))
        if verdict is None:
            if len(self._verdicts) >= _MOST_JUDGED:
                self._verdicts.clear()
            verdict = self._verdicts[number, found] = _verdict(self._needles[number], found)
        return verdict


@lru_cache(maxsize=4)
def _seeker(needles: tuple[Needle, ...]) -> _Seeker:
    return _Seeker(needles)


def _best_window(finds: list[_Find], worth: list[float], width: int) -> tuple[int, int]:
    """First and last find of the passage that shows most of the query, then most finds."""
    best, best_value = (0, 0), (-1.0, 0)
    most = _value(finds, worth)
    last = -1
    for first, find in enumerate(finds):
        before = last
        while last + 1 < len(finds) and finds[last + 1].end - find.start <= width * 3 // 4:
            last += 1
        last = max(last, first)
        if last == before:
            continue  # a part of the passage before
        if best_value[0] >= most[0] and min(last - first + 1, _MANY) <= best_value[1]:
            continue  # it cannot have more words, and has no more finds
        value = _value(finds[first : last + 1], worth)
        if value > best_value:
            best, best_value = (first, last), value
            if value >= most:
                break
    return best


def _value(finds: list[_Find], worth: list[float]) -> tuple[float, int]:
    """What a passage with these finds is worth; typed diacritics count twice. No part of it is worth more."""
    distinct: dict[int, float] = {}
    for find in finds:
        value = worth[find.needle] * (2 if find.exact else 1)
        if value > distinct.get(find.needle, 0.0):
            distinct[find.needle] = value
    return math.fsum(distinct.values()), min(len(finds), _MANY)


def _widen(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """A passage of about `width` characters round [start, end), cut between words."""
    page_start = text.rfind("\f", 0, start) + 1
    page_end = text.find("\f", end)
    page_end = len(text) if page_end < 0 else page_end
    spare = max(0, width - (end - start))
    left = max(page_start, start - spare // 3)
    right = min(page_end, max(end, left + width))
    left = max(page_start, min(left, right - width))
    if left > page_start and not text[left - 1].isspace():
        blank = next((i for i in range(left, min(start, left + 40)) if text[i].isspace()), None)
        left = left if blank is None else blank + 1
    if right < page_end and not text[right].isspace():
        blank = next((i for i in range(right - 1, max(end, right - 40) - 1, -1) if text[i].isspace()), None)
        right = right if blank is None else blank
    return left, right


def _flatten(text: str, start: int, end: int, finds: list[_Find]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The passage on one line, and the finds as spans of that line."""
    pieces: list[str] = []
    length = 0
    spans = []
    at = start

    def add(raw: str) -> None:
        nonlocal length
        flat = _BLANKS.sub(" ", raw)
        if flat.startswith(" ") and (not pieces or pieces[-1].endswith(" ")):
            flat = flat[1:]
        if flat:
            pieces.append(flat)
            length += len(flat)

    for find in finds:
        if find.start < at or find.end > end:
            continue
        add(text[at : find.start])
        begin = length
        add(text[find.start : find.end])
        if length > begin:
            spans.append((begin, length))
        at = find.end
    add(text[at:end])
    return "".join(pieces).rstrip(), tuple(spans)


def make_snippet(text: str, needles: tuple[Needle, ...], *, width: int = 240) -> Snippet:
    """Choose the passage of a text that shows best why it matched.

    Args:
        text: stored text of the document; pages end with a form feed.
        needles: what to look for, from `SearchResponse.needles`.
        width: length of the passage, characters, about.

    Returns:
        The passage; the beginning of the text without spans when nothing is found in it (the
        match was in the metadata).
    """
    text = nfc(text)
    seeker = _seeker(needles) if needles else None
    finds = seeker.finds(text) if seeker else []
    if seeker is None or not finds:
        begin = len(text) - len(text.lstrip())
        left, right = _widen(text, begin, begin, width)
        return Snippet(text=_flatten(text, left, right, [])[0], page=1 if text.strip() else None)
    first, last = _best_window(finds, seeker.worth, width)
    left, right = _widen(text, finds[first].start, finds[last].end, width)
    inside = [f for f in finds if f.start >= left and f.end <= right]
    passage, spans = _flatten(text, left, right, inside)
    return Snippet(text=passage, spans=spans, page=text.count("\f", 0, finds[first].start) + 1)
