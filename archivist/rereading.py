"""Read a document again whose scanned pages were recognised, and keep what came of it.

Owns: what the stamps and heads of its pages say of secrecy, how far fields from recognised
text are trusted, what survives of the record, and the durable steps of the new revision.
Must not: recognise anything, overrule a person, or clear a page whose head was not read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from archivist import recovery, store
from archivist.authorities.kinds import kind_by_code
from archivist.classify import Policy, decide, policy_of
from archivist.classing import with_class
from archivist.confirmed import is_accepted, is_confirmed, keep_readings, open_reasons
from archivist.directive.marks import MarkFinding, find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.directive.stamps import Secret, StampMeaning, is_exact, meaning_of
from archivist.extract.ocr_records import HeadZone, RecognisedPage, Stamp
from archivist.extracted import LEGACY_ENCODING, PDF_A, Detected, Extracted, Page, PageText
from archivist.lazyclass import dataclass
from archivist.model import (
    Access,
    Box,
    Change,
    Document,
    Evidence,
    FieldName,
    Fields,
    Issuer,
    Level,
    Reading,
    Reason,
    Receipt,
    Secrecy,
    Urgency,
)
from archivist.pipeline import with_parts
from archivist.recognised import lowered
from archivist.text import syllable_share
from archivist.witnessing import with_witnesses
from archivist.workspace import Workspace, now

STAMPS = "stamps"
"""Under this name the record's versions say what looked for stamps in the images of its pages."""
_READABLE = 0.5
"""Share of well-formed syllables from which a page counts as read."""
_NO_TYPE = Detected(media_type="application/octet-stream", suffix="", source="ocr")
_MARK_HEIGHT = 50.0
"""Points (18 mm): frames of marks are 8 mm high; a higher one is a table or another stamp."""


@dataclass(frozen=True, slots=True)
class HeadFinding:
    """What the heads of all scanned pages say.

    Attributes:
        secrecy: MARKED, NOT_CHECKED or NONE.
        urgency: mark of urgency and where it stands.
        why: why the heads count as not checked.
    """

    secrecy: Secrecy
    urgency: tuple[Urgency, Evidence] | None = None
    why: str = ""


def judge_heads(heads: Sequence[HeadZone]) -> HeadFinding:
    """Put together what was read in the heads of the scanned pages."""
    urgency: tuple[Urgency, Evidence] | None = None
    unsure: list[str] = []
    for head in heads:
        for stamp in head.stamps:
            meaning = meaning_of(stamp.text)
            if meaning.secret is Secret.YES and stamp.confidence >= 50:
                return HeadFinding(Secrecy.MARKED)
            if meaning.secret is not Secret.NO:
                unsure.append(f"page {head.page}: a stamp was not read for certain")
            elif _hides(stamp, meaning, head.page):
                unsure.append(
                    f"page {head.page}: {'red ink' if stamp.red else 'a framed stamp'} was not read"
                )
            if meaning.urgency is not None and stamp.read and urgency is None:
                urgency = (meaning.urgency, _stamp_evidence(stamp, head.page))
        found = find_mark(_as_extracted(head))
        if found.secrecy is Secrecy.MARKED:
            if found.evidence is not None and is_exact(found.evidence.quote):
                return HeadFinding(Secrecy.MARKED)
            unsure.append(f"page {head.page}: words like a mark were read")
        if found.urgency is not None and found.urgency_evidence is not None and urgency is None:
            urgency = (found.urgency, found.urgency_evidence)
        if not head.legible:
            unsure.append(f"page {head.page}: its head could not be read")
    return HeadFinding(Secrecy.NOT_CHECKED if unsure else Secrecy.NONE, urgency, unsure[0] if unsure else "")


def _hides(stamp: Stamp, meaning: StampMeaning, page: int) -> bool:
    """True when a mark may stand in a spot that was not read.

    Behind the first page a round seal stands where the signature block begins the page.
    """
    if stamp.seal and page > 1:
        return False
    if stamp.read and (meaning.urgency is not None or meaning.arrival or _makes_sense(stamp)):
        return False
    return stamp.red or (stamp.height or stamp.box.bottom - stamp.box.top) <= _MARK_HEIGHT


