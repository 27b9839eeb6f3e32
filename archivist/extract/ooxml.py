"""What Word, Excel and PowerPoint files share (ECMA-376): the package and its properties.

Owns: relations between parts, title and author, tags without their namespace (strict and
transitional documents differ in it).
Must not: read text.
"""

from __future__ import annotations

import posixpath
import sys
from xml.etree.ElementTree import Element

from archivist.extract.cleaning import clean_line
from archivist.extract.container import Container

_CORE = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "created": "created",
    "modified": "modified",
    "language": "language",
}
_MANY_TAGS = 10_000


class LocalNames(dict[str, str]):
    """Qualified tag → local name (strict and transitional documents differ in the namespace)."""

    def __missing__(self, tag: str) -> str:
        if len(self) > _MANY_TAGS:  # of a hostile file; the vocabulary has some hundreds
            self.clear()
        name = self[tag] = sys.intern(tag.rpartition("}")[2])
        return name


NAMES = LocalNames()


def main_part(container: Container, usual: str) -> str:
    """Name of the part that is the document; ``usual`` when the package does not say."""
    relations = container.xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return usual


def beside(part: str, name: str) -> str:
    """Name of a part in the folder of another."""
    folder = part.rpartition("/")[0]
    return f"{folder}/{name}" if folder else name


def related(container: Container, part: str, kind: str = "") -> dict[str, str]:
    """Parts a part refers to, by the id of the relation; links out of the file are left out.

    Args:
        container: the package.
        part: name of the part.
        kind: only relations whose type ends so (``"/slide"``).
    """
    folder, _, file = part.rpartition("/")
    relations = container.xml(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
    found: dict[str, str] = {}
    for relation in relations if relations is not None else ():
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External" or not relation.get("Type", "").endswith(kind):
            continue
        joined = target if target.startswith("/") else beside(part, target)
        found[relation.get("Id", "")] = posixpath.normpath(joined).lstrip("/")
    return found


def properties(container: Container) -> tuple[dict[str, str], int | None]:
    """Title, author and dates of the package, and its number of pages when it says."""
    found: dict[str, str] = {}
    core = container.xml("docProps/core.xml")
    for item in core if core is not None else ():
        key, value = _CORE.get(NAMES[item.tag]), clean_line(item.text or "")
        if key and value:
            found[key] = value[:1000]
    pages: int | None = None
    application = container.xml("docProps/app.xml")
    for item in application if application is not None else ():
        value = clean_line(item.text or "")
        if NAMES[item.tag] == "Application" and value:
            found["creator"] = value[:200]
        elif NAMES[item.tag] == "Pages" and value.isdigit() and 0 < int(value) < 100_000:
            pages = int(value)
    return found, pages


def attribute(element: Element, name: str) -> str:
    """Attribute in any namespace (strict and transitional documents differ in it)."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def child_of(element: Element | None, name: str) -> Element | None:
    """First child of this name, in any namespace."""
    if element is not None:
        for child in element:
            if NAMES[child.tag] == name:
                return child
    return None
