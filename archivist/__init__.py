"""archivist: a document archive for offices that keep directive documents.

Files are the truth; the catalogue (SQLite) and the index (Whoosh) are caches.

    >>> from archivist import Archive
    >>> with Archive.open("/srv/luu-tru") as archive:      # doctest: +SKIP
    ...     for hit in archive.search("nghị quyết 39"):
    ...         print(hit.document.number, hit.document.subject)

Names are imported when they are first used, so that importing the package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from archivist.archive import Archive as Archive
    from archivist.archive import Stats as Stats

_MODEL = (
    "Access",
    "Box",
    "Candidate",
    "Change",
    "ChangedAfter",
    "CheckReport",
    "Citation",
    "Clause",
    "ClauseKind",
    "Competence",
    "Defaults",
    "Direction",
    "Document",
    "DocumentId",
    "Evidence",
    "Facet",
    "FormatCount",
    "FieldName",
    "FilingResult",
    "Hit",
    "Integrity",
    "Issuer",
    "Kind",
    "Level",
    "Matched",
    "Outcome",
    "Part",
    "PartRole",
    "Problem",
    "Progress",
    "Quarantined",
    "Reading",
    "Reason",
    "Receipt",
    "Relation",
    "RelationDecision",
    "RelationKind",
    "RelationState",
    "Results",
    "Secrecy",
    "Severity",
    "Signature",
    "SignatureCheck",
    "SignatureRemark",
    "Signed",
    "Snippet",
    "Status",
    "StatusCode",
    "StatusReason",
    "StoredFile",
    "System",
    "TextState",
    "TimeSource",
    "Trust",
    "Urgency",
    "Validity",
)
if TYPE_CHECKING:
    from archivist.errors import ArchivistError as ArchivistError
    from archivist.errors import ExitCode as ExitCode
    from archivist.errors import QueryError as QueryError
    from archivist.model import Access as Access
    from archivist.model import Box as Box
    from archivist.model import Candidate as Candidate
    from archivist.model import Change as Change
    from archivist.model import ChangedAfter as ChangedAfter
    from archivist.model import CheckReport as CheckReport
    from archivist.model import Citation as Citation
    from archivist.model import Clause as Clause
    from archivist.model import ClauseKind as ClauseKind
    from archivist.model import Competence as Competence
    from archivist.model import Defaults as Defaults
    from archivist.model import Direction as Direction
    from archivist.model import Document as Document
    from archivist.model import DocumentId as DocumentId
    from archivist.model import Evidence as Evidence
    from archivist.model import Facet as Facet
    from archivist.model import FieldName as FieldName
    from archivist.model import FilingResult as FilingResult
    from archivist.model import FormatCount as FormatCount
    from archivist.model import Hit as Hit
    from archivist.model import Integrity as Integrity
    from archivist.model import Issuer as Issuer
    from archivist.model import Kind as Kind
    from archivist.model import Level as Level
    from archivist.model import Matched as Matched
    from archivist.model import Outcome as Outcome
    from archivist.model import Part as Part
    from archivist.model import PartRole as PartRole
    from archivist.model import Problem as Problem
    from archivist.model import Progress as Progress
    from archivist.model import Quarantined as Quarantined
    from archivist.model import Reading as Reading
    from archivist.model import Reason as Reason
    from archivist.model import Receipt as Receipt
    from archivist.model import Relation as Relation
    from archivist.model import RelationDecision as RelationDecision
    from archivist.model import RelationKind as RelationKind
    from archivist.model import RelationState as RelationState
    from archivist.model import Results as Results
    from archivist.model import Secrecy as Secrecy
    from archivist.model import Severity as Severity
    from archivist.model import Signature as Signature
    from archivist.model import SignatureCheck as SignatureCheck
    from archivist.model import SignatureRemark as SignatureRemark
    from archivist.model import Signed as Signed
    from archivist.model import Snippet as Snippet
    from archivist.model import Status as Status
    from archivist.model import StatusCode as StatusCode
    from archivist.model import StatusReason as StatusReason
    from archivist.model import StoredFile as StoredFile
    from archivist.model import System as System
    from archivist.model import TextState as TextState
    from archivist.model import TimeSource as TimeSource
    from archivist.model import Trust as Trust
    from archivist.model import Urgency as Urgency
    from archivist.model import Validity as Validity
    from archivist.recognising import Recognition as Recognition
    from archivist.recognising import RecognitionResult as RecognitionResult
    from archivist.refreshing import Difference as Difference
    from archivist.refreshing import Rereading as Rereading
    from archivist.refreshing import RereadResult as RereadResult
    from archivist.store import Withheld as Withheld

_HOME = {
    **dict.fromkeys(_MODEL, "archivist.model"),
    "Archive": "archivist.archive",
    "Recognition": "archivist.recognising",
    "RecognitionResult": "archivist.recognising",
    "Difference": "archivist.refreshing",
    "RereadResult": "archivist.refreshing",
    "Rereading": "archivist.refreshing",
    "Stats": "archivist.archive",
    "Withheld": "archivist.store",
    "ArchivistError": "archivist.errors",
    "ExitCode": "archivist.errors",
    "QueryError": "archivist.errors",
}

__all__ = ["__version__", *sorted(_HOME)]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:  # Any: a module attribute may be of any type
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'archivist' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
