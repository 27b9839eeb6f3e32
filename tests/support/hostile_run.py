"""Filing hostile files, and the proof that each came to a named end."""

from __future__ import annotations

import os
from pathlib import Path

from archivist import Archive, FilingResult, Outcome, testing

_NOT_FILED = {Outcome.QUARANTINED, Outcome.FAILED, Outcome.REFUSED}


def run(archive_path: Path, files: list[Path]) -> list[FilingResult]:
    """File all with two workers and check what must hold whatever the files are."""
    with Archive.create(archive_path):
        pass
    settings = archive_path / "archive.toml"
    text = settings.read_text("utf-8")
    limits = "[extract]\nwall_seconds = 5\ncpu_seconds = 5\n"
    assert "[extract]\n" in text
    settings.write_text(text.replace("[extract]\n", limits), "utf-8")
    before = {path: path.stat().st_size for path in files}
    with Archive.open(archive_path) as archive:
        results = list(archive.file_many(files, jobs=2))
        given = set(files)
        named = (next(p for p in (one.source, *one.source.parents) if p in given) for one in results)
        assert list(dict.fromkeys(named)) == files  # files out of an archive are named by their place in it
        for result in results:
            assert isinstance(result.outcome, Outcome)
            if result.outcome in _NOT_FILED or result.outcome is Outcome.REVIEW:
                assert result.reasons, result
            if result.outcome is Outcome.QUARANTINED:
                assert result.quarantine_id
            elif result.outcome not in _NOT_FILED:
                assert result.document is not None
        _holds_all(archive, results)
        # The workers still work.
        sound = testing.make_txt(
            archive_path.parent / "sound.txt", "Một văn bản lành lặn, không có gì lạ.\n" * 3
        )
        assert archive.file(sound).document is not None
        assert archive.check().ok
    assert {path: path.stat().st_size for path in files} == before
    assert not any((archive_path / "staging").iterdir())
    assert not _children()
    return results


def _holds_all(archive: Archive, results: list[FilingResult]) -> None:
    """Every file is in the archive or in quarantine, under its hash."""
    filed = {result.document.sha256 for result in results if result.document is not None}
    aside = {entry.id for entry in archive.quarantined()}
    for result in results:
        if result.outcome is Outcome.QUARANTINED:
            assert result.quarantine_id in aside
    assert filed == {document.sha256 for document in archive.iter_all()}


def _children() -> list[str]:
    """Worker processes of this process that are still there."""
    path = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    numbers = path.read_text().split() if path.exists() else []
    commands = [(Path("/proc") / number / "cmdline") for number in numbers]
    return [text for one in commands if one.exists() and "extract.worker" in (text := one.read_text())]
