"""The sample archive as cases of the accuracy bench: its truth names urgency, secrecy and draft, too."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from archivist.directive.reader import ReadContext, read_fields
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.pool import WorkerPool
from archivist.model import Fields, Secrecy

SAMPLES = Path(__file__).resolve().parents[1] / "sample_archive"
_COLUMNS = {"issued": "signing_date", "signatory": "signatory_name", "position": "signatory_position"}


def read_samples() -> Iterator[tuple[str, dict[str, str], str, Fields]]:
    """Name, truth in the columns of labels.csv, suffix and fields of every file that can be read.

    Scans that wait for recognition and files that are put aside are left out: nothing is read of them.
    """
    expected = SAMPLES / "expected"
    names = json.loads((expected / "index.json").read_text(encoding="utf-8"))["documents"]
    with WorkerPool(Limits(), 1) as pool, tempfile.TemporaryDirectory(prefix="accuracy-") as parts:
        for name in names:
            path = expected / f"{name.replace('/', '__')}.json"
            truth = json.loads(path.read_text(encoding="utf-8"))
            if truth["readable"] != "now" or truth["outcome"] == "quarantined":
                continue
            try:
                extracted = pool.extract(
                    SAMPLES / "inbox" / name, parts_dir=Path(parts), file_name=Path(name).name
                )
            except ExtractionError:
                continue
            fields = read_fields(extracted, ReadContext(file_name=Path(name).name))
            yield name, _columns(truth), Path(name).suffix[1:], fields


def _columns(truth: dict[str, object]) -> dict[str, str]:
    given = truth["fields"]
    assert isinstance(given, dict)
    columns = {_COLUMNS.get(name, name): str(value) for name, value in given.items() if value}
    marked = truth["outcome"] == "refused"
    columns["secrecy"] = Secrecy.MARKED.value if marked else Secrecy.NONE.value
    columns["draft"] = "true" if given.get("draft") else ""
    return columns
