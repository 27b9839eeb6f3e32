"""Which language a text is in: by its function words and letters.

Owns: the test and its word lists (Vietnamese, English, German, Norwegian, Hebrew).
Must not: grow into a general language identifier; what is none of the five is ``"und"``.

Function words are short, frequent and belong to one language; a few hundred words of text
hold dozens of them, which is why the test needs no model.
"""

from __future__ import annotations

import unicodedata

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern

SAMPLE = 4000
"""Characters looked at: the head and the first pages decide the language of an act."""

_WORD = late_pattern(r"[^\W\d_]+")

_FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "vi": frozenset(
        [
            "và",
            "của",
            "các",
            "về",
            "cho",
            "được",
            "trong",
            "theo",
            "với",
            "không",
            "là",
            "này",
            "những",
            "ngày",
            "tháng",
            "năm",
            "số",
            "việc",
            "có",
            "để",
            "tại",
            "từ",
            "do",
            "đến",
            "quy",
            "định",
            "thực",
            "hiện",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "for",
            "by",
            "on",
            "is",
            "shall",
            "with",
            "this",
            "that",
            "as",
            "be",
            "or",
            "an",
            "at",
            "from",
            "are",
            "has",
            "which",
            "not",
            "its",
            "have",
            "under",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "in",
            "den",
            "von",
            "zu",
            "des",
            "mit",
            "für",
            "ist",
            "im",
            "auf",
            "dem",
            "nicht",
            "ein",
            "eine",
            "als",
            "auch",
            "werden",
            "sich",
            "wird",
            "bei",
            "nach",
            "durch",
            "zur",
            "zum",
            "über",
        ]
    ),
    "nb": frozenset(
        [
            "og",
            "i",
            "av",
            "på",
            "til",
            "for",
            "som",
            "med",
            "det",
            "er",
            "den",
            "skal",
            "kan",
            "om",
            "ved",
            "ikke",
            "fra",
            "eller",
            "en",
            "et",
            "har",
            "etter",
            "jf",
            "denne",
            "dette",
            "blir",
            "være",
        ]
    ),
}
_SHARED = frozenset(
    word
    for code, words in _FUNCTION_WORDS.items()
    for word in words
    if any(word in other for name, other in _FUNCTION_WORDS.items() if name != code)
)
# Letters only Vietnamese has; French or Czech share the accents but not these.
_VIETNAMESE_LETTERS = late_pattern(r"[ăđơưĂĐƠƯẠ-ỹ]")
_HEBREW = late_pattern(r"[\u0590-\u05ff]")
# Accents left out: "quyet dinh ve viec": common syllable pairs without accents.
_BARE_VIETNAMESE = late_pattern(
    r"\b(?:quyet dinh|nghi quyet|ubnd|uy ban|viet nam|cong hoa|thuc hien|ve viec|kinh gui|dang bo|can cu)\b"
)


# Text typed in a font encoding: the letters of TCVN3 (".VnTime") and VNI read as Latin-1. Shares
# of words, measured on Vietnamese, English, German and Norwegian text: none of these reaches half.
_TCVN3 = late_pattern(r"[\u00a8-\u00ae\u00b5-\u00be]")
_VNI = late_pattern(r"[aeouyAEOUYôöÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]")
_TCVN3_SHARE, _VNI_SHARE = 0.15, 0.25


def in_legacy_encoding(text: str) -> bool:
    """True when `text` is Vietnamese in a font encoding that was not converted to Unicode.

    Such text has no readable word: neither a field nor a mark of secrecy can be found in it.
    """
    words = text[:SAMPLE].split()
    if len(words) < 8:
        return False
    if _more_than(0.1 * len(words), words):
        return False
    tcvn = sum(1 for word in words if _TCVN3.search(word))
    vni = sum(1 for word in words if _VNI.search(word))
    return tcvn > _TCVN3_SHARE * len(words) or vni > _VNI_SHARE * len(words)


def _more_than(number: float, words: list[str]) -> bool:
    """Whether more than `number` of the words carry Vietnamese letters; a page of Vietnamese soon tells."""
    found = 0
    for word in words:
        if _VIETNAMESE_LETTERS.search(word):
            found += 1
            if found > number:
                return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageGuess:
    """Language of a text with the grounds.

    Attributes:
        code: ISO 639-1 code, or ``"und"``.
        confidence: 0.0 to 1.0.
        reason: what decided, for the evidence.
    """

    code: str
    confidence: float
    reason: str


def guess_language(text: str) -> LanguageGuess:
    """Language of `text` by the letters it uses and the share of function words."""
    sample = unicodedata.normalize("NFC", text[:SAMPLE])
    words = [word.lower() for word in _WORD.findall(sample)]
    letters = sum(len(word) for word in words)
    if len(words) < 5 or not letters:
        return LanguageGuess(code="und", confidence=0.5, reason="fewer than five words")
    hebrew = len(_HEBREW.findall(sample))
    if hebrew / letters > 0.3:
        return LanguageGuess(
            code="he",
            confidence=min(0.99, 0.6 + hebrew / letters / 2),
            reason=f"{hebrew} Hebrew letters of {letters}",
        )
    marked = sum(1 for word in words if _VIETNAMESE_LETTERS.search(word)) / len(words)
    if marked > 0.25:
        return LanguageGuess(
            code="vi",
            confidence=min(0.99, 0.75 + marked / 2),
            reason=f"{marked:.0%} of the words carry letters only Vietnamese has",
        )
    return _by_function_words(words, sample)


def _by_function_words(words: list[str], sample: str) -> LanguageGuess:
    scores: dict[str, float] = {}
    for code, known in _FUNCTION_WORDS.items():
        hits = sum(0.5 if word in _SHARED else 1.0 for word in words if word in known)
        scores[code] = hits / len(words)
    best = max(scores, key=lambda code: scores[code])
    second = max(score for code, score in scores.items() if code != best)
    # Running text in any of these languages has 20-40 % function words; a table or a list of
    # names has hardly any and stays undetermined.
    if scores[best] < 0.08 or scores[best] < 1.3 * second:
        bare = len(_BARE_VIETNAMESE.findall(sample.lower()))
        if bare >= 2:
            return LanguageGuess(
                code="vi", confidence=0.6, reason=f"{bare} Vietnamese phrases without accents"
            )
        return LanguageGuess(code="und", confidence=0.5, reason="no language has enough function words")
    margin = 1 - second / scores[best]
    return LanguageGuess(
        code=best,
        confidence=round(min(0.98, 0.6 + scores[best] + 0.2 * margin), 3),
        reason=f"{scores[best]:.0%} of the words are {best} function words",
    )
