"""The questions every engine is asked, made from documents of the same corpus.

Owns: classes of questions and their words. Must not: know an engine.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from corpus import documents

from archivist.search.analysis import folded_tokens
from archivist.search.records import IndexDocument

SAMPLE = 400
"""Documents the words are taken from."""
ASKED = 20
WARM = 5
"""Questions of each class that are asked first, and not timed."""

Form = Literal["and", "or", "phrase", "prefix", "fuzzy", "number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question in no engine's language.

    Attributes:
        form: how the words belong together.
        words: as written, with diacritics.
        year: only documents issued in it.
        issuer: only documents of this body (its id), and its name.
        counts: also count the matches by issuer, kind and year.
        by_date: newest first instead of by score.
    """

    form: Form
    words: tuple[str, ...]
    year: int | None = None
    issuer: tuple[str, str] | None = None
    counts: bool = False
    by_date: bool = False

    @property
    def text(self) -> str:
        """The question in archivist's language."""
        match self.form:
            case "and":
                said = " AND ".join(self.words)
            case "or":
                said = " OR ".join(self.words)
            case "phrase":
                said = f'"{" ".join(self.words)}"'
            case "prefix":
                said = f"{self.words[0]}*"
            case "fuzzy":
                said = f"{self.words[0]}~"
            case "number":
                said = f"number:{self.words[0]}"
        if self.year is not None:
            said += f" AND date:{self.year}"
        if self.issuer is not None:
            said += f' AND issuer:"{self.issuer[1]}"'
        return said

    @property
    def folded(self) -> list[str]:
        """Its words as the peers index them."""
        return [token for word in self.words for token in folded_tokens(word)]


def made_questions(count: int, *, seed: int = 11, asked: int = ASKED) -> dict[str, list[Question]]:
    """Questions by class, `asked` beside those that warm; no question stands twice."""
    rng = random.Random(seed)
    sample = list(islice(documents(min(count, SAMPLE)), SAMPLE))
    words = [document.text.split() for document in sample]
    held = Counter(word for text in words for word in set(text) if word.isalpha())
    common = [word for word, n in held.items() if n > len(sample) / 2]
    rare = [word for word, n in held.items() if n <= max(1, len(sample) // 50)]

    def run(size: int) -> tuple[str, ...]:
        while True:
            text = rng.choice(words)
            at = rng.randrange(30, len(text) - size)
            if all(word.isalpha() for word in text[at : at + size]):
                return tuple(text[at : at + size])

    def subject(document: IndexDocument) -> tuple[str, ...]:
        return tuple(document.subject.split()[1:5])

    makers: dict[str, Callable[[], Question]] = {
        "rare word": lambda: Question(form="and", words=(rng.choice(rare),)),
        "common word": lambda: Question(form="and", words=(rng.choice(common),)),
        "AND of 2": lambda: Question(form="and", words=(*run(1), *run(1))),
        "AND of 4, of a subject": lambda: Question(form="and", words=subject(rng.choice(sample))),
        "OR of 3": lambda: Question(form="or", words=(*run(1), *run(1), *run(1))),
        "phrase of 3": lambda: Question(form="phrase", words=run(3)),
        "prefix": lambda: Question(form="prefix", words=(run(1)[0][:3],)),
        "fuzzy": lambda: Question(form="fuzzy", words=(_long(run),)),
        "number": lambda: Question(form="number", words=(rng.choice(sample).number,)),
        "word and year": lambda: Question(form="and", words=run(1), year=rng.randrange(2006, 2025)),
        "word and issuer": lambda: Question(form="and", words=run(1), issuer=_body(rng.choice(sample))),
        "2 words, with counts": lambda: Question(form="and", words=(*run(1), *run(1)), counts=True),
        "2 words, by date": lambda: Question(form="and", words=(*run(1), *run(1)), by_date=True),
    }
    return {name: list(islice(_different(make), asked + WARM)) for name, make in makers.items()}


def _body(document: IndexDocument) -> tuple[str, str]:
    return document.issuer_id, document.issuer_names[0]


def _long(run: Callable[[int], tuple[str, ...]]) -> str:
    """A word in which one letter more or less leaves a likeness."""
    while len(folded_tokens(word := run(1)[0])[0]) < 4:
        pass
    return word


def _different(make: Callable[[], Question], tries: int = 2000) -> Iterator[Question]:
    """Questions, each once; fewer than wanted where the words do not give more."""
    seen: set[Question] = set()
    for _ in range(tries):
        question = make()
        if question not in seen:
            seen.add(question)
            yield question
