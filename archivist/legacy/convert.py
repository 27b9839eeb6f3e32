"""A document's paragraphs → Unicode, decided by fonts first, by syllables where none are known.

Owns: the order of evidence and the vote over the whole document.
Must not: open documents; the caller keeps the original text.

Order of evidence:
    1. a run in a legacy font is in that font's encoding, unless the text set in such fonts is
       Unicode already (some converters keep the font's name);
    2. all other text is judged in blocks of at least 12 words; blocks too short or too odd to be
       judged follow the majority of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from archivist.lazyclass import dataclass
from archivist.legacy.decoding import decode, has_unicode_letters
from archivist.legacy.fonts import font_encoding
from archivist.legacy.score import MIN_WORDS, changes_for_the_better, improves, judge, score_words, words_of
from archivist.legacy.tables import Encoding

_LARGE = 4000
"""Words that decide about all text in fonts of one encoding; more say the same."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one font; the font is empty when it is not known."""

    text: str
    font: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A document after conversion.

    Attributes:
        runs: for each paragraph the texts of its runs, in order, as many as were given.
        encodings: what was found, the most frequent first.
        by: ``fonts``, ``syllables`` or ``fonts and syllables``.
        share: share of the words that stood in converted text, 0.0 to 1.0.
        case_lost: text was converted whose capitals only its unknown font would show.
    """

    runs: tuple[tuple[str, ...], ...]
    encodings: tuple[Encoding, ...]
    by: str
    share: float
    case_lost: bool = False

    @property
    def name(self) -> str:
        """The encodings as one text."""
        return ", ".join(self.encodings)

    def sentence(self) -> str:
        """What was done, for a person."""
        lost = "; capitals that only the font showed are lost" if self.case_lost else ""
        return (
            f"the text was converted from {self.name} to Unicode "
            f"({self.share:.0%} of the words, told by {self.by}){lost}"
        )


def convert(paragraphs: Sequence[Sequence[Run]], *, padded: bool = False) -> Conversion | None:
    """Convert what is in a legacy encoding.

    Args:
        paragraphs: the runs of every paragraph or line, in reading order.
        padded: keep the length of every run, see `decoding`.

    Returns:
        None when nothing is in a legacy encoding.
    """
    if all(run.text.isascii() for runs in paragraphs for run in runs) and not _may_be_viqr(paragraphs):
        return None
    work = _Work(paragraphs, padded)
    work.by_fonts()
    work.by_syllables()
    return work.result()


def _may_be_viqr(paragraphs: Sequence[Sequence[Run]]) -> bool:
    marks = sum(run.text.count("^") + run.text.count("dd") for runs in paragraphs for run in runs)
    return marks >= 2


@dataclass(slots=True)
class _Block:
    """Consecutive paragraphs judged together."""

    members: list[int]
    text: str
    encoding: Encoding | None = None


class _Work:
    """One document while it is converted."""

    def __init__(self, paragraphs: Sequence[Sequence[Run]], padded: bool) -> None:
        self._paragraphs = paragraphs
        self._padded = padded
        self._out = [[run.text for run in runs] for runs in paragraphs]
        self._settled = [[False] * len(runs) for runs in paragraphs]
        self._words: Counter[Encoding] = Counter()
        self._by: Counter[str] = Counter()

    # -------------------------------------------------------------------------------- fonts

    def by_fonts(self) -> None:
        """Decode the runs in legacy fonts whose text is not Unicode."""
        proven = {encoding for encoding, text in self._set_in().items() if _is_encoded(text, encoding)}
        for number, runs in enumerate(self._paragraphs):
            if any(has_unicode_letters(run.text) for run in runs if font_encoding(run.font)):
                continue
            for place, run in enumerate(runs):
                font = font_encoding(run.font)
                if font is not None and font.encoding in proven:
                    self._decode(number, place, font.encoding, "fonts", capitals=font.capitals)

    def _set_in(self) -> Mapping[Encoding, str]:
        """Text set in fonts of each encoding, without paragraphs that are Unicode."""
        found: dict[Encoding, list[str]] = {}
        counts: Counter[Encoding] = Counter()
        for runs in self._paragraphs:
            texts: dict[Encoding, str] = {}
            for run in runs:
                font = font_encoding(run.font)
                if font is not None and font.encoding is not None:
                    texts[font.encoding] = texts.get(font.encoding, "") + run.text
            for encoding, text in texts.items():
                if counts[encoding] < _LARGE:
                    counts[encoding] += text.count(" ") + 1
                    found.setdefault(encoding, []).append(text)
        return {encoding: "\n".join(texts) for encoding, texts in found.items()}

    def _decode(
        self, number: int, place: int, encoding: Encoding, by: str, *, capitals: bool = False
    ) -> None:
        text = self._paragraphs[number][place].text
        self._settled[number][place] = True
        decoded = decode(text, encoding, capitals=capitals, padded=self._padded)
        self._out[number][place] = decoded
        words = len(text.split())
        self._words[encoding] += words
        self._by[by] += words if decoded != text else 0

    # ---------------------------------------------------------------------------- syllables

    def by_syllables(self) -> None:
        """Judge what no font decided, block by block, then let the blocks vote."""
        blocks = list(self._blocks())
        votes: Counter[Encoding] = Counter()
        against = 0
        for block in blocks:
            verdict = judge(block.text)
            block.encoding = verdict.encoding if verdict else None
            if verdict:
                votes[verdict.encoding] += verdict.score.words
            elif not block.text.isascii() or _may_be_viqr([[Run(block.text)]]):
                against += score_words(words_of(block.text)).words
        if not votes:
            return
        winner, strength = votes.most_common(1)[0]
        rules = strength > against
        for block in blocks:
            for number in block.members:
                self._by_verdict(number, block.encoding or (winner if rules else None), bool(block.encoding))

    def _by_verdict(self, number: int, encoding: Encoding | None, judged: bool) -> None:
        text = self._open_text(number)
        if encoding is None or has_unicode_letters(text) or not (judged or improves(text, encoding)):
            return
        for place, done in enumerate(self._settled[number]):
            if not done:
                self._decode(number, place, encoding, "syllables")

    def _open_text(self, number: int) -> str:
        runs, settled = self._paragraphs[number], self._settled[number]
        return "".join([run.text for run, done in zip(runs, settled, strict=True) if not done])

    def _blocks(self) -> Iterator[_Block]:
        """Consecutive paragraphs of at least `MIN_WORDS` words; Unicode is kept apart."""
        block = _Block([], "")
        words = 0
        for number in range(len(self._paragraphs)):
            text = self._open_text(number)
            if not text.strip() or has_unicode_letters(text):
                if block.members:
                    yield block
                block, words = _Block([], ""), 0
                continue
            block.members.append(number)
            block.text += text + "\n"
            words += len(words_of(text))
            if words >= MIN_WORDS:
                yield block
                block, words = _Block([], ""), 0
        if block.members:
            yield block

    # ------------------------------------------------------------------------------- result

    def result(self) -> Conversion | None:
        """What came of it."""
        if not sum(self._by.values()):
            return None
        total = sum(len(run.text.split()) for runs in self._paragraphs for run in runs)
        by = [name for name in ("fonts", "syllables") if self._by[name]]
        return Conversion(
            runs=tuple(tuple(texts) for texts in self._out),
            encodings=tuple(encoding for encoding, words in self._words.most_common() if words),
            by=" and ".join(by),
            share=min(1.0, sum(self._words.values()) / total) if total else 0.0,
            case_lost=Encoding.TCVN3 in self._words and self._by["syllables"] > 0.1 * total,
        )


def _is_encoded(text: str, encoding: Encoding) -> bool:
    """True when text set in fonts of an encoding is in that encoding.

    The font is the proof, unless the text is Unicode already, or the words that decoding changes
    are mostly no Vietnamese (another language, set in that font by mistake).
    """
    if text.isascii():
        return True
    words = text.split()
    if sum(1 for word in words if has_unicode_letters(word)) > 0.5 * len(words):
        return False
    paragraphs = [line for line in text.split("\n") if not has_unicode_letters(line)]
    return changes_for_the_better("\n".join(paragraphs), encoding)
