"""What a PDF holds besides its pages: files, bookmarks, layers, the PDF/A marker.

Owns: finding them, whatever loops the structure has.
Must not: believe the marker (it is a claim of whoever made the file), or unpack files.
"""

from __future__ import annotations

from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, EmbeddedFile, IndirectObject, StreamObject

from archivist.extract.cleaning import clean_line
from archivist.lazypattern import late_pattern

_BOOKMARKS = 5_000  # steps through the outline
_ANNOTATIONS = 2_000
_XMP_BYTES = 1_000_000
# As an attribute or as an element of the XMP packet (ISO 19005-1, 6.7.11; -2 and -3, 6.6.4).
_PART = late_pattern(rb"pdfaid:part\s*(?:=\s*[\"']|>)\s*([1-4])")
_CONFORMANCE = late_pattern(rb"pdfaid:conformance\s*(?:=\s*[\"']|>)\s*([A-Za-z])")


def archival_claim(root: DictionaryObject) -> str:
    """``PDF/A-2b`` when the file says it is one, else empty."""
    packet = root.get("/Metadata")
    packet = packet.get_object() if packet is not None else None
    if not isinstance(packet, StreamObject):
        return ""
    data = packet.get_data()[:_XMP_BYTES]
    part = _PART.search(data)
    if part is None:
        return ""
    conformance = _CONFORMANCE.search(data)
    return "PDF/A-" + part.group(1).decode() + (conformance.group(1).decode().lower() if conformance else "")


def bookmarks(root: DictionaryObject) -> list[str]:
    """Titles of the outline, in the order a reader shows them."""
    outlines = root.get("/Outlines")
    waiting = [_child(outlines.get_object(), "/First")] if outlines is not None else []
    seen: set[int] = set()
    titles: list[str] = []
    for _ in range(_BOOKMARKS):
        if not waiting:
            break
        node = waiting.pop()
        if not isinstance(node, DictionaryObject) or id(node) in seen:
            continue
        seen.add(id(node))
        title = clean_line(str(node.get("/Title") or ""))
        if title:
            titles.append(title[:300])
        waiting += [_child(node, "/Next"), _child(node, "/First")]  # the last one comes next
    return titles


def _child(node: object, key: str) -> object:
    child = node.get(key) if isinstance(node, DictionaryObject) else None
    return child.get_object() if child is not None else None


def has_hidden_layers(root: DictionaryObject) -> bool:
    """True when a layer is not shown unless the reader is told to (ISO 32000-1, 8.11.4.3)."""
    layers = _child(_child(root, "/OCProperties"), "/D")
    if not isinstance(layers, DictionaryObject):
        return False
    shown_by_default = layers.get("/BaseState", "/ON") != "/OFF"
    return bool(_child(layers, "/OFF")) or not shown_by_default


def is_dynamic_form(root: DictionaryObject) -> bool:
    """True when what a person sees is only in the XFA form, and the pages are a substitute.

    Such a file says that it must be drawn anew (``/NeedsRendering``, ISO 32000-1 table 28), or has no
    fields beside the XFA ones (12.7.8): a static form repeats them as ordinary fields.
    """
    form = _child(root, "/AcroForm")
    if not isinstance(form, DictionaryObject) or "/XFA" not in form:
        return False
    needed = _child(root, "/NeedsRendering")
    return getattr(needed, "value", False) is True or not _child(form, "/Fields")


def is_portfolio(root: DictionaryObject) -> bool:
    """True for a collection of files with a cover page (ISO 32000-1, 12.3.5)."""
    return "/Collection" in root


def files(reader: PdfReader, most_pages: int) -> Iterator[EmbeddedFile]:
    """Files inside: of the document (portfolios too), then those pinned to pages; each once."""
    seen: set[int] = set()
    for embedded in reader.attachment_list:
        seen.update(_streams(embedded.pdf_object))
        yield embedded
    for number, page in enumerate(reader.pages):
        if number >= most_pages:
            return
        annotations = page.get("/Annots")
        annotations = annotations.get_object() if annotations is not None else None
        if not isinstance(annotations, ArrayObject):
            continue
        for reference in annotations[:_ANNOTATIONS]:
            specification = _pinned(reference.get_object())
            if specification is None:
                continue
            streams = _streams(specification)
            if not streams or streams & seen:
                continue
            seen |= streams
            name = specification.get("/UF") or specification.get("/F") or ""
            yield EmbeddedFile(str(name), specification)


def _pinned(annotation: object) -> DictionaryObject | None:
    if not isinstance(annotation, DictionaryObject) or annotation.get("/Subtype") != "/FileAttachment":
        return None
    specification = _child(annotation, "/FS")
    return specification if isinstance(specification, DictionaryObject) else None


def _streams(specification: DictionaryObject) -> set[int]:
    """Object numbers of the embedded streams, to know them again."""
    held = _child(specification, "/EF")
    if not isinstance(held, DictionaryObject):
        return set()
    return {value.idnum for value in held.values() if isinstance(value, IndirectObject)}
