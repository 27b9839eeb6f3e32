"""``archivist doctor``: each format and each extra, present and missing, and how to get it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from archivist_cli import machine_formats

from archivist.extract.registry import media_types

ROOT = Path(__file__).parents[2]

libreoffice_can_be_missed = pytest.mark.skipif(
    os.path.lexists("/usr/lib/libreoffice/program/soffice"),
    reason="LibreOffice is at its usual place, so its absence cannot be seen",
)


def answer_without(folder: Path, *hidden: str, options: tuple[str, ...]) -> str:
    """What it answers where these packages and all programs outside of Python are not installed.

    A folder of links stands for the packages that are; nothing is pretended to the program.
    """
    packages = folder / "packages"
    packages.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.lower().startswith(hidden) and entry.suffix != ".pth":
            (packages / entry.name).symlink_to(entry)
    for part in ("archivist", "cli/archivist_cli"):
        target = packages / Path(part).name
        if not target.exists():
            target.symlink_to(ROOT / part)
    environment = {
        "PYTHONPATH": str(packages),
        "PATH": str(folder),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-S", "-m", "archivist_cli.main", "doctor", *options]
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout, done.stderr
    return done.stdout


def findings_without(folder: Path, *hidden: str) -> dict[str, dict[str, str]]:
    """Its findings by name."""
    answer = answer_without(folder, *hidden, options=("--json",))
    records = [json.loads(line) for line in answer.splitlines()]
    return {one["name"]: one for one in records if one["type"] == "finding"}


def test_every_format_that_is_read_has_a_finding() -> None:
    named = [one for group in machine_formats.READABLE for one in group.media_types]
    assert sorted([*named, *machine_formats.IMAGES]) == sorted(media_types())


@pytest.mark.parametrize(
    ("hidden", "finding", "said"),
    [
        (
            "python_calamine",
            "format:sheets",
            "OpenDocument (ODS), Excel (XLSB), Excel 2003 (XML), OpenDocument (FODS): not read",
        ),
        ("striprtf", "format:rtf", "RTF: not read, missing striprtf"),
        ("python_oxmsg", "format:msg", "Outlook (MSG): not read"),
    ],
)
def test_a_missing_package_is_told_by_the_format_it_reads(
    tmp_path: Path, hidden: str, finding: str, said: str
) -> None:
    found = findings_without(tmp_path, hidden)
    assert found[finding]["state"] == "missing"
    assert said in found[finding]["text"]
    assert f"-m pip install {hidden.replace('_', '-')}" in found[finding]["advice"]
    assert found["format:pdf"]["state"] == "good"


@libreoffice_can_be_missed
def test_extras_and_programs_that_are_missing(tmp_path: Path) -> None:
    found = findings_without(tmp_path, "tesserocr", "pyhanko", "rapidocr")
    for name, advice in (
        ("ocr", "apt install tesseract-ocr"),
        ("pyhanko", "-m pip install 'archivist[sign]'"),
        ("handwriting", "-m pip install 'archivist[handwriting]'"),
        ("format:word95", "apt install libreoffice-writer-nogui"),
    ):
        assert found[name]["state"] == "note", name
        assert advice in found[name]["advice"]
    assert found["format:images"]["state"] == "note"


@libreoffice_can_be_missed
def test_it_is_said_in_vietnamese(tmp_path: Path) -> None:
    answer = answer_without(tmp_path, "striprtf", options=("--language", "vi"))
    said = " ".join(answer.split())
    assert "RTF: không đọc được, thiếu striprtf" in said
    assert "Word 6 và 95: không đọc được, thiếu LibreOffice" in said
