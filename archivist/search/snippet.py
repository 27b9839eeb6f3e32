"""The best passage of a document's text, with the places that matched.

Owns: finding words in the stored text as the index finds them, choosing the passage, and the spans
to highlight. Must not: read files or know the index.

Spans are offsets into the passage in logical order, so right-to-left text needs no special care: who
shows the passage highlights by offsets and leaves the order on screen to the terminal or browser.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from archivist.lazyclass import dataclass
from archivist.model import Snippet
from archivist.search.analysis import pairs
from archivist.search.stems import keys_of_query
from archivist.search.vocabulary import edits, pattern_of
from archivist.text import fold, nfc

_MAX_FINDS: Final = 400
"""Matches looked at: enough to choose well, and a bound for texts that are full of a word."""
_MOST_JUDGED: Final = 50_000
"""Words of which it is kept whether they were meant."""
_SEPARATORS: Final = r"[\W_]{1,4}"
"""Between the words of a phrase: a blank, a line end, a dash with blanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
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


def _token_pattern(token: str) -> str:
    return "".join(f"[{_class(char)}]{_points(char)}" for char in token)


def _points(char: str) -> str:
    return _POINTS if "\u05d0" <= char <= "\u05ea" else ""


@lru_cache(maxsize=64)
def _pattern(needles: tuple[Needle, ...]) -> re.Pattern[str] | None:
    """One pattern for all needles; the name of the group that matched tells which.

    Where every needle says how it begins, the pattern begins with the class of all first letters, consumed,
    because only then does `re` run over the letters that cannot begin a needle in its fastest loop; what
    begins there is looked at from behind.
    """
    if not needles:
        return None
    consumed = all(needle.tokens for needle in needles)
    alternatives = []
    # Longer needles first: of two that begin at one place the longer one is shown.
    for number, needle in sorted(enumerate(needles), key=lambda n: -sum(map(len, n[1].tokens))):
        body = _begun(needle, consumed=consumed) if needle.tokens else _unbegun(needle)
        alternatives.append(f"(?P<n{number}>{body})")
    firsts = "".join(dict.fromkeys("".join(_class(n.tokens[0][0]) for n in needles if n.tokens)))
    begins = rf"[{firsts}](?<![^\W_].)" if consumed else r"(?<![^\W_])"
    return re.compile(rf"{begins}(?:{'|'.join(alternatives)})", re.DOTALL)


def _begun(needle: Needle, *, consumed: bool) -> str:
    """The pattern of words that are known; their first letter is behind already where it was consumed."""
    first, rest = needle.tokens[0][0], needle.tokens[0][1:]
    begins = f"(?<=[{_class(first)}])" if consumed else f"[{_class(first)}]"
    body = _points(first) + _SEPARATORS.join(map(_token_pattern, (rest, *needle.tokens[1:])))
    end = r"\w*" if needle.prefix else _ENDS
    if needle.number:
        end += r"(?:[-/]\w+)*"
    return begins + body + end


def _unbegun(needle: Needle) -> str:
    """The pattern of one word that may begin with any letter; it lets more pass than is meant."""
    if needle.stems:  # Hebrew alone has stems in the middle of words
        return _HEBREW_WORD
    if needle.near:
        size = len(needle.form)
        return rf"[^\W_]{{{max(1, size - needle.near)},{size + needle.near}}}{_ENDS}"
    wild = {"*": r"[^\W_]*", "?": r"[^\W_]"}
    return "".join(wild.get(char) or _token_pattern(char) for char in needle.form) + _ENDS


def _is_meant(word: str, needle: Needle) -> bool:
    """Whether the index finds a word that begins as it should."""
    if needle.stems:
        return not needle.stems.isdisjoint(keys_of_query(word))
    if needle.near:
        return edits(needle.form, fold(word), needle.near) is not None
    return not needle.form or re.fullmatch(pattern_of(needle.form), fold(word)) is not None


@lru_cache(maxsize=4)
def _judged(needles: tuple[Needle, ...]) -> dict[tuple[int, str], bool]:
    """What was found of words so far (`_is_meant`): the same come again and again, from text to text."""
    del needles
    return {}


@dataclass(frozen=True, slots=True)
class _Find:
    start: int
    end: int
    needle: int
    exact: bool


def _finds(text: str, needles: tuple[Needle, ...]) -> list[_Find]:
    pattern = _pattern(needles)
    if pattern is None:
        return []
    finds = []
    meant = _judged(needles)
    for match in pattern.finditer(text):
        number = int((match.lastgroup or "n0")[1:])
        needle = needles[number]
        if needle.stems or needle.form:
            word = (number, match[0])
            if word not in meant:
                if len(meant) >= _MOST_JUDGED:
                    meant.clear()
                meant[word] = _is_meant(match[0], needle)
            if not meant[word]:
                continue
        exact = needle.exact
        agrees = bool(exact) and tuple(form for _, form in pairs(match[0])) == exact
        finds.append(_Find(match.start(), match.end(), number, agrees))
        if len(finds) >= _MAX_FINDS:
            break
    return finds


def _best_window(finds: list[_Find], needles: tuple[Needle, ...], width: int) -> tuple[int, int]:
    """First and last find of the passage that shows most of the query, then most finds.

    A whole phrase is worth more than its words apart, typed diacritics twice as much as others.
    """
    worth = [max(1, len(needle.tokens)) ** 1.3 for needle in needles]
    best, best_value = (0, 0), (-1.0, 0)
    last = 0
    for first, find in enumerate(finds):
        last = max(last, first)
        while last + 1 < len(finds) and finds[last + 1].end - find.start <= width * 3 // 4:
            last += 1
        inside = finds[first : last + 1]
        distinct: dict[int, float] = {}
        for f in inside:
            distinct[f.needle] = max(distinct.get(f.needle, 0.0), worth[f.needle] * (2 if f.exact else 1))
        value = (sum(distinct.values()), min(len(inside), 8))
        if value > best_value:
            best, best_value = (first, last), value
    return best


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
        flat = re.sub(r"\s+", " ", raw)
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
    finds = _finds(text, needles)
    if not finds:
        begin = len(text) - len(text.lstrip())
        left, right = _widen(text, begin, begin, width)
        return Snippet(text=_flatten(text, left, right, [])[0], page=1 if text.strip() else None)
    first, last = _best_window(finds, needles, width)
    left, right = _widen(text, finds[first].start, finds[last].end, width)
    inside = [f for f in finds if f.start >= left and f.end <= right]
    passage, spans = _flatten(text, left, right, inside)
    return Snippet(text=passage, spans=spans, page=text.count("\f", 0, finds[first].start) + 1)
