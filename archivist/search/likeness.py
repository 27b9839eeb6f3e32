"""Documents like one: the words that are typical of it.

Owns: which words of a document tell it from the others. Must not: find or rank documents.

A word is typical that stands often in the document and in few others (term frequency times inverse
document frequency); words of the subject count more. Words that stand in most documents tell nothing,
words that stand in no other find nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

from archivist.search.analysis import folded_tokens
from archivist.search.lexicon import Lexicon
from archivist.search.nodes import Like

_WORDS: Final = 25
_SUBJECT: Final = 4
"""A word of the subject counts as if it stood so often in the text."""
_COMMON: Final = 0.4
"""Words that stand in a larger share of all documents are left out."""
_FEW: Final = 10
"""With fewer documents than this no word can be called common."""


def like(identifier: str, subject: str, text: str, lexicon: Lexicon) -> Like:
    """The question for documents like this one.

    Args:
        identifier: id of the document, which is left out.
        subject: its subject.
        text: its text.
        lexicon: words of the index.
    """
    counts = Counter(folded_tokens(text))
    for token in folded_tokens(subject):
        counts[token] += _SUBJECT
    weighed: list[tuple[float, str]] = []
    documents = lexicon.documents
    for token, count in counts.items():
        if len(token) < 2 or token.isdigit():
            continue
        holders = lexicon.frequency(token)
        if holders < 2 or (documents >= _FEW and holders > _COMMON * documents):
            continue
        weighed.append((-(1 + math.log(count)) * math.log(documents / holders + 1), token))
    weighed.sort()
    words = tuple((token, round(-weight, 4)) for weight, token in weighed[:_WORDS])
    return Like(id=identifier, text=subject or identifier, words=words)
