"""Subject classes of an archive's documents: the plan in force, suggestions, and what is learned.

Owns: where plan (``scheme.toml``) and model (``state/classes.json``, a cache) lie, how words of the
plan and what was learned are put together, and which documents are learned from.
Must not: overrule a person: what a person set or accepted is a person's (`confirmed`).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from archivist import audit, fsio, store
from archivist.authorities.kinds import kind_by_code
from archivist.confirmed import is_confirmed
from archivist.errors import SettingsError, StorageError, UsageError
from archivist.layout import Layout
from archivist.lazyclass import dataclass
from archivist.lazylog import late_logger
from archivist.model import Candidate, Document, Evidence, FieldName, Fields, Reading
from archivist.subjects import (
    Example,
    Model,
    Scheme,
    SubjectClass,
    Suggestion,
    Training,
    decode_model,
    default_text,
    encode_model,
    scheme_at,
    suggest,
    train,
)
from archivist.workspace import Workspace, now, user_name

log = late_logger(__name__)
_AGREEING = 0.08
_ALONE = 0.85
_MOST = 0.95
_MODEL = "classes.json"
RULES = "class:words-of-the-plan"
LEARNED = "class:learned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount:
    """A class of the plan and how many documents have it.

    Attributes:
        subject_class: the class.
        documents: documents whose class it is, suggested ones included.
        by_person: those of them a person set or accepted.
    """

    subject_class: SubjectClass
    documents: int
    by_person: int


def scheme_file(layout: Layout) -> Path:
    """The archive's own plan; it need not exist."""
    return layout.scheme


def scheme_of(layout: Layout) -> Scheme:
    """The plan in force: the archive's own, else the model plan.

    Raises:
        SettingsError: the file cannot be understood; it names the line.
        StorageError: it cannot be read.
    """
    return scheme_at(scheme_file(layout))


def model_of(layout: Layout) -> Model | None:
    """What was learned, None when nothing was; without it the words of the plan decide alone."""
    path = layout.state / _MODEL
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=4)
def _loaded(path: Path, _mtime: int) -> Model | None:
    return decode_model(path.read_bytes())


# ------------------------------------------------------------------------------- suggesting


def with_class(layout: Layout, fields: Fields) -> Fields:
    """The fields with a suggested class, where one can be suggested.

    A plan that cannot be understood costs the suggestion, never the filing of a document.
    """
    try:
        reading = suggested(layout, fields)
    except (SettingsError, StorageError) as error:
        log.error("no class is suggested: %s", error.message)
        return fields
    if reading is None:
        return fields
    return dataclasses.replace(
        fields, readings=MappingProxyType({**fields.readings, FieldName.CLASS: reading})
    )


def suggested(layout: Layout, fields: Fields) -> Reading | None:
    """A class for what was read, with the words that decided and what else may fit."""
    subject = fields.value(FieldName.SUBJECT)
    if not subject:
        return None
    scheme, model = scheme_of(layout), model_of(layout)
    example = Example(
        subject=subject,
        issuer=fields.issuer_name or fields.value(FieldName.ISSUER) or "",
        kind=fields.value(FieldName.KIND) or "",
    )
    by_words = suggest(scheme, subject=example.subject, issuer=example.issuer, kind=example.kind)
    learned: tuple[Suggestion, ...] = ()
    if model is not None:
        learned = model.suggest(dataclasses.replace(example, hints=tuple(one.code for one in by_words)))
    known = {one.code for one in scheme.classes}
    found = _together(by_words, tuple(one for one in learned if one.code in known))
    if not found:
        return None
    (best, rule), *others = found
    return Reading(
        value=best.code,
        confidence=best.confidence,
        evidence=(_evidence(best, rule),),
        runners_up=tuple(
            Candidate(value=one.code, confidence=one.confidence, evidence=_evidence(one, by))
            for one, by in others[:3]
        ),
    )


def _evidence(one: Suggestion, rule: str) -> Evidence:
    return Evidence(source="rule", quote=", ".join(one.because), rule=rule)


