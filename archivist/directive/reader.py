"""Read the fields of a directive from its extracted text.

Owns: `read_fields`, the order of the readers, and the weighing of one field against another.
Must not: open a file, look at a clock, or know where a document is stored.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import field, replace
from functools import lru_cache
from types import MappingProxyType

from archivist import numbers
from archivist.authorities import kinds
from archivist.authorities import letterhead as authority
from archivist.authorities.joint import resolve_issuers
from archivist.authorities.register import IssuerRegister
from archivist.directive import foreign, press, running
from archivist.directive.certificates import weigh_certificates
from archivist.directive.citations import read_citations
from archivist.directive.clauses import read_clauses
from archivist.directive.copies import read_further
from archivist.directive.head import Zones, read_zones
from archivist.directive.issuer import Letterhead, read_letterhead
from archivist.directive.kind import LETTER_CODE
from archivist.directive.language import LanguageGuess, guess_language, in_legacy_encoding
from archivist.directive.marks import MarkFinding, find_mark
from archivist.directive.message import fill_from_message, is_message
from archivist.directive.number import NumberReading, read_number, symbol_agrees, with_place
from archivist.directive.parts import read_parts
from archivist.directive.pieces import evidence, fold_aligned
from archivist.directive.places import number_in
from archivist.directive.profiles import authority_agrees, profile_for
from archivist.directive.signers import SignatureReading, read_signatures
from archivist.directive.subject import read_subject
from archivist.directive.when import read_issued, read_place
from archivist.extracted import Extracted, PageText
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Citation, Defaults, Evidence, FieldName, Fields, Reading, System

READER = "directive 1"
"""Name and version of this reader, kept in every record it made."""


_READABLE = (PageText.BORN_DIGITAL, PageText.RECOGNISED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadContext:
    """What is known of a file besides its text.

    Attributes:
        file_name: name as received; a hint and cross-check only.
        folder: path below the inbox.
        defaults: what the inbox folder or the caller says of it.
        received_on: local date of arrival; a date of issue after it is implausible.
        issuers: the archive's own authority file; only the shipped one when None.
    """

    file_name: str = ""
    folder: str = ""
    defaults: Defaults = field(default_factory=Defaults)
    received_on: dt.date | None = None
    issuers: IssuerRegister | None = None


def read_fields(extracted: Extracted, context: ReadContext) -> Fields:
    """Every field that can be read, with evidence, and the citations."""
    language = guess_language(_sample(extracted))
    readings: dict[str, Reading] = {FieldName.LANGUAGE: _language_reading(language)}
    mark = find_mark(extracted)
    readings[FieldName.SECRECY] = secrecy_reading(mark)
    if _unreadable(extracted):
        _apply_defaults(readings, context.defaults)
        return Fields(readings=MappingProxyType(readings), reader=READER)
    if language.code not in ("vi", "und"):
        return foreign.read_foreign(extracted, readings, READER)
    return _Reader(extracted, context, readings, mark).read()


def _sample(extracted: Extracted) -> str:
    """Text of the first pages that hold the document's own words."""
    texts = [page.text for page in extracted.pages[:4] if page.kind in _READABLE]
    return "\n".join(texts)


def _unreadable(extracted: Extracted) -> bool:
    """True when the first page's text is not the document's: nothing can be read off it."""
    first = extracted.pages[0] if extracted.pages else None
    return first is None or first.kind not in _READABLE or in_legacy_encoding(first.text)


def _language_reading(guess: LanguageGuess) -> Reading:
    return Reading(
        value=guess.code,
        confidence=guess.confidence,
        evidence=(Evidence(source="rule", quote=guess.reason, rule="language:function-words"),),
    )


def secrecy_reading(mark: MarkFinding) -> Reading:
    """Only the result: the words of a mark stand in no record."""
    return Reading(
        value=mark.secrecy.value,
        confidence=0.9,
        evidence=(Evidence(source="rule", quote=mark.why, rule="secrecy:head-zone"),),
    )


def _apply_defaults(readings: dict[str, Reading], defaults: Defaults) -> None:
    """What the inbox folder says fills what the page does not; it never overrules the page."""
    if defaults.issuer and FieldName.ISSUER not in readings:
        readings[FieldName.ISSUER] = _from_folder(defaults.issuer)
    if defaults.level and FieldName.LEVEL not in readings:
        readings[FieldName.LEVEL] = _from_folder(defaults.level.value)


def _from_folder(value: str) -> Reading:
    return Reading(
        value=value,
        confidence=0.85,
        evidence=(Evidence(source="folder-default", quote=value, rule="folder-default"),),
    )


