"""Word 6 and 95: through LibreOffice, where it is installed.

Owns: finding the program, the profile it runs with (no macros, no links), cutting it off from every
network, handing what it made of the file to our reader of Word documents.
Must not: run it with a user's profile, outside of a worker, or with a network: the file is untrusted,
and a document of that age can name pictures elsewhere.

The program runs in the process group of the worker and under its limits of time, memory and file
size; it dies with the worker (parent-death signal), so it is started directly, not by its script.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from archivist.detect import DOCX
from archivist.extract.request import Request, refuse
from archivist.extracted import Detected, Extracted
from archivist.model import Reason

VERSION = "word95 1 (LibreOffice)"
_PLACES = ("/usr/lib/libreoffice/program/soffice", "/usr/lib64/libreoffice/program/soffice")
_SHARE = 0.8
"""Of the worker's time: the rest is for reading what was made."""
_AGAIN = 81
"""It has filled a new profile and asks to be started again (EXITHELPER_NORMAL_RESTART)."""
_OF_THE_COPY = frozenset({"creator", "language"})
"""What LibreOffice says of its own work (program, default language): no fact about the document."""
_PDEATHSIG = 1
_NEW_USER, _NEW_NET = 0x1000_0000, 0x4000_0000  # unshare(2)
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),  # never
)


def find_program() -> str:
    """Path of LibreOffice, empty when it is not on this machine."""
    for name in ("soffice", "libreoffice", *_PLACES):
        found = shutil.which(name)
        if found:
            return found
    return ""


def confinable() -> bool:
    """Whether a program can be started without any network here (Linux with user namespaces)."""
    try:
        return subprocess.run(["true"], preexec_fn=_confine, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def extract(request: Request) -> Extracted:
    """Read a document of Word 6 or 95.

    Raises:
        ExtractionError: ``needs-libreoffice``, ``time-limit`` or ``unreadable``.
    """
    program = find_program()
    if not program:
        refuse(
            Reason.NEEDS_LIBREOFFICE,
            "documents of Word 6 and 95 are read through LibreOffice, which is not on this machine",
        )
    # Beside the parts, so that nothing stays when the worker is killed: the caller sweeps that folder.
    with tempfile.TemporaryDirectory(dir=request.parts_dir, prefix=".word95-") as scratch:
        made = _convert(request, program, Path(scratch))
        return _read(request, made)


def _read(request: Request, made: Path) -> Extracted:
    from archivist.extract import docx

    detected = Detected(media_type=DOCX, suffix=".docx", source="container")
    found = docx.extract(replace(request, path=made, detected=detected))
    note = "an old Word document: read through LibreOffice"
    return replace(
        found,
        detected=request.detected,
        extractor=VERSION,
        warnings=(*found.warnings, note),
        metadata={key: value for key, value in found.metadata.items() if key not in _OF_THE_COPY},
        page_count=None,
    )


def _convert(request: Request, program: str, scratch: Path) -> Path:
    """Have LibreOffice write the document as DOCX; returns the file."""
    source = scratch / "in.doc"
    shutil.copyfile(request.path, source)
    _write_profile(scratch / "profile")
    command = [
        _binary(program),
        f"-env:UserInstallation={(scratch / 'profile').as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(scratch / "out"), str(source)),
    ]
    try:
        done = _run(command, scratch, request.limits.wall_seconds * _SHARE)
        if done.returncode == _AGAIN:
            done = _run(command, scratch, request.limits.wall_seconds * _SHARE / 2)
    except subprocess.TimeoutExpired:
        refuse(Reason.TIME_LIMIT, "LibreOffice did not finish in time")
    except (OSError, subprocess.SubprocessError) as error:
        refuse(Reason.NEEDS_LIBREOFFICE, f"LibreOffice cannot be started without a network here: {error}")
    made = scratch / "out" / "in.docx"
    if not made.is_file():
        said = done.stderr.decode("utf-8", "replace").strip()[-200:]
        refuse(Reason.UNREADABLE, f"LibreOffice cannot read the document (code {done.returncode}): {said}")
    return made


def _run(command: list[str], scratch: Path, seconds: float) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(scratch),
        cwd=scratch,
        timeout=seconds,
        preexec_fn=_confine,
        check=False,
    )


def _binary(program: str) -> str:
    """The program itself: the script that starts it would leave it behind when killed."""
    beside = Path(program).resolve().with_name("soffice.bin")
    return str(beside) if beside.is_file() else program


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of the user's: no profile, no proxy, no display."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _confine() -> None:
    """In the child before it starts: die with the worker, and have no network but an empty one of its own.

    Raises:
        OSError: the kernel does not allow it; then the program is not started.
    """
    if sys.platform != "linux":
        raise OSError("only Linux can start a program without a network")
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PDEATHSIG, signal.SIGKILL)
    if libc.unshare(_NEW_USER | _NEW_NET) != 0 and libc.unshare(_NEW_NET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
