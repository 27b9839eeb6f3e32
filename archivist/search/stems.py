"""Words of other languages reduced to what their forms have in common.

Owns: which languages are reduced, and how. Must not: know fields or an engine.

German, Norwegian and English by the Snowball algorithms; Hebrew by taking one prefix letter off (and,
the, in, to, from, that, as are written as prefixes): the surface is kept beside. Vietnamese words have no forms.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final, Protocol

from archivist.text import is_syllable, nfc

_ALGORITHMS: Final = {"de": "german", "en": "english", "nb": "norwegian"}
_CODES: Final = {"de": "de", "en": "en", "nb": "nb", "no": "nb", "nn": "nb", "he": "he", "iw": "he"}
_PREFIXES: Final = frozenset("והבלמשכ")
_DOUBLE_VAV: Final = "וו"
_FEWEST_HEBREW: Final = 4
"""Letters a Hebrew word needs to lose one: below that the letter mostly belongs to the root."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


_SNOWBALL: Final = "snowballstemmer"


@cache
def _stemmer(language: str) -> _Stemmer:
    """The stemmer of one language alone.

    Importing snowballstemmer reads the rules of 30 languages, which takes as long as a search. So its modules are
    imported under a name of ours, whose package has their folder and nothing else.
    """
    algorithm = _ALGORITHMS[language]
    package = f"{__name__}.{_SNOWBALL}"
    if package not in sys.modules:
        spec = find_spec(_SNOWBALL)
        folders = spec.submodule_search_locations if spec is not None else None
        if not folders:
            raise ModuleNotFoundError(f"No module named {_SNOWBALL!r}", name=_SNOWBALL)
        module = ModuleType(package)
        module.__path__ = list(folders)
        sys.modules[package] = module
    rules = import_module(f"{package}.{algorithm}_stemmer")
    made: _Stemmer = getattr(rules, f"{algorithm.capitalize()}Stemmer")()
    return made


@lru_cache(maxsize=100_000)
def _stem(language: str, word: str) -> str:
    return _stemmer(language).stemWord(word)


def _hebrew(word: str) -> Iterator[str]:
    """The word without points and, where it is long enough, without a prefix letter.

    Source of the doubled vav: Academy of the Hebrew Language, rules of spelling without points.
    """
    bare = "".join(c for c in word if not unicodedata.combining(c))
    yield bare
    if len(bare) >= _FEWEST_HEBREW and bare[0] in _PREFIXES:
        rest = bare[1:]
        yield rest
        # Full spelling doubles a vav that begins a word once something stands before it: ועדה, הוועדה.
        if rest.startswith(_DOUBLE_VAV) and len(rest) > len(_DOUBLE_VAV):
            yield rest[1:]


def _is_hebrew(word: str) -> bool:
    return any("\u05d0" <= c <= "\u05ea" for c in word)


def has_forms(language: str) -> bool:
    """Whether words of a document in this language are reduced."""
    return language in _CODES


def keys_of_text(language: str, words: list[str]) -> Iterator[str]:
    """Keys of the words of a document in this language; none for languages that are not reduced.

    Args:
        language: ISO 639-1 code of the document.
        words: exact forms (`analysis.pairs`), lower case, with their diacritics.
    """
    code = _CODES.get(language)
    if code == "he":
        for word in filter(_is_hebrew, words):
            for form in _hebrew(word):
                yield f"he:{form}"
    elif code is not None:
        for word in words:
            if word.isalpha():
                yield f"{code}:{_stem(code, word)}"


def keys_of_query(word: str) -> tuple[str, ...]:
    """Keys to ask for a word somebody typed; its language is not known, so in every one it may be.

    A Vietnamese syllable has none: "an" or "ban" would find English and German words without need.
    """
    word = nfc(word).lower()
    if not word.isalpha() and not _is_hebrew(word):
        return ()
    if _is_hebrew(word):
        return tuple(dict.fromkeys(f"he:{form}" for form in _hebrew(word)))
    if len(word) < 3 or is_syllable(word):
        return ()
    # The word itself may be the stem of others that its own stem is not: provins, provins-ene.
    return tuple(
        dict.fromkeys(f"{code}:{form}" for code in _ALGORITHMS for form in (_stem(code, word), word))
    )