def _makes_sense(stamp: Stamp) -> bool:
    """True when the words of a stamp are words.

    Of a mark that was stamped upside down, or in black over black text, recognition makes letters that say nothing
    ("LÝN"), with some certainty.
    """
    letters = any(char.isalpha() for char in stamp.text)
    return stamp.confidence >= _CERTAIN and (not letters or syllable_share(stamp.text) >= _WORDS)


_CERTAIN = 73
"""What is read rightly in a frame has 85 and more; two texts upon each other 60 to 72."""
_WORDS = 0.65
"""Share of well-formed syllables of a stamp that was read."""


def _stamp_evidence(stamp: Stamp, page: int) -> Evidence:
    return Evidence(source="page", page=page, box=stamp.box, quote=stamp.text[:300], rule="urgency:stamp")


def _as_extracted(head: HeadZone) -> Extracted:
    """The head as a document of one page, for the reader of marks."""
    text = "\n".join(line.text for line in head.lines)
    page = Page(number=head.page, text=text, lines=head.lines, kind=PageText.RECOGNISED)
    return Extracted(detected=_NO_TYPE, pages=(page,), extractor="ocr")


def arrival_places(head: HeadZone) -> tuple[Box, ...]:
    """Where the stamp of the receiving office stands: its words are not the document's.

    Its number, date and hour are written in by hand (Decree 30/2020/NĐ-CP App. IV), so that it is
    often read badly as a whole; its printed name tells what it is all the same. That holds for
    the first page, which is the one that is stamped: behind it a small frame with the word "đến"
    may be a cell of a table. A frame that may bear a mark of secrecy is never left out.
    """
    places = []
    for stamp in head.stamps:
        meaning = meaning_of(stamp.text)
        known = stamp.read or (head.page == 1 and meaning.secret is Secret.NO)
        if meaning.arrival and known and not stamp.red:
            places.append(stamp.box)
    return tuple(places)


# ------------------------------------------------------------------------------- pages


def with_pages(extracted: Extracted, read: Mapping[int, RecognisedPage]) -> Extracted:
    """The extraction with recognised pages in place of scanned ones."""
    pages = tuple(_page(page, read.get(page.number)) for page in extracted.pages)
    wordless = [page.number for page in pages if page.number in read and page.kind is PageText.BLANK]
    notes = [
        f"page {number}: no words were found in the image"
        for number in wordless
        if read[number].ink > _SPECKS
    ]
    return dataclasses.replace(extracted, pages=pages, warnings=(*extracted.warnings, *notes))


_SPECKS = 0.0006


def looked_at(extracted: Extracted, pages: Collection[int]) -> Extracted:
    """The extraction, with pages in whose image stamps were looked for."""
    if not any(page.layered and page.number in pages for page in extracted.pages):
        return extracted
    return dataclasses.replace(
        extracted,
        pages=tuple(
            dataclasses.replace(page, looked_at=page.layered and page.number in pages)
            for page in extracted.pages
        ),
    )


def _page(page: Page, read: RecognisedPage | None) -> Page:
    if read is None:
        return page
    letters = sum(char.isalnum() for char in read.text)
    if not letters:
        kind = PageText.BLANK if page.kind is PageText.IMAGE else page.kind
        return dataclasses.replace(page, kind=kind)
    # Other languages have few Vietnamese syllables; then the engine's own certainty counts.
    good = (read.syllables >= _READABLE and read.confidence >= 50) or read.confidence >= 80
    if not good and page.kind is PageText.GARBLED:
        return page
    return Page(
        number=page.number,
        text=read.text,
        lines=read.lines,
        kind=PageText.RECOGNISED if good else PageText.GARBLED,
        width=read.width,
        height=read.height,
    )