@dataclass(slots=True)
class _Reader:
    """The readings of one document while they are made."""

    extracted: Extracted
    context: ReadContext
    readings: dict[str, Reading]
    mark: MarkFinding

    def read(self) -> Fields:
        """Read head, foot and citations."""
        zones = read_zones(self.extracted)
        if is_message(self.extracted) and not (zones.state_head or zones.party_head):
            return self._message()
        number = read_number(zones, self.context.file_name)
        letterhead = read_letterhead(
            zones.letterhead,
            has_head=bool(zones.state_head or zones.party_head),
            stamped=zones.stamped,
        )
        signed = _all_sign(_without_recipients(read_signatures(self.extracted), zones), letterhead)
        self._put(FieldName.NUMBER, number.reading)
        self._put(FieldName.NUMBER_SYMBOL, number.symbol)
        self._put(FieldName.KIND, kind_reading(zones, number))
        self._put(FieldName.SUBJECT, read_subject(zones))
        self._put(
            FieldName.ISSUED,
            read_issued(
                zones,
                self.extracted,
                self.context.received_on,
                file_name=self.context.file_name,
                number=number.reading.value if number.reading else "",
            ),
        )
        self._put(FieldName.PLACE, read_place(zones))
        self._put(FieldName.SIGNATORY, signed.signatory)
        self._put(FieldName.POSITION, signed.position)
        if not zones.has_letterhead:
            running.fill_from_running_title(zones, self.readings)
        elif letterhead is not None:
            self._put(FieldName.ISSUER, letterhead.reading())
        issuer_id, issuer_name = self._resolve_issuer(zones, letterhead, signed)
        number = self._in_its_place(zones, number, issuer_id)
        self._weigh_system(zones, number, signed)
        self._marks_and_draft(zones, number)
        further = read_further(self.extracted, zones, number.number)
        self.readings.update(further.readings)
        _apply_defaults(self.readings, self.context.defaults)
        own = self.readings.get(FieldName.NUMBER)
        citations = read_citations(self.extracted, numbers.key(own.value) if own else "")
        if not (zones.has_letterhead or own or FieldName.KIND in self.readings or signed.signatures):
            self._report(citations)
        return Fields(
            readings=MappingProxyType(self.readings),
            issuer_id=issuer_id,
            issuer_name=issuer_name,
            citations=citations,
            clauses=read_clauses(self.extracted, self._subject()),
            parts=read_parts(self.extracted, zones, number.number, further.heads),
            reader=READER,
        )

    def _in_its_place(self, zones: Zones, number: NumberReading, issuer_id: str | None) -> NumberReading:
        """The number again, where a person said that this body prints its numbers elsewhere."""
        issuers = self.context.issuers
        places = issuers.number_places(issuer_id) if issuers is not None and issuer_id else ()
        placed = number_in(places, self.extracted, zones) if places else None
        if placed is None:
            return number
        number = with_place(number, self.readings.get(FieldName.NUMBER), placed, zones)
        self._put(FieldName.NUMBER, number.reading)
        self._put(FieldName.KIND, kind_reading(zones, number))
        return number

    def _report(self, citations: tuple[Citation, ...]) -> None:
        """A news item about directives: told so, and with its headline for a subject."""
        kind = press.report_reading(self.extracted, citations, vietnamese=True)
        if kind is not None:
            self.readings[FieldName.KIND] = kind
            self._put(
                FieldName.SUBJECT, self.readings.get(FieldName.SUBJECT) or press.headline(self.extracted)
            )

    def _subject(self) -> str:
        reading = self.readings.get(FieldName.SUBJECT)
        return reading.value if reading else ""

    def _message(self) -> Fields:
        """The fields of mail: what it is about; numbers in it are those of other documents."""
        fill_from_message(self.extracted, self.readings)
        return Fields(
            readings=MappingProxyType(self.readings), citations=read_citations(self.extracted), reader=READER
        )

    def _put(self, name: FieldName, reading: Reading | None) -> None:
        if reading is not None:
            self.readings[name] = reading

    def _weigh_system(self, zones: Zones, number: NumberReading, signed: SignatureReading) -> None:
        found = self._system_of_running_title(zones, number) or system_reading(zones, number, signed)
        if found is None:
            return
        self.readings[FieldName.SYSTEM] = found
        issued = self.readings.get(FieldName.ISSUED)
        profile = profile_for(System(found.value), issued.value if issued else "")
        position = self.readings.get(FieldName.POSITION)
        if profile is None or position is None or not signed.signatures:
            return
        separator = signed.signatures[0].separator
        if separator and authority_agrees(profile, separator) is False:
            # The other system's authority line: a copy retyped by a portal, or a block that
            # belongs to another document in the file.
            self.readings[FieldName.POSITION] = replace(
                position, confidence=round(position.confidence - 0.05, 3)
            )

    def _system_of_running_title(self, zones: Zones, number: NumberReading) -> Reading | None:
        """The system by the grammar of a number that stands in a running title."""
        reading = self.readings.get(FieldName.NUMBER)
        if zones.has_letterhead or number.number is not None or reading is None:
            return None
        parsed = numbers.parse_number(reading.value)
        if parsed is None or parsed.system is None:
            return None
        where = replace(reading.evidence[0], rule="system:number-grammar")
        return _system(parsed.system, min(0.85, reading.confidence), where)

    def _resolve_issuer(
        self, zones: Zones, letterhead: Letterhead | None, signed: SignatureReading
    ) -> tuple[str | None, str]:
        issuer = self.readings.get(FieldName.ISSUER)
        if issuer is None:
            return None, ""
        place = self.readings.get(FieldName.PLACE)
        issued = self.readings.get(FieldName.ISSUED)
        on = dt.date.fromisoformat(issued.value) if issued and len(issued.value) == 10 else None
        authority_line = signed.signatures[0].lines[0] if signed.signatures else _acting(zones)
        lines = letterhead.bodies if letterhead is not None else tuple(issuer.value.split("; "))
        match = _resolve(lines, place.value if place else "", authority_line, on)
        if self.context.issuers is not None:
            match = self.context.issuers.match(lines, on, match)
        if match is None:
            return None, ""
        if match.record_id == "bchtw" and match.confidence < _WHOSE:
            issuer = replace(issuer, confidence=min(issuer.confidence, _WHOSE))
            self.readings[FieldName.ISSUER] = issuer
        joint = letterhead is not None and letterhead.joint
        if not joint and self.extracted.signatures:
            issuer = weigh_certificates(issuer, match, self.extracted.signatures, self.context.issuers)
            self.readings[FieldName.ISSUER] = issuer
        if match.level is not None:
            self.readings[FieldName.LEVEL] = Reading(
                value=match.level.value,
                confidence=round(min(match.confidence, issuer.confidence), 3),
                evidence=(Evidence(source="rule", quote=match.name, rule="level:of-issuer"),),
            )
        return match.record_id, match.name

    def _marks_and_draft(self, zones: Zones, number: NumberReading) -> None:
        if self.mark.urgency is not None and self.mark.urgency_evidence is not None:
            self.readings[FieldName.URGENCY] = Reading(
                value=self.mark.urgency.value, confidence=0.9, evidence=(self.mark.urgency_evidence,)
            )
        draft = draft_reading(zones, number, self.readings.get(FieldName.ISSUED))
        self._put(FieldName.DRAFT, draft)


