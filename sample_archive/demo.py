"""The main job in one go: file the sample inbox into a temporary archive, search it, show a document.

Every step is a command a user could type; it is printed before it runs. Nothing outside a
temporary folder is written, and that is removed at the end (``--keep`` keeps it).
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEARCHES = (
    ("chuyen doi so", "without diacritics / gõ không dấu"),
    ('"quy chế làm việc" loai:"quyết định"', "a phrase, one kind / cụm từ, một loại văn bản"),
    ("39-NQ/TW --facets", "a number in any spelling, with counts / số ký hiệu, kèm thống kê"),
)
SCANS = (
    "207-QD-TU scan.pdf",
    "1302-UBND-VX hoa toc.jpg",
    "733-CV-BTCTU den do.pdf",
    "10-BC-VPTU dau do.jpg",
)
NO_ENGINE = 2
"""Exit code of ``archivist ocr`` on a machine without character recognition."""


def program() -> str:
    """The archivist command beside this Python."""
    return shutil.which("archivist", path=str(Path(sys.executable).parent)) or "archivist"


def environment(archive: Path) -> dict[str, str]:
    """Names the archive, so that no command has to."""
    return dict(os.environ, ARCHIVIST_ARCHIVE=str(archive))


def run(archive: Path, line: str, *, note: str = "", allow: tuple[int, ...] = (0,)) -> int:
    """Print and run one archivist command; returns its exit code, one of `allow`."""
    sys.stdout.write(
        f"\n\x1b[1m$ archivist {line}\x1b[0m" if sys.stdout.isatty() else f"\n$ archivist {line}"
    )
    sys.stdout.write(f"   # {note}\n" if note else "\n")
    sys.stdout.flush()
    finished = subprocess.run([program(), *shlex.split(line)], env=environment(archive), check=False)
    if finished.returncode not in allow:
        sys.exit(f"archivist {line} ended with {finished.returncode}")
    return finished.returncode


def show_scan(archive: Path) -> None:
    """Find a scan by its text where character recognition is there; show it waiting where it is not.

    Recognised are a plain scan and one scan with each kind of stamp; the others go on waiting, as they
    would until ``archivist ocr --pending`` or an idle ``archivist watch``.
    """
    ids = waiting_scans(archive)
    chosen = " ".join(ids[name] for name in SCANS)
    # Exit 3 is right: a scan with a State-secret mark leaves the archive. Exit 2: no engine here.
    read = run(archive, f"ocr {chosen}", note="read four scans / nhận dạng chữ bốn bản quét", allow=(0, 2, 3))
    if read == NO_ENGINE:
        run(archive, f"show {ids[SCANS[0]]}", note="text pending / bản quét chờ nhận dạng chữ")
        return
    run(archive, "search 'phong trào văn nghệ'", note="a scan found by its text / tìm bản quét theo nội dung")


def waiting_scans(archive: Path) -> dict[str, str]:
    """Documents whose text waits: name as received → id."""
    command = [program(), "review", "--reason", "text-pending", "--json"]
    listed = subprocess.run(command, env=environment(archive), check=True, capture_output=True, text=True)
    records = [json.loads(line) for line in listed.stdout.splitlines()]
    return {one["received_as"]: one["id"][:8] for one in records if one["type"] == "document"}


def main() -> None:
    """Entry point of ``make demo``."""
    parser = argparse.ArgumentParser(description="File the sample inbox and search it.")
    parser.add_argument("--keep", action="store_true", help="keep the temporary archive")
    keep = parser.parse_args().keep
    scratch = Path(tempfile.mkdtemp(prefix="archivist-demo-"))
    archive = scratch / "luu-tru"
    inbox = scratch / "inbox"
    shutil.copytree(HERE / "inbox", inbox)
    try:
        run(archive, f"init {shlex.quote(str(archive))}")
        # Exit 3 is right here: the sample inbox holds damaged, encrypted and marked files on purpose.
        run(
            archive,
            f"add {shlex.quote(str(inbox))}",
            note="exit 3: some files are bad on purpose",
            allow=(3,),
        )
        for query, note in SEARCHES:
            words = query.split(" --")
            options = "".join(f" --{word}" for word in words[1:])
            run(archive, f"search {shlex.quote(words[0])}{options} --limit 3", note=note)
        show_scan(archive)
        run(archive, "show 983-QĐ/TU", note="fields with their evidence / các trường và căn cứ")
        run(archive, "review", note="what waits for a person / việc chờ người xem")
        run(archive, "check", note="nothing lost, nothing altered / không mất, không sai")
    finally:
        if keep:
            sys.stdout.write(f"\nThe archive is kept in {archive}\n")
        else:
            shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
