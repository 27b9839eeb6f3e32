"""Keep the catalogue of translations in step with the program (for developers; not installed).

Usage::

    python cli/translations.py update     # collect the texts into vi.po, keep what is translated
    python cli/translations.py compile    # vi.po -> vi.mo

The catalogue holds the texts of the program and of click, which asks the same gettext domain.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent / "archivist_cli"
LANGUAGE = "vi"
PO_FILE = PACKAGE / "locale" / LANGUAGE / "LC_MESSAGES" / "archivist.po"

_OURS = {"mark": None, "translate": None, "translate_count": (1, 2)}
_CLICKS = {"_": None, "ngettext": (1, 2)}

# Sources: where the texts are and by which names they are marked there.
_SOURCES = ((PACKAGE, _OURS), (Path(click.__file__).parent, _CLICKS))

# click translates "required" through a variable, so no extractor sees it.
_UNSEEN = ("required",)


def messages() -> Iterator[str | tuple[str, ...]]:
    """Every text to translate: ours and click's."""
    for folder, keywords in _SOURCES:
        found = extract_from_dir(str(folder), keywords=keywords, method_map=[("**.py", "python")])
        for _, _, message, _, _ in found:
            yield tuple(message) if isinstance(message, (tuple, list)) else message
    yield from _UNSEEN


def read_catalogue() -> Catalog:
    """The catalogue as it is in the project."""
    with PO_FILE.open("rb") as stream:
        return read_po(stream, locale=LANGUAGE)


def compiled(catalogue: Catalog) -> bytes:
    """What the ``.mo`` file must hold."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update() -> None:
    """Collect the texts; new ones stand there without a translation, old ones go."""
    known = read_catalogue() if PO_FILE.exists() else Catalog(locale=LANGUAGE)
    fresh = Catalog(
        locale=LANGUAGE,
        project="archivist",
        version="1",
        copyright_holder="The archivist developers",
        fuzzy=False,
        charset="utf-8",
    )
    fresh.creation_date = fresh.revision_date = known.creation_date
    fresh.last_translator, fresh.language_team = "The archivist developers", "Vietnamese"
    fresh.header_comment = "# Vietnamese texts of the archivist program and of click."
    for message in sorted(set(messages()), key=str):
        if message and message != ("", ""):
            old = known.get(message)
            fresh.add(message, string=old.string if old else "")
    with PO_FILE.open("wb") as stream:
        write_po(stream, fresh, width=100, omit_header=False, no_location=True)


def main() -> int:
    """Run one of the two actions."""
    action = sys.argv[1] if len(sys.argv) == 2 else ""
    if action == "update":
        update()
    elif action == "compile":
        PO_FILE.with_suffix(".mo").write_bytes(compiled(read_catalogue()))
    else:
        sys.stderr.write(__doc__ or "")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