_ACTS = late_pattern(r"(?:cua )?(bo chinh tri|ban bi thu|ban chap hanh trung uong)\b")
_WHOSE = 0.7
"""Confidence at most in "BAN CHẤP HÀNH TRUNG ƯƠNG" without a sign of who acted: it heads the papers of the
Politburo and of the Secretariat as well (Guidance 36-HD/VPTW, part II)."""
_NO_RECIPIENTS = frozenset({"luat", "bo-luat", "phap-lenh", "hien-phap"})


def _acting(zones: Zones) -> str:
    """The central organ the title names, where no signature says who acted: "NGHỊ QUYẾT" / "CỦA BỘ CHÍNH TRỊ"."""
    if zones.title is None:
        return ""
    below = (piece.folded for piece in zones.pieces[zones.head_end + 1 : zones.head_end + 3])
    found = (_ACTS.match(text.strip()) for text in (fold_aligned(zones.title.rest), *below))
    return next((match[1] for match in found if match is not None), "")


_NOT_ALL = 0.7
"""Confidence in the signatories of a joint act when they are not as many as its issuers."""


def _all_sign(signed: SignatureReading, letterhead: Letterhead | None) -> SignatureReading:
    """Of a joint act every issuer's head signs: fewer signatures mean that some were not found."""
    if letterhead is None or not letterhead.joint or len(signed.signatures) >= len(letterhead.bodies):
        return signed
    return replace(
        signed,
        signatory=_at_most(signed.signatory, _NOT_ALL),
        position=_at_most(signed.position, _NOT_ALL),
    )


def _at_most(reading: Reading | None, confidence: float) -> Reading | None:
    return None if reading is None else replace(reading, confidence=min(reading.confidence, confidence))


def _without_recipients(signed: SignatureReading, zones: Zones) -> SignatureReading:
    """Laws name no recipients: that none stand beside the signature says nothing against it."""
    plain = zones.title is not None and zones.title.kind.code in _NO_RECIPIENTS and zones.has_letterhead
    if not plain or signed.signatory is None or signed.position is None:
        return signed
    return replace(
        signed,
        signatory=replace(signed.signatory, confidence=max(signed.signatory.confidence, 0.85)),
        position=replace(signed.position, confidence=max(signed.position.confidence, 0.85)),
    )