# ------------------------------------------------------------------------------- the record


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What a document became by reading it again.

    Attributes:
        document: the next revision of its record.
        marked: its text bears a mark of secrecy; nothing of it may be kept.
        text: its whole text.
        read: what was read now, before a person's word took its place.
    """

    document: Document
    marked: bool
    text: str
    read: Mapping[str, Reading]


def reread(
    ws: Workspace,
    document: Document,
    receipt: Receipt,
    extracted: Extracted,
    head: HeadFinding,
    read: Mapping[int, RecognisedPage],
    *,
    looked: str = "",
) -> Reread:
    """Read fields, marks and state of a document again from its recognised pages.

    Args:
        ws: the open archive.
        document: its record now.
        receipt: its first arrival.
        extracted: its pages, recognised ones included.
        head: what the heads of its scanned pages say.
        read: the recognised pages by number.
        looked: what looked for stamps now; empty when nothing did.
    """
    mark = with_parts(find_mark(extracted), extracted, file_name=receipt.received_as, path=receipt.source)
    sure = mark.evidence is None or (mark.evidence.page not in read or is_exact(mark.evidence.quote))
    marked = head.secrecy is Secrecy.MARKED or (mark.secrecy is Secrecy.MARKED and sure)
    mark = _joined(mark, head, marked=marked)
    context = ReadContext(
        file_name=receipt.received_as,
        folder=str(Path(receipt.inbox_path).parent) if receipt.inbox_path else "",
        defaults=receipt.defaults,
        received_on=receipt.received_at.astimezone().date(),
        issuers=ws.issuers,
    )
    fields = _trusted(read_fields(extracted, context), mark, read, extracted.layered)
    fields = with_witnesses(fields, extracted, context.file_name, read.keys())
    fields = with_class(ws.layout, fields)
    now_read = fields.readings
    fields = dataclasses.replace(fields, readings=keep_readings(document, now_read))
    policy = policy_of(ws.settings)
    judged = is_judged(document, policy)
    cleared = dataclasses.replace(mark, secrecy=Secrecy.NONE) if judged else mark
    decision = decide(fields, extracted, cleared, policy)
    reasons = list(open_reasons(document, decision.reasons))
    secrecy, access = decision.secrecy, decision.access
    if judged:
        # A person looked at it. A mark found later is that person's to judge: it is listed once.
        secrecy, access = document.secrecy, document.access
        if marked and secrecy is Secrecy.RELEASED and not is_accepted(document):
            reasons.insert(0, Reason.SECRET_MARKING)
    if Reason.ATTACHMENT_UNREAD in document.reasons and Reason.ATTACHMENT_UNREAD not in reasons:
        reasons.append(Reason.ATTACHMENT_UNREAD)
    engine = next((page.engine for page in read.values() if page.engine), "")
    changed = dataclasses.replace(
        _with_fields(document, fields),
        text_state=decision.text_state,
        access=access,
        secrecy=secrecy,
        reasons=tuple(dict.fromkeys(reasons)),
        versions={
            **document.versions,
            "extractor": extracted.extractor,
            "reader": fields.reader,
            **({"ocr": engine} if engine else {}),
            **({STAMPS: looked} if looked else {}),
            **_claims(extracted),
        },
        warnings=tuple(dict.fromkeys((*document.warnings, *extracted.warnings))),
    )
    return Reread(document=changed, marked=marked, text=extracted.kept_text, read=now_read)


def is_judged(document: Document, policy: Policy) -> bool:
    """True when a person decided who may see the document: no reading changes that.

    Released documents; and, where marked ones may be kept, those a person opened.
    """
    opened = document.secrecy is Secrecy.MARKED and document.access is Access.OPEN
    return document.secrecy is Secrecy.RELEASED or (opened and policy.keeps_marked)


def _claims(extracted: Extracted) -> dict[str, str]:
    """What the record says of the file beside what read it."""
    keys = (PDF_A, LEGACY_ENCODING) if extracted.original_text else (PDF_A,)
    return {key: extracted.metadata.get(key, "") for key in keys if key != PDF_A or key in extracted.metadata}


def _joined(mark: MarkFinding, head: HeadFinding, *, marked: bool) -> MarkFinding:
    """Text and heads together: the stricter one counts."""
    secrecy, why = mark.secrecy, mark.why
    if marked:
        secrecy = Secrecy.MARKED
    elif secrecy is Secrecy.MARKED:
        secrecy, why = Secrecy.NOT_CHECKED, "words like a mark were read"
    if secrecy is Secrecy.NONE and head.secrecy is not Secrecy.NONE:
        secrecy, why = Secrecy.NOT_CHECKED, head.why
    urgency, where = mark.urgency, mark.urgency_evidence
    if urgency is None and head.urgency is not None:
        urgency, where = head.urgency
    return dataclasses.replace(mark, secrecy=secrecy, why=why, urgency=urgency, urgency_evidence=where)


def _trusted(
    fields: Fields, mark: MarkFinding, read: Mapping[int, RecognisedPage], layered: Collection[int]
) -> Fields:
    """Fields with the confidence recognised text deserves."""
    fields = lowered(fields, read, layered=layered)
    readings = dict(fields.readings)
    readings[FieldName.SECRECY] = Reading(
        value=mark.secrecy.value,
        confidence=0.9,
        evidence=(Evidence(source="rule", quote=mark.why, rule="secrecy:head-zone"),),
    )
    if mark.urgency is not None and mark.urgency_evidence is not None and FieldName.URGENCY not in readings:
        readings[FieldName.URGENCY] = Reading(
            value=mark.urgency.value, confidence=0.85, evidence=(mark.urgency_evidence,)
        )
    return dataclasses.replace(fields, readings=readings)


def _with_fields(document: Document, fields: Fields) -> Document:
    """The record with what was read; kind and issuer a person set stay as they are."""
    kind, issuer = document.kind, document.issuer
    if not is_confirmed(document, FieldName.KIND):
        code = fields.value(FieldName.KIND)
        kind = kind_by_code(code) if code else None
    if not is_confirmed(document, FieldName.ISSUER):
        printed, level = fields.value(FieldName.ISSUER), fields.value(FieldName.LEVEL)
        issuer = None
        if printed:
            issuer = Issuer(
                as_printed=printed,
                authority_id=fields.issuer_id,
                name=fields.issuer_name,
                level=Level(level) if level else None,
            )
    return dataclasses.replace(
        document,
        readings=fields.readings,
        kind=kind,
        issuer=issuer,
        citations=fields.citations,
        clauses=fields.clauses,
        parts=fields.parts,
    )


# ------------------------------------------------------------------------------- keeping it


def keep(
    ws: Workspace, folder: Path, was: Document, result: Reread, read: Sequence[RecognisedPage], *, by: str
) -> Document:
    """Write words, text and record of a reread document, durably. The caller holds the writer lock.

    The record comes last: a process that dies before it leaves a document that still waits for
    its text, and is read again.
    """
    engine = result.document.versions.get("ocr", "")
    looked = result.document.versions.get(STAMPS, "")
    why = f"text recognised with {engine}" if read or not looked else f"stamps looked for with {looked}"
    names = {*was.readings, *result.document.readings}
    changed_fields = sorted(
        name for name in names if was.readings.get(name) != result.document.readings.get(name)
    )
    change = Change(at=now(), by=by, why=why, fields=("text", *changed_fields))
    document = dataclasses.replace(result.document, revision=was.revision + 1, changes=(*was.changes, change))
    ws.catalogue.begin_intent(document.id, document.sha256, document.path, "revising")
    if read:
        store.write_words(ws.layout, folder, store.encode_words(engine, [_words_of(page) for page in read]))
    store.replace_text(ws.layout, folder, result.text)
    store.revise(ws.layout, folder, document)
    recovery.write_audit(ws, "revised", document, f"r{document.revision}", by=by, why=why)
    ws.catalogue.settle(document, store.read_receipts(folder))
    return document


def _words_of(page: RecognisedPage) -> store.PageWords:
    return store.PageWords(
        page=page.page,
        rotation=page.rotation,
        width=page.width,
        height=page.height,
        words=tuple(
            store.PlacedWord(text=word.text, confidence=word.confidence, box=word.box, second=word.second)
            for word in page.words
        ),
    )


__all__ = [
    "HeadFinding",
    "RecognisedPage",
    "Reread",
    "arrival_places",
    "is_judged",
    "judge_heads",
    "keep",
    "looked_at",
    "lowered",
    "reread",
    "with_pages",
    "with_witnesses",
]
