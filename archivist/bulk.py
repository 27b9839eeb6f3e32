"""File many documents: several are staged at once, one thread commits them in order.

Owns: the hand-over between staging threads and the committing thread, with a bounded number
of staged documents waiting.
Must not: commit from a staging thread (the catalogue belongs to one thread).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from archivist import filing, indexing, staging
from archivist.model import Defaults, FilingResult, Progress
from archivist.workspace import Workspace

INDEX_EVERY = 200


def file_many(
    ws: Workspace,
    paths: Sequence[Path],
    *,
    jobs: int,
    received_from: str = "",
    defaults: Defaults | None = None,
    book: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[FilingResult]:
    """Stage `jobs` files at a time, commit them in the order given, index in batches.

    Yields:
        What became of each file; of a ZIP archive, what became of each file in it.
    """
    arrival = staging.Arrival(received_from=received_from, defaults=defaults or Defaults(), book=book)
    known = set(ws.catalogue.hashes())
    waiting: deque[Future[staging.Staged]] = deque()
    todo = iter(paths)
    with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="stage") as threads:

        def submit() -> None:
            path = next(todo, None)
            if path is not None:
                waiting.append(threads.submit(staging.stage, ws, path, arrival, is_known=known.__contains__))

        try:
            for _ in range(jobs * 2):
                submit()
            done = 0
            while waiting:
                staged = waiting.popleft().result()
                result = filing.commit(ws, staged)
                known.update(one.document.sha256 for one in result.each if one.document is not None)
                submit()
                done += 1
                if progress is not None:
                    progress(Progress(stage="file", done=done, total=len(paths), item=str(result.source)))
                yield from result.each
                if done % INDEX_EVERY == 0:
                    indexing.try_drain(ws, more_to_come=True)
        finally:
            _abandon(waiting)
            indexing.try_drain(ws)


def _abandon(waiting: deque[Future[staging.Staged]]) -> None:
    """The caller stopped early: nothing staged may stay behind."""
    for future in waiting:
        future.cancel()
    for future in waiting:
        if not future.cancelled() and future.exception() is None:
            assembly = future.result().assembly
            if assembly is not None:
                assembly.discard()
