"""Is a text Vietnamese in a legacy encoding? By its syllables, where no font tells.

Owns: the measures and their thresholds.
Must not: know documents; one block of text is judged at a time.

Vietnamese is written in syllables of a fixed make, four of five with a diacritic or more than a
quarter at the very least; in the right reading nearly all words are syllables, in a wrong one
few. The thresholds were measured on blocks cut from texts in five languages (bench/legacy.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.legacy.decoding import decode, has_unicode_letters
from archivist.legacy.tables import Encoding
from archivist.text import is_syllable

MIN_WORDS = 12
"""Words a block needs to be judged alone."""

_SYLLABLES, _DIACRITICS, _GAIN = 0.80, 0.25, 0.25
_CHANGED = 0.5  # of the words in a legacy font that decoding changes
_FOREIGN_TO_LEGACY = 0.1
"""Share of words with Unicode Vietnamese letters above which a text is Unicode."""

_SPLIT = late_pattern(r"[\s\ufffe\uffff/,;:_–—-]+")
_EDGES = "!\"#$%&'()*+.<=>?@[\\]^`{|}~“”‘’…"
_MARKED_WORD = late_pattern(r"[AaEeIiOoUuYy][(^+'`?~.]|[Dd][Dd]")
_MARKED_SHARE = 0.2
_WORD_OF_LETTERS = late_pattern(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Score:
    """How Vietnamese a reading is.

    Attributes:
        words: words counted.
        syllables: share of them that are Vietnamese syllables.
        diacritics: share that carries a diacritic.
    """

    words: int
    syllables: float
    diacritics: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The accepted reading of a block."""

    encoding: Encoding
    score: Score
    gain: float


def words_of(text: str) -> list[str]:
    """Words that can be told right from wrong: no numbers, no abbreviations in capitals (UBND)."""
    found = []
    for token in _SPLIT.split(text):
        word = token.strip(_EDGES)
        if not word or any(char.isdigit() for char in word):
            continue
        if word.isascii() and (not word.isalpha() or word.isupper()) and not _MARKED_WORD.search(word):
            continue
        found.append(word)
    return found


def score_words(words: Iterable[str]) -> Score:
    """Measure words."""
    words = tuple(words)
    if not words:
        return Score(0, 0.0, 0.0)
    syllables = sum(1 for word in words if is_syllable(word))
    marked = sum(1 for word in words if not word.isascii())
    return Score(len(words), syllables / len(words), marked / len(words))


def is_unicode(text: str) -> bool:
    """True when the text is Vietnamese in Unicode already, in whole or in good part."""
    words = text.split()
    return sum(1 for word in words if has_unicode_letters(word)) > _FOREIGN_TO_LEGACY * len(words)


def candidates(text: str) -> tuple[Encoding, ...]:
    """Encodings the text could be in, by the characters it holds."""
    if not any(char.isalpha() and char > "\x7f" for char in text):
        words = text.split()
        marked = sum(1 for word in words if _MARKED_WORD.search(word))
        if marked > _MARKED_SHARE * len(words):
            return (Encoding.VIQR,)
        if text.isascii():
            return ()
    return (Encoding.TCVN3, Encoding.VNI, Encoding.VISCII, Encoding.CP1258, Encoding.UTF8_TWICE)


def judge(text: str) -> Verdict | None:
    """The legacy encoding a block of text is in, None when none is proven.

    A reading is accepted when at least 80 % of the words are Vietnamese syllables, 25 % carry
    diacritics, and 25 % more are syllables than in the text as it stands.
    """
    found = candidates(text)
    if not found or is_unicode(text):
        return None
    as_is = score_words(words_of(text))
    best: Verdict | None = None
    for encoding in found:
        decoded = decode(text, encoding)
        if decoded == text:
            continue
        score = score_words(words_of(decoded))
        gain = score.syllables - as_is.syllables
        if score.words < MIN_WORDS or score.syllables < _SYLLABLES:
            continue
        if score.diacritics < _DIACRITICS or gain < _GAIN:
            continue
        if best is None or (score.syllables, score.diacritics) > (
            best.score.syllables,
            best.score.diacritics,
        ):
            best = Verdict(encoding, score, gain)
    return best


def improves(text: str, encoding: Encoding) -> bool:
    """True when the reading makes a text no worse: for blocks too short to be judged alone."""
    as_is, decoded = score_words(words_of(text)), score_words(words_of(decode(text, encoding)))
    return decoded.syllables >= as_is.syllables


def changes_for_the_better(text: str, encoding: Encoding) -> bool:
    """True when most of the words that decoding changes are Vietnamese syllables afterwards."""
    words = words_of(text)
    pairs = [(word, decode(word, encoding)) for word in words]
    changed = score_words(decoded for word, decoded in pairs if decoded != word)
    return not changed.words or changed.syllables >= _CHANGED
