"""Text that a PDF shows in the appearance of a widget.

Owns: finding the form in an appearance that holds its text.
Must not: know what the text means, or where it stands on the page.

Signing software nests an appearance three or four forms deep (ISO 32000-1, 12.7.4.5 and Adobe's
layers n0 to n4), and only one of them shows text. pypdf prepares itself anew for every form it comes
through, which cost more than half of the gate of a signed document. So the one form is looked up first,
and only that is given to pypdf; a picture without text is not given at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pypdf import PageObject
from pypdf.generic import DictionaryObject, StreamObject

from archivist.extract.cleaning import clean_text

# A string or an array of strings, and the operator that shows it (ISO 32000-1 table 109).
_SHOWS = re.compile(rb"[)>\]]\s*(?:T[jJ]|['\"])")
_PAINTS = re.compile(rb"/([^\s/\[\]()<>{}%]+)\s+Do(?![^\s/\[\]()<>{}%])")
_MOST_FORMS = 30


def appearance_text(page: PageObject, annotation: DictionaryObject) -> str:
    """Text of the normal appearance of `annotation`, cleaned; empty when it shows none."""
    normal = _normal(annotation)
    holder = _Search().holder(normal) if normal is not None else None
    return clean_text(page.extract_xform_text(holder)) if holder is not None else ""  # type: ignore[arg-type]  # any stream does


def _normal(annotation: DictionaryObject) -> StreamObject | None:
    appearances = _resolved(annotation.get("/AP"))
    normal = _resolved(appearances.get("/N")) if isinstance(appearances, DictionaryObject) else None
    if isinstance(normal, DictionaryObject) and not isinstance(normal, StreamObject):
        normal = _resolved(normal.get(str(annotation.get("/AS", ""))))
    return normal if isinstance(normal, StreamObject) else None


class _Search:
    """Looks through the forms of one appearance."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def holder(self, form: StreamObject) -> StreamObject | None:
        """The innermost form that holds all text of `form`; None when it shows none.

        Raises:
            LimitReachedError: a form unpacks beyond all limits.
        """
        self._seen.add(id(form))
        content = form.get_data()
        if _SHOWS.search(content) or len(self._seen) > _MOST_FORMS:
            return form
        holders = [found for child in self._painted(form, content) if (found := self.holder(child))]
        if len(holders) > 1:
            return form
        return holders[0] if holders else None

    def _painted(self, form: StreamObject, content: bytes) -> Iterator[StreamObject]:
        resources = _resolved(form.get("/Resources"))
        named = _resolved(resources.get("/XObject")) if isinstance(resources, DictionaryObject) else None
        if not isinstance(named, DictionaryObject):
            return
        painted = {_name(match.group(1)) for match in _PAINTS.finditer(content)}
        for name in named:
            if name in painted:
                child = _resolved(named.raw_get(name))
                known = id(child) in self._seen
                if isinstance(child, StreamObject) and child.get("/Subtype") == "/Form" and not known:
                    yield child


def _name(raw: bytes) -> str:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match.group(1).decode()), raw)
    return "/" + plain.decode("utf-8", "replace")


def _resolved(value: object) -> object:
    return value.get_object() if value is not None and hasattr(value, "get_object") else value
