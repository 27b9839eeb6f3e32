"""The made Party set of the tests as cases of the accuracy bench."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support import party
from support.party_layouts import RENDERINGS, extracted

from archivist.directive.reader import ReadContext, read_fields
from archivist.model import Fields

_COLUMNS = {"issued": "signing_date", "signatory": "signatory_name", "position": "signatory_position"}


def read_party() -> Iterator[tuple[str, dict[str, str], str, Fields]]:
    """Name, truth in the columns of labels.csv, rendering and fields of every document and rendering."""
    with tempfile.TemporaryDirectory(prefix="accuracy-") as folder:
        for document in party.documents():
            truth = {_COLUMNS.get(name, name): value for name, value in document.truth().items()}
            truth |= {"language": "vi", "system": truth.get("system", "party")}
            for rendering in RENDERINGS:
                made = extracted(document, Path(folder), rendering)
                fields = read_fields(made, ReadContext(file_name=f"{document.name}.pdf"))
                yield document.name, truth, rendering, fields
