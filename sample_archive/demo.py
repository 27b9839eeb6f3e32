"""The main job in one go: file the sample inbox into a temporary archive, search it, show a document.

Every step is a command a user could type; it is printed before it runs. Nothing outside a
temporary folder is written, and that is removed at the end (``--keep`` keeps it).
"""

from __future__ import annotations

import argparse
import importlib.util
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


def run(archive: Path, line: str, *, note: str = "", allow: tuple[int, ...] = (0,)) -> str:
    """Print and run one archivist command; returns what it printed."""
    sys.stdout.write(
        f"\n\x1b[1m$ archivist {line}\x1b[0m" if sys.stdout.isatty() else f"\n$ archivist {line}"
    )
    sys.stdout.write(f"   # {note}\n" if note else "\n")
    sys.stdout.flush()
    environment = dict(os.environ, ARCHIVIST_ARCHIVE=str(archive))
    program = shutil.which("archivist", path=str(Path(sys.executable).parent)) or "archivist"
    finished = subprocess.run([program, *shlex.split(line)], env=environment, check=False)
    if finished.returncode not in allow:
        sys.exit(f"archivist {line} ended with {finished.returncode}")
    return ""


def show_scan(archive: Path) -> None:
    """Find a scan by its text where character recognition is there; say so where it is not."""
    ready = shutil.which("tesseract") is not None and importlib.util.find_spec("PIL") is not None
    if not ready:
        sys.stdout.write(
            "\n# Scans stay 'text pending': tesseract is not on this machine (archivist doctor says how to get it).\n"
            "# Bản quét chờ nhận dạng chữ: máy này chưa có tesseract.\n"
        )
        return
    # Exit 3 is right where a page stays unread (handwriting, a stamp that could not be read).
    run(archive, "ocr --pending", note="read the scans / nhận dạng chữ bản quét", allow=(0, 3))
    run(archive, "search 'phong trào văn nghệ'", note="a scan found by its text / tìm bản quét theo nội dung")


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
