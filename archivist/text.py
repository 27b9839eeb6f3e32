"""Vietnamese text as plain functions: normal form, folding, tone placement, syllables, slugs.

Owns: what two spellings of one word have in common.
Must not: know documents, numbers or bodies, read a file, or keep state beyond caches.

Sources: TCVN 6909:2001 (Unicode for Vietnamese); the tone placement of the newer and older school
orthography, which official texts mix (Decree 30/2020/NĐ-CP itself writes both "ủy" and "uỷ").
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache
from operator import add

from archivist.lazypattern import late_pattern

# Letters that stand for đ in fonts, keyboards and text recognition, and have no decomposition.
# ƣ (U+01A3) is what old fonts leave of ư.
LOOKALIKES = str.maketrans("ÐƉðɖƢƣ", "ĐĐđđƯư")
"""For `str.translate`: the Vietnamese letter each of them is meant as."""
_UNDECOMPOSED = {"Đ": "D", "đ": "d", "ı": "i"}

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_VOWELS = "aăâeêioôơuưy"
_TONED = "".join(unicodedata.normalize("NFC", v + t) for v in _VOWELS for t in _TONES)
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz" + _TONED


def _strip_marks(s: str) -> str:
    decomposed = unicodedata.normalize("NFD", s)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


_FOLD_CASE = {
    ord(c): _UNDECOMPOSED.get(c) or _strip_marks(c) for c in _LETTERS + _LETTERS.upper() if not c.isascii()
} | {ord(c): _UNDECOMPOSED[c.translate(LOOKALIKES)] for c in "ÐƉðɖ"}
_FOLD_CASE |= {ord("ƣ"): "u", ord("Ƣ"): "U"}
# Letter by letter and complete, it is looked up a fifth faster: what a table lacks costs more than what it holds.
_FOLD_CODES = {code: code for code in range(128)} | {code: ord(letter) for code, letter in _FOLD_CASE.items()}


_STRANGE = late_pattern(r"[^\x00-\x7f]+")
"""What is left after the table: dashes, quotation marks, other scripts. A page has a few of them."""


def _plain(strange: re.Match[str]) -> str:
    return _stripped(strange[0])


@lru_cache(maxsize=1024)
def _stripped(strange: str) -> str:
    """The same few letters of other languages come again and again in the names of bodies and kinds."""
    return _strip_marks(strange).translate(_FOLD_CASE)


def nfc(s: str) -> str:
    """Canonical composed form; every text takes it at the door."""
    return s if s.isascii() else unicodedata.normalize("NFC", s)


@lru_cache(maxsize=16)
def utf8(s: str) -> bytes:
    """A text as bytes, for what goes through them faster; the last few are kept, broken letters as they are."""
    return nfc(s).encode("utf-8", "surrogatepass")


def places(text: str, *signs: str) -> list[int]:
    """Where any of some short texts stands, ascending: several times as fast as a pattern for rare ones."""
    found = []
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            found.append(at)
            at = text.find(sign, at + 1)
    found.sort()
    return found


def fold_keep_case(s: str) -> str:
    """Text without diacritics, case kept; đ and its look-alikes become d.

    The length may differ from that of `s`.
    """
    if s.isascii():
        return s
    folded = nfc(s).translate(_FOLD_CODES)
    return folded if folded.isascii() else _STRANGE.sub(_plain, folded)


def fold(s: str) -> str:
    """Lower case without diacritics: what a person types who types no accents.

    The length may differ from that of `s`.
    """
    if s.isascii():
        return s.lower()
    folded = fold_keep_case(s).lower()
    # Lower-casing may bring marks of its own ("İ"), so what is not ASCII yet goes round again.
    return folded if folded.isascii() else fold_keep_case(folded)


# ------------------------------------------------------------------------------------- tone


def _tone_pairs(first: str, second: str) -> dict[str, str]:
    """Both ways of writing one tone on the pair, in every case: "oà" → "òa"."""
    pairs: dict[str, str] = {}
    for a in (first, first.upper()):
        for b in (second, second.upper()):
            for tone in _TONES:
                late = a + unicodedata.normalize("NFC", b + tone)
                pairs[late] = unicodedata.normalize("NFC", a + tone) + b
    return pairs


_LATE_TO_EARLY = {k: v for a, b in ("oa", "oe", "uy") for k, v in _tone_pairs(a, b).items()}
_EARLY_TO_LATE = {v: k for k, v in _LATE_TO_EARLY.items()}
# After q the u is part of the onset: "quý", never "qúy".
_AFTER_Q = {v: k for second in "aăâeêioôơy" for k, v in _tone_pairs("u", second).items()}


def _either(pairs: dict[str, str]) -> str:
    firsts = "".join(sorted({p[0] for p in pairs}))
    seconds = "".join(sorted({p[1] for p in pairs}))
    return f"([{firsts}][{seconds}])"


_LETTER = r"[^\W\d_]"
_CODA = r"(?:ch|ng|nh|[cmnptiyou])"
_OPEN_LATE = late_pattern(rf"(?<![qQ]){_either(_LATE_TO_EARLY)}(?!{_LETTER})")
_CLOSED_EARLY = late_pattern(rf"(?<![qQ]){_either(_EARLY_TO_LATE)}(?={_CODA}(?!{_LETTER}))", re.IGNORECASE)
_Q_EARLY = late_pattern(rf"(?<=[qQ]){_either(_AFTER_Q)}")
_TONE_PAIRS = frozenset((*_LATE_TO_EARLY, *_EARLY_TO_LATE, *_AFTER_Q))
_ONE_WORD = 16
"""Characters up to which looking at each pair of them takes less than a pattern does."""


def normalise_tone(s: str) -> str:
    """One place for the tone mark, NFC: hoà → hòa, thuỷ → thủy, qúy → quý, tòan → toàn.

    Open syllables with a glide take the mark on the first vowel, closed ones on the second.
    """
    s = nfc(s)
    if s.isascii():
        return s
    if len(s) <= _ONE_WORD and _TONE_PAIRS.isdisjoint(map(add, s, s[1:])):
        return s
    s = _OPEN_LATE.sub(lambda m: _LATE_TO_EARLY.get(m[1], m[1]), s)
    s = _CLOSED_EARLY.sub(lambda m: _EARLY_TO_LATE.get(m[1], m[1]), s)
    return _Q_EARLY.sub(lambda m: _AFTER_Q.get(m[1], m[1]), s)


# ------------------------------------------------------------------------------------- lines

# Zero-width characters, direction marks, word joiner, byte order mark.
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF], None
)
_DASHES = {ord(c): "-" for c in "‐‑‒–—―−﹣－"}
_CLEAN = {**_INVISIBLE, **_DASHES}
_UNCLEAN = late_pattern(f"[{re.escape(''.join(map(chr, _CLEAN)))}]")


def clean_line(s: str) -> str:
    """One line fit for matching: NFC, no invisible characters, plain dashes, single blanks.

    The soft hyphen stays: in TCVN3 text it is the letter ư.
    """
    if not s.isascii():
        # Looking for what is to be replaced takes a tenth of the time of replacing nothing.
        s = nfc(s.translate(_CLEAN) if _UNCLEAN.search(s) else s)
    return " ".join(s.split())


# ------------------------------------------------------------------------------------- syllables

_RIME_LIST = """
    a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu
    iêc iêm iên iêng iêp iêt iêu o oc oi om on ong ooc oong op ot
    oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăp oăt oe oem oen oeo oet
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uêu uơ
    uôc uôi uôm uôn uông uôp uôt uy uya uych uyn uynh uyp uyt uyu uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y
