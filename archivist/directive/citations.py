"""Other directives a document mentions, and how it mentions them.

Owns: putting together what `sentences`, `mentions` and `governing` find into citations, each act
and relation once.
Must not: resolve them to held documents, or decide on validity.

A passive clause ("Quyết định số 12 được thay thế bởi Quyết định số 15") tells a fact about other
acts. A citation says what this document does, so such an act is merely cited; the sentence is its
evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archivist import numbers
from archivist.directive.governing import MENTIONED, Governed, govern, list_head
from archivist.directive.mentions import Mention, find_bare, find_mentions, kind_code
from archivist.directive.mentions_foreign import ForeignMention, find_foreign, in_vietnamese
from archivist.directive.pieces import QUOTE_LIMIT, fold_aligned
from archivist.directive.sentences import TEXT_LIMIT, Sentence, sentences
from archivist.extracted import Extracted
from archivist.lazypattern import late_pattern
from archivist.model import Citation, Evidence, RelationKind

MOST = 300
"""Citations kept of one document; a list of repealed acts has at most a few hundred."""
_LONGEST_SCOPE = 160

_TRIM_SCOPE = late_pattern(
    r"^(?:cho|các|những|toàn bộ|và|của|tại|đối với|văn bản|,|\s)+(?=\s|$)|(?:\s|^)(?:của|tại|các|ban hành kèm theo|kèm theo|trong|và|,|\s)+$",
    re.IGNORECASE,
)
_PARTS_BEFORE = late_pattern(
    r"(?<![\w.])(?:(?:điểm|khoản|điều|mục|chương|phần|phụ lục|tiết|và|,|[a-zđ]{1,2}|[ivx]{1,5}|\d{1,3}(?:\.\d{1,3}){0,3}[a-zđ]?),?\s+){1,24}"
    r"(?:của\s+|tại\s+)?(?:các\s+)?$",
    re.IGNORECASE,
)


def read_citations(extracted: Extracted, own_key: str = "") -> tuple[Citation, ...]:
    """Citations in order of appearance, each act and relation once.

    An act that is merely mentioned again after its relation was stated is left out: the relation
    says more.

    Args:
        extracted: the document.
        own_key: key of the document's own number, which is no citation.
    """
    found: dict[tuple[str, RelationKind], Citation] = {}
    for citation in _all(extracted, own_key):
        name = numbers.key(citation.number) if citation.number else fold_aligned(citation.cited_as)
        if own_key and name == own_key:
            continue
        found.setdefault((name, citation.kind), citation)
        if len(found) >= MOST:
            break
    stated = {name for name, kind in found if kind is not RelationKind.CITES}
    return tuple(
        citation
        for (name, kind), citation in found.items()
        if kind is not RelationKind.CITES or name not in stated
    )


def _all(extracted: Extracted, own_key: str) -> Iterator[Citation]:
    listed: RelationKind | None = None
    head = ""
    based = False
    for sentence in sentences(extracted):
        # A list under "Bãi bỏ các văn bản sau:" ends where the numbering of its head goes on.
        if listed is not None and (not sentence.follows or sentence.mark in ("", head, "article")):
            listed = None
        if sentence.folded.endswith(":") and (opened := list_head(sentence)) is not None:
            listed, head = opened, sentence.mark or "none"
        based = based and sentence.follows and not sentence.mark
        mentions = find_mentions(sentence.text)
        governed = govern(sentence, mentions, RelationKind.BASED_ON if based else listed)
        for mention, how in zip(mentions, governed, strict=True):
            if how.kind is RelationKind.ATTACHES and own_key:
                how = MENTIONED  # a form of another act among the annexes: this document has a number itself
            # A document with a number says "số" before others'; reports about directives do not.
            if not (mention.plain and how.kind is RelationKind.CITES and own_key):
                yield _citation(sentence, mention, how)
        for bare in find_bare(sentence.text, mentions):
            yield _citation(sentence, bare, MENTIONED)
        # "Căn cứ Luật A;" may go on with "Luật B;" on the next line.
        based = bool(governed) and governed[0].kind is RelationKind.BASED_ON and sentence.text.endswith(";")
    yield from _foreign(extracted)


def _citation(sentence: Sentence, mention: Mention, how: Governed) -> Citation:
    text = sentence.text
    return Citation(
        kind=how.kind,
        cited_as=(mention.name or text[mention.start : mention.end]).strip()[:QUOTE_LIMIT],
        number=mention.number.normal if mention.number else "",
        target_kind=kind_code(mention),
        issuer=mention.issuer,
        issued=mention.issued,
        scope=_scope(text, mention, how),
        evidence=_evidence(sentence.text, mention.start, how.kind, sentence.page, sentence.line),
        confidence=how.confidence if mention.number else round(how.confidence - 0.15, 3),
    )


_CHANGES = frozenset(
    {
        RelationKind.REPLACES,
        RelationKind.REPEALS,
        RelationKind.AMENDS,
        RelationKind.SUSPENDS,
        RelationKind.CORRECTS,
    }
)


def _scope(text: str, mention: Mention, how: Governed) -> str:
    """The parts concerned.

    Whatever stands between a changing verb and the act is the part changed: were it lost, a
    repeal of one annex would read as the repeal of the whole.
    """
    if how.kind in _CHANGES and how.gap.strip():
        gap = text[how.gap_start : mention.start]
    else:
        parts = _PARTS_BEFORE.search(text[max(0, mention.start - 160) : mention.start])
        gap = parts[0] if parts and re.search(r"\d|phụ lục", parts[0], re.IGNORECASE) else ""
    previous = None
    while previous != gap:
        previous, gap = gap, _TRIM_SCOPE.sub("", gap).strip(" ,:")
    return gap[:_LONGEST_SCOPE].strip()


def _foreign(extracted: Extracted) -> Iterator[Citation]:
    total = 0
    for page in extracted.pages:
        text = page.text[: TEXT_LIMIT - total]
        total += len(text)
        for mention in find_foreign(text) if not in_vietnamese(text) else ():
            yield _foreign_citation(mention, page.number)


def _foreign_citation(mention: ForeignMention, page: int) -> Citation:
    return Citation(
        kind=mention.relation,
        cited_as=mention.text[mention.start : mention.end][:QUOTE_LIMIT],
        number=mention.number,
        target_kind=mention.kind_code,
        issuer=mention.issuer,
        issued=mention.issued,
        scope=mention.scope[:_LONGEST_SCOPE],
        evidence=_evidence(mention.text, mention.start, mention.relation, page, None),
        confidence=mention.confidence,
    )


def _evidence(text: str, start: int, relation: RelationKind, page: int, line: int | None) -> Evidence:
    begin = max(0, min(start - 140, len(text) - QUOTE_LIMIT))
    return Evidence(
        source="page",
        page=page,
        line=line,
        quote=text[begin : begin + QUOTE_LIMIT],
        rule=f"citation:{relation.value}",
    )
