"""Print the extras of archivist that fit this machine, as pip writes them: ``[office,magic,ocr]``.

``office`` always; ``magic`` where the system library libmagic is missing, ``ocr`` where tesseract can read Vietnamese.
"""

from __future__ import annotations

import ctypes.util
import shutil
import subprocess
import sys


def reads_vietnamese() -> bool:
    """True when the system's tesseract is there with its Vietnamese data."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return "vie" in (listed.stdout + listed.stderr).split()


def main() -> None:
    """Entry point of the Makefile's environment step."""
    extras = ["office"]
    if ctypes.util.find_library("magic") is None:
        extras.append("magic")
    if reads_vietnamese():
        extras.append("ocr")
    sys.stdout.write(f"[{','.join(extras)}]")


if __name__ == "__main__":
    main()
