"""Text that a PDF shows in the appearance of a widget.

Owns: finding the form in an appearance that holds its text.
Must not: know what the text means, or where it stands on the page.

Signing software nests an appearance three or four forms deep (ISO 32000-1, 12.7.4.5 and Adobe's
layers n0 to n4), and only one of them shows text. pypdf prepares itself anew for every form it comes
through, which cost more than half of the gate of a signed document. So the one form is looked up first,
in the bytes of the file where they are plain (`pdf_plain`), and only that is given to pypdf; a picture
without text is not given at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pypdf import PageObject
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from archivist.extract.cleaning import clean_text
from archivist.extract.pdf_plain import PlainStream, plain_stream
from archivist.extract.pdf_stamped import stamped_text
from archivist.lazypattern import late_pattern

# A string or an array of strings, and the operator that shows it (ISO 32000-1 table 109).
_SHOWS = late_pattern(rb"[)>\]]\s*(?:T[jJ]|['\"])")
_PAINTS = late_pattern(rb"/([^\s/\[\]()<>{}%]+)\s+Do(?![^\s/\[\]()<>{}%])")
_MOST_FORMS = 30
_PLAIN_BYTES = 1_000_000  # a form of more is pypdf's, which keeps what it unpacked


def appearance_text(page: PageObject, annotation: DictionaryObject) -> str:
    """Text of the normal appearance of `annotation`, cleaned; empty when it shows none."""
    normal = _normal(annotation)
    holder = _resolved(_Search().holder(normal)) if normal is not None else None
    if not isinstance(holder, StreamObject):
        return ""
    text = stamped_text(holder)
    return clean_text(page.extract_xform_text(holder) if text is None else text)  # type: ignore[arg-type]  # any stream does


def _normal(annotation: DictionaryObject) -> object:
    """The form shown, or where it is; None when there is none."""
    appearances = _resolved(annotation.get("/AP"))
    if not isinstance(appearances, DictionaryObject) or "/N" not in appearances:
        return None
    reference = appearances.raw_get("/N")
    if plain_stream(reference) is not None:
        return reference
    normal = _resolved(reference)
    if isinstance(normal, DictionaryObject) and not isinstance(normal, StreamObject):
        normal = _resolved(normal.get(str(annotation.get("/AS", ""))))
    return normal if isinstance(normal, StreamObject) else None


class _Search:
    """Looks through the forms of one appearance."""

    def __init__(self) -> None:
        self._seen: set[int | tuple[int, int]] = set()

    def holder(self, form: object) -> object:
        """The innermost form that holds all text of `form`, or where it is; None when it shows none.

        Raises:
            LimitReachedError: a form unpacks beyond all limits.
        """
        self._seen.add(_key(form))
        plain = plain_stream(form)
        content = plain.content(_PLAIN_BYTES) if plain is not None else None
        if content is None:
            plain, whole = None, _resolved(form)
            if not isinstance(whole, StreamObject):
                return None
            content = whole.get_data()
        if _SHOWS.search(content) or len(self._seen) > _MOST_FORMS:
            return form
        painted = {_name(match.group(1)) for match in _PAINTS.finditer(content)}
        children = self._children(form, plain, painted) if painted else ()
        holders = [found for child in children if (found := self.holder(child)) is not None]
        if len(holders) > 1:
            return form
        return holders[0] if holders else None

    def _children(self, form: object, plain: PlainStream | None, painted: set[str]) -> Iterator[object]:
        named: object = plain.painted() if plain is not None else None
        if named is None:
            whole = _resolved(form)
            resources = _resolved(whole.get("/Resources")) if isinstance(whole, DictionaryObject) else None
            named = _resolved(resources.get("/XObject")) if isinstance(resources, DictionaryObject) else None
        if not isinstance(named, dict):
            return
        for name in named:
            if name in painted:
                child = named.raw_get(name) if isinstance(named, DictionaryObject) else named[name]
                if _is_form(child) and _key(child) not in self._seen:
                    yield child


def _is_form(item: object) -> bool:
    plain = plain_stream(item)
    subtype = plain.subtype if plain is not None else None
    if subtype is not None:
        return subtype == "/Form"
    whole = _resolved(item)
    return isinstance(whole, StreamObject) and whole.get("/Subtype") == "/Form"


def _key(item: object) -> int | tuple[int, int]:
    """To know an object again; pypdf keeps each that it read."""
    return (item.idnum, item.generation) if isinstance(item, IndirectObject) else id(item)


def _name(raw: bytes) -> str:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match.group(1).decode()), raw)
    return "/" + plain.decode("utf-8", "replace")


def _resolved(value: object) -> object:
    return value.get_object() if value is not None and hasattr(value, "get_object") else value
