"""What shall become of a document that was read: file it, file it for review, or refuse it.

Owns: the thresholds and the reasons a person is asked to look.
Must not: read text, store anything, or look at a clock; it is a pure function of its arguments.
"""

from __future__ import annotations

from archivist.directive.dates import AFTER_RECEIPT, NO_SUCH_DAY
from archivist.directive.kind import SLIPS
from archivist.directive.language import in_legacy_encoding
from archivist.directive.marks import MarkFinding
from archivist.directive.message import is_message
from archivist.directive.press import REPORT_CODE
from archivist.extracted import Extracted, PageText
from archivist.lazyclass import dataclass
from archivist.model import Access, FieldName, Fields, Outcome, Reason, Secrecy, TextState
from archivist.settings import INDEPENDENT_LAN, ArchiveSettings

REVIEW_THRESHOLD = 0.80
"""Confidence below which a stated value is shown to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How strict this archive is.

    Attributes:
        review_threshold: readings below this confidence are listed for review.
        secrecy: ``"refuse"`` (the default: a marked document is not kept),
            ``"register-number-only"`` (it is not kept, but its number is), or
            ``"independent-lan"``: an installation certified for State secrets, where marked
            documents are filed but held until a person opens them.
    """

    review_threshold: float = REVIEW_THRESHOLD
    secrecy: str = "refuse"

    @property
    def keeps_marked(self) -> bool:
        """True where marked documents may be kept at all."""
        return self.secrecy == INDEPENDENT_LAN