@lru_cache(maxsize=1024)
def _resolve(
    lines: tuple[str, ...], place: str, authority_line: str, on: dt.date | None
) -> authority.IssuerMatch | None:
    """Resolve a letterhead; an inbox brings the same few again and again."""
    return resolve_issuers(lines, place, authority_line, on)


def kind_reading(zones: Zones, number: NumberReading) -> Reading | None:
    """The kind: the title line; a letter when there is none; the symbol as the last resort."""
    consolidated = _consolidated(number)
    if consolidated is not None:
        return consolidated
    if zones.title is not None:
        confidence = zones.title.confidence
        agrees = symbol_agrees(number.number, zones.title.kind) if number.number else None
        confidence += 0.02 if agrees else -0.12 if agrees is False else 0.0
        if not zones.has_letterhead:
            confidence -= 0.1
        return Reading(
            value=zones.title.kind.code,
            confidence=round(min(0.99, confidence), 3),
            evidence=(evidence(zones.title.piece, "kind:title-line"),),
        )
    return _letter(zones, number) or _by_symbol(number)


def _consolidated(number: NumberReading) -> Reading | None:
    """A consolidated text: its number says so, its title is that of the act it consolidates.

    Ordinance 01/2012/UBTVQH13 art. 8: the text bears the number of who verified it ("…/VBHN-BNV"), and below
    it the title and the text of the act with its amendments. No other document bears the symbol.
    """
    code = number.number.kind_code if number.number is not None else ""
    if number.reading is None or (code or "").upper() != "VBHN":
        return None
    return Reading(
        value="van-ban-hop-nhat",
        confidence=round(min(0.9, number.reading.confidence + 0.15), 3),
        evidence=(replace(number.reading.evidence[0], rule="kind:symbol-of-consolidated-text"),),
    )


def _letter(zones: Zones, number: NumberReading) -> Reading | None:
    """Letters are the one kind without a title line: greeting, "V/v", number without a kind."""
    if zones.greeting is None or not zones.has_letterhead:
        return None
    known = number.number
    no_kind = known is not None and (not known.kind_code or known.kind_code.upper() == "CV")
    subject = any(piece.folded.strip().startswith(("v/v", "ve viec", "ve ")) for piece in zones.under_number)
    # A number with a kind's symbol under a greeting: more likely the title line was lost.
    doubtful = known is not None and not no_kind
    confidence = 0.6 if doubtful else 0.75 + 0.12 * subject + 0.08 * no_kind
    return Reading(
        value=LETTER_CODE,
        confidence=round(confidence, 3),
        evidence=(evidence(zones.greeting, "kind:letter-by-greeting"),),
    )


def _by_symbol(number: NumberReading) -> Reading | None:
    if number.number is None or number.reading is None or not number.number.kind_code:
        return None
    named = kinds.kinds_for_symbol(number.number.kind_code, number.number.system)
    if not named:
        return None
    return Reading(
        value=named[0].code,
        confidence=0.72 if len(named) == 1 else 0.5,
        evidence=(replace(number.reading.evidence[0], rule="kind:symbol-of-number"),),
    )


def system_reading(zones: Zones, number: NumberReading, signed: SignatureReading) -> Reading | None:
    """Party, State or front, the strongest sign first (right head, then number, then foot)."""
    if zones.party_head is not None:
        return _system(System.PARTY, 0.97, evidence(zones.party_head, "system:right-head"))
    if zones.state_head is not None:
        return _system(System.STATE, 0.97, evidence(zones.state_head, "system:right-head"))
    if number.number is not None and number.number.system is not None and number.reading is not None:
        return _system(
            number.number.system, 0.85, replace(number.reading.evidence[0], rule="system:number-grammar")
        )
    for one in signed.signatures:
        if one.separator:
            system = System.PARTY if one.separator == "/" else System.STATE
            return _system(system, 0.6, evidence(one.first, "system:authority-line"))
    return None


def _system(system: System, confidence: float, where: Evidence) -> Reading:
    return Reading(value=system.value, confidence=confidence, evidence=(where,))


def draft_reading(zones: Zones, number: NumberReading, issued: Reading | None) -> Reading | None:
    """A draft: "DỰ THẢO" in the head, or number and day both blank.

    A blank number alone proves nothing: it is often written in by hand.
    """
    for piece in zones.pieces[: zones.head_end + 1]:
        if piece.folded.strip(" ([*").startswith("du thao") and len(piece.text) < 40:
            return Reading(value="true", confidence=0.95, evidence=(evidence(piece, "draft:mark"),))
    if number.blank and number.reading is None and (issued is None or len(issued.value) < 10):
        where = zones.number[0] if zones.number else zones.pieces[0]
        return Reading(
            value="true", confidence=0.8, evidence=(evidence(where, "draft:number-and-day-blank"),)
        )
    return None