"""
_QU_RIME_LIST = """
    a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây e en eng eo et
    ê ên êch ênh êt êu i it ôc ơ ơi ơn y ych yên yêt yn ynh yp yt yu
"""
_RIMES = frozenset(_RIME_LIST.split())
_BARE_RIMES = _RIMES - {r for r in _RIMES if r.startswith("iê")} | {"yêm", "yên", "yêng", "yêt", "yêu"}
_QU_RIMES = frozenset(_QU_RIME_LIST.split())
_ONSETS = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", *"bcdđghklmnprstvx")
"""Longer ones first."""
_FRONT = frozenset("eêiy")
_ALPHABET = frozenset(_LETTERS)


def _split_tone(word: str) -> tuple[str, str] | None:
    """Word without its tone mark, and the mark; None when it bears more than one."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = [c for c in decomposed if c in _TONES]
    if len(tones) > 1:
        return None
    base = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", base), tones[0] if tones else ""


@lru_cache(maxsize=8192)
def _is_syllable(word: str) -> bool:
    split = _split_tone(word) if _ALPHABET.issuperset(word) else None
    if split is None:
        return False
    base, tone = split
    # A stopped syllable has only the sắc and the nặng tone.
    if base.endswith(("c", "ch", "k", "p", "t")) and tone not in {"\u0301", "\u0323"}:
        return False
    if base in _BARE_RIMES or base in {"gi", "gin"}:
        return True
    if base.startswith("gi") and base[1:] in _RIMES:
        return True
    onset = next((one for one in _ONSETS if base.startswith(one) and base != one), "")
    return bool(onset) and _fits(onset, base[len(onset) :])