def policy_of(settings: ArchiveSettings) -> Policy:
    """How strict an archive with these settings is."""
    return Policy(review_threshold=settings.review_threshold, secrecy=settings.secrecy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome and its grounds.

    Attributes:
        outcome: FILED, REVIEW or REFUSED.
        reasons: why not plainly filed, most important first.
        access: OPEN, or HELD until a person has looked.
        secrecy: what is known of a mark.
        text_state: how trustworthy the text is.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    access: Access = Access.OPEN
    secrecy: Secrecy = Secrecy.NONE
    text_state: TextState = TextState.COMPLETE


_MISSING: tuple[tuple[FieldName, Reason, Reason], ...] = (
    (FieldName.NUMBER, Reason.NUMBER_MISSING, Reason.NUMBER_UNCERTAIN),
    (FieldName.KIND, Reason.KIND_MISSING, Reason.KIND_UNCERTAIN),
    (FieldName.ISSUER, Reason.ISSUER_MISSING, Reason.ISSUER_UNCERTAIN),
    (FieldName.ISSUED, Reason.ISSUED_MISSING, Reason.ISSUED_UNCERTAIN),
    (FieldName.SUBJECT, Reason.SUBJECT_MISSING, Reason.SUBJECT_UNCERTAIN),
)


_FURTHER: tuple[tuple[FieldName, Reason], ...] = (
    (FieldName.FURTHER_NUMBERS, Reason.MULTIPLE_DOCUMENTS),
    (FieldName.CARRIES, Reason.ATTACHED_DIRECTIVE),
)


def decide(fields: Fields, extracted: Extracted, mark: MarkFinding, policy: Policy) -> Decision:
    """Decide on one document."""
    state = text_state(extracted)
    if mark.secrecy is Secrecy.MARKED and not policy.keeps_marked:
        return Decision(
            outcome=Outcome.REFUSED,
            reasons=(Reason.SECRET_MARKING,),
            access=Access.HELD,
            secrecy=Secrecy.MARKED,
            text_state=state,
        )
    reasons = [*_text_reasons(state), *_secrecy_reasons(mark)]
    if mark.secrecy is Secrecy.NOT_CHECKED and any(
        page.layered and not page.looked_at for page in extracted.pages
    ):
        reasons.insert(0, Reason.STAMPS_PENDING)
    if state in (TextState.COMPLETE, TextState.TRUNCATED) and is_directive(fields, extracted):
        reasons.extend(_field_reasons(fields, policy))
    reasons.extend(_attachment_reasons(extracted))
    reasons.extend(reason for name, reason in _FURTHER if name in fields.readings)
    return Decision(
        outcome=Outcome.REVIEW if reasons else Outcome.FILED,
        reasons=tuple(dict.fromkeys(reasons)),
        access=Access.OPEN if mark.secrecy is Secrecy.NONE else Access.HELD,
        secrecy=mark.secrecy,
        text_state=state,
    )


def text_state(extracted: Extracted) -> TextState:
    """How trustworthy the text of `extracted` is, the worst page deciding."""
    kinds = {page.kind for page in extracted.pages}
    if PageText.IMAGE in kinds:
        return TextState.PENDING
    if PageText.GARBLED in kinds or (extracted.pages and in_legacy_encoding(extracted.pages[0].text)):
        return TextState.UNTRUSTED
    if not any(page.text.strip() for page in extracted.pages):
        return TextState.NONE
    return TextState.TRUNCATED if extracted.truncated else TextState.COMPLETE


def is_directive(fields: Fields, extracted: Extracted | None = None) -> bool:
    """True unless the document plainly is no directive.

    A directive shows itself by one of: a number, a kind, the name of the republic or the party
    in its head (then `system` is set), or a letterhead. An e-mail, a press report or a foreign
    text has none of them; asking a person for its missing number would bury the real cases.
    """
    if fields.value(FieldName.SYSTEM) == "foreign" or fields.value(FieldName.KIND) == REPORT_CODE:
        return False
    if extracted is not None and is_message(extracted) and FieldName.SYSTEM not in fields.readings:
        return False
    signs = (FieldName.NUMBER, FieldName.KIND, FieldName.SYSTEM, FieldName.ISSUER)
    return any(name in fields.readings for name in signs) or fields.value(FieldName.LANGUAGE) == "vi"


def _text_reasons(state: TextState) -> list[Reason]:
    return {
        TextState.PENDING: [Reason.TEXT_PENDING],
        TextState.UNTRUSTED: [Reason.TEXT_UNTRUSTED],
        TextState.TRUNCATED: [Reason.TEXT_TRUNCATED],
        TextState.NONE: [Reason.TEXT_PENDING],
    }.get(state, [])


def _secrecy_reasons(mark: MarkFinding) -> list[Reason]:
    if mark.secrecy is Secrecy.NOT_CHECKED:
        return [Reason.SECRECY_NOT_CHECKED]
    return [Reason.SECRET_MARKING] if mark.secrecy is Secrecy.MARKED else []


def _field_reasons(fields: Fields, policy: Policy) -> list[Reason]:
    reasons: list[Reason] = []
    draft = fields.value(FieldName.DRAFT) == "true"
    if draft:
        reasons.append(Reason.DRAFT)
    for name, missing, uncertain in _MISSING:
        reading = fields.readings.get(name)
        if reading is None:
            # A draft has no number and no full date by nature: "draft" says it all.
            # Slips state no subject, they are forms.
            slip = name is FieldName.SUBJECT and fields.value(FieldName.KIND) in SLIPS
            if not slip and not (draft and name in (FieldName.NUMBER, FieldName.ISSUED)):
                reasons.append(missing)
        elif reading.confidence < policy.review_threshold or (
            name is FieldName.ISSUED and len(reading.value) < 10 and not draft
        ):
            reasons.append(uncertain)
    for name in (FieldName.SIGNATORY, FieldName.POSITION):
        signed = fields.readings.get(name)
        if signed is not None and signed.confidence < policy.review_threshold:
            reasons.append(Reason.SIGNATORY_UNCERTAIN)
    issued = fields.readings.get(FieldName.ISSUED)
    if issued is not None and any(one.rule in (NO_SUCH_DAY, AFTER_RECEIPT) for one in issued.evidence):
        reasons.append(Reason.DATE_IMPLAUSIBLE)
    return reasons


def _attachment_reasons(extracted: Extracted) -> list[Reason]:
    unread = any(attachment.problem for attachment in extracted.attachments)
    return [Reason.ATTACHMENT_UNREAD] if unread else []
