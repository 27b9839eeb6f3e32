"""A process that makes segments of the documents it is told (`filling`).

Owns: that loop. Must not: lock, commit, or search.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, Any

from archivist.search.filling import read_batch
from archivist.search.making import SegmentMaker
from archivist.search.schema import make_schema, to_fields
from archivist.search.storage import DurableStorage


def work(folder: Path, memory: int, stream: IO[bytes]) -> dict[str, Any] | None:
    """Make segments of all documents; None when the input ended too early. JSON for the caller."""
    storage = DurableStorage(folder, spills=False)
    maker = SegmentMaker(storage, make_schema(), memory=memory)
    try:
        while (documents := read_batch(stream)) is not None:
            for document in documents:
                maker.add(to_fields(document))
    except EOFError:
        return None
    made = maker.finish()
    return {"segments": [(segment.segment_id(), segment.doc_count_all()) for segment in made]}


def main() -> int:
    """Entry point: folder and memory are the arguments, documents come in, what was made goes out."""
    try:
        answer = work(Path(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer)
    except OSError as error:
        answer = {"errno": error.errno, "error": str(error)}
    if answer is not None:
        sys.stdout.write(json.dumps(answer))
    return 0 if answer and "segments" in answer else 1


if __name__ == "__main__":
    sys.exit(main())
