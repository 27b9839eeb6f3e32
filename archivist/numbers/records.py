"""Records of the number grammar.

Owns: what a number consists of. Must not: read text.
"""

from __future__ import annotations

from archivist.lazyclass import dataclass
from archivist.model import System


@dataclass(frozen=True, kw_only=True)
class DocumentNumber:
    """A document number taken apart.

    Attributes:
        ordinal: as printed, with leading zeros and a part after a dot: ``"05"``, ``"66.7"``.
        suffix: letter after the ordinal (``"b"``), mostly empty.
        year: the year, when it is part of the number.
        kind_code: symbol of the kind as printed (``"NQ"``), None when it has none (State letters,
            laws).
        issuer_code: code of the body (``"TW"``, ``"UBND"``, ``"QH15"``), may be empty.
        unit: what follows the body: drafting unit, second body of a joint document (``"VX"``,
            ``"BDVTU"``, ``"BCN-TCHQ"``), may be empty.
        system: Party, State or front as the number tells; foreign for Norwegian gazette numbers.
        normal: the number as printed, NFC, without blanks, with plain dashes and Latin letters.
        as_printed: the words it was read from.
    """

    ordinal: str
    suffix: str = ""
    year: int | None = None
    kind_code: str | None = None
    issuer_code: str = ""
    unit: str = ""
    system: System | None = None
    normal: str
    as_printed: str

    def __str__(self) -> str:
        return self.normal


@dataclass(frozen=True, kw_only=True)
class NumberMatch:
    """A number found in running text.

    Attributes:
        number: the number.
        start: offset of its first character (the word "Số" is not part of it).
        end: offset after its last character.
        confidence: 0.0 to 1.0; below 0.7 neither its kind nor its body is known, or it was repaired.
    """

    number: DocumentNumber
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, kw_only=True)
class BlankNumber:
    """A number whose ordinal is missing: a draft, or written by hand or in a form field.

    Attributes:
        after: what follows it in normal form: ``"/QĐ-UBND"``, ``"-NQ/TU"``.
        start: offset of the gap in the line.
        end: offset after the number.
        number: its parts, with an empty ordinal.
    """

    after: str
    start: int
    end: int
    number: DocumentNumber
