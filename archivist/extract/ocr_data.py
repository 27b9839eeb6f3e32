"""What character recognition needs on this machine: an engine and its language data.

Owns: where tesseract and its data are looked for. tesserocr (in process) is preferred, the
command-line program comes second; neither finds the data of a distribution by itself, so the
folder is always found here and named explicitly.
Must not: import an engine (this runs in the parent, too) or recognise anything.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from archivist.lazyclass import dataclass

LANGUAGE = "vie"
ORIENTATION = "osd"
_PLACES = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tesseract-ocr/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
)
_LIST_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrSetup:
    """What was found.

    Attributes:
        engine: ``"tesserocr"``, ``"tesseract"`` (the program), or empty when there is neither.
        version: of the engine, empty when it is not known.
        program: path of the program, empty for tesserocr.
        tessdata: folder that holds the Vietnamese data, empty when none does.
        orientation: the data that tells how a page lies is there too.
        figures: what reads figures written by hand (``"rapidocr 3.10.0"``), empty when it is not installed.
        model: file of its network.
        missing: what is missing: ``"engine"``, ``"pillow"``, ``"vie"``.
    """

    engine: str = ""
    version: str = ""
    program: str = ""
    tessdata: str = ""
    orientation: bool = False
    figures: str = ""
    model: str = ""
    missing: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """True when pages can be recognised."""
        return not self.missing


def find_setup(setting: str = "", environ: Mapping[str, str] | None = None) -> OcrSetup:
    """Look for an engine and the Vietnamese data.

    Args:
        setting: the archive's setting ``ocr.tessdata``; a folder named there is the only one
            that is looked at, so that an office gets the data it chose or a clear "missing".
        environ: environment to look in; the process's own when None.
    """
    environment = os.environ if environ is None else environ
    program = shutil.which("tesseract", path=environment.get("PATH")) or ""
    engine, version = "", ""
    if importlib.util.find_spec("tesserocr") is not None:
        engine, version = "tesserocr", importlib.metadata.version("tesserocr")
    elif program:
        engine = "tesseract"
    folder = next(_folders(setting, environment, program), None)
    missing = []
    if not engine:
        missing.append("engine")
    if importlib.util.find_spec("PIL") is None:
        missing.append("pillow")
    if folder is None:
        missing.append(LANGUAGE)
    figures, model = _figures()
    return OcrSetup(
        engine=engine,
        version=version,
        program=program if engine == "tesseract" else "",
        tessdata=str(folder or ""),
        orientation=folder is not None and _holds(folder, ORIENTATION),
        figures=figures,
        model=model,
        missing=tuple(missing),
    )


def _figures() -> tuple[str, str]:
    """The recogniser of handwritten figures and the network that is in its package (`archivist[handwriting]`)."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None or importlib.util.find_spec("onnxruntime") is None:
        return "", ""
    models = sorted((Path(spec.origin).parent / "models").glob("*rec*.onnx"))
    return (f"rapidocr {importlib.metadata.version('rapidocr')}", str(models[0])) if models else ("", "")


def _folders(setting: str, environ: Mapping[str, str], program: str) -> Iterator[Path]:
    """Folders that hold the Vietnamese data, the best first."""
    for folder in _candidates(setting, environ, program):
        for place in (folder, folder / "tessdata"):
            if _holds(place, LANGUAGE):
                yield place


def _candidates(setting: str, environ: Mapping[str, str], program: str) -> Iterator[Path]:
    if setting:
        yield Path(setting).expanduser()
        return
    prefix = environ.get("TESSDATA_PREFIX", "")
    if prefix:
        yield Path(prefix)
    for pattern in _PLACES:
        yield from sorted(Path("/").glob(pattern[1:]), reverse=True)  # newest version first
    yield Path(sys.prefix) / "share" / "tessdata"
    if program:
        yield from _listed(program)


def _listed(program: str) -> Iterator[Path]:
    """The folder the program itself names: ``List of available languages in "/…/" (3):``."""
    try:
        answer = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=_LIST_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return
    named = re.search(r'in "([^"]+)"', answer.stdout + answer.stderr)
    if named is not None:
        yield Path(named[1])


def _holds(folder: Path, language: str) -> bool:
    try:
        return (folder / f"{language}.traineddata").is_file()
    except OSError:
        return False