def _together(
    by_words: tuple[Suggestion, ...], learned: tuple[Suggestion, ...]
) -> list[tuple[Suggestion, str]]:
    """Both opinions as one list. Where they agree they are surer; where not, each is less sure."""
    if not learned:
        return [(one, RULES) for one in by_words]
    said = {one.code: one for one in by_words}
    agree = bool(by_words) and by_words[0].code == learned[0].code
    found: dict[str, tuple[Suggestion, str]] = {}
    for one, rule in [*((one, LEARNED) for one in learned), *((one, RULES) for one in by_words)]:
        best = found.get(one.code)
        if best is None or one.confidence > best[0].confidence:
            found[one.code] = (one, rule)
    for code, (one, rule) in found.items():
        if agree and code == by_words[0].code:
            because = tuple(dict.fromkeys((*said[code].because, *one.because)))[:4]
            sure = min(_MOST, one.confidence + _AGREEING)
            found[code] = (Suggestion(code=code, confidence=round(sure, 3), because=because), rule)
        elif not agree and by_words:
            found[code] = (dataclasses.replace(one, confidence=round(one.confidence * _ALONE, 3)), rule)
    return sorted(found.values(), key=lambda item: -item[0].confidence)


# ------------------------------------------------------------------------------- the archive's classes


def class_code(layout: Layout, text: str) -> str:
    """The code of the class a person names.

    Raises:
        UsageError: no class of the plan, or several, have that name.
    """
    scheme = scheme_of(layout)
    found = scheme.named(text)
    if len(found) == 1:
        return found[0].code
    known = ", ".join(one.code for one in found or scheme.classes)
    raise UsageError(
        f"{text!r} names no single class of the plan (known: {known})", hint="see: archivist classes"
    )


class Classes:
    """The subject classes of one open archive.

    Args:
        ws: the open archive.
    """

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    @property
    def scheme(self) -> Scheme:
        """The plan in force; raises `SettingsError` when the archive's own cannot be understood."""
        return scheme_of(self._ws.layout)

    @property
    def own(self) -> bool:
        """True when the archive has a plan of its own."""
        return scheme_file(self._ws.layout).is_file()

    def list(self) -> tuple[ClassCount, ...]:
        """Every class of the plan with its documents, in the order of the plan."""
        all_, by_person = Counter[str](), Counter[str]()
        for document in self._documents():
            reading = document.readings.get(FieldName.CLASS)
            if reading is not None:
                all_[reading.value] += 1
                by_person[reading.value] += is_confirmed(document, FieldName.CLASS)
        return tuple(
            ClassCount(subject_class=one, documents=all_[one.code], by_person=by_person[one.code])
            for one in self.scheme.classes
        )

    def write_scheme(self) -> Path:
        """Put the model plan into the archive, to be edited there.

        Raises:
            UsageError: the archive has a plan of its own already.
        """
        path = scheme_file(self._ws.layout)
        with self._ws.writer():
            if path.exists():
                raise UsageError(f"{path} is there already; edit it")
            fsio.replace_file(path, default_text().encode("utf-8"))
            self._note("scheme-written")
        return path

    def train(self) -> Training:
        """Learn from the documents whose class a person set or accepted.

        Raises:
            UsageError: scikit-learn is not installed (``archivist[learn]``), or too little to learn from.
        """
        self._ws.require_write()
        model, training = train(tuple(examples_of(self._documents(), self.scheme)))
        with self._ws.writer():
            fsio.replace_file(self._ws.layout.state / _MODEL, encode_model(model))
            self._note("classes-learned")
        return training

    def _documents(self) -> Iterator[Document]:
        for _, path in self._ws.catalogue.iter_ids():
            yield store.read_document(self._ws.layout, self._ws.layout.root / path)

    def _note(self, action: str) -> None:
        moment = now()
        event = audit.AuditEvent(at=moment, by=user_name(), action=action, key=moment.isoformat())
        audit.append(self._ws.layout, event)


def examples_of(documents: Iterable[Document], scheme: Scheme) -> Iterator[Example]:
    """What is learned from: documents whose class a person set or accepted."""
    for document in documents:
        reading = document.readings.get(FieldName.CLASS)
        if reading is None or not document.subject or not is_confirmed(document, FieldName.CLASS):
            continue
        if scheme.get(reading.value) is not None:
            issuer = str(document.issuer) if document.issuer else ""
            kind = document.kind.code if document.kind and kind_by_code(document.kind.code) else ""
            hints = suggest(scheme, subject=document.subject, issuer=issuer, kind=kind)
            yield Example(
                subject=document.subject,
                issuer=issuer,
                kind=kind,
                hints=tuple(one.code for one in hints),
                code=reading.value,
            )
