"""What `archivist doctor` says of each format: what reads it, and what to do when that is missing.

Owns: which formats need which packages and programs. ``tests/cli/test_doctor.py`` holds it against
the table of extractors.
Must not: import an engine or a reader; a package is looked up, a program is searched for.
"""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator

from archivist.extract.ocr_data import find_setup
from archivist.lazyclass import dataclass
from archivist_cli import labels
from archivist_cli.i18n import mark, translate
from archivist_cli.machine import Finding, State
from archivist_cli.output import path_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """Formats that are read by the same means.

    Attributes:
        name: stable name, for programs.
        media_types: canonical types.
        packages: distributions that must be there.
    """

    name: str
    media_types: tuple[str, ...]
    packages: tuple[str, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
READABLE = (
    Readable(name="pdf", media_types=("application/pdf",), packages=("pypdf", "pypdfium2")),
    Readable(
        name="zipped",
        media_types=(
            f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.presentationml.presentation",
            f"{_ODF}.text", f"{_ODF}.presentation", "application/epub+zip", "application/zip",
        ),
    ),
    Readable(
        name="xml",
        media_types=(
            "application/vnd.ms-wordml", "application/vnd.ms-word2006ml",
            f"{_ODF}.text-flat-xml", f"{_ODF}.presentation-flat-xml",
        ),
    ),
    Readable(name="texts", media_types=("text/html", "text/plain", "text/markdown", "message/rfc822")),
    Readable(
        name="ole", media_types=("application/msword", "application/vnd.ms-powerpoint"), packages=("olefile",)
    ),
    Readable(
        name="sheets",
        media_types=(
            f"{_OFFICE}.spreadsheetml.sheet", "application/vnd.ms-excel", f"{_ODF}.spreadsheet",
            "application/vnd.ms-excel.sheet.binary.macroenabled.12",
            "application/vnd.ms-spreadsheetml", f"{_ODF}.spreadsheet-flat-xml",
        ),
        packages=("python-calamine", "olefile"),
    ),
    Readable(name="rtf", media_types=("application/rtf",), packages=("striprtf",)),
    Readable(name="msg", media_types=("application/vnd.ms-outlook",), packages=("python-oxmsg", "olefile")),
)  # fmt: skip
IMAGES = ("image/jpeg", "image/png", "image/tiff", "image/bmp", "image/webp")


def formats() -> Iterator[Finding]:
    """A finding for each group of formats."""
    for group in READABLE:
        yield _readable(group)
    yield _images()
    yield _old_word()


def names_of(media_types: tuple[str, ...]) -> str:
    """``Word (DOC), PowerPoint (PPT)``."""
    return ", ".join(labels.field_value("media_type", one) for one in media_types)


def _readable(group: Readable) -> Finding:
    versions = {name: _version(name) for name in group.packages}
    missing = [name for name, version in versions.items() if not version]
    own = mark("{formats}: read by archivist itself")
    present = mark("{formats}: read with {packages}")
    absent = mark("{formats}: not read, missing {packages}")
    shown = missing or [f"{name} {version}" for name, version in versions.items()]
    text = absent if missing else present if versions else own
    return Finding(
        name=f"format:{group.name}",
        title=translate(mark("Formats")),
        state=State.MISSING if missing else State.GOOD,
        text=translate(text).format(formats=names_of(group.media_types), packages=", ".join(shown)),
        advice=f"{sys.executable} -m pip install {' '.join(missing)}",
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _images() -> Finding:
    good = mark("{formats}: kept; their text is recognised")
    poor = mark("{formats}: kept; their text stays pending without character recognition (see there)")
    usable = find_setup().usable
    return Finding(
        name="format:images",
        title=translate(mark("Formats")),
        state=State.GOOD if usable else State.NOTE,
        text=translate(good if usable else poor).format(formats=names_of(IMAGES)),
    )


def _old_word() -> Finding:
    from archivist.extract.word95 import confinable, find_program

    program = find_program()
    if not program:
        text, advice = mark("Word 6 and 95: not read, LibreOffice is missing"), ""
    elif not confinable():
        text = mark("Word 6 and 95: not read, LibreOffice cannot be cut off from the network here")
        advice = translate(mark("allow user namespaces, or save such files as DOCX"))
    else:
        text, advice = mark("Word 6 and 95: read with LibreOffice ({path})"), ""
    return Finding(
        name="format:word95",
        title=translate(mark("Formats")),
        state=State.GOOD if program and not advice else State.NOTE,
        text=translate(text).format(path=path_text(program)),
        advice=advice or "apt install libreoffice-writer-nogui",
    )
