"""Tesseract, in process (tesserocr) or as a program: an image in, words with places out.

Owns: everything that calls an engine.
Must not: know what a page means, or start more than one thread (OMP_THREAD_LIMIT=1 is set by
the pool: on one core four threads take four times as long).

The program runs in the worker's process group and dies with the worker, also when the worker is
killed alone: pool and kernel (parent-death signal) see to it.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Protocol

from archivist.errors import ExtractionError
from archivist.extract.ocr_data import LANGUAGE, ORIENTATION
from archivist.extract.ocr_images import DPI
from archivist.lazyclass import dataclass
from archivist.model import Reason

if TYPE_CHECKING:
    from PIL import Image

PAGE = 3
"""Page segmentation: fully automatic, no orientation."""
SPARSE = 11
"""Find as much text as possible in no particular order: stamps."""
BLOCK = 6
"""One block of text."""
LINE = 7
"""One line of text."""
_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One word of the engine: its line (block, paragraph, line), pixels, and confidence.

    `second` is what another reading had in its place: empty when nothing, None when there was none.
    """

    line: tuple[int, int, int]
    left: int
    top: int
    width: int
    height: int
    confidence: float
    text: str
    second: str | None = None


class Engine(Protocol):
    """Reads images."""

    name: str

    def read(self, image: Image.Image, mode: int) -> list[Found]:
        """Words of a grey image, read in a segmentation mode of tesseract."""
        ...

    def orientation(self, image: Image.Image) -> int:
        """Degrees to turn a page clockwise so that it stands upright; 0 when it cannot be told."""
        ...


@cache
def engine_for(tessdata: str, program: str, orientation: bool) -> Engine:
    """The engine of this worker; it stays loaded.

    Where tesserocr is there but cannot be loaded (its libraries went with an upgrade of the system), the
    program does the work.

    Raises:
        ExtractionError: it cannot be started.
    """
    if program:
        return _Program(tessdata, program, orientation)
    try:
        return _InProcess(tessdata, orientation)
    except (ImportError, RuntimeError) as error:
        instead = shutil.which("tesseract")
        if instead is not None:
            return _Program(tessdata, instead, orientation)
        raise ExtractionError(
            f"tesserocr cannot be started: {error}", reason=Reason.EXTRACTOR_CRASHED
        ) from error


class _InProcess:
    """tesserocr: the engine stays loaded between pages."""

    def __init__(self, tessdata: str, orientation: bool) -> None:
        import tesserocr

        self._tesserocr = tesserocr
        self._tessdata = tessdata if tessdata.endswith("/") else tessdata + "/"
        self._orientation = orientation
        self._api = tesserocr.PyTessBaseAPI(path=self._tessdata, lang=LANGUAGE, psm=PAGE)
        self._api.SetVariable("debug_file", os.devnull)
        version = tesserocr.tesseract_version().split("\n", 1)[0].strip()
        self.name = f"{version}, {LANGUAGE}, tesserocr {tesserocr.__version__}"

    def read(self, image: Image.Image, mode: int) -> list[Found]:
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(image.tobytes(), image.width, image.height, 1, image.width)
        self._api.SetSourceResolution(DPI)
        try:
            # In reading lines tesseract fails on images of a few pixels; there is nothing in them.
            if not self._api.Recognize():
                return []
            return _words(self._api.GetTSVText(0))
        finally:
            self._api.Clear()

    def orientation(self, image: Image.Image) -> int:
        if not self._orientation:
            return 0
        with self._tesserocr.PyTessBaseAPI(path=self._tessdata, lang=ORIENTATION, psm=0) as api:
            api.SetVariable("debug_file", os.devnull)
            api.SetImageBytes(image.tobytes(), image.width, image.height, 1, image.width)
            api.SetSourceResolution(DPI)
            found = api.DetectOrientationScript()
        # It tells how the page lies; the way back is the other way round.
        return -int(found["orient_deg"]) % 360 if found else 0


class _Program:
    """The command-line program, once for each image."""

    def __init__(self, tessdata: str, program: str, orientation: bool) -> None:
        self._tessdata = tessdata
        self._program = program
        self._orientation = orientation
        first = self._run(["--version"], b"").split("\n", 1)[0].strip()
        self.name = f"{first}, {LANGUAGE}"

    def read(self, image: Image.Image, mode: int) -> list[Found]:
        return _words(self._run(self._call(LANGUAGE, mode, "tsv"), _pgm(image)))

    def orientation(self, image: Image.Image) -> int:
        if not self._orientation:
            return 0
        try:
            told = self._run(self._call(ORIENTATION, 0), _pgm(image))
        except ExtractionError:  # "Too few characters"
            return 0
        turn = re.search(r"^Rotate:\s*(\d+)", told, re.MULTILINE)
        return int(turn[1]) % 360 if turn else 0

    def _call(self, language: str, mode: int, *configs: str) -> list[str]:
        return [
            "stdin", "stdout", "--tessdata-dir", self._tessdata, "-l", language,
            "--psm", str(mode), "--dpi", str(DPI), *configs,
        ]  # fmt: skip

    def _run(self, arguments: list[str], data: bytes) -> str:
        done = subprocess.run(  # the limits of the worker hold for its child
            [self._program, *arguments],
            input=data,
            capture_output=True,
            check=False,
            preexec_fn=_die_with_the_worker,
        )
        if done.returncode:
            last = done.stderr.decode("utf-8", "replace").strip()[-300:]
            raise ExtractionError(
                f"tesseract ended with code {done.returncode}: {last}", reason=Reason.EXTRACTOR_CRASHED
            )
        return done.stdout.decode("utf-8", "replace")


def _die_with_the_worker() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)


def _pgm(image: Image.Image) -> bytes:
    return b"P5 %d %d 255\n" % image.size + image.tobytes()


def _words(table: str) -> list[Found]:
    """Words of tesseract's table (level, page, block, paragraph, line, word, place, confidence, text)."""
    found: list[Found] = []
    for row in table.splitlines():
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        block, paragraph, line, _, left, top, width, height = (int(cell) for cell in cells[2:10])
        found.append(
            Found((block, paragraph, line), left, top, width, height, float(cells[10]), cells[11].strip())
        )
    return found