def _fits(onset: str, rime: str) -> bool:
    if onset == "qu":
        return rime in _QU_RIMES
    if onset == "gi":
        return rime in _RIMES and rime[0] not in "iy"
    if rime not in _RIMES:
        return False
    if onset in {"gh", "ngh"}:
        return rime[0] in _FRONT
    if onset in {"c", "g", "ng"}:
        # k, gh, ngh are written before front vowels; k also elsewhere in names (Bắc Kạn, Kon Tum).
        return rime[0] not in _FRONT
    return True


def is_syllable(s: str) -> bool:
    """True when `s` is a well-formed, fully accented Vietnamese syllable (either tone placement)."""
    return bool(s) and _is_syllable(nfc(s).lower())


_WORD = late_pattern(rf"{_LETTER}+")


def syllable_share(text: str) -> float:
    """Share of the words of `text` that are Vietnamese syllables, 0.0 to 1.0; 0.0 without words.

    Well above 0.9 for sound Vietnamese; low for foreign text, lost accents and broken encodings.
    """
    words = _WORD.findall(nfc(text))
    if not words:
        return 0.0
    return sum(map(is_syllable, words)) / len(words)


# ------------------------------------------------------------------------------------- comparing


_EDGE = ".,;:!?()[]{}<>“”„‘’\"'|*_-–—/"


def same_word(a: str, b: str) -> bool:
    """True when two readings of a printed word differ in nothing but case, tone placement and edge signs."""
    return _word_key(a) == _word_key(b)


def _word_key(word: str) -> str:
    return normalise_tone(nfc(word)).casefold().strip(_EDGE)


def within_one_edit(a: str, b: str) -> bool:
    """True when `a` becomes `b` by at most one insertion, deletion, replacement or swap of neighbours.

    One edit is what text recognition typically does to a short capital line ("QUYÉT ĐỊNH").
    """
    if a == b:
        return True
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    if a[at + 1 :] == b[at + 1 :]:
        return True
    return a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]


# ------------------------------------------------------------------------------------- slugs

_SLUG_SPELLING = {
    ord(k): v for k, v in {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "þ": "th"}.items()
}
_NOT_SLUG = late_pattern(r"[^a-z0-9]+")


def slug(s: str, max_bytes: int = 80) -> str:
    """ASCII name part of `s`: lower-case letters, digits and single hyphens, never empty.

    Total and idempotent. A text without any Latin letter or digit gets a name made of its checksum,
    so that two of them stay apart.

    Args:
        s: any text.
        max_bytes: upper limit of the length, at least 10; whole words are kept where possible.
    """
    name = _NOT_SLUG.sub("-", fold(s).translate(_SLUG_SPELLING)).strip("-")
    if not name:
        return f"x-{zlib.crc32(nfc(s).encode('utf-8', 'surrogatepass')):08x}"
    if len(name) <= max_bytes:
        return name
    cut = name[: max_bytes + 1].rfind("-")
    return name[: cut if cut > max_bytes // 2 else max_bytes].strip("-")
