"""Word 6 and 95: read through LibreOffice in a worker, or put aside with what to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from support.containers import make_word6
from support.extracting import read, refusal

from archivist.extract import word95
from archivist.extract.limits import Limits
from archivist.extract.pool import WorkerPool
from archivist.model import Reason
from archivist.reasons import explain

TEXT = "Letter no. 12\rPlease keep the drawers of the model cabinet shut.\rEnd of the sample.\r"
needs_libreoffice = pytest.mark.skipif(
    not (word95.find_program() and word95.confinable()),
    reason="LibreOffice (an optional program) is not installed, or cannot be cut off from the network",
)


def test_without_libreoffice_the_reason_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(word95, "_PLACES", ())
    reason = refusal(make_word6(tmp_path / "a.doc", TEXT))
    assert reason == "needs-libreoffice"
    for language in ("en", "vi"):
        assert "LibreOffice" in explain(Reason(reason), language=language)


@needs_libreoffice
@pytest.mark.slow
def test_with_libreoffice_it_is_read(tmp_path: Path) -> None:
    path = make_word6(tmp_path / "a.doc", TEXT)
    parts = tmp_path / "parts"
    parts.mkdir()
    with WorkerPool(Limits()) as pool:
        found = pool.extract(path, parts_dir=parts, file_name="a.doc")
    assert found.pages[0].text.splitlines() == TEXT.rstrip("\r").split("\r")
    assert found.detected.media_type == "application/msword"
    assert found.extractor == word95.VERSION
    assert "LibreOffice" not in str(found.metadata)
    assert list(parts.iterdir()) == []


@needs_libreoffice
@pytest.mark.slow
def test_vietnamese_of_that_time_is_read(tmp_path: Path) -> None:
    """Eight-bit text: the letters of TCVN3 look like those of Western Europe to LibreOffice."""
    path = make_word6(
        tmp_path / "a.doc", "V¨n phßng kho mÉu\rTh«ng b¸o lÞch më cöa phßng ®äc s¸ng thø hai.\r"
    )
    found = read(path)
    assert found.pages[0].text == "Văn phòng kho mẫu\nThông báo lịch mở cửa phòng đọc sáng thứ hai."
    assert any("TCVN3" in warning for warning in found.warnings)


@needs_libreoffice
@pytest.mark.slow
def test_a_damaged_one_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    path = make_word6(tmp_path / "a.doc", "")
    assert refusal(path, Limits(wall_seconds=0.05)) == "time-limit"
    assert list((tmp_path / "parts").iterdir()) == []


@pytest.mark.skipif(not word95.confinable(), reason="this kernel closes user namespaces")
def test_the_program_has_no_network() -> None:
    shown = subprocess.run(
        ["cat", "/proc/self/net/dev"], capture_output=True, text=True, check=True, preexec_fn=word95._confine
    )
    names = [line.split(":")[0].strip() for line in shown.stdout.splitlines()[2:]]
    assert names == ["lo"]


def test_documents_of_word_97_are_not_taken_for_older_ones(tmp_path: Path) -> None:
    from support.containers import make_doc97

    found = read(make_doc97(tmp_path / "a.doc", "Điều 1. Ghế.\r"))
    assert found.pages[0].text == "Điều 1. Ghế."
    assert found.extractor.startswith("doc97")
